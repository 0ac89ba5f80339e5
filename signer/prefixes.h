/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The revisions of a signed PDF as its signatures tell them: each is the beginning of the file, to the
 * last byte that a signature covers; the last is the file itself.
 */
#ifndef SIGNER_PREFIXES_H
#define SIGNER_PREFIXES_H

#include <glib.h>

/* Sizes (gsize) in ascending order, the file's last. Error: the file cannot be read. */
GArray *prefixes_read(const char *path, GError **error);

#endif
