/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What run.c, which starts work, and run_end.c, which ends it, share; nobody else includes it. */
#ifndef PIPELINE_RUNNER_H
#define PIPELINE_RUNNER_H

#include "base/worker.h"
#include "pipeline/run.h"

#include <glib.h>

/* A document that is being worked on. */
typedef struct {
	Document *document;
	char *spool, *shown; /* shown: dossier/document for sentences */
	unsigned next_page;  /* where the search for the next page goes on */
	unsigned left;       /* pages not done */
	unsigned running;    /* workers */
	unsigned attempts;   /* at its survey, then at putting it together */
	bool surveyed, composing, ended;
	bool settled; /* ended for good: delivered or quarantined */
} Active;

typedef enum { SURVEY, PAGE, DOCUMENT } Kind;

/* What a worker is at. */
typedef struct {
	Kind kind;
	Active *active;
	unsigned page;
} Tag;

typedef struct {
	const Run *run;
	RunCount count;
	WorkerPool *pool;
	GPtrArray *actives; /* of Active, in the ledger's order */
	GPtrArray *tags;    /* of Tag: one for each worker */
	const char *memo;   /* pipeline/signing_memo.h */
	gint64 last_id;
	bool exhausted; /* the ledger has no further document */
	GError *trouble;
} Runner;

/* Remembers the first trouble of the system (taken): the run takes no more work. */
void runner_stop_for(Runner *runner, GError *trouble);

/* Ends a document: quarantine, with the sentence. */
void runner_quarantine(Runner *runner, Active *active, const char *stage, const char *sentence);

/* A worker has ended. */
void runner_end(Runner *runner, const Tag *tag, const WorkerResult *result);

#endif
