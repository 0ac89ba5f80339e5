/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/ledger_made.h"

#include "pipeline/ledger.h"
#include "pipeline/sql.h"

static const char schema[] =
	"CREATE %sTABLE makings ("
	"  document INTEGER PRIMARY KEY, settings TEXT, profile TEXT, level TEXT);"
	"CREATE %sTABLE shortfalls ("
	"  document INTEGER NOT NULL, page INTEGER NOT NULL, rule TEXT NOT NULL,"
	"  x INTEGER NOT NULL, y INTEGER NOT NULL, PRIMARY KEY (document, page, rule)) WITHOUT ROWID;";

bool made_create(sqlite3 *database, GError **error)
{
	g_autofree char *sql = g_strdup_printf(schema, "", "");

	return sql_execute(database, sql, error);
}

bool made_pretend(sqlite3 *database, GError **error)
{
	g_autofree char *sql = g_strdup_printf(schema, "TEMP ", "TEMP ");

	return sql_execute(database, "PRAGMA temp_store = MEMORY", error) &&
		sql_execute(database, sql, error);
}

bool made_put_settings(sqlite3 *database, gint64 document, const char *settings, GError **error)
{
	return sql_run(database, error,
		"INSERT INTO makings (document, settings) VALUES (?, ?)"
		" ON CONFLICT (document) DO UPDATE SET settings = excluded.settings",
		"is", document, settings);
}

bool ledger_forget_making(Ledger *ledger, gint64 document, GError **error)
{
	sqlite3 *database = ledger_database(ledger);

	return sql_run(database, error, "DELETE FROM shortfalls WHERE document = ?", "i",
		       document) &&
		sql_run(database, error, "DELETE FROM makings WHERE document = ?", "i", document);
}

bool ledger_put_making(
	Ledger *ledger, gint64 document, const char *profile, const char *level, GError **error)
{
	return sql_run(ledger_database(ledger), error,
		"INSERT INTO makings (document, profile, level) VALUES (?, ?, ?)"
		" ON CONFLICT (document) DO UPDATE SET profile = excluded.profile,"
		" level = excluded.level",
		"iss", document, profile, level);
}

static bool has_settings(Ledger *ledger, const Document *document, bool *out_has, GError **error)
{
	gint64 count;

	if (!sql_number(ledger_database(ledger), &count, 0, error,
		    "SELECT count(*) FROM makings WHERE document = ? AND settings = ?", "is",
		    document->id, document->settings))
		return false;
	*out_has = count > 0;
	return true;
}

static bool start_pages_over(Ledger *ledger, Document *document, GError **error)
{
	for (unsigned i = 0; i < document->pages->len; i++)
		g_array_index(document->pages, PageState, i).done = false;
	return sql_run(ledger_database(ledger), error,
		       "UPDATE pages SET done = 0 WHERE document = ?", "i", document->id) &&
		made_put_settings(ledger_database(ledger), document->id, document->settings, error);
}

bool ledger_take_settings(Ledger *ledger, Document *document, const char *settings, GError **error)
{
	bool same = true;

	document->settings = settings;
	/* without pages the survey will write them down */
	if (document->pages->len > 0 && !has_settings(ledger, document, &same, error))
		return false;
	if (same)
		return true;
	if (!ledger_begin(ledger, error))
		return false;
	if (start_pages_over(ledger, document, error) && ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}

bool ledger_put_shortfall(
	Ledger *ledger, gint64 document, unsigned page, const Shortfall *shortfall, GError **error)
{
	return sql_run(ledger_database(ledger), error,
		"INSERT OR REPLACE INTO shortfalls VALUES (?, ?, ?, ?, ?)", "iisii", document,
		(gint64)page, shortfall->rule->name, (gint64)shortfall->x, (gint64)shortfall->y);
}
