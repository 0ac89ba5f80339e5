/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Proving: the finished PDF is opened with a library that had no part in writing it, and compared
 * page by page with what lies in the spool: size, words, and the image. An image that we encoded is
 * decoded whole; one that was passed through has been decoded already, from the same bytes, when
 * the page was read, and decoding it again would cost more than all the rest of composing.
 * Content that is kept is compared with its source (prove_kept.h).
 *
 * Text is compared as a bag of characters, blanks left aside: two readers may differ on which of two
 * columns comes first and where a word ends between them, not on which letters a page has. Where
 * characters lie on one another (a word read twice by the engine) poppler drops some: so a page
 * passes with a few characters in disagreement.
 */
#include "pipeline/compose.h"

#include "base/i18n.h"
#include "pipeline/encode.h"
#include "pipeline/error.h"
#include "pipeline/prove_kept.h"
#include "pipeline/spool.h"

#include <math.h>
#include <poppler.h>
#include <stdio.h>
#include <string.h>

#define TOLERANCE (0.1 * 72 / 25.4) /* 0.1 mm, in points */
#define LOST_SHARE 0.01             /* of a page's characters that may not read back … */
#define LOST_FREE 8                 /* … and so many on any page */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

static bool G_GNUC_PRINTF(2, 3) refuse(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT, message);
	return false;
}

static bool is_near(double a, double b)
{
	return fabs(a - b) <= TOLERANCE;
}

/* Adds `by` for every character of `text` in NFC but blanks and marks of order. */
static void count_characters(GHashTable *bag, const char *text, int by)
{
	g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);

	for (const char *c = composed != NULL ? composed : ""; *c != '\0';
		c = g_utf8_next_char(c)) {
		gunichar value = g_utf8_get_char(c);
		if (g_unichar_isspace(value) || g_unichar_iscntrl(value) || value == 0xfeff)
			continue;
		gpointer key = GUINT_TO_POINTER(value);
		int count = GPOINTER_TO_INT(g_hash_table_lookup(bag, key));
		g_hash_table_insert(bag, key, GINT_TO_POINTER(count + by));
	}
}

/* How many characters of the words are not in the text. `out_all`: of how many. */
static unsigned count_lost(const Words *words, const char *text, unsigned *out_all)
{
	g_autoptr(GHashTable) bag = g_hash_table_new(NULL, NULL);
	GHashTableIter iter;
	gpointer count;
	unsigned lost = 0;

	*out_all = 0;
	for (unsigned i = 0; i < words->words->len; i++)
		count_characters(bag, g_array_index(words->words, Word, i).text, 1);
	g_hash_table_iter_init(&iter, bag);
	while (g_hash_table_iter_next(&iter, NULL, &count))
		*out_all += GPOINTER_TO_UINT(count);
	count_characters(bag, text, -1);
	g_hash_table_iter_init(&iter, bag);
	while (g_hash_table_iter_next(&iter, NULL, &count))
		lost += (unsigned)MAX(GPOINTER_TO_INT(count), 0);
	return lost;
}

static bool prove_text(const Words *words, PopplerPage *page, GError **error)
{
	g_autofree char *text = poppler_page_get_text(page);
	unsigned all;
	unsigned lost = count_lost(words, text != NULL ? text : "", &all);

	if (lost <= LOST_FREE + LOST_SHARE * all && lost <= all / 2)
		return true;
	return refuse(error, _("%u of %u characters do not read back from the PDF"), lost, all);
}

static bool prove_size(const EncodedPage *page, PopplerPage *read, GError **error)
{
	double width, height;

	poppler_page_get_size(read, &width, &height);
	/* poppler takes a unit of the page for a point, whatever it is */
	if (page->content != NULL)
		width *= page->content->unit, height *= page->content->unit;
	if (is_near(width, page->width) && is_near(height, page->height))
		return true;
	return refuse(error,
		_("the page measures %.1f × %.1f mm in the PDF, and not %.1f × %.1f mm"),
		width * 25.4 / 72, height * 25.4 / 72, page->width * 25.4 / 72,
		page->height * 25.4 / 72);
}

