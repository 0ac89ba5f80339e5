/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The form: which fields it has, and what it says for all of them. What becomes of a field that stays, its own
 * entries say (signer/difference_value.c).
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"

enum { HIDDEN = 2, NO_VIEW = 32, DEEPEST_GROUP = 8 };

void compare_form(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where form = *where;

	form.context = FORM;
	form.sentence = _("the form was removed");
	differ_dictionary(
		differ, &form, differ_follow_old(differ, old), differ_follow_new(differ, new));
}

/* A field that is added is an object of its own. Below a field that was there it must have its own name, and
 * that one be neither signed nor filled in: another widget would show the same value elsewhere. */
static bool may_be_added(Differ *differ, const FormField *above, const Value *new)
{
	const FormField *field = form_find(differ->new_form, new);

	if (field == NULL || new->kind != VALUE_REFERENCE || differ_existed(differ, new))
		return false;
	return above == NULL ||
		(above->type == NULL && differ_find_new(differ, field->own, "T") != NULL);
}

static bool has_area(const Value *rectangle)
{
	if (rectangle == NULL || rectangle->kind != VALUE_ARRAY || rectangle->count != 4)
		return false;
	const Value *edges = rectangle->items;
	return edges[0].number != edges[2].number && edges[1].number != edges[3].number;
}

/* Is the field's own widget seen? */
static bool is_visible(Differ *differ, const FormField *field)
{
	size_t flags = 0;

	(void)value_read_size(differ_find_new(differ, field->own, "F"), &flags);
	return (flags & (HIDDEN | NO_VIEW)) == 0 &&
		has_area(differ_find_new(differ, field->own, "Rect")) &&
		(differ_find_new(differ, field->own, "AP") != NULL ||
			differ_find_new(differ, field->own, "MK") != NULL);
}

/* Does it do no more than hold new signature fields, by their names? */
static bool is_group(Differ *differ, const FormField *field, unsigned depth)
{
	static const char *const other[] = { "FT", "V", "DV", "Subtype", "AP", "MK" };
	const Value *kids = differ_find_new(differ, field->own, "Kids");

	for (unsigned i = 0; i < G_N_ELEMENTS(other); i++)
		if (value_find(field->own, other[i]) != NULL)
			return false;
	if (kids == NULL || kids->kind != VALUE_ARRAY || kids->count == 0 || depth == DEEPEST_GROUP)
		return false;
	for (unsigned i = 0; i < kids->count; i++) {
		const FormField *kid = form_find(differ->new_form, &kids->items[i]);
		if (!differ_spend(differ) || kid == NULL || kid->number == 0 ||
			differ_existed(differ, &kids->items[i]) ||
			(!form_field_is_signature(kid) && !is_group(differ, kid, depth + 1)))
			return false;
	}
	return true;
}

/* What a new field of the form is, besides being reached: only signature fields, with names of their own. */
static void check_new_field(Differ *differ, const FormField *field)
{
	if (is_group(differ, field, 0))
		return;
	if (!form_field_is_signature(field)) {
		differ_note(differ, LEVEL_NEVER,
			differ_word(differ, _("form field “%s” was added"), field->name));
		return;
	}
	bool signs = field->value != NULL;
	Level level = signs && form_is_timestamp(field->value) ? LEVEL_ALWAYS : LEVEL_FILL;
	const char *sentence = !signs ? _("an empty signature field “%s” was added")
		: level == LEVEL_FILL ? _("signature “%s” was added")
				      : _("document time-stamp “%s” was added");
	Finding *finding = differ_note(differ, level, differ_word(differ, sentence, field->name));
	finding->visible |= is_visible(differ, field);
	finding->unclear |= !signs && is_visible(differ, field);
	const Value *value = value_find(field->own, "V");
	finding->unclear |=
		value != NULL && value->kind == VALUE_REFERENCE && differ_existed(differ, value);
	if (differ_find_new(differ, field->own, "A") != NULL)
		differ_note(differ, LEVEL_NEVER, _("a script or another action was added"));
	for (unsigned i = 0; i < differ->old_form->fields->len; i++)
		if (g_str_equal(differ_name(differ->old_form->fields->pdata[i]), field->name) &&
			differ_find_new(differ, field->own, "T") != NULL)
			finding->unclear = true;
}

void check_new_fields(Differ *differ)
{
	for (unsigned i = 0; *differ->left > 0 && i < differ->new_form->fields->len; i++) {
		const FormField *field = differ->new_form->fields->pdata[i];
		if (field->number != 0 && form_find_number(differ->old_form, field->number) == NULL)
			check_new_field(differ, field);
	}
	if (!differ->new_form->whole || !differ->old_form->whole)
		differ_note(
			differ, LEVEL_ALWAYS, _("the form has more fields than can be looked at"))
			->unclear = true;
}

