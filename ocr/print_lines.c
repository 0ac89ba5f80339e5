/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Letters are taken from left to right; each goes on with the line whose end it continues best: it
 * stands at the same height and not too far away. So a line may bend and lean, as those of a page
 * that was curled or is a little askew. A rule from top to bottom ends a line. A line whose end
 * lies too far back for the letter at hand has ended for good, and is not looked at again: that keeps
 * a page of specks, each a line of its own, from costing the square of their number.
 */
#include "ocr/print_parts.h"

#include <math.h>
#include <stdlib.h>

static const double MARK_HEIGHT = 0.6, MARK_WIDTH = 1.6, FLAT_HEIGHT = 0.35; /* of the body */
static const double MOST_GAP = 2.2, MOST_REACH = 1.5, MOST_DISTANCE = 1.1;
static const double LEARNING = 0.25; /* how fast the end of a line follows its letters */

/* The end of a line that is being chained. */
typedef struct {
	double top, bottom, height;
	int right, line; /* in Print.lines */
} End;

static const Part *part_at(const Print *print, const GArray *list, unsigned i)
{
	return &g_array_index(print->parts, Part, g_array_index(list, int, i));
}

static bool is_mark(const Print *print, const Part *part)
{
	double width = extent_width(&part->at), height = extent_height(&part->at);

	return height < FLAT_HEIGHT * print->body ||
		(height < MARK_HEIGHT * print->body && width < MARK_WIDTH * print->body);
}

static int compare_left(gconstpointer a, gconstpointer b, gpointer data)
{
	const Print *print = data;
	const Part *x = &g_array_index(print->parts, Part, *(const int *)a);
	const Part *y = &g_array_index(print->parts, Part, *(const int *)b);

	return x->at.left != y->at.left ? x->at.left - y->at.left : x->at.top - y->at.top;
}

static bool has_rule_between(const Print *print, int left, int right, int y)
{
	if (y < 0 || y >= pixGetHeight(print->upright))
		return false;
	const l_uint32 *row = pixGetData(print->upright) + (size_t)y * pixGetWpl(print->upright);
	for (int x = MAX(left, 0); x < MIN(right, pixGetWidth(print->upright)); x++)
		if (GET_DATA_BIT(row, x))
			return true;
	return false;
}

static double most_gap(const Print *print, const End *end)
{
	return MOST_GAP * MAX(print->body, end->height);
}

/* How badly `part` goes on with the line that ends so; negative: not at all. */
static double misfit(const Print *print, const End *end, const Extent *at)
{
	double height = extent_height(at), middle = (at->top + at->bottom) / 2.0;
	double overlap = MIN(end->bottom, at->bottom) - MAX(end->top, at->top);
	double gap = at->left - end->right;

	if (gap > most_gap(print, end) || gap < -4 * print->body)
		return -1;
	if (overlap < 0.5 * MIN(height, end->bottom - end->top))
		return -1;
	if (gap > 0 && has_rule_between(print, end->right, at->left, (int)middle))
		return -1;
	return fabs(middle - (end->top + end->bottom) / 2) + 0.1 * MAX(gap, 0);
}

static void extend(End *end, const Extent *at)
{
	/* a letter of several heights (touching, or with its accents) says less of the line */
	double height = extent_height(at), weight = LEARNING * MIN(1, end->height / height);

	end->top += weight * (at->top - end->top);
	end->bottom += weight * (at->bottom - end->bottom);
	end->height = MAX(end->bottom - end->top, 1);
	end->right = MAX(end->right, at->right);
}

/* The end that `at` goes on with best, or NULL. Ends that no letter from here on can reach are
 * taken out; the others keep their order. */
