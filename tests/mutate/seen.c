/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/mutate/seen.h"

#include "base/pdf_object.h"

#include <poppler.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

enum { DPI = 24, LARGEST = 4000 };

/* What may be added by the rules: it is judged by others. */
static const char *const free_keys[] = { "/AcroForm", "/DSS", "/Extensions", "/Version", "/Annots",
	"/Tabs", "/Parent", NULL };

/* What fields hold is not looked at: only where they are. */
static void cover_fields(cairo_t *cairo, PopplerPage *page, double height)
{
	GList *fields = poppler_page_get_form_field_mapping(page);

	cairo_set_source_rgb(cairo, 1, 1, 1);
	for (GList *one = fields; one != NULL; one = one->next) {
		PopplerFormFieldMapping *mapping = one->data;
		const PopplerRectangle *area = &mapping->area;
		if (poppler_form_field_get_field_type(mapping->field) ==
			POPPLER_FORM_FIELD_SIGNATURE)
			continue;
		/* and the pixels that its edge touches */
		cairo_rectangle(cairo, area->x1 - 3, height - area->y2 - 3, area->x2 - area->x1 + 6,
			area->y2 - area->y1 + 6);
		cairo_fill(cairo);
	}
	poppler_page_free_form_field_mapping(fields);
}

static void tell_pixels(GString *told, PopplerPage *page, double width, double height)
{
	double scale = DPI / 72.0;
	int across = (int)MIN(width * scale + 1, LARGEST),
	    down = (int)MIN(height * scale + 1, LARGEST);
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, across, down);
	cairo_t *cairo = cairo_create(surface);

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, scale, scale);
	poppler_page_render(page, cairo);
	cover_fields(cairo, page, height);
	cairo_destroy(cairo);
	cairo_surface_flush(surface);
	g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
		cairo_image_surface_get_data(surface),
		(gsize)cairo_image_surface_get_stride(surface) * (gsize)down);
	cairo_surface_destroy(surface);
	g_string_append_printf(told, "%.2f x %.2f: %s\n", width, height, digest);
}

static void tell_area(GString *told, const PopplerRectangle *area)
{
	g_string_append_printf(
		told, " at %.1f %.1f %.1f %.1f\n", area->x1, area->y1, area->x2, area->y2);
}

static void tell_notes(GString *told, PopplerPage *page)
{
	GList *notes = poppler_page_get_annot_mapping(page);

	for (GList *one = notes; one != NULL; one = one->next) {
		PopplerAnnotMapping *mapping = one->data;
		int type = poppler_annot_get_annot_type(mapping->annot);
		if (type == POPPLER_ANNOT_WIDGET)
			continue;
		g_autofree char *contents = poppler_annot_get_contents(mapping->annot);
		g_string_append_printf(
			told, "note %d \"%s\"", type, contents != NULL ? contents : "");
		tell_area(told, &mapping->area);
	}
	poppler_page_free_annot_mapping(notes);
}

static void tell_fields(GString *told, PopplerPage *page)
{
	GList *fields = poppler_page_get_form_field_mapping(page);

	for (GList *one = fields; one != NULL; one = one->next) {
		PopplerFormFieldMapping *mapping = one->data;
		g_autofree char *name = poppler_form_field_get_name(mapping->field);
		g_string_append_printf(told, "field %d \"%s\"",
			poppler_form_field_get_field_type(mapping->field),
			name != NULL ? name : "");
		tell_area(told, &mapping->area);
	}
	poppler_page_free_form_field_mapping(fields);
}

static bool tell_shown(GString *told, GBytes *pdf)
{
	g_autoptr(PopplerDocument) document = poppler_document_new_from_bytes(pdf, NULL, NULL);
	int pages = document == NULL ? 0 : poppler_document_get_n_pages(document);

	for (int i = 0; i < pages; i++) {
		g_autoptr(PopplerPage) page = poppler_document_get_page(document, i);
		double width, height;
		if (page == NULL)
			return false;
		g_autofree char *label = poppler_page_get_label(page);
		g_string_append_printf(told, "page %s ", label);
		poppler_page_get_size(page, &width, &height);
		tell_pixels(told, page, width, height);
		tell_notes(told, page);
		tell_fields(told, page);
	}
	return pages > 0;
}

static void tell_dictionary(GString *told, qpdf_data qpdf, qpdf_oh dictionary)
{
	g_autoptr(GPtrArray) keys = pdf_list_keys(qpdf, dictionary);

	for (unsigned i = 0; i < keys->len; i++)
		if (!g_strv_contains(free_keys, keys->pdata[i]))
			g_string_append_printf(told, "%s %s\n", (char *)keys->pdata[i],
				qpdf_oh_unparse(
					qpdf, qpdf_oh_get_key(qpdf, dictionary, keys->pdata[i])));
}

static bool tell_orders(GString *told, GBytes *pdf)
{
	qpdf_data qpdf = qpdf_init();
	gsize size;
	const char *data = g_bytes_get_data(pdf, &size);

	qpdf_silence_errors(qpdf);
	qpdf_set_suppress_warnings(qpdf, QPDF_TRUE);
	bool read = (qpdf_read_memory(qpdf, "PDF", data, size, NULL) & QPDF_ERRORS) == 0;
	if (read) {
		tell_dictionary(told, qpdf, qpdf_get_root(qpdf));
		int pages = qpdf_get_num_pages(qpdf);
		for (int i = 0; i < pages; i++)
			tell_dictionary(told, qpdf, qpdf_get_page_n(qpdf, (size_t)i));
	}
	qpdf_cleanup(&qpdf);
	return read;
}

char *seen_tell(GBytes *pdf)
{
	g_autoptr(GString) told = g_string_new(NULL);

	if (!tell_shown(told, pdf) || !tell_orders(told, pdf))
		return NULL;
	return g_string_free(g_steal_pointer(&told), FALSE);
}
