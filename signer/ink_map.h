/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a page is printed on, so that a signature's block stands beside it. Cells of about a point of
 * paper (larger on large sheets) are printed or free. Printed is what is seen there: text, images, rules,
 * seals, annotations, the dark edges that scanners leave; and annotations that show nothing yet, as a
 * field that waits for its signature. Grey or coloured paper is no print, nor are specks of less than a
 * millimetre.
 *
 * What a page looks like poppler tells, which may die of a damaged file: only worker processes ask.
 */
#ifndef SIGNER_INK_MAP_H
#define SIGNER_INK_MAP_H

#include "signer/sheet.h"

#include <glib.h>

typedef struct {
	unsigned columns, rows;
	const Sheet *sheet; /* borrowed */
	guint32 *sums; /* (columns + 1) × (rows + 1): printed cells above and left of a corner */
} InkMap;

/* Of the first page of the document, which is `page`. NULL: poppler cannot show it. The caller owns the
 * map, for which the sheet must live. */
InkMap *ink_map_read(const PdfFile *document, qpdf_oh page, const Sheet *sheet);
void ink_map_free(InkMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InkMap, ink_map_free)

/* Of a picture of the whole sheet, one byte a cell, row by row: 0 black, 255 white. */
InkMap *ink_map_new(const guint8 *cells, unsigned columns, unsigned rows, const Sheet *sheet);

/* How many printed cells a rectangle of the sheet touches. */
unsigned ink_map_count(const InkMap *map, const Rect *rect);

#endif
