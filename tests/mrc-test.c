/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages drawn here are parted into layers, which must show them again when laid upon each other. */
#include "pipeline/mrc.h"

#include <glib.h>
#include <stdlib.h>

enum { WIDTH = 600, HEIGHT = 450, LEFT = 60, TOP = 60, PEN = 6, DPI = 300 };

static const l_uint32 PAPER = 0xf4f0e800, BLACK = 0x18161400, RED = 0xc8283000, BLUE = 0x2838a000,
		      YELLOW = 0xfff01000;

static PIX *make_page(l_uint32 paper)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 32);

	pixSetAllArbitrary(pix, paper);
	return pix;
}

static void draw(PIX *pix, int x, int y, int width, int height, l_uint32 colour)
{
	for (int row = y; row < y + height; row++)
		for (int column = x; column < x + width; column++)
			pixSetPixel(pix, column, row, colour);
}

/* Strokes as of a line of letters. */
static void draw_letters(PIX *pix, int x, int y, l_uint32 colour)
{
	for (int i = 0; i < 20; i++)
		draw(pix, x + i * 3 * PEN, y, PEN, 30, colour);
}

static l_uint32 pixel_at(PIX *pix, int x, int y)
{
	l_uint32 value;

	pixGetPixel(pix, x * pixGetWidth(pix) / WIDTH, y * pixGetHeight(pix) / HEIGHT, &value);
	return value;
}

static void assert_colour(l_uint32 pixel, l_uint32 expected)
{
	for (int shift = 8; shift < 32; shift += 8)
		g_assert_cmpint(
			abs((int)(pixel >> shift & 0xff) - (int)(expected >> shift & 0xff)), <=, 6);
}

static MrcLayers split(PIX *pix, unsigned width, unsigned height)
{
	MrcLayers layers;

	g_assert_true(mrc_split(pix, DPI, width, height, &layers));
	g_assert_cmpint(pixGetWidth(layers.background), ==, (int)width);
	g_assert_cmpint(pixGetHeight(layers.background), ==, (int)height);
	g_assert_cmpint(pixGetDepth(layers.background), ==, pixGetDepth(pix));
	return layers;
}

static bool is_ink(const MrcLayers *layers, int x, int y)
{
	l_uint32 bit = 0;

	if (layers->stencil != NULL)
		pixGetPixel(layers->stencil, x, y, &bit);
	return bit != 0;
}

/* Black, red and blue ink is in the stencil to the pixel, in its colour; behind it there is paper. */
static void test_ink(void)
{
	static const l_uint32 inks[] = { BLACK, RED, BLUE };
	PIX *pix = make_page(PAPER);

	for (int i = 0; i < 3; i++)
		draw_letters(pix, LEFT, TOP + 100 * i, inks[i]);
	MrcLayers layers = split(pix, WIDTH * 2 / 3, HEIGHT * 2 / 3);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			l_uint32 pixel = pixel_at(pix, x, y);
			g_assert_true(is_ink(&layers, x, y) == (pixel != PAPER));
			if (pixel != PAPER)
				assert_colour(pixel_at(layers.foreground, x, y), pixel);
			assert_colour(pixel_at(layers.background, x, y), PAPER);
		}
	mrc_clear(&layers);
	pixDestroy(&pix);
}

/* A stroke of one pixel keeps its colour beside a broad one of another. */
static void test_thin(void)
{
	PIX *pix = make_page(PAPER);

	draw_letters(pix, LEFT, TOP, BLACK);
	draw(pix, LEFT, TOP + 60, 300, 2, RED);
	MrcLayers layers = split(pix, WIDTH, HEIGHT);
	for (int x = LEFT + 4; x < LEFT + 290; x++) {
		g_assert_true(is_ink(&layers, x, TOP + 60));
		assert_colour(pixel_at(layers.foreground, x, TOP + 60), RED);
	}
	mrc_clear(&layers);
	pixDestroy(&pix);
}

