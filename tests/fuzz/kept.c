/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF whose pages are judged and, if they are fit, copied: what was judged fit can be copied, and what
 * was copied can be read. */
#include "base/file.h"
#include "ocr/fit.h"
#include "ocr/scan_pdf.h"
#include "pipeline/compose_kept.h"
#include "pipeline/source.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum { MOST_PAGES = 4, LONGEST = 60 };

static const char *made_path(void)
{
	static int file = -1;
	static char path[64];

	if (file < 0)
		file = memfd_create("made", MFD_CLOEXEC);
	g_snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return path;
}

/* The pages that are fit, none of them if qpdf has anything to say. The caller owns the array. */
static GPtrArray *judge_pages(const char *path)
{
	g_autoptr(GPtrArray) fit =
		g_ptr_array_new_with_free_func((GDestroyNotify)encoded_page_free);
	g_autoptr(GBytes) bytes = file_map(path, NULL);
	qpdf_data pdf = pdf_open(bytes);

	for (int i = 0; pdf != NULL && i < MIN(qpdf_get_num_pages(pdf), MOST_PAGES); i++) {
		ScanPage page = { 0 };
		pdf_read_own_content(pdf, (unsigned)i, NULL, &page);
		g_assert_true((page.content == NULL) == (page.unfit != NULL));
		if (page.content == NULL)
			continue;
		bool cuts = page.content->has_hidden_text && page.content->can_lose_text;
		g_ptr_array_add(fit, page_keep(&page, 0, 0, cuts));
		scan_content_free(page.content);
	}
	if (pdf == NULL || qpdf_more_warnings(pdf))
		g_ptr_array_set_size(fit, 0);
	if (pdf != NULL)
		pdf_close(&pdf);
	return g_steal_pointer(&fit);
}

static void copy_pages(const GPtrArray *pages, const GPtrArray *sources)
{
	g_autoptr(PdfWriter) writer = pdf_write_open(made_path(), NULL);
	g_autoptr(Kept) kept = kept_new(sources, writer);
	unsigned tree = pdf_write_reserve(writer), catalog = pdf_write_reserve(writer);
	g_autoptr(GString) kids = g_string_new(NULL);

	for (unsigned i = 0; i < pages->len; i++) {
		unsigned number = kept_put_page(kept, pages->pdata[i], NULL, tree, NULL);
		g_assert_cmpuint(number, !=, 0);
		g_string_append_printf(kids, "%u 0 R ", number);
	}
	g_autofree char *body =
		g_strdup_printf("<</Type/Pages/Count %u/Kids[%s]>>", pages->len, kids->str);
	pdf_write_object(writer, tree, body);
	g_autofree char *root = g_strdup_printf("<</Type/Catalog/Pages %u 0 R>>", tree);
	pdf_write_object(writer, catalog, root);
	g_assert_true(pdf_write_finish(g_steal_pointer(&writer), catalog, 0, NULL));
}

static void read_again(unsigned pages)
{
	g_autoptr(GBytes) bytes = file_map(made_path(), NULL);
	qpdf_data pdf = pdf_open(bytes);

	g_assert_nonnull(pdf);
	g_assert_cmpint(qpdf_get_num_pages(pdf), ==, pages);
	g_assert_false(qpdf_more_warnings(pdf));
	pdf_close(&pdf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	gint64 begin = g_get_monotonic_time();

	if (size == 0)
		return 0;
	g_autoptr(GPtrArray) pages = judge_pages(path);
	g_autofree char *refusal = NULL;
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(source_free);
	Source *source = source_look(path, &refusal);
	if (source == NULL || pages->len == 0) {
		source_free(source);
		return 0;
	}
	g_ptr_array_add(sources, source);
	copy_pages(pages, sources);
	read_again(pages->len);
	g_assert_cmpint((g_get_monotonic_time() - begin) / G_USEC_PER_SEC, <, LONGEST);
	return 0;
}
