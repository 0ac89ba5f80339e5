/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JPEG 2000 (ISO/IEC 15444-1). The boxes are walked for size, colours and resolution before
 * anything is decoded. PDF/A-2 (ISO 19005-2, 6.2.8.3) takes 1, 3 or 4 colour channels, one bit
 * depth for all and one colour specification that it can use: passed through is an image of 1 or
 * 3 channels of 8 bits in sGrey or sRGB with nothing besides; the rest is decoded.
 */
#include "base/i18n.h"
#include "ocr/pix.h"
#include "ocr/scan_format.h"

#include <math.h>
#include <string.h>

enum { BOX_HEAD = 8, MOST_BOXES = 64, SIZ_AT = 4, SIZ_SIZE = 36 };
enum { METHOD_ENUMERATED = 1, SRGB = 16, SGREY = 17 };

typedef struct {
	const uint8_t *bytes;
	size_t size;
} Part;

typedef struct {
	uint32_t width, height;
	unsigned channels, bits;   /* of the codestream */
	unsigned colour, colours;  /* EnumCS, number of colour specifications */
	bool is_wrapped, has_more; /* in boxes; with palette, alpha or channel definitions */
	double dpi_x, dpi_y;
} Jp2;

static uint32_t number(const uint8_t *bytes, unsigned width)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < width; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* Cuts the first box off `part`. */
static bool take_box(Part *part, uint32_t *out_kind, Part *out)
{
	if (part->size < BOX_HEAD)
		return false;
	uint64_t length = number(part->bytes, 4);
	size_t head = BOX_HEAD;
	if (length == 1 && part->size >= 16) {
		length = (uint64_t)number(part->bytes + 8, 4) << 32 | number(part->bytes + 12, 4);
		head = 16;
	}
	if (length == 0 || length > part->size)
		length = part->size;
	if (length < head)
		return false;
	*out_kind = number(part->bytes + 4, 4);
	*out = (Part) { part->bytes + head, length - head };
	part->bytes += length;
	part->size -= length;
	return true;
}

/* A.5.1: SIZ follows SOC. Its first channel's depth stands for all; others must be the same. */
static void read_codestream(Jp2 *jp2, const Part *stream)
{
	const uint8_t *siz = stream->bytes + SIZ_AT;

	if (stream->size < SIZ_AT + SIZ_SIZE + 3 || number(stream->bytes, 4) != 0xff4fff51)
		return;
	uint32_t right = number(siz + 4, 4), bottom = number(siz + 8, 4);
	uint32_t left = number(siz + 12, 4), top = number(siz + 16, 4);
	jp2->width = right > left ? right - left : 0;
	jp2->height = bottom > top ? bottom - top : 0;
	jp2->channels = number(siz + 36, 2);
	for (unsigned i = 0; i < jp2->channels; i++) {
		size_t at = SIZ_AT + 38 + 3 * (size_t)i;
		if (at + 3 > stream->size)
			return;
		unsigned bits = (stream->bytes[at] & 127U) + 1;
		bool plain = stream->bytes[at] < 128 && stream->bytes[at + 1] == 1 &&
			     stream->bytes[at + 2] == 1;
		jp2->has_more |= !plain || (i > 0 && bits != jp2->bits);
		jp2->bits = bits;
	}
}

/* I.5.3.7: points a metre as a fraction and a power of ten, vertical first. */
static void read_resolution(Jp2 *jp2, const Part *box)
{
	const uint8_t *at = box->bytes;

	if (box->size < 10 || number(at + 2, 2) == 0 || number(at + 6, 2) == 0)
		return;
	jp2->dpi_y = 0.0254 * number(at, 2) / number(at + 2, 2) * pow(10, (int8_t)at[8]);
	jp2->dpi_x = 0.0254 * number(at + 4, 2) / number(at + 6, 2) * pow(10, (int8_t)at[9]);
}

static void read_box(Jp2 *jp2, uint32_t kind, Part box, unsigned depth);

