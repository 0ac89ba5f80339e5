/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page seen from further away, and a page in even light. */
#ifndef OCR_CLEAN_LIGHT_H
#define OCR_CLEAN_LIGHT_H

#include "ocr/pix.h"
#include "ocr/words.h"

/* `pix` (1, 8 or 32 bits) with each block of factor × factor pixels as one: 8 or 32 bits. */
PIX *pix_reduce(PIX *pix, unsigned factor);

/* `pix` in grey with the paper made white: `paper` and `dirt` are of the page reduced by `factor`;
 * dirt becomes white. */
PIX *pix_light(PIX *pix, PIX *paper, PIX *dirt, unsigned factor);

/* Within the circle in `seal`, in pixels of `pix` (32 bits), puts the brightest colour in place of
 * grey into `out`, which pix_light() has made: the print without the seal. */
void pix_light_seal(PIX *pix, PIX *paper, unsigned factor, const Box *seal, PIX *out);

#endif
