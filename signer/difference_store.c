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

static void note_store(Differ *differ)
{
	differ_note(differ, LEVEL_NEVER, store_sentence());
}

/* A dictionary that may be new, by the rules of `context`. */
static void compare_inner(Differ *differ, const Where *where, Context context, const char *sentence,
	const Value *old, const Value *new)
{
	Where inner = *where;

	inner.context = context;
	inner.sentence = sentence;
	differ_dictionary(
		differ, &inner, differ_follow_old(differ, old), differ_follow_new(differ, new));
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

void compare_store(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	if (new != NULL && is_hollow(differ_follow_new(differ, new)))
		note_store(differ);
	if (new != NULL && !differ_equals(differ, old, new))
		differ_note(differ, LEVEL_ALWAYS, _("validation data were added"));
	compare_inner(differ, where, STORE, store_sentence(), old, new);
}

/* Some programs write the store anew whenever there is newer data, and leave out the older. What only takes
 * away does something else. */
static void note_loss(Differ *differ, unsigned lost, unsigned gained)
{
	if (lost > 0 && gained > 0)
		differ_note(differ, LEVEL_ALWAYS, _("validation data were replaced by newer ones"));
	else if (lost > 0)
		note_store(differ);
}

/* By signature: a record that stays may grow. */
void compare_store_vri(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);
	const Value *key, *old_value, *new_value;
	static const Value nothing = { .kind = VALUE_DICTIONARY };
	unsigned at[2] = { 0, 0 }, lost = 0, gained = 0;

	was = was == NULL ? &nothing : was;
	if (is == NULL || is->kind != VALUE_DICTIONARY || was->kind != VALUE_DICTIONARY) {
		note_store(differ);
		return;
	}
	while (differ_next_key(was, is, at, &key, &old_value, &new_value)) {
		bool kept = old_value != NULL && new_value != NULL;
		lost += new_value == NULL;
		gained += old_value == NULL;
		if (kept || (new_value != NULL && !value_is_name(key, "Type")))
			compare_inner(differ, where, STORE_RECORD, store_sentence(), old_value,
				new_value);
	}
	note_loss(differ, lost, gained);
}

static bool is_stream(Differ *differ, const Value *value)
{
	const Item *item = NULL;

	return objects_follow(differ->objects, value, differ->after, &item) != NULL &&
		item != NULL && item->stream;
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
static bool is_in_list(Differ *differ, const Value *old, const Value *list)
{
	for (unsigned i = 0; i < list->count; i++)
		if (differ_equals(differ, old, &list->items[i]))
			return true;
	return false;
}

/* Streams that were there stay as they are, new ones are new: their order is nobody's concern. */
void compare_store_list(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);
	unsigned lost = 0, gained = 0;

	if (is == NULL || is->kind != VALUE_ARRAY || (was != NULL && was->kind != VALUE_ARRAY)) {
		note_store(differ);
		return;
	}
	g_autoptr(GHashTable) before = list_references(was), after = list_references(is);
	for (unsigned i = 0; was != NULL && i < was->count; i++) {
		const Value *same = find_reference(after, &was->items[i]);
		if (same != NULL)
			differ_same(differ, where, store_sentence(), &was->items[i], same);
		else
			lost += !is_in_list(differ, &was->items[i], is);
	}
	for (unsigned i = 0; i < is->count; i++) {
		if (find_reference(before, &is->items[i]) != NULL)
			continue;
		gained++;
		if (!is_stream(differ, &is->items[i]))
			note_store(differ);
		differ_fresh(differ, where, store_sentence(), &is->items[i]);
	}
	note_loss(differ, lost, gained);
}

void compare_extensions(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *is = differ_follow_new(differ, new);

	if (is == NULL || is->kind != VALUE_DICTIONARY)
		differ_note(differ, LEVEL_NEVER, _("the list of PDF's extensions was changed"));
	else
		compare_inner(differ, where, EXTENSIONS,
			_("the list of PDF's extensions was changed"), old, new);
}

/* One developer's, or several (ISO 32000-2, 7.12). */
void compare_extension(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *is = differ_follow_new(differ, new);

	if (value_is_name(where->key, "Type") && value_is_name(is, "Extensions"))
		return;
	if (is != NULL && is->kind == VALUE_ARRAY && old == NULL)
		differ_fresh(differ, where, _("the list of PDF's extensions was changed"), new);
	else if (is != NULL && is->kind == VALUE_DICTIONARY)
		compare_inner(differ, where, EXTENSION,
			_("the list of PDF's extensions was changed"), old, new);
	else
		differ_same(differ, where, _("the list of PDF's extensions was changed"), old, new);
}

void compare_version(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	const Value *was = differ_follow_old(differ, old), *is = differ_follow_new(differ, new);

	if (is == NULL || is->kind != VALUE_NAME || is->count != 3 ||
		(was != NULL && (was->kind != VALUE_NAME || value_compare_text(was, is) > 0)))
		differ_note(differ, LEVEL_NEVER, where->sentence);
}

static GBytes *read_metadata(Differ *differ, const Value *value, unsigned revision)
{
	const Item *item = NULL;

	(void)objects_follow(differ->objects, value, revision, &item);
	return item == NULL ? NULL : objects_unpack(differ->objects, item, MOST_METADATA);
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

void compare_metadata(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	g_autoptr(GBytes) before = read_metadata(differ, old, differ->before);
	g_autoptr(GBytes) after = read_metadata(differ, new, differ->after);
	const char *sentence = _("the document's metadata were changed");

	(void)differ_follow_old(differ, old);
	if (old == NULL) {
		differ_note(differ, LEVEL_FILL, _("metadata were added to the document"));
		differ_fresh(differ, where, sentence, new);
		return;
	}
	if (before == NULL || after == NULL || g_bytes_equal(before, after)) {
		differ_same(differ, where, sentence, old, new);
		return;
	}
	g_autofree char *was = reduce_metadata(before), *is = reduce_metadata(after);
	bool dates = was != NULL && is != NULL && g_str_equal(was, is);
	differ_note(differ, dates ? LEVEL_ALWAYS : LEVEL_NEVER,
		dates ? _("the date in the document's metadata was changed") : sentence);
}
