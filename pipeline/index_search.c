/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A search with words is a row of questions to FTS5 (table `rounds`), each for what is still missing
 * up to the number of hits wanted: all that was typed in a row, as it was typed and then without
 * diacritics; then the words apart, in the same way. Vietnamese is written in syllables: four of
 * them that stand apart are no word. Within a round FTS5 ranks by bm25, for which it reads the size
 * of every hit: without filters only the first MOST_RANKED hits are ranked, since for words that
 * common nobody can tell the best from the rest.
 *
 * The filters are conditions on `descriptions`, each only there when it is asked for, so that
 * SQLite can choose an index for it. Values are always bound: ?1 the FTS5 expression, ?2 … ?7 the
 * filters, ?8 the number of hits.
 */
#include "pipeline/index.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/text.h"
#include "pipeline/index_page.h"
#include "pipeline/index_query.h"
#include "pipeline/sql.h"

#include <string.h>

#define MOST_RANKED "20000"

#define COLUMNS                                                                                    \
	"documents.dossier, documents.name, described.number, described.notation,"                 \
	" described.issued, described.agency, described.type, described.subject,"                  \
	" described.outside_period, described.demonstration"

enum { VALUES = 10 };

/* The folded filters; NULL does not filter. */
typedef struct {
	char *from, *to, *agency, *type, *number, *notation;
} Filters;

typedef struct {
	sqlite3 *database;
	Filters filters;
	char *conditions; /* SQL, "" or " AND …" */
	unsigned most;
	GHashTable *seen; /* rowids of hits that were told */
	HitVisitor visit;
	gpointer data;
} Search;

static bool read_date(const char *text, const char *rest, char **out_key, GError **error)
{
	if (text == NULL)
		return true;
	if (!clock_is_date(text, false)) {
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: this is not a date; write 2019-08-15, 2019-08 or 2019"), valid);
		return false;
	}
	*out_key = index_date_key(text, rest);
	return true;
}

/* "921", "921/QĐ-UBND" or "QĐ-UBND". */
static void read_number(Filters *filters, const char *text)
{
	const char *slash = strchr(text, '/');

	if (slash != NULL) {
		g_autofree char *number = g_strndup(text, (gsize)(slash - text));
		filters->number = index_number_key(g_strstrip(number));
		filters->notation = text_fold_plain(slash + 1);
	} else if (g_ascii_isdigit(text[0])) {
		filters->number = index_number_key(text);
	} else {
		filters->notation = text_fold_plain(text);
	}
}

static bool read_filters(Filters *filters, const Query *query, GError **error)
{
	if (!read_date(query->from, "-00-00", &filters->from, error) ||
		!read_date(query->to, "-99-99", &filters->to, error))
		return false;
	if (query->agency != NULL)
		filters->agency = text_fold_plain(query->agency);
	if (query->type != NULL)
		filters->type = text_fold_plain(query->type);
	if (query->number != NULL)
		read_number(filters, query->number);
	return true;
}

static char *write_conditions(const Filters *filters)
{
	const struct {
		const char *value, *sql;
	} all[] = {
		{ filters->from, " AND described.issued_last >= ?2" },
		{ filters->to, " AND described.issued_first <= ?3" },
		{ filters->agency, " AND instr(described.agency_key, ?4) > 0" },
		{ filters->type, " AND instr(described.type_key, ?5) > 0" },
		{ filters->number, " AND described.number_key = ?6" },
		{ filters->notation, " AND described.notation_key = ?7" },
	};
	g_autoptr(GString) sql = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i].value != NULL)
			g_string_append(sql, all[i].sql);
	return g_string_free(g_steal_pointer(&sql), FALSE);
}

static sqlite3_stmt *ask(
	const Search *search, const char *sql, const char *expression, gint64 most, GError **error)
{
	const Filters *filters = &search->filters;

	return sql_query(search->database, error, sql, "sssssssi", expression, filters->from,
		filters->to, filters->agency, filters->type, filters->number, filters->notation,
		most);
}

static Hit read_hit(sqlite3_stmt *row)
{
	return (Hit) { .dossier = sql_text(row, 0),
		.document = sql_text(row, 1),
		.number = sql_text(row, 2),
		.notation = sql_text(row, 3),
		.issued = sql_text(row, 4),
		.agency = sql_text(row, 5),
		.type = sql_text(row, 6),
		.subject = sql_text(row, 7),
		.outside_period = sqlite3_column_int(row, 8) != 0,
		.demonstration = sqlite3_column_int(row, 9) != 0 };
}

static bool end_rows(GError *wrong, GError **error)
{
	if (wrong == NULL)
		return true;
	g_propagate_error(error, wrong);
	return false;
}

