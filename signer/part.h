/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hidden file beside its place in which a PDF is made. It is locked from part_open() to part_free(),
 * so that two runs that make the same file do not write into one another's; a run that was killed leaves
 * it, and the next one takes it up. The order of calls: part_check_source(), part_check_place(), part_open(), write to `path`,
 * publish it, part_free().
 */
#ifndef SIGNER_PART_H
#define SIGNER_PART_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *path;
	int lock; /* its descriptor, open for reading and writing */
} Part;

/* Is it a file? What is not, as a pipe, may never be read to its end. Errors: SIGNER_ERROR_INPUT, or the
 * system's reason. */
bool part_check_source(const char *in, GError **error);

/* May `in` be made into `out`? `in_place`: they are the same, and that is meant. `force`: what is at `out`
 * may go, if it is another plain file. Error: SIGNER_ERROR_INPUT. */
bool part_check_place(const char *in, const char *out, bool in_place, bool force, GError **error);

/* The part of `out`, whose folder is made if need be. What it holds is of no use. Errors:
 * SIGNER_ERROR_INPUT, if another run has it, or the system's reason; those of folder_make(). */
Part *part_open(const char *out, GError **error);

/* Gives it the rights of `from` and, where that is allowed, its owner. */
void part_copy_rights(const Part *part, const char *from);

/* Lets go of it; what was not published is removed. */
void part_free(Part *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Part, part_free)

#endif
