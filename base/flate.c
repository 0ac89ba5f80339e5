/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/flate.h"

#include <gio/gio.h>

GBytes *flate(const void *bytes, size_t size)
{
	g_autoptr(GZlibCompressor) zlib = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
	GByteArray *out = g_byte_array_new();
	const guint8 *next = bytes;
	GConverterResult result;

	do {
		guint8 chunk[65536];
		gsize took = 0, made = 0;
		result = g_converter_convert(G_CONVERTER(zlib), next, size, chunk, sizeof chunk,
			G_CONVERTER_INPUT_AT_END, &took, &made, NULL);
		/* compressing into a chunk that has room cannot fail */
		g_assert(result != G_CONVERTER_ERROR);
		g_byte_array_append(out, chunk, (guint)made);
		next += took;
		size -= took;
	} while (result != G_CONVERTER_FINISHED);
	return g_byte_array_free_to_bytes(out);
}
