/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pixels that an image has nothing of are filled block by block of JPEG: with the mean of the block,
 * or of those around, which cannot be told from paper; further off, with what was there before, which
 * costs no bits.
 */
#include "pipeline/mrc_parts.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { BLOCK = 8 };

/* How a row of pixels, or a column of rows, is spread over fewer: pixel i goes to cell[i] with
 * weight[i], and with what is left of WHOLE to the next. */
enum { WHOLE = 32 };

typedef struct {
	int *cell;
	guint8 *weight;
} Spread;

static Spread spread_new(unsigned from, unsigned to)
{
	Spread spread = { g_new(int, from), g_new(guint8, from) };

	for (unsigned i = 0; i < from; i++) {
		double begin = (double)i * to / from, end = (double)(i + 1) * to / from;
		double border = floor(begin) + 1;
		double share = end <= border ? 1 : (border - begin) / (end - begin);
		spread.cell[i] = (int)begin;
		spread.weight[i] = (guint8)lround(share * WHOLE);
	}
	return spread;
}

static void spread_clear(Spread *spread)
{
	g_free(spread->cell);
	g_free(spread->weight);
}

/* Sums of red, green, blue and weight; packed, of no more than MRC_MOST_SHRINK pixels a cell. */
typedef guint32 Sum[4];
typedef guint64 Packed;

/* An image that becomes the mean of some of the page's pixels. */
typedef struct {
	PIX *image;
	PIX *present; /* of the image's size: which of its pixels have any */
	Packed *row;  /* of one of the page's rows */
	Sum *sums;    /* of one of its own */
} Mean;

static bool mean_init(Mean *mean, unsigned width, unsigned height)
{
	mean->image = pixCreate((l_int32)width, (l_int32)height, 32);
	mean->present = pixCreate((l_int32)width, (l_int32)height, 1);
	mean->row = g_new0(Packed, width + 1);
	mean->sums = g_new0(Sum, width + 1);
	return mean->image != NULL && mean->present != NULL;
}

static void mean_clear(Mean *mean)
{
	pixDestroy(&mean->image);
	pixDestroy(&mean->present);
	g_free(mean->row);
	g_free(mean->sums);
}

static Packed pack(l_uint32 pixel)
{
	return (Packed)(pixel >> L_RED_SHIFT & 0xff) << 48 |
		(Packed)(pixel >> L_GREEN_SHIFT & 0xff) << 32 |
		(Packed)(pixel >> L_BLUE_SHIFT & 0xff) << 16 | 1;
}

/* Adds the pixels of a row that `stencil` has. */
static void add_row(Mean *mean, const Spread *across, const l_uint32 *line, int depth,
	const l_uint32 *stencil, int width)
{
	for (int x = 0; x < width; x++) {
		if (stencil[x / 32] == 0) {
			x |= 31;
			continue;
		}
		if (!GET_DATA_BIT(stencil, x))
			continue;
		l_uint32 pixel = depth == 32 ? line[x] : GET_DATA_BYTE(line, x) * 0x01010100u;
		Packed packed = pack(pixel), *cell = &mean->row[across->cell[x]];
		cell[0] += packed * across->weight[x];
		cell[1] += packed * (WHOLE - across->weight[x]);
	}
}

/* Moves `weight` of the page's row to the image's. */
static void add_sums(Mean *mean, int columns, unsigned weight)
{
	for (int x = 0; weight > 0 && x < columns; x++) {
		Packed packed = mean->row[x];
		guint32 *sum = mean->sums[x];
		sum[0] += (guint32)(packed >> 48) * weight;
		sum[1] += (guint32)(packed >> 32 & 0xffff) * weight;
		sum[2] += (guint32)(packed >> 16 & 0xffff) * weight;
		sum[3] += (guint32)(packed & 0xffff) * weight;
	}
}

static l_uint32 mean_of(const Sum sum)
{
	return sum[0] / sum[3] << L_RED_SHIFT | sum[1] / sum[3] << L_GREEN_SHIFT |
		sum[2] / sum[3] << L_BLUE_SHIFT;
}

static void finish_row(Mean *mean, int columns, int y)
{
	l_uint32 *line = mrc_line(mean->image, y), *present = mrc_line(mean->present, y);

	for (int x = 0; x < columns; x++) {
		if (mean->sums[x][3] == 0)
			continue;
		SET_DATA_BIT(present, x);
		line[x] = mean_of(mean->sums[x]);
	}
	memset(mean->sums, 0, sizeof(Sum) * (size_t)columns);
}

static void take_mean(Mean *mean, PIX *pix, PIX *stencil)
{
	int width = pixGetWidth(pix), height = pixGetHeight(pix), depth = pixGetDepth(pix);
	int columns = pixGetWidth(mean->image), rows = pixGetHeight(mean->image);
	Spread across = spread_new((unsigned)width, (unsigned)columns);
	Spread down = spread_new((unsigned)height, (unsigned)rows);

	for (int y = 0; y < height; y++) {
		unsigned weight = down.weight[y];
		add_row(mean, &across, mrc_line(pix, y), depth, mrc_line(stencil, y), width);
		add_sums(mean, columns, weight);
		if (y + 1 == height || down.cell[y + 1] > down.cell[y]) {
			finish_row(mean, columns, down.cell[y]);
			add_sums(mean, columns, WHOLE - weight);
		}
		memset(mean->row, 0, sizeof(Packed) * (size_t)columns);
	}
	spread_clear(&across);
	spread_clear(&down);
}

