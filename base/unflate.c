/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/unflate.h"

#include <gio/gio.h>

enum { PIECE = 64 << 10 };

/* Inflates piece by piece until the end, an error or more than `most` bytes. `kept` may be NULL. */
static bool inflate_pieces(Bytes flate, size_t most, GByteArray *kept, size_t *out_size)
{
	g_autoptr(GZlibDecompressor) zlib = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
	g_autofree uint8_t *piece = g_malloc(PIECE);
	GConverterResult result = G_CONVERTER_CONVERTED;
	size_t size = 0;

	while (result == G_CONVERTER_CONVERTED && size <= most) {
		gsize taken, given;
		result = g_converter_convert(G_CONVERTER(zlib), flate.at, flate.left, piece, PIECE,
			G_CONVERTER_INPUT_AT_END, &taken, &given, NULL);
		if (result == G_CONVERTER_ERROR)
			break;
		flate.at += taken, flate.left -= taken;
		size += given;
		if (kept != NULL)
			g_byte_array_append(kept, piece, (guint)given);
	}
	*out_size = size;
	return result == G_CONVERTER_FINISHED && size <= most;
}

size_t unflate_size(Bytes flate, size_t most)
{
	size_t size;

	(void)inflate_pieces(flate, most, NULL, &size);
	return size;
}

GBytes *unflate(Bytes flate, size_t most)
{
	g_autoptr(GByteArray) kept = g_byte_array_new();
	size_t size;

	if (!inflate_pieces(flate, most, kept, &size))
		return NULL;
	return g_byte_array_free_to_bytes(g_steal_pointer(&kept));
}
