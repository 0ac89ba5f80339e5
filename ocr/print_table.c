/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table is a connected net of rules with several holes; the holes are its cells. A line belongs
 * to the cell that its middle falls into.
 */
#include "ocr/print_parts.h"

#include <stdlib.h>

enum { LEAST_CELLS = 3, MOST_CELLS = 4000 };

static Extent box_extent(const BOX *box)
{
	return (Extent) { box->x, box->y, box->x + box->w, box->y + box->h };
}

/* Row by row, and from left to right in a row: cells whose tops are about level are a row. */
static int compare_cells(gconstpointer a, gconstpointer b)
{
	const Extent *x = a, *y = b;
	int level = MIN(extent_height(x), extent_height(y)) / 2;

	if (abs(x->top - y->top) > level)
		return x->top - y->top;
	return x->left - y->left;
}

/* The holes of one net of rules; `body`: what is lower or narrower holds no print. */
static void add_holes(Print *print, const BOX *box, PIX *net)
{
	auto_pix closed = pixCloseSafeBrick(NULL, net, 5, 5);
	auto_pix holes = closed == NULL ? NULL : pixInvert(NULL, closed);
	auto_boxa boxes = holes == NULL ? NULL : pixConnComp(holes, NULL, 4);
	unsigned first = print->cells->len;

	for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
		Extent cell = box_extent(boxes->box[i]);
		bool inside = cell.left > 0 && cell.top > 0 && cell.right < box->w &&
			cell.bottom < box->h;
		if (!inside || MIN(extent_width(&cell), extent_height(&cell)) < print->body)
			continue;
		cell = (Extent) { cell.left + box->x, cell.top + box->y, cell.right + box->x,
			cell.bottom + box->y };
		if (print->cells->len < MOST_CELLS)
			g_array_append_val(print->cells, cell);
	}
	if (print->cells->len - first < LEAST_CELLS)
		g_array_set_size(print->cells, first);
}

static int find_cell(const Print *print, const Extent *line)
{
	int x = (line->left + line->right) / 2, y = (line->top + line->bottom) / 2;

	for (unsigned i = 0; i < print->cells->len; i++) {
		const Extent *cell = &g_array_index(print->cells, Extent, i);
		if (x >= cell->left && x < cell->right && y >= cell->top && y < cell->bottom)
			return (int)i;
	}
	return -1;
}

void print_find_cells(Print *print)
{
	auto_pix joined = pixCloseSafeBrick(NULL, print->rules, 7, 7);
	auto_pixa nets = NULL;
	auto_boxa boxes = joined == NULL ? NULL : pixConnComp(joined, &nets, 8);

	for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++)
		if (MIN(boxes->box[i]->w, boxes->box[i]->h) > 2 * print->body)
			add_holes(print, boxes->box[i], nets->pix[i]);
	g_array_sort(print->cells, compare_cells);
	for (unsigned i = 0; i < print->lines->len; i++) {
		PrintLine *line = print->lines->pdata[i];
		line->cell = find_cell(print, &line->at);
	}
}
