/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pages and what is laid upon them. The page tree of the earlier revision is gone through first, so that
 * each page has its number.
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"
#include "signer/cover.h"

#include <math.h>

enum { DEEPEST = 50, MOST_NODES = 500000, MOST_NOTE = 50, MOST_TICK = 24 };

typedef struct {
	Differ *differ;
	unsigned page, nodes;
	bool whole;
} Tree;

static void list_node(Tree *tree, const Value *reference, unsigned depth)
{
	Differ *differ = tree->differ;
	const Value *node = differ_follow_old(differ, reference);
	const Value *kids = differ_find_old(differ, node, "Kids");

	if (reference == NULL || reference->kind != VALUE_REFERENCE || node == NULL ||
		depth == DEEPEST || tree->nodes++ == MOST_NODES ||
		g_hash_table_contains(
			differ->pages, GUINT_TO_POINTER(reference->reference.number))) {
		tree->whole = false;
		return;
	}
	bool leaf = kids == NULL || kids->kind != VALUE_ARRAY;
	tree->page += leaf;
	g_hash_table_insert(differ->pages, GUINT_TO_POINTER(reference->reference.number),
		GUINT_TO_POINTER(leaf ? tree->page : 0));
	for (unsigned i = 0; !leaf && i < kids->count; i++)
		list_node(tree, &kids->items[i], depth + 1);
}

bool list_pages(Differ *differ)
{
	Tree tree = { .differ = differ, .whole = true };
	unsigned number;
	const Value *root = objects_find_root(differ->objects, differ->before, &number);

	if (root == NULL)
		return false;
	list_node(&tree, value_find(root, "Pages"), 0);
	g_hash_table_insert(differ->pages, GUINT_TO_POINTER(number), NULL);
	return tree.whole;
}

/* Each kid must be what it was, at the same turn. */
void compare_page_kids(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);

	if (was == NULL || is == NULL || is->kind != VALUE_ARRAY || is->count != was->count) {
		differ_note(differ, LEVEL_NEVER, _("pages were added or removed"));
		return;
	}
	for (unsigned i = 0; i < was->count; i++) {
		const Value *first = &was->items[i], *second = &is->items[i];
		if (first->kind != VALUE_REFERENCE || second->kind != VALUE_REFERENCE ||
			first->reference.number != second->reference.number)
			differ_note(differ, LEVEL_NEVER,
				_("pages were replaced or put in another order"));
		else
			compare_pages(differ, where, first, second);
	}
}

void compare_pages(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *kids = differ_find_old(differ, differ_follow_old(differ, old), "Kids");
	Where page = *where;

	if (!differ->paged)
		return;
	if (old == NULL || new == NULL || old->kind != VALUE_REFERENCE ||
		differ_follow_new(differ, new) == NULL) {
		differ_note(differ, LEVEL_NEVER, _("pages were added or removed"));
	} else if (kids != NULL && kids->kind == VALUE_ARRAY) {
		page.context = PAGES;
		page.sentence = _("pages were added or removed");
		differ_compare(differ, &page, old, new);
	} else {
		page.context = PAGE;
		page.old_page = differ_follow_old(differ, old);
		page.page = GPOINTER_TO_UINT(g_hash_table_lookup(
			differ->pages, GUINT_TO_POINTER(old->reference.number)));
		page.sentence = differ_word(differ, _("page %u: it was replaced"), page.page);
		differ_compare(differ, &page, old, new);
	}
}

/* The order of the structure is what an unsaid one comes to. */
void compare_tabs(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	bool unsaid = old == NULL && value_is_name(differ_follow_new(differ, new), "S");

	if (!differ_equals(differ, old, new))
		differ_note(differ, unsaid ? LEVEL_FILL : LEVEL_ANNOTATE, where->sentence);
}

static bool is_small(Differ *differ, const Value *annotation, double most)
{
	const Value *rectangle = differ_find_new(differ, annotation, "Rect");

	return rectangle != NULL && rectangle->kind == VALUE_ARRAY && rectangle->count == 4 &&
		fabs(rectangle->items[2].number - rectangle->items[0].number) <= most &&
		fabs(rectangle->items[3].number - rectangle->items[1].number) <= most;
}

/* Can it hide what is printed below? Notes cannot, nor what has no appearance of its own and fills no
 * area; of all else it cannot be told. */
static bool may_hide(Differ *differ, const Value *annotation)
{
	static const char *const plain[] = { "Link", "Highlight", "Underline", "Squiggly",
		"StrikeOut", "Ink", "Line", "Circle", "Square", "PolyLine", "Polygon", "Caret" };
	const Value *kind = differ_find_new(differ, annotation, "Subtype");
	bool drawn = differ_find_new(differ, annotation, "AP") != NULL ||
		differ_find_new(differ, annotation, "IC") != NULL;

	if (value_is_name(kind, "Text") || value_is_name(kind, "FileAttachment"))
		return drawn && !is_small(differ, annotation, MOST_NOTE);
	if (value_is_name(kind, "Popup"))
		return drawn;
	for (unsigned i = 0; i < G_N_ELEMENTS(plain); i++)
		if (value_is_name(kind, plain[i]))
			return drawn;
	return true;
}

static void note_annotation(Differ *differ, const char *format, unsigned page, bool hides)
{
	Finding *finding = differ_note(differ, LEVEL_ANNOTATE, differ_word(differ, format, page));

	finding->unclear |= hides;
}

