/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The form: signing and filling in are what most later revisions are made for. A field's value and
 * appearance may change together; an appearance that changes alone shows something else than the value.
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"

enum { INVISIBLE = 1, HIDDEN = 2, NO_VIEW = 32, READ_ONLY = 1 };

void compare_form(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where form = *where;

	form.context = FORM;
	form.sentence = _("the form was removed");
	walk_dictionary(walk, &form, walk_follow_old(walk, old), walk_follow_new(walk, new));
}

static const char *name_of(const FormField *field)
{
	return field == NULL ? "" : field->name;
}

/* A field that is added is an object of its own. Below a field that was there it must have its own name, and
 * that one be neither signed nor filled in: another widget would show the same value elsewhere. */
static bool may_be_added(Differ *walk, const FormField *above, const Value *new)
{
	const FormField *field = form_find(walk->new_form, new);

	if (field == NULL || new->kind != VALUE_REFERENCE || walk_existed(walk, new))
		return false;
	return above == NULL ||
		(above->type == NULL && walk_find_new(walk, field->own, "T") != NULL);
}

static bool has_area(const Value *rectangle)
{
	if (rectangle == NULL || rectangle->kind != VALUE_ARRAY || rectangle->count != 4)
		return false;
	const Value *edges = rectangle->items;
	return edges[0].number != edges[2].number && edges[1].number != edges[3].number;
}

/* Is the field's own widget seen? */
static bool is_visible(Differ *walk, const FormField *field)
{
	size_t flags = 0;

	(void)value_read_size(walk_find_new(walk, field->own, "F"), &flags);
	return (flags & (HIDDEN | NO_VIEW)) == 0 &&
		has_area(walk_find_new(walk, field->own, "Rect")) &&
		(walk_find_new(walk, field->own, "AP") != NULL ||
			walk_find_new(walk, field->own, "MK") != NULL);
}

/* What a new field of the form is, besides being reached: only signature fields, with names of their own. */
static void check_new_field(Differ *walk, const FormField *field)
{
	if (!form_field_is_signature(field)) {
		walk_note(walk, LEVEL_NEVER,
			walk_word(walk, _("form field “%s” was added"), field->name));
		return;
	}
	bool signs = field->value != NULL;
	Level level = signs && form_is_timestamp(field->value) ? LEVEL_ALWAYS : LEVEL_FILL;
	const char *sentence = !signs ? _("an empty signature field “%s” was added")
		: level == LEVEL_FILL ? _("signature “%s” was added")
				      : _("document time-stamp “%s” was added");
	Finding *finding = walk_note(walk, level, walk_word(walk, sentence, field->name));
	finding->visible |= is_visible(walk, field);
	finding->unclear |= !signs && is_visible(walk, field);
	const Value *value = value_find(field->own, "V");
	finding->unclear |=
		value != NULL && value->kind == VALUE_REFERENCE && walk_existed(walk, value);
	if (walk_find_new(walk, field->own, "A") != NULL)
		walk_note(walk, LEVEL_NEVER, _("a script or another action was added"));
	for (unsigned i = 0; i < walk->old_form->fields->len; i++)
		if (g_str_equal(name_of(walk->old_form->fields->pdata[i]), field->name) &&
			walk_find_new(walk, field->own, "T") != NULL)
			finding->unclear = true;
}

void check_new_fields(Differ *walk)
{
	for (unsigned i = 0; i<walk->new_form->fields->len && * walk->left> 0; i++) {
		const FormField *field = walk->new_form->fields->pdata[i];
		if (field->number != 0 && form_find_number(walk->old_form, field->number) == NULL)
			check_new_field(walk, field);
	}
	if (!walk->new_form->whole || !walk->old_form->whole)
		walk_note(walk, LEVEL_ALWAYS, _("the form has more fields than can be looked at"))
			->unclear = true;
}

/* A field's widget is an annotation; without a name of its own it is no field. */
static bool is_mere_widget(Differ *walk, const FormField *field)
{
	return field != NULL && !form_field_is_signature(field) &&
		walk_find_old(walk, field->own, "T") == NULL &&
		value_is_name(walk_find_old(walk, field->own, "Subtype"), "Widget");
}

