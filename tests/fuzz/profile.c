/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/profile.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Profiles) profiles = profiles_load(fuzz_file(data, size), &error);

	g_assert_true((profiles == NULL) == (error != NULL));
	if (profiles != NULL)
		g_assert_nonnull(profiles_find(profiles, "tt05"));
	return 0;
}
