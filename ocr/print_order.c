/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading order. Units (lines, or whole tables) that stand level are a row. From a row of several
 * units on, rows are a zone as long as what they cover across the page leaves a gap; the columns
 * between gaps are read one after the other: the agency before the name of the nation, the
 * recipients before the signature. Everywhere else rows are read from the top down. A table is read
 * cell by cell.
 */
#include "ocr/print_parts.h"

#include <stdlib.h>

static const double LEAST_GAP = 1.2, FAR_BELOW = 1.0;

typedef struct {
	Extent at;
	GPtrArray *lines; /* of PrintLine *, borrowed */
} Unit;

typedef struct {
	unsigned first, count; /* units */
	Extent at;
} Row;

/* The state of going through the page. */
typedef struct {
	Print *print;
	GPtrArray *units; /* of Unit *, from the top down; those of a row from left to right */
	GArray *rows;     /* of Row */
	GPtrArray *out;   /* of PrintLine * */
	unsigned block;
} Order;

static void unit_free(gpointer data)
{
	Unit *unit = data;

	g_ptr_array_unref(unit->lines);
	g_free(unit);
}

static Unit *unit_new(const Extent *at)
{
	Unit *unit = g_new0(Unit, 1);

	unit->at = *at;
	unit->lines = g_ptr_array_new();
	return unit;
}

static int compare_cell(gconstpointer a, gconstpointer b)
{
	const PrintLine *x = *(const PrintLine *const *)a, *y = *(const PrintLine *const *)b;

	if (x->cell != y->cell)
		return x->cell - y->cell;
	return x->at.top - y->at.top;
}

/* All lines in cells, as one unit for each run of lines that no other line interrupts is more than
 * tables need: all cells of a page that lie above one another are one table here. */
static void add_tables(Order *order, GPtrArray *celled)
{
	Unit *table = NULL;

	g_ptr_array_sort(celled, compare_cell);
	for (unsigned i = 0; i < celled->len; i++) {
		PrintLine *line = celled->pdata[i];
		const Extent *cell =
			&g_array_index(order->print->cells, Extent, (unsigned)line->cell);
		if (table == NULL || cell->top > table->at.bottom + 2 * order->print->body) {
			table = unit_new(cell);
			g_ptr_array_add(order->units, table);
		}
		extent_add(&table->at, cell);
		g_ptr_array_add(table->lines, line);
	}
}

static void list_units(Order *order)
{
	g_autoptr(GPtrArray) celled = g_ptr_array_new();

	for (unsigned i = 0; i < order->print->lines->len; i++) {
		PrintLine *line = order->print->lines->pdata[i];
		if (line->cell >= 0) {
			g_ptr_array_add(celled, line);
			continue;
		}
		Unit *unit = unit_new(&line->at);
		g_ptr_array_add(unit->lines, line);
		g_ptr_array_add(order->units, unit);
	}
	add_tables(order, celled);
}

static int compare_middle(gconstpointer a, gconstpointer b)
{
	const Unit *x = *(const Unit *const *)a, *y = *(const Unit *const *)b;

	return x->at.top + x->at.bottom - y->at.top - y->at.bottom;
}

static int compare_left(gconstpointer a, gconstpointer b)
{
	const Unit *x = *(const Unit *const *)a, *y = *(const Unit *const *)b;

	return x->at.left - y->at.left;
}

static bool are_level(const Extent *a, const Extent *b)
{
	int overlap = MIN(a->bottom, b->bottom) - MAX(a->top, b->top);

	return 2 * overlap > MIN(extent_height(a), extent_height(b));
}

static void list_rows(Order *order)
{
	GPtrArray *units = order->units;

	g_ptr_array_sort(units, compare_middle);
	for (unsigned i = 0; i < units->len;) {
		const Unit *first = units->pdata[i];
		Row row = { i, 1, first->at };
		for (i++; i < units->len; i++) {
			const Unit *unit = units->pdata[i];
			if (!are_level(&first->at, &unit->at))
				break;
			extent_add(&row.at, &unit->at);
			row.count++;
		}
		qsort(units->pdata + row.first, row.count, sizeof(gpointer), compare_left);
		g_array_append_val(order->rows, row);
	}
}

static const Row *row_at(const Order *order, unsigned i)
{
	return &g_array_index(order->rows, Row, i);
}

/* Marks what units of rows [from, to) cover across the page. */
static void cover(const Order *order, unsigned from, unsigned to, GByteArray *covered)
{
	memset(covered->data, 0, covered->len);
	for (unsigned r = from; r < to; r++) {
		const Row *row = row_at(order, r);
		for (unsigned i = row->first; i < row->first + row->count; i++) {
			const Unit *unit = order->units->pdata[i];
			memset(covered->data + MAX(unit->at.left, 0), 1,
				(size_t)MAX(extent_width(&unit->at), 0));
		}
	}
}

