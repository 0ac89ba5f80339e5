/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report as text for people, and as JSON and rows of a table for programs. The caller frees each.
 */
#ifndef SIGNER_SHOW_H
#define SIGNER_SHOW_H

#include "signer/telling.h"

/* A block of lines that begins with the verdict of the file and ends with a line feed. */
char *show_text(const Telling *telling);

/* One object on one line, ended by a line feed: docs/verify.schema.json. */
char *show_json(const Telling *telling);

/* A row for each signature, or one if there is none, after RFC 4180; what a spreadsheet would take for a
 * formula begins with an apostrophe. */
char *show_csv(const Telling *telling);

/* The head of that table. Static. */
const char *show_csv_head(void);

#endif
