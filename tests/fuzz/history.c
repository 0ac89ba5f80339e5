/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole signed PDF: what its later revisions changed, from every revision to every later one. */
#include "signer/difference.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static void compare(Objects *objects, unsigned count)
{
	size_t left = 20000;
	g_autoptr(GPtrArray) findings =
		g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);

	for (unsigned before = 1; before < count; before++)
		for (unsigned after = before + 1; after <= count; after++)
			difference_find(objects, before, after, &left, findings);
	for (unsigned i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		g_assert_true(g_utf8_validate(finding->sentence, -1, NULL));
		g_assert_null(strchr(finding->sentence, '\n'));
		g_assert_cmpuint(finding->revision, <=, count);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	const PdfOpening opening = { .repair = true };
	g_autoptr(PdfFile) document = pdf_file_open_bytes(bytes, "input", &opening, NULL);
	Bytes file = { data, size };

	if (document == NULL)
		return 0;
	g_autoptr(Revisions) revisions = revisions_read(file);
	g_autoptr(Objects) objects = objects_new(document, revisions);
	compare(objects, MIN(revisions->list->len, 8));
	return 0;
}
