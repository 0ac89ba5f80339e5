/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the picture that was read back to the upright page, and what is done with boxes there. */
#ifndef OCR_MAPPING_H
#define OCR_MAPPING_H

#include "ocr/clean.h"
#include "ocr/words.h"

/* The picture was scaled, and turned about its centre. */
typedef struct {
	double cosine, sine, centre_x, centre_y, scale_x, scale_y;
} Mapping;

Mapping mapping_to_page(const CleanPage *page);
void mapping_point(const Mapping *mapping, double x, double y, double *out_x, double *out_y);
/* The box keeps its size about its middle: the box around a turned box would be too high. */
Box mapping_box(const Mapping *mapping, const Box *box);

/* What of the box lies on the page; its width or height is 0 if nothing does. */
Box box_clip(Box box, const Words *words);
/* The box around both. */
Box box_join(Box a, Box b);

#endif
