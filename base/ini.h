/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * INI files that people write. One of more than 1 MiB, one that is not UTF-8 or no INI file, and a key
 * that stands twice in a group are errors that name the file: BASE_ERROR_SETTINGS.
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include <glib.h>

/* The caller owns the keys. */
GKeyFile *ini_load(const char *path, GError **error);

/* The same of a text; messages begin with `path`. */
GKeyFile *ini_parse(GBytes *text, const char *path, GError **error);

#endif
