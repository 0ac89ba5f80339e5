/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/fields.h"

#include "base/pdf_object.h"

#include <string.h>

enum { MOST_VISITED = 100000, MOST_SIGNED = 1000 };

static qpdf_oh find_form(const PdfFile *document)
{
	return pdf_file_find(document, qpdf_get_root(document->qpdf), "/AcroForm");
}

static void add_names(const PdfFile *document, qpdf_oh fields, GHashTable *names)
{
	qpdf_data qpdf = document->qpdf;
	int count = pdf_count(qpdf, fields);

	for (int i = 0; i < MIN(count, MOST_VISITED); i++) {
		qpdf_oh field = qpdf_oh_get_array_item(qpdf, fields, i);
		char *name = pdf_file_dup_text(document, pdf_file_find(document, field, "/T"));
		if (name != NULL)
			g_hash_table_add(names, name);
	}
}

/* The set of names that fields bear. Viewers take for a field what stands on the page, too. */
static GHashTable *list_names(const PdfFile *document)
{
	GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	qpdf_oh page = qpdf_get_page_n(document->qpdf, 0);

	add_names(document, pdf_file_find(document, find_form(document), "/Fields"), names);
	add_names(document, pdf_file_find(document, page, "/Annots"), names);
	return names;
}

char *fields_make_name(const PdfFile *document)
{
	g_autoptr(GHashTable) taken = list_names(document);

	for (unsigned number = 1; number <= MOST_SIGNED; number++) {
		g_autofree char *name = g_strdup_printf("Signature%u", number);
		if (!g_hash_table_contains(taken, name))
			return g_steal_pointer(&name);
	}
	return g_uuid_string_random();
}

/* Appends a reference to `widget` to the array `key` of `holder`, made if it is missing. Returns
 * the indirect object that this changes: the array, or `owner`. */
static qpdf_oh append_reference(
	const PdfFile *document, qpdf_oh holder, const char *key, unsigned widget, qpdf_oh owner)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh array = pdf_file_find(document, holder, key);
	qpdf_oh reference = qpdf_get_object_by_id(qpdf, (int)widget, 0);

	if (!qpdf_oh_is_array(qpdf, array)) {
		array = qpdf_oh_new_array(qpdf);
		qpdf_oh_replace_key(qpdf, holder, key, array);
	}
	int count = qpdf_oh_get_array_n_items(qpdf, array);
	qpdf_oh last = count == 0 ? array : qpdf_oh_get_array_item(qpdf, array, count - 1);
	/* one array may serve as /Fields and as /Annots */
	if (count == 0 || qpdf_oh_get_object_id(qpdf, last) != (int)widget)
		qpdf_oh_append_item(qpdf, array, reference);
	return qpdf_oh_is_indirect(qpdf, array) ? array : owner;
}

qpdf_oh fields_mark_signed(Increment *increment, GArray *changed)
{
	const PdfFile *document = increment->document;
	qpdf_data qpdf = document->qpdf;
	qpdf_oh form = find_form(document), root = qpdf_get_root(qpdf);

	if (!qpdf_oh_is_dictionary(qpdf, form)) {
		form = qpdf_oh_new_dictionary(qpdf);
		qpdf_oh_replace_key(qpdf, root, "/AcroForm", form);
	}
	qpdf_oh_replace_key(qpdf, form, "/SigFlags", qpdf_oh_new_integer(qpdf, 3));
	g_array_append_val(changed, *(qpdf_oh_is_indirect(qpdf, form) ? &form : &root));
	return form;
}

void fields_add(Increment *increment, qpdf_oh page, unsigned widget, GArray *changed)
{
	const PdfFile *document = increment->document;
	qpdf_oh form = fields_mark_signed(increment, changed);
	qpdf_oh owner = g_array_index(changed, qpdf_oh, changed->len - 1);
	qpdf_oh more[] = {
		append_reference(document, form, "/Fields", widget, owner),
		append_reference(document, page, "/Annots", widget, page),
	};

	g_array_append_vals(changed, more, G_N_ELEMENTS(more));
}

void fields_put_changed(Increment *increment, const GArray *changed)
{
	qpdf_data qpdf = increment->document->qpdf;

	for (unsigned i = 0; i < changed->len; i++) {
		qpdf_oh object = g_array_index(changed, qpdf_oh, i);
		bool written = false;
		for (unsigned j = 0; j < i; j++)
			written |= qpdf_oh_get_object_id(qpdf, object) ==
				qpdf_oh_get_object_id(qpdf, g_array_index(changed, qpdf_oh, j));
		if (!written)
			increment_put_changed(increment, object);
	}
}
