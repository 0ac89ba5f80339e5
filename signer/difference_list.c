/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether values are the same, and what of a list is. */
#include "signer/difference_walk.h"

enum { DEEPEST_EQUAL = 16 };

static bool equals(Differ *differ, const Value *old, const Value *new, unsigned depth);

static bool equal_items(Differ *differ, const Value *old, const Value *new, unsigned depth)
{
	unsigned count = old->kind == VALUE_DICTIONARY ? 2 * old->count : old->count;

	if (old->count != new->count)
		return false;
	for (unsigned i = 0; i < count; i++)
		if (!equals(differ, &old->items[i], &new->items[i], depth + 1))
			return false;
	return true;
}

static bool equals(Differ *differ, const Value *old, const Value *new, unsigned depth)
{
	const Item *old_item = NULL, *new_item = NULL;

	if (depth > DEEPEST_EQUAL || !differ_spend(differ))
		return false;
	const Value *was = old == NULL
		? NULL
		: objects_follow(differ->objects, old, differ->before, &old_item);
	const Value *is =
		new == NULL ? NULL : objects_follow(differ->objects, new, differ->after, &new_item);
	if (was == NULL || is == NULL)
		return was == is;
	if (was->kind != is->kind ||
		(old_item != NULL && old_item->stream) != (new_item != NULL && new_item->stream) ||
		(old_item != NULL && old_item->stream && !differ_same_data(old_item, new_item)))
		return false;
	if (was->kind == VALUE_ARRAY || was->kind == VALUE_DICTIONARY)
		return equal_items(differ, was, is, depth);
	if (was->kind == VALUE_NAME || was->kind == VALUE_STRING)
		return value_compare_text(was, is) == 0;
	return was->number == is->number;
}

bool differ_equals(Differ *differ, const Value *old, const Value *new)
{
	return equals(differ, old, new, 0);
}

static GHashTable *list_numbers(const Value *array)
{
	GHashTable *numbers = g_hash_table_new(NULL, NULL);

	for (unsigned i = 0; array != NULL && i < array->count; i++)
		if (array->items[i].kind == VALUE_REFERENCE)
			g_hash_table_add(
				numbers, GUINT_TO_POINTER(array->items[i].reference.number));
	return numbers;
}

static const Value *as_array(const Value *value)
{
	return value != NULL && value->kind == VALUE_ARRAY ? value : NULL;
}

void differ_list(
	Differ *differ, const Where *where, const Value *old, const Value *new, DifferItem *item)
{
	const Value *was = as_array(differ_follow_old(differ, old));
	const Value *is = as_array(differ_follow_new(differ, new));
	g_autoptr(GHashTable) kept = list_numbers(is);
	unsigned i = 0, j = 0, most_old = was == NULL ? 0 : was->count;
	unsigned most_new = is == NULL ? 0 : is->count;

	while (i < most_old || j < most_new) {
		const Value *first = i < most_old ? &was->items[i] : NULL;
		const Value *second = j < most_new ? &is->items[j] : NULL;
		bool pair = first != NULL && second != NULL &&
			(differ_same_reference(first, second) ||
				(first->kind != VALUE_REFERENCE &&
					second->kind != VALUE_REFERENCE));
		bool gone = !pair && first != NULL &&
			(second == NULL || first->kind != VALUE_REFERENCE ||
				!g_hash_table_contains(
					kept, GUINT_TO_POINTER(first->reference.number)));
		item(differ, where, pair || gone ? first : NULL, pair || !gone ? second : NULL);
		i += pair || gone;
		j += pair || !gone;
	}
}
