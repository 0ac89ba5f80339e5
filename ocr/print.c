/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Print is found on a survey, the picture in black and white at about SURVEY_DPI:
 *  1. straight lines are told from letters: longer than any stroke, and thin
 *  2. what remains falls into connected pieces: letters (or several that touch), marks, and pieces
 *     too large for either (signatures, seals), which belong to no line
 *  3. letters are chained to lines, marks join the nearest line (print_lines.c)
 *  4. what is written by hand among print is set aside (print_hand.c)
 *  5. cells of tables are the holes between rules (print_table.c); reading order (print_order.c)
 */
#include "ocr/print.h"

#include "base/number.h"
#include "ocr/print_parts.h"

#include <math.h>
#include <string.h>

enum { SURVEY_DPI = 150, LEAST_SIDE = 16, INK_BELOW = 160, MARGIN = 10, MOST_PARTS = 60000 };
enum { LARGEST_SPECK = 64 };                       /* pixels */
static const double TALL = 2.4, SPLIT_LEAST = 0.8; /* of the body */
static const double RULE_INCHES = 0.45, LARGE_INCHES = 0.5, LEAST_LETTER = 0.035,
		    MOST_LETTER = 0.25, USUAL_LETTER = 0.1;

int extent_width(const Extent *extent)
{
	return extent->right - extent->left;
}

int extent_height(const Extent *extent)
{
	return extent->bottom - extent->top;
}

void extent_add(Extent *extent, const Extent *other)
{
	extent->left = MIN(extent->left, other->left);
	extent->top = MIN(extent->top, other->top);
	extent->right = MAX(extent->right, other->right);
	extent->bottom = MAX(extent->bottom, other->bottom);
}

static void line_free(gpointer data)
{
	PrintLine *line = data;

	g_array_unref(line->letters);
	g_array_unref(line->marks);
	g_free(line);
}

PrintLine *print_line_new(void)
{
	PrintLine *line = g_new0(PrintLine, 1);

	line->letters = g_array_new(FALSE, FALSE, sizeof(int));
	line->marks = g_array_new(FALSE, FALSE, sizeof(int));
	line->cell = -1;
	return line;
}

void print_free(Print *print)
{
	if (print == NULL)
		return;
	pixDestroy(&print->ink);
	pixDestroy(&print->rules);
	pixDestroy(&print->upright);
	pixaDestroy(&print->pieces);
	g_array_unref(print->parts);
	g_array_unref(print->cells);
	g_array_unref(print->hand);
	g_ptr_array_unref(print->lines);
	g_free(print);
}

/* Each step halves the picture; two dots of ink in four stay one. */
static PIX *survey_ink(PIX *page, unsigned factor)
{
	PIX *ink = pixGetDepth(page) == 1 ? pixCopy(NULL, page)
					  : pixThresholdToBinary(page, INK_BELOW);

	for (unsigned step = factor; ink != NULL && step > 1; step /= 2) {
		PIX *half = pixReduceRankBinary2(ink, 2, NULL);
		pixDestroy(&ink);
		ink = half;
	}
	return ink;
}

/* Runs of ink that are long one way, with what is thick the other way taken out. */
static PIX *find_rules(PIX *ink, int length, bool upright)
{
	auto_pix runs = pixOpenBrick(NULL, ink, upright ? 1 : length, upright ? length : 1);
	auto_pix thick = runs == NULL
		? NULL
		: pixOpenBrick(NULL, runs, upright ? 8 : length, upright ? length : 8);

	return thick == NULL ? NULL : pixSubtract(NULL, runs, thick);
}

static bool read_rules(Print *print, double dpi)
{
	int length = MAX((int)(RULE_INCHES * dpi / print->factor), 1);
	auto_pix level = find_rules(print->ink, length, false);

	print->upright = find_rules(print->ink, length, true);
	if (level == NULL || print->upright == NULL)
		return false;
	print->rules = pixOr(NULL, level, print->upright);
	auto_pix around = print->rules == NULL ? NULL : pixDilateBrick(NULL, print->rules, 3, 3);
	if (around == NULL)
		return false;
	pixSubtract(print->ink, print->ink, around);
	return true;
}

