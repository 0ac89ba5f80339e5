/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/fields.h"

#include "base/i18n.h"
#include "base/pdf_fields.h"
#include "base/pdf_object.h"
#include "signer/error.h"

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

static bool has_permission_none(const PdfFile *document, qpdf_oh holder)
{
	size_t level;

	return pdf_file_read_offset(document, pdf_file_find(document, holder, "/P"), &level) &&
		level == 1;
}

static bool certifies_without_changes(const PdfFile *document, qpdf_oh signature)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh references = pdf_file_find(document, signature, "/Reference");
	int count = qpdf_oh_is_array(qpdf, references) ? qpdf_oh_get_array_n_items(qpdf, references)
						       : 0;

	for (int i = 0; i < MIN(count, MOST_SIGNED); i++) {
		qpdf_oh reference = qpdf_oh_get_array_item(qpdf, references, i);
		qpdf_oh method = pdf_file_find(document, reference, "/TransformMethod");
		qpdf_oh rules = pdf_file_find(document, reference, "/TransformParams");
		if ((pdf_file_is_name(document, method, "/DocMDP") ||
			    pdf_file_is_name(document, method, "/FieldMDP")) &&
			has_permission_none(document, rules))
			return true;
	}
	return false;
}

bool fields_allow_signing(const PdfFile *document, const char *shown, GError **error)
{
	qpdf_oh permissions = pdf_file_find(document, qpdf_get_root(document->qpdf), "/Perms");
	qpdf_oh author = pdf_file_find(document, permissions, "/DocMDP");
	bool all;
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, &all);
	bool forbidden = certifies_without_changes(document, author);

	for (unsigned i = 0; i < fields->len; i++)
		forbidden |= certifies_without_changes(
			document, ((PdfSignedField *)fields->pdata[i])->signature);
	if (forbidden)
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("%s: the author allows no further signature"), shown);
	else if (!all)
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("%s: the form has too many fields, or too deep ones, to look at all"),
			shown);
	return !forbidden && all;
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

static qpdf_oh find_or_make_form(const PdfFile *document)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh form = find_form(document);

	if (!qpdf_oh_is_dictionary(qpdf, form)) {
		form = qpdf_oh_new_dictionary(qpdf);
		qpdf_oh_replace_key(qpdf, qpdf_get_root(qpdf), "/AcroForm", form);
	}
	qpdf_oh_replace_key(qpdf, form, "/SigFlags", qpdf_oh_new_integer(qpdf, 3));
	return form;
}

void fields_add(Increment *increment, qpdf_oh page, unsigned widget)
{
	const PdfFile *document = increment->document;
	qpdf_data qpdf = document->qpdf;
	qpdf_oh form = find_or_make_form(document);
	qpdf_oh form_owner = qpdf_oh_is_indirect(qpdf, form) ? form : qpdf_get_root(qpdf);
	qpdf_oh changed[] = {
		form_owner,
		append_reference(document, form, "/Fields", widget, form_owner),
		append_reference(document, page, "/Annots", widget, page),
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(changed); i++) {
		bool written = false;
		for (unsigned j = 0; j < i; j++)
			written |= qpdf_oh_get_object_id(qpdf, changed[i]) ==
				qpdf_oh_get_object_id(qpdf, changed[j]);
		if (!written)
			increment_put_changed(increment, changed[i]);
	}
}
