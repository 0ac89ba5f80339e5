/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole signed PDF that is to be raised: its signatures, time-stamps and store, and what is added to
 * the store. Nobody is asked. */
#include "signer/raise.h"
#include "base/file.h"
#include "signer/signed.h"
#include "tests/fuzz/fuzz.h"

static void add(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) der = g_bytes_new_static("0", 1);
	g_autoptr(ValidationData) data = validation_data_new();

	validation_data_add(data->certificates, der);
	if (!level_add_validation_data(path, "input", data, &error))
		return;
	/* what was added is read again */
	g_autoptr(GBytes) bytes = file_map(path, &error);
	g_assert_no_error(error);
	g_autoptr(PdfFile) document = pdf_file_open_bytes(bytes, "input", NULL, &error);
	g_assert_no_error(error);
	g_autoptr(ValidationData) kept = dss_read(document);
	bool found = false;
	for (unsigned i = 0; i < kept->certificates->len; i++)
		found |= g_bytes_equal(kept->certificates->pdata[i], der);
	g_assert_true(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	RevocationRules revocation = { .offline = true };
	TsaRules authorities = { 0 };
	RaiseRules rules = { .authorities = &authorities,
		.revocation = &revocation,
		.digest = digest_find("sha256") };
	g_autoptr(GError) error = NULL;
	bool raised = pdf_raise(path, "input", LEVEL_LTA, &rules, &error);

	/* without an authority there is no time-stamp */
	g_assert_true(!raised && error != NULL);
	add(path);
	return 0;
}
