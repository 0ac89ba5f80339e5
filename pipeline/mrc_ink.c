/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How ink is told from paper. A pixel is judged by its darkest component, in which black, red and
 * blue ink are all dark. The page is laid out in tiles. Of each the level of its paper and that of
 * its ink are taken from a histogram; halfway between them, where the edge of a stroke was before it
 * was blurred, is the tile's threshold. A tile without contrast has that of its neighbours. Where it
 * is dark over whole tiles the level of paper is that of the dark: that is no ink, but background.
 * Where it is dark over much of a tile, white print on it is what the ink leaves open.
 */
#include "pipeline/mrc_parts.h"

#include <glib.h>

enum {
	LEVELS = 256,
	PAPER_LEVEL = 70,    /* percent of a tile's pixels are darker than its paper … */
	INK_LEVEL = 2,       /* … and than its ink */
	LEAST_CONTRAST = 40, /* levels between the two */
	LEAST_PAPER = 128,   /* level below which the darkest component is that of a colour */
	MOST_PRINT = 40, /* percent of a tile's pixels that are ink; if more are, it is a ground */
};

static PIX *darkest_components(PIX *pix)
{
	return pixGetDepth(pix) == 32 ? pixConvertRGBToGrayMinMax(pix, L_CHOOSE_MIN)
				      : pixClone(pix);
}

typedef struct {
	guint8 threshold;  /* a pixel that is darker is ink; 0: the tile has no contrast */
	guint16 clean;     /* one that is darker, but no ink, may be a mixture of ink and paper */
	bool by_brightest; /* component, and not by the darkest */
} Tile;

typedef struct {
	int x, y, w, h;
} Area;

typedef struct {
	int side, columns, rows;
	Tile *tiles;
} Tiles;

static guint8 brightest(l_uint32 pixel)
{
	return MAX(MAX(pixel >> L_RED_SHIFT & 0xff, pixel >> L_GREEN_SHIFT & 0xff),
		pixel >> L_BLUE_SHIFT & 0xff);
}

/* The level that `percent` of `count` pixels are darker than. */
static unsigned level_at(const unsigned histogram[LEVELS], unsigned count, unsigned percent)
{
	unsigned seen = 0, level = 0;

	while (level < 255 && (seen += histogram[level]) * 100 < count * percent)
		level++;
	return level;
}

/* Print stands in paper of which enough is far from ink. What is bright on a dark ground may be print
 * itself, and all of it next to ink: there a mixture has to be told from it. */
static bool is_ground(const unsigned histogram[LEVELS], unsigned count, unsigned threshold)
{
	unsigned darker = 0;

	for (unsigned level = 0; level < threshold; level++)
		darker += histogram[level];
	return darker * 100 > count * MOST_PRINT;
}

static bool find_threshold(const unsigned histogram[LEVELS], unsigned count, Tile *tile)
{
	unsigned paper = level_at(histogram, count, PAPER_LEVEL);
	unsigned ink = level_at(histogram, count, INK_LEVEL);

	tile->threshold = paper >= ink + LEAST_CONTRAST ? (guint8)((paper + ink) / 2) : 0;
	tile->clean = 0;
	if (tile->threshold != 0)
		tile->clean = is_ground(histogram, count, tile->threshold)
			? (guint16)((3 * paper + ink) / 4)
			: LEVELS;
	return tile->threshold != 0 || paper >= LEAST_PAPER;
}

/* What is dark in one component alone, as a yellow that marks a word, is paper to the ink on it. */
static void measure_coloured(PIX *pix, const Area *area, Tile *tile)
{
	unsigned histogram[LEVELS] = { 0 };

	for (int y = area->y; y < area->y + area->h; y++) {
		const l_uint32 *line = mrc_line(pix, y);
		for (int x = area->x; x < area->x + area->w; x++)
			histogram[brightest(line[x])]++;
	}
	find_threshold(histogram, (unsigned)(area->w * area->h), tile);
	tile->by_brightest = true;
}

static Tile measure_tile(PIX *pix, PIX *levels, const Area *area)
{
	unsigned histogram[LEVELS] = { 0 };
	Tile tile = { 0 };

	for (int y = area->y; y < area->y + area->h; y++) {
		const l_uint32 *line = mrc_line(levels, y);
		for (int x = area->x; x < area->x + area->w; x++)
			histogram[GET_DATA_BYTE(line, x)]++;
	}
	if (!find_threshold(histogram, (unsigned)(area->w * area->h), &tile) &&
		pixGetDepth(pix) == 32)
		measure_coloured(pix, area, &tile);
	return tile;
}

