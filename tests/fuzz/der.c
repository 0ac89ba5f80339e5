/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/der.h"
#include "tests/fuzz/fuzz.h"

enum { DEEPEST = 64 };

static void walk(DerSpan span, unsigned depth)
{
	DerSpan content, whole;
	unsigned char tag;

	while (der_take(&span, &tag, &content, &whole)) {
		g_assert_cmpuint(content.left, <, whole.left);
		g_assert_true(content.at + content.left == whole.at + whole.left);
		if (depth < DEEPEST && (tag & 0x20) != 0)
			walk(content, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	walk((DerSpan) { data, size }, 0);
	(void)der_is_strict((DerSpan) { data, size });
	return 0;
}
