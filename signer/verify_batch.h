/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verifying many files: worker processes judge them, many one after the other each; the parent opens
 * none, and tells them in the order in which they came.
 *
 * A file that kills its worker costs itself: the rest of what the worker had goes to a new one.
 */
#ifndef SIGNER_VERIFY_BATCH_H
#define SIGNER_VERIFY_BATCH_H

#include "signer/verify_work.h"

typedef struct {
	VerifyManner manner;
	unsigned jobs;
	/* The next file, which may have been told already; NULL at the end. The batch owns it. */
	VerifyItem *(*next)(gpointer data);
	/* A file that was told. Returns false to end the batch. */
	bool (*tell)(gpointer data, const VerifyItem *item);
	gpointer data; /* of both */
} VerifyBatch;

void verify_batch_run(VerifyBatch *batch);

#endif
