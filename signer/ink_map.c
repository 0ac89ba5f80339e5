/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page is drawn small, and of red, green and blue the darkest counts, so that red seals and blue ink
 * are as dark as black. Paper is what is bright in a tile of the page (its 80th percentile), but not much
 * darker than the page's own paper: a tile within a black edge or a photograph has none. What is darker
 * than paper by more than noise is print; pieces of a few cells, all neighbours counted, are specks.
 */
#include "signer/ink_map.h"

#include "signer/front_page.h"

#include <math.h>
#include <poppler.h>
#include <string.h>

enum {
	TILE = 24,          /* cells */
	PAPER_PERCENT = 80, /* of a tile, and of the page */
	CONTRAST = 26,      /* of 255: the least difference to paper that is print */
	DARKEST_PAPER = 90, /* black type cannot be read on what is darker */
	SHADE = 80,         /* by which paper may be darker here than on most of the page */
	SPECK = 3,          /* cells */
	MOST_SIDE = 1200,   /* cells */
	MOST_NOTES = 10000,
	HIDDEN = 2, /* flags of annotations (table 165) */
	NO_VIEW = 32,
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

void ink_map_free(InkMap *map)
{
	if (map == NULL)
		return;
	g_free(map->sums);
	g_free(map);
}

/* The paper of a part of the picture. */
static unsigned find_paper(const guint8 *cells, unsigned columns, unsigned rows, unsigned stride)
{
	unsigned counts[256] = { 0 }, left = columns * rows * (100 - PAPER_PERCENT) / 100;
	unsigned value = 255;

	for (unsigned y = 0; y < rows; y++)
		for (unsigned x = 0; x < columns; x++)
			counts[cells[y * stride + x]]++;
	while (value > 0 && counts[value] <= left)
		left -= counts[value--];
	return value;
}

static void mark_tile(const guint8 *cells, guint8 *ink, unsigned across, unsigned columns,
	unsigned rows, unsigned page_paper)
{
	unsigned paper = find_paper(cells, columns, rows, across);

	if (paper + SHADE < page_paper)
		paper = page_paper - SHADE;
	paper = MAX(paper, DARKEST_PAPER + CONTRAST);
	for (unsigned y = 0; y < rows; y++)
		for (unsigned x = 0; x < columns; x++)
			ink[y * across + x] = cells[y * across + x] < paper - CONTRAST;
}

/* Walks over a piece of print, whose cells become `mark`; `stack` has room for all cells. */
static unsigned walk_piece(guint8 *ink, unsigned columns, unsigned rows, unsigned start,
	guint8 from, guint8 mark, unsigned *stack)
{
	unsigned count = 0, left = 0;

	ink[start] = mark;
	stack[left++] = start;
	while (left > 0) {
		unsigned at = stack[--left], x = at % columns, y = at / columns;
		count++;
		for (unsigned j = y > 0 ? y - 1 : 0; j <= MIN(y + 1, rows - 1); j++)
			for (unsigned i = x > 0 ? x - 1 : 0; i <= MIN(x + 1, columns - 1); i++)
				if (ink[j * columns + i] == from) {
					ink[j * columns + i] = mark;
					stack[left++] = j * columns + i;
				}
	}
	return count;
}

static void remove_specks(guint8 *ink, unsigned columns, unsigned rows)
{
	enum { FREE, PRINT, SEEN };
	g_autofree unsigned *stack = g_new(unsigned, (gsize)columns *rows);

	for (unsigned i = 0; i < columns * rows; i++)
		if (ink[i] == PRINT &&
			walk_piece(ink, columns, rows, i, PRINT, SEEN, stack) <= SPECK)
			walk_piece(ink, columns, rows, i, SEEN, FREE, stack);
}

static guint32 *sum_up(const guint8 *ink, unsigned columns, unsigned rows)
{
	unsigned across = columns + 1;
	guint32 *sums = g_new0(guint32, (gsize)across * (rows + 1));

	for (unsigned y = 0; y < rows; y++)
		for (unsigned x = 0; x < columns; x++)
			sums[(y + 1) * across + x + 1] = (ink[y * columns + x] != 0) +
				sums[y * across + x + 1] + sums[(y + 1) * across + x] -
				sums[y * across + x];
	return sums;
}

InkMap *ink_map_new(const guint8 *cells, unsigned columns, unsigned rows, const Sheet *sheet)
{
	g_autofree guint8 *ink = g_malloc0((gsize)columns * rows);
	unsigned paper = find_paper(cells, columns, rows, columns);
	InkMap *map = g_new0(InkMap, 1);

	for (unsigned y = 0; y < rows; y += TILE)
		for (unsigned x = 0; x < columns; x += TILE)
			mark_tile(cells + y * columns + x, ink + y * columns + x, columns,
				MIN(TILE, columns - x), MIN(TILE, rows - y), paper);
	remove_specks(ink, columns, rows);
	*map = (InkMap) { columns, rows, sheet, sum_up(ink, columns, rows) };
	return map;
}

/* The cells that a rectangle touches: from … to, without the last. */
typedef struct {
	unsigned left, top, right, bottom;
} Cells;

static Cells find_cells(const Rect *rect, const Sheet *sheet, unsigned columns, unsigned rows)
{
	double across = columns / sheet->width, down = rows / sheet->height;

	return (Cells) { (unsigned)CLAMP(floor(rect->left * across), 0, columns),
		(unsigned)CLAMP(floor((sheet->height - rect->top) * down), 0, rows),
		(unsigned)CLAMP(ceil(rect->right * across), 0, columns),
		(unsigned)CLAMP(ceil((sheet->height - rect->bottom) * down), 0, rows) };
}

unsigned ink_map_count(const InkMap *map, const Rect *rect)
{
	const Cells at = find_cells(rect, map->sheet, map->columns, map->rows);
	unsigned across = map->columns + 1;

	if (at.left >= at.right || at.top >= at.bottom)
		return 0;
	return map->sums[at.bottom * across + at.right] - map->sums[at.top * across + at.right] -
		map->sums[at.bottom * across + at.left] + map->sums[at.top * across + at.left];
}

static void ignore(const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
	(void)domain;
	(void)level;
	(void)message;
	(void)data;
}

/* NULL: poppler sees another page than qpdf does. */
static cairo_surface_t *draw(PopplerPage *page, const Sheet *sheet)
{
	double cells_a_point = MIN(1, MOST_SIDE / MAX(sheet->width, sheet->height));
	double width, height;

	poppler_page_get_size(page, &width, &height);
	if (fabs(width * sheet->unit - sheet->width) > 1 + sheet->unit ||
		fabs(height * sheet->unit - sheet->height) > 1 + sheet->unit)
		return NULL;
	unsigned columns = MAX(1, (unsigned)ceil(sheet->width * cells_a_point));
	unsigned rows = MAX(1, (unsigned)ceil(sheet->height * cells_a_point));
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)columns, (int)rows);
	g_autoptr(cairo_t) cairo = cairo_create(surface);

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, columns / width, rows / height);
	poppler_page_render(page, cairo);
	return surface;
}

