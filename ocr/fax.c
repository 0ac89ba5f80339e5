/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF's Group 4 image, decoded by laying a TIFF's directory behind it. */
#include "ocr/pix.h"
#include "ocr/scan_format.h"
#include "ocr/tiff_file.h"

#include <string.h>

enum { HEADER = 8 };

static void put_number(GByteArray *out, uint32_t value, unsigned width)
{
	uint8_t bytes[] = { (uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
		(uint8_t)(value >> 24) };

	g_byte_array_append(out, bytes, width);
}

static void put_entry(GByteArray *out, uint32_t tag, uint32_t value)
{
	put_number(out, tag, 2);
	put_number(out, TIFF_LONG, 2);
	put_number(out, 1, 4);
	put_number(out, value, 4);
}

static GBytes *wrap(GBytes *bytes, unsigned width, unsigned height)
{
	size_t size;
	const void *data = g_bytes_get_data(bytes, &size);
	GByteArray *out = g_byte_array_new();

	g_byte_array_append(out, (const uint8_t *)"II*\0", 4);
	put_number(out, (uint32_t)(HEADER + size + size % 2), 4);
	g_byte_array_append(out, data, (guint)size);
	if (size % 2 != 0)
		put_number(out, 0, 1);
	put_number(out, 8, 2);
	put_entry(out, TIFFTAG_IMAGEWIDTH, width);
	put_entry(out, TIFFTAG_IMAGELENGTH, height);
	put_entry(out, TIFFTAG_BITSPERSAMPLE, 1);
	put_entry(out, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
	put_entry(out, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	put_entry(out, TIFFTAG_STRIPOFFSETS, HEADER);
	put_entry(out, TIFFTAG_ROWSPERSTRIP, height);
	put_entry(out, TIFFTAG_STRIPBYTECOUNTS, (uint32_t)size);
	put_number(out, 0, 4);
	return g_byte_array_free_to_bytes(out);
}

static PIX *read_rows(TiffFile *file, unsigned width, unsigned height)
{
	auto_pix pix = pixCreate((l_int32)width, (l_int32)height, 1);
	g_autofree uint8_t *row = NULL;

	if (pix == NULL || TIFFScanlineSize(file->tiff) > 4 * (tmsize_t)pixGetWpl(pix))
		return NULL;
	row = g_malloc0(4 * (size_t)pixGetWpl(pix));
	for (unsigned y = 0; y < height; y++) {
		if (TIFFReadScanline(file->tiff, row, y, 0) < 0)
			return NULL;
		memcpy(pixGetData(pix) + (size_t)y * pixGetWpl(pix), row,
			(size_t)TIFFScanlineSize(file->tiff));
	}
	pixEndianByteSwap(pix);
	return file->has_failed ? NULL : g_steal_pointer(&pix);
}

PIX *fax_read(GBytes *bytes, unsigned width, unsigned height, bool black_is_1)
{
	if (g_bytes_get_size(bytes) > G_MAXINT32)
		return NULL;
	g_autoptr(GBytes) wrapped = wrap(bytes, width, height);
	g_autoptr(TiffFile) file = tiff_file_open(wrapped, 64 << 20);
	PIX *pix = file == NULL ? NULL : read_rows(file, width, height);
	if (pix != NULL && black_is_1)
		pixInvert(pix, pix);
	return pix;
}