static End *find_end(const Print *print, GArray *ends, const Extent *at)
{
	End *best = NULL;
	double least = 0;
	unsigned kept = 0;

	for (unsigned i = 0; i < ends->len; i++) {
		End *end = &g_array_index(ends, End, kept);
		*end = g_array_index(ends, End, i);
		if (at->left - end->right > most_gap(print, end))
			continue;
		kept++;
		double found = misfit(print, end, at);
		if (found >= 0 && (best == NULL || found < least)) {
			best = end;
			least = found;
		}
	}
	g_array_set_size(ends, kept);
	return best;
}

static void put_letter(Print *print, GArray *ends, int index)
{
	Part *part = &g_array_index(print->parts, Part, index);
	End *end = find_end(print, ends, &part->at);

	if (end != NULL) {
		part->line = end->line;
		extend(end, &part->at);
	} else {
		PrintLine *line = print_line_new();
		End begun = { part->at.top, part->at.bottom, extent_height(&part->at),
			part->at.right, (int)print->lines->len };
		line->at = part->at;
		part->line = begun.line;
		g_array_append_val(ends, begun);
		g_ptr_array_add(print->lines, line);
	}
	PrintLine *line = print->lines->pdata[part->line];
	extent_add(&line->at, &part->at);
	g_array_append_val(line->letters, index);
}

static GArray *list_parts(const Print *print, bool marks)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(int));

	for (int i = 0; i < (int)print->parts->len; i++) {
		const Part *part = &g_array_index(print->parts, Part, i);
		if (part->line == PART_LOOSE && is_mark(print, part) == marks)
			g_array_append_val(list, i);
	}
	g_array_sort_with_data(list, compare_left, (gpointer)print);
	return list;
}

/* How far a mark is from the letters of a line. */
static double distance(const Print *print, const PrintLine *line, const Extent *mark)
{
	double x = (mark->left + mark->right) / 2.0, y = (mark->top + mark->bottom) / 2.0;
	double best = G_MAXDOUBLE;

	for (unsigned i = 0; i < line->letters->len; i++) {
		const Extent *at = &part_at(print, line->letters, i)->at;
		double across = MAX(MAX(at->left - x, x - at->right), 0);
		double down = MAX(MAX(at->top - y, y - at->bottom), 0);
		if (across < MOST_REACH * print->body)
			best = MIN(best, down + 0.3 * across);
	}
	return best;
}

static void put_mark(Print *print, int index)
{
	Part *part = &g_array_index(print->parts, Part, index);
	double reach = MOST_REACH * print->body, least = MOST_DISTANCE * print->body;
	int best = -1;

	for (unsigned i = 0; i < print->lines->len; i++) {
		const PrintLine *line = print->lines->pdata[i];
		if (part->at.right < line->at.left - reach ||
			part->at.left > line->at.right + reach ||
			part->at.bottom < line->at.top - least ||
			part->at.top > line->at.bottom + least)
			continue;
		double found = distance(print, line, &part->at);
		if (found < least) {
			least = found;
			best = (int)i;
		}
	}
	part->line = best;
	if (best >= 0)
		g_array_append_val(((PrintLine *)print->lines->pdata[best])->marks, index);
}

static double mean_height(const Print *print, const PrintLine *line)
{
	double sum = 0;

	for (unsigned i = 0; i < line->letters->len; i++)
		sum += extent_height(&part_at(print, line->letters, i)->at);
	return sum / line->letters->len;
}

void print_chain_lines(Print *print)
{
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(End));
	g_autoptr(GArray) letters = list_parts(print, false);
	g_autoptr(GArray) marks = list_parts(print, true);

	for (unsigned i = 0; i < letters->len; i++)
		put_letter(print, ends, g_array_index(letters, int, i));
	for (unsigned i = 0; i < marks->len; i++)
		put_mark(print, g_array_index(marks, int, i));
	for (unsigned i = 0; i < print->lines->len; i++) {
		PrintLine *line = print->lines->pdata[i];
		line->height = mean_height(print, line);
		for (unsigned k = 0; k < line->marks->len; k++)
			extent_add(&line->at, &part_at(print, line->marks, k)->at);
	}
}