/* A field's widget is an annotation; without a name of its own it is no field. */
static bool is_mere_widget(Differ *differ, const FormField *field)
{
	return field != NULL && !form_field_is_signature(field) &&
		differ_find_old(differ, field->own, "T") == NULL &&
		value_is_name(differ_find_old(differ, field->own, "Subtype"), "Widget");
}

static void compare_kept_field(
	Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where field = *where;
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);

	field.stripped = value_is_name(value_find(was, "Subtype"), "Widget") &&
		value_find(is, "Subtype") == NULL && !form_field_is_signature(field.old_field);
	if (field.stripped)
		differ_note(differ, LEVEL_ANNOTATE,
			differ_word(differ, _("form field “%s” is no longer shown"),
				differ_name(field.old_field)));
	check_shown(differ, &field);
	differ_compare(differ, &field, old, new);
}

/* A field or widget that was there, one that is new, or one that is gone. */
static void compare_field(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where field = *where;

	field.context = FIELD;
	field.old_field = old == NULL ? NULL : form_find(differ->old_form, old);
	field.new_field = new == NULL ? NULL : form_find(differ->new_form, new);
	field.sentence =
		differ_word(differ, _("form field “%s” was removed"), differ_name(field.old_field));
	if (old == NULL && !may_be_added(differ, where->old_field, new))
		differ_note(differ, LEVEL_NEVER,
			differ_word(differ, _("form field “%s” was added"),
				differ_name(field.new_field)));
	else if (old == NULL)
		differ_fresh(differ, &field,
			differ_word(differ,
				_("signature field “%s” uses something that was changed"),
				differ_name(field.new_field)),
			new);
	else if (new == NULL || differ_follow_new(differ, new) == NULL)
		differ_note(differ,
			is_mere_widget(differ, field.old_field) ? LEVEL_ANNOTATE : LEVEL_NEVER,
			field.sentence);
	else
		compare_kept_field(differ, &field, old, new);
}

void compare_fields(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	differ_list(differ, where, old, new, compare_field);
}

void compare_kids(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *kids = differ_follow_new(differ, new);

	if (new != NULL && (kids == NULL || kids->kind != VALUE_ARRAY))
		differ_note(differ, LEVEL_NEVER,
			differ_word(differ, _("form field “%s” was removed"),
				differ_name(where->old_field)));
	else
		differ_list(differ, where, old, new, compare_field);
}

static void compare_turn(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	if (old == NULL || new == NULL)
		differ_note(differ, LEVEL_NEVER, where->sentence);
}

void compare_order(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	differ_list(differ, where, old, new, compare_turn);
}

void compare_signature_flags(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	size_t before = 0, after = 0;

	(void)value_read_size(differ_follow_old(differ, old), &before);
	if (!value_read_size(differ_follow_new(differ, new), &after) || (before & ~after) != 0)
		differ_note(differ, LEVEL_NEVER, where->sentence);
}

/* Many signers take it back, since other appearances than the stored ones would end their signature. */
void compare_need(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	bool before = value_is_true(differ_follow_old(differ, old));
	bool after = value_is_true(differ_follow_new(differ, new));

	if (before && !after)
		differ_note(differ, LEVEL_FILL, where->sentence)->unclear = true;
	else if (before != after)
		differ_note(differ, LEVEL_NEVER, where->sentence);
}

void compare_resources(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where resources = *where;

	resources.context = FORM_RESOURCES;
	resources.sentence = _("fonts of the form were replaced");
	differ_dictionary(
		differ, &resources, differ_follow_old(differ, old), differ_follow_new(differ, new));
}

void compare_category(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where category = *where;
	const Value *is = differ_follow_new(differ, new);

	category.context = FORM_CATEGORY;
	category.replaceable = value_is_name(where->key, "XObject");
	category.sentence = _("fonts of the form were replaced");
	if (is != NULL && is->kind == VALUE_DICTIONARY)
		differ_dictionary(differ, &category, differ_follow_old(differ, old), is);
	else
		differ_same(differ, &category, category.sentence, old, new);
}

/* Something for new fields may be added to the form's resources, nothing else; but what some programs
 * leave there of the last signature's appearance, under one name, nobody reads. */
void compare_category_item(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	bool other = where->replaceable && old != NULL && old->kind == VALUE_REFERENCE &&
		new != NULL &&new->kind == VALUE_REFERENCE &&
		old->reference.number != new->reference.number;

	if (old == NULL || other)
		differ_fresh(differ, where, _("fonts of the form were replaced"), new);
	else
		differ_same(differ, where, _("fonts of the form were replaced"), old, new);
}
