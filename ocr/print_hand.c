/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handwriting on pages without colour: numbers and dates filled in by hand do not stand on the line
 * as print does. Of the letters on one level as many as possible give the base line; what is as
 * large as a letter and floats above it is set aside. Only the upper part of a page is searched,
 * where numbers and dates are, and only levels with enough print to be sure of. Each line searched
 * costs the third power of MOST_LETTERS; no page of print has as many as MOST_SEARCHED there.
 */
#include "ocr/print_parts.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

static const double RAISED = 0.22, HEAD_RAISED = 0.1, MOST_RAISED = 1.3; /* heights of letters */
static const double AS_LARGE = 0.75, ON_LINE = 0.12;
static const double MOST_SHARE = 0.45;
enum { LEAST_LETTERS = 6, MOST_LETTERS = 80, MOST_SEARCHED = 600 };

typedef struct {
	double at, slope; /* of the base line: y = at + slope × x */
	double tallest;   /* how far letters on it reach above it */
} Base;

static const Extent *letter_at(const Print *print, const GArray *letters, unsigned i)
{
	return &g_array_index(print->parts, Part, g_array_index(letters, int, i)).at;
}

static double middle(const Extent *extent)
{
	return (extent->left + extent->right) / 2.0;
}

static double base_at(const Base *base, const Extent *letter)
{
	return base->at + base->slope * middle(letter);
}

/* The letters of all lines that are level with `line`. */
static GArray *list_level(const Print *print, const PrintLine *line)
{
	GArray *letters = g_array_new(FALSE, FALSE, sizeof(int));

	for (unsigned i = 0; i < print->lines->len; i++) {
		const PrintLine *other = print->lines->pdata[i];
		int overlap =
			MIN(line->at.bottom, other->at.bottom) - MAX(line->at.top, other->at.top);
		if (2 * overlap > MIN(extent_height(&line->at), extent_height(&other->at)))
			g_array_append_vals(letters, other->letters->data, other->letters->len);
	}
	if (letters->len > MOST_LETTERS)
		g_array_set_size(letters, MOST_LETTERS);
	return letters;
}

static unsigned count_on(const Print *print, const GArray *letters, const Base *base, double height)
{
	unsigned count = 0;

	for (unsigned i = 0; i < letters->len; i++) {
		const Extent *letter = letter_at(print, letters, i);
		count += fabs(letter->bottom - base_at(base, letter)) <= ON_LINE * height;
	}
	return count;
}

/* Letters of print with their accents in one piece are the tallest; a fifth of all may be. */
static double measure_tallest(
	const Print *print, const GArray *letters, const Base *base, double height)
{
	g_autoptr(GArray) heads = g_array_new(FALSE, FALSE, sizeof(double));

	for (unsigned i = 0; i < letters->len; i++) {
		const Extent *letter = letter_at(print, letters, i);
		double head = base_at(base, letter) - letter->top;
		if (fabs(letter->bottom - base_at(base, letter)) <= ON_LINE * height)
			g_array_append_val(heads, head);
	}
	qsort(heads->data, heads->len, sizeof(double), number_compare);
	return g_array_index(heads, double, heads->len * 4 / 5);
}

/* The line through the feet of two letters on which most others stand as well. */
static unsigned find_base(const Print *print, const GArray *letters, double height, Base *out)
{
	unsigned most = 0;

	for (unsigned i = 0; i < letters->len; i++) {
		for (unsigned k = 0; k < letters->len; k++) {
			const Extent *a = letter_at(print, letters, i);
			const Extent *b = letter_at(print, letters, k);
			double apart = middle(b) - middle(a);
			if (apart < 3 * height)
				continue;
			Base base = { .slope = (b->bottom - a->bottom) / apart };
			base.at = a->bottom - base.slope * middle(a);
			unsigned count = count_on(print, letters, &base, height);
			if (fabs(base.slope) < 0.05 && count > most) {
				most = count;
				*out = base;
			}
		}
	}
	return most;
}

