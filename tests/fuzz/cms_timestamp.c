/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/cms.h"
#include "tests/fuzz/fuzz.h"

/* A time-stamp changes nothing of the signature, and what took one takes another. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) cms = g_bytes_new(data, size), token = g_bytes_new("\x30\x00", 2);
	g_autoptr(GBytes) before = cms_signature(cms, NULL);
	g_autoptr(GBytes) stamped = cms_add_timestamp(cms, token, NULL);

	g_assert_true((before == NULL) == (stamped == NULL));
	if (stamped == NULL)
		return 0;
	g_autoptr(GBytes) after = cms_signature(stamped, NULL);
	g_autoptr(GBytes) twice = cms_add_timestamp(stamped, token, NULL);
	g_assert_true(after != NULL && g_bytes_equal(before, after) && twice != NULL);
	return 0;
}
