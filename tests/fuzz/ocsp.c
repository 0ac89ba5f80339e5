/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz_revocation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	DerSpan rest = { data, size };
	g_autoptr(X509) certificate = fuzz_take_certificate(&rest);
	g_autoptr(X509) issuer = fuzz_take_certificate(&rest);
	const RevocationRules rules = { 0 };
	GError *error = NULL;

	if (certificate == NULL || issuer == NULL)
		return 0;
	g_autoptr(GBytes) bytes = g_bytes_new(rest.at, rest.left);
	Revocation *found = revocation_read_ocsp(bytes, certificate, issuer, NULL, &rules, &error);
	fuzz_assert_read(found, error);
	return 0;
}
