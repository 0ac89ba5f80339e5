/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a content stream puts text, images and filled areas (ISO 32000-1, 8 and 9), roughly: of text the
 * width is guessed by the number of its characters, and dots and dashes are left out. Enough to tell whether one thing may cover another.
 */
#ifndef SIGNER_MARKS_H
#define SIGNER_MARKS_H

#include "signer/objects.h"

#include <glib.h>
#include <stdbool.h>

typedef enum { MARK_TEXT, MARK_IMAGE, MARK_FILL } MarkKind;

typedef struct {
	MarkKind kind;
	bool opaque; /* nothing below it is seen, as far as can be told; of text if it is large, or of a font
		      * that may draw anything (Type 3) */
	double left, bottom, right, top;
} Mark;

/* Of a page, in its user space, as of a revision; hidden text too. The caller unrefs it. `left`: values that may
 * still be read. `out_all`: false if some of it could not be looked at (a filter of images, more than 32 MiB
 * or 200,000 marks). */
GArray *marks_read_page(
	Objects *objects, const Value *page, unsigned revision, size_t *left, bool *out_all);

/* Of a form XObject, in its own space. */
GArray *marks_read_form(
	Objects *objects, const Item *form, unsigned revision, size_t *left, bool *out_all);

#endif
