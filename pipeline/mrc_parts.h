/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of mrc_split(): which pixels are ink, and what an image of some pixels is. */
#ifndef PIPELINE_MRC_PARTS_H
#define PIPELINE_MRC_PARTS_H

#include "pipeline/mrc.h"

/* The ink of `pix`, 1 bit a pixel, judged in tiles of `side` pixels, and in `out_mixed` what next to
 * ink may be mixed with it; the caller owns both. NULL without memory. */
PIX *mrc_find_ink(PIX *pix, int side, PIX **out_mixed);

/* An image of `width` × `height` pixels and the depth of `pix`, each the mean of those pixels that it
 * covers and `stencil` has; where there are none, what costs few bits. The caller owns it. NULL
 * without memory. */
PIX *mrc_make_image(PIX *pix, PIX *stencil, unsigned width, unsigned height);

static inline l_uint32 *mrc_line(PIX *pix, int y)
{
	return pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
}

#endif