/* Raised at its foot and at its head: a letter that has lost its foot is none. */
static bool is_raised(const Base *base, double height, const Extent *letter)
{
	double foot = base_at(base, letter) - letter->bottom;
	double head = base_at(base, letter) - letter->top;

	return extent_height(letter) >= AS_LARGE * height && foot > RAISED * height &&
		foot < MOST_RAISED * height && head > base->tallest + HEAD_RAISED * height;
}

void print_add_hand(Print *print, const Extent *letter)
{
	for (unsigned i = 0; i < print->hand->len; i++) {
		Extent *known = &g_array_index(print->hand, Extent, i);
		if (letter->left - known->right < print->body &&
			known->left - letter->right < print->body && letter->top < known->bottom &&
			known->top < letter->bottom) {
			extent_add(known, letter);
			return;
		}
	}
	g_array_append_val(print->hand, *letter);
}

static bool is_within(const Extent *mark, const GArray *hand)
{
	for (unsigned i = 0; i < hand->len; i++) {
		const Extent *at = &g_array_index(hand, Extent, i);
		if (mark->left >= at->left - 1 && mark->right <= at->right + 1 &&
			mark->top >= at->top - 1 && mark->bottom <= at->bottom + 1)
			return true;
	}
	return false;
}

static bool is_beside(const Extent *letter, const GArray *hand, double room)
{
	for (unsigned i = 0; i < hand->len; i++) {
		const Extent *at = &g_array_index(hand, Extent, i);
		if (letter->left - at->right < room && at->left - letter->right < room &&
			letter->top < at->bottom && at->top < letter->bottom)
			return true;
	}
	return false;
}

/* Takes what is raised out of the line, and then what is less so but stands beside it: figures
 * written by hand go up and down. */
static void part_line(Print *print, PrintLine *line, const Base *base, double height)
{
	for (unsigned pass = 0; pass < 3; pass++)
		for (unsigned i = line->letters->len; i-- > 0;) {
			const Extent *letter = letter_at(print, line->letters, i);
			double foot = base_at(base, letter) - letter->bottom;
			bool follows = pass > 0 && foot > RAISED / 2 * height &&
				is_beside(letter, print->hand, print->body / 2);
			if (!follows && !is_raised(base, height, letter))
				continue;
			print_add_hand(print, letter);
			g_array_remove_index(line->letters, i);
		}
	for (unsigned i = line->marks->len; i-- > 0;)
		if (is_within(letter_at(print, line->marks, i), print->hand))
			g_array_remove_index(line->marks, i);
}

static unsigned count_raised(
	const Print *print, const GArray *letters, const Base *base, double height)
{
	unsigned count = 0;

	for (unsigned i = 0; i < letters->len; i++)
		count += is_raised(base, height, letter_at(print, letters, i));
	return count;
}

static double usual_height(const Print *print, const GArray *letters)
{
	double sum = 0;

	for (unsigned i = 0; i < letters->len; i++)
		sum += extent_height(letter_at(print, letters, i));
	return sum / letters->len;
}

void print_part_hand(Print *print)
{
	double searched = PRINT_HEAD * pixGetHeight(print->ink);
	unsigned count = 0;

	for (unsigned i = 0; i < print->lines->len && count < MOST_SEARCHED; i++) {
		PrintLine *line = print->lines->pdata[i];
		if (line->at.bottom > searched)
			continue;
		count++;
		g_autoptr(GArray) letters = list_level(print, line);
		double height = usual_height(print, letters);
		Base base = { 0 };
		if (find_base(print, letters, height, &base) < LEAST_LETTERS)
			continue;
		base.tallest = measure_tallest(print, letters, &base, height);
		unsigned raised = count_raised(print, letters, &base, height);
		if (raised > 0 && raised < MOST_SHARE * letters->len)
			part_line(print, line, &base, height);
	}
	for (unsigned i = print->lines->len; i-- > 0;)
		if (((PrintLine *)print->lines->pdata[i])->letters->len == 0)
			g_ptr_array_remove_index(print->lines, i);
}
