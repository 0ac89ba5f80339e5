/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The index: descriptions and the text of every page in SQLite FTS5, in the ledger's database.
 * The ledger's table documents(id INTEGER PRIMARY KEY, dossier TEXT, name TEXT, …) names what is
 * found.
 *
 * What stands in a row as it was asked for is found before words that stand apart; in both, exact
 * text first (case folded, NFC, one tone placement: hoà = hòa, uỷ = ủy), then text without
 * diacritics (đ → d).
 */
#ifndef PIPELINE_INDEX_H
#define PIPELINE_INDEX_H

#include "pipeline/description.h"

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

/* Makes the index's tables where they are missing. */
bool index_create(sqlite3 *database, GError **error);

/* Within the caller's transaction. index_forget first, if the document was there before. */
bool index_forget(sqlite3 *database, gint64 document, GError **error);
/* `demonstration`: what signed the document has no legal value. */
bool index_put_description(sqlite3 *database, gint64 document, const Description *description,
	bool demonstration, GError **error);
bool index_put_page(
	sqlite3 *database, gint64 document, unsigned page, const char *text, GError **error);

/* NULL members do not filter. */
typedef struct {
	const char *words;         /* what the user typed; a "quoted phrase" is kept together */
	const char *from, *to;     /* issued, "YYYY[-MM[-DD]]", both included */
	const char *agency, *type; /* part of the value, folded */
	const char *number;        /* "921", "921/QĐ-UBND" or a notation */
	unsigned most;             /* hits at most */
} Query;

typedef struct {
	const char *dossier, *document;
	unsigned page;
	bool exact;          /* found with its diacritics */
	bool outside_period; /* see Description */
	bool demonstration;  /* signed without legal value */
	const char *snippet; /* one line, the found words between « and » */
	const char *number, *notation, *issued, *agency, *type, *subject; /* NULL if unknown */
} Hit;

typedef void (*HitVisitor)(gpointer data, const Hit *hit);

/* Calls `visit` for each hit, best first. A query without words lists the documents that pass the
 * filters. Returns the number of hits, or -1 with error. */
int index_search(
	sqlite3 *database, const Query *query, HitVisitor visit, gpointer data, GError **error);

#endif