static void add_annotation(Differ *differ, const Where *where, const Value *new)
{
	const Value *annotation = differ_follow_new(differ, new);
	const char *sentence =
		differ_word(differ, _("page %u: an annotation was added"), where->page);

	if (annotation == NULL)
		return;
	if (annotation->kind != VALUE_DICTIONARY ||
		value_is_name(differ_find_new(differ, annotation, "Subtype"), "Widget"))
		differ_note(differ, LEVEL_NEVER,
			differ_word(differ,
				_("page %u: something was added that belongs to no form field"),
				where->page));
	else if (new->kind == VALUE_REFERENCE && differ_existed(differ, new))
		differ_note(differ, LEVEL_NEVER,
			differ_word(differ, _("page %u: something is shown that was hidden"),
				where->page));
	else
		note_annotation(differ, _("page %u: an annotation was added"), where->page,
			may_hide(differ, annotation));
	differ_fresh(differ, where, sentence, new);
}

static void drop_annotation(Differ *differ, const Where *where, const Value *old)
{
	const Value *annotation = differ_follow_old(differ, old);
	const FormField *field = form_find(differ->old_form, old);

	if (annotation == NULL)
		return;
	if (form_field_is_signature(field))
		differ_note(differ, LEVEL_NEVER,
			differ_word(
				differ, _("page %u: a signature is no longer shown"), where->page));
	else
		note_annotation(
			differ, _("page %u: an annotation was removed"), where->page, false);
}

/* May what an annotation shows in a revision hide what the page showed before? */
static bool hides(Differ *differ, const Where *where, unsigned revision, const Value *annotation)
{
	return cover_hides(differ->objects, differ->before, where->old_page, revision, annotation,
		differ->left);
}

/* A box that is ticked, or no longer, by a mark that was signed: that lies over a printed box as often as not. */
static bool is_tick(Differ *differ, const FormField *was, const FormField *is)
{
	const Value *old = value_find(was->own, "AP"), *new = value_find(is->own, "AP");

	return value_is_name(was->type, "Btn") && is_small(differ, is->own, MOST_TICK) &&
		old != NULL && new != NULL &&differ_equals(differ, old, new);
}

/* A field whose solid appearance lies over text may hide that by its value, or show it by another. */
static void check_filled_cover(
	Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const FormField *was = form_find(differ->old_form, old),
			*is = form_find(differ->new_form, new);

	if (is == NULL || differ_equals(differ, was->value, is->value) || is_tick(differ, was, is))
		return;
	if (hides(differ, where, differ->before, old) || hides(differ, where, differ->after, new))
		differ_note(differ, LEVEL_FILL,
			differ_word(differ, _("page %u: a form field may hide what is printed"),
				where->page))
			->unclear = true;
}

/* Does an annotation that had an appearance have another at the same place, and neither hides anything? */
static bool is_redrawn(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	static const char *const keys[] = { "Subtype", "Rect" };
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);

	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		if (!differ_equals(differ, value_find(was, keys[i]), value_find(is, keys[i])))
			return false;
	return !value_is_name(differ_find_new(differ, is, "Subtype"), "Link") &&
		differ_find_old(differ, was, "AP") != NULL &&
		differ_find_new(differ, is, "AP") != NULL &&
		!hides(differ, where, differ->before, old) &&
		!hides(differ, where, differ->after, new);
}

static void change_annotation(
	Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Where annotation = *where;
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);
	bool widget = value_is_name(differ_find_old(differ, was, "Subtype"), "Widget") ||
		value_is_name(differ_find_new(differ, is, "Subtype"), "Widget");

	if (old->kind == VALUE_REFERENCE && form_find(differ->old_form, old) != NULL) {
		check_filled_cover(differ, where, old, new);
		return; /* compared with the form */
	}
	annotation.level = widget ? LEVEL_NEVER : LEVEL_ANNOTATE;
	annotation.unclear =
		is != NULL && may_hide(differ, is) && !is_redrawn(differ, where, old, new);
	differ_same(differ, &annotation,
		differ_word(differ, _("page %u: an annotation was changed"), where->page), old,
		new);
}

/* A new signature's appearance lies over the page; it must leave what is printed there to be seen. */
static void check_cover(Differ *differ, const Where *where, const Value *widget)
{
	if (hides(differ, where, differ->after, widget))
		differ_note(differ, LEVEL_FILL,
			differ_word(differ, _("page %u: a new signature may hide what is printed"),
				where->page))
			->unclear = true;
}

static void compare_annotation(
	Differ *differ, const Where *where, const Value *old, const Value *new)
{
	if (old != NULL && new != NULL)
		change_annotation(differ, where, old, new);
	else if (new == NULL)
		drop_annotation(differ, where, old);
	else if (new->kind != VALUE_REFERENCE || form_find(differ->new_form, new) == NULL)
		add_annotation(differ, where, new);
	else if (differ_existed(differ, new))
		differ_note(differ, LEVEL_NEVER,
			differ_word(differ, _("page %u: a form field is shown that was hidden"),
				where->page));
	else
		check_cover(differ, where, new);
}

void compare_annotations(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *is = differ_follow_new(differ, new);

	if (is != NULL && is->kind != VALUE_ARRAY)
		differ_note(differ, LEVEL_NEVER, where->sentence);
	differ_list(differ, where, old, new, compare_annotation);
}
