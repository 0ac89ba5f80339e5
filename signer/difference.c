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

static void free_differ(Differ *differ)
{
	form_free(differ->old_form);
	form_free(differ->new_form);
	g_hash_table_unref(differ->pages);
	g_hash_table_unref(differ->reached);
	g_hash_table_unref(differ->seen);
	g_queue_clear_full(&differ->queue, g_free);
	g_string_chunk_free(differ->words);
	g_ptr_array_unref(differ->sets);
}

static void init_differ(Differ *differ)
{
	differ->old_form = form_read(differ->objects, differ->before);
	differ->new_form = form_read(differ->objects, differ->after);
	differ->pages = g_hash_table_new(NULL, NULL);
	differ->reached = g_hash_table_new(NULL, NULL);
	differ->seen = g_hash_table_new_full(differ_hash_key, differ_equal_keys, g_free, NULL);
	differ->words = g_string_chunk_new(1024);
	differ->sets = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
	g_queue_init(&differ->queue);
}

static const Value *find_trailer(const Differ *differ, unsigned revision)
{
	return &revisions_at(objects_revisions(differ->objects), revision)->sections[0]->trailer;
}

static bool same_text(const Value *old, const Value *new)
{
	return old->kind == VALUE_STRING &&
		new->kind == VALUE_STRING &&value_compare_text(old, new) == 0;
}

/* The first part of /ID stays for the life of the file (ISO 32000-1, 14.4). Many writers do not know it; in
 * an encrypted file it is a part of the key. */
static void compare_identity(Differ *differ)
{
	const Value *old = differ_find_old(differ, find_trailer(differ, differ->before), "ID");
	const Value *new = differ_find_new(differ, find_trailer(differ, differ->after), "ID");

	if (!objects_are_encrypted(differ->objects) || old == NULL || old->kind != VALUE_ARRAY ||
		old->count != 2)
		return;
	if (new == NULL || new->kind != VALUE_ARRAY || new->count != 2 ||
		!same_text(&old->items[0], &new->items[0]))
		differ_note(differ, LEVEL_FILL, _("the file's identity was changed"))->unclear =
			true;
}

static void compare_trailers(Differ *differ)
{
	const Value *old = find_trailer(differ, differ->before),
		    *new = find_trailer(differ, differ->after);
	const Value *old_info = value_find(old, "Info"), *new_info = value_find(new, "Info");
	Where where = { .context = CATALOG, .level = LEVEL_NEVER };

	where.sentence = _("the document's catalog is missing");
	differ_compare(differ, &where, value_find(old, "Root"), value_find(new, "Root"));
	where.context = INFORMATION;
	where.sentence = _("the document's properties were removed");
	if (old_info != NULL || new_info != NULL)
		differ_compare(differ, &where, old_info, new_info);
	compare_identity(differ);
}

/* Streams of references and of objects are no part of the document. */
static bool is_structure(const Item *item)
{
	return item->stream && (value_is_name(value_find(&item->value, "Type"), "XRef"));
}

/* An object that was there, written anew, and not reached. */
static void compare_unreached(Differ *differ, const Entry *entry)
{
	const Entry *before =
		revisions_find(objects_revisions(differ->objects), entry->number, differ->before);
	Value references[2] = { { .kind = VALUE_REFERENCE }, { .kind = VALUE_REFERENCE } };

	if (before == NULL ||
		g_hash_table_contains(differ->reached, GUINT_TO_POINTER(entry->number)))
		return;
	references[0].reference.number = references[1].reference.number = entry->number;
	references[0].reference.generation = before->kind == ENTRY_PLAIN ? before->generation : 0;
	references[1].reference.generation = entry->kind == ENTRY_PLAIN ? entry->generation : 0;
	const Item *item = objects_find(
		differ->objects, entry->number, references[0].reference.generation, differ->before);
	if (item == NULL || is_structure(item))
		return;
	if (!differ_equals(differ, &references[0], &references[1]))
		differ_note(differ, LEVEL_ALWAYS, _("an object that was not used was replaced"))
			->unclear = true;
}

static void compare_all_unreached(Differ *differ)
{
	const GArray *entries = objects_revisions(differ->objects)->entries;

	for (unsigned i = 0; *differ->left > 0 && i < entries->len; i++) {
		const Entry *entry = &g_array_index(entries, Entry, i);
		if (entry->revision > differ->before && entry->revision <= differ->after &&
			entry->kind != ENTRY_FREE)
			compare_unreached(differ, entry);
	}
}

/* Reading the forms and going over pages and entries is work, too. */
static void spend_on_lists(Differ *differ)
{
	size_t work = 4 * (differ->old_form->fields->len + differ->new_form->fields->len) +
		g_hash_table_size(differ->pages) +
		objects_revisions(differ->objects)->entries->len / 16;

	*differ->left -= MIN(*differ->left, work);
}

static void compare(Differ *differ)
{
	init_differ(differ);
	list_elements(differ);
	differ->paged = list_pages(differ);
	if (!differ->paged)
		differ_note(differ, LEVEL_ALWAYS, _("the pages cannot be listed"))->unclear = true;
	spend_on_lists(differ);
	compare_trailers(differ);
	differ_drain(differ);
	check_new_fields(differ);
	compare_all_unreached(differ);
	free_differ(differ);
}

void difference_find(
	Objects *objects, unsigned before, unsigned after, size_t *left, GPtrArray *findings)
{
	Differ differ = { .objects = objects,
		.before = before,
		.after = after,
		.left = left,
		.findings = findings };

	if (*left > 0)
		compare(&differ);
	if (*left == 0)
		differ_note(&differ, LEVEL_ALWAYS,
			_("so much was changed that not all of it was compared"))
			->unclear = true;
	if (objects_failed(objects))
		differ_note(&differ, LEVEL_ALWAYS, _("an object cannot be read without guessing"))
			->unclear = true;
}
