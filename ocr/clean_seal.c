/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pixel is red if red stands out from green and blue, whatever tint the paper has. The dots are
 * joined over small gaps; a component is a seal if it is as large as one, about as wide as high,
 * and its ink reaches all four sides of its box near their middles, as a ring's does. A name
 * stamp is wide and low.
 */
#include "ocr/clean_seal.h"

static const double LEAST_INCHES = 0.7, MOST_INCHES = 2.4;
enum { RED_OVER = 45, GAP = 5, MOST_SEALS = 20 };

static PIX *read_red(PIX *colour)
{
	int width = pixGetWidth(colour), height = pixGetHeight(colour);
	PIX *red = pixCreate(width, height, 1);

	for (int y = 0; red != NULL && y < height; y++) {
		const l_uint32 *from = pixGetData(colour) + (size_t)y * pixGetWpl(colour);
		l_uint32 *to = pixGetData(red) + (size_t)y * pixGetWpl(red);
		for (int x = 0; x < width; x++) {
			int r, g, b;
			extractRGBValues(from[x], &r, &g, &b);
			if (r - MAX(g, b) > RED_OVER)
				SET_DATA_BIT(to, x);
		}
	}
	return red;
}

/* How much of the band in the middle of a side has ink: tried within an eighth of the box. */
static bool has_ink(PIX *part, int x, int y, int width, int height)
{
	BOX *box = boxCreate(x, y, MAX(width, 1), MAX(height, 1));
	int count = 0;

	pixCountPixelsInRect(part, box, &count, NULL);
	boxDestroy(&box);
	return count >= 3;
}

static bool is_ring(PIX *part)
{
	int width = pixGetWidth(part), height = pixGetHeight(part);
	int across = width / 3, down = height / 3, deep_x = width / 8, deep_y = height / 8;

	return has_ink(part, across, 0, across, deep_y) &&
		has_ink(part, across, height - deep_y, across, deep_y) &&
		has_ink(part, 0, down, deep_x, down) &&
		has_ink(part, width - deep_x, down, deep_x, down);
}

static bool is_seal(const BOX *box, PIX *part, double dpi)
{
	double width = box->w / dpi, height = box->h / dpi;

	return MIN(width, height) >= LEAST_INCHES && MAX(width, height) <= MOST_INCHES &&
		MAX(width, height) <= 1.5 * MIN(width, height) && is_ring(part);
}

GArray *seals_find(PIX *colour, double dpi)
{
	GArray *seals = g_array_new(FALSE, FALSE, sizeof(Box));
	auto_pix red = read_red(colour);
	auto_pix joined = red == NULL ? NULL : pixCloseSafeBrick(NULL, red, GAP, GAP);
	auto_pixa parts = NULL;
	auto_boxa boxes = joined == NULL ? NULL : pixConnComp(joined, &parts, 8);

	for (int i = 0; boxes != NULL && i < boxaGetCount(boxes) && seals->len < MOST_SEALS; i++) {
		const BOX *box = boxes->box[i];
		Box seal = { box->x, box->y, box->w, box->h };
		if (is_seal(box, parts->pix[i], dpi))
			g_array_append_val(seals, seal);
	}
	return seals;
}
