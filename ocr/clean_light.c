/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Light: grey becomes 255 × (grey ÷ paper), stretched so that WHITE_PERCENT of the paper's
 * brightness and all above it is white: noise, folds and print that shows through vanish there, and
 * the engine has less to look at. Strokes keep their soft edges, which it reads better than a
 * binary image.
 */
#include "ocr/clean_light.h"

#include "ocr/words.h"

#include <math.h>
#include <string.h>

enum { WHITE_PERCENT = 82, DARKEST_PAPER = 60 };

/* Adds a row of pixels to the sums of blocks: one sum for grey, three for colours. */
static void add_row(
	const PIX *pix, const l_uint32 *row, unsigned factor, unsigned blocks, unsigned *sums)
{
	bool grey = pixGetDepth((PIX *)pix) == 8;

	for (unsigned i = 0, x = 0; i < blocks; i++) {
		for (unsigned end = x + factor; x < end; x++) {
			if (grey) {
				sums[i] += GET_DATA_BYTE(row, x);
				continue;
			}
			sums[3 * i] += row[x] >> L_RED_SHIFT & 255;
			sums[3 * i + 1] += row[x] >> L_GREEN_SHIFT & 255;
			sums[3 * i + 2] += row[x] >> L_BLUE_SHIFT & 255;
		}
	}
}

static void put_means(PIX *out, unsigned y, const unsigned *sums, unsigned area)
{
	l_uint32 *row = pixGetData(out) + (size_t)y * pixGetWpl(out);

	for (int i = 0; i < pixGetWidth(out); i++) {
		if (pixGetDepth(out) == 8)
			SET_DATA_BYTE(row, i, sums[i] / area);
		else
			composeRGBPixel((l_int32)(sums[3 * i] / area),
				(l_int32)(sums[3 * i + 1] / area),
				(l_int32)(sums[3 * i + 2] / area), row + i);
	}
}

static PIX *reduce_bytes(PIX *pix, unsigned factor)
{
	unsigned width = (unsigned)pixGetWidth(pix) / factor;
	unsigned height = (unsigned)pixGetHeight(pix) / factor;
	PIX *out = pixCreate((l_int32)width, (l_int32)height, pixGetDepth(pix));
	g_autofree unsigned *sums = g_new(unsigned, 3 * (size_t)width + 1);

	for (unsigned y = 0; out != NULL && y < height; y++) {
		memset(sums, 0, 3 * (size_t)width * sizeof *sums);
		for (unsigned i = 0; i < factor; i++)
			add_row(pix, pixGetData(pix) + ((size_t)y * factor + i) * pixGetWpl(pix),
				factor, width, sums);
		put_means(out, y, sums, factor * factor);
	}
	return out;
}

PIX *pix_reduce(PIX *pix, unsigned factor)
{
	factor = MIN(factor, (unsigned)MIN(pixGetWidth(pix), pixGetHeight(pix)));
	auto_pix bytes = pixGetDepth(pix) == 1 ? pixConvertTo8(pix, 0) : pixClone(pix);

	return bytes == NULL ? NULL : reduce_bytes(bytes, factor);
}

static unsigned luma(l_uint32 pixel)
{
	unsigned r = pixel >> L_RED_SHIFT & 255, g = pixel >> L_GREEN_SHIFT & 255;
	unsigned b = pixel >> L_BLUE_SHIFT & 255;

	return (77 * r + 150 * g + 29 * b) >> 8;
}

static unsigned brightest(l_uint32 pixel)
{
	unsigned r = pixel >> L_RED_SHIFT & 255, g = pixel >> L_GREEN_SHIFT & 255;
	unsigned b = pixel >> L_BLUE_SHIFT & 255;

	return MAX(MAX(r, g), b);
}

