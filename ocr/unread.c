/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/unread.h"

#include "ocr/print_parts.h"

static const double AS_LARGE = 0.8, MOST_LARGE = 3, BESIDE = 0.4; /* heights of letters */

/* Does the word hold a letter or a figure? Strokes are read as quotes and dashes. */
static bool is_word(const Word *word)
{
	for (const char *at = word->text; *at != '\0'; at = g_utf8_next_char(at))
		if (g_unichar_isalnum(g_utf8_get_char(at)))
			return true;
	return false;
}

static bool is_read(const Print *print, const Extent *letter, const Reading *reading)
{
	double factor = print->factor, room = BESIDE * print->body * factor;
	double middle = (letter->left + letter->right) / 2.0 * factor;

	for (unsigned i = 0; i < reading->words->len; i++) {
		const Word *word = &g_array_index(reading->words, Word, i);
		if (middle > word->box.x - room && middle < word->box.x + word->box.width + room &&
			is_word(word))
			return true;
	}
	return false;
}

void unread_tell(Print *print, const PrintLine *line, const Reading *reading)
{
	if (line->cell >= 0 || line->at.bottom > PRINT_HEAD * pixGetHeight(print->ink))
		return;
	for (unsigned i = 0; i < line->letters->len; i++) {
		int index = g_array_index(line->letters, int, i);
		const Extent *letter = &g_array_index(print->parts, Part, index).at;
		double height = extent_height(letter) / print->body;
		if (height >= AS_LARGE && height <= MOST_LARGE &&
			(reading == NULL || !is_read(print, letter, reading)))
			print_add_hand(print, letter);
	}
}
