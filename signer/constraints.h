/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Until when algorithms and keys were strong enough for what was made with them to count (EN 319
 * 102-1, 5.2.8 and 5.6.2.2): a dated table for the verifying side. What may sign today is another
 * matter (policies, signer/algorithm.h).
 */
#ifndef SIGNER_CONSTRAINTS_H
#define SIGNER_CONSTRAINTS_H

#include "signer/algorithm.h"
#include "signer/openssl.h"

/* The last second, since 1970, that it counted: G_MAXINT64 if it still does, G_MININT64 if it never
 * did or is unknown. `digest` NULL: none is used (Ed25519). */
gint64 constraint_digest_end(const EVP_MD *digest);
gint64 constraint_key_end(const KeyShape *key);

/* Of a certificate: of its issuer's signature on it, and of its own key. */
gint64 constraint_issue_end(const X509 *certificate);
gint64 constraint_certificate_end(X509 *certificate);

#endif
