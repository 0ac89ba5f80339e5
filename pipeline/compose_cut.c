/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page is cut as it is read: into bands one above the other, these into columns, and so on,
 * until what is left are stacks. Only tops count for what is above what: by them poppler orders.
 * What cannot be cut (say, the right column is read first) is one stack, left to the reader.
 */
#include "pipeline/compose_cut.h"

#include "pipeline/compose_font.h"

#include <math.h>

#define SLACK 0.22 /* ems that a baseline may lean to either side of its middle */
#define MOST_DEPTH 32
#define MOST_ROWS 2000 /* the time grows with the square */

Parting *parting_new(void)
{
	Parting *parting = g_new(Parting, 1);

	parting->rows = g_array_new(FALSE, FALSE, sizeof(Strip));
	parting->stacks = g_array_new(FALSE, FALSE, sizeof(Stack));
	parting->cuts = g_array_new(FALSE, FALSE, sizeof(Cut));
	parting->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
	return parting;
}

void parting_free(Parting *parting)
{
	if (parting == NULL)
		return;
	g_array_unref(parting->rows);
	g_array_unref(parting->stacks);
	g_array_unref(parting->cuts);
	g_array_unref(parting->pairs);
	g_free(parting);
}

Strip *row_at(const Parting *parting, unsigned index)
{
	return &g_array_index(parting->rows, Strip, index);
}

double row_lean(const Strip *row)
{
	return MIN(fabs(row->slope) * (row->right - row->left) / 2, SLACK * row->size);
}

double row_top(const Strip *row)
{
	return row->base + row_lean(row) + FONT_ASCENT * row->size;
}

static bool is_lower(const Strip *lower, const Strip *upper)
{
	return upper->base - lower->base >= MIN(upper->size, lower->size) / 2 &&
		row_top(upper) > row_top(lower);
}

static bool is_stack(const Parting *parting, unsigned first, unsigned end, bool in_column)
{
	for (unsigned i = first; i + 1 < end; i++) {
		const Strip *upper = row_at(parting, i), *lower = upper + 1;
		bool under = upper->left < lower->right && lower->left < upper->right;
		if (!is_lower(lower, upper) || (!under && !in_column))
			return false;
	}
	return true;
}

static void add_stack(Parting *parting, unsigned first, unsigned end, bool in_column)
{
	Stack stack = { first, end - first, INFINITY, -INFINITY, -INFINITY, INFINITY, 0 };

	for (unsigned i = first; i < end; i++) {
		Strip *row = row_at(parting, i);
		row->in_column = in_column;
		row->slope = in_column ? 0 : row->slope;
		stack.left = MIN(stack.left, row->left);
		stack.right = MAX(stack.right, row->right);
		stack.top = MAX(stack.top, row->base);
		stack.bottom = MIN(stack.bottom, row->base);
	}
	stack.raised = stack.top;
	g_array_append_val(parting->stacks, stack);
}

typedef double (*Edge)(const Strip *row);

static double minus_left(const Strip *row)
{
	return -row->left;
}

static double minus_right(const Strip *row)
{
	return -row->right;
}

/* Where the rows from `first` to `end` can be cut, so that `near` of each row before a cut is more
 * than `far` of each row after it; and `end`. */
static GArray *find_cuts(const Parting *parting, unsigned first, unsigned end, Edge near, Edge far)
{
	GArray *cuts = g_array_new(FALSE, FALSE, sizeof(unsigned));
	g_autofree double *most = g_new(double, end - first + 1);
	double least = INFINITY;

	most[end - first] = -INFINITY;
	for (unsigned i = end; i-- > first;)
		most[i - first] = MAX(most[i - first + 1], far(row_at(parting, i)));
	for (unsigned i = first + 1; i < end; i++) {
		least = MIN(least, near(row_at(parting, i - 1)));
		if (least > most[i - first])
			g_array_append_val(cuts, i);
	}
	g_array_append_val(cuts, end);
	return cuts;
}

static GArray *find_columns(const Parting *parting, unsigned first, unsigned end)
{
	return find_cuts(parting, first, end, minus_right, minus_left);
}

