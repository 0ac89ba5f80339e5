/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/consent.h"

#include "base/i18n.h"
#include "base/pdf_fields.h"
#include "base/pdf_object.h"
#include "signer/error.h"

#include <string.h>

enum { MOST_LISTED = 10000 };

/* What is found against a further signature. */
typedef struct {
	const PdfFile *document;
	const char *field; /* that is to be signed */
	bool final;        /* nothing may change any more */
	bool locked;       /* this field may not */
} Objections;

/* The name of a field stands for those below it as well. */
static bool names(const char *name, const char *field)
{
	size_t length = name != NULL ? strlen(name) : 0;

	return length > 0 && strncmp(name, field, length) == 0 &&
		(field[length] == '\0' || field[length] == '.');
}

static bool is_listed(const Objections *found, qpdf_oh fields)
{
	qpdf_data qpdf = found->document->qpdf;
	int count = MIN(pdf_count(qpdf, fields), MOST_LISTED);

	for (int i = 0; i < count; i++) {
		g_autofree char *name =
			pdf_file_dup_text(found->document, qpdf_oh_get_array_item(qpdf, fields, i));
		if (names(name, found->field))
			return true;
	}
	return false;
}

/* A lock, or the parameters of a FieldMDP: both have the same form. What is locked by an action that
 * is unknown cannot be told: it counts as locked. */
static void take_lock(Objections *found, qpdf_oh lock)
{
	qpdf_oh action = pdf_file_find(found->document, lock, "/Action");
	bool listed = is_listed(found, pdf_file_find(found->document, lock, "/Fields"));

	if (pdf_file_is_name(found->document, action, "/Include"))
		found->locked |= listed;
	else if (pdf_file_is_name(found->document, action, "/Exclude"))
		found->locked |= !listed;
	else
		found->locked = true;
}

static void take_level(Objections *found, qpdf_oh holder)
{
	size_t level;

	found->final |= pdf_file_read_offset(found->document,
				pdf_file_find(found->document, holder, "/P"), &level) &&
		level == 1;
}

static void take_references(Objections *found, qpdf_oh signature)
{
	const PdfFile *document = found->document;
	qpdf_oh references = pdf_file_find(document, signature, "/Reference");
	int count = MIN(pdf_count(document->qpdf, references), MOST_LISTED);

	for (int i = 0; i < count; i++) {
		qpdf_oh one = qpdf_oh_get_array_item(document->qpdf, references, i);
		qpdf_oh method = pdf_file_find(document, one, "/TransformMethod");
		qpdf_oh rules = pdf_file_find(document, one, "/TransformParams");
		bool locks = pdf_file_is_name(document, method, "/FieldMDP");
		if (locks)
			take_lock(found, rules);
		if (locks || pdf_file_is_name(document, method, "/DocMDP"))
			take_level(found, rules);
	}
}

static void take_field(Objections *found, const PdfSignedField *field)
{
	qpdf_oh lock = pdf_file_find_inherited(found->document, field->field, "/Lock");

	take_references(found, field->signature);
	if (!qpdf_oh_is_dictionary(found->document->qpdf, lock))
		return;
	take_lock(found, lock);
	take_level(found, lock);
}

/* The signature that /Perms names as the author's. */
static qpdf_oh find_certification(const PdfFile *document)
{
	qpdf_oh permissions = pdf_file_find(document, qpdf_get_root(document->qpdf), "/Perms");

	return pdf_file_find(document, permissions, "/DocMDP");
}

bool consent_to_signing(
	const PdfFile *document, const char *field, const char *shown, GError **error)
{
	bool all;
	const char *locker = NULL;
	Objections found = { document, field, false, false };
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, &all);

	take_references(&found, find_certification(document));
	for (unsigned i = 0; i < fields->len; i++) {
		take_field(&found, fields->pdata[i]);
		if (found.locked && locker == NULL)
			locker = ((PdfSignedField *)fields->pdata[i])->name;
	}
	if (found.final)
		return error_set_input(
			error, _("%s: the author allows no further signature"), shown);
	if (!all)
		return error_set_input(error,
			_("%s: the form has too many fields, or too deep ones, to look at all"),
			shown);
	if (!found.locked)
		return true;
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
		_("%s: the signature %s has locked the field %s"), shown,
		locker != NULL ? locker : "?", field);
	return false;
}

bool consent_to_certifying(const PdfFile *document, const char *shown, GError **error)
{
	bool all;
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, &all);

	return (all && fields->len == 0 &&
		       qpdf_oh_is_null(document->qpdf, find_certification(document))) ||
		error_set_input(error,
			_("%s: it is signed already, and a certification must be the first "
			  "signature"),
			shown);
}
