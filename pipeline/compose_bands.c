/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Poppler, which pdftotext and most viewers on Linux are made of, does not keep the order of a
 * page's content. It gathers words to blocks and orders these (TextPage::coalesce):
 *  a. A word joins the block above if it stands under it, at most 1.5 ems lower, and their sizes
 *     differ by less than 5%. A word beside joins if it is nearer than 0.3 em and their sizes
 *     differ by less than 60%, or, where there are but a few such, nearer than 1 em and less than
 *     20%. Within a block higher lines come first, whatever column they are of; words within half
 *     an em of one height are one line, unless more than 1.5 ems are between them.
 *  b. Of two blocks that overlap across, the one with the higher top comes first. Of two beside
 *     each other the left one comes first, even if it is lower, unless a block that is below the
 *     right one is above the left one. For this a block is as wide as what is anywhere below it,
 *     up to the next block beside it: one alone at its height can reach under its neighbour.
 *  c. Four blocks that stand like cells are a table, read before what is right of it.
 *
 * So the page is parted into stacks of rows (compose_cut.c), and
 *  1. between stacks one above the other stands a blank all across, of a size that joins nothing:
 *     by (b) all that is above comes before all that is below, and (c) finds no four cells;
 *  2. a column is one block: its rows have one size, and blanks fill its gaps; it begins higher
 *     than the next, so that it comes first whether they are taken to overlap or not;
 *  3. what would join a column by (a) but is no part of it is made smaller (compose_size.c).
 * A blank here is two blanks in one letter: a single one ends a word and is forgotten.
 */
#include "pipeline/compose_bands.h"

#include "base/number.h"
#include "pipeline/compose_cut.h"
#include "pipeline/compose_font.h"

#include <math.h>

#define DRIFT 0.4         /* ems */
#define ONE_HEIGHT 0.3    /* ems that parts of a row may be off */
#define OVERLAP 0.3       /* ems by which they may overlap */
#define APART 0.25        /* ems between them at least */
#define EDGE 0.15         /* ems from a part to a blank */
#define FILLED 0.5        /* ems between parts from which on a blank fills them */
#define STEP 1.4          /* ems from row to row in a column at most */
#define MOST_BLANKS 10000 /* of a page, that fill columns */
#define RULE_SIZE 0.25    /* points */
#define RULE_GAP 0.5      /* points */

double strip_height_at(const Strip *strip, double x)
{
	double lean = row_lean(strip);

	return strip->base + CLAMP((x - strip->middle) * strip->slope, -lean, lean);
}

/* Does `strip` go on with `next`, beside it and at its height on a page of this slope? */
static bool goes_on(const Strip *strip, const Strip *next, double slope)
{
	double height = strip->base + (next->middle - strip->middle) * slope;

	return next->left > MAX(strip->right - OVERLAP * strip->size, strip->middle) &&
		fabs(next->base - height) < ONE_HEIGHT * MAX(strip->size, next->size);
}

static Strip make_row(const Strip *strips, unsigned count, double slope)
{
	Strip row = strips[0];

	if (count == 1)
		return row;
	row.right = strips[count - 1].right;
	row.middle = (row.left + row.right) / 2;
	row.slope = slope;
	row.base = 0;
	for (unsigned i = 0; i < count; i++) {
		row.base += (strips[i].base + (row.middle - strips[i].middle) * slope) / count;
		row.size = MAX(row.size, strips[i].size);
	}
	return row;
}

/* Strips that go on beside each other, like the cells of a table, make a row. `ends`: for each row
 * the strip after its last. */
static void gather_rows(Parting *parting, const GArray *strips, double slope, GArray *ends)
{
	const Strip *strip = (const Strip *)strips->data;

	for (unsigned i = 0; i < strips->len;) {
		unsigned first = i++;
		while (i < strips->len && goes_on(strip + i - 1, strip + i, slope))
			i++;
		Strip row = make_row(strip + first, i - first, slope);
		g_array_append_val(parting->rows, row);
		g_array_append_val(ends, i);
	}
}

static double typical_size(const Parting *parting)
{
	g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(double));

	for (unsigned i = 0; i < parting->rows->len; i++)
		g_array_append_val(sizes, row_at(parting, i)->size);
	g_array_sort(sizes, number_compare);
	return sizes->len > 0 ? g_array_index(sizes, double, sizes->len / 2) : 0;
}

/* On a page that is askew a short row would collide with long ones, which lean so little: no row is
 * further than DRIFT from where it is on a level page. */
static void level_rows(Parting *parting, double middle, double slope)
{
	double most = DRIFT * typical_size(parting);

	for (unsigned i = 0; i < parting->rows->len; i++) {
		Strip *row = row_at(parting, i);
		double drift = ((row->left + row->right) / 2 - middle) * slope;
		row->base += CLAMP(drift, -most, most) - drift;
	}
}

