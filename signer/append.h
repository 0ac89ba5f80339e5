/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of text lines that is only ever appended to, by one run at a time: what journals are made of.
 *
 * Its first line says what it is. A line that was cut, by a kill or a full disk, counts for nothing and
 * spoils none that follows. Lines are flushed to the disk many at a time.
 */
#ifndef SIGNER_APPEND_H
#define SIGNER_APPEND_H

#include <glib.h>
#include <stdbool.h>

typedef struct AppendFile AppendFile;

/* Gets each whole line that is there but the first, without its end. */
typedef void (*AppendTake)(gpointer data, const char *line);

/* Opens or makes it. Error: BASE_ERROR_SYSTEM, if it cannot be written or another run has it open;
 * BASE_ERROR_SETTINGS if its first line is not `header`. */
AppendFile *append_open(
	const char *path, const char *header, AppendTake take, gpointer data, GError **error);

/* Adds a line, whose end it brings itself. */
bool append_line(AppendFile *file, const char *line, GError **error);

/* A file's absolute name as a line holds it: escaped as a C string. The caller frees it. */
char *append_show_name(const char *path);
/* A short key for one name or two (else NULL), by which a journal knows them again: names of a million
 * files would fill the memory. The caller frees it. */
char *append_key(const char *path, const char *other);

/* Flushes what was added, and closes. NULL is well. */
bool append_close(AppendFile *file, GError **error);

#endif
