/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole PDF's revisions, without qpdf: sections, entries, objects and all bytes between. What has no doubt has
 * revisions that follow each other to the end.
 */
#include "signer/revisions.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Bytes file = { data, size };
	g_autoptr(Revisions) revisions = revisions_read(file);
	size_t end = 0;

	for (unsigned i = 1; i <= revisions->list->len; i++) {
		const Revision *one = revisions_at(revisions, i);
		g_assert_cmpuint(one->start, ==, end);
		g_assert_cmpuint(one->start, <, one->marked);
		g_assert_cmpuint(one->marked, <=, one->end);
		g_assert_cmpuint(revisions_find_end(revisions, one->end), ==, i);
		end = one->end;
	}
	g_assert_cmpuint(end, <=, size);
	g_assert_true(revisions->doubts->len > 0 || end == size);
	for (unsigned i = 0; i < revisions->entries->len; i++) {
		const Entry *entry = &g_array_index(revisions->entries, Entry, i);
		const Entry *found = revisions_find(revisions, entry->number, entry->revision);
		g_assert_true(found == (entry->kind == ENTRY_FREE ? NULL : entry));
	}
	return 0;
}
