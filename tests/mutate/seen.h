/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a stranger, poppler, shows of a PDF, told as text that can be compared: pages with their sizes and
 * pixels, notes, fields with their places; and what catalog and pages say to readers. What the fields hold
 * is left out: a certification may leave that free, and so are time-stamps and proofs.
 */
#ifndef TESTS_MUTATE_SEEN_H
#define TESTS_MUTATE_SEEN_H

#include <glib.h>

/* The caller owns the text; NULL: poppler or qpdf cannot read it. */
char *seen_tell(GBytes *pdf);

#endif
