/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The runner: takes every waiting document of the ledger to its end, pages and documents in
 * worker processes, at most `jobs` at once.
 */
#ifndef PIPELINE_RUN_H
#define PIPELINE_RUN_H

#include "base/settings.h"
#include "ocr/recognize.h"
#include "pipeline/ledger.h"
#include "pipeline/progress.h"
#include "signer/keeper.h"

#include <glib.h>

typedef struct {
	const char *out;
	const Settings *settings;
	const char *page_settings; /* page_settings_of() them */
	Ledger *ledger;
	Keeper *keeper;
	const Reader *reader;
	gint64 batch;
	const char *scans; /* the folder that the batch is of */
	unsigned jobs;
	Progress *progress;
} Run;

typedef struct {
	unsigned delivered, quarantined, pages;
	unsigned short_pages; /* of what was delivered: they fall short of a rule */
	unsigned postponed;   /* could not go on for now: they wait for the next run */
	bool stopped;         /* by a signal: the rest waits */
} RunCount;

/* False with error where the system stands in the way (disk full, key gone): the rest waits for
 * the next run; `out_count` is filled all the same. */
bool run_waiting(const Run *run, RunCount *out_count, GError **error);

#endif
