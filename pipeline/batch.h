/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A batch, from a folder of scans to its manifest: the table plan → work → manifest → report.
 */
#ifndef PIPELINE_BATCH_H
#define PIPELINE_BATCH_H

#include "base/settings.h"
#include "pipeline/progress.h"

#include <glib.h>

typedef struct {
	const char *scans;
	const char *out; /* NULL: the scans' sibling NAME.out */
	const Settings *settings;
	unsigned jobs;
	bool dry_run; /* tells what would be done and does nothing */
	ProgressLevel level;
} BatchOrder;

/* Runs the batch and sets the exit status that its end deserves. Error: PIPELINE_ERROR_LOCKED,
 * BASE_ERROR_SETTINGS (the folders or the key are not usable), BASE_ERROR_SYSTEM. */
bool batch_run(const BatchOrder *order, int *out_status, GError **error);

#endif
