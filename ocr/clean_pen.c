/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pixel is blue if blue stands out from red and green. On the reduced page that finds the
 * strokes; on the page itself, near those, also their paler edges are taken.
 */
#include "ocr/clean_pen.h"

#include <stdbool.h>

enum { BLUE_OVER = 35, EDGE_OVER = 12, LEAST_PIXELS = 12, ROOM = 5 };
static const double MOST_SHARE = 0.4; /* of all ink */

static bool is_blue(l_uint32 pixel, int over)
{
	int r, g, b;

	extractRGBValues(pixel, &r, &g, &b);
	return b - MAX(r, g) > over;
}

static PIX *read_blue(PIX *colour)
{
	PIX *blue = pixCreate(pixGetWidth(colour), pixGetHeight(colour), 1);

	for (int y = 0; blue != NULL && y < pixGetHeight(colour); y++) {
		const l_uint32 *from = pixGetData(colour) + (size_t)y * pixGetWpl(colour);
		l_uint32 *to = pixGetData(blue) + (size_t)y * pixGetWpl(blue);
		for (int x = 0; x < pixGetWidth(colour); x++)
			if (is_blue(from[x], BLUE_OVER))
				SET_DATA_BIT(to, x);
	}
	return blue;
}

PIX *pen_find(PIX *colour, PIX *ink, double dpi)
{
	auto_pix blue = read_blue(colour);
	int count = 0, all = 0;

	if (blue == NULL)
		return NULL;
	/* specks of colour noise are no strokes */
	auto_pix strokes = pixSelectBySize(blue, (int)(dpi / 25), (int)(dpi / 25), 8,
		L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL);
	if (strokes == NULL)
		return NULL;
	pixCountPixels(strokes, &count, NULL);
	pixCountPixels(ink, &all, NULL);
	if (count < LEAST_PIXELS || count > MOST_SHARE * all)
		return NULL;
	return pixDilateBrick(NULL, strokes, ROOM, ROOM);
}

PIX *pen_part(PIX *page, PIX *where, unsigned factor, PIX *lit)
{
	PIX *layer = pixCreate(pixGetWidth(lit), pixGetHeight(lit), 8);

	if (layer == NULL)
		return NULL;
	pixSetAll(layer);
	for (unsigned y = 0; y < (unsigned)pixGetHeight(lit); y++) {
		unsigned row = MIN(y / factor, (unsigned)pixGetHeight(where) - 1);
		const l_uint32 *marks = pixGetData(where) + (size_t)row * pixGetWpl(where);
		const l_uint32 *from = pixGetData(page) + (size_t)y * pixGetWpl(page);
		l_uint32 *print = pixGetData(lit) + (size_t)y * pixGetWpl(lit);
		l_uint32 *pen = pixGetData(layer) + (size_t)y * pixGetWpl(layer);
		for (unsigned x = 0; x < (unsigned)pixGetWidth(lit); x++) {
			unsigned block = MIN(x / factor, (unsigned)pixGetWidth(where) - 1);
			if (!GET_DATA_BIT(marks, block) || !is_blue(from[x], EDGE_OVER))
				continue;
			SET_DATA_BYTE(pen, x, GET_DATA_BYTE(print, x));
			SET_DATA_BYTE(print, x, 255);
		}
	}
	return layer;
}
