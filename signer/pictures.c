/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process that draws leaves each picture as a file, "PAGE-REVISION.png" or, where it differs from
 * the one before, "PAGE-REVISION.differs.png", in a folder that is removed when they were read.
 */
#include "signer/pictures.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/worker.h"
#include "signer/prefixes.h"

#include <cairo.h>
#include <poppler.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_SIDE = 850, /* pixels; A4 at 72 dots an inch */
	CELL = 12,       /* pixels; what differs is outlined in squares of this size */
	TOLERANCE = 24,  /* of 255, that a channel may differ by */
	SECONDS = 60,
	MEGABYTES = 2048,
	MOST_PNG = 8 << 20,
	MOST_BYTES = 24 << 20, /* of all pictures of a file */
};

#define DIFFERS "%u-%u.differs.png"
#define SAME "%u-%u.png"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)
typedef cairo_surface_t Surface;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Surface, cairo_surface_destroy)
typedef cairo_t Cairo;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cairo, cairo_destroy)

/* What the process that draws is given. */
typedef struct {
	const char *path, *password, *folder;
	const GArray *prefixes; /* of Prefix */
} Drawing;

static void picture_free(Picture *picture)
{
	g_bytes_unref(picture->png);
	g_free(picture);
}

void pictures_free(Pictures *pictures)
{
	if (pictures == NULL)
		return;
	g_ptr_array_unref(pictures->pictures);
	g_free(pictures->problem);
	g_free(pictures);
}

/* NULL if the page cannot be drawn. */
static Surface *draw_page(PopplerDocument *document, unsigned index)
{
	g_autoptr(PopplerPage) page =
		document != NULL && (int)index < poppler_document_get_n_pages(document)
		? poppler_document_get_page(document, (int)index)
		: NULL;
	double width, height;

	if (page == NULL)
		return NULL;
	poppler_page_get_size(page, &width, &height);
	if (!(width >= 1 && height >= 1))
		return NULL;
	double scale = MIN(MOST_SIDE / MAX(width, height), 2);
	Surface *surface = cairo_image_surface_create(
		CAIRO_FORMAT_RGB24, (int)MAX(width * scale, 1), (int)MAX(height * scale, 1));
	g_autoptr(Cairo) cairo = cairo_create(surface);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, scale, scale);
	poppler_page_render(page, cairo);
	cairo_surface_flush(surface);
	return surface;
}

static bool is_other(guint32 a, guint32 b)
{
	for (unsigned shift = 0; shift < 24; shift += 8)
		if (abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) > TOLERANCE)
			return true;
	return false;
}

/* Squares of two pictures of one size. */
typedef struct {
	Surface *before, *after;
	int width, height;
} Pair;

static bool cell_differs(const Pair *pair, int column, int row)
{
	int stride = cairo_image_surface_get_stride(pair->after);
	const guchar *before = cairo_image_surface_get_data(pair->before);
	const guchar *after = cairo_image_surface_get_data(pair->after);

	if (column < 0 || row < 0)
		return false;
	for (int y = row * CELL; y < MIN((row + 1) * CELL, pair->height); y++)
		for (int x = column * CELL; x < MIN((column + 1) * CELL, pair->width); x++) {
			guint32 a, b;
			memcpy(&a, before + (gsize)y * (gsize)stride + 4 * (gsize)x, sizeof a);
			memcpy(&b, after + (gsize)y * (gsize)stride + 4 * (gsize)x, sizeof b);
			if (is_other(a, b))
				return true;
		}
	return false;
}

/* Draws the edges of a square that no other continues. */
static void outline_cell(Cairo *cairo, const Pair *pair, int column, int row)
{
	static const struct {
		int column, row;    /* the neighbour's */
		int x1, y1, x2, y2; /* the edge to it, in squares */
	} edges[] = { { -1, 0, 0, 0, 0, 1 }, { 1, 0, 1, 0, 1, 1 }, { 0, -1, 0, 0, 1, 0 },
		{ 0, 1, 0, 1, 1, 1 } };

	for (unsigned i = 0; i < G_N_ELEMENTS(edges); i++) {
		if (cell_differs(pair, column + edges[i].column, row + edges[i].row))
			continue;
		cairo_move_to(cairo, CELL * (column + edges[i].x1), CELL * (row + edges[i].y1));
		cairo_line_to(cairo, CELL * (column + edges[i].x2), CELL * (row + edges[i].y2));
	}
}

/* Returns a copy of `after` with what differs outlined, or NULL if nothing does. */
static Surface *outline(Surface *before, Surface *after)
{
	Pair pair = { before, after, cairo_image_surface_get_width(after),
		cairo_image_surface_get_height(after) };
	Surface *copy = cairo_image_surface_create(CAIRO_FORMAT_RGB24, pair.width, pair.height);
	g_autoptr(Cairo) cairo = cairo_create(copy);
	bool any = false;

	cairo_set_source_surface(cairo, after, 0, 0);
	cairo_paint(cairo);
	for (int row = 0; row * CELL < pair.height; row++)
		for (int column = 0; column * CELL < pair.width; column++)
			if (cell_differs(&pair, column, row)) {
				outline_cell(cairo, &pair, column, row);
				any = true;
			}
	cairo_set_source_rgb(cairo, 0.85, 0, 0);
	cairo_set_line_width(cairo, 2);
	cairo_stroke(cairo);
	if (any)
		return copy;
	cairo_surface_destroy(copy);
	return NULL;
}

