/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One source is open at a time, and its copier with it: pages come in the order of the sources. A page
 * is an object of ours: of the page as it was it has the boxes, the unit, the group, the content and
 * those resources that the content names. Around the content stand q and Q, in streams of their own
 * which all pages share; behind it our text.
 */
#include "pipeline/compose_kept.h"

#include "base/file.h"
#include "base/flate.h"
#include "base/i18n.h"
#include "base/pdf.h"
#include "base/pdf_copy.h"
#include "base/pdf_object.h"
#include "ocr/fit.h"
#include "ocr/scan_pdf.h"
#include "pipeline/error.h"
#include "pipeline/source.h"

#include <string.h>

enum { MOST_OBJECTS = 4000000 };

struct Kept {
	const GPtrArray *sources;
	PdfWriter *writer;
	unsigned open;          /* which source is */
	GBytes *bytes;          /* its; NULL: none is open */
	qpdf_data pdf;          /* likewise */
	PdfCopier *copier;      /* likewise */
	unsigned save, restore; /* streams of one q and one Q; 0: not yet written */
};

Kept *kept_new(const GPtrArray *sources, PdfWriter *writer)
{
	Kept *kept = g_new0(Kept, 1);

	kept->sources = sources;
	kept->writer = writer;
	return kept;
}

static void close_source(Kept *kept)
{
	g_clear_pointer(&kept->copier, pdf_copy_free);
	if (kept->pdf != NULL)
		pdf_close(&kept->pdf);
	kept->pdf = NULL;
	g_clear_pointer(&kept->bytes, g_bytes_unref);
}

void kept_free(Kept *kept)
{
	if (kept == NULL)
		return;
	close_source(kept);
	g_free(kept);
}

static bool refuse(GError **error)
{
	g_set_error_literal(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
		_("the PDF's own content cannot be copied"));
	return false;
}

static bool open_source(Kept *kept, unsigned number, GError **error)
{
	static const PdfCopyRules rules = { .most_objects = MOST_OBJECTS };

	if (kept->copier != NULL && kept->open == number)
		return true;
	if (kept->sources == NULL || number >= kept->sources->len)
		return refuse(error);
	const Source *source = kept->sources->pdata[number];
	close_source(kept);
	if (!source_check(source, error))
		return false;
	kept->bytes = file_map(source->path, error);
	if (kept->bytes == NULL)
		return source_blame(source, error);
	kept->pdf = pdf_open(kept->bytes);
	if (kept->pdf == NULL)
		return refuse(error);
	kept->open = number;
	kept->copier = pdf_copy_new(kept->pdf, kept->writer, &rules);
	return true;
}

bool kept_check(const Kept *kept, GError **error)
{
	return kept->copier == NULL || source_check(kept->sources->pdata[kept->open], error);
}

static unsigned write_stream(Kept *kept, const char *entries, const char *text, size_t size)
{
	unsigned number = pdf_write_reserve(kept->writer);
	g_autoptr(GBytes) bytes = g_bytes_new(text, size);

	pdf_write_stream(kept->writer, number, entries, bytes);
	return number;
}

static unsigned write_packed(Kept *kept, const char *text, size_t size)
{
	g_autoptr(GBytes) packed = flate(text, size);
	unsigned number = pdf_write_reserve(kept->writer);

	pdf_write_stream(kept->writer, number, "/Filter /FlateDecode", packed);
	return number;
}

char *kept_font_name(const EncodedContent *content)
{
	g_auto(GStrv) names = g_strsplit(content->resources, "\n", -1);
	g_autofree char *taken = g_strdup("/Font/F");

	for (unsigned i = 0; g_strv_contains((const char *const *)names, taken); i++) {
		g_free(taken);
		taken = g_strdup_printf("/Font/F%u", i);
	}
	return g_strdup(taken + strlen("/Font/"));
}

/* Puts the resources of one kind, ordered as they are, into a dictionary of that kind. */
static bool put_resources(
	Kept *kept, qpdf_oh page, const EncodedContent *content, const KeptText *text, GString *out)
{
	g_auto(GStrv) names = g_strsplit(content->resources, "\n", -1);
	g_autoptr(GString) fonts = g_string_new(NULL);
	g_autofree char *open = NULL;
	bool well = true;

	g_string_append(out, " /Resources <<");
	for (char **name = names; well && *name != NULL && **name != '\0'; name++) {
		const char *slash = strchr(*name + 1, '/');
		g_autofree char *kind = g_strndup(*name, (gsize)(slash - *name));
		bool is_font = g_str_equal(kind, "/Font");
		if (!is_font && g_strcmp0(open, kind) != 0) {
			g_string_append_printf(out, "%s %s <<", open != NULL ? " >>" : "", kind);
			g_free(open);
			open = g_strdup(kind);
		}
		GString *into = is_font ? fonts : out;
		g_string_append_c(into, ' ');
		pdf_put_name(into, slash + 1);
		g_string_append_c(into, ' ');
		well = pdf_copy_value(kept->copier, fit_find_named(kept->pdf, page, *name), into);
	}
	if (text != NULL)
		g_string_append_printf(fonts, " /%s %u 0 R", text->font_name, text->font);
	g_string_append_printf(out, "%s%s%s%s >>", open != NULL ? " >>" : "",
		fonts->len > 0 ? " /Font <<" : "", fonts->str, fonts->len > 0 ? " >>" : "");
	return well;
}

