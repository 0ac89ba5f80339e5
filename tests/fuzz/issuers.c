/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/issuers.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(CertificateStack) found = issuers_parse(bytes);

	g_assert_true(found == NULL || sk_X509_num(found) <= 100);
	return 0;
}
