/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The encoders behind page_encode(): each takes pixels or a scan's own stream, appends the image
 * XObject's entries to `dictionary`, and gives the stream.
 */
#ifndef PIPELINE_ENCODE_IMAGE_H
#define PIPELINE_ENCODE_IMAGE_H

#include "ocr/scan.h"

#include <glib.h>

/* CCITT group 4 from a bilevel PIX; lossless. */
GBytes *image_fax(PIX *pix, GString *dictionary, GError **error);

/* JBIG2 from a bilevel PIX; lossless, and smaller than G4. As a mask: see pipeline/jbig2.h. */
GBytes *image_jbig2(PIX *pix, GString *dictionary);

/* Flate with PNG predictors from any PIX; lossless. */
GBytes *image_flate(PIX *pix, GString *dictionary, GError **error);

/* JPEG from a grey or colour PIX. */
GBytes *image_jpeg(PIX *pix, int quality, GString *dictionary, GError **error);

/* Progressive JPEG with halved colour. `grain`: standard deviation of the paper's grain, in levels;
 * 0 for an image without. */
GBytes *image_jpeg_layer(PIX *pix, int quality, double grain, GString *dictionary, GError **error);

/* The scan's own stream, if PDF/A-2 admits it as it is; otherwise NULL (no error: re-encode). */
GBytes *image_passed(const ScanStream *stream, GString *dictionary);

/* What the encoders share: the entries of an image of this size, and a refusal (always NULL). */
void image_put_size(GString *dictionary, PIX *pix, unsigned bits);
GBytes *image_refuse(GError **error);

#endif
