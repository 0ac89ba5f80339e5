/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line is read in steps:
 *  1. its picture alone, brought to the height that the engine reads best
 *  2. if a word of it is doubtful, again at another height; word by word the better is kept
 *  3. what is no print (scraps of signatures, of seals, of dirt) is left out
 * The second readings of a page have a budget, so that a page of noise costs no more than twice a
 * page of text.
 *
 * A page of which page_clean() could not tell top from bottom, or that reads badly, is read both
 * ways: the way in which more letters are read more surely is right.
 */
#include "ocr/recognize.h"

#include "base/error.h"
#include "base/i18n.h"
#include "ocr/engine.h"
#include "ocr/mapping.h"
#include "ocr/opinion.h"
#include "ocr/pix.h"
#include "ocr/print.h"
#include "ocr/print_parts.h"
#include "ocr/scraps.h"
#include "ocr/steps.h"
#include "ocr/syllables.h"
#include "ocr/unread.h"

#include <math.h>
#include <string.h>

struct Reader {
	Engine *engine;
	Syllables *syllables; /* or NULL */
	unsigned without;
};

enum { MOST_WORDS = 20000, MOST_LINES = 3000 };

/* The heights, in pixels, that the letters of a line are brought to when it is read: the second only
 * if a word is in doubt after the first. */
static const int heights[] = { 18, 28 };
enum { MOST_HANDWRITING = 200, STAMP_LETTERS = 6 };
static const double LEAST_SCALE = 0.2, MOST_SCALE = 3;
static const double SECOND_BUDGET = 20; /* widths of the page */
static const double STAMP_CONFIDENCE = 0.85, STAMP_SENSE = 0.9;
static const double BAD_PAGE = 0.6;

unsigned reader_without(const Reader *reader)
{
	return reader->without;
}

const Syllables *reader_syllables(const Reader *reader)
{
	return reader->syllables;
}

void reader_free(Reader *reader)
{
	if (reader == NULL)
		return;
	engine_free(reader->engine);
	syllables_free(reader->syllables);
	g_free(reader);
}

Reader *reader_load(const ReaderRules *rules, GError **error)
{
	g_autoptr(Reader) reader = g_new0(Reader, 1);

	reader->without = rules->without;
	reader->engine = engine_load(rules->languages, rules->tessdata, error);
	if (reader->engine == NULL)
		return NULL;
	if (rules->syllables != NULL && step_is_done(rules->without, STEP_SYLLABLES))
		reader->syllables = syllables_load(rules->syllables, NULL);
	return g_steal_pointer(&reader);
}

/* A page while it is read. */
typedef struct {
	const Reader *reader;
	const CleanPage *page;
	Mapping mapping;
	Words *words;
	double budget;         /* width of lines that may still be read again */
	double read, unread;   /* ink of letters */
	double in_cells;       /* words */
	double sense, letters; /* letters of words of the language, and all */
} Sheet;

static void set_memory_error(GError **error)
{
	g_set_error_literal(
		error, BASE_ERROR, BASE_ERROR_SYSTEM, _("there is not enough memory for the page"));
}

/* Reads the picture of a line whose letters have this height, brought to another. */
static Reading *read_picture(const Sheet *sheet, PIX *alone, int height, int wanted, GError **error)
{
	double scale = step_is_done(sheet->reader->without, STEP_SCALE)
		? CLAMP((double)wanted / height, LEAST_SCALE, MOST_SCALE)
		: 1;
	scale = MIN(scale, (double)ENGINE_MOST_SIDE / MAX(pixGetWidth(alone), pixGetHeight(alone)));
	auto_pix scaled = pixScale(alone, (l_float32)scale, (l_float32)scale);

	if (scaled == NULL) {
		set_memory_error(error);
		return NULL;
	}
	Reading *reading =
		engine_read(sheet->reader->engine, scaled, sheet->page->dpi * scale, error);
	if (reading != NULL)
		reading_scale(reading, 1 / scale);
	return reading;
}

