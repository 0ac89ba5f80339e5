/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is the same for a page of any format: its limits, its resolution, its orientation.
 *
 * A resolution is believed if both axes are between LEAST_DPI and MOST_DPI, differ by no more
 * than fax machines do, and the page that follows from it is no sheet larger than A3 by a value
 * that programs write when they know nothing (72 and 96): nobody scans at these, and an A4 sheet of
 * 150 dpi or more would become one larger than A3. Otherwise the page is taken for an A4 sheet that
 * the image just fits into.
 */
#include "base/i18n.h"
#include "ocr/error.h"
#include "ocr/pix.h"
#include "ocr/scan_format.h"

#include <math.h>

static const double LEAST_DPI = 50, MOST_DPI = 2400, UNKNOWING_DPI = 96, MOST_RATIO = 4;
static const double A3_SHORT = 12, A3_LONG = 17.1;      /* inches; 11 × 17 as well, and a margin */
static const double A4_SHORT = 8.268, A4_LONG = 11.693; /* inches */

bool scan_check_size(const ScanLimits *limits, uint64_t width, uint64_t height, GError **error)
{
	if (width == 0 || height == 0)
		return scan_refuse(error, _("the image has no pixels"));
	if (MAX(width, height) > limits->max_side) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_INPUT,
			width >= height ? _("the image is wider than %u pixels")
					: _("the image is higher than %u pixels"),
			limits->max_side);
		return false;
	}
	if (width * height > (uint64_t)limits->max_megapixels * 1000000) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_INPUT,
			_("the image has more than %u million pixels"), limits->max_megapixels);
		return false;
	}
	return true;
}

GBytes *scan_icc_unreadable(void)
{
	return g_bytes_new_static("", 0);
}

ScanPage *scan_page_new(PIX *pix)
{
	ScanPage *page = g_new0(ScanPage, 1);

	page->pix = pix;
	return page;
}

void scan_page_free(ScanPage *page)
{
	if (page == NULL)
		return;
	pixDestroy(&page->pix);
	scan_stream_free(page->stream);
	g_clear_pointer(&page->icc, g_bytes_unref);
	scan_content_free(page->content);
	words_free(page->text);
	g_free(page);
}

void scan_page_forget_content(ScanPage *page, const char *unfit)
{
	g_clear_pointer(&page->content, scan_content_free);
	page->unfit = unfit;
}

void scan_content_free(ScanContent *content)
{
	if (content == NULL)
		return;
	g_strfreev(content->resources);
	g_free(content);
}

void scan_stream_free(ScanStream *stream)
{
	if (stream == NULL)
		return;
	g_clear_pointer(&stream->bytes, g_bytes_unref);
	g_free(stream);
}

static bool believe(double dpi_x, double dpi_y, double width, double height)
{
	if (!isfinite(dpi_x) || !isfinite(dpi_y))
		return false;
	if (MIN(dpi_x, dpi_y) < LEAST_DPI || MAX(dpi_x, dpi_y) > MOST_DPI)
		return false;
	if (MAX(dpi_x, dpi_y) > MOST_RATIO * MIN(dpi_x, dpi_y))
		return false;
	double inches_x = width / dpi_x, inches_y = height / dpi_y;
	bool large = MAX(inches_x, inches_y) > A3_LONG || MIN(inches_x, inches_y) > A3_SHORT;
	return !large || MAX(dpi_x, dpi_y) > UNKNOWING_DPI;
}

void scan_page_set_dpi(ScanPage *page, double dpi_x, double dpi_y)
{
	double width = pixGetWidth(page->pix), height = pixGetHeight(page->pix);

	page->dpi_assumed = !believe(dpi_x, dpi_y, width, height);
	if (page->dpi_assumed)
		dpi_x = dpi_y = MAX(MAX(width, height) / A4_LONG, MIN(width, height) / A4_SHORT);
	page->dpi_x = dpi_x;
	page->dpi_y = dpi_y;
}

void scan_page_set_orientation(ScanPage *page, unsigned orientation)
{
	/* TIFF 6.0, Orientation: where row 0 and column 0 are when the page is upright. */
	static const struct {
		unsigned turn;
		bool mirrored;
	} table[] = {
		{ 0, false },
		{ 0, true },
		{ 180, false },
		{ 180, true },
		{ 270, true },
		{ 90, false },
		{ 90, true },
		{ 270, false },
	};
	unsigned row = orientation >= 1 && orientation <= G_N_ELEMENTS(table) ? orientation - 1 : 0;

	page->turn = table[row].turn;
	page->mirrored = table[row].mirrored;
}
