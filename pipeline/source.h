/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A source: one scan file of a document. It is opened by its path more than once (survey, each
 * page, delivery), and must be the same file each time: what was signed and put into a manifest
 * must be what the checksum was taken of.
 */
#ifndef PIPELINE_SOURCE_H
#define PIPELINE_SOURCE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	char *path; /* absolute, as the system gives it */
	uint64_t size;
	gint64 mtime;   /* nanoseconds since 1970 */
	char *sha256;   /* NULL until surveyed */
	unsigned pages; /* 0 until surveyed */
} Source;

void source_free(gpointer source);

/* The file's name as one line of UTF-8, for sentences. The caller frees it. */
char *source_show(const Source *source);

/* Size and time of `path`; `out_refusal` (freed by the caller) says why it is no file to be read,
 * or stays NULL. The caller owns the source. */
Source *source_look(const char *path, char **out_refusal);

/* When a document was digitized, in Vietnam's zone: the newest time of its files (of Source), which
 * is when the paper was scanned, not before 1970 and not after now. From the same files the same time
 * follows, so that the same PDF is made of them. The caller owns it. */
GDateTime *source_time(const GPtrArray *sources);

/* Is the file what the plan saw? Error: PIPELINE_ERROR_DOCUMENT. */
bool source_check(const Source *source, GError **error);

/* Why the source will not come back, or NULL: it has gone from `scans`, which is there and holds other
 * things, so that it is no disk or share that is missing. The caller frees it. */
char *source_lost(const Source *source, const char *scans);

/* A source that cannot be read is its document's fault (PIPELINE_ERROR_DOCUMENT), unless its whole
 * folder is gone: then the disk or the share may come back. For errors of reading; always false. */
bool source_blame(const Source *source, GError **error);

#endif
