/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Profiles of the signature block: what it says, how it looks and where it stands, as data. Those of
 * Vietnamese law are built in (signer/profiles.ini); a file of the same form adds to them. Its groups
 * are profiles, its keys are rows of a table (profile.c) with type, range and default; a key that there
 * is not, and a value that is not of its type or range, is an error (BASE_ERROR_SETTINGS) that names
 * file, group and key. The profile "none" is no data: it is invisible.
 *
 * Lengths are points of paper (1/72 inch), whatever the unit of a page.
 */
#ifndef SIGNER_PROFILE_H
#define SIGNER_PROFILE_H

#include "signer/picture.h"

#include <glib.h>
#include <stdbool.h>

/* Where on a page. */
typedef enum {
	SPOT_TOP_LEFT,
	SPOT_TOP_CENTRE,
	SPOT_TOP_RIGHT,
	SPOT_BOTTOM_LEFT,
	SPOT_BOTTOM_CENTRE,
	SPOT_BOTTOM_RIGHT,
	SPOTS
} Spot;

enum { MOST_LENGTHS = 12 };

typedef struct {
	double at[MOST_LENGTHS];
	unsigned count;
} Lengths;

typedef struct {
	Spot at[SPOTS];
	unsigned count;
} Spots;

typedef struct {
	char *name;
	Spots place;      /* one: where the block belongs */
	Spots others;     /* tried in this order where that is printed on */
	double edge;      /* from the edges of the page */
	double depth;     /* of the margin, in which the block may move */
	double height;    /* most of the text */
	Lengths widths;   /* of the text, tried in this order for each of … */
	Lengths sizes;    /* … the sizes of type */
	double colour[3]; /* red, green, blue: 0 … 1 */
	char *font;       /* file; NULL: what the caller says */
	char *copy_form;  /* of a copy that says no other; or NULL */
	GStrv lines;      /* templates */
	char *image;      /* file; NULL: none */
	double image_height;
	Picture *picture; /* what is in the file; NULL: none */
	char *qr;         /* template; NULL: none */
	double qr_size;
} Profile;

typedef struct Profiles Profiles;

/* Those that are built in, and over them those of the file `path` (NULL: none). Fonts are not opened,
 * images are. The caller owns the profiles. */
Profiles *profiles_load(const char *path, GError **error);
void profiles_free(Profiles *profiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Profiles, profiles_free)

/* Lent; NULL: there is none of this name ("none" is no data). `profiles` NULL: those that are built in. */
const Profile *profiles_find(const Profiles *profiles, const char *name);

/* Is this the name of a profile, or "none"? */
bool profiles_have(const Profiles *profiles, const char *name);

/* The digest of a profile's definition: two that are equal make equal blocks, but for the content of the
 * files that they name. "" for what there is not. Lent. */
const char *profiles_digest(const Profiles *profiles, const char *name);

#endif
