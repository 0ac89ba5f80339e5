/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signature fields of a PDF's form (ISO 32000-1, 12.7.4.5).
 */
#ifndef SIGNER_FIELDS_H
#define SIGNER_FIELDS_H

#include "signer/increment.h"
#include "signer/pdf_file.h"

#include <glib.h>
#include <stdbool.h>

/* A field that has been signed. */
typedef struct {
	char *name;        /* fully qualified */
	qpdf_oh signature; /* its value, a dictionary */
	int object;        /* that dictionary's object number, 0 if it is direct */
} SignedField;

void signed_field_free(SignedField *field);

/* The fields with a value, of SignedField; each signature once. Looked at are 100,000 fields, 33 in
 * each other, and 1000 signatures; `out_all`: the form has no more. */
GPtrArray *fields_find_signed(const PdfFile *document, bool *out_all);

/* A name that no field of the form has. The caller frees it. */
char *fields_make_name(const PdfFile *document);

/* SIGNER_ERROR_INPUT, naming `shown`, if a certification signature (DocMDP with P 1) or a signed
 * field's lock (P 1) forbids further signatures, or if not all of the form was looked at. */
bool fields_allow_signing(const PdfFile *document, const char *shown, GError **error);

/* Adds object `widget` to the form and to `page`, and writes what that changes. */
void fields_add(Increment *increment, qpdf_oh page, unsigned widget);

#endif
