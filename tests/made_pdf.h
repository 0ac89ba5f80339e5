/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF made for tests: one page that has one image /I. */
#ifndef TESTS_MADE_PDF_H
#define TESTS_MADE_PDF_H

#include "base/pdf_write.h"

typedef struct {
	GBytes *image;             /* its bytes as they stand in the PDF */
	const char *image_entries; /* of its dictionary, besides type and size */
	GBytes *content;           /* of the page */
	const char *content_entries, *page_entries, *resource_entries, *catalog_entries;
	const char *box; /* MediaBox */
	unsigned width, height;
} MadePdf;

static inline unsigned put_made(PdfWriter *pdf, const char *format, ...) G_GNUC_PRINTF(2, 3);

static inline unsigned put_made(PdfWriter *pdf, const char *format, ...)
{
	unsigned number = pdf_write_reserve(pdf);
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *body = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	pdf_write_object(pdf, number, body);
	return number;
}

static inline const char *made_entries(const char *entries)
{
	return entries == NULL ? "" : entries;
}

static inline void make_pdf(const char *path, const MadePdf *made)
{
	PdfWriter *pdf = pdf_write_open(path, NULL);
	unsigned pages = pdf_write_reserve(pdf), image = pdf_write_reserve(pdf),
		 content = pdf_write_reserve(pdf);
	g_autofree char *dictionary =
		g_strdup_printf("/Type/XObject/Subtype/Image/Width %u/Height %u%s", made->width,
			made->height, made->image_entries);

	pdf_write_stream(pdf, image, dictionary, made->image);
	pdf_write_stream(pdf, content, made_entries(made->content_entries), made->content);
	unsigned page = put_made(pdf,
		"<</Type/Page/Parent %u 0 R/Contents %u 0 R/Resources<</XObject<</I %u 0 R>>%s>>%s>>",
		pages, content, image, made_entries(made->resource_entries),
		made_entries(made->page_entries));
	g_autofree char *tree = g_strdup_printf(
		"<</Type/Pages/Kids[%u 0 R]/Count 1/MediaBox[%s]>>", page, made->box);
	pdf_write_object(pdf, pages, tree);
	unsigned catalog = put_made(pdf, "<</Type/Catalog/Pages %u 0 R%s>>", pages,
		made_entries(made->catalog_entries));
	g_assert_true(pdf_write_finish(pdf, catalog, 0, NULL));
}

#endif
