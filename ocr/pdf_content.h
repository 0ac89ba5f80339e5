/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does a page's content do nothing but place one image? The content is read as operators, without
 * being trusted; whatever is not known for harmless ends the reading.
 */
#ifndef OCR_PDF_CONTENT_H
#define OCR_PDF_CONTENT_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *image;       /* the XObject's name, without the slash */
	double matrix[6];  /* in force where it is painted */
	double clip[4];    /* likewise: left, low, right and high of what is not cut away */
	GPtrArray *states; /* names of the graphics state dictionaries set before (char *) */
} PdfPlacement;

void pdf_placement_clear(PdfPlacement *placement);

/* True if exactly one XObject is painted and nothing else that can be seen; invisible text (Tr 3) is
 * let pass, and clipping to a rectangle. The caller clears the placement. */
bool pdf_content_is_image(const char *content, size_t size, PdfPlacement *out_placement);

#endif
