/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a document ends, the parent's part: its files are published and its rows written.
 *
 * Invariants:
 *  1. What can be wrong with a document is found before its first file is published: its
 *     description and text are read and indexed from the spool.
 *  2. The ledger has the checksums of the files, of a document that still waits, before the first
 *     of them is published. So the next run can tell what a kill left in the store from what
 *     somebody else put there.
 *  3. The files are published before the ledger says so, the PDF last. A delivery that was killed
 *     after the PDF counts and is written down by the next run; one that was killed before is
 *     taken back, and the document stages are done again.
 *  4. The document's folders in spool and quarantine go after the ledger has it, never before.
 *  5. A PDF in the store is never replaced.
 *  6. The ledger's row and the index's rows are one transaction.
 */
#ifndef PIPELINE_DELIVER_H
#define PIPELINE_DELIVER_H

#include "pipeline/ledger.h"
#include "pipeline/stages.h"

#include <glib.h>

/* Why a document that waits cannot be delivered: a PDF stands at its place in the store that no
 * delivery of the ledger explains. NULL: it can. The caller frees it. */
char *deliver_refusal(const char *out, const Document *document);

/* Publishes what the document left in `spool` and records it. */
bool deliver_document(Ledger *ledger, const char *out, const Document *document, gint64 batch,
	const char *spool, const StageReport *report, double seconds, GError **error);

/* Ends, for one way or the other, every delivery that a kill interrupted. Before planning. */
bool deliver_settle(Ledger *ledger, const char *out, GError **error);

/* Puts a document aside: `reason` into quarantine/<dossier>/<document>/reason.txt, with a copy of
 * its scans in scans/ (none of a document that the law keeps off this machine: `secret`). That a
 * scan cannot be read is no error: reason.txt says which have no copy. */
bool quarantine_document(Ledger *ledger, const char *out, const Document *document, gint64 batch,
	const char *stage, const char *reason, bool secret, GError **error);

/* Index rows of a delivered document, and how it was made, from its record and text. Within a
 * transaction.
 * `text`: pages parted by form feeds. */
bool deliver_index(Ledger *ledger, gint64 document, const char *description_path, const char *text,
	GError **error);

/* The text of a delivered document for the index, from its ALTO file. The caller frees it. */
char *deliver_text(const char *alto, GError **error);

#endif
