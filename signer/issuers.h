/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The certificates of issuers that nobody sent along, fetched from where the certificates say
 * (caIssuers, RFC 5280, 4.2.2.1). What is fetched proves nothing: it is a candidate for a path.
 */
#ifndef SIGNER_ISSUERS_H
#define SIGNER_ISSUERS_H

#include "signer/openssl.h"
#include "signer/revocation.h"
#include "signer/verify.h"

#include <glib.h>

/* `others` (may be NULL) and what leads further from `leaf` towards a root, as far as it can be
 * fetched by the rules (cache, offline, seconds, roots). Stops at a root, and at what an anchor of
 * `trust` (may be NULL) is or issued. The caller owns the stack, which holds certificates of its own. */
CertificateStack *issuers_fetch(
	const TrustSet *trust, X509 *leaf, CertificateStack *others, const RevocationRules *rules);

/* The certificates of what a caIssuers address gives: one in DER, or those of a CMS without
 * signature ("p7c"). NULL if it is neither. The caller owns the stack. */
CertificateStack *issuers_parse(GBytes *bytes);

#endif