static bool read_again(Sheet *sheet, PIX *alone, int height, Reading *reading, GError **error)
{
	const Syllables *syllables = sheet->reader->syllables;

	if (!step_is_done(sheet->reader->without, STEP_SECOND) ||
		sheet->budget < pixGetWidth(alone) || !reading_is_doubtful(reading, syllables))
		return true;
	sheet->budget -= pixGetWidth(alone);
	g_autoptr(Reading) other = read_picture(sheet, alone, height, heights[1], error);
	if (other == NULL)
		return false;
	reading_improve(reading, other, syllables);
	return true;
}

static Reading *read_line(Sheet *sheet, const Print *print, const PrintLine *line, GError **error)
{
	int left, top, height = (int)(line->height * print->factor);
	auto_pix cut = print_line_pix(print, line, &left, &top);
	auto_pix alone = cut == NULL ? NULL : pixConvertTo8(cut, 0);

	if (alone == NULL) {
		set_memory_error(error);
		return NULL;
	}
	g_autoptr(Reading) reading = read_picture(sheet, alone, height, heights[0], error);
	if (reading == NULL || !read_again(sheet, alone, height, reading, error))
		return NULL;
	reading_move(reading, left, top);
	return g_steal_pointer(&reading);
}

/* Where the line stands on the page. */
static Box line_box(const Sheet *sheet, const Print *print, const PrintLine *line)
{
	double factor = print->factor;
	Box box = { line->at.left * factor, line->at.top * factor, extent_width(&line->at) * factor,
		extent_height(&line->at) * factor };

	return mapping_box(&sheet->mapping, &box);
}

static bool is_in_seal(const Sheet *sheet, const Print *print, const PrintLine *line)
{
	Box box = line_box(sheet, print, line);

	return box_is_in_seal(&box, sheet->words->seals);
}

static bool is_print(
	const Sheet *sheet, const Print *print, const PrintLine *line, const Reading *reading)
{
	if (!step_is_done(sheet->reader->without, STEP_SCRAPS))
		return reading->words->len > 0;
	return !is_in_seal(sheet, print, line) &&
		reading_is_print(reading, line->cell >= 0, sheet->reader->syllables);
}

/* False: nothing of it lies on the page. */
static bool put_line(Sheet *sheet, const Reading *reading)
{
	Words *words = sheet->words;
	Line line = { .first = words->words->len };

	mapping_point(&sheet->mapping, reading->x0, reading->y0, &line.x0, &line.y0);
	mapping_point(&sheet->mapping, reading->x1, reading->y1, &line.x1, &line.y1);
	for (unsigned i = 0; i < reading->words->len; i++) {
		const Word *from = &g_array_index(reading->words, Word, i);
		Word word = { .box = box_clip(mapping_box(&sheet->mapping, &from->box), words),
			.confidence = from->confidence };
		if (word.box.width <= 0 || word.box.height <= 0)
			continue;
		word.text = g_strdup(from->text);
		word.read = from->read != NULL && strcmp(from->read, from->text) != 0
			? g_strdup(from->read)
			: NULL;
		line.box = line.count == 0 ? word.box : box_join(line.box, word.box);
		line.count++;
		g_array_append_val(words->words, word);
	}
	if (line.count > 0)
		g_array_append_val(words->lines, line);
	return line.count > 0;
}

/* Puts the last line into the block that it belongs to. */
static void put_into_block(Words *words, bool begins)
{
	const Line *line = &g_array_index(words->lines, Line, words->lines->len - 1);

	if (begins || words->blocks->len == 0) {
		Block block = { line->box, words->lines->len - 1, 1 };
		g_array_append_val(words->blocks, block);
		return;
	}
	Block *block = &g_array_index(words->blocks, Block, words->blocks->len - 1);
	block->box = box_join(block->box, line->box);
	block->count++;
}

static double count_ink(const Print *print, const GArray *parts)
{
	double sum = 0;

	for (unsigned i = 0; i < parts->len; i++) {
		l_int32 count = 0;
		pixCountPixels(g_array_index(print->parts, Part, g_array_index(parts, int, i)).ink,
			&count, NULL);
		sum += count;
	}
	return sum;
}

static double count_line_ink(const Print *print, const PrintLine *line)
{
	return count_ink(print, line->letters) + count_ink(print, line->marks);
}

