/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/form.h"

#include <string.h>

enum { DEEPEST = 32, MOST_FIELDS = 100000, MOST_NAME = 500 };

typedef struct {
	Objects *objects;
	unsigned revision;
	Form *form;
} Reading;

static void field_free(gpointer data)
{
	FormField *field = data;

	g_free(field->name);
	g_free(field);
}

void form_free(Form *form)
{
	if (form == NULL)
		return;
	g_ptr_array_unref(form->fields);
	g_hash_table_unref(form->by_number);
	g_hash_table_unref(form->by_own);
	g_free(form);
}

char *form_read_text(const Value *value)
{
	unsigned size = MIN(value->count, MOST_NAME);
	const unsigned char *bytes = (const unsigned char *)value->text;
	char *text = NULL;

	if (size >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF)
		text = g_convert((const char *)bytes + 2, (size - 2) & ~1u, "UTF-8", "UTF-16BE",
			NULL, NULL, NULL);
	else if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		text = g_strndup((const char *)bytes + 3, size - 3);
	else
		text = g_convert(
			(const char *)bytes, size, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
	if (text == NULL)
		return g_strdup("?");
	g_autofree char *kept = text;
	return g_utf8_make_valid(kept, -1);
}

static char *name_field(Reading *reading, const Value *own, const FormField *above)
{
	const Value *part = objects_find_key(reading->objects, own, "T", reading->revision);
	const char *before = above == NULL ? "" : above->name;

	if (part == NULL || part->kind != VALUE_STRING)
		return g_strdup(before);
	g_autofree char *text = form_read_text(part);
	return g_strconcat(before, *before == '\0' ? "" : ".", text, NULL);
}

static const Value *find_attribute(
	Reading *reading, const Value *own, const char *key, const Value *above)
{
	const Value *value = objects_find_key(reading->objects, own, key, reading->revision);

	return value == NULL ? above : value;
}

static void read_fields(
	Reading *reading, const Value *list, const FormField *above, unsigned depth);

static void read_field(Reading *reading, const Value *value, const FormField *above, unsigned depth)
{
	unsigned number = value->kind == VALUE_REFERENCE ? value->reference.number : 0;
	const Value *own = objects_follow(reading->objects, value, reading->revision, NULL);
	Form *form = reading->form;

	if (own == NULL || own->kind != VALUE_DICTIONARY ||
		(number != 0 && g_hash_table_contains(form->by_number, GUINT_TO_POINTER(number))))
		return;
	FormField *field = g_new0(FormField, 1);
	field->name = name_field(reading, own, above);
	field->number = number;
	field->own = own;
	field->type = find_attribute(reading, own, "FT", above == NULL ? NULL : above->type);
	field->value = find_attribute(reading, own, "V", above == NULL ? NULL : above->value);
	field->flags = above == NULL ? 0 : above->flags;
	const Value *flags = objects_find_key(reading->objects, own, "Ff", reading->revision);
	if (flags != NULL && !value_read_size(flags, &field->flags))
		form->whole = false;
	g_ptr_array_add(form->fields, field);
	if (number != 0)
		g_hash_table_insert(form->by_number, GUINT_TO_POINTER(number), field);
	else
		g_hash_table_insert(form->by_own, (gpointer)own, field);
	read_fields(reading, objects_find_key(reading->objects, own, "Kids", reading->revision),
		field, depth + 1);
}

static void read_fields(Reading *reading, const Value *list, const FormField *above, unsigned depth)
{
	if (list == NULL || list->kind != VALUE_ARRAY)
		return;
	for (unsigned i = 0; i < list->count; i++) {
		if (depth == DEEPEST || reading->form->fields->len == MOST_FIELDS) {
			reading->form->whole = false;
			return;
		}
		read_field(reading, &list->items[i], above, depth);
	}
}

Form *form_read(Objects *objects, unsigned revision)
{
	Form *form = g_new0(Form, 1);
	Reading reading = { objects, revision, form };
	unsigned number;
	const Value *root = objects_find_root(objects, revision, &number);
	const Value *dictionary = objects_find_key(objects, root, "AcroForm", revision);

	form->fields = g_ptr_array_new_with_free_func(field_free);
	form->by_number = g_hash_table_new(NULL, NULL);
	form->by_own = g_hash_table_new(NULL, NULL);
	form->whole = true;
	read_fields(&reading, objects_find_key(objects, dictionary, "Fields", revision), NULL, 0);
	return form;
}

const FormField *form_find_number(const Form *form, unsigned number)
{
	return g_hash_table_lookup(form->by_number, GUINT_TO_POINTER(number));
}

const FormField *form_find(const Form *form, const Value *reference)
{
	return reference->kind == VALUE_REFERENCE
		? form_find_number(form, reference->reference.number)
		: g_hash_table_lookup(form->by_own, reference);
}

bool form_field_is_signature(const FormField *field)
{
	return field != NULL && value_is_name(field->type, "Sig");
}

bool form_is_timestamp(const Value *signature)
{
	return value_is_name(value_find(signature, "SubFilter"), "ETSI.RFC3161");
}
