/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pages of PDFs may be kept as they are: tests/pages.py makes one for each rule. */
#include "ocr/fit.h"
#include "ocr/pdf_lex.h"
#include "ocr/scan.h"
#include "ocr/to_unicode.h"

#include <string.h>

static const ScanLimits limits = { 20000, 100, 50 };

static char *folder;

static ScanPage *read_first(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Scan) scan = scan_open(path, &limits, &error);

	g_assert_no_error(error);
	ScanPage *page = scan_read_page(scan, 0, &error);
	g_assert_no_error(error);
	return page;
}

static char *path_of(const char *name)
{
	return g_strconcat(folder, "/", name, ".pdf", NULL);
}

/* "unfit-6.2.2-operator.pdf" must break clause 6.2.2. */
static void check_file(const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(ScanPage) page = read_first(path);

	g_test_message("%s: %s", name, page->unfit != NULL ? page->unfit : "fit");
	g_assert_true((page->content == NULL) == (page->unfit != NULL));
	if (g_str_has_prefix(name, "fit-")) {
		g_assert_null(page->unfit);
		return;
	}
	g_auto(GStrv) parts = g_strsplit(name, "-", 3);
	g_autofree char *clause = g_strconcat(parts[1], ":", NULL);
	g_assert_nonnull(page->unfit);
	g_assert_true(g_str_has_prefix(page->unfit, clause));
}

static void test_rules(void)
{
	g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
	const char *name;
	unsigned count = 0;

	while ((name = g_dir_read_name(files)) != NULL) {
		check_file(name);
		count++;
	}
	g_assert_cmpuint(count, >, 50);
}

/* Text that can be taken out is told from text that cannot. */
static void test_text(void)
{
	static const struct {
		const char *name;
		bool hidden, can_lose;
	} table[] = { { "fit-mrc", true, true }, { "fit-boxed", true, false },
		{ "fit-born", false, false }, { "fit-stamped", false, false } };

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *path = path_of(table[i].name);
		g_autoptr(ScanPage) page = read_first(path);
		g_assert_cmpint(page->content->has_hidden_text, ==, table[i].hidden);
		g_assert_cmpint(page->content->can_lose_text, ==, table[i].can_lose);
	}
}

static void test_place(void)
{
	g_autofree char *path = path_of("fit-turned-90");
	g_autoptr(ScanPage) page = read_first(path);
	const ScanContent *content = page->content;

	g_assert_cmpuint(content->rotate, ==, 90);
	g_assert_cmpfloat(content->box[0], ==, 100);
	g_assert_cmpfloat(content->box[1], ==, -50);
	g_assert_cmpfloat(content->box[2], ==, 695);
	g_assert_cmpfloat(content->box[3], ==, 370);
	g_assert_cmpmem(content->area, sizeof content->area, content->box, sizeof content->box);
	g_assert_true(g_strv_equal(
		(const char *const *)content->resources, (const char *[]) { "/Font/F1", NULL }));
}

static void test_lex(void)
{
	static const char text[] = "/A#42 -1.5 (a\\)\\101(b)) <4 1 4> <</K true>>[x] % no\nTj ) (";
	static const struct {
		LexKind kind;
		const char *text;
	} wanted[] = { { LEX_NAME, "AB" }, { LEX_NUMBER, "-1.5" }, { LEX_STRING, "a)A(b)" },
		{ LEX_STRING, "A" }, { LEX_MARK, "<" }, { LEX_NAME, "K" }, { LEX_WORD, "true" },
		{ LEX_MARK, ">" }, { LEX_MARK, "[" }, { LEX_WORD, "x" }, { LEX_MARK, "]" },
		{ LEX_WORD, "Tj" }, { LEX_DAMAGED, "" } };
	PdfLex lex;

	pdf_lex_begin(&lex, text, strlen(text));
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_assert_cmpint(pdf_lex_next(&lex), ==, wanted[i].kind);
		if (wanted[i].kind == LEX_MARK)
			g_assert_cmpint(lex.mark, ==, *wanted[i].text);
		else
			g_assert_cmpstr(lex.text->str, ==, wanted[i].text);
		g_assert_cmpint(lex.is_odd, ==, i == 3);
	}
	pdf_lex_clear(&lex);
}

static void test_unicode(void)
{
	static const struct {
		const char *map;
		bool read;
		UnicodeValue value; /* of code 5 */
	} table[] = {
		{ "", true, UNICODE_NONE },
		{ "1 beginbfchar <05> <0041> endbfchar", true, UNICODE_WELL },
		{ "beginbfchar <0005> <00410301> endbfchar", true, UNICODE_WELL },
		{ "beginbfchar <05> <D835DC00> endbfchar", true, UNICODE_WELL },
		{ "beginbfchar <05> <D835> endbfchar", true, UNICODE_ILL },
		{ "beginbfchar <05> <0000> endbfchar", true, UNICODE_ILL },
		{ "beginbfchar <05> <FEFF> endbfchar", true, UNICODE_ILL },
		{ "beginbfchar <05> <> endbfchar", true, UNICODE_ILL },
		{ "beginbfrange <00> <05> <0000> endbfrange", true, UNICODE_WELL },
		{ "beginbfrange <04> <05> <FEFE> endbfrange", true, UNICODE_ILL },
		{ "beginbfrange <04> <05> [<0041> <0042>] endbfrange", true, UNICODE_WELL },
		{ "beginbfrange <05> <04> <0041> endbfrange", false, UNICODE_NONE },
		{ "beginbfrange <05> <05> [<0041> <0042>] endbfrange", false, UNICODE_NONE },
		{ "beginbfchar <05> <004> endbfchar", false, UNICODE_NONE },
		{ "beginbfchar <05>", false, UNICODE_NONE },
		{ "/Other usecmap", false, UNICODE_NONE },
	};
	g_autofree guint8 *values = g_malloc(UNICODE_CODES);

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_test_message("%s", table[i].map);
		bool read = to_unicode_read(table[i].map, strlen(table[i].map), values);
		g_assert_cmpint(read, ==, table[i].read);
		if (read)
			g_assert_cmpint(values[5], ==, table[i].value);
	}
}

static void make_files(void)
{
	g_autofree char *command = g_strdup_printf("python3 tests/pages.py all %s", folder);
	int status = 1;

	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status, NULL));
	g_assert_cmpint(status, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("fit-XXXXXX", NULL);
	make_files();
	g_test_add_func("/fit/rules", test_rules);
	g_test_add_func("/fit/text", test_text);
	g_test_add_func("/fit/place", test_place);
	g_test_add_func("/fit/lex", test_lex);
	g_test_add_func("/fit/unicode", test_unicode);
	int status = g_test_run();
	g_autofree char *clean = g_strdup_printf("rm -r %s", folder);
	g_spawn_command_line_sync(clean, NULL, NULL, NULL, NULL);
	g_free(folder);
	return status;
}
