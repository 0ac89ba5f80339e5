/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is read from a certificate (RFC 5280), for the signing and the verifying side alike.
 * Strings belong to the caller.
 */
#ifndef SIGNER_CERTIFICATE_H
#define SIGNER_CERTIFICATE_H

#include "signer/algorithm.h"
#include "signer/openssl.h"

#include <glib.h>
#include <stdbool.h>

/* Stands in the organization of every demonstration certificate, by which it is known. */
#define DEMONSTRATION_MARK "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ - NO LEGAL VALUE"

/* RFC 2253, one line of valid UTF-8. */
char *certificate_show_name(const X509_NAME *name);

/* One attribute (NID_commonName, …) of the subject, or NULL. */
char *certificate_dup_subject(const X509 *certificate, int nid);

/* ISO 8601 in Vietnam's zone, or NULL if the time is malformed. */
char *certificate_show_time(const ASN1_TIME *time);

/* Seconds since 1970; false if the time is malformed. */
bool certificate_read_time(const ASN1_TIME *time, gint64 *out_seconds);

/* Kind and size of the certificate's key. */
KeyShape certificate_key(X509 *certificate);

/* Is its key strong enough for a signature that is to be verified (policy_widest)? */
bool certificate_is_strong(X509 *certificate);

/* Is digitalSignature or nonRepudiation allowed, or no usage named at all? */
bool certificate_may_sign(X509 *certificate);

/* May it sign now, by the policy: is it valid, for signatures, and its key strong? Error:
 * SIGNER_ERROR_KEY. */
bool certificate_check_signer(X509 *certificate, const Policy *policy, GError **error);

bool certificate_is_demonstration(const X509 *certificate);

/* Append its issuer's name, under `tag` or with 0 as it is, and its serial number. */
void certificate_put_issuer(GByteArray *out, unsigned char tag, X509 *certificate);
void certificate_put_serial(GByteArray *out, X509 *certificate);

/* The DER form. */
GBytes *certificate_write(X509 *certificate);

/* Exactly one certificate in DER, or NULL. The caller owns it. */
X509 *certificate_parse(GBytes *der);

/* The certificates of a PEM file (1 MiB and 1000 certificates at most), at least one, or the one
 * of a DER file.
 * Error: SIGNER_ERROR_KEY. */
CertificateStack *certificates_load(const char *path, GError **error);

#endif
