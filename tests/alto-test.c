/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"
#include "ocr/alto.h"
#include "ocr/error.h"

#include <math.h>
#include <string.h>

static char *folder;

static char *path_of(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static void put_word(Words *words, const char *text, double x, double confidence)
{
	Word word = {
		.text = g_strdup(text), .box = { x, 10.5, 80, 30 }, .confidence = confidence
	};

	g_array_append_val(words->words, word);
}

/* One block of one line of two words, and a seal. */
static Words *make_words(void)
{
	Words *words = words_new(2480, 3508, 300, 299.5);
	Line line = { { 10, 10.5, 180, 30 }, 10, 38.25, 190, 40, 0, 2 };
	Block block = { { 10, 10.5, 180, 30 }, 0, 1 };
	Box seal = { 1000, 2000, 430, 431 };

	words->turn = 270;
	words->skew = -1.25;
	words->confidence = 0.9125;
	put_word(words, "Điều", 10, 0.95);
	put_word(words, "<&\"1>", 110, 0.875);
	g_array_append_val(words->lines, line);
	g_array_append_val(words->blocks, block);
	g_array_append_val(words->seals, seal);
	return words;
}

static void write_pages(const char *path, const Words *const *pages, unsigned count)
{
	g_autoptr(GError) error = NULL;
	AltoHeader header = { .file_name = "a&b.pdf",
		.language = "vi",
		.software = "digitize",
		.software_version = "1",
		.engine = "tesseract 5",
		.time = "2024-05-17T14:03:22+07:00" };
	AltoWriter *writer = alto_open(path, &header, &error);

	g_assert_no_error(error);
	for (unsigned i = 0; i < count; i++)
		g_assert_true(alto_put_page(writer, pages[i], &error));
	g_assert_true(alto_close(writer, &error));
}

static void assert_box(const Box *a, const Box *b)
{
	g_assert_cmpfloat_with_epsilon(a->x, b->x, 1e-3);
	g_assert_cmpfloat_with_epsilon(a->y, b->y, 1e-3);
	g_assert_cmpfloat_with_epsilon(a->width, b->width, 1e-3);
	g_assert_cmpfloat_with_epsilon(a->height, b->height, 1e-3);
}

static void assert_same(const Words *a, const Words *b)
{
	g_assert_cmpuint(a->width, ==, b->width);
	g_assert_cmpuint(a->height, ==, b->height);
	g_assert_cmpfloat_with_epsilon(a->dpi_x, b->dpi_x, 1e-3);
	g_assert_cmpfloat_with_epsilon(a->dpi_y, b->dpi_y, 1e-3);
	g_assert_cmpuint(a->turn, ==, b->turn);
	g_assert_cmpfloat_with_epsilon(a->skew, b->skew, 1e-3);
	g_assert_cmpint(a->blank, ==, b->blank);
	g_assert_cmpint(isnan(a->confidence), ==, isnan(b->confidence));
	if (!isnan(a->confidence))
		g_assert_cmpfloat_with_epsilon(a->confidence, b->confidence, 1e-3);
	g_autofree char *text_a = words_text(a), *text_b = words_text(b);
	g_assert_cmpstr(text_a, ==, text_b);
	g_assert_cmpuint(a->seals->len, ==, b->seals->len);
	for (unsigned i = 0; i < a->seals->len; i++)
		assert_box(&g_array_index(a->seals, Box, i), &g_array_index(b->seals, Box, i));
	for (unsigned i = 0; i < a->words->len; i++)
		g_assert_cmpint(isnan(g_array_index(a->words, Word, i).confidence), ==,
			isnan(g_array_index(b->words, Word, i).confidence));
	for (unsigned i = 0; i < a->words->len; i++)
		assert_box(&g_array_index(a->words, Word, i).box,
			&g_array_index(b->words, Word, i).box);
	for (unsigned i = 0; i < a->lines->len; i++) {
		g_assert_cmpfloat_with_epsilon(g_array_index(a->lines, Line, i).y0,
			g_array_index(b->lines, Line, i).y0, 1e-3);
		assert_box(&g_array_index(a->lines, Line, i).box,
			&g_array_index(b->lines, Line, i).box);
	}
}

static void test_round_trip(void)
{
	g_autofree char *path = path_of("round.xml");
	g_autoptr(Words) words = make_words();
	g_autoptr(Words) blank = words_new(100, 200, 72, 72);
	g_autoptr(Words) kept = make_words();
	g_autoptr(GError) error = NULL;

	blank->blank = true;
	/* nobody knows it of text that was there */
	kept->confidence = g_array_index(kept->words, Word, 0).confidence = NAN;
	const Words *const pages[] = { words, blank, kept };
	write_pages(path, pages, 3);
	g_autoptr(AltoReader) reader = alto_read(path, &error);
	g_assert_no_error(error);
	for (unsigned i = 0; i < 3; i++) {
		g_autoptr(Words) read = alto_read_page(reader, &error);
		g_assert_no_error(error);
		assert_same(read, pages[i]);
	}
	g_assert_null(alto_read_page(reader, &error));
	g_assert_no_error(error);
}

/* Reads all pages of `content`: true if it is accepted to its end. */
static bool is_accepted(const char *content)
{
	g_autofree char *path = path_of("hostile.xml");
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(path, content, -1, NULL));
	g_autoptr(AltoReader) reader = alto_read(path, &error);
	if (reader == NULL)
		return false;
	for (;;) {
		g_autoptr(Words) words = alto_read_page(reader, &error);
		if (words != NULL)
			continue;
		g_assert_true(error == NULL || g_error_matches(error, OCR_ERROR, OCR_ERROR_INPUT));
		return error == NULL;
	}
}

static char *written(void)
{
	g_autofree char *path = path_of("whole.xml");
	g_autoptr(Words) words = make_words();
	char *content = NULL;

	write_pages(path, (const Words *const[]) { words }, 1);
	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	return content;
}

static void test_truncated(void)
{
	g_autofree char *whole = written();

	g_assert_true(is_accepted(whole));
	for (size_t size = strlen(whole) - 2; size > 0; size -= MIN(size, 97)) {
		whole[size] = '\0';
		g_assert_false(is_accepted(whole));
	}
}

static void test_nonsense(void)
{
	static const char *const changes[][2] = {
		{ "HPOS=\"10\"", "HPOS=\"nan\"" },
		{ "HPOS=\"10\"", "HPOS=\"1e300\"" },
		{ "WIDTH=\"80\"", "WIDTH=\"-80\"" },
		{ "turn=270", "turn=45" },
		{ "dpi=300x", "dpi=0x" },
		{ "WC=\"0.95\"", "WC=\"\"" },
		{ "<alto ", "<other " },
		{ "<alto ", "<!DOCTYPE alto [<!ENTITY a \"b\">]><alto " },
	};
	g_autofree char *whole = written();

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_auto(GStrv) parts = g_strsplit(whole, changes[i][0], -1);
		g_assert_cmpuint(g_strv_length(parts), >, 1);
		g_autofree char *changed = g_strjoinv(changes[i][1], parts);
		g_assert_false(is_accepted(changed));
	}
}

static void test_missing(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = path_of("absent.xml");

	g_assert_null(alto_read(path, &error));
	g_assert_nonnull(error);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("alto-XXXXXX", NULL);
	g_test_add_func("/alto/reads back what it wrote", test_round_trip);
	g_test_add_func("/alto/refuses a file that is cut off", test_truncated);
	g_test_add_func("/alto/refuses nonsense in numbers and document types", test_nonsense);
	g_test_add_func("/alto/says that a file is missing", test_missing);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	return status;
}
