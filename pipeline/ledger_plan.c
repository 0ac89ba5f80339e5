/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's side of planning: what is new, what is as it was, what has changed. */
#include "pipeline/ledger.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/index.h"
#include "pipeline/out.h"
#include "pipeline/sql.h"

#include <string.h>

typedef struct {
	gint64 id;
	char *state;
	bool same;  /* as many sources, each of the same name, size and time */
	bool moved; /* the same, but in another folder */
} Known;

static bool has_same_name(const char *path, const char *other)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *other_name = g_path_get_basename(other);

	return strcmp(name, other_name) == 0;
}

static bool compare_sources(Ledger *ledger, GPtrArray *sources, Known *known, GError **error)
{
	g_autoptr(sqlite3_stmt) row = sql_query(ledger_database(ledger), error,
		"SELECT path, size, mtime FROM sources WHERE document = ? ORDER BY ordinal", "i",
		known->id);
	GError *wrong = NULL;
	unsigned count = 0;
	bool same = true, moved = false;

	if (row == NULL)
		return false;
	while (sql_next(row, &wrong)) {
		const Source *source = count < sources->len ? sources->pdata[count] : NULL;
		same &= source != NULL && has_same_name(source->path, sql_text(row, 0)) &&
			source->size == (uint64_t)sqlite3_column_int64(row, 1) &&
			source->mtime == sqlite3_column_int64(row, 2);
		moved |= source != NULL && strcmp(source->path, sql_text(row, 0)) != 0;
		count++;
	}
	if (wrong != NULL) {
		g_propagate_error(error, wrong);
		return false;
	}
	known->same = same && count == sources->len;
	known->moved = moved;
	return true;
}

/* Fills `known`; id 0 if the ledger has no such document. */
static bool look_up(Ledger *ledger, const char *dossier, const char *name, GPtrArray *sources,
	Known *known, GError **error)
{
	GError *wrong = NULL;
	g_autoptr(sqlite3_stmt) row = sql_query(ledger_database(ledger), error,
		"SELECT id, state FROM documents WHERE dossier = ? AND name = ?", "ss", dossier,
		name);

	if (row == NULL)
		return false;
	if (!sql_next(row, &wrong)) {
		if (wrong != NULL)
			g_propagate_error(error, wrong);
		return wrong == NULL;
	}
	known->id = sqlite3_column_int64(row, 0);
	known->state = g_strdup(sql_text(row, 1));
	return compare_sources(ledger, sources, known, error);
}

static bool put_sources(Ledger *ledger, gint64 document, GPtrArray *sources, GError **error)
{
	sqlite3 *database = ledger_database(ledger);

	if (!sql_run(database, error, "DELETE FROM sources WHERE document = ?", "i", document))
		return false;
	for (unsigned i = 0; i < sources->len; i++) {
		const Source *source = sources->pdata[i];
		if (!sql_run(database, error,
			    "INSERT INTO sources (document, ordinal, path, size, mtime)"
			    " VALUES (?, ?, ?, ?, ?)",
			    "iisii", document, (gint64)i, source->path, (gint64)source->size,
			    source->mtime))
			return false;
	}
	return true;
}

