/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run says while it runs, on standard error: on a terminal a bar with rate and time left,
 * otherwise a line a minute; always a line for each document that goes to quarantine.
 */
#ifndef PIPELINE_PROGRESS_H
#define PIPELINE_PROGRESS_H

#include <glib.h>
#include <stdbool.h>

typedef enum { PROGRESS_QUIET, PROGRESS_NORMAL, PROGRESS_VERBOSE } ProgressLevel;

typedef struct Progress Progress;

/* `documents`: how many wait. */
Progress *progress_new(ProgressLevel level, unsigned documents);
/* Takes the bar away. */
void progress_free(Progress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)

/* A page is done. */
void progress_page(Progress *progress);
/* A document is done; `sentence` (without a newline) is shown when verbose. */
void progress_delivered(Progress *progress, const char *sentence);
/* A document is done otherwise; `sentence` is shown unless quiet. */
void progress_quarantined(Progress *progress, const char *sentence);
/* A sentence of its own, shown unless quiet. */
void progress_say(Progress *progress, const char *sentence);
/* Redraws the bar, if it is time. */
void progress_tick(Progress *progress);

#endif
