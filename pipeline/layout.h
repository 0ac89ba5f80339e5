/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the words of a page stand: pieces, that is runs of words on one line within one column, from
 * the top down. Positions are those of the page with its skew taken out, in pixels; `em` is the
 * usual height of a word, the unit in which distances are judged.
 *
 *	layout_new → layout_find_nation, layout_row, … → layout_free
 */
#ifndef PIPELINE_LAYOUT_H
#define PIPELINE_LAYOUT_H

#include "ocr/words.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	double left, top, right, bottom;
} Span;

double span_height(const Span *span); /* at least 1 */

/* What is no word, where it stands: a seal, or something written by hand. */
typedef struct {
	Box box; /* on the page as it is */
	Span span;
} Mark;

/* A word where it stands. */
typedef struct {
	const Word *word;
	Span span;
} Placed;

typedef struct {
	GArray *words; /* of Placed */
	Span span;
	char *text;  /* words parted by blanks */
	char *plain; /* text_fold_plain(text) */
} Piece;

typedef struct {
	double width, height, em;
	double left, right;    /* edges of the text's column */
	GPtrArray *pieces;     /* of Piece *, from the top down */
	GArray *hands, *seals; /* of Mark */
	double split;          /* parts the left column of the head from the right one */
	double head_top;       /* where the head begins */
	bool has_nation; /* the name of the nation, CỘNG HÒA …, was found: this page has a head */
	bool is_centered; /* that name stands in the middle over the whole page: there are no columns
			   * but below it */
} Layout;

/* `words` is borrowed as long as the layout lives. The caller owns the result. */
Layout *layout_new(const Words *words);
void layout_free(Layout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Layout, layout_free)

/* All that stands on the line of `anchor`, and on its side of the head unless `across`, as one piece.
 * The caller owns the result. */
Piece *layout_row(const Layout *layout, const Piece *anchor, bool across);

/* Is something written by hand in the gap? Then `*box`, unless it is empty, is made to cover it as
 * well. */
bool layout_find_hand(const Layout *layout, const Span *gap, Box *box);

void piece_free(Piece *piece);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Piece, piece_free)

/* The piece from word `first` on. The caller owns it. */
Piece *piece_part(const Piece *piece, unsigned first);

/* Word `i` of the piece, lent. */
const Placed *piece_word(const Piece *piece, unsigned i);
double piece_center(const Piece *piece);
/* Does it stand in the left column of the head? */
bool piece_is_left(const Layout *layout, const Piece *piece);
/* Does it stand in the middle between the edges of the text? */
bool piece_is_centered(const Layout *layout, const Piece *piece);
/* Are its letters capitals, but for one in ten? */
bool piece_is_capital(const Piece *piece);
/* Is it the name of the nation, or its motto? */
bool piece_is_nation(const Piece *piece);
/* Does it begin with "Số:", or with what OCR makes of it? */
bool piece_opens_number(const Piece *piece);
/* Mean confidence of its words, by length. */
double piece_confidence(const Piece *piece);
/* Its box on the page as it is, skew and all. */
Box piece_box(const Piece *piece);

/* A word as plain letters and digits only: "Số:" → "so". The caller frees it. */
char *word_plain(const Placed *placed);

#endif
