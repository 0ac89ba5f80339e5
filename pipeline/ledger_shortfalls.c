/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/ledger_shortfalls.h"

#include "base/i18n.h"
#include "base/json.h"
#include "pipeline/sql.h"

enum { MOST_PRINTED = 3, MOST_FIGURE = 1000000 }; /* pages of a rule; a record may say anything */

#define POOREST " ORDER BY min(x, y), x + y, dossier, name, page"

/* What the figures are called in JSON. */
static const char *const figures[][2] = {
	[MEASURE_RESOLUTION] = { "dpi_x", "dpi_y" },
	[MEASURE_COLOUR] = { "bits", NULL },
	[MEASURE_DEPTH] = { "bits", NULL },
	[MEASURE_SCALE] = { NULL, NULL },
};

void shortfall_put_json(JsonBuilder *builder, const Shortfall *shortfall)
{
	const Rule *rule = shortfall->rule;

	json_put_text(builder, "rule", rule->name);
	json_put_text(builder, "citation", rule->citation);
	json_put_text(builder, "measure", measure_name(rule->measure));
	if (rule->least > 0)
		json_put_integer(builder, "least", rule->least);
	if (figures[rule->measure][0] != NULL)
		json_put_integer(builder, figures[rule->measure][0], shortfall->x);
	if (figures[rule->measure][1] != NULL)
		json_put_integer(builder, figures[rule->measure][1], shortfall->y);
}

/* From columns rule, x, y; false if the rule is none of ours, as of a later version. */
static bool read_shortfall(sqlite3_stmt *row, int column, Shortfall *out)
{
	out->rule = rule_find(sql_text(row, column));
	out->x = (unsigned)sqlite3_column_int(row, column + 1);
	out->y = (unsigned)sqlite3_column_int(row, column + 2);
	return out->rule != NULL;
}

/* Records. */