/* The usual height of what may be letters. */
static double measure_body(const GArray *parts, double dpi)
{
	g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(double));

	for (unsigned i = 0; i < parts->len; i++) {
		double height = extent_height(&g_array_index(parts, Part, i).at);
		if (height >= LEAST_LETTER * dpi && height <= MOST_LETTER * dpi)
			g_array_append_val(heights, height);
	}
	if (heights->len == 0)
		return USUAL_LETTER * dpi;
	qsort(heights->data, heights->len, sizeof(double), number_compare);
	return g_array_index(heights, double, heights->len / 2);
}

static void add_part(Print *print, int left, int top, PIX *ink)
{
	Part part = { { left, top, left + pixGetWidth(ink), top + pixGetHeight(ink) }, ink,
		PART_LOOSE };

	g_array_append_val(print->parts, part);
}

/* The row between `from` and `to` with the least ink, the middle one of equals. */
static int find_waist(PIX *ink, int from, int to)
{
	int best = -1, least = G_MAXINT;

	for (int y = from; y < to; y++) {
		int count = 0;
		pixCountPixelsInRow(ink, y, &count, NULL);
		int off = abs(2 * y - from - to);
		if (4 * count * (to - from) + off < least) {
			least = 4 * count * (to - from) + off;
			best = y;
		}
	}
	return best;
}

/* A piece as high as two lines is cut where it is thinnest: letters of one line that touch those
 * of the next. */
static void split_part(Print *print, unsigned index)
{
	Part part = g_array_index(print->parts, Part, index);
	int height = extent_height(&part.at), width = extent_width(&part.at);
	int least = (int)(SPLIT_LEAST * print->body);
	int waist = find_waist(part.ink, least, height - least);

	if (waist < 0)
		return;
	BOX above = { 0, 0, width, waist, 1 }, below = { 0, waist, width, height - waist, 1 };
	PIX *upper = pixClipRectangle(part.ink, &above, NULL);
	PIX *lower = pixClipRectangle(part.ink, &below, NULL);
	if (upper == NULL || lower == NULL) {
		pixDestroy(&upper);
		pixDestroy(&lower);
		return;
	}
	pixaAddPix(print->pieces, upper, L_INSERT);
	pixaAddPix(print->pieces, lower, L_INSERT);
	Part *stays = &g_array_index(print->parts, Part, index);
	stays->at.bottom = stays->at.top + waist;
	stays->ink = upper;
	add_part(print, part.at.left, part.at.top + waist, lower);
}

static int part_size(const BOX *box)
{
	return MIN(MAX(box->w, box->h), LARGEST_SPECK);
}

/* Of more pieces than MOST_PARTS the smallest are left out, wherever they lie, for they are dirt:
 * the least size that leaves no more. */
static int find_least_size(const BOXA *boxes, int count)
{
	int counts[LARGEST_SPECK + 1] = { 0 }, least = LARGEST_SPECK, sum = 0;

	for (int i = 0; i < count; i++)
		counts[part_size(boxes->box[i])]++;
	while (least > 0 && (sum += counts[least]) <= MOST_PARTS)
		least--;
	return least + 1;
}

static bool read_parts(Print *print, double dpi)
{
	auto_boxa boxes = pixConnComp(print->ink, &print->pieces, 8);

	if (boxes == NULL || print->pieces == NULL)
		return false;
	int count = boxaGetCount(boxes), least = find_least_size(boxes, count);
	for (int i = 0; i < count; i++)
		if (part_size(boxes->box[i]) >= least)
			add_part(print, boxes->box[i]->x, boxes->box[i]->y, print->pieces->pix[i]);
	print->body = measure_body(print->parts, dpi);
	return true;
}

static void split_tall(Print *print)
{
	for (unsigned i = 0; i < print->parts->len && i < MOST_PARTS; i++) {
		const Part *part = &g_array_index(print->parts, Part, i);
		if (part->line == PART_LOOSE && extent_height(&part->at) > TALL * print->body)
			split_part(print, i);
	}
}

/* What is too large for letters stays in the pictures of lines that it crosses, but is no ink that
 * a line could be made of. */
static void set_large_aside(Print *print, double dpi)
{
	double most = MAX(LARGE_INCHES * dpi, 4 * print->body);

	for (unsigned i = 0; i < print->parts->len; i++) {
		Part *part = &g_array_index(print->parts, Part, i);
		if (extent_height(&part->at) <= most)
			continue;
		part->line = PART_LARGE;
		pixRasterop(print->ink, part->at.left, part->at.top, extent_width(&part->at),
			extent_height(&part->at), PIX_DST & PIX_NOT(PIX_SRC), part->ink, 0, 0);
	}
}

