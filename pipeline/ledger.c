/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/ledger.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/error.h"
#include "pipeline/index.h"
#include "pipeline/ledger_made.h"
#include "pipeline/out.h"
#include "pipeline/sql.h"

#include <sys/stat.h>
#include <unistd.h>

enum { SCHEMA_VERSION = 3, OLD_VERSION = 2, BUSY_MILLISECONDS = 10000 };

struct Ledger {
	sqlite3 *database;
};

static const char schema[] =
	"CREATE TABLE batches ("
	"  id INTEGER PRIMARY KEY, scans TEXT NOT NULL, started TEXT NOT NULL, finished TEXT);"
	"CREATE TABLE documents ("
	"  id INTEGER PRIMARY KEY, dossier TEXT NOT NULL, name TEXT NOT NULL,"
	"  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'quarantined')),"
	"  stage TEXT, reason TEXT, attempts INTEGER NOT NULL DEFAULT 0,"
	"  pages INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0,"
	"  changed INTEGER NOT NULL DEFAULT 0, batch INTEGER REFERENCES batches(id),"
	"  times TEXT, seconds REAL, at TEXT, UNIQUE (dossier, name));"
	"CREATE INDEX documents_waiting ON documents(id) WHERE state = 'waiting';"
	"CREATE INDEX documents_batch ON documents(batch, dossier, name);"
	"CREATE TABLE sources ("
	"  document INTEGER NOT NULL REFERENCES documents(id), ordinal INTEGER NOT NULL,"
	"  path TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,"
	"  sha256 TEXT, pages INTEGER NOT NULL DEFAULT 0,"
	"  PRIMARY KEY (document, ordinal)) WITHOUT ROWID;"
	"CREATE TABLE pages ("
	"  document INTEGER NOT NULL REFERENCES documents(id), page INTEGER NOT NULL,"
	"  source INTEGER NOT NULL, source_page INTEGER NOT NULL,"
	"  done INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,"
	"  stage TEXT, reason TEXT, times TEXT, seconds REAL, cpu_seconds REAL,"
	"  peak_kilobytes INTEGER, confidence REAL, words INTEGER, blank INTEGER,"
	"  verdict TEXT, doubt TEXT, at TEXT,"
	"  PRIMARY KEY (document, page)) WITHOUT ROWID;"
	"CREATE INDEX pages_doubtful ON pages(document, page) WHERE verdict <> 'good';"
	"CREATE TABLE products ("
	"  document INTEGER NOT NULL REFERENCES documents(id), path TEXT NOT NULL,"
	"  size INTEGER NOT NULL, sha256 TEXT NOT NULL,"
	"  PRIMARY KEY (document, path)) WITHOUT ROWID;";

void product_free(gpointer data)
{
	Product *product = data;

	g_free(product->path);
	g_free(product->sha256);
	g_free(product);
}

void document_free(Document *document)
{
	if (document == NULL)
		return;
	g_free(document->dossier);
	g_free(document->name);
	g_free(document->refusal);
	g_clear_pointer(&document->sources, g_ptr_array_unref);
	g_array_unref(document->pages);
	g_free(document);
}

static bool read_version(Ledger *ledger, gint64 *out_version, GError **error)
{
	if (!sql_number(ledger->database, out_version, 0, error, "PRAGMA user_version", ""))
		return false;
	if (*out_version == SCHEMA_VERSION || *out_version == OLD_VERSION || *out_version == 0)
		return true;
	g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_LEDGER,
		_("the ledger digitize.db was written by another version of digitize; move "
		  "digitize.db* away, and the next batch makes it anew from the store"));
	return false;
}

