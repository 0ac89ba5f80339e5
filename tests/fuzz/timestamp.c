/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a time-stamp authority answers: whatever it is, it answers no request with a nonce that was
 * made just now. Also a token by itself. */
#include "signer/timestamp.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char zeros[32];
	g_autoptr(TimestampRequest) request = timestamp_request_new(EVP_sha256(), zeros, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	const TsaRules rules = { 0 };
	g_autoptr(GError) refused = NULL, wrong = NULL;

	g_assert_null(timestamp_check_answer(bytes, request, &rules, 1800000000, &refused));
	g_assert_nonnull(refused);
	g_assert_null(strchr(refused->message, '\n'));
	g_autoptr(Timestamp) stamp = timestamp_read(bytes, NULL, &wrong);
	g_assert_true((stamp == NULL) == (wrong != NULL));
	return 0;
}