/* Which product of a delivered document has gone from the store, or NULL; the PDF if that has. */
static char *find_gone(const char *out, const char *dossier, const char *name)
{
	char *gone = NULL;

	for (const char *const *suffix = out_suffixes; *suffix != NULL; suffix++) {
		g_autofree char *product = out_product(dossier, name, *suffix);
		g_autofree char *path = g_build_filename(out, product, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
			continue;
		g_free(gone);
		gone = g_steal_pointer(&product);
	}
	return gone;
}

/* Nothing of an earlier try is left or trusted. */
static bool forget(Ledger *ledger, const char *out, const char *dossier, const char *name,
	gint64 id, GError **error)
{
	g_autofree char *spool = out_spool(out, dossier, name);
	g_autofree char *quarantine = out_quarantine(out, dossier, name);
	sqlite3 *database = ledger_database(ledger);

	return folder_remove(spool, error) && folder_remove(quarantine, error) &&
		index_forget(database, id, error) && ledger_forget_products(ledger, id, error) &&
		sql_run(database, error, "DELETE FROM pages WHERE document = ?", "i", id);
}

static bool set_waiting(Ledger *ledger, gint64 id, const char *refusal, GError **error)
{
	g_autofree char *now = clock_stamp();

	return sql_run(ledger_database(ledger), error,
		"UPDATE documents SET state = 'waiting', stage = 'plan', reason = ?, attempts = 0,"
		" pages = 0, kept = 0, changed = 0, batch = NULL, at = ? WHERE id = ?",
		"ssi", refusal, now, id);
}

static bool start_over(Ledger *ledger, const char *out, const char *dossier, const char *name,
	gint64 id, GPtrArray *sources, const char *refusal, GError **error)
{
	return forget(ledger, out, dossier, name, id, error) &&
		put_sources(ledger, id, sources, error) && set_waiting(ledger, id, refusal, error);
}

static bool take_new(Ledger *ledger, const char *out, const char *dossier, const char *name,
	GPtrArray *sources, const char *refusal, GError **error)
{
	if (!sql_run(ledger_database(ledger), error,
		    "INSERT INTO documents (dossier, name, state) VALUES (?, ?, 'waiting')", "ss",
		    dossier, name))
		return false;
	return start_over(ledger, out, dossier, name,
		sqlite3_last_insert_rowid(ledger_database(ledger)), sources, refusal, error);
}

static bool mark_changed(Ledger *ledger, const Known *known, GError **error)
{
	return sql_run(ledger_database(ledger), error,
		"UPDATE documents SET changed = ? WHERE id = ? AND changed <> ?", "iii",
		(gint64)!known->same, known->id, (gint64)!known->same);
}

static char *tell_delivered(
	const Known *known, const char *dossier, const char *name, const char *gone)
{
	if (gone != NULL)
		return g_strdup_printf(_("%s is missing; the signed PDF beside it is kept"), gone);
	if (known->same)
		return NULL;
	return g_strdup_printf(
		_("%s/%s: the scan has changed since it was delivered; the delivered "
		  "document is kept"),
		dossier, name);
}

bool ledger_plan(Ledger *ledger, const char *out, const char *dossier, const char *name,
	GPtrArray *sources, const char *refusal, PlanCount *count, char **out_told, GError **error)
{
	Known known = { 0 };
	bool found = look_up(ledger, dossier, name, sources, &known, error);
	g_autofree char *state = known.state;
	bool delivered = g_strcmp0(state, "delivered") == 0;

	if (!found)
		return false;
	g_autofree char *gone = delivered ? find_gone(out, dossier, name) : NULL;
	if (delivered && (gone == NULL || !g_str_has_suffix(gone, ".pdf"))) {
		char *told = tell_delivered(&known, dossier, name, gone);
		count->delivered++;
		count->told += told != NULL;
		*out_told = told;
		return mark_changed(ledger, &known, error);
	}
	*out_told = NULL;
	if (known.id != 0 && known.same && !known.moved && !delivered) {
		bool waits = strcmp(state, "waiting") == 0;
		count->waiting += waits;
		count->quarantined += !waits;
		return true;
	}
	count->waiting++;
	if (known.id == 0)
		return take_new(ledger, out, dossier, name, sources, refusal, error);
	return start_over(ledger, out, dossier, name, known.id, sources, refusal, error);
}

static bool retry_document(Ledger *ledger, const char *out, sqlite3_stmt *row, GError **error)
{
	gint64 id = sqlite3_column_int64(row, 0);

	return forget(ledger, out, sql_text(row, 1), sql_text(row, 2), id, error) &&
		set_waiting(ledger, id, NULL, error);
}

static bool retry_all(Ledger *ledger, const char *out, const char *const *dossiers,
	unsigned *out_count, GError **error)
{
	g_autoptr(sqlite3_stmt) row = sql_query(ledger_database(ledger), error,
		"SELECT id, dossier, name FROM documents WHERE state = 'quarantined'"
		" AND stage <> 'plan' ORDER BY id",
		"");
	GError *wrong = NULL;

	while (row != NULL && sql_next(row, &wrong)) {
		if (*dossiers != NULL && !g_strv_contains(dossiers, sql_text(row, 1)))
			continue;
		if (!retry_document(ledger, out, row, error))
			return false;
		(*out_count)++;
	}
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return row != NULL && wrong == NULL;
}

bool ledger_retry(Ledger *ledger, const char *out, const char *const *dossiers, unsigned *out_count,
	GError **error)
{
	*out_count = 0;
	if (!ledger_begin(ledger, error))
		return false;
	if (retry_all(ledger, out, dossiers, out_count, error) && ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}
