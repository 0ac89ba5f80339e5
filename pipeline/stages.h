/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The product is three tables:
 *
 *	page       read → clean → recognize → encode
 *	document   gather → describe → compose → prove → sign → record
 *	batch      begin → keeper → engine → work → manifest → report
 *
 * (A document begins with its survey, a table of one row; one that is signed already is kept rather
 * than composed, proven and signed. A batch begins if its plan has found work, see batch.c.
 * Delivering a document is the parent's part of it, see deliver.h.)
 *
 * A row is a verb and the function that does it. stages_walk() goes down a table and does for all
 * rows what is the same for all: it takes the time, tells the parent which stage has begun (so
 * that a crash has a stage), and stops at the first error. A stage takes its input from the work
 * record and leaves its result there; it knows no neighbour, no option and no ledger.
 */
#ifndef PIPELINE_STAGES_H
#define PIPELINE_STAGES_H

#include "base/settings.h"
#include "base/worker.h"
#include "ocr/recognize.h"
#include "pipeline/ledger.h"

#include <glib.h>

typedef struct {
	const char *verb;
	bool (*run)(gpointer work, GError **error);
} Stage;

/* Each table ends with a row without verb. */
extern const Stage survey_stages[];
extern const Stage page_stages[];
extern const Stage document_stages[];
extern const Stage kept_stages[]; /* of a document that is signed already */
extern const Stage batch_stages[];

/* Walks `stages` over `work`; `facts` is what the stages found for the parent. Reports over
 * `link` after each stage; NULL, and `facts` too: in the parent itself. */
bool stages_walk(
	const Stage *stages, gpointer work, GVariantDict *facts, WorkerLink *link, GError **error);

/* What a walk reported: read by the parent from bytes that a hostile page may have forged. */
typedef struct {
	char *stage; /* the last that was begun; "" if none */
	char *times; /* JSON object: milliseconds of each finished stage */
	GVariantDict *facts;
} StageReport;

StageReport *stage_report_read(GBytes *bytes); /* of NULL or nonsense: an empty report */
void stage_report_free(StageReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StageReport, stage_report_free)

/* What a job is about; all is borrowed and outlives the fork. */
typedef struct {
	const Settings *settings;
	const Reader *reader;
	const Document *document;
	const char *spool;
	unsigned page; /* from 1: page jobs only */
	gint64 batch;
	const char *scans;    /* the folder that the batch is of */
	const void *identity; /* const Identity *: document jobs only */
	const char *memo;     /* the file of pipeline/signing_memo.h: document jobs only */
} Job;

/* The bodies of the three kinds of workers; `data` is the Job. */
bool survey_body(WorkerLink *link, gpointer data, GError **error);
bool page_body(WorkerLink *link, gpointer data, GError **error);
bool document_body(WorkerLink *link, gpointer data, GError **error);

#endif
