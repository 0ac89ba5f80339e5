/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/words.h"

#include <math.h>

void word_free_text(gpointer word)
{
	g_free(((Word *)word)->text);
	g_free(((Word *)word)->read);
}

double words_confidence(const GArray *words, double *out_letters)
{
	double sum = 0, letters = 0;

	for (unsigned i = 0; i < words->len; i++) {
		const Word *word = &g_array_index(words, Word, i);
		double length = (double)g_utf8_strlen(word->text, -1);
		if (isnan(word->confidence))
			continue;
		sum += length * word->confidence;
		letters += length;
	}
	if (out_letters != NULL)
		*out_letters = letters;
	if (words->len > 0 && letters == 0)
		return NAN;
	return letters > 0 ? sum / letters : 0;
}

Words *words_new(unsigned width, unsigned height, double dpi_x, double dpi_y)
{
	Words *words = g_new0(Words, 1);

	words->width = width;
	words->height = height;
	words->dpi_x = dpi_x;
	words->dpi_y = dpi_y;
	words->words = g_array_new(FALSE, FALSE, sizeof(Word));
	g_array_set_clear_func(words->words, word_free_text);
	words->lines = g_array_new(FALSE, FALSE, sizeof(Line));
	words->blocks = g_array_new(FALSE, FALSE, sizeof(Block));
	words->seals = g_array_new(FALSE, FALSE, sizeof(Box));
	words->handwriting = g_array_new(FALSE, FALSE, sizeof(Box));
	return words;
}

void words_free(Words *words)
{
	if (words == NULL)
		return;
	g_array_unref(words->words);
	g_array_unref(words->lines);
	g_array_unref(words->blocks);
	g_array_unref(words->seals);
	g_array_unref(words->handwriting);
	g_free(words);
}

static void put_line(GString *text, const Words *words, const Line *line)
{
	for (unsigned i = 0; i < line->count; i++) {
		const Word *word = &g_array_index(words->words, Word, line->first + i);
		if (i > 0)
			g_string_append_c(text, ' ');
		g_string_append(text, word->text);
	}
	g_string_append_c(text, '\n');
}

char *words_text(const Words *words)
{
	GString *text = g_string_new(NULL);

	for (unsigned b = 0; b < words->blocks->len; b++) {
		const Block *block = &g_array_index(words->blocks, Block, b);
		if (b > 0)
			g_string_append_c(text, '\n');
		for (unsigned i = 0; i < block->count; i++)
			put_line(text, words, &g_array_index(words->lines, Line, block->first + i));
	}
	return g_string_free(text, FALSE);
}
