/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of print_read(), in their order; each leaves its result in `print`. */
#ifndef OCR_PRINT_PARTS_H
#define OCR_PRINT_PARTS_H

#include "ocr/print.h"

enum { PART_LOOSE = -1, PART_LARGE = -2 }; /* Part.line of what belongs to no line */

PrintLine *print_line_new(void);

void print_chain_lines(Print *print);
void print_part_hand(Print *print);
void print_find_cells(Print *print);
void print_order_lines(Print *print);

#endif
