/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that a page has already and words that were read, put together and parted again. */
#include "ocr/existing_parts.h"

#include "ocr/mapping.h"
#include "ocr/pix.h"

#include <math.h>

static const double MOST_COVERED = 0.4;

static Box turn_box(Box box, const Words *shown, unsigned quarters)
{
	switch (quarters % 4) {
	case 1:
		return (Box) { shown->height - box.y - box.height, box.x, box.height, box.width };
	case 2:
		return (Box) { shown->width - box.x - box.width, shown->height - box.y - box.height,
			box.width, box.height };
	case 3:
		return (Box) { box.y, shown->width - box.x - box.width, box.height, box.width };
	default:
		return box;
	}
}

static void turn_words(Words *words, unsigned quarters)
{
	for (unsigned i = 0; i < words->words->len; i++) {
		Word *word = &g_array_index(words->words, Word, i);
		word->box = turn_box(word->box, words, quarters);
	}
	for (unsigned i = 0; i < words->lines->len; i++) {
		Line *line = &g_array_index(words->lines, Line, i);
		line->box = turn_box(line->box, words, quarters);
		line->x0 = line->box.x;
		line->x1 = line->box.x + line->box.width;
		line->y0 = line->y1 = line->box.y + line->box.height;
	}
	for (unsigned i = 0; i < words->blocks->len; i++) {
		Block *block = &g_array_index(words->blocks, Block, i);
		block->box = turn_box(block->box, words, quarters);
	}
}

/* Appends the lines of a block, as far as `may_take` says so of their words, to the last block. */
static void append_block(Words *to, const Words *from, const Block *of,
	bool (*may_take)(const Word *word, gpointer data), gpointer data)
{
	Block block = { .first = to->lines->len };

	for (unsigned i = of->first; i < of->first + of->count; i++) {
		Line line = g_array_index(from->lines, Line, i);
		unsigned first = line.first, count = line.count;
		line.first = to->words->len;
		line.count = 0;
		for (unsigned j = first; j < first + count; j++) {
			Word word = g_array_index(from->words, Word, j);
			if (!may_take(&word, data))
				continue;
			word.text = g_strdup(word.text);
			word.read = g_strdup(word.read);
			line.box = line.count++ == 0 ? word.box : box_join(line.box, word.box);
			g_array_append_val(to->words, word);
		}
		if (line.count == 0)
			continue;
		block.box = block.count++ == 0 ? line.box : box_join(block.box, line.box);
		g_array_append_val(to->lines, line);
	}
	if (block.count > 0)
		g_array_append_val(to->blocks, block);
}

static bool take_all(const Word *word, gpointer data)
{
	(void)word;
	(void)data;
	return true;
}

/* Does less of the word than MOST_COVERED lie on words of the mask? */
static bool is_free(const Word *word, gpointer data)
{
	PIX *mask = data;
	l_int32 x = (l_int32)(word->box.x / EXISTING_CELL),
		y = (l_int32)(word->box.y / EXISTING_CELL), covered = 0;
	l_int32 width = MAX((l_int32)(word->box.width / EXISTING_CELL), 1);
	l_int32 height = MAX((l_int32)(word->box.height / EXISTING_CELL), 1);
	BOX *box = boxCreate(x, y, width, height);
	auto_pix part = box == NULL ? NULL : pixClipRectangle(mask, box, NULL);

	boxDestroy(&box);
	if (part != NULL)
		pixCountPixels(part, &covered, NULL);
	return covered <= MOST_COVERED * width * height;
}

static bool was_read(const Word *word, gpointer data)
{
	(void)data;
	return isfinite(word->confidence);
}

static void swap_arrays(Words *a, Words *b)
{
	GArray *words = a->words, *lines = a->lines, *blocks = a->blocks;

	a->words = b->words, a->lines = b->lines, a->blocks = b->blocks;
	b->words = words, b->lines = lines, b->blocks = blocks;
}

static double top_of(const Words *words)
{
	return words->blocks->len > 0 ? g_array_index(words->blocks, Block, 0).box.y
				      : words->height;
}

/* What the page had above all that was read comes first, all else of it last. */
static void append_text(Words *to, const Words *text, double top, bool above)
{
	for (unsigned i = 0; i < text->blocks->len; i++) {
		const Block *block = &g_array_index(text->blocks, Block, i);
		if ((block->box.y + block->box.height <= top) == above)
			append_block(to, text, block, take_all, NULL);
	}
}

void existing_join(Words *words, const Words *text, unsigned quarters)
{
	g_autoptr(Words) turned = existing_dup(text), joined = words_new(1, 1, 1, 1);
	double top = top_of(words);

	turn_words(turned, quarters);
	turned->width = words->width, turned->height = words->height;
	auto_pix mask = existing_draw(turned);
	if (mask == NULL)
		return;
	append_text(joined, turned, top, true);
	for (unsigned i = 0; i < words->blocks->len; i++)
		append_block(joined, words, &g_array_index(words->blocks, Block, i), is_free, mask);
	append_text(joined, turned, top, false);
	swap_arrays(words, joined);
	words->confidence = words_confidence(words->words, NULL);
}

Words *existing_leave_out(const Words *words)
{
	Words *left = words_new(words->width, words->height, words->dpi_x, words->dpi_y);

	for (unsigned i = 0; i < words->blocks->len; i++)
		append_block(left, words, &g_array_index(words->blocks, Block, i), was_read, NULL);
	return left;
}
