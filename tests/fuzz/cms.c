/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of a signature, of at least a byte as range_read() has it: whatever it is, no chain of
 * checks may take it for one over zeros. */
#include "signer/material.h"
#include "signer/signed_data.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char zeros[EVP_MAX_MD_SIZE];
	SignedData read;

	if (size == 0)
		return 0;
	g_autoptr(GBytes) contents = g_bytes_new(data, size);
	SignatureReport *report = signature_report_new();
	if (signed_data_read(contents, &read, report)) {
		g_autoptr(ValidationData) material = validation_data_new();
		g_autoptr(GPtrArray) tokens = signed_data_tokens(&read);
		size_t length = (size_t)EVP_MD_get_size(read.covers);
		g_assert_false(signed_data_check_value(&read, zeros, length, report));
		signed_data_check_rules(&read, true, report);
		material_add_signature(material, &read);
	}
	g_assert_nonnull(report->reason);
	signed_data_clear(&read);
	signature_report_free(report);
	return 0;
}
