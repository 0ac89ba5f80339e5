/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/signature_field.h"

#include "base/i18n.h"
#include "base/pdf.h"
#include "base/pdf_fields.h"
#include "base/pdf_object.h"
#include "signer/error.h"
#include "signer/fields.h"

#include <string.h>

static bool refuse(GError **error, const char *message, const char *shown, const char *name)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, message, shown, name);
	return false;
}

static bool is_indirect_dictionary(qpdf_data qpdf, qpdf_oh object)
{
	return qpdf_oh_is_dictionary(qpdf, object) && qpdf_oh_is_indirect(qpdf, object);
}

static bool make_new(
	const PdfFile *document, const char *shown, SignatureField *field, GError **error)
{
	qpdf_data qpdf = document->qpdf;

	field->page = qpdf_get_page_n(qpdf, 0);
	if (!is_indirect_dictionary(qpdf, field->page))
		return error_set_input(error, _("%s: the PDF has no page"), shown);
	field->field = field->widget = field->place = field->lock = qpdf_oh_new_null(qpdf);
	field->name = fields_make_name(document);
	return true;
}

/* Field and widget may be one dictionary; of more than one widget no signature field may be. */
static qpdf_oh find_widget(const PdfFile *document, qpdf_oh field)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh kids = pdf_file_find(document, field, "/Kids");

	if (qpdf_oh_is_null(qpdf, kids))
		return field;
	return pdf_count(qpdf, kids) == 1 ? qpdf_oh_get_array_item(qpdf, kids, 0)
					  : qpdf_oh_new_null(qpdf);
}

static bool take_empty(const PdfFile *document, const char *shown, const PdfSignedField *found,
	SignatureField *field, GError **error)
{
	qpdf_data qpdf = document->qpdf;

	field->field = found->field;
	field->widget = find_widget(document, found->field);
	field->place = pdf_file_find(document, field->widget, "/Rect");
	field->lock = pdf_file_find(document, found->field, "/Lock");
	field->page = pdf_file_find(document, field->widget, "/P");
	if (!is_indirect_dictionary(qpdf, field->page))
		field->page = qpdf_get_page_n(qpdf, 0);
	if (!is_indirect_dictionary(qpdf, field->field) ||
		!is_indirect_dictionary(qpdf, field->widget) ||
		!is_indirect_dictionary(qpdf, field->page) ||
		!(qpdf_oh_is_null(qpdf, field->lock) || qpdf_oh_is_dictionary(qpdf, field->lock)))
		return refuse(error, _("%s: the field %s is damaged"), shown, found->name);
	field->name = g_strdup(found->name);
	return true;
}

static const PdfSignedField *find_named(const GPtrArray *fields, const char *name)
{
	for (unsigned i = 0; i < fields->len; i++) {
		const PdfSignedField *one = fields->pdata[i];
		if (strcmp(one->name, name) == 0)
			return one;
	}
	return NULL;
}

bool signature_field_find(const PdfFile *document, const char *name, const char *shown,
	SignatureField *out_field, GError **error)
{
	*out_field = (SignatureField) { 0 };
	if (name == NULL)
		return make_new(document, shown, out_field, error);
	g_autoptr(GPtrArray) empty = pdf_fields_find_empty(document->qpdf, NULL);
	g_autoptr(GPtrArray) signed_fields = pdf_fields_find_signed(document->qpdf, NULL);
	const PdfSignedField *found = find_named(empty, name);
	if (found != NULL)
		return take_empty(document, shown, found, out_field, error);
	return refuse(error,
		find_named(signed_fields, name) != NULL ? _("%s: the field %s is signed already")
							: _("%s: there is no signature field %s"),
		shown, name);
}

void signature_field_clear(SignatureField *field)
{
	g_free(field->name);
}

static void put_reference(GString *text, const char *method)
{
	g_string_append_printf(text,
		" << /Type /SigRef /TransformMethod /%s"
		" /TransformParams << /Type /TransformParams /V /1.2",
		method);
}

/* The lock's own entries, but for P, which counts where it stands (12.7.5.5, table 236). */
static void put_lock(const SignatureField *field, Increment *increment)
{
	static const char *const copied[] = { "/Action", "/Fields" };
	const PdfFile *document = increment->document;
	qpdf_data qpdf = document->qpdf;
	GString *text = increment->text;

	put_reference(text, "FieldMDP");
	for (unsigned i = 0; i < G_N_ELEMENTS(copied); i++) {
		qpdf_oh value = pdf_file_find(document, field->lock, copied[i]);
		if (!qpdf_oh_is_null(qpdf, value))
			g_string_append_printf(
				text, " %s %s", copied[i], qpdf_oh_unparse_resolved(qpdf, value));
	}
	g_string_append_printf(text, " >> /Data %s >>", qpdf_oh_unparse(qpdf, qpdf_get_root(qpdf)));
}

