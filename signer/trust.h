/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The anchors that paths must lead to (RFC 5280, 6.1.1), in sets side by side.
 */
#ifndef SIGNER_TRUST_H
#define SIGNER_TRUST_H

#include "signer/openssl.h"
#include "signer/verify.h"

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

/* Is it for demonstrations only? */
bool trust_is_demonstration(const TrustSet *trust, X509 *anchor);

/* SHA-256 over all anchors, their sets and purposes, in hexadecimal: two runs that trust alike have
 * the same. The caller frees it. */
char *trust_digest(const TrustSet *trust);

/* The name of the set that an anchor belongs to: "public", "service", …, or the path that it was
 * loaded from. Lent; NULL if it is no anchor. */
const char *trust_name(const TrustSet *trust, X509 *anchor);

/* The anchors, lent; NULL if there are none. */
X509_STORE *trust_anchors(const TrustSet *trust);

#endif
