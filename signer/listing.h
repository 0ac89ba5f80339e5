/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Manifests that tell which files there should be: of a batch of digitize (manifest.json, and its
 * products.sha256), and any list that sha256sum reads.
 *
 * Names are relative to the folder that holds `manifests`, for those of a batch
 * (OUT/manifests/batch-0001/manifest.json), else to the folder of the list itself. One that leads out of
 * it makes the list malformed.
 *
 *	listings_new → listings_add* → (listings_find, listed_compare)* → listings_rest
 */
#ifndef SIGNER_LISTING_H
#define SIGNER_LISTING_H

#include "signer/telling.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Listings Listings;

/* One file that there should be. Lent by the listings. */
typedef struct {
	char *path;   /* absolute */
	char *sha256; /* hexadecimal, lower case */
	guint64 size; /* 0: not listed */
	bool seen;    /* listings_find() has given it */
} ListedFile;

Listings *listings_new(void);
void listings_free(Listings *listings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Listings, listings_free)

/* Reads a manifest or list. `out_folder`: where its PDFs are (the caller frees it). Error:
 * BASE_ERROR_SETTINGS if it is none. */
bool listings_add(Listings *listings, const char *path, char **out_folder, GError **error);

/* What is listed for a file, found by its real path; NULL: it is surplus. */
ListedFile *listings_find(Listings *listings, const char *path);

/* Compares the bytes; LISTING_MISSING if they cannot be read. */
Listing listed_compare(const ListedFile *listed);

/* What was not seen: an array of ListedFile by path, which the caller unrefs. */
GPtrArray *listings_rest(const Listings *listings);

#endif
