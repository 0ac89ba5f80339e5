/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A field has its attributes from its parent (12.7.3.2). Which that is, both the list of kids that
 * it stands in and the field itself say; writers forget the one or the other, so either counts.
 *
 * What a hostile form can cost is bounded: a field is looked at once, however often it is listed,
 * and there are limits on fields, on their depth, and on the ways up by /Parent.
 */
#include "base/pdf_fields.h"

#include "base/file.h"
#include "base/pdf_object.h"

#include <string.h>

enum { DEEPEST = 32, MOST_VISITED = 100000, MOST_CLIMBS = 20000, MOST_SIGNED = 1000 };
enum { MOST_NAME = 500 }; /* bytes of one field's part */

typedef struct {
	qpdf_data pdf;
	GPtrArray *found;
	GHashTable *seen; /* numbers of objects that are fields */
	unsigned visited, climbs;
	bool whole, empty; /* empty: those without a value are looked for */
} Search;

typedef struct Field Field;
struct Field {
	const Field *above; /* whose kid it is, or NULL */
	qpdf_oh object, type, value;
};

void pdf_signed_field_free(PdfSignedField *field)
{
	g_free(field->name);
	g_free(field);
}

/* What has no name of its own is a widget of the field above. */
static bool is_wanted(const Search *search, const Field *field)
{
	if (!pdf_is_name(search->pdf, field->type, "/Sig"))
		return false;
	if (search->empty)
		return qpdf_oh_is_null(search->pdf, field->value) &&
			qpdf_oh_is_string(search->pdf, pdf_find(search->pdf, field->object, "/T"));
	return qpdf_oh_is_dictionary(search->pdf, field->value);
}

static bool is_known(const Search *search, int object)
{
	for (unsigned i = 0; object != 0 && i < search->found->len; i++)
		if (((PdfSignedField *)search->found->pdata[i])->object == object)
			return true;
	return false;
}

static char *full_name(const Search *search, const Field *field)
{
	GString *name = g_string_new(NULL);

	for (; field != NULL; field = field->above) {
		qpdf_oh part = pdf_find(search->pdf, field->object, "/T");
		if (!qpdf_oh_is_string(search->pdf, part))
			continue;
		const char *text = qpdf_oh_get_utf8_value(search->pdf, part);
		g_autofree char *kept = g_strndup(text, MOST_NAME);
		g_autofree char *shown = file_show(kept);
		g_string_prepend(name, name->len > 0 ? "." : "");
		g_string_prepend(name, shown);
	}
	return g_string_free(name, FALSE);
}

static void note(Search *search, const Field *field)
{
	int object = qpdf_oh_get_object_id(search->pdf, field->value);

	if (!is_wanted(search, field) || is_known(search, object))
		return;
	if (search->found->len == MOST_SIGNED) {
		search->whole = false;
		return;
	}
	PdfSignedField *signed_field = g_new0(PdfSignedField, 1);
	signed_field->name = full_name(search, field);
	signed_field->field = field->object;
	signed_field->signature = field->value;
	signed_field->object = object;
	g_ptr_array_add(search->found, signed_field);
}

/* The field's own attribute, or that of the field above, or what /Parent leads to. */
static qpdf_oh find_attribute(Search *search, qpdf_oh field, const char *key, qpdf_oh above)
{
	qpdf_data pdf = search->pdf;
	qpdf_oh own = pdf_find(pdf, field, key);

	if (!qpdf_oh_is_null(pdf, own))
		return own;
	if (!qpdf_oh_is_null(pdf, above))
		return above;
	if (!qpdf_oh_is_dictionary(pdf, pdf_find(pdf, field, "/Parent")))
		return own;
	if (search->climbs == MOST_CLIMBS || !pdf_has_top(pdf, field)) {
		search->whole = false;
		return own;
	}
	search->climbs++;
	return pdf_find_inherited(pdf, field, key);
}

static void search_fields(Search *search, qpdf_oh fields, const Field *above, unsigned depth);

static void search_field(Search *search, qpdf_oh object, const Field *above, unsigned depth)
{
	qpdf_oh null = qpdf_oh_new_null(search->pdf);
	Field field = { above, object, null, null };

	field.type = find_attribute(search, object, "/FT", above == NULL ? null : above->type);
	field.value = find_attribute(search, object, "/V", above == NULL ? null : above->value);
	search_fields(search, pdf_find(search->pdf, object, "/Kids"), &field, depth + 1);
	note(search, &field);
}

static void search_fields(Search *search, qpdf_oh fields, const Field *above, unsigned depth)
{
	int count = pdf_count(search->pdf, fields);

	for (int i = 0; i < count; i++) {
		if (depth == DEEPEST || search->visited == MOST_VISITED) {
			search->whole = false;
			return;
		}
		search->visited++;
		qpdf_oh field = qpdf_oh_get_array_item(search->pdf, fields, i);
		int number = qpdf_oh_get_object_id(search->pdf, field);
		if (number == 0 || g_hash_table_add(search->seen, GINT_TO_POINTER(number)))
			search_field(search, field, above, depth);
	}
}

static GPtrArray *find(qpdf_data pdf, bool empty, bool *out_whole)
{
	qpdf_oh form = pdf_find(pdf, qpdf_get_root(pdf), "/AcroForm");
	Search search = { .pdf = pdf, .whole = true, .empty = empty };

	search.found = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_signed_field_free);
	search.seen = g_hash_table_new(NULL, NULL);
	search_fields(&search, pdf_find(pdf, form, "/Fields"), NULL, 0);
	g_hash_table_unref(search.seen);
	if (out_whole != NULL)
		*out_whole = search.whole;
	return search.found;
}

GPtrArray *pdf_fields_find_signed(qpdf_data pdf, bool *out_whole)
{
	return find(pdf, false, out_whole);
}

GPtrArray *pdf_fields_find_empty(qpdf_data pdf, bool *out_whole)
{
	return find(pdf, true, out_whole);
}
