/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A field's value and appearance may change together; either of them alone, and the field shows something else
 * than its value. A button has all that it can show from the beginning, and a value says which of it.
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"

enum { INVISIBLE = 1, HIDDEN = 2, NO_VIEW = 32, READ_ONLY = 1 };

const char *differ_name(const FormField *field)
{
	return field == NULL ? "" : field->name;
}

static bool is_signed(const FormField *field)
{
	return field != NULL && field->value != NULL;
}

/* Does filling in, or signing, explain that the field differs? */
static bool is_filled(Differ *differ, const Where *where)
{
	const FormField *old = where->old_field, *new = where->new_field;

	if (old == NULL || new == NULL)
		return false;
	if (form_field_is_signature(old))
		return !is_signed(old) && is_signed(new);
	return !differ_equals(differ, old->value, new->value);
}

static bool is_button(const FormField *field)
{
	return field != NULL && value_is_name(field->type, "Btn");
}

/* Does a button's appearance, as it was, have that state? */
static bool has_state(Differ *differ, const FormField *button, const Value *state)
{
	const Value *appearance = differ_find_old(differ, button->own, "AP");
	const Value *normal = differ_find_old(differ, appearance, "N");

	return state != NULL && state->kind == VALUE_NAME &&
		value_find(normal, state->text) != NULL;
}

/* Is a button in the state that its value says, or, if that is another's of its group, off? */
static bool shows_value(Differ *differ, const Where *where)
{
	const Value *value = where->new_field->value;
	const Value *state = differ_find_new(differ, where->new_field->own, "AS");

	if (has_state(differ, where->old_field, value))
		return state != NULL && state->kind == VALUE_NAME &&
			value_compare_text(state, value) == 0;
	return (value == NULL || value->kind == VALUE_NAME) &&
		(state == NULL || value_is_name(state, "Off"));
}

/* Do viewers draw the fields by their values, whatever appearance is there? */
static bool is_drawn_anew(Differ *differ)
{
	unsigned number;
	const Value *root = objects_find_root(differ->objects, differ->before, &number);

	return value_is_true(differ_find_old(
		differ, differ_find_old(differ, root, "AcroForm"), "NeedAppearances"));
}

void check_shown(Differ *differ, const Where *where)
{
	if (!is_filled(differ, where) || form_field_is_signature(where->old_field))
		return;
	const Value *old = differ_find_old(differ, where->old_field->own, "AP");
	const Value *new = differ_find_new(differ, where->new_field->own, "AP");
	if (old == NULL || new == NULL || is_drawn_anew(differ))
		return;
	if (is_button(where->old_field) ? !shows_value(differ, where)
					: differ_equals(differ, old, new))
		differ_note(differ, LEVEL_FILL,
			differ_word(differ,
				_("form field “%s”: its value was changed, but not what is shown "
				  "of it"),
				where->old_field->name))
			->unclear = true;
}

/* The numbers of the objects that hold a value or an appearance: dictionaries of states and the
 * streams themselves. These may be replaced where they stand. */
static const GHashTable *list_own(Differ *differ, const Value *value)
{
	GHashTable *own = g_hash_table_new(NULL, NULL);
	const Value *level[3] = { value };

	g_ptr_array_add(differ->sets, own);
	if (value == NULL)
		return own;
	if (value->kind == VALUE_REFERENCE)
		g_hash_table_add(own, GUINT_TO_POINTER(value->reference.number));
	level[0] = differ_follow_old(differ, value);
	for (unsigned i = 0; level[0] != NULL && level[0]->kind == VALUE_DICTIONARY &&
		value_find(level[0], "Subtype") == NULL && i < level[0]->count;
		i++) {
		level[1] = &level[0]->items[2 * i + 1];
		if (level[1]->kind == VALUE_REFERENCE)
			g_hash_table_add(own, GUINT_TO_POINTER(level[1]->reference.number));
		level[2] = differ_follow_old(differ, level[1]);
		for (unsigned j = 0; level[2] != NULL && level[2]->kind == VALUE_DICTIONARY &&
			value_find(level[2], "Subtype") == NULL && j < level[2]->count;
			j++)
			if (level[2]->items[2 * j + 1].kind == VALUE_REFERENCE)
				g_hash_table_add(own,
					GUINT_TO_POINTER(
						level[2]->items[2 * j + 1].reference.number));
	}
	return own;
}

