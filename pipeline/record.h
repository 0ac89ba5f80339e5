/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The record of a document: the JSON that stands beside its PDF. It says what the document was
 * made from, what came of it, what is printed on it, and how each page fared and where it falls
 * short of a rule; from it a lost ledger is made anew.
 */
#ifndef PIPELINE_RECORD_H
#define PIPELINE_RECORD_H

#include "pipeline/description.h"
#include "pipeline/stages.h"

#include <glib.h>

#define RECORD_FORMAT "digitize document 1"

typedef struct {
	const Job *job;
	const Description *description;
	const GPtrArray
		*findings; /* of PageFinding, one a page; or NULL: what is kept is not judged */
	GDateTime *time;
	const GPtrArray *
		warnings; /* of char *: what could not be checked before signing, and what became of the
		    * block; or NULL */
} Record;

/* Writes SPOOL/document.json, from the pages and the products that are in the spool. */
bool record_write(const Record *record, GError **error);

#endif
