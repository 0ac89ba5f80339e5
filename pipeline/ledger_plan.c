/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's side of planning: what is new, what is as it was, what has changed. */
#include "pipeline/ledger.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/index.h"
#include "pipeline/out.h"
#include "pipeline/sql.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What the ledger has of a planned document, and how the scans compare with that. */
typedef struct {
	gint64 id; /* 0: nothing */
	char *state;
	GPtrArray *sources; /* of Source */
	bool same;          /* the same scans */
	bool moved;         /* a path has changed, be they the same or not */
	bool elsewhere;     /* they lie in another folder */
} Known;

static void known_clear(Known *known)
{
	g_free(known->state);
	g_clear_pointer(&known->sources, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Known, known_clear)

static char *folder_of(const GPtrArray *sources)
{
	const Source *first = sources->len > 0 ? sources->pdata[0] : NULL;

	return first != NULL ? g_path_get_dirname(first->path) : g_strdup("");
}

static bool has_same_time(const Source *known, const Source *source)
{
	return known->mtime == source->mtime;
}

/* A copy of the scans' folder may have other times. */
static bool has_same_bytes(const Source *known, const Source *source)
{
	g_autofree char *sha256 =
		known->sha256 != NULL ? file_sha256(source->path, NULL, NULL) : NULL;

	return sha256 != NULL && strcmp(sha256, known->sha256) == 0;
}

static bool are_same(const GPtrArray *known, const GPtrArray *sources,
	bool (*agree)(const Source *known, const Source *source))
{
	bool same = known->len == sources->len;

	for (unsigned i = 0; same && i < known->len; i++) {
		const Source *one = known->pdata[i], *other = sources->pdata[i];
		g_autofree char *name = g_path_get_basename(one->path);
		g_autofree char *other_name = g_path_get_basename(other->path);
		same = strcmp(name, other_name) == 0 && one->size == other->size &&
			agree(one, other);
	}
	return same;
}

static bool has_moved(const GPtrArray *known, const GPtrArray *sources)
{
	bool moved = known->len != sources->len;

	for (unsigned i = 0; !moved && i < known->len; i++) {
		const Source *one = known->pdata[i], *other = sources->pdata[i];
		moved = strcmp(one->path, other->path) != 0;
	}
	return moved;
}

static bool is_delivered(const Known *known)
{
	return g_strcmp0(known->state, "delivered") == 0;
}

/* The next run shall know them by their times again. */
static bool put_times(Ledger *ledger, gint64 document, GPtrArray *sources, GError **error)
{
	for (unsigned i = 0; i < sources->len; i++) {
		const Source *source = sources->pdata[i];
		if (!sql_run(ledger_database(ledger), error,
			    "UPDATE sources SET mtime = ? WHERE document = ? AND ordinal = ?",
			    "iii", source->mtime, document, (gint64)i))
			return false;
	}
	return true;
}

static bool compare(Ledger *ledger, GPtrArray *sources, Known *known, GError **error)
{
	g_autofree char *folder = folder_of(sources);

	known->sources = ledger_sources(ledger, known->id, error);
	if (known->sources == NULL)
		return false;
	g_autofree char *known_folder = folder_of(known->sources);
	known->elsewhere = strcmp(folder, known_folder) != 0;
	known->moved = has_moved(known->sources, sources);
	known->same = are_same(known->sources, sources, has_same_time);
	if (known->same || !(known->elsewhere || is_delivered(known)))
		return true;
	known->same = are_same(known->sources, sources, has_same_bytes);
	return !known->same || put_times(ledger, known->id, sources, error);
}

GHashTable *ledger_names(Ledger *ledger, const char *dossier, GError **error)
{
	g_autoptr(GHashTable) names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(sqlite3_stmt) row = sql_query(ledger_database(ledger), error,
		"SELECT path, name FROM documents JOIN sources ON document = id WHERE dossier = ?"
		" ORDER BY state = 'delivered', id",
		"s", dossier);
	GError *wrong = NULL;

	if (row == NULL)
		return NULL;
	while (sql_next(row, &wrong))
		g_hash_table_replace(
			names, g_path_get_basename(sql_text(row, 0)), g_strdup(sql_text(row, 1)));
	if (wrong == NULL)
		return g_steal_pointer(&names);
	g_propagate_error(error, wrong);
	return NULL;
}

/* Fills `known`. */
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
	return compare(ledger, sources, known, error);
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
		ledger_forget_making(ledger, id, error) &&
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
	gint64 changed = !known->same && !known->elsewhere;

	return sql_run(ledger_database(ledger), error,
		"UPDATE documents SET changed = ? WHERE id = ? AND changed <> ?", "iii", changed,
		known->id, changed);
}

