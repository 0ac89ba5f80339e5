/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Image XObjects (ISO 32000-1, 8.9.5) without masks, whose colour space is grey or RGB. All others
 * are poppler's to render. Of two filters the outer one is undone first: what is left is an image
 * with one.
 */
#include "base/i18n.h"
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "ocr/scan_format.h"
#include "ocr/scan_pdf.h"

#include <stdlib.h>
#include <string.h>

enum { FLATE_SLACK = 64 << 10, MOST_UNWRAPPED = 128 << 20 };

typedef struct {
	unsigned width, height, bits, components;
	bool inverted;
	GBytes *icc;
	qpdf_oh parameters;
	const char *filter;
} PdfImage;

static unsigned number_of(qpdf_data pdf, qpdf_oh dictionary, const char *key, unsigned otherwise)
{
	qpdf_oh value = qpdf_oh_get_key_if_dict(pdf, dictionary, key);

	if (!qpdf_oh_is_integer(pdf, value))
		return otherwise;
	long long number = qpdf_oh_get_int_value(pdf, value);
	return number < 0 || number > G_MAXINT32 ? otherwise : (unsigned)number;
}

static bool is_true(qpdf_data pdf, qpdf_oh dictionary, const char *key)
{
	qpdf_oh value = qpdf_oh_get_key_if_dict(pdf, dictionary, key);

	return qpdf_oh_is_bool(pdf, value) && qpdf_oh_get_bool_value(pdf, value);
}

/* The value, or the only item if it is an array of one. */
static qpdf_oh single(qpdf_data pdf, qpdf_oh value)
{
	if (qpdf_oh_is_array(pdf, value) && qpdf_oh_get_array_n_items(pdf, value) == 1)
		return qpdf_oh_get_array_item(pdf, value, 0);
	return value;
}

/* The last item of an array, or the value if it is none. */
static qpdf_oh innermost(qpdf_data pdf, qpdf_oh value)
{
	int count = pdf_count(pdf, value);

	return count > 0 ? qpdf_oh_get_array_item(pdf, value, count - 1) : value;
}

static void replace(qpdf_data pdf, qpdf_oh stream, GBytes *bytes, qpdf_oh filter, qpdf_oh parms)
{
	size_t size = 0;
	const void *data = bytes == NULL ? "" : g_bytes_get_data(bytes, &size);

	qpdf_oh_replace_stream_data(pdf, stream, data, size, filter, parms);
}

/* An image of two filters as a stream of the inner one, to be emptied after use; any other as it
 * is. False: the outer filter cannot be undone. */
static bool unwrap(qpdf_data pdf, qpdf_oh stream, qpdf_oh *out)
{
	qpdf_oh dictionary = qpdf_oh_get_dict(pdf, stream);
	qpdf_oh filters = qpdf_oh_get_key(pdf, dictionary, "/Filter");
	qpdf_oh parms = qpdf_oh_get_key(pdf, dictionary, "/DecodeParms");

	*out = stream;
	if (pdf_count(pdf, filters) != 2)
		return true;
	g_autoptr(GBytes) raw = pdf_read_stored(pdf, stream);
	if (raw == NULL)
		return false;
	*out = qpdf_oh_new_stream(pdf);
	replace(pdf, *out, raw, qpdf_oh_get_array_item(pdf, filters, 0),
		pdf_count(pdf, parms) == 2 ? qpdf_oh_get_array_item(pdf, parms, 0)
					   : qpdf_oh_new_null(pdf));
	g_autoptr(GBytes) inner = pdf_read_decoded(pdf, *out, MOST_UNWRAPPED);
	replace(pdf, *out, inner, innermost(pdf, filters), innermost(pdf, parms));
	return inner != NULL;
}

/* qpdf keeps every stream of its own until the end. */
static void forget(qpdf_data pdf, qpdf_oh unwrapped, qpdf_oh stream)
{
	if (unwrapped != stream)
		replace(pdf, unwrapped, NULL, qpdf_oh_new_null(pdf), qpdf_oh_new_null(pdf));
}

