/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blue ink: numbers, dates and signatures are filled in with it. It is parted from the print into a
 * layer of its own, and read apart: what reads as print (a blue stamp) is print, all else
 * handwriting.
 */
#ifndef OCR_CLEAN_PEN_H
#define OCR_CLEAN_PEN_H

#include "ocr/pix.h"

/* Where blue ink is on a page reduced to `dpi` (32 bits), 1 bit a pixel, with some room around it;
 * NULL where there is none, or so much that the print itself is blue. `ink` (1 bit) is all ink. */
PIX *pen_find(PIX *colour, PIX *ink, double dpi);

/* Moves the blue of `page` (32 bits) within `where` (reduced by `factor`) from `lit`, the page in
 * even light (8 bits), to a layer of the same size, which the caller owns. NULL: out of memory. */
PIX *pen_part(PIX *page, PIX *where, unsigned factor, PIX *lit);

#endif
