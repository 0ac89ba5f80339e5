/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An indirect object that is met gets its number at once and waits until what refers to it is
 * written: so circles end, and the stack grows only with what is nested in one object.
 *
 * qpdf keeps each handle until it is released, and has one iterator of keys: handles are released
 * as soon as may be, and the keys of a dictionary are listed before its values are looked at.
 */
#include "base/pdf_copy.h"

#include "base/pdf.h"
#include "base/pdf_object.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 48, MOST_KEY = 128 }; /* of a key, with its slash */

typedef struct {
	int id, generation;
	unsigned number;
} Waiting;

struct PdfCopier {
	qpdf_data pdf;
	PdfWriter *writer;
	PdfCopyRules rules;
	GHashTable *numbers; /* of objects of the source */
	GArray *waiting;     /* of Waiting */
};

PdfCopier *pdf_copy_new(qpdf_data pdf, PdfWriter *writer, const PdfCopyRules *rules)
{
	PdfCopier *copier = g_new0(PdfCopier, 1);

	copier->pdf = pdf;
	copier->writer = writer;
	copier->rules = *rules;
	copier->numbers = g_hash_table_new(NULL, NULL);
	copier->waiting = g_array_new(FALSE, FALSE, sizeof(Waiting));
	return copier;
}

void pdf_copy_free(PdfCopier *copier)
{
	if (copier == NULL)
		return;
	g_hash_table_unref(copier->numbers);
	g_array_unref(copier->waiting);
	g_free(copier);
}

bool pdf_copy_leaves_out(const char *key)
{
	static const char *const left[] = { "/Parent", "/P", "/StructParent", "/StructParents",
		"/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AF", "/CIDSet", "/CharSet",
		NULL };

	return g_strv_contains(left, key);
}

/* Does it hold the document together? */
static bool is_above(qpdf_data pdf, qpdf_oh dictionary)
{
	static const char *const types[] = { "/Page", "/Pages", "/Catalog", "/Template" };
	qpdf_oh type = pdf_find(pdf, dictionary, "/Type");
	bool above = false;

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		above |= pdf_is_name(pdf, type, types[i]);
	qpdf_oh_release(pdf, type);
	return above;
}

static bool may_copy(PdfCopier *copier, qpdf_oh value)
{
	return copier->rules.judge == NULL ||
		copier->rules.judge(copier->rules.judge_data, copier->pdf, value);
}

static bool put_value(PdfCopier *copier, qpdf_oh value, GString *out, unsigned depth);

static bool put_reference(PdfCopier *copier, qpdf_oh value, GString *out)
{
	int id = qpdf_oh_get_object_id(copier->pdf, value);
	gpointer key = GINT_TO_POINTER(id);
	unsigned number = GPOINTER_TO_UINT(g_hash_table_lookup(copier->numbers, key));

	if (number == 0) {
		if (g_hash_table_size(copier->numbers) >= copier->rules.most_objects)
			return false;
		number = copier->writer != NULL ? pdf_write_reserve(copier->writer)
						: g_hash_table_size(copier->numbers) + 1;
		Waiting waiting = { id, qpdf_oh_get_generation(copier->pdf, value), number };
		g_hash_table_insert(copier->numbers, key, GUINT_TO_POINTER(number));
		g_array_append_val(copier->waiting, waiting);
	}
	g_string_append_printf(out, "%u 0 R", number);
	return true;
}

static bool put_array(PdfCopier *copier, qpdf_oh array, GString *out, unsigned depth)
{
	int count = qpdf_oh_get_array_n_items(copier->pdf, array);
	bool well = true;

	g_string_append_c(out, '[');
	for (int i = 0; well && i < count; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(copier->pdf, array, i);
		if (i > 0)
			g_string_append_c(out, ' ');
		well = put_value(copier, item, out, depth + 1);
		qpdf_oh_release(copier->pdf, item);
	}
	g_string_append_c(out, ']');
	return well;
}