static bool have_one_size(Surface *a, Surface *b)
{
	return cairo_image_surface_get_width(a) == cairo_image_surface_get_width(b) &&
		cairo_image_surface_get_height(a) == cairo_image_surface_get_height(b);
}

static bool write_picture(const Drawing *drawing, unsigned page, unsigned revision, Surface *before,
	Surface *after, GError **error)
{
	bool first = revision == 0;
	bool alike = before != NULL && have_one_size(before, after);
	g_autoptr(Surface) outlined = alike ? outline(before, after) : NULL;
	bool differs = !first && (!alike || outlined != NULL);
	g_autofree char *name = g_strdup_printf(differs ? DIFFERS : SAME, page + 1, revision + 1);
	g_autofree char *path = g_build_filename(drawing->folder, name, NULL);

	if (cairo_surface_write_to_png(outlined != NULL ? outlined : after, path) ==
		CAIRO_STATUS_SUCCESS)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM, _("a picture cannot be written"));
	return false;
}

static bool draw_revisions(
	const Drawing *drawing, PopplerDocument **documents, unsigned page, GError **error)
{
	Surface *before = NULL;
	bool well = true;

	for (unsigned i = 0; well && i < drawing->prefixes->len; i++) {
		Surface *after = draw_page(documents[i], page);
		if (after != NULL)
			well = write_picture(drawing, page, i, before, after, error);
		if (before != NULL)
			cairo_surface_destroy(before);
		before = after;
	}
	if (before != NULL)
		cairo_surface_destroy(before);
	return well;
}

/* In the process that draws. It ends without giving back what the documents hold. */
static bool draw(WorkerLink *link, gpointer data, GError **error)
{
	const Drawing *drawing = data;
	PopplerDocument *documents[PICTURE_REVISIONS] = { NULL };
	int pages = 0;
	GBytes *file = file_map(drawing->path, error);
	(void)link;
	if (file == NULL)
		return false;

	for (unsigned i = 0; i < drawing->prefixes->len; i++) {
		GBytes *prefix = g_bytes_new_from_bytes(
			file, 0, g_array_index(drawing->prefixes, Prefix, i).size);
		PopplerDocument *document =
			poppler_document_new_from_bytes(prefix, drawing->password, NULL);
		documents[i] = document;
		if (document != NULL)
			pages = MAX(pages, poppler_document_get_n_pages(document));
	}
	for (unsigned page = 0; page < (unsigned)MIN(pages, PICTURE_PAGES); page++)
		if (!draw_revisions(drawing, documents, page, error))
			return false;
	if (pages > 0 && pages <= PICTURE_PAGES)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_DATA,
		pages == 0 ? _("no page could be drawn") : _("only the first %d pages were drawn"),
		PICTURE_PAGES);
	return false;
}

static bool draw_apart(Drawing *drawing, GError **error)
{
	g_autoptr(WorkerPool) pool = worker_pool_new(1);
	WorkerTask task = {
		.body = draw, .data = drawing, .seconds = SECONDS, .megabytes = MEGABYTES
	};
	g_autoptr(WorkerResult) result = NULL;

	if (!worker_pool_start(pool, &task, error))
		return false;
	while (result == NULL)
		result = worker_pool_wait(pool, 1000);
	if (result->end == WORKER_DONE)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_DATA, "%s", result->message);
	return false;
}

/* Takes the picture up, if it is there; false if there would be too much of them. */
static bool take_picture(
	GPtrArray *pictures, const Drawing *drawing, unsigned page, unsigned index, gsize *room)
{
	unsigned revision = g_array_index(drawing->prefixes, Prefix, index).revision;

	for (unsigned differs = 0; differs < 2; differs++) {
		g_autofree char *name = g_strdup_printf(differs ? DIFFERS : SAME, page, index + 1);
		g_autofree char *path = g_build_filename(drawing->folder, name, NULL);
		GBytes *png = file_read(path, MOST_PNG, NULL);
		if (png == NULL)
			continue;
		Picture *picture = g_new(Picture, 1);
		*picture = (Picture) { page, revision, differs, png };
		g_ptr_array_add(pictures, picture);
		if (g_bytes_get_size(png) > *room)
			return false;
		*room -= g_bytes_get_size(png);
	}
	return true;
}

static void take_pictures(Pictures *out, const Drawing *drawing)
{
	gsize room = MOST_BYTES;

	for (unsigned page = 1; page <= PICTURE_PAGES; page++)
		for (unsigned i = 0; i < drawing->prefixes->len; i++)
			if (!take_picture(out->pictures, drawing, page, i, &room)) {
				if (out->problem == NULL)
					out->problem =
						g_strdup(_("not all pictures have room here"));
				return;
			}
}

static bool make(Pictures *out, const char *path, const char *password, GError **error)
{
	g_autoptr(GArray) prefixes = prefixes_read(path, password, PICTURE_REVISIONS, error);
	g_autofree char *folder =
		prefixes != NULL ? g_dir_make_tmp("digisign-XXXXXX", error) : NULL;
	if (folder == NULL)
		return false;

	Drawing drawing = { path, password, folder, prefixes };
	bool drawn = draw_apart(&drawing, error);
	take_pictures(out, &drawing);
	folder_remove(folder, NULL);
	return drawn;
}

Pictures *pictures_make(const char *path, const char *password)
{
	Pictures *out = g_new0(Pictures, 1);
	g_autoptr(GError) error = NULL;

	out->pictures = g_ptr_array_new_with_free_func((GDestroyNotify)picture_free);
	if (!make(out, path, password, &error)) {
		g_free(out->problem);
		out->problem = g_strdup(error->message);
	}
	return out;
}
