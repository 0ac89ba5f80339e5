/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite in the few forms we use. Errors: PIPELINE_ERROR_LEDGER where the database is damaged or
 * not one, BASE_ERROR_SYSTEM where the disk or another process is in the way.
 *
 * Values are bound by a string of types, one letter for each ?:
 *	s  const char * (bytes without NUL; NULL is SQL's NULL)
 *	i  gint64
 *	d  double
 */
#ifndef PIPELINE_SQL_H
#define PIPELINE_SQL_H

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, sqlite3_finalize)

/* Runs one or more statements without values. */
bool sql_execute(sqlite3 *database, const char *sql, GError **error);

/* Runs one statement that returns no rows. */
bool sql_run(sqlite3 *database, GError **error, const char *sql, const char *types, ...);

/* Prepares one statement with its values. The caller finalizes it. */
sqlite3_stmt *sql_query(sqlite3 *database, GError **error, const char *sql, const char *types, ...);

/* Steps to the next row: false at the end, or with `error` set. */
bool sql_next(sqlite3_stmt *statement, GError **error);

/* The first column of the first row, or `fallback` without a row. */
bool sql_number(sqlite3 *database, gint64 *out_number, gint64 fallback, GError **error,
	const char *sql, const char *types, ...);

/* Column `column` of the row as text; lent until the next step; NULL for NULL. */
const char *sql_text(sqlite3_stmt *statement, int column);

#endif