/* Blanks from one height to the next, so close to each other that they join. */
static void fill(GArray *blanks, Blank blank, double from, double to)
{
	unsigned most = MOST_BLANKS - MIN(blanks->len, MOST_BLANKS);
	unsigned steps = (unsigned)CLAMP(ceil((from - to) / (STEP * blank.size)), 1, most + 1.0);

	for (unsigned i = 1; i < steps; i++) {
		blank.base = from - (from - to) * i / steps;
		g_array_append_val(blanks, blank);
	}
}

static void fill_column(const Parting *parting, const Stack *stack, GArray *blanks)
{
	const Strip *upper = row_at(parting, stack->first);
	Blank blank = { upper->left, upper->right, stack->raised, upper->size, stack->first };

	if (stack->raised > upper->base) {
		g_array_append_val(blanks, blank);
		fill(blanks, blank, stack->raised, upper->base);
	}
	for (unsigned i = 1; i < stack->count; i++, upper++) {
		const Strip *lower = upper + 1;
		double from = upper->base;
		blank.before = stack->first + i;
		blank.left = MAX(upper->left, lower->left);
		blank.right = MIN(upper->right, lower->right);
		if (blank.left >= blank.right) {
			/* a blank across both, between them */
			blank.left = MIN(upper->left, lower->left);
			blank.right = MAX(upper->right, lower->right);
			blank.base = (upper->base + lower->base) / 2;
			fill(blanks, blank, from, blank.base);
			g_array_append_val(blanks, blank);
			from = blank.base;
		}
		fill(blanks, blank, from, lower->base);
	}
}

static void rule_off(const Parting *parting, const Cut *cut, GArray *blanks)
{
	double above = INFINITY, below = -INFINITY;
	Blank rule = { INFINITY, -INFINITY, 0, RULE_SIZE, cut->middle };

	for (unsigned i = cut->first; i < cut->end; i++) {
		const Strip *row = row_at(parting, i);
		rule.left = MIN(rule.left, row->left);
		rule.right = MAX(rule.right, row->right);
		if (i < cut->middle)
			above = MIN(above, row_top(row));
		else
			below = MAX(below, row_top(row));
	}
	/* close over what is below, and so under what is above: then (c) sees it as the cell below */
	rule.base = below + MIN((above - below) / 2, RULE_GAP) - FONT_ASCENT * RULE_SIZE;
	if (above > below)
		g_array_append_val(blanks, rule);
}

/* From rows to strips: the blanks before a row stand before its first strip. */
static void move_blanks(GArray *blanks, const GArray *ends)
{
	for (unsigned i = 0; i < blanks->len; i++) {
		Blank *blank = &g_array_index(blanks, Blank, i);
		if (blank->before > 0)
			blank->before = g_array_index(ends, unsigned, blank->before - 1);
	}
}

/* A row's strips have its size and stand along it, each level; blanks fill what is between them. */
static void spread_row(
	const Strip *row, Strip *strips, unsigned count, unsigned first, GArray *blanks)
{
	if (count == 1) {
		*strips = *row;
		return;
	}
	for (unsigned i = 0; i < count; i++) {
		Strip strip = *row;
		strip.left = strips[i].left;
		strip.right = strips[i].right;
		strip.middle = (strip.left + strip.right) / 2;
		strip.base = strip_height_at(row, strip.middle);
		strip.slope = 0;
		strips[i] = strip;
		if (i == 0)
			continue;
		Strip *before = strips + i - 1;
		Blank blank = { before->right + EDGE * row->size, strip.left - EDGE * row->size,
			(before->base + strip.base) / 2, row->size, first + i };
		if (strip.left - before->right > FILLED * row->size)
			g_array_append_val(blanks, blank);
		before->right = MIN(before->right, strip.left - APART * row->size);
	}
}

static int compare_blanks(const void *a, const void *b)
{
	const Blank *x = a, *y = b;

	return (x->before > y->before) - (x->before < y->before);
}

GArray *strips_part(GArray *strips, double middle, double slope)
{
	g_autoptr(Parting) parting = parting_new();
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(unsigned));
	GArray *blanks = g_array_new(FALSE, FALSE, sizeof(Blank));
	unsigned first = 0;

	gather_rows(parting, strips, slope, ends);
	level_rows(parting, middle, slope);
	parting_cut(parting);
	parting_size(parting);
	for (unsigned i = 0; i < parting->stacks->len; i++) {
		const Stack *stack = &g_array_index(parting->stacks, Stack, i);
		if (row_at(parting, stack->first)->in_column)
			fill_column(parting, stack, blanks);
	}
	for (unsigned i = 0; i < parting->cuts->len; i++)
		rule_off(parting, &g_array_index(parting->cuts, Cut, i), blanks);
	move_blanks(blanks, ends);
	for (unsigned i = 0; i < ends->len; i++) {
		unsigned end = g_array_index(ends, unsigned, i);
		Strip *strip = &g_array_index(strips, Strip, first);
		spread_row(row_at(parting, i), strip, end - first, first, blanks);
		first = end;
	}
	g_array_sort(blanks, compare_blanks);
	return blanks;
}
