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

/* The fields with a value, of SignedField; each signature once, at most 1000. */
GPtrArray *fields_find_signed(const PdfFile *document);

/* A name that no field of the form has. The caller frees it. */
char *fields_make_name(const PdfFile *document);

/* Does a certification signature (DocMDP with P 1), or a signed field's lock (P 1), forbid
 * further signatures? */
bool fields_forbid_signing(const PdfFile *document);

/* Adds object `widget` to the form and to `page`, and writes what that changes. */
void fields_add(Increment *increment, qpdf_oh page, unsigned widget);

#endif
