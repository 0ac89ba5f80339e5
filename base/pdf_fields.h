/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signature fields of a PDF's form (ISO 32000-1, 12.7.4.5): whoever asks whether a document is
 * signed, to verify it or to leave it as it is, must find the same.
 */
#ifndef BASE_PDF_FIELDS_H
#define BASE_PDF_FIELDS_H

#include <glib.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>

typedef struct {
	char *name;        /* fully qualified, as file_show() shows it */
	qpdf_oh field;     /* its dictionary, or that of its widget, which has the value from it */
	qpdf_oh signature; /* its value, a dictionary; null of an empty field */
	int object;        /* that dictionary's object number, 0 if it is direct */
} PdfSignedField;

void pdf_signed_field_free(PdfSignedField *field);

/* The fields of type Sig that have a value, be type and value their own or inherited; each
 * signature once. Of PdfSignedField; the caller unrefs it. `out_whole`, unless NULL: was every
 * field looked at? A form of more than 100,000 fields, or more than 32 in each other, or of more
 * than 1000 signatures is not searched to its end. */
GPtrArray *pdf_fields_find_signed(qpdf_data pdf, bool *out_whole);

/* The same of those without a value, which wait for a signature; `field` is never a mere widget. */
GPtrArray *pdf_fields_find_empty(qpdf_data pdf, bool *out_whole);

#endif