static void compare_kept_field(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where field = *where;
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);

	field.stripped = value_is_name(value_find(was, "Subtype"), "Widget") &&
		value_find(is, "Subtype") == NULL && !form_field_is_signature(field.old_field);
	if (field.stripped)
		walk_note(walk, LEVEL_ANNOTATE,
			walk_word(walk, _("form field “%s” is no longer shown"),
				name_of(field.old_field)));
	walk_compare(walk, &field, old, new);
}

/* A field or widget that was there, one that is new, or one that is gone. */
static void compare_field(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where field = *where;

	field.context = FIELD;
	field.old_field = old == NULL ? NULL : form_find(walk->old_form, old);
	field.new_field = new == NULL ? NULL : form_find(walk->new_form, new);
	field.sentence =
		walk_word(walk, _("form field “%s” was removed"), name_of(field.old_field));
	if (old == NULL && !may_be_added(walk, where->old_field, new))
		walk_note(walk, LEVEL_NEVER,
			walk_word(walk, _("form field “%s” was added"), name_of(field.new_field)));
	else if (old == NULL)
		walk_fresh(walk, &field,
			walk_word(walk, _("signature field “%s” uses something that was changed"),
				name_of(field.new_field)),
			new);
	else if (new == NULL || walk_follow_new(walk, new) == NULL)
		walk_note(walk,
			is_mere_widget(walk, field.old_field) ? LEVEL_ANNOTATE : LEVEL_NEVER,
			field.sentence);
	else
		compare_kept_field(walk, &field, old, new);
}

void compare_fields(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	walk_list(walk, where, old, new, compare_field);
}

void compare_kids(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *kids = walk_follow_new(walk, new);

	if (new != NULL && (kids == NULL || kids->kind != VALUE_ARRAY))
		walk_note(walk, LEVEL_NEVER,
			walk_word(
				walk, _("form field “%s” was removed"), name_of(where->old_field)));
	else
		walk_list(walk, where, old, new, compare_field);
}

static void compare_turn(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	if (old == NULL || new == NULL)
		walk_note(walk, LEVEL_NEVER, where->sentence);
}

void compare_order(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	walk_list(walk, where, old, new, compare_turn);
}

void compare_signature_flags(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	size_t before = 0, after = 0;

	(void)value_read_size(walk_follow_old(walk, old), &before);
	if (!value_read_size(walk_follow_new(walk, new), &after) || (before & ~after) != 0)
		walk_note(walk, LEVEL_NEVER, where->sentence);
}

void compare_resources(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where resources = *where;

	resources.context = FORM_RESOURCES;
	resources.sentence = _("fonts of the form were replaced");
	walk_dictionary(walk, &resources, walk_follow_old(walk, old), walk_follow_new(walk, new));
}

void compare_category(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where category = *where;
	const Value *is = walk_follow_new(walk, new);

	category.context = FORM_CATEGORY;
	category.replaceable = value_is_name(where->key, "XObject");
	category.sentence = _("fonts of the form were replaced");
	if (is != NULL && is->kind == VALUE_DICTIONARY)
		walk_dictionary(walk, &category, walk_follow_old(walk, old), is);
	else
		walk_same(walk, &category, category.sentence, old, new);
}

/* Something for new fields may be added to the form's resources, nothing else; but what some programs
 * leave there of the last signature's appearance, under one name, nobody reads. */
void compare_category_item(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	bool other = where->replaceable && old != NULL && old->kind == VALUE_REFERENCE &&
		new != NULL &&new->kind == VALUE_REFERENCE &&
		old->reference.number != new->reference.number;

	if (old == NULL || other)
		walk_fresh(walk, where, _("fonts of the form were replaced"), new);
	else
		walk_same(walk, where, _("fonts of the form were replaced"), old, new);
}

static bool is_signed(const FormField *field)
{
	return field != NULL && field->value != NULL;
}

/* Does filling in, or signing, explain that the field differs? */
static bool is_filled(Differ *walk, const Where *where)
{
	const FormField *old = where->old_field, *new = where->new_field;

	if (old == NULL || new == NULL)
		return false;
	if (form_field_is_signature(old))
		return !is_signed(old) && is_signed(new);
	return !walk_equals(walk, old->value, new->value);
}

/* The numbers of the objects that hold a value or an appearance: dictionaries of states and the
 * streams themselves. These may be replaced where they stand. */
