/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The CMS SignedData of one signature, judged by itself: form, digest, signature value, binding
 * of the certificate, algorithms. Trust in the certificate is another matter (signer/trust.h).
 */
#ifndef SIGNER_SIGNED_DATA_H
#define SIGNER_SIGNED_DATA_H

#include "signer/openssl.h"
#include "signer/report.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	CMS_ContentInfo *cms;
	CMS_SignerInfo *info; /* lent by cms */
	CertificateStack *certificates;
	X509 *signer; /* lent by certificates */
	const EVP_MD *digest;
	GBytes *attributes; /* the signed ones with the tag of a SET; NULL: none */
} SignedData;

/* Reads `contents`, a signature's value with its padding, or concludes the report. */
bool signed_data_read(GBytes *contents, SignedData *data, SignatureReport *report);
void signed_data_clear(SignedData *data);

/* Compares with the digest of what was signed (by data->digest), then checks the signature value;
 * sets report->intact, or concludes the report. */
bool signed_data_check_value(
	SignedData *data, const unsigned char *digest, size_t size, SignatureReport *report);

/* Judges the algorithms and the certificate's binding and key usage. `cades`: the binding must be
 * there. */
bool signed_data_check_rules(SignedData *data, bool cades, SignatureReport *report);

#endif
