/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a document ends, the parent's part: its files are published and its rows written.
 *
 * Invariants:
 *  1. The files are published before the ledger says so, the PDF last. A run that is killed in
 *     between does the document stage again and publishes the same names.
 *  2. The spool is emptied after the ledger has it, never before.
 *  3. The ledger's row and the index's rows are one transaction.
 */
#ifndef PIPELINE_DELIVER_H
#define PIPELINE_DELIVER_H

#include "pipeline/ledger.h"
#include "pipeline/stages.h"

#include <glib.h>

/* Publishes what the document left in `spool` and records it. */
bool deliver_document(Ledger *ledger, const char *out, const Document *document, gint64 batch,
	const char *spool, const StageReport *report, double seconds, GError **error);

/* Puts a document aside: `reason` into quarantine/<dossier>/<document>/reason.txt, with a copy of
 * its scans in scans/ (none of a document that the law keeps off this machine: `secret`). */
bool quarantine_document(Ledger *ledger, const char *out, const Document *document, gint64 batch,
	const char *stage, const char *reason, bool secret, GError **error);

/* Index rows of a delivered document, from its description and text. Within a transaction.
 * `text`: pages parted by form feeds. */
bool deliver_index(Ledger *ledger, gint64 document, const char *description_path, const char *text,
	GError **error);

#endif
