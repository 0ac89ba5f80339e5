/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PNG (ISO/IEC 15948). Its compressed data, the IDAT chunks joined, are a PDF's FlateDecode with
 * predictor 15 if the image is not interlaced, has no alpha and no palette.
 * IHDR stands first and once, and what follows IEND is not the image's (5.6): what is read here is
 * what the decoder reads.
 */
#include "base/i18n.h"
#include "base/unflate.h"
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
	GBytes *icc;
} Png;

/* 11.3.2.3: a name that ends with 0, the method 0, and the profile in Flate. */
static GBytes *read_icc(Bytes chunk)
{
	size_t name = strnlen((const char *)chunk.at, chunk.left);

	if (chunk.left - name < 2)
		return scan_icc_unreadable();
	GBytes *icc = unflate((Bytes) { chunk.at + name + 2, chunk.left - name - 2 }, MOST_ICC);
	return icc != NULL ? icc : scan_icc_unreadable();
}

/* The chunk at the front; false if it is cut off. */
static bool take_chunk(Bytes *file, const uint8_t **out_kind, Bytes *out_data)
{
	if (file->left < CHUNK_HEAD + CHUNK_TAIL)
		return false;
	size_t length = read_be32(file->at), most = file->left - CHUNK_HEAD - CHUNK_TAIL;
	if (length > most)
		return false;
	*out_kind = file->at + 4;
	*out_data = (Bytes) { file->at + CHUNK_HEAD, length };
	file->at += CHUNK_HEAD + length + CHUNK_TAIL;
	file->left = most - length;
	return true;
}

static bool read_header(Png *png, Bytes *file)
{
	const uint8_t *kind;
	Bytes data;

	if (!take_chunk(file, &kind, &data) || memcmp(kind, "IHDR", 4) != 0 ||
		data.left != IHDR_SIZE)
		return false;
	png->width = read_be32(data.at);
	png->height = read_be32(data.at + 4);
	png->bits = data.at[8];
	png->colour = data.at[9];
	png->interlaced = data.at[12];
	return true;
}

static void note_chunk(Png *png, const uint8_t *kind, const uint8_t *data, size_t size)
{
	if (memcmp(kind, "pHYs", 4) == 0 && size == 9 && data[8] == UNIT_METRE) {
		png->dpi_x = read_be32(data) * 0.0254;
		png->dpi_y = read_be32(data + 4) * 0.0254;
	} else if (memcmp(kind, "iCCP", 4) == 0) {
		g_clear_pointer(&png->icc, g_bytes_unref);
		png->icc = read_icc((Bytes) { data, size });
	} else if (memcmp(kind, "tRNS", 4) == 0) {
		png->has_transparency = true;
	} else if (memcmp(kind, "IDAT", 4) == 0) {
		g_byte_array_append(png->data, data, (guint)size);
	}
}

/* All chunks must be there: libpng makes room for one that is announced before it reads it. */
static bool read_chunks(Png *png, Bytes file)
{
	const uint8_t *kind;
	Bytes data;

	file.at += SIGNATURE, file.left -= SIGNATURE;
	if (!read_header(png, &file))
		return false;
	while (take_chunk(&file, &kind, &data)) {
		if (memcmp(kind, "IEND", 4) == 0)
			return true;
		note_chunk(png, kind, data.at, data.left);
	}
	return false;
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
	Bytes file = bytes_of(scan->bytes);

	if (!read_chunks(png, file))
		return scan_refuse(error, _("the PNG image is damaged or cut off")), NULL;
	if (!scan_check_size(&scan->limits, png->width, png->height, error))
		return NULL;
	PIX *read = pixReadMemPng(file.at, file.left);
	PIX *pix = read == NULL ? NULL : plain(read);
	if (pix == NULL)
		return scan_refuse(error, _("the PNG image is damaged or cut off")), NULL;
	ScanPage *page = scan_page_new(pix);
	page->stream = pass_through(png);
	page->icc = g_steal_pointer(&png->icc);
	scan_page_set_dpi(page, png->dpi_x, png->dpi_y);
	return page;
}

static ScanPage *read_png(Scan *scan, unsigned page_number, GError **error)
{
	Png png = { .data = g_byte_array_new() };

	(void)page_number;
	ScanPage *page = decode(scan, &png, error);
	g_clear_pointer(&png.data, g_byte_array_unref);
	g_clear_pointer(&png.icc, g_bytes_unref);
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

const ScanReader scan_png = { open_png, read_png, close_png };
