/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The picture that scans are made of for tests: a page with an L of black in its top left corner
 * and a bar to its right, so that every turn and mirroring looks different.
 */
#ifndef TESTS_PICTURE_H
#define TESTS_PICTURE_H

#include <allheaders.h>
#include <glib.h>

enum { WIDTH = 203, HEIGHT = 301 };

static inline int grey_at(int x, int y)
{
	return (x < 20 && y < 150) || (x < 120 && y < 30) ? 0 : 255 - x / 4;
}

static inline PIX *make_grey(void)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			pixSetPixel(pix, x, y, (l_uint32)grey_at(x, y));
	pixSetResolution(pix, 200, 200);
	return pix;
}

static inline PIX *make_colour(void)
{
	PIX *grey = make_grey(), *pix = pixConvertTo32(grey);

	for (int y = 200; y < 260; y++)
		for (int x = 20; x < 100; x++)
			pixSetRGBPixel(pix, x, y, 200, 30, 40);
	pixDestroy(&grey);
	return pix;
}

static inline int grey_of(PIX *pix, int x, int y)
{
	l_uint32 value;

	pixGetPixel(pix, x, y, &value);
	if (pixGetDepth(pix) == 1)
		return value ? 0 : 255;
	return pixGetDepth(pix) == 8 ? (int)value : (int)(value >> L_GREEN_SHIFT & 255);
}

static inline void assert_picture(PIX *pix, int tolerance)
{
	static const int places[][2] = { { 5, 100 }, { 60, 10 }, { 60, 100 }, { 150, 10 },
		{ 195, 290 } };

	g_assert_cmpint(pixGetWidth(pix), ==, WIDTH);
	g_assert_cmpint(pixGetHeight(pix), ==, HEIGHT);
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		int expected = grey_at(places[i][0], places[i][1]);
		if (pixGetDepth(pix) == 1)
			expected = expected > 0 ? 255 : 0;
		g_assert_cmpint(
			ABS(grey_of(pix, places[i][0], places[i][1]) - expected), <=, tolerance);
	}
}

#endif
