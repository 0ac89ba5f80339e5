/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger: what was tried and how it ended, in OUT/digitize.db (SQLite, WAL). The database is
 * memory, not the record: what was delivered stands in the store, and rebuild.h makes a lost
 * ledger anew from it.
 *
 * A document is waiting, delivered or quarantined. Only these changes happen, each in one
 * transaction:
 *	(new) → waiting                            by the plan
 *	waiting → delivered | quarantined          by the runner
 *	quarantined → waiting                      when its scans have changed
 *	quarantined → waiting                      when the user says so
 *	delivered → waiting                        when its PDF has gone from the store
 * Scans are known again by name, size and time, or else by their checksums, so that their folder
 * may move. Other scans of a known name, from another folder, change nothing and are told.
 * A delivered document stays as it is, and is told, when its scan changes ("changed") or when what
 * belongs to its PDF has gone.
 *
 * The process that opened a ledger is the only one that uses it; forked children do not.
 */
#ifndef PIPELINE_LEDGER_H
#define PIPELINE_LEDGER_H

#include "pipeline/rules.h"
#include "pipeline/source.h"

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Ledger Ledger;

/* Puts into a ledger that is just being made what OUT already holds. */
typedef bool (*LedgerFill)(Ledger *ledger, const char *out, GError **error);

/* Opens OUT's ledger. If there is none it is made, and `fill` is called, in one transaction: it is
 * made whole or not at all. With a NULL `fill` it must be there. Error: PIPELINE_ERROR_LEDGER,
 * BASE_ERROR_SYSTEM, or what `fill` sets. */
Ledger *ledger_open(const char *out, LedgerFill fill, GError **error);
/* Opens it for reading only, be it on a disk or in a folder that cannot be written to. */
Ledger *ledger_open_read(const char *out, GError **error);
void ledger_close(Ledger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ledger, ledger_close)

/* Lent: for the index and for listings. */
sqlite3 *ledger_database(Ledger *ledger);

/* One page, and where it is found. */
typedef struct {
	unsigned source;      /* index in Document.sources */
	unsigned source_page; /* from 0 */
	bool done;            /* its spool files are complete */
	bool running;         /* a worker is at it */
	unsigned attempts;    /* in this run */
} PageState;

typedef struct {
	gint64 id;
	char *dossier, *name;
	GPtrArray *sources;   /* of Source */
	GArray *pages;        /* of PageState; empty until surveyed */
	unsigned attempts;    /* how often it had to wait for another run */
	bool kept;            /* signed already: delivered byte for byte */
	const char *settings; /* that its pages are made with, as one text; borrowed, or NULL */
	char *refusal;        /* why the plan found that this is no document, or NULL */
} Document;

void document_free(Document *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Document, document_free)

/* Planning. */

typedef struct {
	unsigned waiting, delivered, quarantined;
	unsigned told; /* of these: how many had something to be told about */
} PlanCount;

/* Takes one planned document: new, as it was, or changed. `refusal` (may be NULL) will
 * quarantine it; the caller has filled `path`, `size` and `mtime` of the sources. `out_told` (freed
 * by the caller) is what the user must know of it, or NULL. Within ledger_begin/commit. */
bool ledger_plan(Ledger *ledger, const char *out, const char *dossier, const char *name,
	GPtrArray *sources, const char *refusal, PlanCount *count, char **out_told, GError **error);

/* The file names of all scans of a dossier, each with the name of its document (both char *); of two
 * documents the delivered one. The caller owns the table. */
GHashTable *ledger_names(Ledger *ledger, const char *dossier, GError **error);

bool ledger_begin(Ledger *ledger, GError **error);
bool ledger_commit(Ledger *ledger, GError **error);
void ledger_rollback(Ledger *ledger);

/* Batches. */

/* The batch that was begun and not finished, or 0. */
bool ledger_unfinished_batch(Ledger *ledger, gint64 *out_batch, GError **error);
bool ledger_begin_batch(Ledger *ledger, const char *scans, gint64 *out_batch, GError **error);
/* The folder that a batch is of. One that was made anew without knowing it is of `scans`. */
char *ledger_batch_scans(Ledger *ledger, gint64 batch, const char *scans, GError **error);
bool ledger_finish_batch(Ledger *ledger, gint64 batch, GError **error);

