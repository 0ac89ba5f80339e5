/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Seals on pages without colour: their rings cross letters and tie them together. A ring is found
 * as a circle and lifted off; strokes that cross it stay.
 */
#ifndef OCR_CLEAN_RING_H
#define OCR_CLEAN_RING_H

#include "ocr/pix.h"

#include <stdbool.h>

typedef struct {
	double x, y, radius; /* centre and outermost ring, pixels */
} Ring;

/* Circles in `ink` (1 bit), about where `large`, the part of it that is too large for letters, is.
 * The caller frees the array of Ring. */
GArray *rings_find(PIX *ink, PIX *large, double dpi);

/* Marks in `mask` (1 bit, of the size of `page`) the strokes of all circles about the centre of
 * `ring`, which is in pixels of `page` (1 bit, or 8 bits grey). */
void ring_mark(PIX *page, const Ring *ring, PIX *mask);

#endif
