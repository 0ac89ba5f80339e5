/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the rows of text on a page lie about each other; for compose_bands.c alone. */
#ifndef PIPELINE_COMPOSE_CUT_H
#define PIPELINE_COMPOSE_CUT_H

#include "pipeline/compose_bands.h"

/* Rows each under the one before; in a column they need but be lower. */
typedef struct {
	unsigned first, count;
	double left, right, top, bottom; /* the last two are of baselines */
	double raised; /* the baseline up to which a column is filled; `top` for most */
} Stack;

/* The rows from `first` to `middle` are above those from `middle` to `end`. */
typedef struct {
	unsigned first, middle, end;
} Cut;

/* The columns that begin with these stacks are beside each other, and read one after the other. */
typedef struct {
	unsigned stack, next;
} Pair;

typedef struct {
	GArray *rows;   /* of Strip, in reading order */
	GArray *stacks; /* of Stack: all rows, in reading order */
	GArray *cuts;   /* of Cut: between stacks one above the other */
	GArray *pairs;  /* of Pair; the last columns first, and inner ones before outer ones */
} Parting;

Parting *parting_new(void);
void parting_free(Parting *parting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Parting, parting_free)

/* Parts the rows into stacks, and finds which are in a column: these are put level. */
void parting_cut(Parting *parting);

/* Gives the rows of a column one size, makes stacks smaller that would be joined to others, and
 * raises columns above the next. */
void parting_size(Parting *parting);

Strip *row_at(const Parting *parting, unsigned index);
double row_top(const Strip *row);
double row_lean(const Strip *row); /* of its baseline, to either side */

#endif
