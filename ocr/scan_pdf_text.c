/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text that a PDF's page has already, shown or hidden, as poppler puts it in order. Places are
 * pixels of the picture as the PDF shows it: poppler's are units of the page, turned by /Rotate, from
 * the upper left of what is seen of it.
 */
#include "ocr/mapping.h"
#include "ocr/scan_pdf.h"

#include <math.h>
#include <poppler.h>

enum { MOST_WORDS = 20000, MOST_BYTES = 1000 }; /* of a page; of a word */
static const double ASCENT = 0.8;               /* of the height of a line */
static const double GAP = 0.8; /* heights of a line between two that are not one block */

typedef struct {
	Words *words;
	double left, top, scale_x, scale_y;
	GString *text; /* of the word that is being gathered */
	Box box;
	bool begins_line;
} Gathering;

/* What ALTO and a person can do something with. */
static bool is_letter(gunichar c)
{
	return c != 0xfffd && (g_unichar_isprint(c) || g_unichar_ismark(c)) &&
		!g_unichar_isspace(c);
}

static Line *last_line(const Gathering *gathering)
{
	GArray *lines = gathering->words->lines;

	return &g_array_index(lines, Line, lines->len - 1);
}

static void put_word(Gathering *gathering)
{
	Words *words = gathering->words;
	g_autofree char *text = g_utf8_normalize(gathering->text->str, -1, G_NORMALIZE_NFC);
	Word word = { .box = box_clip(gathering->box, words), .confidence = NAN };

	if (text != NULL && gathering->text->len > 0 && gathering->text->len <= MOST_BYTES &&
		word.box.width > 0 && word.box.height > 0 && words->words->len < MOST_WORDS) {
		if (gathering->begins_line) {
			Line line = { .box = word.box, .first = words->words->len };
			g_array_append_val(words->lines, line);
		}
		gathering->begins_line = false;
		word.text = g_steal_pointer(&text);
		g_array_append_val(words->words, word);
		Line *line = last_line(gathering);
		line->count++;
		line->box = box_join(line->box, word.box);
	}
	g_string_truncate(gathering->text, 0);
}

static void add_letter(Gathering *gathering, gunichar letter, const PopplerRectangle *at)
{
	Box box = { (at->x1 - gathering->left) * gathering->scale_x,
		(at->y1 - gathering->top) * gathering->scale_y,
		(at->x2 - at->x1) * gathering->scale_x, (at->y2 - at->y1) * gathering->scale_y };

	if (!isfinite(box.x) || !isfinite(box.y) || !isfinite(box.width) || !isfinite(box.height))
		return;
	gathering->box = gathering->text->len == 0 ? box : box_join(gathering->box, box);
	g_string_append_unichar(gathering->text, letter);
}

static void gather(
	Gathering *gathering, const char *text, const PopplerRectangle *places, guint count)
{
	guint i = 0;

	for (const char *c = text; *c != '\0' && i < count; c = g_utf8_next_char(c), i++) {
		gunichar letter = g_utf8_get_char(c);
		if (g_unichar_isspace(letter))
			put_word(gathering);
		else if (is_letter(letter))
			add_letter(gathering, letter, &places[i]);
		gathering->begins_line |= letter == '\n';
	}
	put_word(gathering);
}

/* Lines that follow one another closely are one block. */
static void make_blocks(Words *words)
{
	for (unsigned i = 0; i < words->lines->len; i++) {
		Line *line = &g_array_index(words->lines, Line, i);
		line->x0 = line->box.x;
		line->x1 = line->box.x + line->box.width;
		line->y0 = line->y1 = line->box.y + ASCENT * line->box.height;
		const Line *before = i == 0 ? NULL : line - 1;
		double gap = before == NULL ? 0 : line->box.y - before->box.y - before->box.height;
		if (before == NULL || gap > GAP * line->box.height ||
			gap < -(line->box.height + before->box.height)) {
			Block block = { line->box, i, 1 };
			g_array_append_val(words->blocks, block);
			continue;
		}
		Block *block = &g_array_index(words->blocks, Block, words->blocks->len - 1);
		block->box = box_join(block->box, line->box);
		block->count++;
	}
}

Words *pdf_read_text(PopplerPage *page, const PdfShown *shown)
{
	g_autofree char *text = poppler_page_get_text(page);
	g_autofree PopplerRectangle *places = NULL;
	guint count = 0;

	if (text == NULL || *text == '\0' || !(shown->width > 0) || !(shown->height > 0) ||
		!poppler_page_get_text_layout(page, &places, &count))
		return NULL;
	g_autoptr(Words) words = words_new(shown->columns, shown->rows, shown->dpi_x, shown->dpi_y);
	Gathering gathering = { .words = words,
		.left = shown->left,
		.top = shown->top,
		.scale_x = shown->columns / shown->width,
		.scale_y = shown->rows / shown->height,
		.text = g_string_new(NULL),
		.begins_line = true };
	gather(&gathering, text, places, count);
	g_string_free(gathering.text, TRUE);
	make_blocks(words);
	words->confidence = NAN;
	return words->words->len > 0 ? g_steal_pointer(&words) : NULL;
}
