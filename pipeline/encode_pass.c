/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passing a stream through: a scan's compressed image goes into the PDF byte for byte, if its own
 * headers say what the dictionary will say and PDF/A-2 admits it (ISO 19005-2, 6.2.8). The
 * headers are read here once more, because a reader of the PDF believes them and not us. In doubt
 * the answer is no: the page is then encoded anew from its pixels.
 */
#include "pipeline/encode_image.h"

#include "pipeline/icc.h"

#include <string.h>

typedef struct {
	const guint8 *at;
	size_t left;
} Bytes;

static unsigned read16(const guint8 *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

static guint32 read32(const guint8 *bytes)
{
	return (guint32)read16(bytes) << 16 | read16(bytes + 2);
}

/* JPEG (ISO 10918-1, annex B) */

typedef struct {
	bool frame;
	unsigned precision, height, width, components;
	guint8 ids[3];
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

static bool read_frame(JpegHeader *header, const guint8 *segment, size_t size)
{
	if (header->frame || size < 6 || size < 6 + 3 * (size_t)segment[5])
		return false;
	header->frame = true;
	header->precision = segment[0];
	header->height = read16(segment + 1);
	header->width = read16(segment + 3);
	header->components = segment[5];
	for (unsigned i = 0; i < MIN(header->components, 3); i++)
		header->ids[i] = segment[6 + 3 * i];
	return true;
}

/* Reads the segments before the first scan. */
static bool read_jpeg_header(Bytes jpeg, JpegHeader *header)
{
	if (jpeg.left < 4 || read16(jpeg.at) != 0xffd8)
		return false;
	jpeg.at += 2, jpeg.left -= 2;
	while (jpeg.left >= 4 && jpeg.at[0] == 0xff) {
		unsigned marker = jpeg.at[1], length = read16(jpeg.at + 2);
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
	guint32 height, width;
	unsigned components, depth;
} Jp2Header;

/* Takes the box at the front of `bytes`: its type and its content. */
static bool next_box(Bytes *bytes, guint32 *out_type, Bytes *out_content)
{
	if (bytes->left < 8)
		return false;
	guint64 length = read32(bytes->at);
	size_t head = 8;
	if (length == 1 && bytes->left >= 16) {
		length = (guint64)read32(bytes->at + 8) << 32 | read32(bytes->at + 12);
		head = 16;
	} else if (length == 0) {
		length = bytes->left;
	}
	if (length < head || length > bytes->left)
		return false;
	*out_type = read32(bytes->at + 4);
	*out_content = (Bytes) { bytes->at + head, (size_t)length - head };
	bytes->at += length, bytes->left -= (size_t)length;
	return true;
}

#define BOX(a, b, c, d) ((guint32)(a) << 24 | (guint32)(b) << 16 | (guint32)(c) << 8 | (guint32)(d))

static void read_colour(Jp2Header *header, Bytes box)
{
	if (header->colour || box.left < 3) {
		header->foreign = true;
		return;
	}
	header->colour = true;
	/* method 1: sRGB (16) or grey (17); 2: a restricted ICC profile */
	if (box.at[0] == 1)
		header->foreign |=
			box.left < 7 || (read32(box.at + 3) != 16 && read32(box.at + 3) != 17);
	else
		header->foreign |= box.at[0] != 2;
}

static void read_jp2_box(Jp2Header *header, guint32 type, Bytes box)
{
	if (type == BOX('i', 'h', 'd', 'r') && box.left >= 14) {
		header->image = true;
		header->height = read32(box.at);
		header->width = read32(box.at + 4);
		header->components = read16(box.at + 8);
		header->depth = box.at[10];
	} else if (type == BOX('c', 'o', 'l', 'r')) {
		read_colour(header, box);
	} else if (type != BOX('r', 'e', 's', ' ')) {
		/* palettes, channel definitions (opacity), unequal depths */
		header->foreign = true;
	}
}

static bool put_jp2(const ScanStream *stream, Bytes file, GString *dictionary)
{
	static const guint8 signature[12] = { 0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10 };
	Jp2Header header = { 0 };
	bool code = false;
	guint32 type;
	Bytes box, inner;

	if (file.left < sizeof signature || memcmp(file.at, signature, sizeof signature) != 0)
		return false;
	while (next_box(&file, &type, &box)) {
		code |= type == BOX('j', 'p', '2', 'c');
		if (type != BOX('j', 'p', '2', 'h'))
			continue;
		while (next_box(&box, &type, &inner))
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
	size_t size;
	const guint8 *data = g_bytes_get_data(stream->bytes, &size);
	Bytes bytes = { data, size };

	if (size == 0)
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
	/* a profile that a PDF may not hold cannot be dropped: the colours would change */
	if (stream->icc != NULL && !icc_is_fit(stream->icc, stream->components))
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
