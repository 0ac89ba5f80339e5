/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A page as it is shown: its visible box (CropBox within MediaBox), turned by /Rotate, measured in points
 * of paper, with its origin at the lower left (ISO 32000-1, 7.7.3.3, 14.11.2; UserUnit).
 */
#ifndef SIGNER_SHEET_H
#define SIGNER_SHEET_H

#include "signer/pdf_file.h"

#include <stdbool.h>

typedef struct {
	double left, bottom, right, top;
} Rect;

typedef struct {
	double width, height; /* as shown, points of paper */
	double unit;          /* points of paper in a unit of the page's user space */
	int turn;             /* degrees clockwise: 0, 90, 180, 270 */
	Rect box;             /* in user space */
} Sheet;

/* False if the page has no box, or one that is none. */
bool sheet_read(const PdfFile *document, qpdf_oh page, Sheet *out_sheet);

/* From the sheet to the page's user space, and back. */
Rect sheet_to_user(const Sheet *sheet, const Rect *shown);
Rect sheet_from_user(const Sheet *sheet, const Rect *user);

/* A rectangle array, its corners in order; false if it is none. */
bool rect_read(const PdfFile *document, qpdf_oh array, Rect *out_rect);

#endif
