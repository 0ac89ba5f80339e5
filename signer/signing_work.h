/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signing some files in a worker process: each is made beside its place, and of a few that are made all
 * are published together, so that the disk is waited for once. What the parent has prepared is inherited;
 * the key is reached through it alone.
 */
#ifndef SIGNER_SIGNING_WORK_H
#define SIGNER_SIGNING_WORK_H

#include "base/worker.h"
#include "signer/level_plan.h"
#include "signer/sign.h"

#include <glib.h>
#include <stdbool.h>

/* How files are signed. All is borrowed. */
typedef struct {
	const Signer *signer; /* whose `sign` the parent uses */
	const SignatureBlock *block;
	const LevelPlan *plan;
	bool force;     /* sign what is signed, overwrite what is there */
	bool recognize; /* leave alone what was signed so before */
} SigningManner;

typedef enum { SIGNING_DONE = 'd', SIGNING_KNOWN = 'k', SIGNING_FAILED = 'f' } SigningEnd;

typedef struct {
	char *in, *out;
	bool in_place;          /* both are the same, and that is meant */
	SigningEnd end;         /* 0: not worked at yet */
	char *message;          /* of what failed: one sentence that names the file; of what was
				 * signed: what became of its block; or NULL */
	guint64 size, out_size; /* of what was signed now; those of the input and its time are as */
	gint64 time;            /* the next run will find them */
	bool again;             /* a worker that had it before has died */
} SigningItem;

SigningItem *signing_item_new(const char *in, const char *out);
void signing_item_free(SigningItem *item);

typedef struct {
	const SigningManner *manner;
	GPtrArray *items; /* of SigningItem, which it owns */
	guint32 *at; /* shared with the worker: the index of the file that it makes; the count of
		      * items while it makes none */
} SigningWork;

/* Without items yet. Error: BASE_ERROR_SYSTEM. */
SigningWork *signing_work_new(const SigningManner *manner, GError **error);
void signing_work_free(SigningWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SigningWork, signing_work_free)

/* The body of the worker; `data` is a SigningWork. */
bool signing_work_do(WorkerLink *link, gpointer data, GError **error);

/* In the parent, when the worker has ended: takes over what it has told (NULL: nothing). Items keep `end`
 * 0 that nothing is known of. Returns the one that was being made, or NULL. */
SigningItem *signing_work_take(SigningWork *work, GBytes *report);

#endif
