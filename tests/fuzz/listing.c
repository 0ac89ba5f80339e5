/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A manifest, or a list of sha256sum: none of its names leads out of its folder. */
#include "signer/listing.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Listings) listings = listings_new();
	g_autofree char *folder = NULL;

	if (!listings_add(listings, fuzz_file(data, size), &folder, &error)) {
		g_assert_nonnull(error);
		return 0;
	}
	g_autoptr(GPtrArray) rest = listings_rest(listings);
	for (unsigned i = 0; i < rest->len; i++) {
		const ListedFile *listed = rest->pdata[i];
		g_assert_true(g_str_has_prefix(listed->path, folder));
		g_assert_cmpuint(strlen(listed->sha256), ==, 64);
	}
	return 0;
}
