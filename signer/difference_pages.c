/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pages and what is laid upon them. The page tree of the earlier revision is gone through first, so that
 * each page has its number.
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"
#include "signer/cover.h"

#include <math.h>

enum { DEEPEST = 50, MOST_NODES = 500000, MOST_NOTE = 50 };

typedef struct {
	Differ *walk;
	unsigned page, nodes;
	bool whole;
} Tree;

static void list_node(Tree *tree, const Value *reference, unsigned depth)
{
	Differ *walk = tree->walk;
	const Value *node = walk_follow_old(walk, reference);
	const Value *kids = walk_find_old(walk, node, "Kids");

	if (reference == NULL || reference->kind != VALUE_REFERENCE || node == NULL ||
		depth == DEEPEST || tree->nodes++ == MOST_NODES ||
		g_hash_table_contains(walk->pages, GUINT_TO_POINTER(reference->reference.number))) {
		tree->whole = false;
		return;
	}
	bool leaf = kids == NULL || kids->kind != VALUE_ARRAY;
	tree->page += leaf;
	g_hash_table_insert(walk->pages, GUINT_TO_POINTER(reference->reference.number),
		GUINT_TO_POINTER(leaf ? tree->page : 0));
	for (unsigned i = 0; !leaf && i < kids->count; i++)
		list_node(tree, &kids->items[i], depth + 1);
}

bool list_pages(Differ *walk)
{
	Tree tree = { .walk = walk, .whole = true };
	unsigned number;
	const Value *root = objects_find_root(walk->objects, walk->before, &number);

	if (root == NULL)
		return false;
	list_node(&tree, value_find(root, "Pages"), 0);
	g_hash_table_insert(walk->pages, GUINT_TO_POINTER(number), NULL);
	return tree.whole;
}

/* Each kid must be what it was, at the same turn. */
void compare_page_kids(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);

	if (was == NULL || is == NULL || is->kind != VALUE_ARRAY || is->count != was->count) {
		walk_note(walk, LEVEL_NEVER, _("pages were added or removed"));
		return;
	}
	for (unsigned i = 0; i < was->count; i++) {
		const Value *first = &was->items[i], *second = &is->items[i];
		if (first->kind != VALUE_REFERENCE || second->kind != VALUE_REFERENCE ||
			first->reference.number != second->reference.number)
			walk_note(walk, LEVEL_NEVER,
				_("pages were replaced or put in another order"));
		else
			compare_pages(walk, where, first, second);
	}
}

void compare_pages(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *kids = walk_find_old(walk, walk_follow_old(walk, old), "Kids");
	Where page = *where;

	if (!walk->paged)
		return;
	if (old == NULL || new == NULL || old->kind != VALUE_REFERENCE ||
		walk_follow_new(walk, new) == NULL) {
		walk_note(walk, LEVEL_NEVER, _("pages were added or removed"));
	} else if (kids != NULL && kids->kind == VALUE_ARRAY) {
		page.context = PAGES;
		page.sentence = _("pages were added or removed");
		walk_compare(walk, &page, old, new);
	} else {
		page.context = PAGE;
		page.old_page = walk_follow_old(walk, old);
		page.page = GPOINTER_TO_UINT(
			g_hash_table_lookup(walk->pages, GUINT_TO_POINTER(old->reference.number)));
		page.sentence = walk_word(walk, _("page %u: it was replaced"), page.page);
		walk_compare(walk, &page, old, new);
	}
}

/* The order of the structure is what an unsaid one comes to. */
void compare_tabs(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	bool unsaid = old == NULL && value_is_name(walk_follow_new(walk, new), "S");

	if (!walk_equals(walk, old, new))
		walk_note(walk, unsaid ? LEVEL_FILL : LEVEL_ANNOTATE, where->sentence);
}

static bool is_small(Differ *walk, const Value *annotation)
{
	const Value *rectangle = walk_find_new(walk, annotation, "Rect");

	return rectangle != NULL && rectangle->kind == VALUE_ARRAY && rectangle->count == 4 &&
		fabs(rectangle->items[2].number - rectangle->items[0].number) <= MOST_NOTE &&
		fabs(rectangle->items[3].number - rectangle->items[1].number) <= MOST_NOTE;
}

/* Can it hide what is printed below? Notes cannot, nor what has no appearance of its own and fills no
 * area; of all else it cannot be told. */