static JsonArray *find_array(JsonNode *holder, const char *name)
{
	JsonNode *node = holder != NULL && JSON_NODE_HOLDS_OBJECT(holder)
		? json_object_get_member(json_node_get_object(holder), name)
		: NULL;

	return node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static unsigned read_figure(JsonObject *object, const char *name)
{
	JsonNode *node = name != NULL ? json_object_get_member(object, name) : NULL;
	gint64 figure = node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_int(node) : 0;

	return (unsigned)CLAMP(figure, 0, MOST_FIGURE);
}

static const Rule *read_rule(JsonObject *object)
{
	JsonNode *node = json_object_get_member(object, "rule");

	return node != NULL && JSON_NODE_HOLDS_VALUE(node) ? rule_find(json_node_get_string(node))
							   : NULL;
}

static bool take_page(
	Ledger *ledger, gint64 document, unsigned page, JsonArray *found, GError **error)
{
	for (unsigned i = 0; found != NULL && i < json_array_get_length(found); i++) {
		JsonNode *node = json_array_get_element(found, i);
		JsonObject *object =
			JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
		if (object == NULL)
			continue;
		Shortfall shortfall = { .rule = read_rule(object) };
		if (shortfall.rule == NULL)
			continue;
		shortfall.x = read_figure(object, figures[shortfall.rule->measure][0]);
		shortfall.y = read_figure(object, figures[shortfall.rule->measure][1]);
		if (!ledger_put_shortfall(ledger, document, page, &shortfall, error))
			return false;
	}
	return true;
}

bool shortfalls_take(Ledger *ledger, gint64 document, JsonObject *record, GError **error)
{
	JsonNode *node = json_object_get_member(record, "pages");
	JsonArray *pages =
		node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;

	for (unsigned i = 0; pages != NULL && i < json_array_get_length(pages); i++) {
		JsonArray *found = find_array(json_array_get_element(pages, i), "shortfalls");
		if (!take_page(ledger, document, i + 1, found, error))
			return false;
	}
	return true;
}

/* For people. */

char *shortfalls_tell(Ledger *ledger, gint64 document, unsigned *out_pages, GError **error)
{
	sqlite3 *database = ledger_database(ledger);
	Shortfall shortfall;
	gint64 pages;

	*out_pages = 0;
	if (!sql_number(database, &pages, 0, error,
		    "SELECT count(DISTINCT page) FROM shortfalls WHERE document = ?", "i",
		    document) ||
		pages == 0)
		return NULL;
	g_autoptr(sqlite3_stmt) row = sql_query(database, error,
		"SELECT page, rule, x, y FROM shortfalls WHERE document = ?"
		" ORDER BY rule, min(x, y), x + y, page LIMIT 1",
		"i", document);
	if (row == NULL || !sql_next(row, error) || !read_shortfall(row, 1, &shortfall))
		return NULL;
	*out_pages = (unsigned)pages;
	g_autofree char *sentence = shortfall_sentence(&shortfall);
	return g_strdup_printf(_("page %u: %s"), (unsigned)sqlite3_column_int(row, 0), sentence);
}

bool shortfalls_count(sqlite3 *database, gint64 *out_pages, GError **error)
{
	return sql_number(database, out_pages, 0, error,
		"SELECT count(*) FROM (SELECT DISTINCT document, page FROM shortfalls"
		" JOIN documents ON document = id WHERE state = 'delivered')",
		"");
}

static void print_page(sqlite3_stmt *row)
{
	Shortfall shortfall;

	if (!read_shortfall(row, 3, &shortfall))
		return;
	g_autofree char *sentence = shortfall_sentence(&shortfall);
	g_print(_("falls short: %s/%s, page %u: %s\n"), sql_text(row, 0), sql_text(row, 1),
		(unsigned)sqlite3_column_int(row, 2), sentence);
}

static void print_many(sqlite3_stmt *row, unsigned pages, unsigned documents)
{
	Shortfall shortfall;

	if (!read_shortfall(row, 3, &shortfall))
		return;
	g_autofree char *sentence = shortfall_sentence(&shortfall);
	g_print(ngettext("fall short: %u pages of %u document; the poorest is %s/%s, page %u: %s\n",
			"fall short: %u pages of %u documents; the poorest is %s/%s, page %u: %s\n",
			documents),
		pages, documents, sql_text(row, 0), sql_text(row, 1),
		(unsigned)sqlite3_column_int(row, 2), sentence);
}

static bool print_rule(
	sqlite3 *database, const char *rule, gint64 pages, gint64 documents, GError **error)
{
	g_autoptr(sqlite3_stmt) row = sql_query(database, error,
		"SELECT dossier, name, page, rule, x, y FROM shortfalls"
		" JOIN documents ON document = id WHERE state = 'delivered' AND rule = ?" POOREST
		" LIMIT ?",
		"si", rule, (gint64)(pages > MOST_PRINTED ? 1 : MOST_PRINTED));
	GError *wrong = NULL;

	while (row != NULL && sql_next(row, &wrong)) {
		if (pages > MOST_PRINTED)
			print_many(row, (unsigned)pages, (unsigned)documents);
		else
			print_page(row);
	}
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return row != NULL && wrong == NULL;
}

bool shortfalls_print(sqlite3 *database, GError **error)
{
	g_autoptr(sqlite3_stmt) row = sql_query(database, error,
		"SELECT rule, count(*), count(DISTINCT document) FROM shortfalls"
		" JOIN documents ON document = id WHERE state = 'delivered'"
		" GROUP BY rule ORDER BY rule",
		"");
	GError *wrong = NULL;

	while (row != NULL && sql_next(row, &wrong))
		if (!print_rule(database, sql_text(row, 0), sqlite3_column_int64(row, 1),
			    sqlite3_column_int64(row, 2), error))
			return false;
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return row != NULL && wrong == NULL;
}

/* For programs. */

/* Is the row of another document, rule or figure than the last? */
static bool begins_group(sqlite3_stmt *row, gint64 *document, Shortfall *last)
{
	gint64 id = sqlite3_column_int64(row, 0);
	Shortfall shortfall;

	read_shortfall(row, 3, &shortfall);
	bool begins = id != *document || shortfall.rule != last->rule || shortfall.x != last->x ||
		shortfall.y != last->y;
	*document = id;
	*last = shortfall;
	return begins;
}

static void begin_group(
	JsonBuilder *builder, sqlite3_stmt *row, bool named, const Shortfall *shortfall)
{
	json_builder_begin_object(builder);
	if (named) {
		json_put_text(builder, "dossier", sql_text(row, 1));
		json_put_text(builder, "document", sql_text(row, 2));
	}
	shortfall_put_json(builder, shortfall);
	json_begin_array(builder, "pages");
}

static void end_group(JsonBuilder *builder)
{
	json_builder_end_array(builder);
	json_builder_end_object(builder);
}

static void put_groups(JsonBuilder *builder, sqlite3_stmt *rows, bool named, GError **error)
{
	gint64 document = 0;
	Shortfall last = { 0 };
	bool open = false;

	while (sql_next(rows, error)) {
		if (rule_find(sql_text(rows, 3)) == NULL)
			continue;
		if (begins_group(rows, &document, &last)) {
			if (open)
				end_group(builder);
			begin_group(builder, rows, named, &last);
			open = true;
		}
		json_builder_add_int_value(builder, sqlite3_column_int64(rows, 6));
	}
	if (open)
		end_group(builder);
}

bool shortfalls_put_json(JsonBuilder *builder, sqlite3 *database, gint64 document, GError **error)
{
	GError *wrong = NULL;
	g_autoptr(sqlite3_stmt) rows = sql_query(database, error,
		document != 0
			? "SELECT document, NULL, NULL, rule, x, y, page FROM shortfalls"
			  " WHERE document = ? ORDER BY rule, x, y, page"
			: "SELECT document, dossier, name, rule, x, y, page FROM shortfalls"
			  " JOIN documents ON document = id WHERE state = 'delivered' AND ? = 0"
			  " ORDER BY dossier, name, rule, x, y, page",
		"i", document);

	if (rows == NULL)
		return false;
	json_begin_array(builder, "shortfalls");
	put_groups(builder, rows, document == 0, &wrong);
	json_builder_end_array(builder);
	if (wrong != NULL)
		g_propagate_error(error, wrong);
	return wrong == NULL;
}