/* Counts the line for the quality of the page. */
static void account(
	Sheet *sheet, const Print *print, const PrintLine *line, const Reading *reading, bool kept)
{
	double ink = count_line_ink(print, line);

	if (!kept) {
		if (!is_in_seal(sheet, print, line))
			sheet->unread += ink;
		return;
	}
	double letters = reading_letters(reading);
	sheet->read += ink;
	sheet->in_cells += line->cell >= 0 ? reading->words->len : 0;
	sheet->sense += letters * reading_sense(reading, sheet->reader->syllables);
	sheet->letters += letters;
}

/* What is seen and not read, within a seal aside. */
static void tell_unread(
	const Sheet *sheet, Print *print, const PrintLine *line, const Reading *kept)
{
	if (step_is_done(sheet->reader->without, STEP_HANDWRITING) &&
		!is_in_seal(sheet, print, line))
		unread_tell(print, line, kept);
}

static bool read_lines(Sheet *sheet, Print *print, GError **error)
{
	Words *words = sheet->words;
	unsigned block = G_MAXUINT;

	for (unsigned i = 0; i < print->lines->len; i++) {
		const PrintLine *line = print->lines->pdata[i];
		if (i >= MOST_LINES) {
			sheet->unread += count_line_ink(print, line);
			continue;
		}
		g_autoptr(Reading) reading = read_line(sheet, print, line, error);
		if (reading == NULL)
			return false;
		bool kept = is_print(sheet, print, line, reading) && words->words->len < MOST_WORDS;
		account(sheet, print, line, reading, kept);
		tell_unread(sheet, print, line, kept ? reading : NULL);
		if (!kept)
			continue;
		if (put_line(sheet, reading))
			put_into_block(words, line->block != block);
		block = line->block;
	}
	return true;
}

/* Mean confidence, weighted by length; gives the weight, i.e. the letters read surely. */
static double weigh(Words *words)
{
	double letters;

	words->confidence = words_confidence(words->words, &letters);
	return letters * words->confidence * words->confidence;
}

static void turn_boxes(GArray *boxes, const CleanPage *page)
{
	for (unsigned i = 0; i < boxes->len; i++) {
		Box *box = &g_array_index(boxes, Box, i);
		box->x = page->width - box->x - box->width;
		box->y = page->height - box->y - box->height;
	}
}

static Words *empty_words(const CleanPage *page, bool upside_down)
{
	Words *words = words_new(page->width, page->height, page->dpi_x, page->dpi_y);

	words->turn = (page->turn + (upside_down ? 180 : 0)) % 360;
	words->skew = page->skew;
	words->blank = page->blank;
	words->quality.sharpness = page->sharpness;
	words->quality.clipped = page->clipped;
	words->quality.bits = page->bits;
	words->quality.sense = 1;
	g_array_append_vals(words->seals, page->seals->data, page->seals->len);
	if (upside_down)
		turn_boxes(words->seals, page);
	return words;
}

static void add_handwriting(Sheet *sheet, const Print *print, const Extent *at)
{
	double factor = print->factor, room = print->body * factor / 2;
	Box box = { at->left * factor - room, at->top * factor - room,
		extent_width(at) * factor + 2 * room, extent_height(at) * factor + 2 * room };
	GArray *known = sheet->words->handwriting;

	box = box_clip(mapping_box(&sheet->mapping, &box), sheet->words);
	for (unsigned i = 0; i < known->len; i++) {
		Box *other = &g_array_index(known, Box, i);
		Box both = box_join(*other, box);
		if (both.width < other->width + box.width &&
			both.height < other->height + box.height) {
			*other = both;
			return;
		}
	}
	if (known->len < MOST_HANDWRITING && box.width > 0 && box.height > 0)
		g_array_append_val(known, box);
}

/* Print in blue: a stamp. Numbers alone are no proof of it. */
static bool is_stamp(const Reader *reader, const Reading *reading)
{
	return reading_letters(reading) >= STAMP_LETTERS &&
		reading_confidence(reading) >= STAMP_CONFIDENCE &&
		reading_sense(reading, reader->syllables) >= STAMP_SENSE;
}

