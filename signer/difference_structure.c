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
	Differ *walk, const Where *where, Context context, const Value *old, const Value *new)
{
	Where element = *where;

	element.context = context;
	element.sentence = structure_sentence();
	walk_compare(walk, &element, old, new);
}

static void list_element(Differ *walk, const Value *value, unsigned depth)
{
	const Value *element = objects_follow(walk->objects, value, walk->before, NULL);
	const Value *kids = element == NULL || element->kind == VALUE_ARRAY
		? element
		: value_find(element, "K");

	if (kids == NULL || depth == DEEPEST_ELEMENT ||
		g_hash_table_size(walk->pages) > MOST_PARENTS)
		return;
	if (element->kind == VALUE_DICTIONARY && value->kind == VALUE_REFERENCE &&
		!g_hash_table_insert(walk->pages, GUINT_TO_POINTER(value->reference.number), NULL))
		return;
	if (kids != element)
		list_element(walk, kids, depth + 1);
	for (unsigned i = 0; kids == element && i < kids->count; i++)
		list_element(walk, &kids->items[i], depth + 1);
}

void list_elements(Differ *walk)
{
	unsigned number;
	const Value *root = objects_find_root(walk->objects, walk->before, &number);
	const Value *structure = value_find(root, "StructTreeRoot");

	if (structure != NULL)
		list_element(walk, structure, 0);
}

void compare_structure(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	if (old == NULL || new == NULL)
		walk_note(walk, LEVEL_NEVER, structure_sentence());
	else
		compare_element(walk, where, STRUCTURE, old, new);
}

static bool is_object_tag(Differ *walk, const Value *value)
{
	return value != NULL && value->kind == VALUE_DICTIONARY &&
		value_is_name(walk_find_new(walk, value, "Type"), "OBJR");
}

/* Does what is new lead to annotations alone? Numbers would be marked content. */
static bool is_tag(Differ *walk, const Value *value, unsigned depth)
{
	const Value *tag = walk_follow_new(walk, value);

	if (tag == NULL || depth == DEEPEST)
		return false;
	if (tag->kind == VALUE_DICTIONARY) {
		const Value *kids = value_find(tag, "K");
		return is_object_tag(walk, tag) ||
			(value_find(tag, "ActualText") == NULL && value_find(tag, "MCID") == NULL &&
				(kids == NULL || is_tag(walk, kids, depth + 1)));
	}
	for (unsigned i = 0; tag->kind == VALUE_ARRAY && i < tag->count; i++)
		if (!is_tag(walk, &tag->items[i], depth + 1))
			return false;
	return tag->kind == VALUE_ARRAY;
}

static void compare_kid(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where object = *where;
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);

	object.level = LEVEL_ANNOTATE;
	if (old == NULL &&
		(!is_tag(walk, new, 0) ||
			(new->kind == VALUE_REFERENCE &&walk_existed(walk, new)))) {
		walk_note(walk, LEVEL_NEVER, structure_sentence());
	} else if (old == NULL) {
		walk_note(walk, LEVEL_FILL, _("tags for fields or annotations were added"));
		walk_fresh(walk, where, structure_sentence(), new);
	} else if (new == NULL) {
		walk_note(walk, LEVEL_NEVER, structure_sentence());
	} else if (is_object_tag(walk, is) && is_object_tag(walk, was)) {
		walk_same(walk, &object, _("a tag of an annotation was changed"), old, new);
	} else if (was != NULL && is != NULL && was->kind == VALUE_DICTIONARY &&
		is->kind == VALUE_DICTIONARY && value_find(was, "S") != NULL) {
		compare_element(walk, where, STRUCTURE_ELEMENT, old, new);
	} else {
		walk_same(walk, where, structure_sentence(), old, new);
	}
}

static bool is_list(const Value *value)
{
	return value != NULL && value->kind == VALUE_ARRAY;
}

void compare_structure_kids(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	bool listed = is_list(walk_follow_old(walk, old)),
	     still = is_list(walk_follow_new(walk, new));

	if (listed && still)
		walk_list(walk, where, old, new, compare_kid);
	else if (!listed && !still)
		compare_kid(walk, where, old, new);
	else
		walk_note(walk, LEVEL_NEVER, structure_sentence());
}

/* All pairs of a number tree, by number (7.9.7). */
static void list_parents(
	Differ *walk, const Value *node, unsigned revision, GHashTable *parents, unsigned depth)
{
	node = node == NULL ? NULL : objects_follow(walk->objects, node, revision, NULL);
	const Value *pairs = objects_find_key(walk->objects, node, "Nums", revision);
	const Value *kids = objects_find_key(walk->objects, node, "Kids", revision);

	for (unsigned i = 0; is_list(pairs) && i + 1 < pairs->count; i += 2)
		if (g_hash_table_size(parents) < MOST_PARENTS)
			g_hash_table_insert(parents,
				GINT_TO_POINTER(
					(gint)CLAMP(pairs->items[i].number, 0, (double)G_MAXINT)),
				(gpointer)&pairs->items[i + 1]);
	for (unsigned i = 0; is_list(kids) && i < kids->count && depth < DEEPEST; i++)
		list_parents(walk, &kids->items[i], revision, parents, depth + 1);
}

static bool same_parent(const Value *old, const Value *new)
{
	return old->kind == VALUE_REFERENCE && new->kind == VALUE_REFERENCE &&
		old->reference.number == new->reference.number;
}

/* Items of a page's list of parents are elements, which are compared where the tree has them. */
static void compare_parent(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);

	if (!is_list(was) || !is_list(is) || was->count != is->count) {
		if (!same_parent(old, new))
			walk_same(walk, where, structure_sentence(), old, new);
		return;
	}
	for (unsigned i = 0; i < was->count; i++)
		if (!same_parent(&was->items[i], &is->items[i]))
			walk_same(walk, where, structure_sentence(), &was->items[i], &is->items[i]);
}

void compare_structure_parents(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	g_autoptr(GHashTable) before = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) after = g_hash_table_new(NULL, NULL);
	GHashTableIter iterator;
	gpointer number, parent;

	list_parents(walk, old, walk->before, before, 0);
	list_parents(walk, new, walk->after, after, 0);
	(void)walk_follow_old(walk, old);
	g_hash_table_iter_init(&iterator, before);
	while (g_hash_table_iter_next(&iterator, &number, &parent)) {
		const Value *now = g_hash_table_lookup(after, number);
		if (now == NULL)
			walk_note(walk, LEVEL_NEVER, structure_sentence());
		else
			compare_parent(walk, where, parent, now);
	}
}
