/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes of letters by which poppler joins what belongs together, and nothing else: see
 * compose_bands.c. Its limits are met with a little to spare. */
#include "base/number.h"
#include "pipeline/compose_cut.h"
#include "pipeline/compose_font.h"

#include <math.h>

#define ONE_LINE 0.55 /* ems from row to row within which they are taken for one */
#define UNDER 1.55    /* ems within which the lower row joins the upper */
#define BESIDE 1.0    /* ems within which a column joins another */
#define SAME 0.055    /* rows that differ by less in size join those above and below */
#define LIKE 0.22     /* as much, columns */
#define UNLIKE 0.65   /* as much, columns that nearly touch */
#define TOUCH 0.35    /* ems */
#define RAISED 0.05   /* points that a column begins higher than the next */

static void keep_apart(Strip *rows, unsigned count, unsigned index)
{
	Strip *row = rows + index;
	double step = INFINITY, ems = ONE_LINE + 2 * row_lean(row) / row->size;

	if (index > 0)
		step = rows[index - 1].base - row->base;
	if (index + 1 < count)
		step = MIN(step, row->base - rows[index + 1].base);
	if (step > 0)
		row->size = MIN(row->size, step / ems);
}

static void even_sizes(const Parting *parting, const Stack *stack)
{
	g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(double));
	Strip *rows = row_at(parting, stack->first);

	for (unsigned i = 0; i < stack->count; i++) {
		keep_apart(rows, stack->count, i);
		g_array_append_val(sizes, rows[i].size);
	}
	g_array_sort(sizes, number_compare);
	for (unsigned i = 0; i < stack->count && rows->in_column; i++)
		rows[i].size = g_array_index(sizes, double, sizes->len / 2);
}

static bool are_near(double size, double size2, double share)
{
	return fabs(size - size2) <= share * MAX(size, size2);
}

/* A column is joined as a whole: it is as wide as all of its rows. */
static Strip widened(const Stack *stack, const Strip *row)
{
	Strip wide = *row;

	if (row->in_column) {
		wide.left = stack->left;
		wide.right = stack->right;
	}
	return wide;
}

static bool overlap(const Strip *a, const Strip *b)
{
	return a->left < b->right && b->left < a->right;
}

static bool rows_join(const Stack *stack, const Strip *row, const Stack *stack2, const Strip *row2)
{
	double step = fabs(row->base - row2->base) - row_lean(row) - row_lean(row2);
	Strip wide = widened(stack, row), wide2 = widened(stack2, row2);

	return step < UNDER * MAX(row->size, row2->size) && are_near(row->size, row2->size, SAME) &&
		(overlap(&wide, row2) || overlap(row, &wide2));
}

static double biggest(const Parting *parting, const Stack *stack)
{
	double size = 0;

	for (unsigned i = 0; i < stack->count; i++)
		size = MAX(size, row_at(parting, stack->first + i)->size);
	return size;
}

static Strip raised_row(const Parting *parting, const Stack *stack)
{
	Strip row = *row_at(parting, stack->first);

	row.base = stack->raised;
	return row;
}

static bool stacks_join(const Parting *parting, const Stack *a, const Stack *b)
{
	const Strip *rows = row_at(parting, a->first), *rows2 = row_at(parting, b->first);
	double big = MAX(biggest(parting, a), biggest(parting, b));
	double gap = MAX(a->left, b->left) - MIN(a->right, b->right);
	double step = MAX(a->bottom - b->raised, b->bottom - a->raised);

	if (step > (UNDER + 0.5) * big || gap > BESIDE * big)
		return false;
	if (gap > 0)
		return step < big &&
			are_near(rows->size, rows2->size, gap < TOUCH * big ? UNLIKE : LIKE);
	Strip raised = raised_row(parting, a), raised2 = raised_row(parting, b);
	if (rows_join(a, &raised, b, rows2) || rows_join(a, rows, b, &raised2))
		return true;
	for (unsigned i = 0; i < a->count; i++)
		for (unsigned j = 0; j < b->count; j++)
			if (rows_join(a, rows + i, b, rows2 + j))
				return true;
	return false;
}

static bool joins_earlier(const Parting *parting, unsigned index)
{
	const Stack *stack = &g_array_index(parting->stacks, Stack, index);
	bool in_column = row_at(parting, stack->first)->in_column;

	for (unsigned i = 0; i < index; i++) {
		const Stack *other = &g_array_index(parting->stacks, Stack, i);
		if ((in_column || row_at(parting, other->first)->in_column) &&
			stacks_join(parting, other, stack))
			return true;
	}
	return false;
}

static void choose_size(const Parting *parting, unsigned index)
{
	/* if nothing helps, as it was */
	static const double shares[] = { 0.93, 0.86, 0.8, 0.74, 0.69, 0.64, 0.59, 0.54, 0.5, 0.4,
		0.3, 1 };
	const Stack *stack = &g_array_index(parting->stacks, Stack, index);
	double share = 1;

	for (unsigned i = 0; i < G_N_ELEMENTS(shares) && joins_earlier(parting, index); i++) {
		for (unsigned j = 0; j < stack->count; j++)
			row_at(parting, stack->first + j)->size *= shares[i] / share;
		share = shares[i];
	}
}

/* Should the columns be taken to overlap, the one that begins higher comes first. */
static void raise_columns(const Parting *parting)
{
	for (unsigned i = 0; i < parting->pairs->len; i++) {
		const Pair *pair = &g_array_index(parting->pairs, Pair, i);
		Stack *stack = &g_array_index(parting->stacks, Stack, pair->stack);
		Strip next =
			raised_row(parting, &g_array_index(parting->stacks, Stack, pair->next));
		double base =
			row_top(&next) + RAISED - FONT_ASCENT * row_at(parting, stack->first)->size;
		stack->raised = MAX(stack->top, base);
	}
}

void parting_size(Parting *parting)
{
	for (unsigned i = 0; i < parting->stacks->len; i++)
		even_sizes(parting, &g_array_index(parting->stacks, Stack, i));
	raise_columns(parting);
	for (unsigned i = 0; i < parting->stacks->len; i++)
		choose_size(parting, i);
	raise_columns(parting);
}
