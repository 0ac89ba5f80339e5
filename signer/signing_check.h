/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is looked at before anything is signed (TT 15/2025/TT-BKHCN, article 5): does the certificate
 * lead to a trusted root, is it valid now, may it sign, was none of its chain revoked. A check is
 * made once for a batch, and again when it does not hold any more.
 *
 *	signing_check_make → (signing_check_holds → sign)* → signing_check_free
 */
#ifndef SIGNER_SIGNING_CHECK_H
#define SIGNER_SIGNING_CHECK_H

#include "signer/openssl.h"
#include "signer/revocation.h"
#include "signer/verify.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const TrustSet *trust; /* where the chain must lead; NULL or none: to any root */
	RevocationRules revocation;
	bool strict; /* what cannot be checked is refused, instead of a warning */
} SigningRules;

typedef struct {
	CertificateStack *path; /* the signer's certificate first, as far up as is known */
	GPtrArray *revocations; /* of Revocation, as of revocation_check_path(); for a DSS */
	GPtrArray *warnings;    /* of char *: what could not be checked, a sentence each */
	gint64 until;           /* seconds since 1970, when it is to be made anew */
} SigningCheck;

/* `certificates`: of GBytes, DER, the signer's first (Identity.certificates). NULL with error if it
 * may not be signed with it: SIGNER_ERROR_KEY; BASE_ERROR_SYSTEM if it is strict and could not be
 * checked now. The caller owns the result. */
SigningCheck *signing_check_make(
	const GPtrArray *certificates, const SigningRules *rules, GError **error);
void signing_check_free(SigningCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SigningCheck, signing_check_free)

/* Does it still hold at `now`? */
bool signing_check_holds(const SigningCheck *check, gint64 now);

#endif