/* The gains of a row of the reduced page, in 1/256. */
static void read_gains(PIX *paper, unsigned y, unsigned *gains)
{
	const l_uint32 *row = pixGetData(paper) + (size_t)y * pixGetWpl(paper);

	for (int i = 0; i < pixGetWidth(paper); i++) {
		unsigned light = MAX(GET_DATA_BYTE(row, i), DARKEST_PAPER);
		gains[i] = 255 * 256 * 100 / (light * WHITE_PERCENT);
	}
}

static void light_row(const l_uint32 *from, bool grey, unsigned width, unsigned factor,
	unsigned blocks, const unsigned *gains, const l_uint32 *dirt, l_uint32 *to)
{
	for (unsigned i = 0, x = 0; x < width; i++) {
		unsigned block = MIN(i, blocks - 1), end = MIN(x + factor, width);
		bool dirty = GET_DATA_BIT(dirt, block);
		for (; x < end; x++) {
			unsigned value = grey ? GET_DATA_BYTE(from, x) : luma(from[x]);
			value = dirty ? 255 : value * gains[block] >> 8;
			SET_DATA_BYTE(to, x, MIN(value, 255));
		}
	}
}

void pix_light_seal(PIX *pix, PIX *paper, unsigned factor, const Box *seal, PIX *out)
{
	double radius_x = seal->width / 2 + factor, radius_y = seal->height / 2 + factor;
	double centre_x = seal->x + seal->width / 2, centre_y = seal->y + seal->height / 2;
	int top = (int)MAX(centre_y - radius_y, 0);
	int bottom = (int)MIN(centre_y + radius_y, pixGetHeight(pix) - 1);

	for (int y = top; y <= bottom; y++) {
		double part = (y - centre_y) / radius_y;
		double half = radius_x * sqrt(MAX(1 - part * part, 0));
		int left = (int)MAX(centre_x - half, 0);
		int right = (int)MIN(centre_x + half, pixGetWidth(pix) - 1);
		const l_uint32 *from = pixGetData(pix) + (size_t)y * pixGetWpl(pix);
		l_uint32 *to = pixGetData(out) + (size_t)y * pixGetWpl(out);
		int block_y = MIN(y / (int)factor, pixGetHeight(paper) - 1);
		const l_uint32 *light = pixGetData(paper) + (size_t)block_y * pixGetWpl(paper);
		for (int x = left; x <= right; x++) {
			int block = MIN(x / (int)factor, pixGetWidth(paper) - 1);
			unsigned gain = MAX(GET_DATA_BYTE(light, block), DARKEST_PAPER);
			unsigned value = brightest(from[x]) * 255 * 100 / (gain * WHITE_PERCENT);
			SET_DATA_BYTE(to, x, MIN(value, 255));
		}
	}
}

static void light_rows(PIX *pix, PIX *paper, PIX *dirt, unsigned factor, PIX *out)
{
	unsigned blocks = (unsigned)pixGetWidth(paper), rows = (unsigned)pixGetHeight(paper);
	g_autofree unsigned *gains = g_new(unsigned, blocks);

	for (unsigned y = 0; y < (unsigned)pixGetHeight(pix); y++) {
		unsigned block = MIN(y / factor, rows - 1);
		if (y % factor == 0)
			read_gains(paper, block, gains);
		light_row(pixGetData(pix) + (size_t)y * pixGetWpl(pix), pixGetDepth(pix) == 8,
			(unsigned)pixGetWidth(pix), factor, blocks, gains,
			pixGetData(dirt) + (size_t)block * pixGetWpl(dirt),
			pixGetData(out) + (size_t)y * pixGetWpl(out));
	}
}

PIX *pix_light(PIX *pix, PIX *paper, PIX *dirt, unsigned factor)
{
	auto_pix bytes = pixGetDepth(pix) == 1 ? pixConvertTo8(pix, 0) : pixClone(pix);
	PIX *out = bytes == NULL ? NULL : pixCreateNoInit(pixGetWidth(pix), pixGetHeight(pix), 8);

	if (out != NULL)
		light_rows(bytes, paper, dirt, factor, out);
	return out;
}
