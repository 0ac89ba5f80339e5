/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be the same in both revisions, as deep as it goes. */
#include "signer/difference_walk.h"

#include <string.h>

/* May it say of what kind it is, below an entry of the catalog that nothing else could stand in? */
static bool is_known_kind(const Where *where, const Value *key, const Value *old, const Value *new)
{
	static const struct {
		const char *below, *kind;
	} kinds[] = {
		{ "Outlines", "Outlines" },
		{ "OutputIntents", "OutputIntent" },
		{ "ViewerPreferences", "ViewerPreferences" },
	};

	if (old != NULL || where->key == NULL || !value_is_name(key, "Type"))
		return false;
	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (value_is_name(where->key, kinds[i].below) && value_is_name(new, kinds[i].kind))
			return true;
	return false;
}

/* The value of a key in both, of which one may be missing. */
static void compare_entry(
	Differ *differ, const Where *where, const Value *key, const Value *old, const Value *new)
{
	if ((differ_same_reference(old, new) && differ_is_backward(differ, key, old)) ||
		is_known_kind(where, key, old, new))
		return;
	differ_compare_same(differ, where, old, new);
}

static void compare_same_dictionaries(
	Differ *differ, const Where *where, const Value *old, const Value *new, bool stream)
{
	const Value *key, *old_value, *new_value;
	unsigned at[2] = { 0, 0 };

	while (differ_next_key(old, new, at, &key, &old_value, &new_value))
		if (!stream || !value_is_name(key, "Length"))
			compare_entry(differ, where, key, old_value, new_value);
}

static void compare_same_arrays(
	Differ *differ, const Where *where, const Value *old, const Value *new)
{
	if (old->count != new->count) {
		differ_note_where(differ, where);
		return;
	}
	for (unsigned i = 0; i < old->count; i++)
		differ_compare_same(differ, where, &old->items[i], &new->items[i]);
}

static bool same_text(const Value *old, const Value *new)
{
	return old->count == new->count &&memcmp(old->text, new->text, old->count) == 0;
}

/* Two values that are no references; `stream`: dictionaries of streams. */
static void compare_same_values(
	Differ *differ, const Where *where, const Value *old, const Value *new, bool stream)
{
	bool same = old->kind == new->kind;

	if (same && old->kind == VALUE_DICTIONARY) {
		compare_same_dictionaries(differ, where, old, new, stream);
		return;
	}
	if (same && old->kind == VALUE_ARRAY) {
		compare_same_arrays(differ, where, old, new);
		return;
	}
	if (same && (old->kind == VALUE_NAME || old->kind == VALUE_STRING))
		same = same_text(old, new);
	else if (same)
		same = old->number == new->number;
	if (!same)
		differ_note_where(differ, where);
}

void differ_compare_same(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	if (!differ_spend(differ))
		return;
	if (value_is_reference(old) || value_is_reference(new)) {
		if (!differ_same_reference(old, new) || !differ_is_page(differ, old))
			differ_queue(differ, where, old, new);
		return;
	}
	bool nothing = old == NULL || old->kind == VALUE_NULL;
	if (nothing != (new == NULL || new->kind == VALUE_NULL))
		differ_note_where(differ, where);
	else if (!nothing)
		compare_same_values(differ, where, old, new, false);
}

bool differ_same_data(const Item *old, const Item *new)
{
	return old->data.left == new->data.left &&
		(old->data.at == new->data.at ||
			memcmp(old->data.at, new->data.at, old->data.left) == 0);
}

void differ_follow_same(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Item *old_item = NULL, *new_item = NULL;

	(void)differ_follow_old(differ, old);
	const Value *was = old == NULL
		? NULL
		: objects_follow(differ->objects, old, differ->before, &old_item);
	const Value *is =
		new == NULL ? NULL : objects_follow(differ->objects, new, differ->after, &new_item);
	bool old_stream = old_item != NULL && old_item->stream;
	bool new_stream = new_item != NULL && new_item->stream;

	if (was == NULL && is == NULL)
		return;
	if (was == NULL || is == NULL || old_stream != new_stream ||
		(old_stream && !differ_same_data(old_item, new_item)))
		differ_note_where(differ, where);
	else
		compare_same_values(differ, where, was, is, old_stream);
}

void differ_same(Differ *differ, const Where *where, const char *sentence, const Value *old,
	const Value *new)
{
	Where same = *where;

	same.context = SAME;
	same.sentence = sentence;
	differ_compare_same(differ, &same, old, new);
}
