/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tags of the document (ISO 32000-1, 14.7). New annotations and fields get tags of their own, which may
 * lead to nothing else; what the tags say of the content stays as it is.
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"

enum { DEEPEST = 20, DEEPEST_ELEMENT = 200, MOST_PARENTS = 200000 };

static const char *structure_sentence(void)
{
	return _("the document's structure was changed");
}

static void compare_element(
	Differ *differ, const Where *where, Context context, const Value *old, const Value *new)
{
	Where element = *where;

	element.context = context;
	element.sentence = structure_sentence();
	differ_compare(differ, &element, old, new);
}

static void list_element(Differ *differ, const Value *value, unsigned depth)
{
	const Value *element = objects_follow(differ->objects, value, differ->before, NULL);
	const Value *kids = element == NULL || element->kind == VALUE_ARRAY
		? element
		: value_find(element, "K");

	if (kids == NULL || depth == DEEPEST_ELEMENT ||
		g_hash_table_size(differ->pages) > MOST_PARENTS)
		return;
	if (element->kind == VALUE_DICTIONARY && value->kind == VALUE_REFERENCE &&
		!g_hash_table_insert(
			differ->pages, GUINT_TO_POINTER(value->reference.number), NULL))
		return;
	if (kids != element)
		list_element(differ, kids, depth + 1);
	for (unsigned i = 0; kids == element && i < kids->count; i++)
		list_element(differ, &kids->items[i], depth + 1);
}

void list_elements(Differ *differ)
{
	unsigned number;
	const Value *root = objects_find_root(differ->objects, differ->before, &number);
	const Value *structure = value_find(root, "StructTreeRoot");

	if (structure != NULL)
		list_element(differ, structure, 0);
}

void compare_structure(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	if (old == NULL || new == NULL)
		differ_note(differ, LEVEL_NEVER, structure_sentence());
	else
		compare_element(differ, where, STRUCTURE, old, new);
}

static bool is_object_tag(Differ *differ, const Value *value)
{
	return value != NULL && value->kind == VALUE_DICTIONARY &&
		value_is_name(differ_find_new(differ, value, "Type"), "OBJR");
}

/* Does what is new lead to annotations alone? Numbers would be marked content. */
static bool is_tag(Differ *differ, const Value *value, unsigned depth)
{
	const Value *tag = differ_follow_new(differ, value);

	if (tag == NULL || depth == DEEPEST)
		return false;
	if (tag->kind == VALUE_DICTIONARY) {
		const Value *kids = value_find(tag, "K");
		return is_object_tag(differ, tag) ||
			(value_find(tag, "ActualText") == NULL && value_find(tag, "MCID") == NULL &&
				(kids == NULL || is_tag(differ, kids, depth + 1)));
	}
	for (unsigned i = 0; tag->kind == VALUE_ARRAY && i < tag->count; i++)
		if (!is_tag(differ, &tag->items[i], depth + 1))
			return false;
	return tag->kind == VALUE_ARRAY;
}

static void compare_kid(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where object = *where;
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);

	object.level = LEVEL_ANNOTATE;
	if (old == NULL &&
		(!is_tag(differ, new, 0) ||
			(new->kind == VALUE_REFERENCE &&differ_existed(differ, new)))) {
		differ_note(differ, LEVEL_NEVER, structure_sentence());
	} else if (old == NULL) {
		differ_note(differ, LEVEL_FILL, _("tags for fields or annotations were added"));
		differ_fresh(differ, where, structure_sentence(), new);
	} else if (new == NULL) {
		differ_note(differ, LEVEL_NEVER, structure_sentence());
	} else if (is_object_tag(differ, is) && is_object_tag(differ, was)) {
		differ_same(differ, &object, _("a tag of an annotation was changed"), old, new);
	} else if (was != NULL && is != NULL && was->kind == VALUE_DICTIONARY &&
		is->kind == VALUE_DICTIONARY && value_find(was, "S") != NULL) {
		compare_element(differ, where, STRUCTURE_ELEMENT, old, new);
	} else {
		differ_same(differ, where, structure_sentence(), old, new);
	}
}

static bool is_list(const Value *value)
{
	return value != NULL && value->kind == VALUE_ARRAY;
}

void compare_structure_kids(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	bool listed = is_list(differ_follow_old(differ, old)),
	     still = is_list(differ_follow_new(differ, new));

	if (listed && still)
		differ_list(differ, where, old, new, compare_kid);
	else if (!listed && !still)
		compare_kid(differ, where, old, new);
	else
		differ_note(differ, LEVEL_NEVER, structure_sentence());
}

/* All pairs of a number tree, by number (7.9.7). */
static void list_parents(
	Differ *differ, const Value *node, unsigned revision, GHashTable *parents, unsigned depth)
{
	node = node == NULL ? NULL : objects_follow(differ->objects, node, revision, NULL);
	const Value *pairs = objects_find_key(differ->objects, node, "Nums", revision);
	const Value *kids = objects_find_key(differ->objects, node, "Kids", revision);

	for (unsigned i = 0; is_list(pairs) && i + 1 < pairs->count; i += 2)
		if (g_hash_table_size(parents) < MOST_PARENTS)
			g_hash_table_insert(parents,
				GINT_TO_POINTER(
					(gint)CLAMP(pairs->items[i].number, 0, (double)G_MAXINT)),
				(gpointer)&pairs->items[i + 1]);
	for (unsigned i = 0; is_list(kids) && i < kids->count && depth < DEEPEST; i++)
		list_parents(differ, &kids->items[i], revision, parents, depth + 1);
}

static bool same_parent(const Value *old, const Value *new)
{
	return old->kind == VALUE_REFERENCE && new->kind == VALUE_REFERENCE &&
		old->reference.number == new->reference.number;
}

/* Items of a page's list of parents are elements, which are compared where the tree has them. */
static void compare_parent(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);

	if (!is_list(was) || !is_list(is) || was->count != is->count) {
		if (!same_parent(old, new))
			differ_same(differ, where, structure_sentence(), old, new);
		return;
	}
	for (unsigned i = 0; i < was->count; i++)
		if (!same_parent(&was->items[i], &is->items[i]))
			differ_same(
				differ, where, structure_sentence(), &was->items[i], &is->items[i]);
}

void compare_structure_parents(
	Differ *differ, const Where *where, const Value *old, const Value *new)
{
	g_autoptr(GHashTable) before = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) after = g_hash_table_new(NULL, NULL);
	GHashTableIter iterator;
	gpointer number, parent;

	list_parents(differ, old, differ->before, before, 0);
	list_parents(differ, new, differ->after, after, 0);
	(void)differ_follow_old(differ, old);
	g_hash_table_iter_init(&iterator, before);
	while (g_hash_table_iter_next(&iterator, &number, &parent)) {
		const Value *now = g_hash_table_lookup(after, number);
		if (now == NULL)
			differ_note(differ, LEVEL_NEVER, structure_sentence());
		else
			compare_parent(differ, where, parent, now);
	}
}
