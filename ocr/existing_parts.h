/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sources of existing.h share; nobody else includes it. */
#ifndef OCR_EXISTING_PARTS_H
#define OCR_EXISTING_PARTS_H

#include "ocr/existing.h"

enum { EXISTING_CELL = 4 }; /* pixels of the page in one of the picture below */

/* Where the words stand, in a picture of few pixels, and a little room around them. NULL: out of
 * memory. */
PIX *existing_draw(const Words *text);

/* The words alone, without what was measured. The caller owns them. */
Words *existing_dup(const Words *words);

#endif
