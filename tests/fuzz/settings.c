/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/settings.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = settings_load(fuzz_file(data, size), NULL, &error);

	g_assert_true((settings == NULL) == (error != NULL));
	if (settings == NULL)
		return 0;
	g_autofree char *shown = settings_show(settings);
	g_assert_true(g_utf8_validate(shown, -1, NULL));
	return 0;
}
