/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/sql.h"

#include "base/error.h"
#include "base/i18n.h"
#include "pipeline/error.h"

#include <stdarg.h>
#include <string.h>

static void set_error(sqlite3 *database, GError **error)
{
	int code = sqlite3_errcode(database);
	const char *why = sqlite3_errmsg(database);

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_SCHEMA)
		g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_LEDGER,
			_("the ledger digitize.db is damaged (%s); move digitize.db* away, and the "
			  "next batch makes it anew from the store"),
			why);
	else
		g_set_error(
			error, BASE_ERROR, BASE_ERROR_SYSTEM, _("the ledger digitize.db: %s"), why);
}

bool sql_execute(sqlite3 *database, const char *sql, GError **error)
{
	if (sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	set_error(database, error);
	return false;
}

static void bind(sqlite3_stmt *statement, const char *types, va_list values)
{
	for (int i = 1; *types != '\0'; types++, i++) {
		switch (*types) {
		case 's':
			sqlite3_bind_text(
				statement, i, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
			break;
		case 'i':
			sqlite3_bind_int64(statement, i, va_arg(values, gint64));
			break;
		case 'd':
			sqlite3_bind_double(statement, i, va_arg(values, double));
			break;
		default:
			g_assert_not_reached();
		}
	}
}

static sqlite3_stmt *query(
	sqlite3 *database, GError **error, const char *sql, const char *types, va_list values)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) {
		set_error(database, error);
		return NULL;
	}
	g_assert(sqlite3_bind_parameter_count(statement) == (int)strlen(types));
	bind(statement, types, values);
	return statement;
}

sqlite3_stmt *sql_query(sqlite3 *database, GError **error, const char *sql, const char *types, ...)
{
	va_list values;

	va_start(values, types);
	sqlite3_stmt *statement = query(database, error, sql, types, values);
	va_end(values);
	return statement;
}

bool sql_next(sqlite3_stmt *statement, GError **error)
{
	int code = sqlite3_step(statement);

	if (code != SQLITE_ROW && code != SQLITE_DONE)
		set_error(sqlite3_db_handle(statement), error);
	return code == SQLITE_ROW;
}

static bool finish(sqlite3_stmt *statement, GError **error)
{
	g_autoptr(sqlite3_stmt) owned = statement;
	GError *wrong = NULL;

	if (owned == NULL)
		return false;
	sql_next(owned, &wrong);
	if (wrong == NULL)
		return true;
	g_propagate_error(error, wrong);
	return false;
}

bool sql_run(sqlite3 *database, GError **error, const char *sql, const char *types, ...)
{
	va_list values;

	va_start(values, types);
	sqlite3_stmt *statement = query(database, error, sql, types, values);
	va_end(values);
	return finish(statement, error);
}

bool sql_number(sqlite3 *database, gint64 *out_number, gint64 fallback, GError **error,
	const char *sql, const char *types, ...)
{
	va_list values;
	GError *wrong = NULL;

	va_start(values, types);
	g_autoptr(sqlite3_stmt) statement = query(database, error, sql, types, values);
	va_end(values);
	if (statement == NULL)
		return false;
	bool row = sql_next(statement, &wrong);
	if (wrong != NULL) {
		g_propagate_error(error, wrong);
		return false;
	}
	*out_number = row ? sqlite3_column_int64(statement, 0) : fallback;
	return true;
}

const char *sql_text(sqlite3_stmt *statement, int column)
{
	return (const char *)sqlite3_column_text(statement, column);
}
