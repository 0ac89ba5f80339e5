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

/* A notation of this confidence is left as it is. */
#define NOTATION_WELL_READ 0.85

/* Where the zones above the title end, and what was found of the title. */
typedef struct {
	double top, bottom; /* of the title; of an official letter: where its body begins */
	const Piece *title; /* NULL: an official letter, or not found; lent by the layout */
} Title;

/* A value read from `piece`: its confidence is the piece's times `strength` (0 … 1), how sure the
 * pattern is. An empty value is none. */
void field_put(Description *description, FieldName name, const char *value, const Piece *piece,
	double strength, unsigned page);

/* The same without a piece. */
void field_put_at(Description *description, FieldName name, const char *value, double confidence,
	const Box *box, unsigned page);
/* Makes room for what a later page says. */
void field_clear(Description *description, FieldName name);

/* The field stands in `box`: where it is printed or, if it has no value, where it ought to be. What is
 * written by hand has no value, but for the printed part of a date. */
void field_mark(
	Description *description, FieldName name, const Box *box, bool handwritten, unsigned page);

/* Zones 2, 3, 4 of the first page. */
void describe_head(
	Description *description, const Layout *layout, const Title *title, unsigned page);
/* Zone 4, above `end`. */
void describe_date(Description *description, const Layout *layout, double end, unsigned page);
/* Reads place and date from a row. False: it holds none. */
bool describe_date_row(
	Description *description, const Layout *layout, const Piece *row, unsigned page);
/* Zone 3, above `end`. Gives the piece in which it was found, lent by the layout, or NULL. */
const Piece *describe_number(Description *description, const Layout *layout, const Title *title,
	double end, unsigned page);
/* Spells a notation that was read badly by the type and the agency; after both. */
void describe_notation(Description *description);
/* Zone 2, above `end`. */
void describe_agency(Description *description, const Layout *layout, double end, unsigned page);
/* Of a certificate, whose agency stands below its title. */
void describe_certifier(
	Description *description, const Layout *layout, const Title *title, unsigned page);
/* Doubts agency and date, where the agency was not there when the document was issued; after both. */
void describe_period(Description *description);
/* Doubts prose that holds words which are no syllables of the language; last of all. */
void describe_sense(Description *description, const Syllables *syllables);
/* Zone 5a, 5b of the first page. */
Title title_find(const Layout *layout);
void describe_title(
	Description *description, const Layout *layout, const Title *title, unsigned page);
/* Zones 7a, 7c, 8: the last ones on the page. They replace what was found on an earlier page. Also the
 * date that stands above the authority, if the head has none. */
void describe_signer(Description *description, const Layout *layout, unsigned page);
/* How much the piece looks like a person's name, 0 … 1. `run`, of Placed: the words of it alone. */
double name_strength(const Piece *piece, GArray *run);
/* Zone 9b. */
void describe_recipients(Description *description, const Layout *layout, unsigned page);
/* Zones 10a, 10b. */
void describe_marks(Description *description, const Layout *layout, unsigned page);

#endif
