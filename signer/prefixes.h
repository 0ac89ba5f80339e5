/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The revisions of a PDF (signer/revisions.h) as beginnings of the file, the last of which is the file itself.
 * Where they cannot be followed, what its signatures cover stands for them.
 */
#ifndef SIGNER_PREFIXES_H
#define SIGNER_PREFIXES_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	gsize size;
	unsigned revision; /* its number, from 1 */
	bool covered;      /* by a signature, to its last byte */
} Prefix;

/* Prefix in ascending order, `most` at most: those that no signature covers are left out first, then the
 * oldest. `password`: of an encrypted file, or NULL. Error: the file cannot be read. */
GArray *prefixes_read(const char *path, const char *password, unsigned most, GError **error);

#endif
