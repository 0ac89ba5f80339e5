/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/json.h"
#include "pipeline/description_json.h"
#include "pipeline/index.h"
#include "pipeline/sql.h"

#include <stdlib.h>
#include <string.h>

static sqlite3 *open_index(void)
{
	sqlite3 *database;

	g_assert_cmpint(sqlite3_open(":memory:", &database), ==, SQLITE_OK);
	g_assert_true(sql_execute(database,
		"CREATE TABLE documents (id INTEGER PRIMARY KEY, dossier TEXT, name TEXT)", NULL));
	g_assert_true(index_create(database, NULL));
	return database;
}

static void put(sqlite3 *database, gint64 id, const char *fields[FIELDS], const char *text)
{
	Description description = { 0 };
	g_autofree char *name = g_strdup_printf("%03d", (int)id);
	GError *error = NULL;

	for (int i = 0; fields != NULL && i < FIELDS; i++)
		description.fields[i].value = (char *)fields[i];
	g_assert_true(sql_run(database, &error, "INSERT OR IGNORE INTO documents VALUES (?, ?, ?)",
		"iss", id, "H09", name));
	g_assert_true(index_put_description(database, id, &description, false, &error));
	g_assert_true(index_put_page(database, id, 1, text, &error));
	g_assert_no_error(error);
}

static const char *license[FIELDS] = { [FIELD_NUMBER] = "0921",
	[FIELD_NOTATION] = "GPXD-SXD",
	[FIELD_ISSUED] = "2019-08-15",
	[FIELD_AGENCY] = "SỞ XÂY DỰNG",
	[FIELD_TYPE] = "GIẤY PHÉP XÂY DỰNG",
	[FIELD_SUBJECT] = "Cấp cho Bà Đỗ Gia Vinh" };
static const char *decision[FIELDS] = { [FIELD_NUMBER] = "15",
	[FIELD_NOTATION] = "2020/QĐ-UBND",
	[FIELD_ISSUED] = "2012",
	[FIELD_AGENCY] = "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG",
	[FIELD_TYPE] = "QUYẾT ĐỊNH" };

static sqlite3 *open_filled(void)
{
	sqlite3 *database = open_index();

	put(database, 1, license, "GIẤY PHÉP XÂY DỰNG\nCấp cho Bà Đỗ Gia Vinh, xã Hoà Lợi.");
	put(database, 2, decision,
		"Về việc xin phép nhận giấy tờ và xây cầu, dựng nhà tại xã Hòa Lợi");
	put(database, 3, NULL, "giay phep xay dung đánh máy không dấu, so 921/QD-UB");
	return database;
}

static void write_hit(gpointer data, const Hit *hit)
{
	g_string_append_printf(
		data, "%s%s%s ", hit->document, hit->exact ? "" : "~", hit->page != 0 ? "" : "-");
}

/* The documents found, in order, "~" for those found without diacritics only, "-" without page. */
static char *search(sqlite3 *database, const Query *query)
{
	GString *found = g_string_new(NULL);
	Query bounded = *query;
	GError *error = NULL;

	bounded.most = bounded.most != 0 ? bounded.most : 20;
	int hits = index_search(database, &bounded, write_hit, found, &error);
	g_assert_no_error(error);
	g_assert_cmpint(hits, >=, 0);
	return g_strchomp(g_string_free(found, FALSE));
}

typedef struct {
	Query query;
	const char *found;
} Case;

static void try_cases(const Case *cases, size_t count)
{
	sqlite3 *database = open_filled();

	for (size_t i = 0; i < count; i++) {
		g_autofree char *found = search(database, &cases[i].query);
		g_test_message("case %zu", i);
		g_assert_cmpstr(found, ==, cases[i].found);
	}
	sqlite3_close(database);
}

