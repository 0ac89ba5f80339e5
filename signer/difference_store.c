/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What every level allows: validation data (EN 319 142-1, 5.4.2), which may grow and never shrink, the
 * declaration of extensions and of a newer version, and the date in the metadata.
 */
#include "signer/difference_rules.h"

#include "base/i18n.h"

#include <string.h>

enum { MOST_METADATA = 4 << 20 };

static const char *store_sentence(void)
{
	return _("validation data were changed or removed");
}

static void note_store(Differ *walk)
{
	walk_note(walk, LEVEL_NEVER, store_sentence());
}

/* A dictionary that may be new, by the rules of `context`. */
static void compare_inner(Differ *walk, const Where *where, Context context, const char *sentence,
	const Value *old, const Value *new)
{
	Where inner = *where;

	inner.context = context;
	inner.sentence = sentence;
	walk_dictionary(walk, &inner, walk_follow_old(walk, old), walk_follow_new(walk, new));
}

/* A store that holds something else, and no validation data, is none. */
static bool is_hollow(const Value *store)
{
	static const char *const keys[] = { "Certs", "OCSPs", "CRLs", "VRI" };

	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		if (value_find(store, keys[i]) != NULL)
			return false;
	return store == NULL || store->kind != VALUE_DICTIONARY ||
		store->count > (value_find(store, "Type") != NULL);
}

void compare_store(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	if (new != NULL && is_hollow(walk_follow_new(walk, new)))
		note_store(walk);
	if (new != NULL && !walk_equals(walk, old, new))
		walk_note(walk, LEVEL_ALWAYS, _("validation data were added"));
	compare_inner(walk, where, STORE, store_sentence(), old, new);
}

/* Some programs write the store anew whenever there is newer data, and leave out the older. What only takes
 * away does something else. */
static void note_loss(Differ *walk, unsigned lost, unsigned gained)
{
	if (lost > 0 && gained > 0)
		walk_note(walk, LEVEL_ALWAYS, _("validation data were replaced by newer ones"));
	else if (lost > 0)
		note_store(walk);
}

/* By signature: a record that stays may grow. */
void compare_store_vri(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);
	const Value *key, *old_value, *new_value;
	static const Value nothing = { .kind = VALUE_DICTIONARY };
	unsigned at[2] = { 0, 0 }, lost = 0, gained = 0;

	was = was == NULL ? &nothing : was;
	if (is == NULL || is->kind != VALUE_DICTIONARY || was->kind != VALUE_DICTIONARY) {
		note_store(walk);
		return;
	}
	while (walk_next_key(was, is, at, &key, &old_value, &new_value)) {
		bool kept = old_value != NULL && new_value != NULL;
		lost += new_value == NULL;
		gained += old_value == NULL;
		if (kept || (new_value != NULL && !value_is_name(key, "Type")))
			compare_inner(
				walk, where, STORE_RECORD, store_sentence(), old_value, new_value);
	}
	note_loss(walk, lost, gained);
}

static bool is_stream(Differ *walk, const Value *value)
{
	const Item *item = NULL;

	return objects_follow(walk->objects, value, walk->after, &item) != NULL && item != NULL &&
		item->stream;
}

static GHashTable *list_references(const Value *list)
{
	GHashTable *numbers = g_hash_table_new(NULL, NULL);

	for (unsigned i = 0; list != NULL && i < list->count; i++)
		if (list->items[i].kind == VALUE_REFERENCE)
			g_hash_table_insert(numbers,
				GUINT_TO_POINTER(list->items[i].reference.number),
				(gpointer)&list->items[i]);
	return numbers;
}

static const Value *find_reference(GHashTable *numbers, const Value *item)
{
	return item->kind != VALUE_REFERENCE
		? NULL
		: g_hash_table_lookup(numbers, GUINT_TO_POINTER(item->reference.number));
}

/* Is the same stream in the newer list, if under another number? */
static bool is_in_list(Differ *walk, const Value *old, const Value *list)
{
	for (unsigned i = 0; i < list->count; i++)
		if (walk_equals(walk, old, &list->items[i]))
			return true;
	return false;
}

