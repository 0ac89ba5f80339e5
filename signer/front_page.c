/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page is copied out of a second view of the file: the first one must stay as it is, since its objects
 * go into the increment.
 */
#include "signer/front_page.h"

#include "signer/jpeg_small.h"

#include <stdlib.h>

enum { LEAST_PIXELS = 400000, MOST_IMAGES = 64 };

static void clear_qpdf(qpdf_data *qpdf)
{
	if (*qpdf != NULL)
		qpdf_cleanup(qpdf);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(qpdf_data, clear_qpdf)

static qpdf_oh find_images(const PdfFile *document, qpdf_oh page)
{
	return pdf_file_find(
		document, pdf_file_find_inherited(document, page, "/Resources"), "/XObject");
}

/* A JPEG whose samples are colours: not those that are numbers in a palette, nor CMYK. */
static bool is_large_jpeg(const PdfFile *document, qpdf_oh image)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh filter = pdf_file_find(document, image, "/Filter");
	qpdf_oh space = pdf_file_find(document, image, "/ColorSpace");
	size_t width, height;

	if (qpdf_oh_is_array(qpdf, filter) && qpdf_oh_get_array_n_items(qpdf, filter) == 1)
		filter = qpdf_oh_get_array_item(qpdf, filter, 0);
	if (qpdf_oh_is_array(qpdf, space))
		space = qpdf_oh_get_array_item(qpdf, space, 0);
	return pdf_file_is_name(document, filter, "/DCTDecode") &&
		!pdf_file_is_name(document, space, "/Indexed") &&
		pdf_file_read_offset(document, pdf_file_find(document, image, "/Width"), &width) &&
		pdf_file_read_offset(
			document, pdf_file_find(document, image, "/Height"), &height) &&
		(double)width * (double)height > 2 * LEAST_PIXELS;
}

static bool shrink(const PdfFile *document, qpdf_oh image)
{
	qpdf_data qpdf = document->qpdf;
	unsigned char *data = NULL;
	size_t size = 0;
	QPDF_BOOL filtered;
	JpegSize small;

	if (qpdf_oh_get_stream_data(qpdf, image, qpdf_dl_none, &filtered, &data, &size) >=
		QPDF_ERRORS)
		return false;
	g_autoptr(GBytes) samples = jpeg_decode_small(data, size, LEAST_PIXELS, &small);
	free(data);
	if (samples == NULL)
		return false;

	qpdf_oh null = qpdf_oh_new_null(qpdf), entries = qpdf_oh_get_dict(qpdf, image);
	gsize bytes;
	const unsigned char *at = g_bytes_get_data(samples, &bytes);
	qpdf_oh_replace_stream_data(qpdf, image, at, bytes, null, null);
	qpdf_oh_replace_key(
		qpdf, entries, "/Width", qpdf_oh_new_integer(qpdf, (long long)small.width));
	qpdf_oh_replace_key(
		qpdf, entries, "/Height", qpdf_oh_new_integer(qpdf, (long long)small.height));
	return true;
}

/* Does `each` for the large JPEGs of the page; how many of them were well. */
static unsigned walk_images(
	const PdfFile *document, qpdf_oh page, bool (*each)(const PdfFile *, qpdf_oh))
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh images = find_images(document, page);
	unsigned count = 0;

	if (!qpdf_oh_is_dictionary(qpdf, images))
		return 0;
	qpdf_oh_begin_dict_key_iter(qpdf, images);
	for (unsigned i = 0; i < MOST_IMAGES && qpdf_oh_dict_more_keys(qpdf); i++) {
		qpdf_oh image = pdf_file_find(document, images, qpdf_oh_dict_next_key(qpdf));
		count += qpdf_oh_is_stream(qpdf, image) && is_large_jpeg(document, image) &&
			each(document, image);
	}
	return count;
}

static bool agree(const PdfFile *document, qpdf_oh image)
{
	return pdf_file_is_name(document, pdf_file_find(document, image, "/Subtype"), "/Image");
}

static GBytes *write_pdf(qpdf_data qpdf)
{
	if (qpdf_init_write_memory(qpdf) >= QPDF_ERRORS)
		return NULL;
	qpdf_set_stream_data_mode(qpdf, qpdf_s_preserve);
	if (qpdf_write(qpdf) >= QPDF_ERRORS)
		return NULL;
	return g_bytes_new(qpdf_get_buffer(qpdf), qpdf_get_buffer_length(qpdf));
}

GBytes *front_page_make(const PdfFile *document)
{
	if (walk_images(document, qpdf_get_page_n(document->qpdf, 0), agree) == 0)
		return NULL;
	g_autoptr(PdfFile) source = pdf_file_open_bytes(document->bytes, "", NULL, NULL);
	g_auto(qpdf_data) qpdf = qpdf_init();
	qpdf_set_suppress_warnings(qpdf, QPDF_TRUE);
	if (source == NULL || qpdf_empty_pdf(qpdf) >= QPDF_ERRORS ||
		qpdf_add_page(qpdf, source->qpdf, qpdf_get_page_n(source->qpdf, 0), QPDF_TRUE) >=
			QPDF_ERRORS)
		return NULL;
	const PdfFile copy = { .qpdf = qpdf };
	if (walk_images(&copy, qpdf_get_page_n(qpdf, 0), shrink) == 0)
		return NULL;
	return write_pdf(qpdf);
}
