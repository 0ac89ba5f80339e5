/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words of two readings are the same word if their boxes lie over each other for the most part.
 * Where one reading parts what the other joins, the words stay as they are in the first, unless it
 * makes little sense as a whole.
 */
#include "ocr/opinion.h"

#include "ocr/repair.h"

#include <string.h>

static const double SURE = 0.90, SYLLABLE = 0.15, LEAST_OVERLAP = 0.7;
static const double BETTER_SENSE = 0.25;

static bool has_digit(const char *text)
{
	for (; *text != '\0'; text++)
		if (g_ascii_isdigit(*text))
			return true;
	return false;
}

static bool makes_sense(const char *text, const Syllables *syllables)
{
	return has_digit(text) || syllables_has(syllables, text);
}

bool reading_is_doubtful(const Reading *reading, const Syllables *syllables)
{
	for (unsigned i = 0; i < reading->words->len; i++) {
		const Word *word = &g_array_index(reading->words, Word, i);
		if (!text_has_letters(word->text))
			continue;
		if (word->confidence < SURE || !makes_sense(word->text, syllables))
			return true;
	}
	return false;
}

double reading_sense(const Reading *reading, const Syllables *syllables)
{
	double sense = 0, all = 0;

	for (unsigned i = 0; i < reading->words->len; i++) {
		const Word *word = &g_array_index(reading->words, Word, i);
		double length = (double)g_utf8_strlen(word->text, -1);
		all += length;
		if (makes_sense(word->text, syllables))
			sense += length;
	}
	return all > 0 ? sense / all : 0;
}

static bool overlap(const Box *a, const Box *b)
{
	double width = MIN(a->x + a->width, b->x + b->width) - MAX(a->x, b->x);

	return width > LEAST_OVERLAP * MAX(a->width, b->width);
}

static const Word *find_same(const Reading *reading, const Box *box)
{
	for (unsigned i = 0; i < reading->words->len; i++) {
		const Word *word = &g_array_index(reading->words, Word, i);
		if (overlap(&word->box, box))
			return word;
	}
	return NULL;
}

static double weigh(const Word *word, const Syllables *syllables)
{
	return word->confidence + (makes_sense(word->text, syllables) ? SYLLABLE : 0);
}

static void replace_word(Word *word, const Word *better)
{
	if (word->read == NULL)
		word->read = g_steal_pointer(&word->text);
	g_free(word->text);
	word->text = g_strdup(better->text);
	word->confidence = better->confidence;
}

/* The words of `other` instead of ours; what we had at the same place is kept as first read. */
static void replace_all(Reading *reading, const Reading *other)
{
	g_autoptr(Reading) old = reading_new();
	GArray *words = old->words;

	old->words = reading->words;
	reading->words = words;
	for (unsigned i = 0; i < other->words->len; i++) {
		Word word = g_array_index(other->words, Word, i);
		const Word *same = find_same(old, &word.box);
		word.read = same == NULL ? NULL : g_strdup(same->text);
		word.text = g_strdup(word.text);
		g_array_append_val(reading->words, word);
	}
}

void reading_improve(Reading *reading, const Reading *other, const Syllables *syllables)
{
	double sense = reading_sense(reading, syllables) * reading_confidence(reading);

	if (reading_sense(other, syllables) * reading_confidence(other) > sense + BETTER_SENSE) {
		replace_all(reading, other);
		return;
	}
	for (unsigned i = 0; i < reading->words->len; i++) {
		Word *word = &g_array_index(reading->words, Word, i);
		const Word *same = find_same(other, &word->box);
		if (same != NULL && strcmp(same->text, word->text) != 0 &&
			weigh(same, syllables) > weigh(word, syllables))
			replace_word(word, same);
	}
}
