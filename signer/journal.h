/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal of a batch: which files were signed, how and as what, so that a further run leaves them
 * alone while they are as they were. It is a memory, not the record: what it lost is known again by
 * the signed files themselves.
 *
 * One file of text, a line for each signed file, only ever appended to:
 *
 *	digisign-journal 1
 *	PLAN<tab>SIZE<tab>TIME<tab>SIGNED SIZE<tab>INPUT<tab>OUTPUT
 *
 * SIZE and TIME (nanoseconds since 1970) are the input's; names stand as in a C string. A line that
 * was cut, by a kill or a full disk, counts for nothing. Lines are flushed to the disk many at a time.
 *
 *	journal_open → (journal_knows, journal_add)* → journal_close
 */
#ifndef SIGNER_JOURNAL_H
#define SIGNER_JOURNAL_H

#include <glib.h>
#include <stdbool.h>

typedef struct Journal Journal;

typedef struct {
	const char *in, *out; /* the same if it was signed in its place */
	guint64 size, out_size;
	gint64 time;
} JournalEntry;

/* Opens or makes it. `plan` says how files are signed: what was signed in another way is not known.
 * Error: BASE_ERROR_SYSTEM, if it cannot be written or another run has it open; BASE_ERROR_SETTINGS if
 * the file is no journal. */
Journal *journal_open(const char *path, const char *plan, GError **error);

/* Was the file signed so, and are it and what came of it as they were then? */
bool journal_knows(const Journal *journal, const char *in, const char *out);

bool journal_add(Journal *journal, const JournalEntry *entry, GError **error);

/* Flushes what was added. NULL is well. */
bool journal_close(Journal *journal, GError **error);

/* Size and time of a file as the journal counts them; false if there is no such file. */
bool journal_look(const char *path, guint64 *out_size, gint64 *out_time);

#endif
