/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the signatures that a PDF has allow to be signed after them (ISO 32000-2, 12.8.2): a
 * certification (DocMDP) or a lock with P 1 forbids every change; a FieldMDP and the lock of a
 * signed field name the fields that may not be filled any more. Validation data and document
 * time-stamps are outside of all that (EN 319 142-1, 5.4): extending asks nobody.
 */
#ifndef SIGNER_CONSENT_H
#define SIGNER_CONSENT_H

#include "signer/pdf_file.h"

#include <glib.h>
#include <stdbool.h>

/* May the field of this full name, be it there or about to be made, be signed? Error:
 * SIGNER_ERROR_INPUT, naming `shown`, also if not all of the form could be looked at. */
bool consent_to_signing(
	const PdfFile *document, const char *field, const char *shown, GError **error);

/* May the next signature be a certification? It must be the first. Error: SIGNER_ERROR_INPUT. */
bool consent_to_certifying(const PdfFile *document, const char *shown, GError **error);

#endif
