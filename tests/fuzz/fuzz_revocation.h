/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the targets whose input is a certificate, its issuer's, and what tells of its revocation, one
 * behind the other. */
#ifndef TESTS_FUZZ_REVOCATION_H
#define TESTS_FUZZ_REVOCATION_H

#include "signer/certificate.h"
#include "signer/der.h"
#include "signer/revocation.h"
#include "tests/fuzz/fuzz.h"

static inline X509 *fuzz_take_certificate(DerSpan *span)
{
	DerSpan whole = { NULL, 0 };

	der_take(span, NULL, NULL, &whole);
	g_autoptr(GBytes) der = g_bytes_new(whole.at, whole.left);
	return certificate_parse(der);
}

/* Whatever it is: a state, or an error. */
static inline void fuzz_assert_read(Revocation *found, GError *error)
{
	g_autoptr(Revocation) revocation = found;
	g_autoptr(GError) wrong = error;

	g_assert_true((revocation == NULL) == (wrong != NULL));
	g_assert_true(revocation == NULL || revocation->status != REVOCATION_UNKNOWN);
}

#endif
