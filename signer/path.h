/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The path of certificates from one to its root (RFC 5280, 6), for the signing side and for
 * time-stamp authorities; what it says of a signature is another matter (signer/validation.h).
 */
#ifndef SIGNER_PATH_H
#define SIGNER_PATH_H

#include "signer/openssl.h"
#include "signer/verify.h"

#include <glib.h>
#include <stdbool.h>

/* The path from `leaf` over `others` (may be NULL) to an anchor of `trust`, checked as it was at
 * `moment`, seconds since 1970. Without anchors (NULL or none): as far as `others` lead. `leaf` comes
 * first. The caller owns it. Error: SIGNER_ERROR_KEY. */
CertificateStack *path_find(
	const TrustSet *trust, X509 *leaf, CertificateStack *others, gint64 moment, GError **error);

/* Every path from `leaf` over `others` (may be NULL) to an anchor of `trust`, shortest first, none
 * checked beyond names and signatures: of CertificateStack, `leaf` first, 16 at most. The caller
 * unrefs it. */
GPtrArray *path_find_all(const TrustSet *trust, X509 *leaf, CertificateStack *others);

/* What OpenSSL (X509_V_OK, X509_V_ERR_…) finds in such a path but for times, revocation and the
 * strength of algorithms: CA flags, lengths, key usage, names, policies, unknown conditions. */
int path_check(CertificateStack *path);

/* Does `issuer` name itself as the issuer, and did its key sign, `certificate`? */
bool path_issued(X509 *issuer, X509 *certificate);

/* Does one of them name itself as the issuer, whoever signed it? */
bool path_names_issuer(X509 *certificate, CertificateStack *others);

/* The issuer of a certificate in a stack, lent; NULL if it is not there. */
X509 *path_find_issuer(X509 *certificate, CertificateStack *others);

/* Is it its own issuer? */
bool path_is_root(X509 *certificate);

#endif