static void read_boxes(Jp2 *jp2, Part part, unsigned depth)
{
	uint32_t kind;
	Part box;

	for (unsigned i = 0; i < MOST_BOXES && take_box(&part, &kind, &box); i++)
		read_box(jp2, kind, box, depth);
}

static void read_box(Jp2 *jp2, uint32_t kind, Part box, unsigned depth)
{
	switch (kind) {
	case 0x6a703268: /* jp2h */
	case 0x72657320: /* res */
		if (depth < 2)
			read_boxes(jp2, box, depth + 1);
		break;
	case 0x636f6c72: /* colr */
		jp2->colours++;
		if (box.size >= 7 && box.bytes[0] == METHOD_ENUMERATED)
			jp2->colour = number(box.bytes + 3, 4);
		break;
	case 0x72657363: /* resc */
	case 0x72657364: /* resd */
		read_resolution(jp2, &box);
		break;
	case 0x70636c72: /* pclr */
	case 0x63646566: /* cdef */
	case 0x636d6170: /* cmap */
		jp2->has_more = true;
		break;
	case 0x6a703263: /* jp2c */
		read_codestream(jp2, &box);
		break;
	default:
		break;
	}
}

static ScanStream *pass_through(const Jp2 *jp2, GBytes *bytes)
{
	bool colour = jp2->channels == 3 && jp2->colour == SRGB;
	bool grey = jp2->channels == 1 && jp2->colour == SGREY;

	if (!jp2->is_wrapped || jp2->has_more || jp2->bits != 8 || jp2->colours != 1 ||
		!(colour || grey))
		return NULL;
	ScanStream *stream = g_new0(ScanStream, 1);
	stream->bytes = g_bytes_ref(bytes);
	stream->width = jp2->width;
	stream->height = jp2->height;
	stream->filter = "JPXDecode";
	stream->bits = 8;
	stream->components = jp2->channels;
	stream->predictor = 1;
	return stream;
}

static PIX *decode(GBytes *bytes)
{
	size_t size;
	const uint8_t *data = g_bytes_get_data(bytes, &size);
	auto_pix pix = pixReadMemJp2k(data, size, 1, NULL, 0, 0);

	if (pix == NULL)
		return NULL;
	if (pixGetSpp(pix) == 4)
		return pixAlphaBlendUniform(pix, 0xffffff00);
	return pixGetDepth(pix) == 16 ? pixConvert16To8(pix, L_MS_BYTE) : pixClone(pix);
}

ScanPage *jp2_read(const ScanLimits *limits, GBytes *bytes, GError **error)
{
	Jp2 jp2 = { 0 };
	Part file;

	file.bytes = g_bytes_get_data(bytes, &file.size);
	jp2.is_wrapped = file.size >= 4 && number(file.bytes, 4) != 0xff4fff51;
	if (jp2.is_wrapped)
		read_boxes(&jp2, file, 0);
	else
		read_codestream(&jp2, &file);
	if (!scan_check_size(limits, jp2.width, jp2.height, error))
		return NULL;
	PIX *pix = decode(bytes);
	if (pix == NULL) {
		scan_refuse(error, _("the JPEG 2000 image is damaged or cut off"));
		return NULL;
	}
	ScanPage *page = scan_page_new(pix);
	scan_page_set_dpi(page, jp2.dpi_x, jp2.dpi_y);
	page->stream = pass_through(&jp2, bytes);
	return page;
}

static bool open_jp2(Scan *scan, GError **error)
{
	(void)error;
	scan->pages = 1;
	return true;
}

static ScanPage *read_jp2(Scan *scan, unsigned page_number, GError **error)
{
	(void)page_number;
	return jp2_read(&scan->limits, scan->bytes, error);
}

static void close_jp2(gpointer state)
{
	(void)state;
}

const ScanReader scan_jp2 = { SCAN_JP2, open_jp2, read_jp2, close_jp2 };
