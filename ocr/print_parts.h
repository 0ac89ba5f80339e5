/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of print_read(), in their order; each leaves its result in `print`. */
#ifndef OCR_PRINT_PARTS_H
#define OCR_PRINT_PARTS_H

#include "ocr/print.h"

enum { PART_LOOSE = -1, PART_LARGE = -2 }; /* Part.line of what belongs to no line */

#define PRINT_HEAD 0.45 /* of a page's height: where numbers and dates are */

PrintLine *print_line_new(void);

/* Adds to print->hand, to what is there already if it stands beside. */
void print_add_hand(Print *print, const Extent *letter);

void print_chain_lines(Print *print);
void print_part_hand(Print *print);
void print_find_cells(Print *print);
void print_order_lines(Print *print);

#endif
