/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bilevel pictures as JBIG2 (ITU-T T.88, ISO/IEC 14492), lossless, for the filter JBIG2Decode of
 * PDF (ISO 32000-1, 7.4.7): a page information segment and one generic region, in the embedded
 * organization, without a file header and without globals.
 *
 * Within the stream a black pixel is 1, but the filter gives black as 0 and white as 1. So, with no
 * /Decode in either:
 *	an image of /ColorSpace /DeviceGray shows the picture as it is;
 *	an image of /ImageMask true paints where the picture is black, and a /Mask of it lets its
 *	base image be seen there. /Decode [1 0] would paint where the picture is white.
 * As an /SMask, which is an image of DeviceGray, it hides what is black: that needs /Decode [1 0].
 */
#ifndef PIPELINE_JBIG2_H
#define PIPELINE_JBIG2_H

#include <allheaders.h>
#include <glib.h>

/* The stream that decodes to the pixels of `pix`, which has one bit a pixel, 1 for black. The
 * caller owns it. Same picture, same bytes. It takes memory for the stream and for three rows. */
GBytes *jbig2_encode(PIX *pix);

#endif
