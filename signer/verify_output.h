/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a run of digisign verify prints: the lines of each file on standard output; progress on a
 * terminal, what could not be written, and the sum of all on standard error.
 *
 *	verify_output_begin → verify_output_tell* → verify_output_end
 */
#ifndef SIGNER_VERIFY_OUTPUT_H
#define SIGNER_VERIFY_OUTPUT_H

#include "signer/verify_journal.h"
#include "signer/verify_work.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct {
	bool quiet;         /* nothing but errors */
	const char *head;   /* the first line of a table, or NULL */
	Verdicts *verdicts; /* the journal, or NULL */
	const char *index;  /* the page that lists all files, or NULL */

	/* its own */
	bool progress, well;
	bool unheard; /* standard output takes nothing any more */
	gint64 start, shown;
	unsigned counts[3]; /* by Indication */
	unsigned files, known, unjudged, demonstrations, listings[LISTING_SURPLUS + 1];
	GString *page;
} VerifyOutput;

void verify_output_begin(VerifyOutput *output);

/* Of a VerifyBatch. False if the journal cannot be written. */
bool verify_output_tell(gpointer output, const VerifyItem *item);

/* Something besides the files went wrong, e.g. a folder cannot be read. Takes the error. */
void verify_output_warn(VerifyOutput *output, GError *error);

/* Prints the sum, writes the index. True if all files are valid, and there were any. */
bool verify_output_end(VerifyOutput *output);

#endif
