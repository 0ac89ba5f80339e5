/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words by which documents are described, as data: vocabulary/NAME.ini, built into the program,
 * each of which tells its format in its head. A folder of the same files may add terms, or say more of
 * terms that are there.
 *
 *	vocabulary_add (once, before anything is described; without it the built-in files count)
 *
 * The reader is strict: a key that a list does not have, or a value that is none of its kind, is an
 * error (BASE_ERROR_SETTINGS) that names file, term and key.
 */
#ifndef PIPELINE_VOCABULARY_H
#define PIPELINE_VOCABULARY_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	VOCABULARY_KINDS,         /* kinds.ini */
	VOCABULARY_AGENCIES,      /* agencies.ini */
	VOCABULARY_ABBREVIATIONS, /* abbreviations.ini */
	VOCABULARY_LISTS,
} VocabularyList;

/* What a list does not have is NULL or false. */
typedef struct {
	char *name;                /* "QUYẾT ĐỊNH", "SỞ Y TẾ", "UBND" */
	GStrv words, plain;        /* of the name, and folded plain */
	char *abbreviation, *code; /* "QĐ"; typeName of TT 05/2025/TT-BNV */
	char *from, *until; /* "2013-12-29", "2025-02", "1996": days, the first and the last */
	char *meaning;
	bool open; /* what follows in capitals belongs to the name: GIẤY CHỨNG NHẬN + … */
	bool unit; /* counts only where a line begins with it */
} Term;

/* The terms of a list, of Term *, lent. */
const GPtrArray *vocabulary_terms(VocabularyList list);

/* The term of exactly this name, or NULL. */
const Term *vocabulary_find(VocabularyList list, const char *name);

/* Adds the files of `folder` that are there; NULL: nothing. Errors: also of a folder that is none. */
bool vocabulary_add(const char *folder, GError **error);

#endif