/* The entries, without the brackets. */
static bool put_entries(
	PdfCopier *copier, qpdf_oh dictionary, bool of_stream, GString *out, unsigned depth)
{
	g_autoptr(GPtrArray) keys = pdf_list_keys(copier->pdf, dictionary);
	bool well = !is_above(copier->pdf, dictionary);

	for (unsigned i = 0; well && i < keys->len; i++) {
		const char *key = keys->pdata[i];
		if (pdf_copy_leaves_out(key) || (of_stream && strcmp(key, "/Length") == 0))
			continue;
		qpdf_oh value = qpdf_oh_get_key(copier->pdf, dictionary, key);
		well = strlen(key) <= MOST_KEY;
		if (well && !qpdf_oh_is_null(copier->pdf, value)) {
			pdf_put_name(out, key + 1);
			g_string_append_c(out, ' ');
			well = put_value(copier, value, out, depth + 1);
			g_string_append_c(out, ' ');
		}
		qpdf_oh_release(copier->pdf, value);
	}
	return well;
}

static bool put_dictionary(PdfCopier *copier, qpdf_oh dictionary, GString *out, unsigned depth)
{
	g_string_append(out, "<<");
	bool well = put_entries(copier, dictionary, false, out, depth);
	g_string_append(out, ">>");
	return well;
}

static bool put_value(PdfCopier *copier, qpdf_oh value, GString *out, unsigned depth)
{
	qpdf_data pdf = copier->pdf;
	bool is_dictionary = qpdf_oh_is_dictionary(pdf, value);
	bool is_array = qpdf_oh_is_array(pdf, value), is_stream = qpdf_oh_is_stream(pdf, value);

	if (depth > DEEPEST)
		return false;
	if (qpdf_oh_is_indirect(pdf, value) && (is_dictionary || is_array || is_stream))
		return put_reference(copier, value, out);
	if (!may_copy(copier, value))
		return false;
	if (is_array)
		return put_array(copier, value, out, depth);
	if (is_dictionary)
		return put_dictionary(copier, value, out, depth);
	if (!qpdf_oh_is_scalar(pdf, value))
		return false;
	g_string_append(out, qpdf_oh_unparse_resolved(pdf, value));
	return true;
}

static GBytes *read_stored(qpdf_data pdf, qpdf_oh stream)
{
	unsigned char *data = NULL;
	size_t size = 0;
	QPDF_BOOL filtered;

	if ((qpdf_oh_get_stream_data(pdf, stream, qpdf_dl_none, &filtered, &data, &size) &
		    QPDF_ERRORS) != 0 ||
		data == NULL) {
		free(data);
		return NULL;
	}
	return g_bytes_new_with_free_func(data, size, free, data);
}

static bool copy_stream(PdfCopier *copier, qpdf_oh stream, unsigned number)
{
	qpdf_data pdf = copier->pdf;
	g_autoptr(GString) entries = g_string_new(NULL);
	qpdf_oh dictionary = qpdf_oh_get_dict(pdf, stream);

	bool well = may_copy(copier, stream) && put_entries(copier, dictionary, true, entries, 0);
	qpdf_oh_release(pdf, dictionary);
	if (!well || copier->writer == NULL)
		return well;
	g_autoptr(GBytes) stored = read_stored(pdf, stream);
	if (stored != NULL)
		pdf_write_stream(copier->writer, number, entries->str, stored);
	return stored != NULL;
}

static bool copy_object(PdfCopier *copier, qpdf_oh object, unsigned number)
{
	g_autoptr(GString) body = g_string_new(NULL);

	bool well = may_copy(copier, object) &&
		(qpdf_oh_is_array(copier->pdf, object) ? put_array(copier, object, body, 0)
						       : put_dictionary(copier, object, body, 0));
	if (well && copier->writer != NULL)
		pdf_write_object(copier->writer, number, body->str);
	return well;
}

static bool copy_waiting(PdfCopier *copier, const Waiting *waiting)
{
	qpdf_oh object = qpdf_get_object_by_id(copier->pdf, waiting->id, waiting->generation);
	bool well = qpdf_oh_is_stream(copier->pdf, object)
		? copy_stream(copier, object, waiting->number)
		: copy_object(copier, object, waiting->number);

	qpdf_oh_release(copier->pdf, object);
	return well;
}

bool pdf_copy_value(PdfCopier *copier, qpdf_oh value, GString *out)
{
	bool well = put_value(copier, value, out, 0);

	while (well && copier->waiting->len > 0) {
		Waiting waiting = g_array_index(copier->waiting, Waiting, copier->waiting->len - 1);
		g_array_set_size(copier->waiting, copier->waiting->len - 1);
		well = copy_waiting(copier, &waiting);
	}
	return well;
}
