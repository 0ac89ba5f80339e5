/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The print of a clean page: where its lines stand, found by ourselves. A line is a run of print
 * within one column or one cell of a table; the engine is handed one line at a time, without what
 * of its neighbours reaches into it.
 *
 *	print_read → print_line_pix for each of print->lines, which are in reading order → print_free
 *
 * Positions are pixels of the clean picture.
 */
#ifndef OCR_PRINT_H
#define OCR_PRINT_H

#include "ocr/pix.h"

#include <stdbool.h>

typedef struct {
	int left, top, right, bottom; /* right and bottom lie outside */
} Extent;

int extent_width(const Extent *extent);
int extent_height(const Extent *extent);
void extent_add(Extent *extent, const Extent *other);

/* A connected piece of ink, in pixels of the survey (see Print.factor). */
typedef struct {
	Extent at;
	PIX *ink; /* borrowed from Print.pieces */
	int line; /* while lines are chained: in Print.lines; negative: of none */
} Part;

typedef struct {
	Extent at;       /* of all its parts, also of what was set aside as handwriting */
	double height;   /* usual height of its letters */
	GArray *letters; /* of int: in Print.parts, from left to right */
	GArray *marks;   /* of int: dots, accents, hyphens */
	int cell;        /* in Print.cells; -1: in no table */
	unsigned block;  /* lines of one block belong together */
} PrintLine;

typedef struct {
	PIX *page;       /* the clean picture, borrowed */
	unsigned factor; /* pixels of the picture in one of the survey */
	double body;     /* usual height of letters */
	PIX *ink;        /* survey, 1 bit: letters, marks and specks */
	PIX *rules;      /* survey, 1 bit: straight lines, of tables and under titles */
	PIX *upright;    /* survey, 1 bit: those of `rules` that go from top to bottom */
	PIXA *pieces;
	GArray *parts; /* of Part */
	GArray *cells; /* of Extent: cells of ruled tables, row by row */
	GArray *hand;  /* of Extent: what stands out of its line like handwriting, and is in none */
	GPtrArray *lines; /* of PrintLine *, in reading order */
} Print;

/* `page` has 1 or 8 bits, `dpi` dots an inch, and must outlive the result, which the caller owns.
 * `hand`: handwriting is to be set aside. NULL: out of memory. */
Print *print_read(PIX *page, double dpi, bool hand);
void print_free(Print *print);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Print, print_free)

/* The picture of a line alone, with a white margin; `out_left` and `out_top` are where its corner
 * stands on the page. The caller owns it. NULL: out of memory. */
PIX *print_line_pix(const Print *print, const PrintLine *line, int *out_left, int *out_top);

#endif
