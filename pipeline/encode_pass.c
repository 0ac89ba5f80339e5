/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passing a stream through: a scan's compressed image goes into the PDF byte for byte, if its own
 * headers say what the dictionary will say and PDF/A-2 admits it (ISO 19005-2, 6.2.8). The
 * headers are read here once more, because a reader of the PDF believes them and not us. In doubt
 * the answer is no: the page is then encoded anew from its pixels.
 */
#include "pipeline/encode_image.h"

#include "ocr/jp2_box.h"

#include <string.h>

/* JPEG (ISO 10918-1, annex B) */

typedef struct {
	bool frame;
	unsigned precision, height, width, components;
	uint8_t ids[3];
	bool adobe;
} JpegHeader;

static bool is_frame_marker(unsigned marker)
{
	/* Huffman coded, sequential or progressive: SOF0, SOF1, SOF2 */
	return marker >= 0xc0 && marker <= 0xc2;
}

static bool is_foreign_frame(unsigned marker)
{
	/* lossless, hierarchical, arithmetic; not DHT (C4), JPG (C8), DAC (CC) */
	return marker >= 0xc3 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
		marker != 0xcc;
}

static bool read_frame(JpegHeader *header, const uint8_t *segment, size_t size)
{
	if (header->frame || size < 6 || size < 6 + 3 * (size_t)segment[5])
		return false;
	header->frame = true;
	header->precision = segment[0];
	header->height = read_be16(segment + 1);
	header->width = read_be16(segment + 3);
	header->components = segment[5];
	for (unsigned i = 0; i < MIN(header->components, 3); i++)
		header->ids[i] = segment[6 + 3 * i];
	return true;
}

/* Reads the segments before the first scan. */
static bool read_jpeg_header(Bytes jpeg, JpegHeader *header)
{
	if (jpeg.left < 4 || read_be16(jpeg.at) != 0xffd8)
		return false;
	jpeg.at += 2, jpeg.left -= 2;
	while (jpeg.left >= 4 && jpeg.at[0] == 0xff) {
		unsigned marker = jpeg.at[1], length = read_be16(jpeg.at + 2);
		if (marker == 0xda)
			return header->frame;
		if (length < 2 || length > jpeg.left - 2 || is_foreign_frame(marker))
			return false;
		if (is_frame_marker(marker) && !read_frame(header, jpeg.at + 4, length - 2))
			return false;
		if (marker == 0xee && length >= 14 && memcmp(jpeg.at + 4, "Adobe", 5) == 0)
			header->adobe = true;
		jpeg.at += length + 2, jpeg.left -= length + 2;
	}
	return false;
}

static bool ends_well(Bytes jpeg)
{
	/* cameras and scanners pad their files */
	size_t padding = MIN(jpeg.left, 4096);

	return memmem(jpeg.at + jpeg.left - padding, padding, "\xff\xd9", 2) != NULL;
}

static bool put_jpeg(const ScanStream *stream, Bytes jpeg, GString *dictionary)
{
	JpegHeader header = { 0 };

	if (stream->bits != 8 || !read_jpeg_header(jpeg, &header) || !ends_well(jpeg))
		return false;
	if (header.precision != 8 || header.components != stream->components ||
		header.width != stream->width || header.height != stream->height)
		return false;
	g_string_append(dictionary, "/Filter /DCTDecode");
	/* without Adobe's marker a PDF takes three components for YCbCr, a decoder of files takes
	 * these names for RGB (ISO 32000-1, table 13) */
	if (header.components == 3 && !header.adobe && memcmp(header.ids, "RGB", 3) == 0)
		g_string_append(dictionary, " /DecodeParms << /ColorTransform 0 >>");
	return true;
}

/* JPEG 2000 (ISO 15444-1, annex I) */

typedef struct {
	bool image, colour, foreign;
	uint32_t height, width;
	unsigned components, depth;
} Jp2Header;

static void read_colour(Jp2Header *header, Bytes box)
{
	if (header->colour || box.left < 3) {
		header->foreign = true;
		return;
	}
	header->colour = true;
	/* method 1: sRGB (16) or grey (17); 2: a restricted ICC profile */
	if (box.at[0] == 1)
		header->foreign |= box.left < 7 ||
			(read_be32(box.at + 3) != 16 && read_be32(box.at + 3) != 17);
	else
		header->foreign |= box.at[0] != 2;
}

