/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The types of documents by the words in their titles: kinds.ini of the vocabulary. */
#ifndef PIPELINE_DOCUMENT_TYPES_H
#define PIPELINE_DOCUMENT_TYPES_H

#include "pipeline/vocabulary.h"

#include <stdbool.h>

/* What an official letter is called: it bears no title. */
#define DOCUMENT_TYPE_LETTER "CÔNG VĂN"

/* The longest type with which `title` (any case, as read) begins, forgiving one wrong letter in
 * eight; NULL: this is no title. `out_whole`: is the title the name and nothing more? */
const Term *document_type_find(const char *title, bool *out_whole);

/* typeName of TT 05/2025/TT-BNV for a type as it was described; "32", other, of what has no code. */
const char *document_type_code(const char *name);

#endif
