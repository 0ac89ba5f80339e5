/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/existing_parts.h"

#include "base/error.h"
#include "base/i18n.h"
#include "ocr/mapping.h"
#include "ocr/print.h"
#include "ocr/print_parts.h"
#include "ocr/scraps.h"
#include "ocr/steps.h"
#include "ocr/syllables.h"

#include <math.h>
#include <string.h>

static const double LEAST_SENSE = 0.5, MORE_SENSE = 0.2;
enum { FEW_LETTERS = 40 }; /* of which nothing can be told */
static const double MOST_OUTSIDE = 0.25, ROOM = 0.15;
enum { MOST_HANDWRITING = 200 };

PIX *existing_draw(const Words *text)
{
	PIX *mask = pixCreate((l_int32)text->width / EXISTING_CELL + 1,
		(l_int32)text->height / EXISTING_CELL + 1, 1);

	for (unsigned i = 0; mask != NULL && i < text->words->len; i++) {
		const Box *box = &g_array_index(text->words, Word, i).box;
		double room = MIN(box->height, box->width) * ROOM;
		pixRasterop(mask, (l_int32)floor((box->x - room) / EXISTING_CELL),
			(l_int32)floor((box->y - room) / EXISTING_CELL),
			(l_int32)ceil((box->width + 2 * room) / EXISTING_CELL) + 1,
			(l_int32)ceil((box->height + 2 * room) / EXISTING_CELL) + 1, PIX_SET, NULL,
			0, 0);
	}
	return mask;
}

typedef struct {
	const CleanPage *page;
	const Print *print;
	PIX *mask;
	Mapping mapping;
	double inside, outside, in_cells; /* ink */
} Measure;

static void measure_part(Measure *measure, const Part *part)
{
	const Print *print = measure->print;
	double factor = print->factor, x, y;
	l_int32 ink = 0;
	l_uint32 is_in_word = 0;

	mapping_point(&measure->mapping, (part->at.left + part->at.right) * factor / 2,
		(part->at.top + part->at.bottom) * factor / 2, &x, &y);
	Box point = { x, y, 1, 1 };
	if (box_is_in_seal(&point, measure->page->seals))
		return;
	pixCountPixels(part->ink, &ink, NULL);
	if (x >= 0 && y >= 0)
		pixGetPixel(measure->mask, (l_int32)(x / EXISTING_CELL),
			(l_int32)(y / EXISTING_CELL), &is_in_word);
	*(is_in_word ? &measure->inside : &measure->outside) += ink;
}

static void measure_parts(Measure *measure, const GArray *parts)
{
	for (unsigned i = 0; i < parts->len; i++)
		measure_part(measure,
			&g_array_index(measure->print->parts, Part, g_array_index(parts, int, i)));
}

/* Lines of print, and what is larger than a speck and in no line. */
static void measure_ink(Measure *measure)
{
	const Print *print = measure->print;

	for (unsigned i = 0; i < print->lines->len; i++) {
		const PrintLine *line = print->lines->pdata[i];
		double before = measure->inside;
		measure_parts(measure, line->letters);
		measure_parts(measure, line->marks);
		measure->in_cells += line->cell >= 0 ? measure->inside - before : 0;
	}
	for (unsigned i = 0; i < print->parts->len; i++) {
		const Part *part = &g_array_index(print->parts, Part, i);
		if (part->line == PART_LOOSE && extent_height(&part->at) >= print->body / 2)
			measure_part(measure, part);
	}
}

static double count_sense(const Words *words, const Syllables *syllables)
{
	double sense = 0, all = 0;

	for (unsigned i = 0; i < words->words->len; i++) {
		const char *text = g_array_index(words->words, Word, i).text;
		double letters = (double)g_utf8_strlen(text, -1);
		bool has_letter = false;
		for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
			has_letter |= g_unichar_isalpha(g_utf8_get_char(c)) != 0;
		all += letters;
		sense += !has_letter || syllables_has(syllables, text) ? letters : 0;
	}
	return all > 0 ? sense / all : 1;
}