enum { NOTHING, OWN, TAKEN };

/* Blocks of an image, each with the mean of its pixels that have a value. */
typedef struct {
	Mean *mean;
	int columns, rows;
	l_uint32 *colours;
	guint8 *known;
} Blocks;

static void add(Sum sum, l_uint32 pixel)
{
	sum[0] += pixel >> L_RED_SHIFT & 0xff;
	sum[1] += pixel >> L_GREEN_SHIFT & 0xff;
	sum[2] += pixel >> L_BLUE_SHIFT & 0xff;
	sum[3]++;
}

static void measure_block(Blocks *blocks, int column, int row)
{
	int right = MIN((column + 1) * BLOCK, pixGetWidth(blocks->mean->image));
	int bottom = MIN((row + 1) * BLOCK, pixGetHeight(blocks->mean->image));
	int index = row * blocks->columns + column;
	Sum sum = { 0 };

	for (int y = row * BLOCK; y < bottom; y++) {
		const l_uint32 *line = mrc_line(blocks->mean->image, y);
		const l_uint32 *present = mrc_line(blocks->mean->present, y);
		for (int x = column * BLOCK; x < right; x++)
			if (GET_DATA_BIT(present, x))
				add(sum, line[x]);
	}
	if (sum[3] > 0) {
		blocks->known[index] = OWN;
		blocks->colours[index] = mean_of(sum);
	}
}

/* The mean of the blocks around that had a value of their own. */
static bool take_from_around(Blocks *blocks, int column, int row)
{
	Sum sum = { 0 };

	for (int y = MAX(row - 1, 0); y <= MIN(row + 1, blocks->rows - 1); y++)
		for (int x = MAX(column - 1, 0); x <= MIN(column + 1, blocks->columns - 1); x++)
			if (blocks->known[y * blocks->columns + x] == OWN)
				add(sum, blocks->colours[y * blocks->columns + x]);
	if (sum[3] > 0)
		blocks->colours[row * blocks->columns + column] = mean_of(sum);
	return sum[3] > 0;
}

/* Blocks without a value take that of those around, or of the one before, which costs nothing. */
static void spread_colours(Blocks *blocks)
{
	int count = blocks->columns * blocks->rows;

	for (int i = 0; i < count; i++)
		if (blocks->known[i] == NOTHING &&
			take_from_around(blocks, i % blocks->columns, i / blocks->columns))
			blocks->known[i] = TAKEN;
	for (int i = 1; i < count; i++)
		if (blocks->known[i] == NOTHING && blocks->known[i - 1] != NOTHING) {
			blocks->colours[i] = blocks->colours[i - 1];
			blocks->known[i] = TAKEN;
		}
	for (int i = count - 2; i >= 0; i--)
		if (blocks->known[i] == NOTHING)
			blocks->colours[i] = blocks->colours[i + 1];
}

static void fill_row(const Blocks *blocks, int columns, int y)
{
	l_uint32 *line = mrc_line(blocks->mean->image, y);
	const l_uint32 *present = mrc_line(blocks->mean->present, y);
	const l_uint32 *colours = blocks->colours + (size_t)(y / BLOCK) * (size_t)blocks->columns;

	for (int x = 0; x < columns; x++)
		if (!GET_DATA_BIT(present, x))
			line[x] = colours[x / BLOCK];
}

static void fill(Mean *mean)
{
	int columns = pixGetWidth(mean->image), rows = pixGetHeight(mean->image);
	Blocks blocks = { .mean = mean,
		.columns = (columns + BLOCK - 1) / BLOCK,
		.rows = (rows + BLOCK - 1) / BLOCK };
	size_t count = (size_t)blocks.columns * (size_t)blocks.rows;

	blocks.colours = g_new0(l_uint32, count);
	blocks.known = g_new0(guint8, count);
	for (int row = 0; row < blocks.rows; row++)
		for (int column = 0; column < blocks.columns; column++)
			measure_block(&blocks, column, row);
	spread_colours(&blocks);
	for (int y = 0; y < rows; y++)
		fill_row(&blocks, columns, y);
	g_free(blocks.colours);
	g_free(blocks.known);
}

PIX *mrc_make_image(PIX *pix, PIX *stencil, unsigned width, unsigned height)
{
	Mean mean;
	PIX *image = NULL;

	if (mean_init(&mean, width, height)) {
		take_mean(&mean, pix, stencil);
		fill(&mean);
		image = pixGetDepth(pix) == 32 ? pixClone(mean.image)
					       : pixGetRGBComponent(mean.image, COLOR_GREEN);
	}
	mean_clear(&mean);
	return image;
}
