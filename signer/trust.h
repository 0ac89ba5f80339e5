/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The anchors that paths must lead to (RFC 5280, 6.1.1), in sets side by side.
 */
#ifndef SIGNER_TRUST_H
#define SIGNER_TRUST_H

#include "signer/openssl.h"
#include "signer/verify.h"

/* The name of the set that an anchor belongs to: "public", "service", …, or the path that it was
 * loaded from. Lent; NULL if it is no anchor. */
const char *trust_name(const TrustSet *trust, X509 *anchor);

/* The anchors, lent; NULL if there are none. */
X509_STORE *trust_anchors(const TrustSet *trust);

#endif
