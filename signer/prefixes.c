/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/prefixes.h"

#include "base/pdf_fields.h"
#include "signer/pdf_file.h"
#include "signer/range.h"
#include "signer/report.h"

static int compare_sizes(gconstpointer first, gconstpointer second)
{
	gsize a = *(const gsize *)first, b = *(const gsize *)second;

	return (a > b) - (a < b);
}

/* What the signature covers, if that can be read. */
static void add_end(const PdfFile *document, qpdf_oh signature, GArray *sizes)
{
	g_autoptr(SignatureReport) unread = signature_report_new();
	Range range = { 0 };

	if (range_read(document, signature, &range, unread))
		g_array_append_val(sizes, range.end);
	range_clear(&range);
}

static void drop_twins(GArray *sizes)
{
	for (unsigned i = sizes->len; i > 1; i--)
		if (g_array_index(sizes, gsize, i - 1) == g_array_index(sizes, gsize, i - 2))
			g_array_remove_index(sizes, i - 1);
}

GArray *prefixes_read(const char *path, GError **error)
{
	const PdfOpening opening = { .repair = true, .password = "" };
	g_autoptr(PdfFile) document = pdf_file_open(path, &opening, error);
	if (document == NULL)
		return NULL;

	bool all;
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, &all);
	GArray *sizes = g_array_new(FALSE, FALSE, sizeof(gsize));
	for (unsigned i = 0; i < fields->len; i++)
		add_end(document, ((PdfSignedField *)fields->pdata[i])->signature, sizes);
	g_array_append_val(sizes, document->size);
	g_array_sort(sizes, compare_sizes);
	drop_twins(sizes);
	return sizes;
}