static bool may_hide(Differ *walk, const Value *annotation)
{
	static const char *const plain[] = { "Link", "Highlight", "Underline", "Squiggly",
		"StrikeOut", "Ink", "Line", "Circle", "Square", "PolyLine", "Polygon", "Caret" };
	const Value *kind = walk_find_new(walk, annotation, "Subtype");
	bool drawn = walk_find_new(walk, annotation, "AP") != NULL ||
		walk_find_new(walk, annotation, "IC") != NULL;

	if (value_is_name(kind, "Text") || value_is_name(kind, "FileAttachment"))
		return drawn && !is_small(walk, annotation);
	if (value_is_name(kind, "Popup"))
		return drawn;
	for (unsigned i = 0; i < G_N_ELEMENTS(plain); i++)
		if (value_is_name(kind, plain[i]))
			return drawn;
	return true;
}

static void note_annotation(Differ *walk, const char *format, unsigned page, bool hides)
{
	Finding *finding = walk_note(walk, LEVEL_ANNOTATE, walk_word(walk, format, page));

	finding->unclear |= hides;
}

static void add_annotation(Differ *walk, const Where *where, const Value *new)
{
	const Value *annotation = walk_follow_new(walk, new);
	const char *sentence = walk_word(walk, _("page %u: an annotation was added"), where->page);

	if (annotation == NULL)
		return;
	if (annotation->kind != VALUE_DICTIONARY ||
		value_is_name(walk_find_new(walk, annotation, "Subtype"), "Widget"))
		walk_note(walk, LEVEL_NEVER,
			walk_word(walk,
				_("page %u: something was added that belongs to no form field"),
				where->page));
	else if (new->kind == VALUE_REFERENCE && walk_existed(walk, new))
		walk_note(walk, LEVEL_NEVER,
			walk_word(walk, _("page %u: something is shown that was hidden"),
				where->page));
	else
		note_annotation(walk, _("page %u: an annotation was added"), where->page,
			may_hide(walk, annotation));
	walk_fresh(walk, where, sentence, new);
}

static void drop_annotation(Differ *walk, const Where *where, const Value *old)
{
	const Value *annotation = walk_follow_old(walk, old);
	const FormField *field = form_find(walk->old_form, old);

	if (annotation == NULL)
		return;
	if (form_field_is_signature(field))
		walk_note(walk, LEVEL_NEVER,
			walk_word(walk, _("page %u: a signature is no longer shown"), where->page));
	else
		note_annotation(walk, _("page %u: an annotation was removed"), where->page, false);
}

/* A field whose solid appearance lies over text may hide that by its value, or show it by another. */
static void check_filled_cover(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const FormField *was = form_find(walk->old_form, old), *is = form_find(walk->new_form, new);

	if (is == NULL || walk_equals(walk, was->value, is->value))
		return;
	if (cover_hides(walk->objects, walk->before, where->old_page, walk->before, was->own,
		    walk->left) ||
		cover_hides(walk->objects, walk->before, where->old_page, walk->after, is->own,
			walk->left))
		walk_note(walk, LEVEL_FILL,
			walk_word(walk, _("page %u: a form field may hide what is printed"),
				where->page))
			->unclear = true;
}

static void change_annotation(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Where annotation = *where;
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);
	bool widget = value_is_name(walk_find_old(walk, was, "Subtype"), "Widget") ||
		value_is_name(walk_find_new(walk, is, "Subtype"), "Widget");

	if (old->kind == VALUE_REFERENCE && form_find(walk->old_form, old) != NULL) {
		check_filled_cover(walk, where, old, new);
		return; /* compared with the form */
	}
	annotation.level = widget ? LEVEL_NEVER : LEVEL_ANNOTATE;
	annotation.unclear = is != NULL && may_hide(walk, is);
	walk_same(walk, &annotation,
		walk_word(walk, _("page %u: an annotation was changed"), where->page), old, new);
}

/* A new signature's appearance lies over the page; it must leave what is printed there to be seen. */
static void check_cover(Differ *walk, const Where *where, const Value *widget)
{
	if (cover_hides(
		    walk->objects, walk->before, where->old_page, walk->after, widget, walk->left))
		walk_note(walk, LEVEL_FILL,
			walk_word(walk, _("page %u: a new signature may hide what is printed"),
				where->page))
			->unclear = true;
}

static void compare_annotation(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	if (old != NULL && new != NULL)
		change_annotation(walk, where, old, new);
	else if (new == NULL)
		drop_annotation(walk, where, old);
	else if (new->kind != VALUE_REFERENCE || form_find(walk->new_form, new) == NULL)
		add_annotation(walk, where, new);
	else if (walk_existed(walk, new))
		walk_note(walk, LEVEL_NEVER,
			walk_word(walk, _("page %u: a form field is shown that was hidden"),
				where->page));
	else
		check_cover(walk, where, walk_follow_new(walk, new));
}

void compare_annotations(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *is = walk_follow_new(walk, new);

	if (is != NULL && is->kind != VALUE_ARRAY)
		walk_note(walk, LEVEL_NEVER, where->sentence);
	walk_list(walk, where, old, new, compare_annotation);
}
