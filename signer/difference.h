/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a later revision of a PDF differs in from an earlier one, object by object, from the trailer and
 * the catalog down along every path.
 *
 * A table (signer/difference_rules.c) says which differences each level of DocMDP allows (ISO 32000-2,
 * table 257). Whatever it does not list is a change that nothing allows. An object that is reached in
 * several ways must be allowed to differ in each.
 */
#ifndef SIGNER_DIFFERENCE_H
#define SIGNER_DIFFERENCE_H

#include "signer/objects.h"

#include <glib.h>
#include <stdbool.h>

/* The least P of DocMDP that allows it. */
typedef enum {
	LEVEL_ALWAYS = 1, /* validation data, document time-stamps, dates */
	LEVEL_FILL = 2,   /* signatures and form values */
	LEVEL_ANNOTATE = 3,
	LEVEL_NEVER = 4,
} Level;

typedef struct {
	unsigned revision; /* the first that differs so */
	Level level;
	bool unclear;   /* even where it is allowed: what readers show may differ */
	bool visible;   /* a new signature that is seen on a page */
	char *field;    /* the form field whose lock may forbid it, or NULL */
	char *sentence; /* one line, as file_show() shows text */
} Finding;

/* What `after` differs in from `before`, added to `findings` (of Finding) unless the same sentence is there.
 * `left`: values that may still be compared; once it is 0, a finding says that not all was. */
void difference_find(
	Objects *objects, unsigned before, unsigned after, size_t *left, GPtrArray *findings);

void finding_free(Finding *finding);

#endif
