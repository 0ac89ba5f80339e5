/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report as text for people and as JSON for programs. The caller frees both.
 */
#ifndef SIGNER_SHOW_H
#define SIGNER_SHOW_H

#include "signer/verify.h"

/* Both: `report` NULL if the file could not be judged, which proves nothing: INDETERMINATE. Then
 * `message` says why, and names the file. */

/* A block of lines that begins with the file's name and ends with a line feed. */
char *report_show(const char *path, const VerifyReport *report, const char *message);

/* One object on one line, ended by a line feed. */
char *report_show_json(const char *path, const VerifyReport *report, const char *message);

#endif
