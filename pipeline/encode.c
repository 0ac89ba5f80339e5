/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the image stands. A PDF's image fills the unit square: u to the right, v upwards. A matrix
 * [a b c d e f] sends u to (a, b), v to (c, d) and the lower left corner to (e, f); turning and
 * mirroring are four choices of these, and no pixel is touched.
 */
#include "pipeline/encode.h"

#include "base/i18n.h"
#include "pipeline/encode_compact.h"
#include "pipeline/encode_image.h"
#include "pipeline/error.h"
#include "pipeline/icc.h"

#include <math.h>

/* ISO 19005-2, 6.1.13: sides of a page, in points */
#define LEAST_SIDE 3.0
#define MOST_SIDE 14400.0

static void clear_images(EncodedPage *page)
{
	for (unsigned i = 0; i < page->count; i++) {
		g_free(page->images[i].dictionary);
		g_free(page->images[i].color_space);
		g_clear_pointer(&page->images[i].stream, g_bytes_unref);
	}
	page->count = 0;
}

void encoded_page_free(EncodedPage *page)
{
	if (page == NULL)
		return;
	clear_images(page);
	if (page->icc != NULL)
		g_bytes_unref(page->icc);
	if (page->content != NULL)
		g_free(page->content->resources);
	g_free(page->content);
	g_free(page);
}

bool encoded_image_is_stencil(const EncodedImage *image)
{
	return *image->color_space == '\0';
}

static void place(EncodedPage *page, unsigned turn, bool mirrored)
{
	double w = page->width, h = page->height;
	const double matrices[4][6] = {
		{ w, 0, 0, h, 0, 0 },
		{ 0, -h, w, 0, 0, h },
		{ -w, 0, 0, -h, w, h },
		{ 0, h, -w, 0, w, 0 },
	};
	double *m = page->matrix;

	for (unsigned i = 0; i < 6; i++)
		m[i] = matrices[turn / 90][i];
	if (!mirrored)
		return;
	/* u runs from its end to its beginning */
	m[4] += m[0], m[5] += m[1];
	m[0] = -m[0], m[1] = -m[1];
}

static bool measure(EncodedPage *page, const ScanPage *scan, unsigned turn, GError **error)
{
	double width = pixGetWidth(scan->pix) * 72.0 / scan->dpi_x;
	double height = pixGetHeight(scan->pix) * 72.0 / scan->dpi_y;
	bool across = turn % 180 == 90;

	page->width = across ? height : width;
	page->height = across ? width : height;
	/* written so that what is no number is refused as well */
	if (MIN(width, height) >= LEAST_SIDE && MAX(width, height) <= MOST_SIDE)
		return true;
	g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
		_("the page would measure %.0f × %.0f mm, which a PDF/A page cannot: its "
		  "resolution is wrong"),
		page->width * 25.4 / 72, page->height * 25.4 / 72);
	return false;
}

static GBytes *encode_pixels(
	PIX *pix, const EncodeRules *rules, GString *dictionary, GError **error)
{
	if (pixGetDepth(pix) == 1)
		return image_fax(pix, dictionary, error);
	if (rules->lossless)
		return image_flate(pix, dictionary, error);
	return image_jpeg(pix, rules->jpeg_quality, dictionary, error);
}

bool encode_add(
	EncodedPage *page, GBytes *stream, GString *dictionary, const char *color_space, PIX *pix)
{
	g_assert(page->count < MOST_ENCODED_IMAGES);
	EncodedImage *image = &page->images[page->count++];

	*image = (EncodedImage) { g_string_free(dictionary, FALSE), g_strdup(color_space), stream,
		(unsigned)pixGetWidth(pix), (unsigned)pixGetHeight(pix) };
	return stream != NULL;
}

const char *encode_space(const EncodedPage *page, PIX *pix)
{
	return page->icc != NULL ? "ICCBased" : pixGetDepth(pix) == 32 ? "DeviceRGB" : "DeviceGray";
}

/* The scan's own stream, if it may be passed through and is smaller than what the page holds. */
static void pass_through(EncodedPage *page, const ScanPage *scan)
{
	g_autoptr(GString) dictionary = g_string_new(NULL);
	size_t size = 0;

	/* what has a profile that the PDF may not hold does not mean in it what it meant */
	if (scan->stream == NULL || (page->icc == NULL && scan->icc != NULL))
		return;
	for (unsigned i = 0; i < page->count; i++)
		size += g_bytes_get_size(page->images[i].stream);
	if (page->count > 0 && g_bytes_get_size(scan->stream->bytes) >= size)
		return;
	GBytes *stream = image_passed(scan->stream, dictionary);
	if (stream == NULL)
		return;
	clear_images(page);
	encode_add(page, stream, g_steal_pointer(&dictionary), encode_space(page, scan->pix),
		scan->pix);
	page->passed_through = true;
}

static bool encode_faithful(
	EncodedPage *page, const ScanPage *scan, const EncodeRules *rules, GError **error)
{
	GString *dictionary = g_string_new(NULL);

	return encode_add(page, encode_pixels(scan->pix, rules, dictionary, error), dictionary,
		encode_space(page, scan->pix), scan->pix);
}

static bool fill(EncodedPage *page, const ScanPage *scan, const EncodeRules *rules, GError **error)
{
	if (rules->compact && !encode_compact(page, scan, rules, error))
		return false;
	pass_through(page, scan);
	return page->count > 0 || encode_faithful(page, scan, rules, error);
}

/* The scan's profile, if a PDF may hold it. */
static void take_profile(EncodedPage *page, const ScanPage *scan)
{
	unsigned components = pixGetDepth(scan->pix) == 32 ? 3 : 1;

	if (scan->icc == NULL || !icc_is_fit(scan->icc, components))
		return;
	page->icc = g_bytes_ref(scan->icc);
	page->icc_components = components;
}

EncodedPage *page_encode(
	const ScanPage *scan, unsigned turn, const EncodeRules *rules, GError **error)
{
	g_autoptr(EncodedPage) page = g_new0(EncodedPage, 1);

	g_assert(turn % 90 == 0 && turn < 360);
	page->size_assumed = scan->dpi_assumed;
	page->rendered = scan->rendered;
	take_profile(page, scan);
	if (!measure(page, scan, turn, error) || !fill(page, scan, rules, error))
		return NULL;
	place(page, turn, scan->mirrored);
	return g_steal_pointer(&page);
}
