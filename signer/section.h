/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One cross-reference section as it stands in the bytes, a table with its trailer or a stream
 * (ISO 32000-1, 7.5.4 and 7.5.8), read strictly.
 */
#ifndef SIGNER_SECTION_H
#define SIGNER_SECTION_H

#include "base/bytes.h"
#include "signer/syntax.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
	ENTRY_FREE,
	ENTRY_PLAIN,  /* at `place`, an offset */
	ENTRY_PACKED, /* in the object stream of number `place`, the `index`th */
} EntryKind;

typedef struct {
	unsigned number;
	unsigned revision; /* from 1; 0 as long as it is not known */
	EntryKind kind;
	unsigned generation; /* or index, counted from 0, if it is packed */
	size_t place;
} Entry;

typedef struct {
	size_t start, end; /* of its bytes; a table's with its trailer */
	bool stream;
	unsigned number; /* of the stream's object */
	Value trailer;
	GArray *entries; /* of Entry, by number */
} Section;

void section_free(Section *section);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Section, section_free)

/* The section at `at`. NULL if it breaks the syntax, has an object twice, one beyond its /Size, or more
 * than `most` entries; if it is a stream with another filter than Flate, or its length is not direct. */
Section *section_read(Bytes source, size_t at, Values *values, size_t most);

/* Flate data with the predictor that `dictionary` (a stream's) asks for (7.4.4.4); without a filter,
 * the data themselves. NULL: another filter, damaged, or more than `most` bytes. */
GBytes *section_unpack(const Value *dictionary, Bytes data, size_t most);

/* The bytes of a stream that begin at `from`, `length` of them; false if "endstream" and "endobj" do not
 * follow. `out_end`: after the latter. */
bool section_find_stream_end(Bytes source, size_t from, size_t length, size_t *out_end);

#endif
