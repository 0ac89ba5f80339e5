/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The revisions that a PDF was made in, one saving after the other (ISO 32000-1, 7.5.6), read from the
 * raw bytes and not from what qpdf made of them: back from the last "startxref" over /Prev.
 *
 * A revision ends after its "%%EOF" and the end of that line, and the next begins there. A hybrid file's
 * table and stream are one revision, and so are the two sections of a linearized file, and the two tables
 * and the stream that some office programs end a new file with.
 *
 * Readers that find something odd repair, each in its own way, and then show different things. Whatever
 * could make them do so is a doubt: an object that is not where its entry says, or outside of its revision;
 * anything between objects that no entry leads to; a second end or beginning of a file.
 */
#ifndef SIGNER_REVISIONS_H
#define SIGNER_REVISIONS_H

#include "base/bytes.h"
#include "signer/section.h"

#include <glib.h>
#include <stdbool.h>

enum { REVISION_SECTIONS = 4 };

typedef struct {
	size_t start;
	size_t marked; /* after "%%EOF" */
	size_t end;    /* after the end of that line, if there is one */
	const Section
		*sections[REVISION_SECTIONS]; /* in the order in which they are asked; then NULL */
} Revision;

typedef struct {
	unsigned
		revision; /* from 1; 0: of all; one more than there are: of what follows the last */
	const char *sentence; /* translated, static */
} Doubt;

typedef struct {
	Bytes file;
	GArray *list;        /* of Revision, the oldest first; empty if they cannot be followed */
	GArray *doubts;      /* of Doubt, in the order of revisions */
	GArray *entries;     /* of Entry, by number, then by revision */
	GPtrArray *sections; /* of Section */
	Values *values;
} Revisions;

/* `file` is borrowed. Never fails: what cannot be read is a doubt. */
Revisions *revisions_read(Bytes file);
void revisions_free(Revisions *revisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Revisions, revisions_free)

/* The entry that holds for an object in a revision (from 1); NULL if there is none. */
const Entry *revisions_find(const Revisions *revisions, unsigned number, unsigned revision);

/* Which revision ends at `end`, with or without its line end; 0: none. */
unsigned revisions_find_end(const Revisions *revisions, size_t end);

const Revision *revisions_at(const Revisions *revisions, unsigned revision);

#endif
