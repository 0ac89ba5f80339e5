/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JPEG 2000 (ISO/IEC 15444-1). The boxes are walked for size, colours and resolution before
 * anything is decoded. PDF/A-2 (ISO 19005-2, 6.2.8.3) takes 1, 3 or 4 colour channels, one bit
 * depth for all and one colour specification that it can use: passed through is an image of 1 or
 * 3 channels of 8 bits in sGrey or sRGB with nothing besides; the rest is decoded.
 */
#include "base/i18n.h"
#include "ocr/jp2_box.h"
#include "ocr/pix.h"
#include "ocr/scan_format.h"

#include <math.h>
#include <string.h>

enum { MOST_BOXES = 64, SIZ_AT = 4, SIZ_SIZE = 36 };
enum { METHOD_ENUMERATED = 1, METHOD_PROFILE = 2, SRGB = 16, SGREY = 17 };

#define CODESTREAM 0xff4fff51 /* SOC and SIZ */

typedef struct {
	uint32_t width, height;
	unsigned channels, bits;   /* of the codestream */
	unsigned colour, colours;  /* EnumCS, number of colour specifications */
	bool is_wrapped, has_more; /* in boxes; with palette, alpha or channel definitions */
	Bytes icc;
	double dpi_x, dpi_y;
} Jp2;

/* A.5.1: SIZ follows SOC. Its first channel's depth stands for all; others must be the same. */
static void read_codestream(Jp2 *jp2, const Bytes *stream)
{
	const uint8_t *siz = stream->at + SIZ_AT;

	if (stream->left < SIZ_AT + SIZ_SIZE + 3 || read_be32(stream->at) != CODESTREAM)
		return;
	uint32_t right = read_be32(siz + 4), bottom = read_be32(siz + 8);
	uint32_t left = read_be32(siz + 12), top = read_be32(siz + 16);
	jp2->width = right > left ? right - left : 0;
	jp2->height = bottom > top ? bottom - top : 0;
	jp2->channels = read_be16(siz + 36);
	for (unsigned i = 0; i < jp2->channels; i++) {
		size_t at = SIZ_AT + 38 + 3 * (size_t)i;
		if (at + 3 > stream->left)
			return;
		unsigned bits = (stream->at[at] & 127U) + 1;
		bool plain =
			stream->at[at] < 128 && stream->at[at + 1] == 1 && stream->at[at + 2] == 1;
		jp2->has_more |= !plain || (i > 0 && bits != jp2->bits);
		jp2->bits = bits;
	}
}

/* I.5.3.3. Of several specifications the decoder takes the first. */
static void read_colour(Jp2 *jp2, Bytes box)
{
	if (jp2->colours++ > 0 || box.left < 7)
		return;
	if (box.at[0] == METHOD_ENUMERATED)
		jp2->colour = read_be32(box.at + 3);
	else if (box.at[0] == METHOD_PROFILE)
		jp2->icc = (Bytes) { box.at + 3, box.left - 3 };
}

/* I.5.3.7: points a metre as a fraction and a power of ten, vertical first. */
static void read_resolution(Jp2 *jp2, const Bytes *box)
{
	const uint8_t *at = box->at;

	if (box->left < 10 || read_be16(at + 2) == 0 || read_be16(at + 6) == 0)
		return;
	jp2->dpi_y = 0.0254 * read_be16(at) / read_be16(at + 2) * pow(10, (int8_t)at[8]);
	jp2->dpi_x = 0.0254 * read_be16(at + 4) / read_be16(at + 6) * pow(10, (int8_t)at[9]);
}

static void read_box(Jp2 *jp2, uint32_t kind, Bytes box, unsigned depth);

static void read_boxes(Jp2 *jp2, Bytes part, unsigned depth)
{
	uint32_t kind;
	Bytes box;

	for (unsigned i = 0; i < MOST_BOXES && jp2_box_take(&part, &kind, &box); i++)
		read_box(jp2, kind, box, depth);
}

static void read_box(Jp2 *jp2, uint32_t kind, Bytes box, unsigned depth)
{
	switch (kind) {
	case JP2_BOX('j', 'p', '2', 'h'):
	case JP2_BOX('r', 'e', 's', ' '):
		if (depth < 2)
			read_boxes(jp2, box, depth + 1);
		break;
	case JP2_BOX('c', 'o', 'l', 'r'):
		read_colour(jp2, box);
		break;
	case JP2_BOX('r', 'e', 's', 'c'):
	case JP2_BOX('r', 'e', 's', 'd'):
		read_resolution(jp2, &box);
		break;
	case JP2_BOX('p', 'c', 'l', 'r'):
	case JP2_BOX('c', 'd', 'e', 'f'):
	case JP2_BOX('c', 'm', 'a', 'p'):
		jp2->has_more = true;
		break;
	case JP2_BOX('j', 'p', '2', 'c'):
		if (depth == 0 && jp2->width == 0)
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
	Bytes file = bytes_of(bytes);
	auto_pix pix = pixReadMemJp2k(file.at, file.left, 1, NULL, 0, 0);

	if (pix == NULL)
		return NULL;
	if (pixGetSpp(pix) == 4)
		return pixAlphaBlendUniform(pix, 0xffffff00);
	return pixGetDepth(pix) == 16 ? pixConvert16To8(pix, L_MS_BYTE) : pixClone(pix);
}

ScanPage *jp2_read(const ScanLimits *limits, GBytes *bytes, GError **error)
{
	Jp2 jp2 = { 0 };
	Bytes file = bytes_of(bytes);

	jp2.is_wrapped = file.left >= 4 && read_be32(file.at) != CODESTREAM;
	if (jp2.is_wrapped)
		read_boxes(&jp2, file, 0);
	else
		read_codestream(&jp2, &file);
	if (jp2.width == 0)
		return scan_refuse(error, _("the JPEG 2000 image is damaged or cut off")), NULL;
	if (!scan_check_size(limits, jp2.width, jp2.height, error))
		return NULL;
	PIX *pix = decode(bytes);
	if (pix == NULL)
		return scan_refuse(error, _("the JPEG 2000 image is damaged or cut off")), NULL;
	ScanPage *page = scan_page_new(pix);
	scan_page_set_dpi(page, jp2.dpi_x, jp2.dpi_y);
	page->stream = pass_through(&jp2, bytes);
	if (jp2.icc.left > 0)
		page->icc = jp2.icc.left <= MOST_ICC ? g_bytes_new(jp2.icc.at, jp2.icc.left)
						     : scan_icc_unreadable();
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

const ScanReader scan_jp2 = { open_jp2, read_jp2, close_jp2 };
