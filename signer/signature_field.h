/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The field that a signature goes into (ISO 32000-2, 12.7.5.5): a new one, or an empty one that
 * somebody has placed in the PDF, whose place, lock and seed values count.
 *
 *	signature_field_find → signature_field_put_references → signature_field_write
 *		→ signature_field_clear
 */
#ifndef SIGNER_SIGNATURE_FIELD_H
#define SIGNER_SIGNATURE_FIELD_H

#include "signer/appearance.h"
#include "signer/increment.h"
#include "signer/pdf_file.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *name;   /* full */
	qpdf_oh page; /* where it is shown */
	qpdf_oh field, widget, place,
		lock; /* of an empty field: its dictionaries, its /Rect, and its
					     * /Lock if it has one; null of a new one */
} SignatureField;

/* The empty field of this full name, or with NULL a new one on the first page. Error:
 * SIGNER_ERROR_INPUT, naming `shown`. */
bool signature_field_find(const PdfFile *document, const char *name, const char *shown,
	SignatureField *out_field, GError **error);
void signature_field_clear(SignatureField *field);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SignatureField, signature_field_clear)

/* Appends to the signature's dictionary what it forbids: as a certification (DocMDP with P
 * `certify`; 0: it is none), and by the field's lock (FieldMDP). */
void signature_field_put_references(
	const SignatureField *field, Increment *increment, unsigned certify);

/* Lets the field have `signature` as its value and show `appearance`, and the catalog name it as the
 * certification, if it is one. */
void signature_field_write(const SignatureField *field, Increment *increment, unsigned signature,
	const Appearance *appearance, bool certifies);

#endif
