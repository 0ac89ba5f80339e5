/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a detached CMS signature (RFC 5652) as PAdES and CAdES baseline want it, and adding a
 * time-stamp to it.
 *
 *	cms_algorithm → (hash the content) → cms_make → [cms_signature → cms_add_timestamp]
 */
#ifndef SIGNER_CMS_H
#define SIGNER_CMS_H

#include "signer/algorithm.h"
#include "signer/attributes.h"
#include "signer/sign.h"

#include <glib.h>
#include <stdbool.h>

/* What cms_make() will sign with, whose digest the content is to be hashed by. Error:
 * SIGNER_ERROR_KEY, if the key cannot do what the signer says. */
bool cms_algorithm(const Signer *signer, Algorithm *out_algorithm, GError **error);

/* May the key make what cms_algorithm() says, by the policy of this name? Error: SIGNER_ERROR_KEY. */
bool cms_check(const Signer *signer, const char *policy, GError **error);

/* The DER of a ContentInfo over content of this digest; `attributes` NULL: only those that must
 * be. The caller owns it. What the RequestSigner gives is verified before it is used;
 * BASE_ERROR_SYSTEM if it is no signature. */
GBytes *cms_make(const Signer *signer, const SignedAttributes *attributes,
	const unsigned char *digest, GError **error);

/* The value of the one signature in the DER of a SignedData, which is what a signature time-stamp
 * is over. The caller owns it. Error: BASE_ERROR_DATA. */
GBytes *cms_signature(GBytes *cms, GError **error);

/* `cms` with the time-stamp `token` (RFC 3161, a ContentInfo in DER) as the unsigned attribute
 * signature-time-stamp (EN 319 122-1, 5.3); all else stays as it is. The token is not judged. The
 * caller owns it. Error: BASE_ERROR_DATA. */
GBytes *cms_add_timestamp(GBytes *cms, GBytes *token, GError **error);

#endif
