/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/scraps.h"

#include "ocr/opinion.h"

#include <math.h>
#include <string.h>

enum { LONG_WORD = 6 };
static const double SEAL_INSIDE = 0.95;
static const double LEAST_IN_CELL = 0.3, LEAST_CONFIDENCE = 0.5, LEAST_SENSE = 0.5, SURE = 0.8,
		    SURE_ITEM = 0.7;

unsigned reading_letters(const Reading *reading)
{
	unsigned count = 0;

	for (unsigned i = 0; i < reading->words->len; i++) {
		const char *at = g_array_index(reading->words, Word, i).text;
		for (; *at != '\0'; at = g_utf8_next_char(at))
			count += g_unichar_isalnum(g_utf8_get_char(at));
	}
	return count;
}

bool box_is_in_seal(const Box *box, const GArray *seals)
{
	for (unsigned i = 0; i < seals->len; i++) {
		const Box *seal = &g_array_index(seals, Box, i);
		double radius = (seal->width + seal->height) / 4 * SEAL_INSIDE;
		double across = MAX(fabs(seal->x + seal->width / 2 - box->x),
			fabs(box->x + box->width - seal->x - seal->width / 2));
		double down = fabs(box->y + box->height / 2 - seal->y - seal->height / 2);
		if (hypot(across, down) < radius)
			return true;
	}
	return false;
}

/* "I.", "a)", "KT.", "12": a number, the letter of an item or an abbreviation, alone on its line. */
static bool is_item(const Reading *reading)
{
	return reading->words->len == 1 &&
		g_regex_match_simple("^\\(?([A-ZĐ0-9]{1,5}[.):/]?|[a-zđ][.)])$",
			g_array_index(reading->words, Word, 0).text, 0, 0);
}

/* "Số: 56 /GXN-BV": a document's number is hardly a word of the language. */
static bool is_number(const Reading *reading)
{
	const Word *first = &g_array_index(reading->words, Word, 0);

	if (!g_regex_match_simple("^S[ốôồổỗộôoóòõơớ]\\s*:?", first->text, 0, 0) ||
		reading->words->len < 2)
		return false;
	for (unsigned i = 1; i < reading->words->len; i++)
		if (strchr(g_array_index(reading->words, Word, i).text, '/') != NULL)
			return true;
	return false;
}

bool reading_is_print(const Reading *reading, bool in_cell, const Syllables *syllables)
{
	unsigned letters = reading_letters(reading);
	double confidence = reading_confidence(reading);
	double sense = reading_sense(reading, syllables);

	if (letters == 0)
		return false;
	if (in_cell)
		return confidence >= LEAST_IN_CELL;
	if (is_item(reading))
		return confidence >= SURE_ITEM;
	if (is_number(reading))
		return confidence >= LEAST_CONFIDENCE;
	if (letters == 1)
		return false;
	if (confidence >= SURE)
		return sense >= LEAST_SENSE || letters > 3;
	if (confidence < LEAST_CONFIDENCE)
		return sense > 0.8 && letters > 3;
	return sense >= LEAST_SENSE || letters >= LONG_WORD * reading->words->len;
}