GBytes *pdf_read_jpeg(qpdf_data pdf, qpdf_oh image, bool *out_empty)
{
	g_autoptr(GBytes) raw = pdf_read_stored(pdf, image);
	qpdf_oh filter = qpdf_oh_get_key(pdf, qpdf_oh_get_dict(pdf, image), "/Filter");
	GBytes *jpeg = NULL;
	qpdf_oh inner;

	*out_empty = raw == NULL || g_bytes_get_size(raw) == 0;
	if (*out_empty || pdf_count(pdf, filter) > 2 ||
		!pdf_is_name(pdf, innermost(pdf, filter), "/DCTDecode"))
		return NULL;
	if (unwrap(pdf, image, &inner))
		jpeg = pdf_read_stored(pdf, inner);
	forget(pdf, inner, image);
	return jpeg;
}

static bool read_icc(qpdf_data pdf, qpdf_oh space, PdfImage *image)
{
	qpdf_oh profile = qpdf_oh_get_array_item(pdf, space, 1);

	if (!qpdf_oh_is_stream(pdf, profile))
		return false;
	image->components = number_of(pdf, qpdf_oh_get_dict(pdf, profile), "/N", 0);
	image->icc = pdf_read_decoded(pdf, profile, MOST_ICC);
	if (image->icc == NULL)
		return false;
	return image->components == 1 || image->components == 3;
}

static bool read_colours(qpdf_data pdf, qpdf_oh dictionary, PdfImage *image)
{
	qpdf_oh space = single(pdf, qpdf_oh_get_key(pdf, dictionary, "/ColorSpace"));
	bool is_family = qpdf_oh_is_array(pdf, space) && qpdf_oh_get_array_n_items(pdf, space) > 1;
	qpdf_oh family = is_family ? qpdf_oh_get_array_item(pdf, space, 0) : space;

	if (!qpdf_oh_is_name(pdf, family))
		return false;
	const char *name = qpdf_oh_get_name(pdf, family);
	if (g_str_equal(name, "/ICCBased") && is_family)
		return read_icc(pdf, space, image);
	image->components = g_str_equal(name, "/DeviceGray") || g_str_equal(name, "/CalGray") ? 1
		: g_str_equal(name, "/DeviceRGB") || g_str_equal(name, "/CalRGB")             ? 3
											      : 0;
	return image->components != 0;
}

/* /Decode: as it is by default, or [1 0]; anything else is not for us. */
static bool read_decode(qpdf_data pdf, qpdf_oh dictionary, PdfImage *image)
{
	qpdf_oh decode = qpdf_oh_get_key(pdf, dictionary, "/Decode");

	if (!qpdf_oh_is_array(pdf, decode))
		return true;
	int count = qpdf_oh_get_array_n_items(pdf, decode);
	double first = qpdf_oh_get_numeric_value(pdf, qpdf_oh_get_array_item(pdf, decode, 0));
	if (count != 2 * (int)image->components)
		return false;
	image->inverted = first == 1;
	for (int i = 0; i < count; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(pdf, decode, i);
		double expected = (i % 2 == 1) != image->inverted ? 1 : 0;
		if (qpdf_oh_get_numeric_value(pdf, item) != expected)
			return false;
	}
	return !image->inverted || image->components == 1;
}

static bool read_filter(qpdf_data pdf, qpdf_oh dictionary, PdfImage *image)
{
	static const char *const known[] = { "DCTDecode", "CCITTFaxDecode", "JPXDecode",
		"FlateDecode" };
	qpdf_oh filters = qpdf_oh_get_key(pdf, dictionary, "/Filter");
	qpdf_oh filter = innermost(pdf, filters);

	image->parameters = innermost(pdf, qpdf_oh_get_key(pdf, dictionary, "/DecodeParms"));
	if (!qpdf_oh_is_name(pdf, filter) || pdf_count(pdf, filters) > 2)
		return false;
	const char *name = qpdf_oh_get_name(pdf, filter) + 1;
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_equal(name, known[i]))
			image->filter = known[i];
	return image->filter != NULL;
}