/* What the user must know of a document that stays as it is; NULL: nothing. */
static char *tell(const Known *known, const char *dossier, const char *name, GPtrArray *sources,
	const char *gone)
{
	if (known->elsewhere && !known->same) {
		g_autofree char *folder = folder_of(sources);
		g_autofree char *known_folder = folder_of(known->sources);
		g_autofree char *shown = file_show(folder);
		g_autofree char *known_shown = file_show(known_folder);
		return g_strdup_printf(
			_("%s/%s: the name is taken by the scan in %s; the one in %s is another and "
			  "is not digitized: name another folder of results"),
			dossier, name, known_shown, shown);
	}
	if (!is_delivered(known))
		return NULL;
	if (gone != NULL)
		return g_strdup_printf(_("%s is missing; the signed PDF beside it is kept"), gone);
	if (known->same)
		return NULL;
	return g_strdup_printf(_("%s/%s: the scan has changed since it was delivered; the "
				 "delivered document is kept"),
		dossier, name);
}

/* Does nothing follow from the scans but what is told? */
static bool stays(const Known *known, const char *gone)
{
	if (known->id == 0)
		return false;
	if (known->elsewhere && !known->same)
		return true;
	if (is_delivered(known))
		return gone == NULL || !g_str_has_suffix(gone, ".pdf");
	return known->same && !known->moved;
}

static void count_state(PlanCount *count, const char *state)
{
	count->delivered += strcmp(state, "delivered") == 0;
	count->waiting += strcmp(state, "waiting") == 0;
	count->quarantined += strcmp(state, "quarantined") == 0;
}

bool ledger_plan(Ledger *ledger, const char *out, const char *dossier, const char *name,
	GPtrArray *sources, const char *refusal, PlanCount *count, char **out_told, GError **error)
{
	g_auto(Known) known = { 0 };

	if (!look_up(ledger, dossier, name, sources, &known, error))
		return false;
	g_autofree char *gone = is_delivered(&known) ? find_gone(out, dossier, name) : NULL;
	if (stays(&known, gone)) {
		*out_told = tell(&known, dossier, name, sources, gone);
		count->told += *out_told != NULL;
		count_state(count, known.state);
		return !is_delivered(&known) || mark_changed(ledger, &known, error);
	}
	*out_told = NULL;
	count->waiting++;
	if (known.id == 0)
		return take_new(ledger, out, dossier, name, sources, refusal, error);
	return start_over(ledger, out, dossier, name, known.id, sources, refusal, error);
}

/* Of a scan that is gone quarantine may hold the only copy. */
static bool is_gone(const GPtrArray *sources)
{
	bool gone = false;

	for (unsigned i = 0; !gone && i < sources->len; i++) {
		const Source *source = sources->pdata[i];
		gone = access(source->path, F_OK) != 0 && errno == ENOENT;
	}
	return gone;
}

static bool retry_document(Ledger *ledger, const char *out, sqlite3_stmt *row, unsigned *out_count,
	GPtrArray *out_told, GError **error)
{
	gint64 id = sqlite3_column_int64(row, 0);
	const char *dossier = sql_text(row, 1), *name = sql_text(row, 2);
	g_autoptr(GPtrArray) sources = ledger_sources(ledger, id, error);

	if (sources == NULL)
		return false;
	if (is_gone(sources)) {
		g_ptr_array_add(out_told,
			g_strdup_printf(_("%s/%s: its scan is gone; it stays in quarantine"),
				dossier, name));
		return true;
	}
	(*out_count)++;
	return forget(ledger, out, dossier, name, id, error) &&
		set_waiting(ledger, id, NULL, error);
}

static bool retry_all(Ledger *ledger, const char *out, const char *dossier, unsigned *out_count,
	GPtrArray *out_told, GError **error)
{
	g_autoptr(sqlite3_stmt) row = sql_query(ledger_database(ledger), error,
		"SELECT id, dossier, name FROM documents WHERE state = 'quarantined'"
		" AND stage <> 'plan' AND (? IS NULL OR dossier = ?) ORDER BY id",
		"ss", dossier, dossier);
	GError *wrong = NULL;

	while (row != NULL && sql_next(row, &wrong))
		if (!retry_document(ledger, out, row, out_count, out_told, error))
			return false;
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return row != NULL && wrong == NULL;
}

bool ledger_retry(Ledger *ledger, const char *out, const char *dossier, unsigned *out_count,
	GPtrArray *out_told, GError **error)
{
	unsigned told = out_told->len;

	*out_count = 0;
	if (!ledger_begin(ledger, error))
		return false;
	if (retry_all(ledger, out, dossier, out_count, out_told, error) &&
		ledger_commit(ledger, error)) {
		if (dossier != NULL && *out_count == 0 && out_told->len == told)
			g_ptr_array_add(out_told,
				g_strdup_printf(
					_("%s: nothing of this dossier is in quarantine that "
					  "could be tried again"),
					dossier));
		return true;
	}
	ledger_rollback(ledger);
	return false;
}