static const GHashTable *list_own(Differ *walk, const Value *value)
{
	GHashTable *own = g_hash_table_new(NULL, NULL);
	const Value *level[3] = { value };

	g_ptr_array_add(walk->sets, own);
	if (value == NULL)
		return own;
	if (value->kind == VALUE_REFERENCE)
		g_hash_table_add(own, GUINT_TO_POINTER(value->reference.number));
	level[0] = walk_follow_old(walk, value);
	for (unsigned i = 0; level[0] != NULL && level[0]->kind == VALUE_DICTIONARY &&
		value_find(level[0], "Subtype") == NULL && i < level[0]->count;
		i++) {
		level[1] = &level[0]->items[2 * i + 1];
		if (level[1]->kind == VALUE_REFERENCE)
			g_hash_table_add(own, GUINT_TO_POINTER(level[1]->reference.number));
		level[2] = walk_follow_old(walk, level[1]);
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

static void note_filled(Differ *walk, const Where *where)
{
	const FormField *field = where->old_field;
	bool signature = form_field_is_signature(field);
	const Value *value = where->new_field->value;
	Level level = signature && form_is_timestamp(value) ? LEVEL_ALWAYS : LEVEL_FILL;
	Finding *finding = walk_note(walk, level,
		walk_word(walk,
			signature ? _("signature field “%s” was signed")
				  : _("form field “%s”: the value was changed"),
			field->name));

	if (finding->field == NULL)
		finding->field = g_strdup(field->name);
	if (!signature && (field->flags & READ_ONLY) != 0)
		walk_note(walk, LEVEL_NEVER,
			walk_word(walk, _("form field “%s”: it is read-only, but was changed"),
				field->name));
}

static void compare_filled(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where filled = *where;

	note_filled(walk, where);
	filled.own = list_own(walk, old);
	walk_fresh(walk, &filled,
		walk_word(walk, _("form field “%s” uses something that was changed"),
			name_of(where->old_field)),
		new);
}

void compare_value(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const FormField *field = where->old_field;
	const char *name = name_of(field);

	if (form_field_is_signature(field) && is_signed(field))
		walk_same(walk, where,
			walk_word(walk,
				new == NULL ? _("signature “%s” was removed")
					    : _("signature “%s” was changed"),
				name),
			old, new);
	else if (is_filled(walk, where))
		compare_filled(walk, where, old, new);
	else
		walk_same(walk, where,
			walk_word(walk, _("form field “%s”: the value was changed"), name), old,
			new);
}

void compare_appearance(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where same = *where;
	const char *sentence = walk_word(walk,
		_("form field “%s”: what is shown of it was changed"), name_of(where->old_field));

	if (new != NULL && is_filled(walk, where)) {
		compare_filled(walk, where, old, new);
		return;
	}
	if (where->stripped && new == NULL)
		return;
	if (new != NULL && where->old_field != NULL && !form_field_is_signature(where->old_field)) {
		same.level = LEVEL_FILL;
		same.unclear = true;
	}
	walk_same(walk, &same, sentence, old, new);
}

/* Signing makes a widget printed and locked; nothing may be shown or hidden by it. */
void compare_widget_flags(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const size_t shown = INVISIBLE | HIDDEN | NO_VIEW;
	size_t before = 0, after = 0;

	(void)value_read_size(walk_follow_old(walk, old), &before);
	(void)value_read_size(walk_follow_new(walk, new), &after);
	if (!form_field_is_signature(where->old_field) || !is_filled(walk, where) ||
		(before & shown) != (after & shown))
		compare_widget_key(walk, where, old, new);
}

/* What makes a field's dictionary a widget may go, with the widget; nothing else may change. */
void compare_widget_key(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	static const char *const keys[] = { "Type", "Subtype", "Rect", "P", "F", "MK", "H", "BS",
		"Border", "AP", "AS", "StructParent", "NM", "C", "A" };

	for (unsigned i = 0; where->stripped && new == NULL &&i < G_N_ELEMENTS(keys); i++)
		if (value_is_name(where->key, keys[i]))
			return;
	if (old == NULL && new->kind == VALUE_REFERENCE && value_is_name(where->key, "P") &&
		g_hash_table_contains(walk->pages, GUINT_TO_POINTER(new->reference.number)))
		return;
	if (value_is_name(where->key, "Parent") && old != NULL && new != NULL &&
		old->kind == VALUE_REFERENCE &&new->kind == VALUE_REFERENCE &&
		old->reference.number == new->reference.number)
		return;
	walk_same(walk, where, where->sentence, old, new);
}
