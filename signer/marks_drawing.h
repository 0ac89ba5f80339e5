/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A content stream while its operators are gone through, for the files of marks*.c alone. */
#ifndef SIGNER_MARKS_DRAWING_H
#define SIGNER_MARKS_DRAWING_H

#include "base/pdf_matrix.h"
#include "signer/marks.h"

enum { MOST_SAVED = 64, MOST_OPERANDS = 64 };

typedef struct {
	double n[PDF_MATRIX];
} Matrix;

typedef struct {
	Matrix space;
	double size, leading, stretch;
	double width;     /* of lines */
	bool wide;        /* two bytes a character */
	bool drawn;       /* a font whose glyphs are drawings */
	bool transparent; /* by the graphics state */
} State;

typedef struct {
	Objects *objects;
	unsigned revision;
	GArray *marks;
	Values *values;
	size_t bytes; /* that may still be read */
	size_t *left; /* values, too */
	bool all;
	State state, saved[MOST_SAVED];
	unsigned depth; /* of `saved` */
	Matrix text, line;
	bool drawn; /* a path has begun */
	double path[4];
	Value operands[MOST_OPERANDS];
	unsigned count;
} Drawing;

Matrix matrix_multiply(Matrix m, Matrix n);

/* An operand; 0 if it is no number, or there is none. */
double drawing_number(const Drawing *drawing, unsigned index);
/* The first six operands. */
Matrix drawing_matrix(const Drawing *drawing);

/* Adds to left, bottom, right and top of `box` a point of `space`. */
void box_extend(double box[4], Matrix space, double x, double y);
void drawing_add_box(Drawing *drawing, MarkKind kind, bool opaque, const double box[4]);
/* A rectangle of `space`: its left, bottom, right and top. */
void drawing_add_mark(
	Drawing *drawing, MarkKind kind, bool opaque, Matrix space, const double edges[4]);

/* False if `word` is none of the operators of paths, of text (marks_path.c, marks_text.c). */
bool drawing_draw_path(Drawing *drawing, const char *word);
bool drawing_draw_text(Drawing *drawing, const char *word);

#endif
