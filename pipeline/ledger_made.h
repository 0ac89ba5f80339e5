/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How documents were made: what version 3 of the ledger added, in tables of their own.
 *
 *	makings     the settings that a document's pages are made with, and its profile
 *	shortfalls  where a page falls short of a rule, with its figures
 *
 * A ledger of version 2 gets them from the next batch, empty: what it delivered was not judged.
 */
#ifndef PIPELINE_LEDGER_MADE_H
#define PIPELINE_LEDGER_MADE_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

bool made_create(sqlite3 *database, GError **error);

/* The tables for this connection alone, which may not write. */
bool made_pretend(sqlite3 *database, GError **error);

/* Within a transaction. */
bool made_put_settings(sqlite3 *database, gint64 document, const char *settings, GError **error);

#endif
