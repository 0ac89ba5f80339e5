/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pixels around the ink are mixtures of ink and paper, and left out of both images: what is seen of
 * the background there is filled with paper, and the ink's colours are those of the strokes' cores.
 */
#include "pipeline/mrc.h"

#include "pipeline/mrc_parts.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

/* Inches */
static const double TILE = 0.107, /* in which ink is told from paper: a line of print */
	RING = 0.0067,            /* from an ink's pixel to where there is only paper */
	REACH = 0.04;             /* from the core of a stroke to what has its colour */

void mrc_clear(MrcLayers *layers)
{
	pixDestroy(&layers->stencil);
	pixDestroy(&layers->foreground);
	pixDestroy(&layers->background);
}

/* Each pixel and those around it, no further off than `inches`. */
static PIX *widen(PIX *pix, double dpi, double inches)
{
	int side = 2 * MAX((int)lround(dpi * inches), 1) + 1;

	return pixDilateBrick(NULL, pix, side, side);
}

/* Adds to `cores` what is left of `ink` where that is far from all of them. */
static void add_thinner(PIX *cores, PIX *ink, double dpi)
{
	PIX *around = widen(cores, dpi, REACH);

	pixSubtract(around, ink, around);
	pixOr(cores, cores, around);
	pixDestroy(&around);
}

/* The colours of strokes are those of their cores, for at their edges they are mixed with paper. */
static PIX *find_cores(PIX *stencil, double dpi)
{
	PIX *cores = pixErodeBrick(NULL, stencil, 3, 3);
	PIX *thin = pixErodeBrick(NULL, stencil, 2, 2);

	if (cores != NULL && thin != NULL) {
		add_thinner(cores, thin, dpi);
		add_thinner(cores, stencil, dpi);
	}
	pixDestroy(&thin);
	return cores;
}

static PIX *make_foreground(PIX *pix, double dpi, PIX *stencil, unsigned width, unsigned height)
{
	PIX *cores = find_cores(stencil, dpi);
	PIX *image = cores == NULL ? NULL : mrc_make_image(pix, cores, width, height);

	pixDestroy(&cores);
	return image;
}

/* The paper is what is neither ink nor, next to it, mixed with it. */
static PIX *make_background(
	PIX *pix, double dpi, PIX *stencil, PIX *mixed, unsigned width, unsigned height)
{
	PIX *paper = widen(stencil, dpi, RING), *image = NULL;

	if (paper != NULL) {
		pixAnd(paper, paper, mixed);
		pixOr(paper, paper, stencil);
		pixInvert(paper, paper);
		image = mrc_make_image(pix, paper, width, height);
	}
	pixDestroy(&paper);
	return image;
}

bool mrc_split(PIX *pix, double dpi, unsigned width, unsigned height, MrcLayers *out)
{
	l_int32 empty = 0;
	PIX *mixed = NULL;

	*out = (MrcLayers) { .stencil =
				     mrc_find_ink(pix, MAX((int)lround(dpi * TILE), 8), &mixed) };
	if (out->stencil != NULL && pixZero(out->stencil, &empty) == 0) {
		out->background = make_background(pix, dpi, out->stencil, mixed, width, height);
		if (!empty)
			out->foreground = make_foreground(pix, dpi, out->stencil, width, height);
	}
	pixDestroy(&mixed);
	if (out->background == NULL || (out->foreground == NULL && !empty)) {
		mrc_clear(out);
		return false;
	}
	if (empty)
		pixDestroy(&out->stencil);
	return true;
}

/* Grain differs from pixel to pixel without order: in a square of four, the sum of one diagonal
 * less that of the other has twice its deviation, and slopes and edges along the axes leave it. */
double mrc_grain(PIX *image)
{
	PIX *levels =
		pixGetDepth(image) == 32 ? pixGetRGBComponent(image, COLOR_GREEN) : pixClone(image);
	unsigned histogram[511] = { 0 }, count = 0, seen = 0, median = 0;

	for (int y = 0; y + 1 < pixGetHeight(levels); y += 4) {
		const l_uint32 *line = mrc_line(levels, y), *next = mrc_line(levels, y + 1);
		for (int x = 0; x + 1 < pixGetWidth(levels); x += 2, count++) {
			int d = GET_DATA_BYTE(line, x) + GET_DATA_BYTE(next, x + 1) -
				GET_DATA_BYTE(line, x + 1) - GET_DATA_BYTE(next, x);
			histogram[abs(d)]++;
		}
	}
	pixDestroy(&levels);
	while (median < 510 && (seen += histogram[median]) * 2 < count)
		median++;
	return median / 1.349;
}
