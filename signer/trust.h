/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a signer's certificate to a trust anchor (RFC 5280, 6).
 */
#ifndef SIGNER_TRUST_H
#define SIGNER_TRUST_H

#include "signer/openssl.h"
#include "signer/report.h"

#include <stdbool.h>

/* Looks for a path from `signer` over `others` to an anchor of `trust` (may be NULL: none) as it
 * was at `moment`, seconds since 1970, or concludes the report. `others` that belong to no path
 * at all are a reason to doubt: somebody put them there or changed them. */
bool trust_check(const TrustSet *trust, X509 *signer, CertificateStack *others, gint64 moment,
	SignatureReport *report);

/* The name of the set that an anchor belongs to: "public", "service", …, or the path that it was
 * loaded from. Lent; NULL if it is no anchor. */
const char *trust_name(const TrustSet *trust, X509 *anchor);

/* The anchors, lent; NULL if there are none. */
X509_STORE *trust_anchors(const TrustSet *trust);

#endif