static bool read_dictionary(qpdf_data pdf, qpdf_oh dictionary, PdfImage *image)
{
	static const char *const masks[] = { "/SMask", "/Mask", "/Alternates", "/OC",
		"/SMaskInData" };

	if (!qpdf_oh_is_name_and_equals(
		    pdf, qpdf_oh_get_key(pdf, dictionary, "/Subtype"), "/Image") ||
		is_true(pdf, dictionary, "/ImageMask"))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(masks); i++)
		if (qpdf_oh_has_key(pdf, dictionary, masks[i]))
			return false;
	image->width = number_of(pdf, dictionary, "/Width", 0);
	image->height = number_of(pdf, dictionary, "/Height", 0);
	image->bits = number_of(pdf, dictionary, "/BitsPerComponent", 8);
	return read_filter(pdf, dictionary, image) && read_colours(pdf, dictionary, image) &&
		read_decode(pdf, dictionary, image);
}

static ScanStream *stream_of(const PdfImage *image, GBytes *bytes)
{
	ScanStream *stream = g_new0(ScanStream, 1);

	stream->bytes = g_bytes_ref(bytes);
	stream->width = image->width;
	stream->height = image->height;
	stream->filter = image->filter;
	stream->bits = image->bits;
	stream->components = image->components;
	stream->inverted = image->inverted;
	stream->predictor = 1;
	return stream;
}

static size_t row_size(const PdfImage *image)
{
	return ((size_t)image->width * image->components * image->bits + 7) / 8;
}

/* Rows of packed samples as a picture: 1 bit grey, or 8 bits grey or RGB. */
static PIX *pix_of_samples(const PdfImage *image, GBytes *samples)
{
	size_t size, row = row_size(image);
	const uint8_t *data = g_bytes_get_data(samples, &size);
	int depth = image->components == 3 ? 32 : (int)image->bits;

	if (size / image->height < row)
		return NULL;
	PIX *pix = pixCreate((l_int32)image->width, (l_int32)image->height, depth);
	for (unsigned y = 0; pix != NULL && y < image->height; y++, data += row) {
		l_uint32 *line = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
		if (depth < 32)
			memcpy(line, data, row);
		for (unsigned x = 0; depth == 32 && x < image->width; x++)
			composeRGBPixel(data[3 * x], data[3 * x + 1], data[3 * x + 2], line + x);
	}
	if (pix != NULL && depth < 32)
		pixEndianByteSwap(pix);
	/* Leptonica's bit 1 is black. */
	if (pix != NULL && (depth == 1) != image->inverted)
		pixInvert(pix, pix);
	return pix;
}

static ScanPage *page_of(const PdfImage *image, PIX *pix, GBytes *raw, GError **error)
{
	if (pix == NULL)
		return scan_refuse(error, _("the PDF's image is damaged or cut off")), NULL;
	ScanPage *page = scan_page_new(pix);
	page->stream = stream_of(image, raw);
	page->icc = image->icc == NULL ? NULL : g_bytes_ref(image->icc);
	return page;
}

static ScanPage *decode_fax(qpdf_data pdf, qpdf_oh stream, const PdfImage *image, GError **error)
{
	qpdf_oh parameters = image->parameters;
	bool black_is_1 = is_true(pdf, parameters, "/BlackIs1");
	qpdf_oh k = qpdf_oh_get_key_if_dict(pdf, parameters, "/K");

	if (image->bits != 1 || image->components != 1 || !qpdf_oh_is_integer(pdf, k) ||
		qpdf_oh_get_int_value(pdf, k) >= 0 ||
		is_true(pdf, parameters, "/EncodedByteAlign") ||
		number_of(pdf, parameters, "/Columns", 1728) != image->width)
		return NULL;
	g_autoptr(GBytes) raw = pdf_read_stored(pdf, stream);
	if (raw == NULL)
		return NULL;
	PIX *pix = fax_read(raw, image->width, image->height, black_is_1 != image->inverted);
	ScanPage *page = page_of(image, pix, raw, error);
	if (page != NULL) {
		page->stream->k = -1;
		page->stream->black_is_1 = black_is_1;
	}
	return page;
}

