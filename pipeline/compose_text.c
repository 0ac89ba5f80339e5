/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that every reader copies the same way. What readers differ in is how they guess blanks and
 * lines from positions, so nothing is left to guess:
 *  1. Every word has a matrix of its own and is stretched (Tz) to its box. Letters stand level
 *     even on a page that is askew: a reader that compares the heights of letters would cut a
 *     tilted word in pieces.
 *  2. A blank is a character of its own, stretched over the gap to the next word. A gap is at
 *     least GAP ems: words that touch or overlap give way.
 *  3. The words of a line have one size, and stand on its baseline as far as SLACK ems to either
 *     side of its middle; beyond that on the nearest height within. Readers gather words of about
 *     one height into a line, and a line that falls by more than a letter would be cut.
 *  4. Lines and blocks come in reading order.
 */
#include "pipeline/compose_text.h"

#include "base/number.h"
#include "base/pdf.h"

#include <math.h>
#include <string.h>

#define GAP 0.25
#define SLACK 0.22
#define LEAST_SIZE 1.0
#define MOST_SIZE 200.0
#define LEAST_WIDTH 0.1

typedef struct {
	GString *out;
	Font *font;
	const char *name; /* of the font */
	const Words *words;
	double scale_x, scale_y; /* points a pixel */
	double width, height;    /* of the page, in points */
} TextPage;

/* One line in points, y upwards. */
typedef struct {
	double size;
	double middle, base; /* the baseline passes here */
	double slope;
} TextLine;

static const Word *word_at(const Words *words, unsigned index)
{
	return &g_array_index(words->words, Word, index);
}

static double typical_height(const TextPage *page, const Line *line)
{
	g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(double));

	for (unsigned i = 0; i < line->count; i++)
		g_array_append_val(heights, word_at(page->words, line->first + i)->box.height);
	g_array_sort(heights, number_compare);
	double median = g_array_index(heights, double, heights->len / 2) * page->scale_y;
	return isfinite(median) ? CLAMP(median, LEAST_SIZE, MOST_SIZE) : LEAST_SIZE;
}

static bool is_baseline(const Line *line)
{
	double top = line->box.y - line->box.height, bottom = line->box.y + 2 * line->box.height;

	return line->x1 - line->x0 >= 1 && line->y0 >= top && line->y0 <= bottom &&
		line->y1 >= top && line->y1 <= bottom;
}

static TextLine measure_line(const TextPage *page, const Line *line)
{
	TextLine measured = { .size = typical_height(page, line) };

	if (is_baseline(line)) {
		measured.middle = (line->x0 + line->x1) / 2 * page->scale_x;
		measured.base = page->height - (line->y0 + line->y1) / 2 * page->scale_y;
		measured.slope = -(line->y1 - line->y0) * page->scale_y /
			((line->x1 - line->x0) * page->scale_x);
	} else {
		measured.base =
			page->height - (line->box.y + line->box.height * 0.8) * page->scale_y;
	}
	return measured;
}

static double height_at(const TextLine *line, double x)
{
	double slack = line->size * SLACK;

	return line->base + CLAMP((x - line->middle) * line->slope, -slack, slack);
}

static void put_numbers(GString *out, const double *numbers, size_t count, const char *operator)
{
	for (size_t i = 0; i < count; i++) {
		pdf_put_number(out, isfinite(numbers[i]) ? CLAMP(numbers[i], -32767, 32767) : 0);
		g_string_append_c(out, ' ');
	}
	g_string_append(out, operator);
}

/* Shows `text` from where the pen is, stretched over `width` points. */
static bool put_stretched(TextPage *page, const TextLine *line, const char *text, double width)
{
	g_autoptr(GString) codes = g_string_new(NULL);
	unsigned count = font_put_text(page->font, codes, text);

	if (count == 0)
		return false;
	double stretch = 100 * width / (count * FONT_ADVANCE * line->size);
	put_numbers(page->out, &stretch, 1, "Tz ");
	g_string_append_printf(page->out, "%s Tj\n", codes->str);
	return true;
}

static void put_place(TextPage *page, const TextLine *line, double x, double width)
{
	double matrix[6] = { 1, 0, 0, 1, x, height_at(line, x + width / 2) };

	put_numbers(page->out, matrix, G_N_ELEMENTS(matrix), "Tm ");
}

/* Where a word begins and ends, and where the next begins. */
typedef struct {
	double left, right, next;
} Span;

static Span measure_word(
	const TextPage *page, const TextLine *line, const Line *of, unsigned index, double pen)
{
	const Word *word = word_at(page->words, of->first + index);
	double gap = line->size * GAP;
	Span span = { .left = MAX(word->box.x * page->scale_x, pen) };

	span.right = MAX((word->box.x + word->box.width) * page->scale_x, span.left + LEAST_WIDTH);
	span.next = span.right + gap;
	if (index + 1 == of->count)
		return span;
	double begin = word_at(page->words, of->first + index + 1)->box.x * page->scale_x;
	/* half of the word at least stays where it is */
	span.right = CLAMP(begin - gap, (span.left + span.right) / 2, span.right);
	span.next = MAX(begin, span.right + gap);
	return span;
}

static void put_line(TextPage *page, const Line *of)
{
	if (of->count == 0)
		return;
	TextLine line = measure_line(page, of);
	double pen = -page->width;

	g_string_append_printf(page->out, "/%s ", page->name);
	put_numbers(page->out, &line.size, 1, "Tf\n");
	for (unsigned i = 0; i < of->count; i++) {
		const Word *word = word_at(page->words, of->first + i);
		Span span = measure_word(page, &line, of, i, pen);
		put_place(page, &line, span.left, span.right - span.left);
		if (put_stretched(page, &line, word->text, span.right - span.left))
			put_stretched(page, &line, " ", span.next - span.right);
		pen = span.next;
	}
}

void text_put(
	GString *out, Font *font, const char *name, const Words *words, double width, double height)
{
	if (words->words->len == 0 || words->width == 0 || words->height == 0)
		return;
	TextPage page = { out, font, name, words, width / words->width, height / words->height,
		width, height };

	g_string_append(out, "BT 3 Tr\n");
	for (unsigned i = 0; i < words->lines->len; i++)
		put_line(&page, &g_array_index(words->lines, Line, i));
	g_string_append(out, "ET\n");
}