/* The columns that rows [from, to) leave: where each begins. */
static GArray *find_columns(const Order *order, unsigned from, unsigned to)
{
	unsigned width = (unsigned)pixGetWidth(order->print->ink);
	g_autoptr(GByteArray) covered = g_byte_array_sized_new(width + 1);
	GArray *columns = g_array_new(FALSE, FALSE, sizeof(int));
	int gap = (int)(LEAST_GAP * order->print->body), empty = gap;

	g_byte_array_set_size(covered, width + 1);
	cover(order, from, to, covered);
	for (int x = 0; x < (int)width; x++) {
		if (covered->data[x] && empty >= gap)
			g_array_append_val(columns, x);
		empty = covered->data[x] ? 0 : empty + 1;
	}
	return columns;
}

static unsigned count_columns(const Order *order, unsigned from, unsigned to)
{
	g_autoptr(GArray) columns = find_columns(order, from, to);

	return columns->len;
}

/* Lines of an unruled table: most rows have three units or more. They are read row by row. */
static bool is_grid(const Order *order, unsigned from, unsigned to)
{
	unsigned wide = 0;

	for (unsigned r = from; r < to; r++)
		wide += row_at(order, r)->count >= 3;
	return to - from >= 2 && 2 * wide > to - from;
}

static void put_unit(Order *order, const Unit *unit)
{
	const PrintLine *last = order->out->len > 0 ? order->out->pdata[order->out->len - 1] : NULL;

	for (unsigned i = 0; i < unit->lines->len; i++) {
		PrintLine *line = unit->lines->pdata[i];
		bool follows = last != NULL && line->cell == last->cell &&
			line->at.top >= last->at.top &&
			line->at.top - last->at.bottom < FAR_BELOW * line->height;
		if (!follows || line->at.left >= last->at.right)
			order->block++;
		line->block = order->block;
		g_ptr_array_add(order->out, line);
		last = line;
	}
}

static void put_rows(Order *order, unsigned from, unsigned to, int left, int right)
{
	for (unsigned r = from; r < to; r++) {
		const Row *row = row_at(order, r);
		for (unsigned i = row->first; i < row->first + row->count; i++) {
			const Unit *unit = order->units->pdata[i];
			if (unit->at.left >= left && unit->at.left < right)
				put_unit(order, unit);
		}
	}
}

static void put_zone(Order *order, unsigned from, unsigned to)
{
	g_autoptr(GArray) columns = find_columns(order, from, to);

	order->block++;
	if (is_grid(order, from, to)) {
		put_rows(order, from, to, 0, G_MAXINT);
		return;
	}
	for (unsigned i = 0; i < columns->len; i++) {
		int right = i + 1 < columns->len ? g_array_index(columns, int, i + 1) : G_MAXINT;
		put_rows(order, from, to, i == 0 ? 0 : g_array_index(columns, int, i), right);
	}
	order->block++;
}

/* A zone around row `at`, which has several units: rows above it since `from` that stand close,
 * and all below it, as long as a gap stays. */
static unsigned find_zone(const Order *order, unsigned from, unsigned at, unsigned *out_from)
{
	unsigned first = at, end = at + 1;

	while (end < order->rows->len && count_columns(order, first, end + 1) > 1)
		end++;
	while (first > from &&
		row_at(order, first)->at.top - row_at(order, first - 1)->at.bottom <
			FAR_BELOW * order->print->body &&
		count_columns(order, first - 1, end) > 1)
		first--;
	*out_from = first;
	return end;
}

static void put_all(Order *order)
{
	unsigned done = 0;

	for (unsigned r = 0; r < order->rows->len;) {
		if (row_at(order, r)->count == 1 || count_columns(order, r, r + 1) < 2) {
			r++;
			continue;
		}
		unsigned first, end = find_zone(order, done, r, &first);
		put_rows(order, done, first, 0, G_MAXINT);
		put_zone(order, first, end);
		done = r = end;
	}
	put_rows(order, done, order->rows->len, 0, G_MAXINT);
}

void print_order_lines(Print *print)
{
	Order order = { .print = print,
		.units = g_ptr_array_new_with_free_func(unit_free),
		.rows = g_array_new(FALSE, FALSE, sizeof(Row)),
		.out = g_ptr_array_sized_new(print->lines->len) };

	list_units(&order);
	list_rows(&order);
	put_all(&order);
	g_assert(order.out->len == print->lines->len);
	for (unsigned i = 0; i < order.out->len; i++)
		print->lines->pdata[i] = order.out->pdata[i];
	g_ptr_array_unref(order.units);
	g_array_unref(order.rows);
	g_ptr_array_unref(order.out);
}