static bool read_pen(Sheet *sheet, PIX *pen, GError **error)
{
	g_autoptr(Print) print = print_read(pen, sheet->page->dpi, false);

	if (print == NULL) {
		set_memory_error(error);
		return false;
	}
	for (unsigned i = 0; i < print->lines->len && i < MOST_LINES; i++) {
		const PrintLine *line = print->lines->pdata[i];
		g_autoptr(Reading) reading = read_line(sheet, print, line, error);
		if (reading == NULL)
			return false;
		if (is_stamp(sheet->reader, reading) && sheet->words->words->len < MOST_WORDS) {
			if (put_line(sheet, reading))
				put_into_block(sheet->words, true);
		} else {
			add_handwriting(sheet, print, &line->at);
		}
	}
	for (unsigned i = 0; i < print->parts->len; i++) {
		const Part *part = &g_array_index(print->parts, Part, i);
		if (part->line == PART_LARGE)
			add_handwriting(sheet, print, &part->at);
	}
	return true;
}

/* Specks are no ink that anybody would miss; what is larger and in no line is. */
static double count_loose(const Print *print)
{
	double sum = 0;

	for (unsigned i = 0; i < print->parts->len; i++) {
		const Part *part = &g_array_index(print->parts, Part, i);
		l_int32 count = 0;
		if (part->line != PART_LOOSE || extent_height(&part->at) < print->body / 2)
			continue;
		pixCountPixels(part->ink, &count, NULL);
		sum += count;
	}
	return sum;
}

static void set_quality(const Sheet *sheet, const Print *print)
{
	Quality *quality = &sheet->words->quality;
	double unread = sheet->unread + count_loose(print), words = sheet->words->words->len;

	quality->outside = unread > 0 ? unread / (sheet->read + unread) : 0;
	quality->sense = sheet->letters > 0 ? sheet->sense / sheet->letters : 1;
	quality->in_table = words > 0 ? sheet->in_cells / words : 0;
}

static Words *read_sheet(const Reader *reader, const CleanPage *page, PIX *pix, PIX *pen,
	bool upside_down, GError **error)
{
	g_autoptr(Words) words = empty_words(page, upside_down);
	g_autoptr(Print) print =
		print_read(pix, page->dpi, step_is_done(reader->without, STEP_HANDWRITING));
	Sheet sheet = { .reader = reader,
		.page = page,
		.mapping = mapping_to_page(page),
		.words = words,
		.budget = SECOND_BUDGET * pixGetWidth(pix) };

	if (print == NULL) {
		set_memory_error(error);
		return NULL;
	}
	if (!read_lines(&sheet, print, error) || (pen != NULL && !read_pen(&sheet, pen, error)))
		return NULL;
	for (unsigned i = 0; i < print->hand->len; i++)
		add_handwriting(&sheet, print, &g_array_index(print->hand, Extent, i));
	set_quality(&sheet, print);
	return g_steal_pointer(&words);
}

static Words *read_turned(const Reader *reader, const CleanPage *page, GError **error)
{
	auto_pix pix = pixRotate180(NULL, page->pix);
	auto_pix pen = page->pen == NULL ? NULL : pixRotate180(NULL, page->pen);

	if (pix == NULL || (page->pen != NULL && pen == NULL)) {
		set_memory_error(error);
		return NULL;
	}
	return read_sheet(reader, page, pix, pen, true, error);
}

Words *page_recognize(const Reader *reader, const CleanPage *page, GError **error)
{
	if (page->blank)
		return empty_words(page, false);
	g_autoptr(Words) words = read_sheet(reader, page, page->pix, page->pen, false, error);
	if (words == NULL)
		return NULL;
	double weight = weigh(words);
	if (!page->turn_is_doubtful && words->confidence >= BAD_PAGE)
		return g_steal_pointer(&words);
	g_autoptr(Words) other = read_turned(reader, page, error);
	if (other == NULL)
		return NULL;
	return weigh(other) > weight ? g_steal_pointer(&other) : g_steal_pointer(&words);
}