static void finds_words(void)
{
	static const Case cases[] = {
		{ { .words = "\"giấy phép xây dựng\"" }, "001 003~" },
		{ { .words = "“GIẤY PHÉP”" }, "001 003~" },
		{ { .words = "giay phep xay dung" }, "003 001~ 002~" },
		{ { .words = "giấy phép xây dựng" }, "001 003~ 002" },
		{ { .words = "giấy phép xây dựng", .most = 2 }, "001 003~" },
		{ { .words = "phép giấy" }, "001 002 003~" },
		{ { .words = "\"giấy phép\" \"xây dựng\"" }, "001 003~" },
		{ { .words = "\"giay phep\"" }, "003 001~" },
		{ { .words = "hòa lợi", .most = 1 }, "001" },
		{ { .words = "\"do gia vinh\"" }, "001~" },
		{ { .words = "921/QĐ-UB" }, "003~" },
		{ { .words = "khôngthấy" }, "" },
	};

	try_cases(cases, G_N_ELEMENTS(cases));
}

static void folds_tone_placement(void)
{
	sqlite3 *database = open_filled();
	g_autofree char *newer = search(database, &(Query) { .words = "hoà" });
	g_autofree char *older = search(database, &(Query) { .words = "HÒA" });

	g_assert_cmpstr(newer, ==, older);
	g_assert_nonnull(strstr(newer, "001"));
	g_assert_nonnull(strstr(newer, "002"));
	g_assert_null(strchr(newer, '~'));
	sqlite3_close(database);
}

static void takes_operators_as_words(void)
{
	static const char *const strange[] = { "\"", "\"\"\"", "*", "(", ")", "-", "^giấy", "AND",
		"OR NOT", "NEAR(", "exact:", "a\"b", "{exact plain}: x", "'; DROP TABLE documents;",
		"\xff\xfe", "%s%n", "giấy*", "+", "\\", "“”" };
	sqlite3 *database = open_filled();

	for (size_t i = 0; i < G_N_ELEMENTS(strange); i++) {
		Query query = { .words = strange[i] };
		g_autofree char *found = search(database, &query);
		if (strpbrk(strange[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
			NULL)
			g_assert_cmpstr(found, ==, "");
	}
	sqlite3_close(database);
}

static void filters(void)
{
	static const Case cases[] = {
		{ { .from = "2019" }, "001-" },
		{ { .from = "2019-08-15", .to = "2019-08-15" }, "001-" },
		{ { .from = "2019-08-16" }, "" },
		{ { .to = "2019-08-14" }, "002-" },
		{ { .from = "2012-05", .to = "2012-06" }, "002-" },
		{ { .to = "2011" }, "" },
		{ { .agency = "so xay dung" }, "001-" },
		{ { .agency = "Uỷ ban" }, "002-" },
		{ { .type = "quyết định" }, "002-" },
		{ { .number = "921" }, "001-" },
		{ { .number = "0921/gpxd-sxd" }, "001-" },
		{ { .number = "15/2020/QĐ-UBND" }, "002-" },
		{ { .number = "GPXD-SXD" }, "001-" },
		{ { .number = "92" }, "" },
		{ { .words = "xây", .agency = "sở" }, "001" },
		{ { .words = "xay", .to = "2018" }, "002~" },
	};

	try_cases(cases, G_N_ELEMENTS(cases));
}

static void refuses_what_is_no_date(void)
{
	sqlite3 *database = open_filled();
	static const char *const wrong[] = { "", "19", "2019-8", "15/08/2019", "2019-08-151",
		"2020-13", "2020-00", "2021-02-30", "0000" };

	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GError) error = NULL;
		Query query = { .from = wrong[i], .most = 1 };
		g_assert_cmpint(index_search(database, &query, write_hit, NULL, &error), ==, -1);
		g_assert_error(error, BASE_ERROR, BASE_ERROR_SETTINGS);
	}
	sqlite3_close(database);
}

static void forgets(void)
{
	sqlite3 *database = open_filled();
	g_autofree char *before = search(database, &(Query) { .words = "Vinh" });
	g_assert_cmpstr(before, ==, "001");

	g_assert_true(index_forget(database, 1, NULL));
	g_autofree char *after = search(database, &(Query) { .words = "Vinh" });
	g_assert_cmpstr(after, ==, "");
	g_assert_true(sql_execute(
		database, "INSERT INTO page_words (page_words) VALUES ('integrity-check')", NULL));

	put(database, 1, license, "Vinh quang");
	g_autofree char *again = search(database, &(Query) { .words = "vinh quang" });
	g_assert_cmpstr(again, ==, "001");
	g_autofree char *old = search(database, &(Query) { .words = "gia" });
	g_assert_cmpstr(old, ==, "");
	sqlite3_close(database);
}

