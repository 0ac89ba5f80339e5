/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files are to be signed, and where each goes: beside its source, into a folder that mirrors
 * theirs, or in its own place.
 */
#ifndef SIGNER_PLACES_H
#define SIGNER_PLACES_H

#include "signer/signing_work.h"

#include <glib.h>
#include <stdbool.h>

/* All is borrowed. */
typedef struct {
	const char *const *paths; /* files and folders */
	const char *out;          /* the one file that comes of the one file, or NULL */
	const char *folder;       /* where the trees are mirrored, or NULL */
	bool in_place;
} PlaceRules;

typedef struct Places Places;

Places *places_new(const PlaceRules *rules);
void places_free(Places *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Places, places_free)

/* The next file, or NULL; one that cannot be signed has failed already. The caller owns it. Below
 * folders: each *.pdf that is a plain file, in byte order, but for links, what is hidden, and the folder
 * of the results. */
SigningItem *places_next(gpointer places);

/* The name of what is made of a PDF beside it: "a.pdf" and "-signed.pdf" are "a-signed.pdf". The caller
 * frees it. */
char *places_name_beside(const char *file, const char *suffix);

#endif
