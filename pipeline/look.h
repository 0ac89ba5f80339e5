/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking at how a page is read: `digitize page FILE --keep DIR`. Reads one page of a scan as a batch
 * would, in a process with the same limits, and leaves nothing but what is asked for.
 */
#ifndef PIPELINE_LOOK_H
#define PIPELINE_LOOK_H

#include "base/settings.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const char *file;
	unsigned page;    /* from 1 */
	const char *keep; /* folder for a PNG of each step, made if it is missing; NULL: none */
	bool json;        /* the page's measures as JSON instead of its text */
	const Settings *settings;
} LookOrder;

/* What the page says, or what was measured of it; the caller frees it. Errors are those of a page,
 * with the file's name before them. */
char *page_look(const LookOrder *order, GError **error);

#endif