static void keep_snippet(gpointer data, const Hit *hit)
{
	char **kept = data;

	g_free(*kept);
	*kept = g_strdup(hit->snippet);
}

static void shows_where(void)
{
	static const struct {
		const char *words, *snippet;
	} cases[] = {
		{ "\"đỗ gia\"", "GIẤY PHÉP XÂY DỰNG Cấp cho Bà «Đỗ Gia» Vinh, xã Hoà Lợi" },
		{ "doi vinh loi", NULL },
		{ "vinh loi", "GIẤY PHÉP XÂY DỰNG Cấp cho Bà Đỗ Gia «Vinh», xã Hoà «Lợi»" },
	};
	sqlite3 *database = open_index();

	put(database, 1, license, "GIẤY PHÉP XÂY DỰNG\n\nCấp cho Bà Đỗ Gia Vinh, xã Hoà Lợi.");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *snippet = NULL;
		Query query = { .words = cases[i].words, .most = 1 };
		index_search(database, &query, keep_snippet, &snippet, NULL);
		g_assert_cmpstr(snippet, ==, cases[i].snippet);
	}
	sqlite3_close(database);
}

static void keeps_descriptions(void)
{
	Description description = { .outside_period = true };
	g_autoptr(JsonBuilder) builder = json_builder_new();

	description.fields[FIELD_NUMBER] = (Field) {
		.value = (char *)"921", .confidence = 0.5, .page = 2, .box = { 1, 2, 3.5, 4 }
	};
	json_builder_begin_object(builder);
	description_put_json(builder, &description);
	json_builder_end_object(builder);
	g_autoptr(JsonNode) root = json_builder_get_root(builder);
	g_autoptr(Description) read = description_from_json(json_node_get_object(root));

	g_assert_cmpstr(read->fields[FIELD_NUMBER].value, ==, "921");
	g_assert_cmpfloat(read->fields[FIELD_NUMBER].confidence, ==, 0.5);
	g_assert_cmpuint(read->fields[FIELD_NUMBER].page, ==, 2);
	g_assert_cmpfloat(read->fields[FIELD_NUMBER].box.width, ==, 3.5);
	g_assert_null(read->fields[FIELD_SIGNER].value);
	g_assert_true(read->outside_period);
}

static void reads_strange_json(void)
{
	static const char *const strange[] = { "{}", "{\"description\":[]}",
		"{\"description\":null}",
		"{\"description\":{\"number\":5,\"issued\":{\"value\":7},\"subject\":{},"
		"\"place\":{\"value\":\"x\",\"confidence\":\"y\",\"page\":-9,\"box\":[1,\"a\",{}]}},"
		"\"outside_period\":\"yes\"}" };

	for (size_t i = 0; i < G_N_ELEMENTS(strange); i++) {
		g_autoptr(JsonNode) node = json_from_string(strange[i], NULL);
		g_autoptr(Description) read = description_from_json(json_node_get_object(node));
		g_assert_true((read != NULL) == (i == 3));
		if (read != NULL) {
			g_assert_cmpstr(read->fields[FIELD_PLACE].value, ==, "x");
			g_assert_cmpuint(read->fields[FIELD_PLACE].page, ==, 0);
			g_assert_null(read->fields[FIELD_ISSUED].value);
			g_assert_false(read->outside_period);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/index/finds what stands in a row first, and exact text before folded",
		finds_words);
	g_test_add_func("/index/finds both placements of the tone", folds_tone_placement);
	g_test_add_func("/index/takes stray operators as words", takes_operators_as_words);
	g_test_add_func("/index/filters by date, agency, type and number", filters);
	g_test_add_func("/index/refuses what is no date", refuses_what_is_no_date);
	g_test_add_func("/index/forgets a document and takes it again", forgets);
	g_test_add_func("/index/shows the found words in their text", shows_where);
	g_test_add_func("/description/outlives JSON", keeps_descriptions);
	g_test_add_func("/description/reads strange JSON as nothing", reads_strange_json);
	return g_test_run();
}
