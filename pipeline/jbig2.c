/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each pixel is coded in the context of sixteen before it, template 0 of T.88, 6.2.5.3 with its
 * adaptive pixels where they are by default:
 *
 *	        15 14 13 12 11
 *	     10  9  8  7  6  5  4
 *	      3  2  1  0  X
 *
 * A page is mostly paper. Where the contexts of all pixels of a word are white and so are the
 * pixels, or all are black, the word is coded in one step; a row like the one above it costs one
 * decision (typical prediction, 6.2.5.7).
 */
#include "pipeline/jbig2.h"

#include "pipeline/jbig2_mq.h"

#include <string.h>

enum { PAGE_INFORMATION = 48, LOSSLESS_GENERIC_REGION = 39 }; /* 7.3 */
enum { TYPICAL_PREDICTION = 8 };                              /* 7.4.6 */
enum { TYPICAL_CONTEXT = 0x9b25 };                            /* figure 8 */

typedef struct {
	MqEncoder mq;
	MqContext contexts[1 << 16];
} Coder;

/* Rows of the picture in words, the leftmost pixel highest, with a white word on either side. */
typedef struct {
	guint32 *row, *above, *above2;
	guint32 *words;
	unsigned count;
} Rows;

static void put32(GByteArray *out, guint32 value)
{
	guint32 bytes = GUINT32_TO_BE(value);

	g_byte_array_append(out, (const guint8 *)&bytes, sizeof bytes);
}

/* 7.2: of page 1, refers to no other segment */
static void put_segment_head(GByteArray *out, unsigned number, guint8 type, guint32 size)
{
	const guint8 kind[] = { type, 0, 1 };

	put32(out, number);
	g_byte_array_append(out, kind, sizeof kind);
	put32(out, size);
}

/* 7.4.8: resolution unknown, lossless, white unless told otherwise, not in stripes */
static void put_page(GByteArray *out, unsigned width, unsigned height)
{
	static const guint8 rest[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0 };

	put_segment_head(out, 0, PAGE_INFORMATION, 8 + sizeof rest);
	put32(out, width);
	put32(out, height);
	g_byte_array_append(out, rest, sizeof rest);
}

/* 7.4.6, up to the coded pixels: the region is the page */
static void put_region_head(GByteArray *out, unsigned width, unsigned height)
{
	static const guint8 rest[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, TYPICAL_PREDICTION, 3, 0xff, 0xfd,
		0xff, 2, 0xfe, 0xfe, 0xfe };

	put32(out, width);
	put32(out, height);
	g_byte_array_append(out, rest, sizeof rest);
}

static void code_word(Coder *coder, const Rows *rows, unsigned word, unsigned count)
{
	const guint32 *row = rows->row + word, *above = rows->above + word,
		      *above2 = rows->above2 + word;
	/* what the contexts of the word see of each row, the last pixel's context lowest */
	guint64 r = (guint64)row[-1] << 32 | row[0];
	guint64 a = (guint64)above[-1] << 35 | (guint64)above[0] << 3 | above[1] >> 29;
	guint64 b = (guint64)above2[-1] << 34 | (guint64)above2[0] << 2 | above2[1] >> 30;

	if ((r << 28 | a << 26 | b << 28) == 0) {
		mq_encode_run(&coder->mq, &coder->contexts[0], 0, count);
		return;
	}
	if ((~r << 28 | ~a << 26 | ~b << 28) == 0) {
		mq_encode_run(&coder->mq, &coder->contexts[0xffff], 1, count);
		return;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned at = 31 - i;
		unsigned context =
			(b >> at & 0x1f) << 11 | (a >> at & 0x7f) << 4 | (r >> (at + 1) & 0xf);
		mq_encode(&coder->mq, &coder->contexts[context], r >> at & 1);
	}
}

static void rows_begin(Rows *rows, unsigned width)
{
	size_t stride;

	rows->count = (width + 31) / 32;
	stride = (size_t)rows->count + 2;
	rows->words = g_new0(guint32, 3 * stride);
	rows->row = rows->words + 1;
	rows->above = rows->row + stride;
	rows->above2 = rows->above + stride;
}

/* Goes on to row `y`. What the picture's memory holds right of it is not looked at. */
static void rows_next(Rows *rows, PIX *pix, unsigned y)
{
	const guint32 *words = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
	unsigned rest = (unsigned)pixGetWidth(pix) % 32;
	guint32 *row = rows->above2;

	rows->above2 = rows->above;
	rows->above = rows->row;
	rows->row = row;
	memcpy(row, words, rows->count * sizeof *row);
	if (rest > 0)
		row[rows->count - 1] &= ~0U << (32 - rest);
}

static void code_row(Coder *coder, const Rows *rows, unsigned width)
{
	for (unsigned i = 0; i < rows->count; i++)
		code_word(coder, rows, i, MIN(32, width - 32 * i));
}

static void code_picture(Coder *coder, PIX *pix)
{
	unsigned width = (unsigned)pixGetWidth(pix), height = (unsigned)pixGetHeight(pix);
	bool was_typical = false;
	Rows rows;

	rows_begin(&rows, width);
	for (unsigned y = 0; y < height; y++) {
		rows_next(&rows, pix, y);
		/* of the first row a decoder may not know which one is above it */
		bool typical =
			y > 0 && memcmp(rows.row, rows.above, rows.count * sizeof *rows.row) == 0;
		mq_encode(&coder->mq, &coder->contexts[TYPICAL_CONTEXT], typical != was_typical);
		was_typical = typical;
		if (!typical)
			code_row(coder, &rows, width);
	}
	g_free(rows.words);
}

GBytes *jbig2_encode(PIX *pix)
{
	unsigned width = (unsigned)pixGetWidth(pix), height = (unsigned)pixGetHeight(pix);
	g_autoptr(GByteArray) data = g_byte_array_new();
	g_autofree Coder *coder = g_new0(Coder, 1);
	GByteArray *out = g_byte_array_new();

	g_assert(pixGetDepth(pix) == 1);
	put_region_head(data, width, height);
	coder->mq = mq_begin(data);
	code_picture(coder, pix);
	mq_finish(&coder->mq);

	put_page(out, width, height);
	put_segment_head(out, 1, LOSSLESS_GENERIC_REGION, data->len);
	g_byte_array_append(out, data->data, data->len);
	return g_byte_array_free_to_bytes(out);
}