void signature_field_put_references(
	const SignatureField *field, Increment *increment, unsigned certify)
{
	GString *text = increment->text;
	bool locks = qpdf_oh_is_dictionary(increment->document->qpdf, field->lock);

	if (certify == 0 && !locks)
		return;
	g_string_append(text, "\n/Reference [");
	if (certify != 0) {
		put_reference(text, "DocMDP");
		g_string_append_printf(text, " /P %u >> >>", certify);
	}
	if (locks)
		put_lock(field, increment);
	g_string_append(text, " ]");
}

static void put_widget(const SignatureField *field, Increment *increment, unsigned widget,
	unsigned signature, const Appearance *appearance)
{
	GString *text = increment->text;
	qpdf_data qpdf = increment->document->qpdf;

	increment_begin(increment, widget, 0);
	g_string_append(text, "<< /Type /Annot /Subtype /Widget /FT /Sig /F 132 /T ");
	pdf_put_text(text, field->name);
	g_string_append_printf(
		text, " /V %u 0 R /P %s /Rect [", signature, qpdf_oh_unparse(qpdf, field->page));
	for (unsigned i = 0; i < 4; i++) {
		g_string_append_c(text, ' ');
		pdf_put_number(text, appearance->rect[i]);
	}
	g_string_append(text, " ]");
	if (appearance->form != 0)
		g_string_append_printf(text, " /AP << /N %u 0 R >>", appearance->form);
	g_string_append(text, " >>");
	increment_end(increment);
}

/* A reference to an object of the increment, which qpdf must take for one that is there: a key that
 * leads to nothing would be taken out. */
static qpdf_oh refer(qpdf_data qpdf, unsigned number)
{
	qpdf_replace_object(qpdf, (int)number, 0, qpdf_oh_new_dictionary(qpdf));
	return qpdf_get_object_by_id(qpdf, (int)number, 0);
}

static void fill(const SignatureField *field, const Increment *increment, unsigned signature,
	const Appearance *appearance, GArray *changed)
{
	qpdf_data qpdf = increment->document->qpdf;

	qpdf_oh_replace_key(qpdf, field->field, "/V", refer(qpdf, signature));
	g_array_append_val(changed, field->field);
	if (appearance->form == 0)
		return;
	qpdf_oh shown = qpdf_oh_new_dictionary(qpdf);
	qpdf_oh_replace_key(qpdf, shown, "/N", refer(qpdf, appearance->form));
	qpdf_oh_replace_key(qpdf, field->widget, "/AP", shown);
	qpdf_oh_remove_key(qpdf, field->widget, "/AS");
	g_array_append_val(changed, field->widget);
}

/* ISO 32000-2, 12.8.6 */
static void name_certification(const Increment *increment, unsigned signature, GArray *changed)
{
	const PdfFile *document = increment->document;
	qpdf_data qpdf = document->qpdf;
	qpdf_oh root = qpdf_get_root(qpdf);
	qpdf_oh permissions = pdf_file_find(document, root, "/Perms");

	if (!qpdf_oh_is_dictionary(qpdf, permissions)) {
		permissions = qpdf_oh_new_dictionary(qpdf);
		qpdf_oh_replace_key(qpdf, root, "/Perms", permissions);
	}
	qpdf_oh_replace_key(qpdf, permissions, "/DocMDP", refer(qpdf, signature));
	if (!qpdf_oh_is_indirect(qpdf, permissions))
		permissions = root;
	g_array_append_val(changed, permissions);
}

void signature_field_write(const SignatureField *field, Increment *increment, unsigned signature,
	const Appearance *appearance, bool certifies)
{
	qpdf_data qpdf = increment->document->qpdf;
	g_autoptr(GArray) changed = g_array_new(FALSE, FALSE, sizeof(qpdf_oh));

	if (certifies)
		name_certification(increment, signature, changed);
	if (qpdf_oh_is_null(qpdf, field->field)) {
		unsigned widget = increment_reserve(increment);
		put_widget(field, increment, widget, signature, appearance);
		fields_add(increment, field->page, widget, changed);
	} else {
		fill(field, increment, signature, appearance, changed);
		fields_mark_signed(increment, changed);
	}
	fields_put_changed(increment, changed);
}
