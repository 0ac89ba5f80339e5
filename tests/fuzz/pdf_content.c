/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/pdf_content.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PdfPlacement placement = { 0 };

	if (pdf_content_is_image((const char *)data, size, &placement)) {
		g_assert_nonnull(placement.image);
		pdf_placement_clear(&placement);
	}
	g_assert_null(placement.image);
	g_assert_null(placement.states);
	return 0;
}
