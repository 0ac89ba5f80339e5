/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OUT and its folders (docs/architecture.md, "What is durable"). All results are the caller's.
 *
 *	digitize.db                        ledger and index
 *	spool/<dossier>/<document>/        what finished pages left; emptied at delivery
 *	store/<dossier>/<document>.pdf     and .alto.xml, .json: complete files only
 *	quarantine/<dossier>/<document>/   what cannot go on, with reason.txt
 *	manifests/batch-0001/              manifest.json, its signature, sums
 *
 * In spool and quarantine a document is a folder. So that no document's folder lies in another's,
 * the dossier "A/B" is one folder there, A%2FB: store_name() makes no such name. Where that would
 * pass 200 bytes it is cut, and ends in %2F~ and a part of its hash.
 */
#ifndef PIPELINE_OUT_H
#define PIPELINE_OUT_H

#include <glib.h>

/* Takes OUT for this process alone (flock on the folder itself) and returns the descriptor that
 * holds it, or -1: PIPELINE_ERROR_LOCKED if another has it. OUT is made if it is not there. */
int out_lock(const char *out, GError **error);

char *out_database(const char *out);
char *out_spool(const char *out, const char *dossier, const char *document);
char *out_quarantine(const char *out, const char *dossier, const char *document);

/* Takes away the dossiers of spool and quarantine that are empty. While nobody is at work: a worker
 * may be about to fill one. */
void out_prune(const char *out);

char *out_manifest(const char *out, gint64 batch);

/* store/<dossier>/<document><suffix>, relative to OUT. */
char *out_product(const char *dossier, const char *document, const char *suffix);

/* Suffixes of the products of a document, ended by NULL; the PDF comes last: where it is, the
 * others are. */
extern const char *const out_suffixes[];

/* What every output says that was signed with a demonstration identity. */
#define OUT_NO_LEGAL_VALUE                                                                         \
	"KHÔNG CÓ GIÁ TRỊ PHÁP LÝ / NO LEGAL VALUE: signed with a demonstration identity"

#endif
