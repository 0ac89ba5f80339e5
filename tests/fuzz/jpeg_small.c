/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/jpeg_small.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	JpegSize small;
	g_autoptr(GBytes) samples = jpeg_decode_small(data, size, 64, &small);

	if (samples != NULL)
		g_assert_cmpuint(g_bytes_get_size(samples), ==,
			(gsize)small.width * small.height * small.components);
	return 0;
}