static bool has_sides(double width, double height, double across, double up)
{
	return fabs(width - across) <= 2 + TOLERANCE && fabs(height - up) <= 2 + TOLERANCE;
}

/* poppler-glib tells an image's place in whole points, each end rounded outwards, and turned in a
 * way of its own (that of a page sampled unequally lies on its side): what can be compared is how
 * long its sides are, to two points. */
static bool covers(const PopplerRectangle *area, const EncodedPage *page)
{
	double across = hypot(page->matrix[0], page->matrix[1]);
	double up = hypot(page->matrix[2], page->matrix[3]);
	double width = area->x2 - area->x1, height = area->y2 - area->y1;

	return has_sides(width, height, across, up) || has_sides(height, width, across, up);
}

static bool is_whole(cairo_surface_t *surface, const EncodedImage *image)
{
	return surface != NULL && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS &&
		cairo_image_surface_get_width(surface) == (int)image->width &&
		cairo_image_surface_get_height(surface) == (int)image->height;
}

static bool prove_image(const EncodedPage *page, const EncodedImage *image,
	const PopplerImageMapping *mapping, PopplerPage *read, GError **error)
{
	if (!covers(&mapping->area, page))
		return refuse(error, _("the image does not fill the page in the PDF"));
	if (page->passed_through)
		return true;
	g_autoptr(cairo_surface_t) surface = poppler_page_get_image(read, mapping->image_id);
	if (is_whole(surface, image))
		return true;
	return refuse(error, _("the image cannot be decoded from the PDF"));
}

/* The mappings come in the reverse order of painting; their numbers are in it. */
static bool prove_images(const EncodedPage *page, PopplerPage *read, GError **error)
{
	if (page->count == 0)
		return true; /* a page kept as it was paints what it painted */

	GList *mappings = poppler_page_get_image_mapping(read), *mapping = mappings;
	bool proven = true;
	unsigned i;

	for (i = 0; proven && i < page->count; i++) {
		if (encoded_image_is_stencil(&page->images[i]))
			continue;
		if (mapping == NULL)
			break;
		proven = prove_image(page, &page->images[i], mapping->data, read, error);
		mapping = mapping->next;
	}
	bool all = i == page->count && mapping == NULL;
	poppler_page_free_image_mapping(mappings);
	return proven && (all || refuse(error, _("the image does not fill the page in the PDF")));
}

static bool prove_page(
	const Composition *composition, PopplerDocument *document, unsigned number, GError **error)
{
	g_autofree char *path = spool_page_path(composition->spool, number, ".image");
	g_autoptr(EncodedPage) page = encoded_page_load(path, error);
	if (page == NULL)
		return false;
	g_autoptr(Words) words = spool_words(composition->spool, number, error);
	if (words == NULL)
		return false;
	g_autoptr(PopplerPage) read = poppler_document_get_page(document, (int)number - 1);
	if (read == NULL)
		return refuse(error, _("the page cannot be read from the PDF"));
	return prove_size(page, read, error) && prove_text(words, read, error) &&
		prove_images(page, read, error);
}

static PopplerDocument *open_document(const char *path, GError **error)
{
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	g_autofree char *uri = g_filename_to_uri(absolute, NULL, error);
	g_autoptr(GError) wrong = NULL;

	if (uri == NULL)
		return NULL;
	PopplerDocument *document = poppler_document_new_from_file(uri, NULL, &wrong);
	if (document == NULL)
		refuse(error, _("the PDF does not open again: %s"), wrong->message);
	return document;
}

bool document_prove(const Composition *composition, const char *path, GError **error)
{
	g_autoptr(PopplerDocument) document = open_document(path, error);
	if (document == NULL)
		return false;

	int pages = poppler_document_get_n_pages(document);
	if (pages < 0 || (unsigned)pages != composition->pages)
		return refuse(
			error, _("the PDF has %d pages instead of %u"), pages, composition->pages);
	for (unsigned page = 1; page <= composition->pages; page++)
		if (!prove_page(composition, document, page, error)) {
			g_prefix_error(error, _("page %u: "), page);
			return false;
		}
	return kept_prove(composition, path, error);
}
