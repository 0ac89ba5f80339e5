/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/scan_format.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned orientation = 1;
	double dpi[2] = { 0, 0 };

	exif_read(data, size, &orientation, dpi);
	g_assert_cmpuint(orientation, <=, 65535);
	g_assert_true(dpi[0] >= 0 && dpi[1] >= 0);
	return 0;
}
