/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of layout share: layout.c makes the pieces, layout_head.c parts those of the head. */
#ifndef PIPELINE_LAYOUT_PARTS_H
#define PIPELINE_LAYOUT_PARTS_H

#include "pipeline/layout.h"

Span span_join(Span a, Span b);
bool span_is_level(const Span *a, const Span *b); /* do they stand on one line? */

/* Takes over nothing: the words are copied. */
Piece *piece_new(const Placed *row, unsigned count);

/* Finds the name of the nation and the border of the columns, and parts what was joined over it. */
void layout_find_head(Layout *layout);

#endif
