/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was verified, so that a run that was stopped is gone on with.
 *
 *	digisign-verified 1
 *	PLAN<tab>TIME<tab>SIZE<tab>CHANGED<tab>VERDICT<tab>FILE
 *
 * PLAN says by which rules, TIME when (seconds), SIZE and CHANGED (nanoseconds since 1970) are the
 * file's; VERDICT is the code of the indication, followed by "!" if the signature is a demonstration's,
 * and by "/" and how the file stands to the manifests, if some were named. A verdict counts for JOURNAL_DAYS, since certificates end and are revoked.
 *
 *	verdicts_open → (verdicts_find, verdicts_add)* → verdicts_close
 */
#ifndef SIGNER_VERIFY_JOURNAL_H
#define SIGNER_VERIFY_JOURNAL_H

#include "signer/telling.h"

#include <glib.h>
#include <stdbool.h>

enum { JOURNAL_DAYS = 7 };

typedef struct Verdicts Verdicts;

typedef struct {
	Indication indication;
	bool demonstration;
	Listing listing;
} KnownVerdict;

/* Errors as of append_open(). `now`: seconds since 1970. */
Verdicts *verdicts_open(const char *path, const char *plan, gint64 now, GError **error);

/* How many verdicts of this plan it holds that still count. */
unsigned verdicts_count(const Verdicts *verdicts);

/* Was the file verified so, and is it as it was? */
bool verdicts_find(const Verdicts *verdicts, const char *path, KnownVerdict *out_verdict);

/* `size` and `changed` are those of before it was read. */
bool verdicts_add(Verdicts *verdicts, const char *path, guint64 size, gint64 changed,
	KnownVerdict verdict, GError **error);

/* Flushes what was added. NULL is well. */
bool verdicts_close(Verdicts *verdicts, GError **error);

#endif
