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

/* What the PDF's store holds. Streams of more than 16 MiB, and more than 1,000 of a kind, are left
 * out. The caller owns it. */
ValidationData *dss_read(const PdfFile *document);

/* Adds to the store what it does not hold yet, and makes it if there is none; false, with nothing
 * written, if there is nothing to add. */
bool dss_add(Increment *increment, const ValidationData *data);

#endif
