/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mixed raster content (as of ITU-T T.44, in the three layers of a PDF page): a stencil of the ink
 * at the scan's own resolution, and two images of less resolution, the colours of the ink and the
 * paper. Print, seals and signatures stay as sharp as they were scanned and in their colours, and
 * the images without edges in them become small.
 *
 * What is no ink for certain (shades, photographs, stains) stays in the background: nothing of a
 * page is in no layer.
 */
#ifndef PIPELINE_MRC_H
#define PIPELINE_MRC_H

#include <allheaders.h>
#include <stdbool.h>

typedef struct {
	PIX *stencil;    /* 1 bit, of the page's size: 1 is ink; NULL if there is none */
	PIX *foreground; /* colours of the ink, where the stencil lets them be seen; NULL likewise */
	PIX *background; /* the page without its ink */
} MrcLayers;

enum { MRC_MOST_SHRINK = 8 };

/* Parts `pix` (8 or 32 bits a pixel, `dpi` dots an inch, which tells how wide strokes are); both images measure `width` × `height` pixels, no more than
 * `pix` and no less than a MRC_MOST_SHRINKth of it, and have its depth. False without memory. */
bool mrc_split(PIX *pix, double dpi, unsigned width, unsigned height, MrcLayers *out);

/* Standard deviation of the grain of an image that is mostly paper, in levels. */
double mrc_grain(PIX *image);

void mrc_clear(MrcLayers *layers);

#endif