static void note_filled(Differ *differ, const Where *where)
{
	const FormField *field = where->old_field;
	bool signature = form_field_is_signature(field);
	const Value *value = where->new_field->value;
	Level level = signature && form_is_timestamp(value) ? LEVEL_ALWAYS : LEVEL_FILL;
	Finding *finding = differ_note(differ, level,
		differ_word(differ,
			signature ? _("signature field “%s” was signed")
				  : _("form field “%s”: the value was changed"),
			field->name));

	if (finding->field == NULL)
		finding->field = g_strdup(field->name);
	if (!signature && (field->flags & READ_ONLY) != 0)
		differ_note(differ, LEVEL_NEVER,
			differ_word(differ, _("form field “%s”: it is read-only, but was changed"),
				field->name));
}

static void compare_filled(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where filled = *where;

	note_filled(differ, where);
	filled.own = list_own(differ, old);
	differ_fresh(differ, &filled,
		differ_word(differ, _("form field “%s” uses something that was changed"),
			differ_name(where->old_field)),
		new);
}

void compare_value(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const FormField *field = where->old_field;
	const char *name = differ_name(field);

	if (form_field_is_signature(field) && is_signed(field))
		differ_same(differ, where,
			differ_word(differ,
				new == NULL ? _("signature “%s” was removed")
					    : _("signature “%s” was changed"),
				name),
			old, new);
	else if (is_filled(differ, where))
		compare_filled(differ, where, old, new);
	else
		differ_same(differ, where,
			differ_word(differ, _("form field “%s”: the value was changed"), name), old,
			new);
}

/* May the field's /AP or /AS be that now? Of a button only the state may be another, and one that was there. */
static bool may_look_new(Differ *differ, const Where *where, const Value *new)
{
	const Value *state = differ_follow_new(differ, new);

	if (!is_button(where->old_field))
		return true;
	return value_is_name(where->key, "AS") &&
		(value_is_name(state, "Off") || has_state(differ, where->old_field, state));
}

void compare_appearance(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where same = *where;
	const char *sentence =
		differ_word(differ, _("form field “%s”: what is shown of it was changed"),
			differ_name(where->old_field));

	if (new != NULL && is_filled(differ, where) && may_look_new(differ, where, new)) {
		compare_filled(differ, where, old, new);
		return;
	}
	if (where->stripped && new == NULL)
		return;
	if (new != NULL && where->old_field != NULL && !form_field_is_signature(where->old_field)) {
		same.level = LEVEL_FILL;
		same.unclear = true;
	}
	differ_same(differ, &same, sentence, old, new);
}

/* Signing makes a widget printed and locked; nothing may be shown or hidden by it. */
void compare_widget_flags(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const size_t shown = INVISIBLE | HIDDEN | NO_VIEW;
	size_t before = 0, after = 0;

	(void)value_read_size(differ_follow_old(differ, old), &before);
	(void)value_read_size(differ_follow_new(differ, new), &after);
	if (!form_field_is_signature(where->old_field) || !is_filled(differ, where) ||
		(before & shown) != (after & shown))
		compare_widget_key(differ, where, old, new);
}

/* What programs add to a signature field when they sign it, and what its appearance makes needless. */
static bool is_signing_key(Differ *differ, const Where *where)
{
	static const char *const keys[] = { "MK", "DA", "DR", "H" };
	bool known = false;

	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		known |= value_is_name(where->key, keys[i]);
	return known && form_field_is_signature(where->old_field) && is_filled(differ, where);
}

/* What makes a field's dictionary a widget may go, with the widget; nothing else may change. */
void compare_widget_key(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	static const char *const keys[] = { "Type", "Subtype", "Rect", "P", "F", "MK", "H", "BS",
		"Border", "AP", "AS", "StructParent", "NM", "C", "A" };

	for (unsigned i = 0; where->stripped && new == NULL &&i < G_N_ELEMENTS(keys); i++)
		if (value_is_name(where->key, keys[i]))
			return;
	if (old == NULL && is_signing_key(differ, where)) {
		differ_fresh(differ, where, where->sentence, new);
		return;
	}
	if (old == NULL && new->kind == VALUE_REFERENCE && value_is_name(where->key, "P") &&
		g_hash_table_contains(differ->pages, GUINT_TO_POINTER(new->reference.number)))
		return;
	if (value_is_name(where->key, "Parent") && old != NULL && new != NULL &&
		old->kind == VALUE_REFERENCE &&new->kind == VALUE_REFERENCE &&
		old->reference.number == new->reference.number)
		return;
	differ_same(differ, where, where->sentence, old, new);
}
