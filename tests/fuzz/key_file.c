/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/key.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* Without a password, lest the input say how often it is to be stretched. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *path = g_strdup(fuzz_file(data, size));
	KeySource source = { .file = path };
	g_autoptr(GError) error = NULL;
	g_autoptr(Key) key = NULL;

	if (memmem(data, size, "-----BEGIN ", 11) == NULL)
		return 0;
	(void)key_source_wants_pin(&source);
	key = key_open(&source, &error);
	g_assert_true((key == NULL) == (error != NULL));
	return 0;
}