static ScanPage *decode_flate(qpdf_data pdf, qpdf_oh stream, const PdfImage *image, GError **error)
{
	unsigned predictor = number_of(pdf, image->parameters, "/Predictor", 1);
	bool fits = image->bits == 8 || (image->bits == 1 && image->components == 1);

	if (!fits ||
		(predictor > 1 &&
			(number_of(pdf, image->parameters, "/Columns", 1) != image->width ||
				number_of(pdf, image->parameters, "/Colors", 1) !=
					image->components ||
				number_of(pdf, image->parameters, "/BitsPerComponent", 8) !=
					image->bits)))
		return NULL;
	/* a byte more a row for PNG's predictors, and what writers leave behind the last */
	size_t most = image->height * (row_size(image) + 1) + FLATE_SLACK;
	g_autoptr(GBytes) raw = pdf_read_stored(pdf, stream);
	if (raw == NULL || !pdf_stream_fits(pdf, stream, &most))
		return NULL;
	g_autoptr(GBytes) samples = pdf_read_fitting(pdf, stream);
	PIX *pix = samples == NULL ? NULL : pix_of_samples(image, samples);
	ScanPage *page = page_of(image, pix, raw, error);
	if (page != NULL)
		page->stream->predictor = predictor >= 10 ? 15 : predictor == 2 ? 2 : 1;
	return page;
}

/* A whole file of its own format; what the PDF says of its colours counts. */
static ScanPage *decode_file(qpdf_data pdf, qpdf_oh stream, const PdfImage *image,
	const ScanLimits *limits, GError **error)
{
	bool is_jpeg = g_str_equal(image->filter, "DCTDecode");
	qpdf_oh transform = qpdf_oh_get_key_if_dict(pdf, image->parameters, "/ColorTransform");

	if (image->inverted || qpdf_oh_is_integer(pdf, transform))
		return NULL;
	g_autoptr(GBytes) raw = pdf_read_stored(pdf, stream);
	if (raw == NULL)
		return NULL;
	ScanPage *page = is_jpeg ? jpeg_read(limits, raw, error) : jp2_read(limits, raw, error);
	if (page == NULL)
		return NULL;
	if (page->stream != NULL && page->stream->components != image->components) {
		scan_page_free(page);
		return NULL;
	}
	g_clear_pointer(&page->icc, g_bytes_unref);
	page->icc = image->icc == NULL ? NULL : g_bytes_ref(image->icc);
	return page;
}

/* NULL without an error: of a kind that must be rendered. What is damaged is not: a renderer would
 * show the rest of it as white. */
static ScanPage *decode(qpdf_data pdf, qpdf_oh stream, const PdfImage *image,
	const ScanLimits *limits, GError **error)
{
	if (!scan_check_size(limits, image->width, image->height, error))
		return NULL;
	if (g_str_equal(image->filter, "CCITTFaxDecode"))
		return decode_fax(pdf, stream, image, error);
	if (g_str_equal(image->filter, "FlateDecode"))
		return decode_flate(pdf, stream, image, error);
	return decode_file(pdf, stream, image, limits, error);
}

ScanPage *pdf_decode_image(qpdf_data pdf, qpdf_oh stream, const ScanLimits *limits, GError **error)
{
	PdfImage image = { 0 };
	ScanPage *page = NULL;
	qpdf_oh inner;

	if (qpdf_oh_is_stream(pdf, stream) &&
		read_dictionary(pdf, qpdf_oh_get_dict(pdf, stream), &image)) {
		if (unwrap(pdf, stream, &inner))
			page = decode(pdf, inner, &image, limits, error);
		forget(pdf, inner, stream);
	}
	g_clear_pointer(&image.icc, g_bytes_unref);
	return page;
}
