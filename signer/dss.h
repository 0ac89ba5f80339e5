/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document security store (EN 319 142-1, 5.4.2; ISO 32000-2, 12.8.4.3): certificates and what
 * was said of their revocation, kept in the PDF so that its signatures can be validated when nobody
 * answers any more.
 */
#ifndef SIGNER_DSS_H
#define SIGNER_DSS_H

#include "signer/increment.h"

#include <glib.h>

/* All in DER: of GBytes. */
typedef struct {
	GPtrArray *certificates, *ocsps, *crls;
} ValidationData;

ValidationData *validation_data_new(void);
void validation_data_free(ValidationData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ValidationData, validation_data_free)

/* Adds bytes (referenced) to one of the arrays, unless it has them. */
void validation_data_add(GPtrArray *array, GBytes *der);

/* The same of all that another holds. */
void validation_data_add_all(ValidationData *into, const ValidationData *from);

/* What the PDF's store holds: 1,000 streams of a kind and 256 MiB in all at most, the rest is left
 * out. The caller owns it. */
ValidationData *dss_read(const PdfFile *document);

/* The same, and what stands in VRI alone, as some write it: for the verifying side, to whom it is all
 * the same. */
ValidationData *dss_read_all(const PdfFile *document);

/* Adds to the store what it does not hold yet, and makes it if there is none; nothing is written if
 * there is nothing to add (`out_added`). Error: SIGNER_ERROR_INPUT, if it would hold more than
 * dss_read() reads; `shown` begins the message. */
bool dss_add(Increment *increment, const ValidationData *data, const char *shown, bool *out_added,
	GError **error);

#endif
