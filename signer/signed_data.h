/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The CMS SignedData of one signature, judged by itself: form, digest, signature value, binding
 * of the certificate, key usage. Trust in the certificate (signer/validation.h) and the strength of
 * algorithms (signer/constraints.h) are other matters.
 */
#ifndef SIGNER_SIGNED_DATA_H
#define SIGNER_SIGNED_DATA_H

#include "signer/openssl.h"
#include "signer/report.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	CMS_ContentInfo *cms;
	CMS_SignerInfo *info; /* lent by cms; NULL: there is no CMS (adbe.x509.rsa_sha1) */
	CertificateStack *certificates;
	X509 *signer;         /* lent by certificates */
	const EVP_MD *digest; /* that the signature is made with */
	const EVP_MD *covers; /* with which the bytes of the document are hashed */
	GBytes *content;      /* adbe.pkcs7.sha1: what stands within the CMS; NULL: detached */
	GBytes *attributes;   /* the signed ones with the tag of a SET; NULL: none */
	GBytes *value;        /* of the signature */
	bool lax;             /* written in BER */
} SignedData;

/* Reads `contents`, a signature's value with its padding, or concludes the report. */
bool signed_data_read(GBytes *contents, SignedData *data, SignatureReport *report);

/* The same for adbe.x509.rsa_sha1: an OCTET STRING, made by the first of `certificates`, which are
 * taken over. */
bool signed_data_read_bare(GBytes *contents, CertificateStack *certificates, SignedData *data,
	SignatureReport *report);
void signed_data_clear(SignedData *data);

/* Is the encoding the very one that the rest implies (signed_shell.c)? Fills in `attributes` and
 * `lax`. For signed_data.c. */
bool signed_data_check_shell(GBytes *contents, SignedData *data);

/* OpenSSL's number of the signature algorithm, and of the type of its parameters (may be NULL). */
int signed_data_algorithm(const SignedData *data, int *out_parameter);

/* Compares with the digest of what was signed (by data->covers), then checks the signature value;
 * sets report->intact, or concludes the report. */
bool signed_data_check_value(
	SignedData *data, const unsigned char *digest, size_t size, SignatureReport *report);

/* Judges the certificate's binding and key usage. `cades`: the binding must be there. */
bool signed_data_check_rules(SignedData *data, bool cades, SignatureReport *report);

/* Do the signed attributes bind the signer's certificate (signing-certificate or its version 2)? */
bool signed_data_is_bound(const SignedData *data);

/* A signed attribute's one value; NULL if it is not there, there twice, or of another type. Lent. */
const ASN1_STRING *signed_data_attribute(const SignedData *data, int nid, int type);

/* The DER of the time-stamps within: of the values of signature-time-stamp (EN 319 122-1, 5.3).
 * Of GBytes; the caller unrefs it. */
GPtrArray *signed_data_tokens(const SignedData *data);

#endif
