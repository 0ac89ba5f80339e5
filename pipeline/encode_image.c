/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/encode_image.h"

#include "base/bytes.h"
#include "base/i18n.h"
#include "pipeline/error.h"
#include "pipeline/jbig2.h"

#include <allheaders.h>
#include <string.h>
#include <sys/mman.h>
#include <tiffio.h>
#include <unistd.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TIFF, TIFFClose)

GBytes *image_refuse(GError **error)
{
	g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
		_("the page's image could not be encoded"));
	return NULL;
}

void image_put_size(GString *dictionary, PIX *pix, unsigned bits)
{
	g_string_append_printf(dictionary,
		"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent %u ",
		pixGetWidth(pix), pixGetHeight(pix), bits);
}

static bool write_fax_strip(int file, PIX *pix)
{
	unsigned width = (unsigned)pixGetWidth(pix), height = (unsigned)pixGetHeight(pix);
	size_t row_size = (width + 7) / 8;
	g_autofree guint32 *row = g_new(guint32, (size_t)pixGetWpl(pix));
	g_autoptr(TIFF) tiff = TIFFFdOpen(dup(file), "", "wb");

	if (tiff == NULL)
		return false;
	TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
	TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
	TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, height);
	TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
	TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB);
	g_assert(TIFFScanlineSize64(tiff) == row_size);
	for (unsigned y = 0; y < height; y++) {
		const guint32 *words = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
		for (int i = 0; i < pixGetWpl(pix); i++)
			row[i] = GUINT32_TO_BE(words[i]);
		if (TIFFWriteScanline(tiff, row, y, 0) != 1)
			return false;
	}
	return TIFFFlush(tiff) == 1;
}

static GBytes *read_fax_strip(int file)
{
	g_autoptr(TIFF) tiff = TIFFFdOpen(dup(file), "", "rb");

	if (tiff == NULL || TIFFNumberOfStrips(tiff) != 1)
		return NULL;
	tmsize_t size = (tmsize_t)TIFFRawStripSize64(tiff, 0);
	if (size <= 0)
		return NULL;
	g_autofree guint8 *strip = g_malloc((gsize)size);
	if (TIFFReadRawStrip(tiff, 0, strip, size) != size)
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&strip), (gsize)size);
}

/* libtiff encodes only into files: this one is in memory. */
GBytes *image_fax(PIX *pix, GString *dictionary, GError **error)
{
	int file = memfd_create("fax", MFD_CLOEXEC);
	GBytes *strip = NULL;

	g_assert(pixGetDepth(pix) == 1);
	if (file >= 0 && write_fax_strip(file, pix) && lseek(file, 0, SEEK_SET) == 0)
		strip = read_fax_strip(file);
	if (file >= 0)
		close(file);
	if (strip == NULL)
		return image_refuse(error);

	image_put_size(dictionary, pix, 1);
	g_string_append_printf(dictionary,
		"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %d /Rows %d >>",
		pixGetWidth(pix), pixGetHeight(pix));
	return strip;
}

GBytes *image_jbig2(PIX *pix, GString *dictionary)
{
	image_put_size(dictionary, pix, 1);
	g_string_append(dictionary, "/Filter /JBIG2Decode");
	return jbig2_encode(pix);
}

/* What a PNG file holds between its chunks' frames is exactly a Flate stream with predictors. */
static GBytes *join_png_data(const guint8 *png, size_t size)
{
	GByteArray *joined = g_byte_array_new();

	for (size_t at = 8; size - at >= 12;) {
		size_t length = read_be32(png + at);
		g_assert(length <= size - at - 12);
		if (memcmp(png + at + 4, "IDAT", 4) == 0)
			g_byte_array_append(joined, png + at + 8, (guint)length);
		at += length + 12;
	}
	return g_byte_array_free_to_bytes(joined);
}

GBytes *image_flate(PIX *pix, GString *dictionary, GError **error)
{
	unsigned bits = pixGetDepth(pix) == 1 ? 1 : 8;
	unsigned components = pixGetDepth(pix) == 32 ? 3 : 1;
	l_uint8 *png = NULL;
	size_t size = 0;

	g_assert(pixGetColormap(pix) == NULL && bits == 8);
	if (pixWriteMemPng(&png, &size, pix, 0) != 0 || size < 8) {
		lept_free(png);
		return image_refuse(error);
	}
	GBytes *stream = join_png_data(png, size);
	lept_free(png);

	image_put_size(dictionary, pix, bits);
	g_string_append_printf(dictionary,
		"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns %d /Colors %u "
		"/BitsPerComponent %u >>",
		pixGetWidth(pix), components, bits);
	return stream;
}

static void free_lept(gpointer data)
{
	lept_free(data);
}

GBytes *image_jpeg(PIX *pix, int quality, GString *dictionary, GError **error)
{
	l_uint8 *jpeg = NULL;
	size_t size = 0;

	/* every sample of colour is kept: what halved colour blurs are the thin red of seals and
	 * the blue of signatures, by which a scan is told from a copy */
	pixSetChromaSampling(pix, 0);
	if (pixWriteMemJpeg(&jpeg, &size, pix, quality, 0) != 0 || size == 0) {
		lept_free(jpeg);
		return image_refuse(error);
	}
	image_put_size(dictionary, pix, 8);
	g_string_append(dictionary, "/Filter /DCTDecode");
	return g_bytes_new_with_free_func(jpeg, size, free_lept, jpeg);
}