static bool fill_new(Ledger *ledger, const char *out, LedgerFill fill, GError **error)
{
	if (!ledger_begin(ledger, error))
		return false;
	if (sql_execute(ledger->database, schema, error) && made_create(ledger->database, error) &&
		index_create(ledger->database, error) && fill(ledger, out, error) &&
		sql_execute(ledger->database, "PRAGMA user_version = 3", error) &&
		ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}

/* Who only reads finds the new tables empty. */
static bool bring_up(Ledger *ledger, bool write, GError **error)
{
	if (!write)
		return made_pretend(ledger->database, error);
	if (!ledger_begin(ledger, error))
		return false;
	if (made_create(ledger->database, error) &&
		sql_execute(ledger->database, "PRAGMA user_version = 3", error) &&
		ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}

static bool prepare(Ledger *ledger, const char *out, LedgerFill fill, GError **error)
{
	gint64 version;

	if (fill != NULL &&
		!sql_execute(ledger->database,
			"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
			"PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000",
			error))
		return false;
	if (!read_version(ledger, &version, error))
		return false;
	if (version != 0)
		return version == SCHEMA_VERSION || bring_up(ledger, fill != NULL, error);
	if (fill != NULL)
		return fill_new(ledger, out, fill, error);
	g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_LEDGER,
		_("the ledger digitize.db is empty; the next batch makes it anew"));
	return false;
}

/* `file`: a path, or a URI. */
static Ledger *open_database(const char *file, int flags, const char *path, GError **error)
{
	g_autoptr(Ledger) ledger = g_new0(Ledger, 1);

	if (sqlite3_open_v2(file, &ledger->database, flags, NULL) != SQLITE_OK) {
		g_autofree char *shown = file_show(path);
		g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM, "%s: %s", shown,
			sqlite3_errmsg(ledger->database));
		return NULL;
	}
	sqlite3_busy_timeout(ledger->database, BUSY_MILLISECONDS);
	return g_steal_pointer(&ledger);
}

Ledger *ledger_open(const char *out, LedgerFill fill, GError **error)
{
	g_autofree char *path = out_database(out);
	int flags = SQLITE_OPEN_READWRITE | (fill != NULL ? SQLITE_OPEN_CREATE : 0);
	g_autoptr(Ledger) ledger = open_database(path, flags, path, error);

	return ledger != NULL && prepare(ledger, out, fill, error) ? g_steal_pointer(&ledger)
								   : NULL;
}

static bool is_beside(const char *path, const char *suffix, bool empty_too)
{
	g_autofree char *beside = g_strconcat(path, suffix, NULL);
	struct stat about;

	return stat(beside, &about) == 0 && (empty_too || about.st_size > 0);
}

/* As a URI for who may not write. SQLite reads a database in WAL mode only beside its -shm, which it
 * would have to make. Where neither that is there nor anything in a -wal, nobody is at work, and the
 * database is all there is. */
static char *read_only_uri(const char *path, GError **error)
{
	bool at_rest = !is_beside(path, "-shm", true) && !is_beside(path, "-wal", false);
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	g_autofree char *uri = g_filename_to_uri(absolute, NULL, error);

	return uri != NULL ? g_strconcat(uri, at_rest ? "?immutable=1" : "?mode=ro", NULL) : NULL;
}

Ledger *ledger_open_read(const char *out, GError **error)
{
	g_autofree char *path = out_database(out);

	/* who may write leaves no -shm behind, which others could not use */
	if (access(path, W_OK) == 0 && access(out, W_OK) == 0)
		return ledger_open(out, NULL, error);
	g_autofree char *uri = read_only_uri(path, error);
	if (uri == NULL)
		return NULL;
	g_autoptr(Ledger) ledger =
		open_database(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path, error);
	return ledger != NULL && prepare(ledger, out, NULL, error) ? g_steal_pointer(&ledger)
								   : NULL;
}

void ledger_close(Ledger *ledger)
{
	if (ledger == NULL)
		return;
	sqlite3_close_v2(ledger->database);
	g_free(ledger);
}

sqlite3 *ledger_database(Ledger *ledger)
{
	return ledger->database;
}

bool ledger_begin(Ledger *ledger, GError **error)
{
	return sql_execute(ledger->database, "BEGIN IMMEDIATE", error);
}

bool ledger_commit(Ledger *ledger, GError **error)
{
	return sql_execute(ledger->database, "COMMIT", error);
}

