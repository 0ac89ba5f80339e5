/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objects of a PDF as they were in any of its revisions, each read once, from where that revision's
 * cross-reference data say, out of object streams too (ISO 32000-1, 7.5.7).
 *
 * Of an encrypted file strings and streams stay as they are, encrypted: enough to tell whether they
 * changed. Its object streams come through qpdf, which has the password.
 */
#ifndef SIGNER_OBJECTS_H
#define SIGNER_OBJECTS_H

#include "signer/pdf_file.h"
#include "signer/revisions.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	Value value;
	bool stream;
	Bytes data; /* of a stream, as they are stored */
	unsigned number;
	size_t place; /* where in the file the object, or the stream that holds it, begins */
	bool packed;
} Item;

typedef struct Objects Objects;

/* Both are borrowed. */
Objects *objects_new(const PdfFile *document, const Revisions *revisions);
void objects_free(Objects *objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Objects, objects_free)

const Revisions *objects_revisions(const Objects *objects);
bool objects_are_encrypted(const Objects *objects);
/* Did anything that was asked for break the syntax, or go over a limit? It was null then. */
bool objects_failed(const Objects *objects);

/* The object of that number and generation in a revision; NULL: null. The same Item, if it is
 * the same object at the same place. */
const Item *objects_find(Objects *objects, unsigned number, unsigned generation, unsigned revision);

/* Is there an object of its number in a revision, but of another generation? */
bool objects_have_other(Objects *objects, const Value *reference, unsigned revision);

/* What a value is once references are followed: NULL for null. `out_item`, unless NULL: the last object
 * that a reference led to, if any did. */
const Value *objects_follow(
	Objects *objects, const Value *value, unsigned revision, const Item **out_item);
/* The same for the value of a key. */
const Value *objects_find_key(
	Objects *objects, const Value *dictionary, const char *key, unsigned revision);

/* The catalog of a revision, and its reference; NULL if there is none. */
const Value *objects_find_root(Objects *objects, unsigned revision, unsigned *out_number);

/* A stream without its filters, if these are not an image's and leave no more than `most` bytes; else NULL. Other
 * filters than Flate, and streams of an encrypted file, only as long as the object was not replaced. */
GBytes *objects_unpack(Objects *objects, const Item *item, size_t most);

#endif