static void add_handwriting(const Measure *measure, Words *words)
{
	double factor = measure->print->factor;

	for (unsigned i = 0; i < MIN(measure->print->hand->len, MOST_HANDWRITING); i++) {
		const Extent *at = &g_array_index(measure->print->hand, Extent, i);
		Box box = { at->left * factor, at->top * factor, extent_width(at) * factor,
			extent_height(at) * factor };
		box = box_clip(mapping_box(&measure->mapping, &box), words);
		if (box.width > 0 && box.height > 0)
			g_array_append_val(words->handwriting, box);
	}
}

Words *existing_dup(const Words *words)
{
	Words *copy = words_new(words->width, words->height, words->dpi_x, words->dpi_y);

	for (unsigned i = 0; i < words->words->len; i++) {
		Word word = g_array_index(words->words, Word, i);
		word.text = g_strdup(word.text);
		word.read = g_strdup(word.read);
		g_array_append_val(copy->words, word);
	}
	g_array_append_vals(copy->lines, words->lines->data, words->lines->len);
	g_array_append_vals(copy->blocks, words->blocks->data, words->blocks->len);
	copy->confidence = words->confidence;
	return copy;
}

/* The text as the page's words, with what was measured. */
static Words *make_words(const Reader *reader, const Words *text, const Measure *measure)
{
	const CleanPage *page = measure->page;
	Words *words = existing_dup(text);
	double ink = measure->inside + measure->outside;

	words->turn = page->turn;
	words->skew = page->skew;
	words->quality.sharpness = page->sharpness;
	words->quality.clipped = page->clipped;
	words->quality.bits = page->bits;
	words->quality.outside = ink > 0 ? measure->outside / ink : 0;
	words->quality.in_table = measure->inside > 0 ? measure->in_cells / measure->inside : 0;
	words->quality.sense = count_sense(words, reader_syllables(reader));
	g_array_append_vals(words->seals, page->seals->data, page->seals->len);
	add_handwriting(measure, words);
	return words;
}

static bool set_memory_error(GError **error)
{
	g_set_error_literal(
		error, BASE_ERROR, BASE_ERROR_SYSTEM, _("there is not enough memory for the page"));
	return false;
}

/* Leaves `out_words` NULL if the text does not count. */
static bool take_words(const Reader *reader, const Words *text, const CleanPage *page,
	Words **out_words, GError **error)
{
	bool hand = (reader_without(reader) & 1U << STEP_HANDWRITING) == 0;
	g_autoptr(Print) print = print_read(page->pix, page->dpi, hand);
	auto_pix mask = existing_draw(text);

	if (print == NULL || mask == NULL)
		return set_memory_error(error);
	Measure measure = {
		.page = page, .print = print, .mask = mask, .mapping = mapping_to_page(page)
	};
	measure_ink(&measure);
	if (measure.outside <= MOST_OUTSIDE * (measure.inside + measure.outside))
		*out_words = make_words(reader, text, &measure);
	return true;
}

CleanPage *existing_clean(const Reader *reader, const ScanPage *page, const CleanRules *rules,
	Words **out_words, GError **error)
{
	*out_words = NULL;
	if (page->text == NULL)
		return page_clean(page, rules, error);
	CleanRules as_shown = *rules;
	as_shown.is_turn_known = true;
	g_autoptr(CleanPage) clean = page_clean(page, &as_shown, error);
	if (clean == NULL || clean->blank)
		return g_steal_pointer(&clean);
	if (!take_words(reader, page->text, clean, out_words, error))
		return NULL;
	return *out_words != NULL ? g_steal_pointer(&clean) : page_clean(page, rules, error);
}

bool existing_is_doubtful(const Reader *reader, const Words *text)
{
	double letters = 0;

	for (unsigned i = 0; i < text->words->len; i++)
		letters += (double)g_utf8_strlen(g_array_index(text->words, Word, i).text, -1);
	return letters >= FEW_LETTERS && count_sense(text, reader_syllables(reader)) < LEAST_SENSE;
}

bool existing_is_wrong(const Reader *reader, const Words *text, const Words *read)
{
	return existing_is_doubtful(reader, text) && read->words->len > 0 &&
		read->quality.sense > count_sense(text, reader_syllables(reader)) + MORE_SENSE;
}
