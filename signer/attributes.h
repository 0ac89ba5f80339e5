/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signed attributes of a CMS signature (EN 319 122-1, 5.1 and 5.2): content-type,
 * message-digest and signing-certificate-v2, and those that are asked for. Never a signing-time,
 * which PAdES forbids.
 */
#ifndef SIGNER_ATTRIBUTES_H
#define SIGNER_ATTRIBUTES_H

#include "signer/algorithm.h"

#include <glib.h>
#include <stdbool.h>

/* All is borrowed; NULL leaves out. */
typedef struct {
	const char *commitment; /* commitment-type-indication: "origin", "receipt", "delivery",
				   "sender", "approval" or "creation"; the same with
				   "proof-of-" before it */
	const char *country, *locality; /* signer-location: "VN", "Bình Dương" */
	const char *policy;          /* signature-policy-identifier (EPES): an OID, "1.2.3" … */
	const Digest *policy_digest; /* … with the hash of its document … */
	GBytes *policy_hash;
	const char *policy_uri; /* … and where that is, if told */
} SignedAttributes;

/* Can they be written? Error: BASE_ERROR_SETTINGS. */
bool attributes_check(const SignedAttributes *attributes, GError **error);

/* Each as DER; `wanted` NULL: no more than the three. The caller owns the array. */
GPtrArray *attributes_make(const SignedAttributes *wanted, X509 *certificate,
	const Digest *algorithm, const unsigned char *digest);

/* Attribute { type, SET { value } } */
void attributes_add(GPtrArray *attributes, int nid, const GByteArray *value);

#endif
