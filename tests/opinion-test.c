/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of two readings is believed, and how a page is judged. */
#include "ocr/opinion.h"
#include "ocr/quality.h"
#include "ocr/steps.h"

#include "ocr/error.h"

#include <glib/gstdio.h>
#include <string.h>

static Syllables *syllables;

static void put(Reading *reading, const char *text, double confidence, double x, double width)
{
	Word word = {
		.text = g_strdup(text), .confidence = confidence, .box = { x, 0, width, 30 }
	};

	g_array_append_val(reading->words, word);
}

static const Word *word_at(const Reading *reading, unsigned i)
{
	return &g_array_index(reading->words, Word, i);
}

static void test_syllables(void)
{
	static const struct {
		const char *word;
		bool known;
	} table[] = {
		{ "nghiệp", true },
		{ "NGHIỆP,", true },
		{ "(hòa", true },
		{ "hoà", true },
		{ "SKHĐT-TỈNH", false },
		{ "kinh-tế", true },
		{ "nøành", false },
		{ "2024", false },
		{ "", false },
		{ "-", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_test_message("%s", table[i].word);
		g_assert_cmpint(syllables_has(syllables, table[i].word), ==, table[i].known);
	}
	g_assert_true(syllables_has(NULL, "nøành"));
}

static void test_no_syllables(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(syllables_load("/nonexistent.dic", &error));
	g_assert_error(error, OCR_ERROR, OCR_ERROR_ENGINE);
}

static void put_context(Reading *reading)
{
	static const char *const words[] = { "phối", "hợp", "thực", "hiện", "nhiệm", "vụ" };

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
		put(reading, words[i], 0.95, 1000 + 100 * i, 80);
}

/* The surer word is taken, and a syllable before what is none; what was read first is kept. */
static void test_improve(void)
{
	g_autoptr(Reading) first = reading_new(), second = reading_new();

	put(first, "trông", 0.85, 0, 100);
	put(first, "nøành", 0.80, 120, 100);
	put(first, "số", 0.95, 240, 50);
	put_context(first);
	put(second, "trồng", 0.96, 2, 98);
	put(second, "ngành", 0.72, 121, 100);
	put(second, "sổ", 0.90, 240, 50);
	put_context(second);
	reading_improve(first, second, syllables);
	g_assert_cmpstr(word_at(first, 0)->text, ==, "trồng");
	g_assert_cmpstr(word_at(first, 0)->read, ==, "trông");
	g_assert_cmpstr(word_at(first, 1)->text, ==, "ngành");
	g_assert_cmpstr(word_at(first, 2)->text, ==, "số");
	g_assert_null(word_at(first, 2)->read);
	g_assert_cmpuint(first->words->len, ==, 9);
}

/* A line that makes no sense gives way to one that does, whole. */
static void test_replace(void)
{
	g_autoptr(Reading) first = reading_new(), second = reading_new();

	put(first, "uE([,", 0.3, 0, 100);
	put(first, "8u", 0.2, 120, 40);
	put(second, "Phan", 0.9, 2, 98);
	put(second, "Ngọc", 0.9, 120, 90);
	put(second, "Quỳnh", 0.9, 230, 100);
	reading_improve(first, second, syllables);
	g_assert_cmpuint(first->words->len, ==, 3);
	g_assert_cmpstr(word_at(first, 0)->text, ==, "Phan");
	g_assert_cmpstr(word_at(first, 0)->read, ==, "uE([,");
	g_assert_null(word_at(first, 2)->read);
}

/* Numbers are changed for surer numbers only, not for words. */
static void test_numbers(void)
{
	g_autoptr(Reading) first = reading_new(), second = reading_new();

	put(first, "5187/SKHĐT", 0.90, 0, 200);
	put(second, "nghiệp", 0.89, 0, 200);
	reading_improve(first, second, syllables);
	g_assert_cmpstr(word_at(first, 0)->text, ==, "5187/SKHĐT");
}

/* Where one reading parts what the other joins, the words stay as they are. */
static void test_parted(void)
{
	g_autoptr(Reading) first = reading_new(), second = reading_new();

	put(first, "công", 0.8, 0, 80);
	put(first, "tác", 0.8, 90, 60);
	put(second, "côngtác", 0.99, 0, 150);
	reading_improve(first, second, syllables);
	g_assert_cmpuint(first->words->len, ==, 2);
	g_assert_cmpstr(word_at(first, 0)->text, ==, "công");
	g_assert_cmpstr(word_at(first, 1)->text, ==, "tác");
}

static void test_doubt(void)
{
	g_autoptr(Reading) reading = reading_new();

	g_assert_false(reading_is_doubtful(reading, syllables));
	put(reading, "công", 0.95, 0, 80);
	put(reading, "2024", 0.95, 90, 60);
	put(reading, "-", 0.20, 160, 20);
	g_assert_false(reading_is_doubtful(reading, syllables));
	g_assert_cmpfloat(reading_sense(reading, syllables), >, 0.85);
	put(reading, "côrng", 0.95, 200, 80);
	g_assert_true(reading_is_doubtful(reading, syllables));
}

static void put_words(Words *words, unsigned count, double confidence)
{
	for (unsigned i = 0; i < count; i++) {
		Word word = { .text = g_strdup("công"), .confidence = confidence };
		g_array_append_val(words->words, word);
	}
	words->confidence = confidence;
}

/* Each threshold at its limit and past it. */
static void test_quality(void)
{
	static const QualityRules rules = { 50, 85, 10, 15, 80, 60, 200 };
	static const struct {
		double confidence, outside, sense, in_table, dpi;
		Verdict verdict;
		QualityReason reason;
	} table[] = {
		{ 0.95, 0, 1, 0, 300, QUALITY_GOOD, REASON_NONE },
		{ 0.85, 0.15, 0.80, 0, 200, QUALITY_GOOD, REASON_NONE },
		{ 0.84, 0, 1, 0, 300, QUALITY_DOUBTFUL, REASON_CONFIDENCE },
		{ 0.49, 0, 1, 0, 300, QUALITY_UNREADABLE, REASON_CONFIDENCE },
		{ 0.95, 0.16, 1, 0, 300, QUALITY_DOUBTFUL, REASON_OUTSIDE },
		{ 0.95, 0, 0.79, 0, 300, QUALITY_DOUBTFUL, REASON_SENSE },
		{ 0.95, 0, 0.79, 0.6, 300, QUALITY_GOOD, REASON_NONE },
		{ 0.95, 0, 0.59, 0.6, 300, QUALITY_DOUBTFUL, REASON_SENSE },
		{ 0.95, 0, 1, 0, 199, QUALITY_DOUBTFUL, REASON_DPI },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(Words) words = words_new(100, 100, table[i].dpi, table[i].dpi);
		put_words(words, 20, table[i].confidence);
		words->quality.outside = table[i].outside;
		words->quality.sense = table[i].sense;
		words->quality.in_table = table[i].in_table;
		words_judge(words, &rules);
		g_test_message("row %zu", i);
		g_assert_cmpint(words->quality.verdict, ==, table[i].verdict);
		g_assert_cmpint(words->quality.reason, ==, table[i].reason);
	}
}

static void test_weak(void)
{
	static const QualityRules rules = { 50, 60, 10, 15, 80, 60, 200 };
	g_autoptr(Words) words = words_new(100, 100, 300, 300);

	put_words(words, 17, 0.95);
	put_words(words, 3, 0.5);
	words->confidence = 0.88;
	words->quality.sense = 1;
	words_judge(words, &rules);
	g_assert_cmpfloat(words->quality.weak, ==, 0.15);
	g_assert_cmpint(words->quality.reason, ==, REASON_WEAK);
	words->quality.unseen = 0.005;
	words_judge(words, &rules);
	g_assert_cmpint(words->quality.reason, ==, REASON_WEAK);
	words->quality.unseen = 0.006;
	words_judge(words, &rules);
	g_assert_cmpint(words->quality.reason, ==, REASON_UNSEEN);
	words->blank = true;
	words_judge(words, &rules);
	g_assert_cmpint(words->quality.verdict, ==, QUALITY_GOOD);
}

static void test_names(void)
{
	for (unsigned i = 0; i <= QUALITY_UNREADABLE; i++) {
		Verdict verdict;
		g_assert_true(verdict_read(verdict_name((Verdict)i), &verdict));
		g_assert_cmpint(verdict, ==, i);
	}
	for (unsigned i = 0; i <= REASON_DPI; i++) {
		QualityReason reason;
		g_assert_true(reason_read(reason_name((QualityReason)i), &reason));
		g_assert_cmpint(reason, ==, i);
		g_assert_cmpstr(reason_sentence((QualityReason)i), !=, "");
	}
	Verdict none;
	g_assert_false(verdict_read("excellent", &none));
}

static void test_steps(void)
{
	g_autoptr(GError) error = NULL;
	unsigned set = 0;

	g_assert_true(steps_read(NULL, &set, &error));
	g_assert_cmpuint(set, ==, 0);
	g_assert_true(steps_read("second, rings", &set, &error));
	g_assert_cmpuint(set, ==, 1U << STEP_SECOND | 1U << STEP_RINGS);
	g_assert_false(steps_read("second dance", &set, &error));
	g_assert_nonnull(strstr(error->message, "dance"));
	g_assert_nonnull(strstr(error->message, "straighten"));
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	syllables = syllables_load("/usr/share/hunspell/vi_VN.dic", &error);
	g_assert_no_error(error);
	g_test_add_func("/opinion/knows the syllables of Vietnamese", test_syllables);
	g_test_add_func(
		"/opinion/names the package of a list that is not there", test_no_syllables);
	g_test_add_func("/opinion/keeps the better word and what was read first", test_improve);
	g_test_add_func("/opinion/replaces a line without sense", test_replace);
	g_test_add_func("/opinion/changes no number into a word", test_numbers);
	g_test_add_func("/opinion/leaves words that are parted otherwise", test_parted);
	g_test_add_func("/opinion/doubts weak words and what is none", test_doubt);
	g_test_add_func("/quality/judges by each threshold", test_quality);
	g_test_add_func("/quality/counts weak words", test_weak);
	g_test_add_func("/quality/has a name for each verdict and reason", test_names);
	g_test_add_func("/steps/reads names and lists them", test_steps);
	int status = g_test_run();
	syllables_free(syllables);
	return status;
}
