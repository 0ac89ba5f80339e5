/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that every reader copies the same way. What readers differ in is how they guess blanks,
 * lines and columns from positions, so nothing is left to guess:
 *  1. Every word has a matrix of its own and is stretched (Tz) to its box. Letters stand level
 *     even on a page that is askew: a reader that compares the heights of letters would cut a
 *     tilted word in pieces.
 *  2. A blank is a character of its own, stretched over the gap to the next word. A gap is at
 *     least GAP ems: words that touch or overlap give way.
 *  3. The words of a line have one size, and stand on its baseline, which leans little (see
 *     strip_height_at). Readers gather words of about one height into a line, and a line that falls
 *     by more than a letter would be cut.
 *  4. Lines and blocks come in reading order, and poppler is made to keep it (compose_bands.c).
 */
#include "pipeline/compose_text.h"

#include "base/number.h"
#include "base/pdf.h"
#include "pipeline/compose_bands.h"

#include <math.h>
#include <string.h>

#define GAP 0.25        /* ems, as all these */
#define SINGLE_GAP 0.42 /* of a line all of whose words are of one letter */
#define COLUMN_GAP 0.28 /* what poppler takes for a gap in a column */
#define WIDE_GAP 0.9    /* what it takes for one elsewhere */
#define WIDEST_GAP 1.4  /* what it takes for the end of a line */
#define EDGE 0.15
#define LEAST_PART 0.2 /* of a word's width */
#define LEAST_SHARE 0.42
#define BACK_OFF 0.6 /* how far off a line is new to pdf.js if it begins further left */
#define ON_OFF 1.1   /* and if it does not */
#define LEAST_SIZE 1.0
#define MOST_SIZE 200.0
#define LEAST_WIDTH 0.1
#define MOST_SKEW 30.0 /* degrees */

typedef struct {
	GString *out;
	Font *font;
	const char *name; /* of the font */
	const Words *words;
	double scale_x, scale_y; /* points a pixel */
	double width, height;    /* of the page, in points */
} TextPage;

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

static Strip measure_strip(const TextPage *page, const Line *line)
{
	Strip strip = { INFINITY, -INFINITY, .size = typical_height(page, line) };

	for (unsigned i = 0; i < line->count; i++) {
		const Box *box = &word_at(page->words, line->first + i)->box;
		strip.left = MIN(strip.left, box->x * page->scale_x);
		strip.right = MAX(strip.right, (box->x + box->width) * page->scale_x);
	}
	if (is_baseline(line)) {
		strip.middle = (line->x0 + line->x1) / 2 * page->scale_x;
		strip.base = page->height - (line->y0 + line->y1) / 2 * page->scale_y;
		strip.slope = -(line->y1 - line->y0) * page->scale_y /
			((line->x1 - line->x0) * page->scale_x);
	} else {
		strip.middle = (strip.left + strip.right) / 2;
		strip.base = page->height - (line->box.y + line->box.height * 0.8) * page->scale_y;
	}
	return strip;
}

/* To hundredths: of a point that is 4 µm. */
static void put_numbers(GString *out, const double *numbers, size_t count, const char *operator)
{
	for (size_t i = 0; i < count; i++) {
		double number = isfinite(numbers[i]) ? CLAMP(numbers[i], -32767, 32767) : 0;
		pdf_put_number(out, round(number * 100) / 100);
		g_string_append_c(out, ' ');
	}
	g_string_append(out, operator);
}

static void put_size(TextPage *page, double size)
{
	g_string_append_printf(page->out, "/%s ", page->name);
	put_numbers(page->out, &size, 1, "Tf\n");
}

/* Shows codes from where the pen is, stretched over `width` points. */
static void put_codes(
	TextPage *page, double size, const GString *codes, unsigned count, double width)
{
	double stretch = 100 * width / (count * FONT_ADVANCE * size);

	put_numbers(page->out, &stretch, 1, "Tz ");
	g_string_append_printf(page->out, "%s Tj\n", codes->str);
}

static bool put_text(TextPage *page, double size, const char *text, double width)
{
	g_autoptr(GString) codes = g_string_new(NULL);
	unsigned count = font_put_text(page->font, codes, text);

	if (count > 0)
		put_codes(page, size, codes, count, width);
	return count > 0;
}

static void put_wide_blank(TextPage *page, double size, double width)
{
	g_autoptr(GString) code = g_string_new(NULL);

	font_put_wide_blank(page->font, code);
	put_codes(page, size, code, 1, width);
}

/* Sets the pen at a place; letters are `stretch` times as wide as high. */
static void put_place(TextPage *page, double stretch, double x, double y)
{
	double matrix[6] = { stretch, 0, 0, 1, x, y };

	put_numbers(page->out, matrix, G_N_ELEMENTS(matrix), "Tm ");
}

static void put_blank(TextPage *page, const Blank *blank)
{
	double width = blank->right - blank->left;

	/* too wide for Tz alone */
	put_place(page, width / blank->size, blank->left, blank->base);
	put_wide_blank(page, blank->size, blank->size);
}

/* Are all words of the line of one letter? In such a line pdftotext takes even gaps for none. */
static bool are_single(const Words *words, const Line *line)
{
	for (unsigned i = 0; i < line->count; i++)
		if (g_utf8_strlen(word_at(words, line->first + i)->text, -1) > 1)
			return false;
	return true;
}

