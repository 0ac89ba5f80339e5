/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/engine.h"
#include "ocr/error.h"
#include "ocr/repair.h"
#include "ocr/words.h"

#include <stdlib.h>
#include <string.h>

static void put_word(Words *words, const char *text)
{
	Word word = { .text = g_strdup(text) };

	g_array_append_val(words->words, word);
}

static void test_text(void)
{
	g_autoptr(Words) words = words_new(100, 100, 300, 300);
	Line lines[] = { { .first = 0, .count = 2 }, { .first = 2, .count = 1 } };
	Block blocks[] = { { .first = 0, .count = 1 }, { .first = 1, .count = 1 } };

	put_word(words, "ỦY");
	put_word(words, "BAN");
	put_word(words, "Số:");
	g_array_append_vals(words->lines, lines, 2);
	g_array_append_vals(words->blocks, blocks, 2);
	g_autofree char *text = words_text(words);
	g_assert_cmpstr(text, ==, "ỦY BAN\n\nSố:\n");
}

static void test_empty(void)
{
	g_autoptr(Words) words = words_new(1, 1, 300, 300);
	g_autofree char *text = words_text(words);

	g_assert_cmpstr(text, ==, "");
	words_free(NULL);
}

static void test_repair(void)
{
	static const char *const table[][2] = {
		{ "\xc3\x90i\xe1\xbb\x81u", "Điều" },          /* U+00D0 */
		{ "Vie\xcc\xa3\xcc\x82t", "Vi\xe1\xbb\x87t" }, /* decomposed */
		{ " a\tb\n", "ab" },
		{ "a\x01\x7f", "a" },
		{ "\xef\xbf\xbe"
		  "a",
			"a" },
		{ "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *repaired = text_repair(table[i][0]);
		g_assert_cmpstr(repaired, ==, table[i][1]);
	}
	g_autofree char *broken = text_repair("a\xff");
	g_assert_true(g_utf8_validate(broken, -1, NULL));
}

static void test_missing_language(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) second = NULL;

	g_assert_null(engine_load("xxq", NULL, &error));
	g_assert_error(error, OCR_ERROR, OCR_ERROR_ENGINE);
	g_assert_nonnull(strstr(error->message, "tesseract-ocr-xxq"));
	g_assert_null(engine_load("vie+zz_y", NULL, &second));
	g_assert_error(second, OCR_ERROR, OCR_ERROR_ENGINE);
	g_assert_nonnull(strstr(second->message, "tesseract-ocr-zz-y"));
}

int main(int argc, char **argv)
{
	g_setenv("OMP_THREAD_LIMIT", "1", TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/words/makes text in reading order", test_text);
	g_test_add_func("/words/makes no text of no words", test_empty);
	g_test_add_func("/words/writes Vietnamese letters as Vietnam does", test_repair);
	g_test_add_func("/words/names the missing language and its package", test_missing_language);
	return g_test_run();
}