/* Running. */

/* The first waiting document with an id above `after`, or NULL without error. */
Document *ledger_next_waiting(Ledger *ledger, gint64 after, GError **error);

/* The sources of a document, of Source. */
GPtrArray *ledger_sources(Ledger *ledger, gint64 document, GError **error);

/* What the survey found: sha256 and pages of the sources, document->pages, kept; and the settings. */
bool ledger_put_survey(Ledger *ledger, const Document *document, GError **error);

/* Lets a document that waits be made with `settings` (borrowed by it): pages that were made with
 * others are to be done again, so that no document is made of both. */
bool ledger_take_settings(Ledger *ledger, Document *document, const char *settings, GError **error);

/* What became of an attempt at a page. */
typedef struct {
	const char *stage;  /* the last that was begun */
	const char *reason; /* NULL: done */
	const char *times;  /* JSON: {"read": 12.3, …} milliseconds */
	double seconds, cpu_seconds;
	gint64 peak_kilobytes;
	double confidence;
	gint64 words;
	bool blank;
	const char *verdict,
		*doubt; /* verdict_name() and reason_name() of ocr/quality.h; or NULL */
} PageOutcome;
bool ledger_put_page(
	Ledger *ledger, gint64 document, unsigned page, const PageOutcome *outcome, GError **error);

typedef struct {
	char *path; /* relative to OUT */
	uint64_t size;
	char *sha256;
} Product;

/* A delivery, as it is known before the first of its files is published. */
typedef struct {
	gint64 batch;
	const char *times; /* JSON, as in PageOutcome */
	double seconds;
	GPtrArray *products; /* of Product */
} Delivery;

/* A document ends. ledger_intend() says what is about to be published of a document that still
 * waits, ledger_deliver() that it was: what stands in the store in between can be told from what
 * somebody else put there. Within ledger_begin/commit, so that the index's rows go with it. */
bool ledger_intend(Ledger *ledger, gint64 document, const Delivery *delivery, GError **error);
bool ledger_deliver(Ledger *ledger, gint64 document, GError **error);
bool ledger_quarantine(Ledger *ledger, gint64 document, gint64 batch, const char *stage,
	const char *reason, GError **error);

/* How a document was made: its profile and its signature's level (NULL of what is kept), and, once they are known, where its
 * pages (from 1) fall short of a rule. */
bool ledger_put_making(
	Ledger *ledger, gint64 document, const char *profile, const char *level, GError **error);
bool ledger_put_shortfall(
	Ledger *ledger, gint64 document, unsigned page, const Shortfall *shortfall, GError **error);
bool ledger_forget_making(Ledger *ledger, gint64 document, GError **error);

/* A document whose delivery was begun and not ended, or NULL without error. */
Document *ledger_next_interrupted(Ledger *ledger, GError **error);

/* The products of a document, of Product: delivered, or intended. */
GPtrArray *ledger_products(Ledger *ledger, gint64 document, GError **error);
bool ledger_forget_products(Ledger *ledger, gint64 document, GError **error);

/* How many documents there are in each state, of whatever folder of scans. */
typedef struct {
	unsigned waiting, delivered, quarantined;
} LedgerCount;
bool ledger_count(Ledger *ledger, LedgerCount *out_count, GError **error);

/* Quarantined documents wait again: all, or those of a dossier (may be NULL). To `out_told` is added
 * what the user must know: that a scan is gone, whose document stays, or that there is none. */
bool ledger_retry(Ledger *ledger, const char *out, const char *dossier, unsigned *out_count,
	GPtrArray *out_told, GError **error);

/* A document that could not go on for now: stays waiting, with the reason; `counts` as an
 * attempt. */
bool ledger_postpone(Ledger *ledger, gint64 document, const char *stage, const char *reason,
	bool counts, GError **error);

void product_free(gpointer product);

#endif
