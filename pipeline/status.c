/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/status.h"

#include "base/i18n.h"
#include "base/json.h"
#include "ocr/quality.h"
#include "pipeline/ledger_shortfalls.h"
#include "pipeline/out.h"
#include "pipeline/sql.h"

#include <string.h>

static const struct {
	const char *state;
	const char *sentence;
} states[] = {
	{ "delivered", N_("delivered") },
	{ "waiting", N_("waiting") },
	{ "quarantined", N_("quarantined") },
};

typedef struct {
	gint64 documents[G_N_ELEMENTS(states)], pages[G_N_ELEMENTS(states)];
	gint64 changed, batches, outside_period, demonstration, doubtful, short_pages;
} Totals;

static bool count(sqlite3 *database, Totals *totals, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
		if (!sql_number(database, &totals->documents[i], 0, error,
			    "SELECT count(*) FROM documents WHERE state = ?", "s",
			    states[i].state) ||
			!sql_number(database, &totals->pages[i], 0, error,
				"SELECT total(pages) FROM documents WHERE state = ?", "s",
				states[i].state))
			return false;
	return sql_number(database, &totals->changed, 0, error,
		       "SELECT count(*) FROM documents WHERE changed", "") &&
		sql_number(database, &totals->batches, 0, error,
			"SELECT count(*) FROM batches WHERE finished IS NOT NULL", "") &&
		sql_number(database, &totals->outside_period, 0, error,
			"SELECT count(*) FROM descriptions WHERE outside_period", "") &&
		sql_number(database, &totals->doubtful, 0, error,
			"SELECT count(*) FROM pages JOIN documents ON document = id"
			" WHERE verdict <> 'good' AND state = 'delivered'",
			"") &&
		shortfalls_count(database, &totals->short_pages, error) &&
		sql_number(database, &totals->demonstration, 0, error,
			"SELECT count(*) FROM descriptions WHERE demonstration", "");
}

/* What has something to be told of; `marked`: those too that are delivered with a mark. */
static sqlite3_stmt *list_documents(sqlite3 *database, bool marked, GError **error)
{
	return sql_query(database, error,
		"SELECT dossier, name, state, stage, reason, attempts, at, changed, outside_period"
		" FROM documents LEFT JOIN descriptions ON document = id"
		" WHERE state <> 'delivered' OR changed OR (outside_period AND ?)"
		" ORDER BY state, dossier, name",
		"i", (gint64)marked);
}

/* Pages that a person should look at, the worst first. */
static sqlite3_stmt *list_doubtful(sqlite3 *database, GError **error)
{
	return sql_query(database, error,
		"SELECT dossier, name, page, verdict, doubt FROM pages JOIN documents ON document = id"
		" WHERE verdict <> 'good' AND state = 'delivered'"
		" ORDER BY verdict DESC, dossier, name, page",
		"");
}

static void print_doubtful(sqlite3_stmt *row)
{
	QualityReason reason;
	Verdict verdict;

	if (!verdict_read(sql_text(row, 3), &verdict) || sql_text(row, 4) == NULL ||
		!reason_read(sql_text(row, 4), &reason))
		return;
	g_print(verdict == QUALITY_UNREADABLE ? _("unreadable: %s/%s, page %d: %s\n")
					      : _("doubtful: %s/%s, page %d: %s\n"),
		sql_text(row, 0), sql_text(row, 1), sqlite3_column_int(row, 2),
		reason_sentence(reason));
}

static void put_doubtful(JsonBuilder *builder, sqlite3_stmt *row)
{
	json_builder_begin_object(builder);
	json_put_text(builder, "dossier", sql_text(row, 0));
	json_put_text(builder, "document", sql_text(row, 1));
	json_put_integer(builder, "page", sqlite3_column_int64(row, 2));
	json_put_text(builder, "verdict", sql_text(row, 3));
	json_put_text(builder, "reason", sql_text(row, 4));
	json_builder_end_object(builder);
}

static void print_mark(gint64 count, const char *sentence)
{
	if (count > 0)
		g_print(sentence, (unsigned)count);
}

/* Pads by what is seen, not by bytes: the words are the user's. */
static void print_totals(const Totals *totals)
{
	glong widest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
		widest = MAX(widest, g_utf8_strlen(_(states[i].sentence), -1));
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		const char *state = _(states[i].sentence);
		g_print("%s%*s %8" G_GINT64_FORMAT " %s %8" G_GINT64_FORMAT " %s\n", state,
			(int)(widest - g_utf8_strlen(state, -1)), "", totals->documents[i],
			ngettext("document", "documents", (gulong)totals->documents[i]),
			totals->pages[i], ngettext("page", "pages", (gulong)totals->pages[i]));
	}
	print_mark(totals->outside_period,
		ngettext("%u delivered document is outside the period being digitized\n",
			"%u delivered documents are outside the period being digitized\n",
			(gulong)totals->outside_period));
	print_mark(totals->doubtful,
		ngettext("%u page should be looked at\n", "%u pages should be looked at\n",
			(gulong)totals->doubtful));
	print_mark(totals->short_pages,
		ngettext("%u page falls short of the rules for digital copies\n",
			"%u pages fall short of the rules for digital copies\n",
			(gulong)totals->short_pages));
	print_mark(totals->demonstration,
		ngettext("%u delivered document is signed with a demonstration identity, WITHOUT "
			 "LEGAL VALUE\n",
			"%u delivered documents are signed with a demonstration identity, WITHOUT "
			"LEGAL VALUE\n",
			(gulong)totals->demonstration));
}

