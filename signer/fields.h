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

/* SIGNER_ERROR_INPUT, naming `shown`, if a certification signature (DocMDP with P 1) or a signed
 * field's lock (P 1) forbids further signatures, or if not all of the form was looked at. */
bool fields_allow_signing(const PdfFile *document, const char *shown, GError **error);

/* Adds object `widget` to the form and to `page`, and writes what that changes. */
void fields_add(Increment *increment, qpdf_oh page, unsigned widget);

#endif
