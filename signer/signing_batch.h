/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing many files: worker processes make them, a few at a time each; the parent passes their requests
 * on to the key, one after the other, keeps the journal, and tells what became of each file. It opens no
 * PDF.
 *
 * A file that kills its worker costs itself: the others that the worker had not published are done again,
 * each by itself. After a key that gives no answer nothing more is begun.
 */
#ifndef SIGNER_SIGNING_BATCH_H
#define SIGNER_SIGNING_BATCH_H

#include "signer/journal.h"
#include "signer/signing_check.h"
#include "signer/signing_work.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	SigningManner manner;
	const SigningRules *rules; /* of the check before and, when it has ended, during the batch;
				    * NULL: there is none */
	SigningCheck *check;       /* that holds now, or NULL; the batch makes it anew in place */
	Journal *journal;          /* or NULL */
	unsigned jobs;
	/* The next file, or NULL at the end. The batch owns it. */
	SigningItem *(*next)(gpointer data);
	/* What became of a file. */
	void (*tell)(gpointer data, const SigningItem *item);
	gpointer data; /* of both */
} SigningBatch;

/* True if nothing kept it from going through all files, whatever became of each; else one sentence:
 * BASE_ERROR_SYSTEM, SIGNER_ERROR_KEY. */
bool signing_batch_run(SigningBatch *batch, GError **error);

#endif
