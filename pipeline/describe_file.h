/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `digitize describe FILE.alto.xml`: what is printed on a document, found anew in the words that were
 * read of it, without its scan. Nothing is changed: neither the store nor the index.
 */
#ifndef PIPELINE_DESCRIBE_FILE_H
#define PIPELINE_DESCRIBE_FILE_H

#include "base/settings.h"

#include <glib.h>

/* One line of JSON: "file", and the members that a record has ("description", "outside_period"). The
 * caller frees it. Errors name the file. */
char *describe_file(const char *path, const Settings *settings, GError **error);

#endif
