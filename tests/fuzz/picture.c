/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/picture.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Picture) picture = picture_load(fuzz_file(data, size), &error);

	g_assert_true((picture == NULL) == (error != NULL));
	if (picture != NULL)
		g_assert_true(picture_aspect(picture) > 0);
	return 0;
}