static bool holds_together(const Parting *parting, unsigned first, unsigned end, bool in_column)
{
	if (is_stack(parting, first, end, in_column))
		return true;
	g_autoptr(GArray) columns = find_columns(parting, first, end);
	return columns->len > 1;
}

static void part(Parting *parting, unsigned first, unsigned end, bool in_column, unsigned depth);

static unsigned at(const GArray *places, unsigned index)
{
	return g_array_index(places, unsigned, index);
}

/* Where bands end that take in those below them for as long as they are a stack, or columns: a
 * column whose first row is a little higher than the other's is not cut in two. */
static GArray *gather_bands(
	const Parting *parting, const GArray *ends, unsigned first, bool in_column)
{
	GArray *bands = g_array_new(FALSE, FALSE, sizeof(unsigned));

	for (unsigned i = 0; i < ends->len; i++) {
		unsigned end = at(ends, i);
		if (i + 1 < ends->len && holds_together(parting, first, at(ends, i + 1), in_column))
			continue;
		g_array_append_val(bands, end);
		first = end;
	}
	return bands;
}

/* A stack gives the columns below it such of its last rows as can be theirs. */
static void give_rows(
	const Parting *parting, const GArray *ends, unsigned first, bool in_column, GArray *bands)
{
	for (unsigned i = 0; i + 1 < bands->len; first = at(bands, i++)) {
		unsigned *middle = &g_array_index(bands, unsigned, i), end = at(bands, i + 1);
		if (!is_stack(parting, first, *middle, in_column) ||
			is_stack(parting, *middle, end, in_column))
			continue;
		for (unsigned j = ends->len; j-- > 0;) {
			unsigned place = at(ends, j);
			if (place >= *middle || place <= first)
				continue;
			g_autoptr(GArray) columns = find_columns(parting, place, end);
			if (columns->len == 1)
				break;
			*middle = place;
		}
	}
}

static void part_bands(
	Parting *parting, const GArray *ends, unsigned first, bool in_column, unsigned depth)
{
	g_autoptr(GArray) bands = gather_bands(parting, ends, first, in_column);
	unsigned begin = first, end = at(ends, ends->len - 1);

	give_rows(parting, ends, first, in_column, bands);
	for (unsigned i = 0; i < bands->len; i++) {
		unsigned middle = at(bands, i);
		part(parting, begin, middle, in_column, depth + 1);
		Cut cut = { first, middle, end };
		if (middle < end)
			g_array_append_val(parting->cuts, cut);
		begin = middle;
	}
}

static void part_columns(Parting *parting, const GArray *ends, unsigned first, unsigned depth)
{
	g_autofree unsigned *stacks = g_new(unsigned, ends->len);

	for (unsigned i = 0; i < ends->len; i++) {
		unsigned end = at(ends, i);
		stacks[i] = parting->stacks->len;
		part(parting, first, end, true, depth + 1);
		first = end;
	}
	for (unsigned i = ends->len - 1; i-- > 0;) {
		Pair pair = { stacks[i], stacks[i + 1] };
		g_array_append_val(parting->pairs, pair);
	}
}

static void part(Parting *parting, unsigned first, unsigned end, bool in_column, unsigned depth)
{
	if (depth > MOST_DEPTH || is_stack(parting, first, end, in_column)) {
		add_stack(parting, first, end, in_column);
		return;
	}
	g_autoptr(GArray) columns = find_columns(parting, first, end);
	if (columns->len > 1) {
		part_columns(parting, columns, first, depth);
		return;
	}
	g_autoptr(GArray) bands = find_cuts(parting, first, end, row_top, row_top);
	if (bands->len > 1)
		part_bands(parting, bands, first, in_column, depth);
	else
		add_stack(parting, first, end, in_column);
}

void parting_cut(Parting *parting)
{
	unsigned count = parting->rows->len;

	if (count > MOST_ROWS)
		add_stack(parting, 0, count, false);
	else if (count > 0)
		part(parting, 0, count, false, 0);
}