static void read_jp2_box(Jp2Header *header, uint32_t type, Bytes box)
{
	if (type == JP2_BOX('i', 'h', 'd', 'r') && box.left >= 14) {
		header->image = true;
		header->height = read_be32(box.at);
		header->width = read_be32(box.at + 4);
		header->components = read_be16(box.at + 8);
		header->depth = box.at[10];
	} else if (type == JP2_BOX('c', 'o', 'l', 'r')) {
		read_colour(header, box);
	} else if (type != JP2_BOX('r', 'e', 's', ' ')) {
		/* palettes, channel definitions (opacity), unequal depths */
		header->foreign = true;
	}
}

static bool put_jp2(const ScanStream *stream, Bytes file, GString *dictionary)
{
	static const uint8_t signature[12] = { 0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10 };
	Jp2Header header = { 0 };
	bool code = false;
	uint32_t type;
	Bytes box, inner;

	if (file.left < sizeof signature || memcmp(file.at, signature, sizeof signature) != 0)
		return false;
	while (jp2_box_take(&file, &type, &box)) {
		code |= type == JP2_BOX('j', 'p', '2', 'c');
		if (type != JP2_BOX('j', 'p', '2', 'h'))
			continue;
		while (jp2_box_take(&box, &type, &inner))
			read_jp2_box(&header, type, inner);
	}
	if (!code || !header.image || !header.colour || header.foreign)
		return false;
	if (header.width != stream->width || header.height != stream->height ||
		header.components != stream->components || header.depth + 1 != stream->bits)
		return false;
	g_string_append(dictionary, "/Filter /JPXDecode");
	return true;
}

/* fax and Flate have no headers: the dictionary is all */

static bool put_fax(const ScanStream *stream, GString *dictionary)
{
	if (stream->bits != 1 || stream->components != 1 || stream->k > 100000)
		return false;
	g_string_append_printf(dictionary,
		"/Filter /CCITTFaxDecode /DecodeParms << /K %d /Columns %u /Rows %u%s >>",
		MAX(stream->k, -1), stream->width, stream->height,
		stream->black_is_1 ? " /BlackIs1 true" : "");
	return true;
}

static bool put_flate(const ScanStream *stream, GString *dictionary)
{
	bool known = stream->bits == 1 || stream->bits == 2 || stream->bits == 4 ||
		stream->bits == 8 || stream->bits == 16;

	if (!known || (stream->inverted && stream->components != 1))
		return false;
	g_string_append(dictionary, "/Filter /FlateDecode");
	if (stream->predictor == 2 || stream->predictor >= 10)
		g_string_append_printf(dictionary,
			" /DecodeParms << /Predictor %d /Columns %u /Colors %u "
			"/BitsPerComponent %u >>",
			stream->predictor, stream->width, stream->components, stream->bits);
	if (stream->inverted)
		g_string_append(dictionary, " /Decode [1 0]");
	return true;
}

static bool put_filter(const ScanStream *stream, GString *dictionary)
{
	Bytes bytes = bytes_of(stream->bytes);

	if (bytes.left == 0)
		return false;
	if (g_str_equal(stream->filter, "DCTDecode"))
		return put_jpeg(stream, bytes, dictionary);
	if (g_str_equal(stream->filter, "JPXDecode"))
		return put_jp2(stream, bytes, dictionary);
	if (g_str_equal(stream->filter, "CCITTFaxDecode"))
		return put_fax(stream, dictionary);
	return g_str_equal(stream->filter, "FlateDecode") && put_flate(stream, dictionary);
}

GBytes *image_passed(const ScanStream *stream, GString *dictionary)
{
	if (stream->width == 0 || stream->height == 0 ||
		(stream->components != 1 && stream->components != 3))
		return NULL;

	g_autoptr(GString) entries = g_string_new(NULL);
	g_string_printf(entries,
		"/Type /XObject /Subtype /Image /Width %u /Height %u /BitsPerComponent %u ",
		stream->width, stream->height, stream->bits);
	if (!put_filter(stream, entries))
		return NULL;
	g_string_append(dictionary, entries->str);
	return g_bytes_ref(stream->bytes);
}
