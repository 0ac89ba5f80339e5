/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An object of the earlier revision that was written anew must have been reached: then its new value was
 * compared wherever it is used. One that nothing led to then has no reason to be replaced: it may be
 * what was hidden there to be shown now.
 */
#include "signer/difference.h"

#include "base/i18n.h"
#include "signer/difference_rules.h"

#include <string.h>

static void free_differ(Differ *walk)
{
	form_free(walk->old_form);
	form_free(walk->new_form);
	g_hash_table_unref(walk->pages);
	g_hash_table_unref(walk->reached);
	g_hash_table_unref(walk->seen);
	g_queue_clear_full(&walk->queue, g_free);
	g_string_chunk_free(walk->words);
	g_ptr_array_unref(walk->sets);
}

static void init_differ(Differ *walk)
{
	walk->old_form = form_read(walk->objects, walk->before);
	walk->new_form = form_read(walk->objects, walk->after);
	walk->pages = g_hash_table_new(NULL, NULL);
	walk->reached = g_hash_table_new(NULL, NULL);
	walk->seen = g_hash_table_new_full(differ_hash_key, differ_equal_keys, g_free, NULL);
	walk->words = g_string_chunk_new(1024);
	walk->sets = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
	g_queue_init(&walk->queue);
}

static const Value *find_trailer(const Differ *walk, unsigned revision)
{
	return &revisions_at(objects_revisions(walk->objects), revision)->sections[0]->trailer;
}

static bool same_text(const Value *old, const Value *new)
{
	return old->kind == VALUE_STRING &&
		new->kind == VALUE_STRING &&value_compare_text(old, new) == 0;
}

/* The first part of /ID stays for the life of the file (ISO 32000-1, 14.4). Many writers do not know it; in
 * an encrypted file it is a part of the key. */
static void compare_identity(Differ *walk)
{
	const Value *old = walk_find_old(walk, find_trailer(walk, walk->before), "ID");
	const Value *new = walk_find_new(walk, find_trailer(walk, walk->after), "ID");

	if (!objects_are_encrypted(walk->objects) || old == NULL || old->kind != VALUE_ARRAY ||
		old->count != 2)
		return;
	if (new == NULL || new->kind != VALUE_ARRAY || new->count != 2 ||
		!same_text(&old->items[0], &new->items[0]))
		walk_note(walk, LEVEL_FILL, _("the file's identity was changed"))->unclear = true;
}

static void compare_trailers(Differ *walk)
{
	const Value *old = find_trailer(walk, walk->before), *new = find_trailer(walk, walk->after);
	const Value *old_info = value_find(old, "Info"), *new_info = value_find(new, "Info");
	Where where = { .context = CATALOG, .level = LEVEL_NEVER };

	where.sentence = _("the document's catalog is missing");
	walk_compare(walk, &where, value_find(old, "Root"), value_find(new, "Root"));
	where.context = INFORMATION;
	where.sentence = _("the document's properties were removed");
	if (old_info != NULL || new_info != NULL)
		walk_compare(walk, &where, old_info, new_info);
	compare_identity(walk);
}

/* Streams of references and of objects are no part of the document. */
static bool is_structure(const Item *item)
{
	return item->stream && (value_is_name(value_find(&item->value, "Type"), "XRef"));
}

/* An object that was there, written anew, and not reached. */
static void compare_unreached(Differ *walk, const Entry *entry)
{
	const Entry *before =
		revisions_find(objects_revisions(walk->objects), entry->number, walk->before);
	Value references[2] = { { .kind = VALUE_REFERENCE }, { .kind = VALUE_REFERENCE } };

	if (before == NULL || g_hash_table_contains(walk->reached, GUINT_TO_POINTER(entry->number)))
		return;
	references[0].reference.number = references[1].reference.number = entry->number;
	references[0].reference.generation = before->kind == ENTRY_PLAIN ? before->generation : 0;
	references[1].reference.generation = entry->kind == ENTRY_PLAIN ? entry->generation : 0;
	const Item *item = objects_find(
		walk->objects, entry->number, references[0].reference.generation, walk->before);
	if (item == NULL || is_structure(item))
		return;
	if (!walk_equals(walk, &references[0], &references[1]))
		walk_note(walk, LEVEL_ALWAYS, _("an object that was not used was replaced"))
			->unclear = true;
}

static void compare_all_unreached(Differ *walk)
{
	const GArray *entries = objects_revisions(walk->objects)->entries;

	for (unsigned i = 0; i<entries->len && * walk->left> 0; i++) {
		const Entry *entry = &g_array_index(entries, Entry, i);
		if (entry->revision > walk->before && entry->revision <= walk->after &&
			entry->kind != ENTRY_FREE)
			compare_unreached(walk, entry);
	}
}

/* Reading the forms and going over pages and entries is work, too. */
static void spend_on_lists(Differ *walk)
{
	size_t work = 4 * (walk->old_form->fields->len + walk->new_form->fields->len) +
		g_hash_table_size(walk->pages) +
		objects_revisions(walk->objects)->entries->len / 16;

	*walk->left -= MIN(*walk->left, work);
}

static void compare(Differ *walk)
{
	init_differ(walk);
	list_elements(walk);
	walk->paged = list_pages(walk);
	if (!walk->paged)
		walk_note(walk, LEVEL_ALWAYS, _("the pages cannot be listed"))->unclear = true;
	spend_on_lists(walk);
	compare_trailers(walk);
	walk_drain(walk);
	check_new_fields(walk);
	compare_all_unreached(walk);
	free_differ(walk);
}

void difference_find(
	Objects *objects, unsigned before, unsigned after, size_t *left, GPtrArray *findings)
{
	Differ walk = { .objects = objects,
		.before = before,
		.after = after,
		.left = left,
		.findings = findings };

	if (*left > 0)
		compare(&walk);
	if (*left == 0)
		walk_note(&walk, LEVEL_ALWAYS,
			_("so much was changed that not all of it was compared"))
			->unclear = true;
	if (objects_failed(objects))
		walk_note(&walk, LEVEL_ALWAYS, _("an object cannot be read without guessing"))
			->unclear = true;
}
