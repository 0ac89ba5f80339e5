/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where delivered pages fall short of a rule, as it is told: many pages share a figure, so that
 * nothing is told page by page.
 */
#ifndef PIPELINE_LEDGER_SHORTFALLS_H
#define PIPELINE_LEDGER_SHORTFALLS_H

#include "pipeline/ledger.h"

#include <glib.h>
#include <json-glib/json-glib.h>

/* The members of a shortfall: its rule, the citation, what is asked and what is there. */
void shortfall_put_json(JsonBuilder *builder, const Shortfall *shortfall);

/* Takes over what a document's record says of its pages; what is no shortfall is passed over. Within
 * a transaction. */
bool shortfalls_take(Ledger *ledger, gint64 document, JsonObject *record, GError **error);

/* The pages of a delivered document that fall short, and a sentence on one of them: the poorest by
 * the first rule. NULL: none (or with error). The caller frees it. */
char *shortfalls_tell(Ledger *ledger, gint64 document, unsigned *out_pages, GError **error);

/* How many delivered pages fall short of any rule. */
bool shortfalls_count(sqlite3 *database, gint64 *out_pages, GError **error);

/* Prints for each rule the pages that fall short of it if they are few, and otherwise how many they
 * are, with the poorest. */
bool shortfalls_print(sqlite3 *database, GError **error);

/* An array of all, each with the pages of a document that share its figures; of one document, or,
 * with its names, of every one that is delivered (0). */
bool shortfalls_put_json(JsonBuilder *builder, sqlite3 *database, gint64 document, GError **error);

#endif
