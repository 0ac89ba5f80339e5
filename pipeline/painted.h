/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The images that a page of a finished PDF paints, and how large each stands on it: read from the
 * page's content (ISO 32000-1, 8.9), through forms and with inline images. What patterns, fonts and
 * annotations paint is left aside.
 */
#ifndef PIPELINE_PAINTED_H
#define PIPELINE_PAINTED_H

#include <glib.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>

typedef struct {
	unsigned width, height; /* pixels */
	double dpi_x, dpi_y;    /* pixels ÷ placed size, along the image's rows and columns */
	unsigned bits;          /* a pixel, all colours together; 0: not told by the PDF */
	bool colour;            /* more than shades of one colour, also by a palette */
	bool stencil;           /* paints the current colour (8.9.6.2); masks of images are none */
} PaintedImage;

enum { MOST_PAINTED = 10000 }; /* a page's further images are not looked at */

/* Of page `number` (from 0), in the order of painting. The caller owns the array of PaintedImage. */
GArray *painted_images(qpdf_data pdf, unsigned number);

#endif
