/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scan of one format: what scan.h promises of every page must hold, whatever the bytes are. */
#ifndef TESTS_FUZZ_SCAN_H
#define TESTS_FUZZ_SCAN_H

#include "ocr/scan.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>

static inline void check_page(const ScanPage *page, const ScanLimits *limits)
{
	unsigned width = (unsigned)pixGetWidth(page->pix),
		 height = (unsigned)pixGetHeight(page->pix);
	int depth = pixGetDepth(page->pix);

	g_assert_true(depth == 1 || depth == 8 || depth == 32);
	g_assert_null(pixGetColormap(page->pix));
	g_assert_cmpuint(MAX(width, height), <=, limits->max_side);
	g_assert_cmpuint(width * height, <=, limits->max_megapixels * 1000000);
	g_assert_true(isfinite(page->dpi_x) && isfinite(page->dpi_y));
	g_assert_true(page->dpi_x > 0 && page->dpi_y > 0);
	g_assert_true(page->turn < 360 && page->turn % 90 == 0);
	g_assert_false(page->rendered && page->stream != NULL);
	if (page->stream != NULL) {
		g_assert_cmpuint(page->stream->width, ==, width);
		g_assert_cmpuint(page->stream->height, ==, height);
	}
}

static inline void fuzz_scan(const uint8_t *data, size_t size)
{
	static const ScanLimits limits = { 1500, 1, 4 };
	g_autoptr(GError) error = NULL;
	g_autoptr(Scan) scan = scan_open(fuzz_file(data, size), &limits, &error);

	g_assert_true((scan == NULL) == (error != NULL));
	for (unsigned i = 0; scan != NULL && i < scan_page_count(scan); i++) {
		g_autoptr(ScanPage) page = scan_read_page(scan, i, &error);
		g_assert_true((page == NULL) == (error != NULL));
		g_clear_error(&error);
		if (page != NULL)
			check_page(page, &limits);
	}
}

#endif