/* Words that are marked yellow are ink, to the pixel; the yellow is paper. */
static void test_marker(void)
{
	PIX *pix = make_page(YELLOW);

	draw_letters(pix, LEFT, TOP, BLACK);
	MrcLayers layers = split(pix, WIDTH, HEIGHT);
	for (int y = TOP; y < TOP + 30; y++)
		for (int x = LEFT; x < LEFT + 300; x++)
			g_assert_true(is_ink(&layers, x, y) == (pixel_at(pix, x, y) == BLACK));
	assert_colour(pixel_at(layers.background, 5, 5), YELLOW);
	mrc_clear(&layers);
	pixDestroy(&pix);
}

/* White letters on a dark band that ends within a tile: there the band is ink and the letters are holes
 * in it, in the next tile both are background. */
static void test_reversed(void)
{
	PIX *pix = make_page(PAPER);

	draw(pix, 0, 60, WIDTH, 60, RED);
	for (int x = 10; x + 3 < WIDTH; x += 12)
		draw(pix, x, 70, 4, 40, PAPER);
	MrcLayers layers = split(pix, WIDTH, HEIGHT);
	for (int x = 10; x + 3 < WIDTH; x += 12)
		for (int y = 74; y < 106; y += 4) {
			g_assert_false(is_ink(&layers, x + 1, y));
			assert_colour(pixel_at(layers.background, x + 1, y), PAPER);
			if (!is_ink(&layers, x + 7, y))
				assert_colour(pixel_at(layers.background, x + 7, y), RED);
		}
	mrc_clear(&layers);
	pixDestroy(&pix);
}

/* What changes slowly, and grain, are no ink: they stay in the background. */
static void test_shade(void)
{
	PIX *pix = make_page(PAPER);
	GRand *random = g_rand_new_with_seed(1);

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			int level = 250 - x * 100 / WIDTH + g_rand_int_range(random, -4, 5);
			l_uint32 pixel;
			composeRGBPixel(level, level, level, &pixel);
			pixSetPixel(pix, x, y, pixel);
		}
	MrcLayers layers = split(pix, WIDTH, HEIGHT);
	g_assert_null(layers.stencil);
	g_assert_null(layers.foreground);
	assert_colour(pixel_at(layers.background, 10, 10), pixel_at(pix, 10, 10));
	assert_colour(pixel_at(layers.background, 590, 400), pixel_at(pix, 590, 400));
	/* evenly from -4 to 4: √((9² − 1) ÷ 12) */
	g_assert_cmpfloat_with_epsilon(mrc_grain(layers.background), 2.58, 0.8);
	mrc_clear(&layers);
	g_rand_free(random);
	pixDestroy(&pix);
}

static void test_sizes(void)
{
	static const struct {
		int width, height, depth;
		unsigned to_width, to_height;
	} rows[] = {
		{ 1, 1, 32, 1, 1 },
		{ 1, 200, 8, 1, 25 },
		{ 333, 7, 32, 42, 7 },
		{ 320, 240, 8, 40, 30 },
		{ 321, 243, 32, 41, 31 },
		{ 2000, 33, 8, 1999, 32 },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		PIX *pix = pixCreate(rows[i].width, rows[i].height, rows[i].depth);
		MrcLayers layers;
		pixSetAllArbitrary(pix, rows[i].depth == 8 ? 0xff : 0xffffff00);
		for (int x = 0; x < rows[i].width; x += 9)
			draw(pix, x, 0, MIN(4, rows[i].width - x), MIN(40, rows[i].height), 0);
		g_test_message("%d x %d", rows[i].width, rows[i].height);
		g_assert_true(mrc_split(pix, DPI, rows[i].to_width, rows[i].to_height, &layers));
		g_assert_cmpint(pixGetWidth(layers.background), ==, (int)rows[i].to_width);
		g_assert_cmpint(pixGetHeight(layers.background), ==, (int)rows[i].to_height);
		mrc_clear(&layers);
		pixDestroy(&pix);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mrc/parts ink from paper to the pixel, in its colour", test_ink);
	g_test_add_func("/mrc/keeps the colour of a thin stroke", test_thin);
	g_test_add_func("/mrc/sees ink on a marker's yellow", test_marker);
	g_test_add_func("/mrc/keeps white letters on a dark ground", test_reversed);
	g_test_add_func("/mrc/leaves shades and grain in the background", test_shade);
	g_test_add_func("/mrc/parts pages of any size", test_sizes);
	return g_test_run();
}
