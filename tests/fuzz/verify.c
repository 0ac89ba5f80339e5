/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole signed PDF: fields, ByteRange, the value and the rest. Nobody is trusted. */
#include "signer/verify.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	const VerifyRules rules = { 0 };
	g_autoptr(VerifyReport) report = verify_file(fuzz_file(data, size), &rules, &error);

	g_assert_true((report == NULL) == (error != NULL));
	if (report == NULL)
		return 0;
	g_assert_cmpint(report->indication, !=, TOTAL_PASSED);
	for (unsigned i = 0; i < report->signatures->len; i++) {
		const SignatureReport *one = report->signatures->pdata[i];
		g_assert_cmpint(one->indication, !=, TOTAL_PASSED);
		g_assert_nonnull(one->reason);
	}
	return 0;
}
