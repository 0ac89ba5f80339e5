/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A signature is known again by its /Contents, wherever its dictionary was written anew. */
#include "signer/lost.h"

#include "base/file.h"
#include "signer/form.h"

enum { FIELD_COST = 4, HASHED_AT_ONCE = 64 };

static void lost_free(gpointer data)
{
	Lost *lost = data;

	g_free(lost->field);
	g_free(lost);
}

static void spend(size_t *left, size_t work)
{
	*left -= MIN(*left, work);
}

/* /Contents of the signature that is the field's own value; NULL if there is none. */
static GBytes *read_contents(
	Objects *objects, const FormField *field, unsigned revision, size_t *left)
{
	const Value *contents =
		form_field_is_signature(field) && value_find(field->own, "V") != NULL
		? objects_find_key(objects, field->value, "Contents", revision)
		: NULL;
	bool made = false;

	if (contents == NULL || contents->kind != VALUE_STRING)
		return NULL;
	spend(left, contents->count / HASHED_AT_ONCE);
	for (unsigned i = 0; i < contents->count && !made; i++)
		made = contents->text[i] != 0;
	return made ? g_bytes_new_static(contents->text, contents->count) : NULL;
}

/* Contents → FormField */
static GHashTable *list_signatures(
	Objects *objects, const Form *form, unsigned revision, size_t *left)
{
	GHashTable *signatures = g_hash_table_new_full(
		g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);

	spend(left, FIELD_COST * (size_t)form->fields->len);
	for (unsigned i = 0; *left > 0 && i < form->fields->len; i++) {
		FormField *field = form->fields->pdata[i];
		GBytes *contents = read_contents(objects, field, revision, left);
		if (contents != NULL)
			g_hash_table_insert(signatures, contents, field);
	}
	return signatures;
}

static void add(GPtrArray *all, const FormField *field, unsigned revision, bool removed)
{
	Lost *lost = g_new0(Lost, 1);

	lost->revision = revision;
	lost->removed = removed;
	lost->timestamp = form_is_timestamp(field->value);
	lost->field = file_show(field->name);
	g_ptr_array_add(all, lost);
}

/* What the revision `next` has lost of the one before. */
static void compare(Objects *objects, const Form *old, const Form *new, unsigned next, size_t *left,
	GPtrArray *all)
{
	g_autoptr(GHashTable) kept = list_signatures(objects, new, next, left);

	spend(left, FIELD_COST * (size_t)old->fields->len);
	for (unsigned i = 0; *left > 0 && i < old->fields->len; i++) {
		const FormField *field = old->fields->pdata[i];
		bool own = value_find(field->own, "V") != NULL; /* not a widget's, from above */
		g_autoptr(GBytes) contents =
			own ? read_contents(objects, field, next - 1, left) : NULL;
		const FormField *now =
			contents == NULL ? NULL : g_hash_table_lookup(kept, contents);
		if (contents != NULL && now == NULL)
			add(all, field, next, true);
		else if (now != NULL && objects_find_key(objects, field->own, "AP", next - 1) &&
			!objects_find_key(objects, now->own, "AP", next))
			add(all, field, next, false);
	}
}

GPtrArray *lost_find(Objects *objects, size_t *left)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(lost_free);
	unsigned count = objects_revisions(objects)->list->len;
	Form *old = count > 1 ? form_read(objects, 1) : NULL;

	for (unsigned next = 2; next <= count && *left > 0; next++) {
		Form *new = form_read(objects, next);
		compare(objects, old, new, next, left, all);
		form_free(old);
		old = new;
	}
	form_free(old);
	return all;
}
