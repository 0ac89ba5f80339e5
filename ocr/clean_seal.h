/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Red seals. A seal hides print: within it, the brightest of red, green and blue shows the print
 * without the seal. Outside it red is left alone: the signatory's name stamp is red as well.
 */
#ifndef OCR_CLEAN_SEAL_H
#define OCR_CLEAN_SEAL_H

#include "ocr/pix.h"
#include "ocr/words.h"

/* Finds seals on a page reduced to `dpi`, 32 bits: round, 18 to 60 mm across. An array of Box in
 * its pixels. */
GArray *seals_find(PIX *colour, double dpi);

#endif