/* The content without its hidden text, as one stream. */
static unsigned write_cut(Kept *kept, qpdf_oh page)
{
	g_auto(Fit) fit = { 0 };
	g_autoptr(GBytes) content = pdf_read_content(kept->pdf, page);
	g_autoptr(GString) left = g_string_new(NULL);
	size_t size, at = 0;

	if (content == NULL || fit_judge(kept->pdf, page, &fit) != NULL || fit.cuts == NULL)
		return 0;
	const char *data = g_bytes_get_data(content, &size);
	for (unsigned i = 0; i < fit.cuts->len; i++) {
		const FitCut *cut = &g_array_index(fit.cuts, FitCut, i);
		g_string_append_len(left, data + at, (gssize)(cut->start - at));
		at = cut->end;
	}
	g_string_append_len(left, data + at, (gssize)(size - at));
	return write_packed(kept, left->str, left->len);
}

static bool put_own(Kept *kept, qpdf_oh page, const EncodedContent *content, GString *out)
{
	qpdf_oh contents = pdf_find(kept->pdf, page, "/Contents");

	if (content->without_text) {
		unsigned cut = write_cut(kept, page);
		g_string_append_printf(out, "%u 0 R ", cut);
		return cut != 0;
	}
	if (!qpdf_oh_is_array(kept->pdf, contents)) {
		bool well = pdf_copy_value(kept->copier, contents, out);
		g_string_append_c(out, ' ');
		return well;
	}
	for (int i = 0; i < pdf_count(kept->pdf, contents); i++) {
		qpdf_oh item = qpdf_oh_get_array_item(kept->pdf, contents, i);
		if (!pdf_copy_value(kept->copier, item, out))
			return false;
		g_string_append_c(out, ' ');
	}
	return true;
}

static bool put_contents(
	Kept *kept, qpdf_oh page, const EncodedContent *content, const KeptText *text, GString *out)
{
	if (kept->save == 0) {
		kept->save = write_stream(kept, "", "q", 1);
		kept->restore = write_stream(kept, "", "Q", 1);
	}
	g_string_append_printf(out, " /Contents [%u 0 R ", kept->save);
	bool well = put_own(kept, page, content, out);
	g_string_append_printf(out, "%u 0 R", kept->restore);
	if (text != NULL)
		g_string_append_printf(out, " %u 0 R",
			write_packed(kept, text->operators, strlen(text->operators)));
	g_string_append_c(out, ']');
	return well;
}

static bool put_entry(Kept *kept, const char *key, qpdf_oh value, GString *out)
{
	if (qpdf_oh_is_null(kept->pdf, value))
		return true;
	g_string_append_printf(out, " %s ", key);
	return pdf_copy_value(kept->copier, value, out);
}

static bool put_page(
	Kept *kept, qpdf_oh page, const EncodedContent *content, const KeptText *text, GString *out)
{
	if (content->rotate != 0)
		g_string_append_printf(out, " /Rotate %u", content->rotate);
	if (content->unit != 1) {
		g_string_append(out, " /UserUnit ");
		pdf_put_number(out, content->unit);
	}
	return put_entry(
		       kept, "/MediaBox", pdf_find_inherited(kept->pdf, page, "/MediaBox"), out) &&
		put_entry(kept, "/CropBox", pdf_find_inherited(kept->pdf, page, "/CropBox"), out) &&
		put_entry(kept, "/Group", pdf_find(kept->pdf, page, "/Group"), out) &&
		put_resources(kept, page, content, text, out) &&
		put_contents(kept, page, content, text, out);
}

unsigned kept_put_page(
	Kept *kept, const EncodedPage *page, const KeptText *text, unsigned tree, GError **error)
{
	const EncodedContent *content = page->content;
	g_autoptr(GString) body = g_string_new(NULL);

	if (!open_source(kept, content->source, error))
		return 0;
	g_string_printf(body, "<< /Type /Page /Parent %u 0 R", tree);
	bool well = qpdf_get_num_pages(kept->pdf) > (int)content->page &&
		put_page(kept, qpdf_get_page_n(kept->pdf, content->page), content, text, body);
	/* of a page no handle is needed any more */
	qpdf_oh_release_all(kept->pdf);
	if (!well)
		return refuse(error), 0;
	g_string_append(body, " >>");
	unsigned number = pdf_write_reserve(kept->writer);
	pdf_write_object(kept->writer, number, body->str);
	return number;
}
