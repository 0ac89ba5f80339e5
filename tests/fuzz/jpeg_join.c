/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input: width, height, rows of a strip (16 bits each, the most significant first), a byte of
 * flags; then the tables, if the flags say so, and the strips, each of which begins with SOI. */
#include "ocr/jpeg_join.h"

#include "base/bytes.h"
#include "ocr/scan_format.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum { HEAD = 7, IS_RGB = 1, HAS_TABLES = 2 };

/* The stream at the front of `bytes`, up to the next SOI. */
static GBytes *take_stream(Bytes *bytes)
{
	const uint8_t *next =
		bytes->left < 2 ? NULL : memmem(bytes->at + 1, bytes->left - 1, "\xff\xd8", 2);
	size_t size = next == NULL ? bytes->left : (size_t)(next - bytes->at);
	GBytes *stream = g_bytes_new(bytes->at, size);

	bytes->at += size, bytes->left -= size;
	return stream;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const ScanLimits limits = { 1500, 1, 1 };
	g_autoptr(GPtrArray) strips = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(GBytes) tables = NULL;

	if (size < HEAD)
		return 0;
	Bytes rest = { data + HEAD, size - HEAD };
	if (data[6] & HAS_TABLES)
		tables = take_stream(&rest);
	while (rest.left > 0)
		g_ptr_array_add(strips, take_stream(&rest));
	JpegStrips join = { tables, strips, read_be16(data), read_be16(data + 2),
		read_be16(data + 4), data[6] & IS_RGB };
	g_autoptr(GBytes) joined = jpeg_join(&join);
	g_autoptr(ScanPage) page = joined == NULL ? NULL : jpeg_read(&limits, joined, NULL);
	if (page != NULL)
		g_assert_cmpint(pixGetHeight(page->pix), ==, (int)join.height);
	return 0;
}