Print *print_read(PIX *page, double dpi, bool hand)
{
	g_autoptr(Print) print = g_new0(Print, 1);

	print->page = page;
	bool large = MIN(pixGetWidth(page), pixGetHeight(page)) >= LEAST_SIDE;
	print->factor = dpi >= 2 * SURVEY_DPI * 0.8 && large ? 2 : 1;
	print->parts = g_array_new(FALSE, FALSE, sizeof(Part));
	print->cells = g_array_new(FALSE, FALSE, sizeof(Extent));
	print->hand = g_array_new(FALSE, FALSE, sizeof(Extent));
	print->lines = g_ptr_array_new_with_free_func(line_free);
	print->ink = survey_ink(page, print->factor);
	if (print->ink == NULL || !read_rules(print, dpi) ||
		!read_parts(print, dpi / print->factor))
		return NULL;
	set_large_aside(print, dpi / print->factor);
	split_tall(print);
	print_chain_lines(print);
	if (hand)
		print_part_hand(print);
	print_find_cells(print);
	print_order_lines(print);
	return g_steal_pointer(&print);
}

static void paint(PIX *mask, const Print *print, const GArray *parts, const Extent *area)
{
	for (unsigned i = 0; i < parts->len; i++) {
		const Part *part = &g_array_index(print->parts, Part, g_array_index(parts, int, i));
		pixRasterop(mask, part->at.left - area->left, part->at.top - area->top,
			extent_width(&part->at), extent_height(&part->at), PIX_SRC | PIX_DST,
			part->ink, 0, 0);
	}
}

/* What has to be white in the area of a line: its neighbours' ink and rules, with their soft edges,
 * but none of its own. */
static PIX *find_foreign(const Print *print, const PrintLine *line, const Extent *area)
{
	int width = extent_width(area), height = extent_height(area);
	auto_pix own = pixCreate(width, height, 1);
	auto_pix foreign = pixCreate(width, height, 1);

	if (own == NULL || foreign == NULL)
		return NULL;
	paint(own, print, line->letters, area);
	paint(own, print, line->marks, area);
	pixRasterop(foreign, 0, 0, width, height, PIX_SRC, print->ink, area->left, area->top);
	pixSubtract(foreign, foreign, own);
	pixRasterop(foreign, 0, 0, width, height, PIX_SRC | PIX_DST, print->rules, area->left,
		area->top);
	auto_pix wide = pixDilateBrick(NULL, foreign, 3, 3);
	return wide == NULL ? NULL : pixSubtract(NULL, wide, own);
}

PIX *print_line_pix(const Print *print, const PrintLine *line, int *out_left, int *out_top)
{
	int factor = (int)print->factor;
	Extent area = { MAX(line->at.left - 1, 0), MAX(line->at.top - 1, 0),
		MIN(line->at.right + 1, pixGetWidth(print->ink)),
		MIN(line->at.bottom + 1, pixGetHeight(print->ink)) };
	int width = extent_width(&area) * factor, height = extent_height(&area) * factor;
	auto_pix foreign = find_foreign(print, line, &area);
	auto_pix mask = foreign == NULL ? NULL : pixExpandReplicate(foreign, factor);
	PIX *out = pixCreate(width + 2 * MARGIN, height + 2 * MARGIN, pixGetDepth(print->page));

	if (mask == NULL || out == NULL) {
		pixDestroy(&out);
		return NULL;
	}
	if (pixGetDepth(out) == 8)
		pixSetAll(out);
	pixRasterop(out, MARGIN, MARGIN, width, height, PIX_SRC, print->page, area.left * factor,
		area.top * factor);
	if (pixGetDepth(out) == 1)
		pixRasterop(
			out, MARGIN, MARGIN, width, height, PIX_DST & PIX_NOT(PIX_SRC), mask, 0, 0);
	else
		pixPaintThroughMask(out, mask, MARGIN, MARGIN, 255);
	*out_left = area.left * factor - MARGIN;
	*out_top = area.top * factor - MARGIN;
	return out;
}
