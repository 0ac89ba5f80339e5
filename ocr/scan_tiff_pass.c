/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/jpeg_join.h"
#include "ocr/scan_tiff.h"

enum { MOST_STRIPS = 65536 };

void tiff_image_read(TiffImage *image, TIFF *tiff)
{
	*image = (TiffImage) { .tiff = tiff, .photometric = PHOTOMETRIC_MINISWHITE };
	TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &image->width);
	TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &image->height);
	TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &image->bits);
	TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &image->samples);
	TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &image->photometric);
	TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &image->compression);
	TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &image->orientation);
	TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &image->planar);
	TIFFGetFieldDefaulted(tiff, TIFFTAG_FILLORDER, &image->fill_order);
	TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &image->rows_per_strip);
	image->rows_per_strip = MIN(image->rows_per_strip, image->height);
}

/* A strip as part of the file; NULL if it lies outside. */
static GBytes *strip_bytes(const TiffImage *image, GBytes *bytes, uint32_t strip)
{
	uint64_t offset = TIFFGetStrileOffset(image->tiff, strip);
	uint64_t size = TIFFGetStrileByteCount(image->tiff, strip);
	uint64_t whole = g_bytes_get_size(bytes);

	if (size == 0 || offset > whole || size > whole - offset)
		return NULL;
	return g_bytes_new_from_bytes(bytes, offset, size);
}

static GPtrArray *all_strips(const TiffImage *image, GBytes *bytes)
{
	g_autoptr(GPtrArray) strips = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	uint32_t count = TIFFNumberOfStrips(image->tiff);

	if (count > MOST_STRIPS)
		return NULL;
	for (uint32_t i = 0; i < count; i++) {
		GBytes *strip = strip_bytes(image, bytes, i);
		if (strip == NULL)
			return NULL;
		g_ptr_array_add(strips, strip);
	}
	return g_steal_pointer(&strips);
}

static bool is_strips(const TiffImage *image)
{
	return !TIFFIsTiled(image->tiff) &&
		(image->samples == 1 || image->planar == PLANARCONFIG_CONTIG);
}

GBytes *tiff_image_jpeg(const TiffImage *image, GBytes *bytes)
{
	bool colour = image->samples == 3 &&
		(image->photometric == PHOTOMETRIC_YCBCR || image->photometric == PHOTOMETRIC_RGB);
	bool grey = image->samples == 1 && image->photometric == PHOTOMETRIC_MINISBLACK;
	const void *tables = NULL;
	uint32_t size = 0;

	if (image->compression != COMPRESSION_JPEG || image->bits != 8 || !(colour || grey) ||
		!is_strips(image))
		return NULL;
	g_autoptr(GPtrArray) strips = all_strips(image, bytes);
	if (strips == NULL)
		return NULL;
	JpegStrips join = { NULL, strips, image->width, image->height, image->rows_per_strip,
		image->photometric == PHOTOMETRIC_RGB };
	g_autoptr(GBytes) table_bytes = NULL;
	if (TIFFGetField(image->tiff, TIFFTAG_JPEGTABLES, &size, &tables) && size > 0)
		join.tables = table_bytes = g_bytes_new(tables, size);
	return jpeg_join(&join);
}

static bool fits_fax(const TiffImage *image)
{
	return image->compression == COMPRESSION_CCITTFAX4 && image->bits == 1 &&
		image->samples == 1;
}

static bool fits_flate(const TiffImage *image)
{
	bool grey = image->samples == 1 && image->photometric <= PHOTOMETRIC_MINISBLACK &&
		(image->bits == 1 || image->bits == 8);
	bool colour =
		image->samples == 3 && image->photometric == PHOTOMETRIC_RGB && image->bits == 8;

	return (image->compression == COMPRESSION_ADOBE_DEFLATE ||
		       image->compression == COMPRESSION_DEFLATE) &&
		image->fill_order == FILLORDER_MSB2LSB && (grey || colour);
}

/* FillOrder 2 (fax boards wrote it) has the bits of each byte the other way round. */
static GBytes *in_reading_order(const TiffImage *image, GBytes *strip)
{
	if (image->fill_order != FILLORDER_LSB2MSB)
		return g_bytes_ref(strip);
	size_t size = g_bytes_get_size(strip);
	uint8_t *copy = g_memdup2(g_bytes_get_data(strip, NULL), size);
	TIFFReverseBits(copy, (tmsize_t)size);
	return g_bytes_new_take(copy, size);
}

static ScanStream *new_stream(const TiffImage *image)
{
	ScanStream *stream = g_new0(ScanStream, 1);

	stream->width = image->width;
	stream->height = image->height;
	stream->bits = image->bits;
	stream->components = image->samples;
	stream->predictor = 1;
	return stream;
}

ScanStream *tiff_image_stream(const TiffImage *image, GBytes *bytes)
{
	if (!is_strips(image) || TIFFNumberOfStrips(image->tiff) != 1 ||
		!(fits_fax(image) || fits_flate(image)))
		return NULL;
	g_autoptr(GBytes) strip = strip_bytes(image, bytes, 0);
	if (strip == NULL)
		return NULL;
	ScanStream *stream = new_stream(image);
	stream->bytes = in_reading_order(image, strip);
	if (fits_fax(image)) {
		stream->filter = "CCITTFaxDecode";
		stream->k = -1;
		/* The coding's black becomes 0 or 1; 0 is black in DeviceGray. TIFF's
		 * MinIsBlack means that the coder's black was a white pixel. */
		stream->black_is_1 = image->photometric == PHOTOMETRIC_MINISBLACK;
		return stream;
	}
	uint16_t predictor = 1;
	TIFFGetFieldDefaulted(image->tiff, TIFFTAG_PREDICTOR, &predictor);
	stream->filter = "FlateDecode";
	stream->predictor = predictor == 2 ? 2 : 1;
	stream->inverted = image->photometric == PHOTOMETRIC_MINISWHITE;
	return stream;
}