static void print_row(sqlite3_stmt *row)
{
	const char *reason = sql_text(row, 4);

	if (sqlite3_column_int(row, 7))
		reason = _("the scan has changed since it was delivered");
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
		if (strcmp(states[i].state, sql_text(row, 2)) == 0)
			g_print("%s: %s/%s%s%s\n", _(states[i].sentence), sql_text(row, 0),
				sql_text(row, 1), reason != NULL ? ": " : "",
				reason != NULL ? reason : "");
}

static void begin_json(JsonBuilder *builder, const Totals *totals)
{
	json_builder_begin_object(builder);
	json_put_text(builder, "format", "digitize status 1");
	json_put_integer(builder, "batches", totals->batches);
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		json_begin_object(builder, states[i].state);
		json_put_integer(builder, "documents", totals->documents[i]);
		json_put_integer(builder, "pages", totals->pages[i]);
		json_builder_end_object(builder);
	}
	json_put_integer(builder, "changed", totals->changed);
	json_put_integer(builder, "outside_period", totals->outside_period);
	json_put_integer(builder, "pages_falling_short", totals->short_pages);
	json_put_integer(builder, "without_legal_value", totals->demonstration);
	if (totals->demonstration > 0)
		json_put_text(builder, "notice", OUT_NO_LEGAL_VALUE);
	json_begin_array(builder, "documents");
}

static void put_row(JsonBuilder *builder, sqlite3_stmt *row)
{
	json_builder_begin_object(builder);
	json_put_text(builder, "dossier", sql_text(row, 0));
	json_put_text(builder, "document", sql_text(row, 1));
	json_put_text(builder, "state", sql_text(row, 2));
	json_put_text(builder, "stage", sql_text(row, 3));
	json_put_text(builder, "reason", sql_text(row, 4));
	json_put_integer(builder, "attempts", sqlite3_column_int64(row, 5));
	json_put_text(builder, "time", sql_text(row, 6));
	json_put_flag(builder, "changed", sqlite3_column_int(row, 7) != 0);
	json_put_flag(builder, "outside_period", sqlite3_column_int(row, 8) != 0);
	json_builder_end_object(builder);
}

static bool print_json(sqlite3 *database, const Totals *totals, GError **error)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(sqlite3_stmt) row = list_documents(database, true, error);
	GError *wrong = NULL;

	if (row == NULL)
		return false;
	begin_json(builder, totals);
	g_autoptr(sqlite3_stmt) page = list_doubtful(database, error);
	if (page == NULL)
		return false;
	while (sql_next(row, &wrong))
		put_row(builder, row);
	json_builder_end_array(builder);
	json_begin_array(builder, "doubtful_pages");
	while (wrong == NULL && sql_next(page, &wrong))
		put_doubtful(builder, page);
	json_builder_end_array(builder);
	if (wrong == NULL)
		shortfalls_put_json(builder, database, 0, &wrong);
	json_builder_end_object(builder);
	if (wrong != NULL) {
		g_propagate_error(error, wrong);
		return false;
	}
	g_autofree char *text = json_finish(builder, true);
	g_print("%s\n", text);
	return true;
}

static bool print_plain(sqlite3 *database, const Totals *totals, GError **error)
{
	g_autoptr(sqlite3_stmt) row = list_documents(database, false, error);
	GError *wrong = NULL;

	if (row == NULL)
		return false;
	g_autoptr(sqlite3_stmt) page = list_doubtful(database, error);
	if (page == NULL)
		return false;
	print_totals(totals);
	while (sql_next(row, &wrong))
		print_row(row);
	while (wrong == NULL && sql_next(page, &wrong))
		print_doubtful(page);
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return wrong == NULL && shortfalls_print(database, error);
}

bool status_print(Ledger *ledger, bool json, bool *out_all, GError **error)
{
	Totals totals = { 0 };
	sqlite3 *database = ledger_database(ledger);

	if (!count(database, &totals, error))
		return false;
	*out_all = totals.documents[1] + totals.documents[2] + totals.changed == 0;
	return json ? print_json(database, &totals, error) : print_plain(database, &totals, error);
}
