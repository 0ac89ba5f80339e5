/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signatures and document time-stamps that a revision of a PDF has and the next has not any more, or does not
 * show any more. The comparison with what an older signature covers cannot see that: they came after it.
 */
#ifndef SIGNER_LOST_H
#define SIGNER_LOST_H

#include "signer/objects.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	unsigned revision; /* the first without it */
	bool removed;      /* it is the value of no field; else it is but not shown any more */
	bool timestamp;
	char *field; /* one line, as file_show() shows text */
} Lost;

/* Of Lost, in the order of revisions; the caller unrefs it. `left`: values that may still be looked at; once it is
 * 0, some may be missing. What is not yet signed, its /Contents being zeros, is no signature. */
GPtrArray *lost_find(Objects *objects, size_t *left);

#endif