void ledger_rollback(Ledger *ledger)
{
	sqlite3_exec(ledger->database, "ROLLBACK", NULL, NULL, NULL);
}

/* Batches. */

bool ledger_unfinished_batch(Ledger *ledger, gint64 *out_batch, GError **error)
{
	return sql_number(ledger->database, out_batch, 0, error,
		"SELECT id FROM batches WHERE finished IS NULL ORDER BY id DESC LIMIT 1", "");
}

bool ledger_begin_batch(Ledger *ledger, const char *scans, gint64 *out_batch, GError **error)
{
	g_autofree char *now = clock_stamp();

	if (!sql_run(ledger->database, error, "INSERT INTO batches (scans, started) VALUES (?, ?)",
		    "ss", scans, now))
		return false;
	*out_batch = sqlite3_last_insert_rowid(ledger->database);
	return true;
}

char *ledger_batch_scans(Ledger *ledger, gint64 batch, const char *scans, GError **error)
{
	if (!sql_run(ledger->database, error,
		    "UPDATE batches SET scans = ? WHERE id = ? AND scans = ''", "si", scans, batch))
		return NULL;
	g_autoptr(sqlite3_stmt) row = sql_query(
		ledger->database, error, "SELECT scans FROM batches WHERE id = ?", "i", batch);
	return row != NULL && sql_next(row, error) ? g_strdup(sql_text(row, 0)) : NULL;
}

bool ledger_finish_batch(Ledger *ledger, gint64 batch, GError **error)
{
	g_autofree char *now = clock_stamp();

	return sql_run(ledger->database, error, "UPDATE batches SET finished = ? WHERE id = ?",
		"si", now, batch);
}

/* Running. */

GPtrArray *ledger_sources(Ledger *ledger, gint64 document, GError **error)
{
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(source_free);
	g_autoptr(sqlite3_stmt) row = sql_query(ledger->database, error,
		"SELECT path, size, mtime, sha256, pages FROM sources WHERE document = ?"
		" ORDER BY ordinal",
		"i", document);
	GError *wrong = NULL;

	if (row == NULL)
		return NULL;
	while (sql_next(row, &wrong)) {
		Source *source = g_new0(Source, 1);
		source->path = g_strdup(sql_text(row, 0));
		source->size = (uint64_t)sqlite3_column_int64(row, 1);
		source->mtime = sqlite3_column_int64(row, 2);
		source->sha256 = g_strdup(sql_text(row, 3));
		source->pages = (unsigned)sqlite3_column_int(row, 4);
		g_ptr_array_add(sources, source);
	}
	if (wrong == NULL)
		return g_steal_pointer(&sources);
	g_propagate_error(error, wrong);
	return NULL;
}

static bool load_pages(Ledger *ledger, Document *document, GError **error)
{
	g_autoptr(sqlite3_stmt) row = sql_query(ledger->database, error,
		"SELECT source, source_page, done FROM pages WHERE document = ?"
		" ORDER BY page",
		"i", document->id);
	GError *wrong = NULL;

	if (row == NULL)
		return false;
	while (sql_next(row, &wrong)) {
		PageState page = { .source = (unsigned)sqlite3_column_int(row, 0),
			.source_page = (unsigned)sqlite3_column_int(row, 1),
			.done = sqlite3_column_int(row, 2) != 0 };
		g_array_append_val(document->pages, page);
	}
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return wrong == NULL;
}

