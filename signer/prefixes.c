/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/prefixes.h"

#include "base/pdf_fields.h"
#include "signer/pdf_file.h"
#include "signer/range.h"
#include "signer/report.h"
#include "signer/revisions.h"

static int compare_sizes(gconstpointer first, gconstpointer second)
{
	const Prefix *a = first, *b = second;

	return (a->size > b->size) - (a->size < b->size);
}

static Prefix *prefix_at(const GArray *prefixes, unsigned index)
{
	return &g_array_index(prefixes, Prefix, index);
}

static void add(GArray *prefixes, gsize size, bool covered)
{
	const Prefix prefix = { .size = size, .covered = covered };

	g_array_append_val(prefixes, prefix);
}

/* What each signature covers, if that can be read. */
static GArray *read_covered(const PdfFile *document)
{
	bool all;
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, &all);
	GArray *covered = g_array_new(FALSE, FALSE, sizeof(Prefix));

	for (unsigned i = 0; i < fields->len; i++) {
		g_autoptr(SignatureReport) unread = signature_report_new();
		const PdfSignedField *field = fields->pdata[i];
		Range range = { 0 };
		if (range_read(document, field->signature, &range, unread))
			add(covered, range.end, true);
		range_clear(&range);
	}
	return covered;
}

static void mark_covered(GArray *prefixes, const Revisions *revisions, const GArray *covered)
{
	for (unsigned i = 0; i < covered->len; i++) {
		unsigned revision = revisions_find_end(revisions, prefix_at(covered, i)->size);
		if (revision > 0)
			prefix_at(prefixes, revision - 1)->covered = true;
	}
}

/* Numbers them in the order of the file, each once. */
static void number(GArray *prefixes)
{
	g_array_sort(prefixes, compare_sizes);
	for (unsigned i = prefixes->len; i > 1; i--)
		if (prefix_at(prefixes, i - 1)->size == prefix_at(prefixes, i - 2)->size)
			g_array_remove_index(prefixes, i - 1);
	for (unsigned i = 0; i < prefixes->len; i++)
		prefix_at(prefixes, i)->revision = i + 1;
}

/* The last is the file itself, and stays. */
static void thin_out(GArray *prefixes, unsigned most)
{
	for (unsigned i = 0; prefixes->len > most && i + 1 < prefixes->len;)
		if (prefix_at(prefixes, i)->covered)
			i++;
		else
			g_array_remove_index(prefixes, i);
	if (prefixes->len > most)
		g_array_remove_range(prefixes, 0, prefixes->len - most);
}

GArray *prefixes_read(const char *path, const char *password, unsigned most, GError **error)
{
	const PdfOpening opening = { .repair = true, .password = password != NULL ? password : "" };
	g_autoptr(PdfFile) document = pdf_file_open(path, &opening, error);
	if (document == NULL)
		return NULL;

	g_autoptr(Revisions) revisions = revisions_read(bytes_of(document->bytes));
	g_autoptr(GArray) covered = read_covered(document);
	GArray *prefixes = g_array_new(FALSE, FALSE, sizeof(Prefix));
	for (unsigned i = 0; i < revisions->list->len; i++)
		add(prefixes, g_array_index(revisions->list, Revision, i).end, false);
	mark_covered(prefixes, revisions, covered);
	if (prefixes->len == 0)
		g_array_append_vals(prefixes, covered->data, covered->len);
	add(prefixes, document->size, false);
	number(prefixes);
	thin_out(prefixes, most);
	return prefixes;
}
