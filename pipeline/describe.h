/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The zones of a document (NĐ 30/2020, annex I), one reader each. A reader looks at one page's
 * layout and puts the fields that it finds into the description, never over one that is there.
 */
#ifndef PIPELINE_DESCRIBE_H
#define PIPELINE_DESCRIBE_H

#include "pipeline/description.h"
#include "pipeline/layout.h"

/* Below this confidence a word with digits is not believed. */
#define DIGITS_LEAST_CONFIDENCE 0.6

/* Where the zones above the title end, and what was found of the title. */
typedef struct {
	double top, bottom; /* of the title; of an official letter: where its body begins */
	const Piece *title; /* NULL: an official letter, or not found; lent by the layout */
} Title;

/* A value read from `piece`: its confidence is the piece's times `strength` (0 … 1), how sure the
 * pattern is. An empty value is none. */
void field_put(Description *description, FieldName name, const char *value, const Piece *piece,
	double strength, unsigned page);

/* Zones 2, 3, 4 of the first page. */
void describe_head(
	Description *description, const Layout *layout, const Title *title, unsigned page);
/* Zone 3, above `end`. Gives the piece in which it
 * was found, lent by the layout, or NULL. */
const Piece *describe_number(
	Description *description, const Layout *layout, double end, unsigned page);
/* Spells a notation that was read badly by the type and the agency; after both. */
void describe_notation(Description *description);
/* Zone 2, above `end`. */
void describe_agency(Description *description, const Layout *layout, double end, unsigned page);
/* Zone 5a, 5b of the first page. */
Title title_find(const Layout *layout);
void describe_title(
	Description *description, const Layout *layout, const Title *title, unsigned page);
/* Zone 7: the last one on the page. Replaces a signer found on an earlier page. */
void describe_signer(Description *description, const Layout *layout, unsigned page);
/* Zone 10a. */
void describe_secrecy(Description *description, const Layout *layout, unsigned page);

#endif