/* Where a word begins and ends, and where the next begins. */
typedef struct {
	double left, right, next;
} Span;

static Span measure_word(
	const TextPage *page, const Strip *strip, const Line *of, unsigned index, double pen)
{
	const Word *word = word_at(page->words, of->first + index);
	double gap = strip->size * (are_single(page->words, of) ? SINGLE_GAP : GAP);
	Span span = { .left = MAX(word->box.x * page->scale_x, pen) };

	span.right = MAX((word->box.x + word->box.width) * page->scale_x, span.left + LEAST_WIDTH);
	span.next = span.right + gap;
	if (index + 1 == of->count) {
		span.right = CLAMP(strip->right, (span.left + span.right) / 2, span.right);
		return span;
	}
	double begin = word_at(page->words, of->first + index + 1)->box.x * page->scale_x;
	double space = (begin - span.right) / strip->size;
	/* a word is drawn out over what would be taken for a gap; what is too wide gets a blank */
	if (space > (strip->in_column ? COLUMN_GAP : WIDE_GAP) && space < WIDEST_GAP)
		span.right = begin - strip->size * COLUMN_GAP;
	/* half of the word at least stays where it is */
	span.right = CLAMP(begin - gap, (span.left + span.right) / 2, span.right);
	span.next = MAX(begin, span.right + gap);
	return span;
}

/* The last word of a line parts from the line shown next, if this begins at about its height.
 * Right after it, readers see no blank between them. Further left pdf.js sees no new line, unless
 * it is off by half of the last word's size: that becomes smaller, and moves. */
static void part_from(const Strip *next, Span *span, double *size, double *y)
{
	double off = strip_height_at(next, next->left) - *y, gap = *size * GAP;

	if (fabs(off) >= *size || next->left > span->right + gap)
		return;
	if (next->left - gap >= span->left + (span->right - span->left) * LEAST_PART) {
		span->right = next->left - gap;
		span->next = next->left;
		return;
	}
	double wanted = next->left < span->right - gap ? BACK_OFF : ON_OFF;
	*size *= CLAMP(fabs(off) / (*size * wanted), LEAST_SHARE, 1);
	double move = MAX(*size * wanted - fabs(off), 0);
	*y -= off > 0 ? move : -move;
}

static void put_gap(TextPage *page, const Strip *strip, double from, double to)
{
	double edge = strip->size * EDGE;
	Blank blank = { from + edge, to - edge, strip_height_at(strip, (from + to) / 2),
		strip->size, 0 };

	if (to - from < WIDEST_GAP * strip->size)
		put_text(page, strip->size, " ", to - from);
	else
		put_blank(page, &blank);
}

/* What follows the last word of a line: pdftotext takes a hyphen at the end of a line away. */
static void put_end(TextPage *page, const char *text, double size, double width)
{
	if (g_str_has_suffix(text, "-"))
		put_wide_blank(page, size, width);
	else
		put_text(page, size, " ", width);
}

static void put_line(TextPage *page, const Line *of, const Strip *strip, const Strip *next)
{
	double pen = -page->width;

	put_size(page, strip->size);
	for (unsigned i = 0; i < of->count; i++) {
		const Word *word = word_at(page->words, of->first + i);
		Span span = measure_word(page, strip, of, i, pen);
		double size = strip->size, y = strip_height_at(strip, (span.left + span.right) / 2);
		bool last = i + 1 == of->count;
		if (last && next != NULL)
			part_from(next, &span, &size, &y);
		if (size != strip->size)
			put_size(page, size);
		put_place(page, 1, span.left, y);
		if (!put_text(page, size, word->text, span.right - span.left))
			continue;
		if (last)
			put_end(page, word->text, size, span.next - span.right);
		else
			put_gap(page, strip, span.right, span.next);
		pen = span.next;
	}
}

static void put_lines(
	TextPage *page, const GPtrArray *lines, const GArray *strips, const GArray *blanks)
{
	const Blank *blank = (const Blank *)blanks->data, *end = blank + blanks->len;

	for (unsigned i = 0; i < lines->len; i++) {
		for (; blank < end && blank->before == i; blank++) {
			put_size(page, blank->size);
			put_blank(page, blank);
		}
		const Strip *strip = &g_array_index(strips, Strip, i);
		put_line(page, lines->pdata[i], strip, i + 1 < lines->len ? strip + 1 : NULL);
	}
}

void text_put(
	GString *out, Font *font, const char *name, const Words *words, double width, double height)
{
	if (words->words->len == 0 || words->width == 0 || words->height == 0)
		return;
	TextPage page = { out, font, name, words, width / words->width, height / words->height,
		width, height };
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	g_autoptr(GArray) strips = g_array_new(FALSE, FALSE, sizeof(Strip));

	for (unsigned i = 0; i < words->lines->len; i++) {
		Line *line = &g_array_index(words->lines, Line, i);
		if (line->count == 0)
			continue;
		Strip strip = measure_strip(&page, line);
		g_array_append_val(strips, strip);
		g_ptr_array_add(lines, line);
	}
	double skew = CLAMP(words->skew, -MOST_SKEW, MOST_SKEW) * G_PI / 180;
	double slope = -tan(skew) * page.scale_y / page.scale_x;
	g_autoptr(GArray) blanks = strips_part(strips, width / 2, slope);
	g_string_append(out, "BT 3 Tr\n");
	put_lines(&page, lines, strips, blanks);
	g_string_append(out, "ET\n");
}
