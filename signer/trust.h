/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a signer's certificate to a trust anchor (RFC 5280, 6).
 */
#ifndef SIGNER_TRUST_H
#define SIGNER_TRUST_H

#include "signer/openssl.h"
#include "signer/report.h"

#include <stdbool.h>

/* What the anchors of a set are good for. */
typedef enum {
	PURPOSE_NONE,    /* nobody said: a file or folder that was named */
	PURPOSE_PUBLIC,  /* public certification authorities (NĐ 23/2025) */
	PURPOSE_SERVICE, /* service signatures of the State (NĐ 68/2024) */
	PURPOSE_DEMO,    /* demonstrations: what leads there has no legal value */
} TrustPurpose;

/* Adds the anchors of a folder (*.pem, *.crt, *.cer, *.der) under the name of a set. An anchor that
 * is there keeps the name that it had first; but it is for demonstrations as soon as any says so. */
bool trust_add(TrustSet *trust, const char *folder, const char *name, TrustPurpose purpose,
	GError **error);

/* Writes into the report which set the anchor of its chain belongs to, and whether that is for
 * demonstrations only. */
void trust_tell(const TrustSet *trust, X509 *anchor, SignatureReport *report);

/* SHA-256 over all anchors, their sets and purposes, in hexadecimal: two runs that trust alike have
 * the same. The caller frees it. */
char *trust_digest(const TrustSet *trust);

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
