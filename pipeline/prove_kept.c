/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The source and the PDF are walked side by side, from the page's content and from each resource on. A
 * pair of objects that has been compared is not compared again, and an object of the source must always
 * meet the same one of the PDF.
 */
#include "pipeline/prove_kept.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/pdf_copy.h"
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "ocr/fit.h"
#include "ocr/scan_pdf.h"
#include "pipeline/encode.h"
#include "pipeline/error.h"
#include "pipeline/source.h"

#include <string.h>

enum { DEEPEST = 48 };

typedef struct {
	GBytes *bytes;
	qpdf_data pdf;
} File;

typedef struct {
	const Composition *composition;
	File made, source;
	unsigned open;    /* which source is */
	GHashTable *seen; /* object of the source → of the PDF */
} Proof;

static void file_clear(File *file)
{
	if (file->pdf != NULL)
		pdf_close(&file->pdf);
	file->pdf = NULL;
	g_clear_pointer(&file->bytes, g_bytes_unref);
}

static bool file_open(File *file, const char *path, GError **error)
{
	file_clear(file);
	file->bytes = file_map(path, error);
	file->pdf = file->bytes == NULL ? NULL : pdf_open(file->bytes);
	if (file->bytes != NULL && file->pdf == NULL)
		g_set_error_literal(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("the PDF does not open again"));
	return file->pdf != NULL;
}

static bool is_same(Proof *proof, qpdf_oh from, qpdf_oh made, unsigned depth);

static bool is_same_stored(Proof *proof, qpdf_oh from, qpdf_oh made)
{
	g_autoptr(GBytes) one = pdf_read_stored(proof->source.pdf, from);
	g_autoptr(GBytes) other = pdf_read_stored(proof->made.pdf, made);

	return one != NULL && other != NULL && g_bytes_equal(one, other);
}

/* qpdf keeps every handle until it is released: both are, after they were compared. */
static bool is_same_item(Proof *proof, qpdf_oh from, qpdf_oh made, unsigned depth)
{
	bool same = is_same(proof, from, made, depth);

	qpdf_oh_release(proof->source.pdf, from);
	qpdf_oh_release(proof->made.pdf, made);
	return same;
}

static bool is_same_array(Proof *proof, qpdf_oh from, qpdf_oh made, unsigned depth)
{
	int count = pdf_count(proof->source.pdf, from);
	bool same = pdf_count(proof->made.pdf, made) == count;

	for (int i = 0; same && i < count; i++) {
		qpdf_oh one = qpdf_oh_get_array_item(proof->source.pdf, from, i);
		qpdf_oh other = qpdf_oh_get_array_item(proof->made.pdf, made, i);
		same = is_same_item(proof, one, other, depth + 1);
	}
	return same;
}

static bool is_same_dictionary(Proof *proof, qpdf_oh from, qpdf_oh made, unsigned depth)
{
	g_autoptr(GPtrArray) keys = pdf_list_keys(proof->source.pdf, from);
	bool same = qpdf_oh_is_dictionary(proof->made.pdf, made);

	for (unsigned i = 0; same && i < keys->len; i++) {
		const char *key = keys->pdata[i];
		if (pdf_copy_leaves_out(key) || strcmp(key, "/Length") == 0)
			continue;
		qpdf_oh one = qpdf_oh_get_key(proof->source.pdf, from, key);
		qpdf_oh other = qpdf_oh_get_key(proof->made.pdf, made, key);
		same = is_same_item(proof, one, other, depth + 1);
	}
	return same;
}

static bool is_same_stream(Proof *proof, qpdf_oh from, qpdf_oh made, unsigned depth)
{
	if (!qpdf_oh_is_stream(proof->made.pdf, made) || !is_same_stored(proof, from, made))
		return false;
	qpdf_oh one = qpdf_oh_get_dict(proof->source.pdf, from);
	qpdf_oh other = qpdf_oh_get_dict(proof->made.pdf, made);
	bool same = is_same_dictionary(proof, one, other, depth);
	qpdf_oh_release(proof->source.pdf, one);
	qpdf_oh_release(proof->made.pdf, other);
	return same;
}

/* Numbers may be written otherwise, and mean the same. */
static bool is_same_scalar(Proof *proof, qpdf_oh from, qpdf_oh made)
{
	const char *one = qpdf_oh_unparse_resolved(proof->source.pdf, from);
	const char *other = qpdf_oh_unparse_resolved(proof->made.pdf, made);

	return strcmp(one, other) == 0;
}

