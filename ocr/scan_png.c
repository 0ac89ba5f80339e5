/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PNG (ISO/IEC 15948). Its compressed data, the IDAT chunks joined, are a PDF's FlateDecode with
 * predictor 15 if the image is not interlaced, has no alpha and no palette.
 */
#include "base/i18n.h"
#include "ocr/pix.h"
#include "ocr/scan_format.h"

#include <string.h>

enum { SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_TAIL = 4, IHDR_SIZE = 13 };
enum { GREY = 0, RGB = 2, UNIT_METRE = 1 };

typedef struct {
	unsigned width, height, bits, colour, interlaced;
	bool has_transparency;
	double dpi_x, dpi_y;
	GByteArray *data; /* of all IDAT */
} Png;

static uint32_t number(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static void note_chunk(Png *png, const uint8_t *kind, const uint8_t *data, size_t size)
{
	if (memcmp(kind, "IHDR", 4) == 0 && size == IHDR_SIZE) {
		png->width = number(data);
		png->height = number(data + 4);
		png->bits = data[8];
		png->colour = data[9];
		png->interlaced = data[12];
	} else if (memcmp(kind, "pHYs", 4) == 0 && size == 9 && data[8] == UNIT_METRE) {
		png->dpi_x = number(data) * 0.0254;
		png->dpi_y = number(data + 4) * 0.0254;
	} else if (memcmp(kind, "tRNS", 4) == 0) {
		png->has_transparency = true;
	} else if (memcmp(kind, "IDAT", 4) == 0) {
		g_byte_array_append(png->data, data, (guint)size);
	}
}

static void read_chunks(Png *png, GBytes *bytes)
{
	size_t size, at = SIGNATURE;
	const uint8_t *file = g_bytes_get_data(bytes, &size);

	while (at <= size && size - at >= CHUNK_HEAD + CHUNK_TAIL) {
		size_t length = number(file + at);
		if (length > size - at - CHUNK_HEAD - CHUNK_TAIL)
			return;
		note_chunk(png, file + at + 4, file + at + CHUNK_HEAD, length);
		at += CHUNK_HEAD + length + CHUNK_TAIL;
	}
}

static ScanStream *pass_through(Png *png)
{
	bool fits = (png->colour == GREY && (png->bits == 1 || png->bits == 8)) ||
		    (png->colour == RGB && png->bits == 8);

	if (!fits || png->interlaced != 0 || png->has_transparency)
		return NULL;
	ScanStream *stream = g_new0(ScanStream, 1);
	stream->bytes = g_byte_array_free_to_bytes(g_steal_pointer(&png->data));
	stream->width = png->width;
	stream->height = png->height;
	stream->filter = "FlateDecode";
	stream->bits = png->bits;
	stream->components = png->colour == GREY ? 1 : 3;
	stream->predictor = 15;
	return stream;
}

/* Without colour map and alpha, of 1, 8 or 32 bits. Takes `pix`. */
static PIX *plain(PIX *pix)
{
	auto_pix owned = pix;

	if (pixGetSpp(owned) == 4)
		return pixAlphaBlendUniform(owned, 0xffffff00);
	auto_pix unmapped = pixGetColormap(owned) != NULL
				    ? pixRemoveColormap(owned, REMOVE_CMAP_BASED_ON_SRC)
				    : pixClone(owned);
	if (unmapped == NULL)
		return NULL;
	int depth = pixGetDepth(unmapped);
	return depth == 2 || depth == 4 || depth == 16 ? pixConvertTo8(unmapped, 0)
						       : pixClone(unmapped);
}

static ScanPage *decode(const Scan *scan, Png *png, GError **error)
{
	size_t size;
	const uint8_t *data = g_bytes_get_data(scan->bytes, &size);

	read_chunks(png, scan->bytes);
	if (!scan_check_size(&scan->limits, png->width, png->height, error))
		return NULL;
	PIX *read = pixReadMemPng(data, size);
	PIX *pix = read == NULL ? NULL : plain(read);
	if (pix == NULL) {
		scan_refuse(error, _("the PNG image is damaged or cut off"));
		return NULL;
	}
	ScanPage *page = scan_page_new(pix);
	page->stream = pass_through(png);
	scan_page_set_dpi(page, png->dpi_x, png->dpi_y);
	return page;
}

static ScanPage *read_png(Scan *scan, unsigned page_number, GError **error)
{
	Png png = { .data = g_byte_array_new() };

	(void)page_number;
	ScanPage *page = decode(scan, &png, error);
	g_clear_pointer(&png.data, g_byte_array_unref);
	return page;
}

static bool open_png(Scan *scan, GError **error)
{
	(void)error;
	scan->pages = 1;
	return true;
}

static void close_png(gpointer state)
{
	(void)state;
}

const ScanReader scan_png = { SCAN_PNG, open_png, read_png, close_png };