/* The first document for which `condition`, with one value, holds. */
static Document *load_document(Ledger *ledger, const char *condition, gint64 value, GError **error)
{
	g_autofree char *sql = g_strconcat(
		"SELECT id, dossier, name, kept, CASE stage WHEN 'plan' THEN reason END, attempts"
		" FROM documents WHERE ",
		condition, " ORDER BY id LIMIT 1", NULL);
	g_autoptr(sqlite3_stmt) row = sql_query(ledger->database, error, sql, "i", value);

	if (row == NULL || !sql_next(row, error))
		return NULL;
	g_autoptr(Document) document = g_new0(Document, 1);
	document->id = sqlite3_column_int64(row, 0);
	document->dossier = g_strdup(sql_text(row, 1));
	document->name = g_strdup(sql_text(row, 2));
	document->kept = sqlite3_column_int(row, 3) != 0;
	document->refusal = g_strdup(sql_text(row, 4));
	document->attempts = (unsigned)sqlite3_column_int(row, 5);
	document->pages = g_array_new(FALSE, FALSE, sizeof(PageState));
	document->sources = ledger_sources(ledger, document->id, error);
	if (document->sources == NULL || !load_pages(ledger, document, error))
		return NULL;
	return g_steal_pointer(&document);
}

Document *ledger_next_waiting(Ledger *ledger, gint64 after, GError **error)
{
	return load_document(ledger, "state = 'waiting' AND id > ?", after, error);
}

Document *ledger_next_interrupted(Ledger *ledger, GError **error)
{
	return load_document(ledger,
		"state = 'waiting' AND id > ? AND id IN (SELECT document FROM products)", 0, error);
}

static bool put_survey(Ledger *ledger, const Document *document, GError **error)
{
	for (unsigned i = 0; i < document->sources->len; i++) {
		const Source *source = document->sources->pdata[i];
		if (!sql_run(ledger->database, error,
			    "UPDATE sources SET sha256 = ?, pages = ? WHERE document = ? AND ordinal = ?",
			    "siii", source->sha256, (gint64)source->pages, document->id, (gint64)i))
			return false;
	}
	for (unsigned i = 0; i < document->pages->len; i++) {
		const PageState *page = &g_array_index(document->pages, PageState, i);
		if (!sql_run(ledger->database, error,
			    "INSERT INTO pages (document, page, source, source_page)"
			    " VALUES (?, ?, ?, ?)",
			    "iiii", document->id, (gint64)i + 1, (gint64)page->source,
			    (gint64)page->source_page))
			return false;
	}
	if (document->settings != NULL &&
		!made_put_settings(ledger->database, document->id, document->settings, error))
		return false;
	return sql_run(ledger->database, error,
		"UPDATE documents SET pages = ?, kept = ? WHERE id = ?", "iii",
		(gint64)document->pages->len, (gint64)document->kept, document->id);
}

bool ledger_put_survey(Ledger *ledger, const Document *document, GError **error)
{
	if (!ledger_begin(ledger, error))
		return false;
	if (put_survey(ledger, document, error) && ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}

bool ledger_put_page(
	Ledger *ledger, gint64 document, unsigned page, const PageOutcome *outcome, GError **error)
{
	g_autofree char *now = clock_stamp();

	return sql_run(ledger->database, error,
		"UPDATE pages SET done = ?, attempts = attempts + 1, stage = ?, reason = ?, times = ?,"
		" seconds = ?, cpu_seconds = ?, peak_kilobytes = ?, confidence = ?, words = ?,"
		" blank = ?, verdict = ?, doubt = ?, at = ? WHERE document = ? AND page = ?",
		"isssddidiisssii", (gint64)(outcome->reason == NULL), outcome->stage,
		outcome->reason, outcome->times, outcome->seconds, outcome->cpu_seconds,
		outcome->peak_kilobytes, outcome->confidence, outcome->words,
		(gint64)outcome->blank, outcome->verdict, outcome->doubt, now, document,
		(gint64)page);
}

bool ledger_count(Ledger *ledger, LedgerCount *out_count, GError **error)
{
	const struct {
		const char *state;
		unsigned *count;
	} states[] = {
		{ "waiting", &out_count->waiting },
		{ "delivered", &out_count->delivered },
		{ "quarantined", &out_count->quarantined },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(states); i++) {
		gint64 count;
		if (!sql_number(ledger->database, &count, 0, error,
			    "SELECT count(*) FROM documents WHERE state = ?", "s", states[i].state))
			return false;
		*states[i].count = (unsigned)count;
	}
	return true;
}
