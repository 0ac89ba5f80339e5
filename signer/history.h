/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happened to a file since each of its signatures was made: whether a signature covers all of its
 * revision and is the value of the field that it stands in, and what every later revision changed.
 *
 *	history_read → history_judge for each signature → history_find_doubt → history_free
 *
 * A file of one revision costs little more than looking at each of its objects once.
 */
#ifndef SIGNER_HISTORY_H
#define SIGNER_HISTORY_H

#include "signer/pdf_file.h"
#include "signer/range.h"
#include "signer/report.h"

#include <glib.h>
#include <stdbool.h>

typedef struct History History;

/* The document is borrowed. Never fails: what cannot be followed makes every signature's changes unclear. */
History *history_read(const PdfFile *document);
void history_free(History *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(History, history_free)

/* How many revisions the file has; 0: they cannot be followed. */
unsigned history_count(const History *history);

/* Sets kind, revision, permissions, changes and changed of the report of a signature whose range was read. */
void history_judge(History *history, const Range *range, SignatureReport *report);

/* A sentence, which the caller frees, if the file itself is not to be relied on, whatever becomes of each
 * signature: one that it had is gone, or not all could be compared. Else NULL. */
char *history_find_doubt(const History *history);

/* Concludes the report if its changes do not let the signature pass; true if they do. */
bool history_conclude(SignatureReport *report);

#endif
