/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keeps a reader that orders text by where it stands to the order that was meant: rows put
 * level, sizes of letters that keep columns apart, blanks that keep bands apart.
 */
#ifndef PIPELINE_COMPOSE_BANDS_H
#define PIPELINE_COMPOSE_BANDS_H

#include <glib.h>
#include <stdbool.h>

/* A line of text as it will be shown; in points, y upwards. */
typedef struct {
	double left, right;
	double middle, base; /* the baseline passes here */
	double slope;
	double size;    /* of the letters */
	bool in_column; /* there is text beside it that is no part of its line */
} Strip;

/* A blank as wide as from `left` to `right`, shown before strip number `before`. */
typedef struct {
	double left, right, base, size;
	unsigned before;
} Blank;

/* How high the baseline is at `x`: on a page that is askew it follows the slope as far as a line
 * may lean, and stays level beyond. */
double strip_height_at(const Strip *strip, double x);

/* Parts strips, which are in reading order, into rows, bands and columns: levels them, makes some
 * smaller or shorter, and returns the blanks to be shown, in the order of `before`. `middle` and
 * `slope` are the page's. The caller owns the array (of Blank). */
GArray *strips_part(GArray *strips, double middle, double slope);

#endif