/* The documents that pass the filters, the oldest first. */
static bool list_documents(Search *search, int *hits, GError **error)
{
	g_autofree char *sql = g_strconcat("SELECT " COLUMNS " FROM descriptions AS described"
					   " JOIN documents ON documents.id = described.document"
					   " WHERE TRUE",
		search->conditions, " ORDER BY described.issued_first, described.document LIMIT ?8",
		NULL);
	g_autoptr(sqlite3_stmt) row = ask(search, sql, NULL, search->most, error);
	GError *wrong = NULL;

	if (row == NULL)
		return false;
	while (sql_next(row, &wrong)) {
		Hit hit = read_hit(row);
		hit.exact = true;
		search->visit(search->data, &hit);
		(*hits)++;
	}
	return end_rows(wrong, error);
}

/* The ranked rowids of the words, joined to what is shown and filtered. */
static char *words_sql(const Search *search)
{
	const char *limit = *search->conditions == '\0' ? " LIMIT " MOST_RANKED : "";

	return g_strconcat("SELECT " COLUMNS ", hit.id, page_texts.text"
			   " FROM (SELECT rowid AS id, rank AS place FROM page_words"
			   "       WHERE page_words MATCH ?1",
		limit,
		") AS hit"
		" CROSS JOIN documents ON documents.id = hit.id >> 20"
		" LEFT JOIN descriptions AS described ON described.document = documents.id"
		" CROSS JOIN page_texts ON page_texts.id = hit.id"
		" WHERE TRUE",
		search->conditions, " ORDER BY hit.place, hit.id LIMIT ?8", NULL);
}

static const struct {
	bool whole; /* everything in a row */
	bool exact; /* with its diacritics */
} rounds[] = { { true, true }, { true, false }, { false, true }, { false, false } };

static void tell_hit(Search *search, sqlite3_stmt *row, const GPtrArray *phrases, bool exact)
{
	const char *text = sql_text(row, VALUES + 1);
	g_autofree char *snippet =
		query_snippet(phrases, text, exact ? text_fold_exact : text_fold_plain);
	Hit hit = read_hit(row);

	hit.page = (unsigned)(sqlite3_column_int64(row, VALUES) & (PAGES_OF_DOCUMENT - 1));
	hit.exact = exact;
	hit.snippet = snippet;
	search->visit(search->data, &hit);
}

static bool find_words(
	Search *search, const GPtrArray *phrases, bool exact, int *hits, GError **error)
{
	g_autofree char *expression = query_expression(
		phrases, exact ? "exact" : "plain", exact ? text_fold_exact : text_fold_plain);
	g_autofree char *sql = words_sql(search);
	/* what an earlier round has found is found again */
	g_autoptr(sqlite3_stmt) row =
		ask(search, sql, expression, (gint64)search->most + *hits, error);
	GError *wrong = NULL;

	if (row == NULL)
		return false;
	while ((unsigned)*hits < search->most && sql_next(row, &wrong)) {
		gint64 *id = g_new(gint64, 1);
		*id = sqlite3_column_int64(row, VALUES);
		if (!g_hash_table_add(search->seen, id))
			continue;
		tell_hit(search, row, phrases, exact);
		(*hits)++;
	}
	return end_rows(wrong, error);
}

static bool find(Search *search, const Query *query, int *hits, GError **error)
{
	g_autoptr(GPtrArray) phrases = query_phrases(query->words != NULL ? query->words : "");
	g_autoptr(GPtrArray) whole = query_whole(phrases);

	if (query->words == NULL)
		return list_documents(search, hits, error);
	if (phrases->len == 0)
		return true; /* signs only: they stand nowhere in the index */
	for (size_t i = 0; i < G_N_ELEMENTS(rounds); i++) {
		bool done =
			(unsigned)*hits >= search->most || (rounds[i].whole && phrases->len == 1);
		if (!done &&
			!find_words(search, rounds[i].whole ? whole : phrases, rounds[i].exact,
				hits, error))
			return false;
	}
	return true;
}

static void clear_search(Search *search)
{
	Filters *filters = &search->filters;
	char *texts[] = { filters->from, filters->to, filters->agency, filters->type,
		filters->number, filters->notation, search->conditions };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_clear_pointer(&search->seen, g_hash_table_unref);
}

int index_search(
	sqlite3 *database, const Query *query, HitVisitor visit, gpointer data, GError **error)
{
	Search search = { .database = database,
		.most = MIN(query->most, G_MAXINT / 4),
		.seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
		.visit = visit,
		.data = data };
	int hits = 0;
	bool well = read_filters(&search.filters, query, error);

	if (well) {
		search.conditions = write_conditions(&search.filters);
		well = find(&search, query, &hits, error);
	}
	clear_search(&search);
	return well ? hits : -1;
}
