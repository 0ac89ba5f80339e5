/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Adding a signature field to a PDF's form (ISO 32000-1, 12.7.4.5); base/pdf_fields.h finds those
 * that are signed.
 */
#ifndef SIGNER_FIELDS_H
#define SIGNER_FIELDS_H

#include "signer/increment.h"
#include "signer/pdf_file.h"

#include <glib.h>
#include <stdbool.h>

/* A name that no field of the form has. The caller frees it. */
char *fields_make_name(const PdfFile *document);

/* Adds object `widget` to the form and to `page`. Like all here that changes objects, it notes in
 * `changed` (of qpdf_oh) which are to be written. */
void fields_add(Increment *increment, qpdf_oh page, unsigned widget, GArray *changed);

/* Says in the form, made if there is none, that there are signatures. Returns the form. */
qpdf_oh fields_mark_signed(Increment *increment, GArray *changed);

/* Writes them, each once. */
void fields_put_changed(Increment *increment, const GArray *changed);

#endif