/* The tile with the mean threshold of those around that have one and judge by the same component. */
static Tile mean_around(const Tiles *tiles, int column, int row)
{
	Tile mean = tiles->tiles[row * tiles->columns + column];
	unsigned threshold = 0, count = 0;

	for (int y = MAX(row - 1, 0); y <= MIN(row + 1, tiles->rows - 1); y++)
		for (int x = MAX(column - 1, 0); x <= MIN(column + 1, tiles->columns - 1); x++) {
			const Tile *tile = &tiles->tiles[y * tiles->columns + x];
			if (tile->threshold == 0 || tile->by_brightest != mean.by_brightest)
				continue;
			threshold += tile->threshold;
			count++;
		}
	if (count > 0) {
		mean.threshold = (guint8)(threshold / count);
		mean.clean = LEVELS;
	}
	return mean;
}

static void lend_thresholds(Tiles *tiles)
{
	size_t count = (size_t)tiles->columns * (size_t)tiles->rows;
	g_autofree Tile *lent = g_new(Tile, count);

	for (int row = 0; row < tiles->rows; row++)
		for (int column = 0; column < tiles->columns; column++)
			lent[row * tiles->columns + column] = mean_around(tiles, column, row);
	for (size_t i = 0; i < count; i++)
		if (tiles->tiles[i].threshold == 0)
			tiles->tiles[i] = lent[i];
}

static Tiles measure_tiles(PIX *pix, PIX *levels, int side)
{
	int width = pixGetWidth(pix), height = pixGetHeight(pix);
	Tiles tiles = { side, (width + side - 1) / side, (height + side - 1) / side, NULL };

	tiles.tiles = g_new(Tile, (size_t)tiles.columns * (size_t)tiles.rows);
	for (int row = 0; row < tiles.rows; row++)
		for (int column = 0; column < tiles.columns; column++) {
			int x = column * side, y = row * side;
			Area area = { x, y, MIN(side, width - x), MIN(side, height - y) };
			tiles.tiles[row * tiles.columns + column] =
				measure_tile(pix, levels, &area);
		}
	lend_thresholds(&tiles);
	return tiles;
}

static void mark_span(const Tile *tile, const l_uint32 *line, const l_uint32 *levels, l_uint32 *ink,
	l_uint32 *mixed, int x, int end)
{
	for (; x < end; x++) {
		unsigned level = tile->by_brightest ? brightest(line[x]) : GET_DATA_BYTE(levels, x);
		if (level < tile->threshold)
			SET_DATA_BIT(ink, x);
		if (level < tile->clean)
			SET_DATA_BIT(mixed, x);
	}
}

static void mark_ink(PIX *pix, PIX *levels, const Tiles *tiles, PIX *ink, PIX *mixed)
{
	int width = pixGetWidth(pix), height = pixGetHeight(pix);

	for (int y = 0; y < height; y++) {
		const Tile *tile = tiles->tiles + y / tiles->side * tiles->columns;
		for (int x = 0; x < width; x += tiles->side, tile++)
			mark_span(tile, mrc_line(pix, y), mrc_line(levels, y), mrc_line(ink, y),
				mrc_line(mixed, y), x, MIN(x + tiles->side, width));
	}
}

/* Without what is nowhere two pixels wide and high: grain of the paper and of JPEG. */
static PIX *without_grain(PIX *ink)
{
	PIX *cores = pixErodeBrick(NULL, ink, 2, 2);
	PIX *kept = cores == NULL ? NULL : pixSeedfillBinary(NULL, cores, ink, 8);

	pixDestroy(&cores);
	return kept;
}

PIX *mrc_find_ink(PIX *pix, int side, PIX **out_mixed)
{
	int width = pixGetWidth(pix), height = pixGetHeight(pix);
	PIX *levels = darkest_components(pix), *kept = NULL;
	PIX *ink = pixCreate(width, height, 1), *mixed = pixCreate(width, height, 1);

	if (levels != NULL && ink != NULL && mixed != NULL) {
		Tiles tiles = measure_tiles(pix, levels, side);
		mark_ink(pix, levels, &tiles, ink, mixed);
		g_free(tiles.tiles);
		kept = without_grain(ink);
	}
	pixDestroy(&levels);
	pixDestroy(&ink);
	if (kept == NULL)
		pixDestroy(&mixed);
	else
		*out_mixed = mixed;
	return kept;
}
