/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that a page has already, and words that were read of it. */
#include "ocr/existing.h"

#include <math.h>
#include <string.h>

static void put_line(Words *words, double x, double y, double confidence, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, " ", -1);
	Line line = {
		.box = { x, y, 0, 20 }, .y0 = y + 16, .y1 = y + 16, .first = words->words->len
	};

	for (char **part = parts; *part != NULL; part++) {
		double width = 10 * (double)strlen(*part);
		Word word = { g_strdup(*part), { x, y, width, 20 }, confidence, NULL };
		g_array_append_val(words->words, word);
		x += width + 10;
		line.count++;
	}
	line.box.width = x - 10 - line.box.x;
	g_array_append_val(words->lines, line);
	Block block = { line.box, words->lines->len - 1, 1 };
	g_array_append_val(words->blocks, block);
}

static void check_text(const Words *words, const char *wanted)
{
	g_autofree char *text = words_text(words);

	g_assert_cmpstr(text, ==, wanted);
}

/* What the page had replaces what was read there; what stood above all comes first. */
static void test_join(void)
{
	g_autoptr(Words) read = words_new(600, 800, 300, 300);
	g_autoptr(Words) had = words_new(600, 800, 300, 300);

	put_line(read, 100, 100, 0.9, "one two");
	put_line(read, 100, 200, 0.5, "pa9e 1/3 three");
	put_line(had, 100, 20, NAN, "above");
	put_line(had, 100, 200, NAN, "page 1/3");
	existing_join(read, had, 0);
	check_text(read, "above\n\none two\n\nthree\n\npage 1/3\n");
	g_assert_cmpfloat_with_epsilon(read->confidence, (0.9 * 6 + 0.5 * 5) / 11, 1e-9);

	g_autoptr(Words) left = existing_leave_out(read);
	check_text(left, "one two\n\nthree\n");
	g_assert_cmpuint(left->words->len, ==, 3);
}

/* The page was turned after its words were found: on end, upside down, on the other end. */
static void test_turn(void)
{
	static const struct {
		unsigned quarters;
		Box box;
	} table[] = { { 1, { 760, 100, 20, 40 } }, { 2, { 460, 760, 40, 20 } },
		{ 3, { 20, 460, 20, 40 } } };

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		bool lies = table[i].quarters % 2 == 1;
		g_autoptr(Words) read = words_new(lies ? 800 : 600, lies ? 600 : 800, 300, 300);
		g_autoptr(Words) had = words_new(600, 800, 300, 300);
		put_line(had, 100, 20, NAN, "word");
		existing_join(read, had, table[i].quarters);
		const Word *word = &g_array_index(read->words, Word, 0);
		g_assert_cmpfloat(word->box.x, ==, table[i].box.x);
		g_assert_cmpfloat(word->box.y, ==, table[i].box.y);
		g_assert_cmpfloat(word->box.width, ==, table[i].box.width);
		g_assert_cmpfloat(word->box.height, ==, table[i].box.height);
		g_assert_true(isnan(read->confidence));
	}
}

static void test_confidence(void)
{
	g_autoptr(Words) words = words_new(600, 800, 300, 300);

	g_assert_cmpfloat(words_confidence(words->words, NULL), ==, 0);
	put_line(words, 0, 0, NAN, "had");
	g_assert_true(isnan(words_confidence(words->words, NULL)));
	put_line(words, 0, 50, 0.5, "read");
	g_assert_cmpfloat(words_confidence(words->words, NULL), ==, 0.5);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/existing/no word stands there twice", test_join);
	g_test_add_func("/existing/turns with the page", test_turn);
	g_test_add_func("/existing/knows no confidence", test_confidence);
	return g_test_run();
}