/* Streams that were there stay as they are, new ones are new: their order is nobody's concern. */
void compare_store_list(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);
	unsigned lost = 0, gained = 0;

	if (is == NULL || is->kind != VALUE_ARRAY || (was != NULL && was->kind != VALUE_ARRAY)) {
		note_store(walk);
		return;
	}
	g_autoptr(GHashTable) before = list_references(was), after = list_references(is);
	for (unsigned i = 0; was != NULL && i < was->count; i++) {
		const Value *same = find_reference(after, &was->items[i]);
		if (same != NULL)
			walk_same(walk, where, store_sentence(), &was->items[i], same);
		else
			lost += !is_in_list(walk, &was->items[i], is);
	}
	for (unsigned i = 0; i < is->count; i++) {
		if (find_reference(before, &is->items[i]) != NULL)
			continue;
		gained++;
		if (!is_stream(walk, &is->items[i]))
			note_store(walk);
		walk_fresh(walk, where, store_sentence(), &is->items[i]);
	}
	note_loss(walk, lost, gained);
}

void compare_extensions(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *is = walk_follow_new(walk, new);

	if (is == NULL || is->kind != VALUE_DICTIONARY)
		walk_note(walk, LEVEL_NEVER, _("the list of PDF's extensions was changed"));
	else
		compare_inner(walk, where, EXTENSIONS,
			_("the list of PDF's extensions was changed"), old, new);
}

/* One developer's, or several (ISO 32000-2, 7.12). */
void compare_extension(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *is = walk_follow_new(walk, new);

	if (value_is_name(where->key, "Type") && value_is_name(is, "Extensions"))
		return;
	if (is != NULL && is->kind == VALUE_ARRAY && old == NULL)
		walk_fresh(walk, where, _("the list of PDF's extensions was changed"), new);
	else if (is != NULL && is->kind == VALUE_DICTIONARY)
		compare_inner(walk, where, EXTENSION, _("the list of PDF's extensions was changed"),
			old, new);
	else
		walk_same(walk, where, _("the list of PDF's extensions was changed"), old, new);
}

void compare_version(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Value *was = walk_follow_old(walk, old), *is = walk_follow_new(walk, new);

	if (is == NULL || is->kind != VALUE_NAME || is->count != 3 ||
		(was != NULL && (was->kind != VALUE_NAME || value_compare_text(was, is) > 0)))
		walk_note(walk, LEVEL_NEVER, where->sentence);
}

static GBytes *read_metadata(Differ *walk, const Value *value, unsigned revision)
{
	const Item *item = NULL;

	(void)objects_follow(walk->objects, value, revision, &item);
	return item == NULL ? NULL : objects_unpack(walk->objects, item, MOST_METADATA);
}

/* The metadata without what every saving changes: the dates, the numbers of the instance, the
 * program's name, and the padding. */
static char *reduce_metadata(GBytes *bytes)
{
	static const char pattern[] =
		"<\\?xpacket[^>]*\\?>|\\bx:xmptk=\"[^\"]*\"|"
		"<(\\w+:(?:ModifyDate|MetadataDate|InstanceID|VersionID|Producer|"
		"CreatorTool))>[^<]*</\\1>|"
		"\\b\\w+:(?:ModifyDate|MetadataDate|InstanceID|VersionID|Producer|"
		"CreatorTool)=\"[^\"]*\"|\\s+";
	g_autoptr(GRegex) noise = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, NULL);
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);

	return g_regex_replace_literal(noise, valid, -1, 0, "", 0, NULL);
}

void compare_metadata(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	g_autoptr(GBytes) before = read_metadata(walk, old, walk->before);
	g_autoptr(GBytes) after = read_metadata(walk, new, walk->after);
	const char *sentence = _("the document's metadata were changed");

	(void)walk_follow_old(walk, old);
	if (old == NULL) {
		walk_note(walk, LEVEL_FILL, _("metadata were added to the document"));
		walk_fresh(walk, where, sentence, new);
		return;
	}
	if (before == NULL || after == NULL || g_bytes_equal(before, after)) {
		walk_same(walk, where, sentence, old, new);
		return;
	}
	g_autofree char *was = reduce_metadata(before), *is = reduce_metadata(after);
	bool dates = was != NULL && is != NULL && g_str_equal(was, is);
	walk_note(walk, dates ? LEVEL_ALWAYS : LEVEL_NEVER,
		dates ? _("the date in the document's metadata was changed") : sentence);
}
