/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/token_uri.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* What is read is written so that it is read as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GError) error = NULL;
	g_auto(TokenUri) uri = { 0 }, again = { 0 };

	if (!token_uri_parse(text, &uri, &error)) {
		g_assert_nonnull(error);
		return 0;
	}
	g_autofree char *written = token_uri_make(&uri);
	if (strlen(written) > 4096)
		return 0;
	g_assert_true(token_uri_parse(written, &again, NULL));
	g_autofree char *same = token_uri_make(&again);
	g_assert_cmpstr(written, ==, same);
	return 0;
}
