/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Knowing again what was signed before: a batch that is run twice signs nothing twice.
 */
#ifndef SIGNER_RECOGNIZE_H
#define SIGNER_RECOGNIZE_H

#include "signer/pdf_file.h"

#include <glib.h>
#include <stdbool.h>

/* Does the PDF bear a signature that is intact, made with `certificate` (DER), and whose block is of
 * `profile` ("none": without a block)? */
bool recognize_signature(const PdfFile *document, GBytes *certificate, const char *profile);

/* Does file `path` begin with all bytes of file `start`, and hold more? */
bool recognize_increment(const char *path, const char *start);

#endif