static bool is_same(Proof *proof, qpdf_oh from, qpdf_oh made, unsigned depth)
{
	int number = qpdf_oh_get_object_id(proof->source.pdf, from);
	int other = qpdf_oh_get_object_id(proof->made.pdf, made);
	bool is_stream = qpdf_oh_is_stream(proof->source.pdf, from);
	bool is_array = qpdf_oh_is_array(proof->source.pdf, from);
	bool is_dictionary = qpdf_oh_is_dictionary(proof->source.pdf, from);

	if (!is_stream && !is_array && !is_dictionary)
		return is_same_scalar(proof, from, made);
	gpointer met = g_hash_table_lookup(proof->seen, GINT_TO_POINTER(number));
	if (number != 0 && met != NULL)
		return GPOINTER_TO_INT(met) == other;
	if (depth > DEEPEST && number == 0)
		return false;
	if (number != 0)
		g_hash_table_insert(proof->seen, GINT_TO_POINTER(number), GINT_TO_POINTER(other));
	return is_stream   ? is_same_stream(proof, from, made, depth)
		: is_array ? is_same_array(proof, from, made, depth)
			   : is_same_dictionary(proof, from, made, depth);
}

/* The first stream is our q; behind those of the source stand our Q, and perhaps text. */
static bool prove_content(Proof *proof, qpdf_oh from, qpdf_oh made)
{
	qpdf_data source = proof->source.pdf;
	qpdf_oh contents = pdf_find(source, from, "/Contents");
	qpdf_oh written = pdf_find(proof->made.pdf, made, "/Contents");
	int count = qpdf_oh_is_array(source, contents) ? pdf_count(source, contents) : 1;
	bool same = pdf_count(proof->made.pdf, written) >= count + 2;

	for (int i = 0; same && i < count; i++) {
		qpdf_oh one = qpdf_oh_is_array(source, contents)
			? qpdf_oh_get_array_item(source, contents, i)
			: contents;
		qpdf_oh other = qpdf_oh_get_array_item(proof->made.pdf, written, i + 1);
		same = is_same(proof, one, other, 0);
	}
	return same;
}

static bool prove_page(Proof *proof, const EncodedContent *content, qpdf_oh from, qpdf_oh made)
{
	g_auto(GStrv) names = g_strsplit(content->resources, "\n", -1);

	if (!content->without_text && !prove_content(proof, from, made))
		return false;
	for (char **name = names; *name != NULL && **name != '\0'; name++) {
		qpdf_oh one = fit_find_named(proof->source.pdf, from, *name);
		qpdf_oh other = fit_find_named(proof->made.pdf, made, *name);
		if (!is_same(proof, one, other, 0))
			return false;
	}
	return true;
}

static bool open_source(Proof *proof, unsigned number, GError **error)
{
	const Source *source = proof->composition->files->pdata[number];

	if (proof->source.pdf != NULL && proof->open == number)
		return true;
	g_hash_table_remove_all(proof->seen);
	proof->open = number;
	return file_open(&proof->source, source->path, error) && source_check(source, error);
}

static bool prove_number(Proof *proof, unsigned number, GError **error)
{
	g_autofree char *path = spool_page_path(proof->composition->spool, number, ".image");
	g_autoptr(EncodedPage) page = encoded_page_load(path, error);

	if (page == NULL || page->content == NULL)
		return page != NULL;
	if (!open_source(proof, page->content->source, error))
		return false;
	qpdf_oh from = qpdf_get_page_n(proof->source.pdf, page->content->page);
	qpdf_oh made = qpdf_get_page_n(proof->made.pdf, number - 1);
	bool proven = prove_page(proof, page->content, from, made);
	qpdf_oh_release_all(proof->source.pdf);
	qpdf_oh_release_all(proof->made.pdf);
	if (!proven)
		g_set_error_literal(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("the content is not what it was in the source"));
	return proven;
}

static bool prove_all(Proof *proof, const char *path, GError **error)
{
	if (!file_open(&proof->made, path, error))
		return false;
	for (unsigned page = 1; page <= proof->composition->pages; page++)
		if (!prove_number(proof, page, error)) {
			g_prefix_error(error, _("page %u: "), page);
			return false;
		}
	return true;
}

bool kept_prove(const Composition *composition, const char *path, GError **error)
{
	Proof proof = { .composition = composition, .seen = g_hash_table_new(NULL, NULL) };
	bool proven = composition->files == NULL || prove_all(&proof, path, error);

	file_clear(&proof.made);
	file_clear(&proof.source);
	g_hash_table_unref(proof.seen);
	return proven;
}
