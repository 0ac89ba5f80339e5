/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker tells of a file, which the parent must read whatever it is. */
#include "signer/verify_work.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GPtrArray) items =
		g_ptr_array_new_with_free_func((GDestroyNotify)verify_item_free);
	VerifyItem *item = verify_item_new(ITEM_PDF, "a.pdf");
	VerifyWork work = { .items = items };

	g_ptr_array_add(items, item);
	verify_work_hear(&work, bytes);
	verify_work_hear(&work, bytes);
	g_assert_true(item->told);
	g_assert_cmpuint(work.heard, ==, 1);
	g_assert_true(item->lines == NULL || g_utf8_validate(item->lines, -1, NULL));
	g_assert_true(!item->well || item->indication == TOTAL_PASSED);
	g_autofree char *verdict = verify_item_verdict(item);
	g_assert_nonnull(verdict);
	return 0;
}