/* The darkest of red, green and blue, a byte a cell, in place of the four. */
static guint8 *darken(cairo_surface_t *surface, unsigned *out_columns, unsigned *out_rows)
{
	unsigned columns = (unsigned)cairo_image_surface_get_width(surface);
	unsigned rows = (unsigned)cairo_image_surface_get_height(surface);
	unsigned stride = (unsigned)cairo_image_surface_get_stride(surface);

	cairo_surface_flush(surface);
	const guint8 *data = cairo_image_surface_get_data(surface);
	if (data == NULL)
		return NULL;
	guint8 *cells = g_malloc((gsize)columns * rows);
	for (unsigned y = 0; y < rows; y++)
		for (unsigned x = 0; x < columns; x++) {
			guint32 pixel;
			memcpy(&pixel, data + (gsize)y * stride + 4 * x, sizeof pixel);
			guint8 red = pixel >> 16 & 255, green = pixel >> 8 & 255,
			       blue = pixel & 255;
			cells[(gsize)y * columns + x] = MIN(red, MIN(green, blue));
		}
	*out_columns = columns;
	*out_rows = rows;
	return cells;
}

static bool is_shown(const PdfFile *document, qpdf_oh note)
{
	qpdf_oh flags = pdf_file_find(document, note, "/F");

	return !pdf_file_is_name(document, pdf_file_find(document, note, "/Subtype"), "/Popup") &&
		(!qpdf_oh_is_integer(document->qpdf, flags) ||
			(qpdf_oh_get_int_value(document->qpdf, flags) & (HIDDEN | NO_VIEW)) == 0);
}

/* Makes black what lies under annotations. */
static void cover_notes(guint8 *cells, unsigned columns, unsigned rows, const PdfFile *document,
	qpdf_oh page, const Sheet *sheet)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh notes = pdf_file_find(document, page, "/Annots");
	int count = qpdf_oh_is_array(qpdf, notes) ? qpdf_oh_get_array_n_items(qpdf, notes) : 0;

	for (int i = 0; i < MIN(count, MOST_NOTES); i++) {
		Rect user;
		qpdf_oh note = qpdf_oh_get_array_item(qpdf, notes, i);
		if (!rect_read(document, pdf_file_find(document, note, "/Rect"), &user) ||
			user.left == user.right || user.bottom == user.top ||
			!is_shown(document, note))
			continue;
		Rect shown = sheet_from_user(sheet, &user);
		Cells at = find_cells(&shown, sheet, columns, rows);
		for (unsigned y = at.top; at.left < at.right && y < at.bottom; y++)
			memset(cells + y * columns + at.left, 0, at.right - at.left);
	}
}

InkMap *ink_map_read(const PdfFile *document, qpdf_oh page, const Sheet *sheet)
{
	unsigned columns, rows;
	unsigned handler =
		g_log_set_handler("Poppler", G_LOG_LEVEL_MASK & ~G_LOG_LEVEL_ERROR, ignore, NULL);
	g_autoptr(GBytes) front = front_page_make(document);
	g_autoptr(PopplerDocument) shown = poppler_document_new_from_bytes(
		front != NULL ? front : document->bytes, NULL, NULL);
	g_autoptr(PopplerPage) first = shown != NULL ? poppler_document_get_page(shown, 0) : NULL;
	g_autoptr(cairo_surface_t) surface = first != NULL ? draw(first, sheet) : NULL;

	g_log_remove_handler("Poppler", handler);
	g_autofree guint8 *cells = surface != NULL ? darken(surface, &columns, &rows) : NULL;
	if (cells == NULL)
		return NULL;
	cover_notes(cells, columns, rows, document, page, sheet);
	return ink_map_new(cells, columns, rows, sheet);
}
