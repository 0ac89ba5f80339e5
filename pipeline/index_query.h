/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user typed, as words and phrases: everything between "…" or “…” is one phrase, every
 * other run without white space too (so that 921/QĐ-UBND is found as it stands). No sign is an
 * operator.
 */
#ifndef PIPELINE_INDEX_QUERY_H
#define PIPELINE_INDEX_QUERY_H

#include <glib.h>
#include <stdbool.h>

/* GPtrArray of char *, at most 64, each with a letter or a digit. The caller unrefs it. */
GPtrArray *query_phrases(const char *words);

/* The same as one phrase: all of it in a row. The caller unrefs it. */
GPtrArray *query_whole(const GPtrArray *phrases);

/* All phrases as an FTS5 expression on `column`, folded by `fold`. The caller frees it. */
char *query_expression(
	const GPtrArray *phrases, const char *column, char *(*fold)(const char *text));

/* The part of `text` where most of the phrases stand, on one line, the found words between « and ».
 * The caller frees it. */
char *query_snippet(const GPtrArray *phrases, const char *text, char *(*fold)(const char *text));

#endif
