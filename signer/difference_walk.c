/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/difference_walk.h"

#include "base/file.h"
#include "base/i18n.h"

#include <string.h>

enum { MOST_FINDINGS = 200 };

typedef struct {
	Where where;
	const Value *old, *new;
} Pair;

/* By what a pair of objects is known again: what is allowed where it was reached counts. */
typedef struct {
	Context context;
	Level level;
	bool unclear;
	const void *field, *own;
	unsigned old, new;
} Key;

guint differ_hash_key(gconstpointer data)
{
	const Key *key = data;

	return key->old * 31 + key->new * 17 + (guint)key->context * 7919 + (guint)key->level +
		g_direct_hash(key->field) + g_direct_hash(key->own);
}

gboolean differ_equal_keys(gconstpointer first, gconstpointer second)
{
	const Key *a = first, *b = second;

	return a->context == b->context && a->level == b->level && a->unclear == b->unclear &&
		a->field == b->field && a->own == b->own && a->old == b->old && a->new == b->new;
}

void finding_free(Finding *finding)
{
	if (finding == NULL)
		return;
	g_free(finding->field);
	g_free(finding->sentence);
	g_free(finding);
}

const char *walk_word(Differ *walk, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	g_autofree char *word = g_strdup_vprintf(format, list);
	va_end(list);
	return g_string_chunk_insert_const(walk->words, word);
}

Finding *walk_note(Differ *walk, Level level, const char *sentence)
{
	g_autofree char *shown = file_show(sentence);

	for (unsigned i = 0; i < walk->findings->len; i++) {
		Finding *known = walk->findings->pdata[i];
		if (g_str_equal(known->sentence, shown)) {
			known->level = MAX(known->level, level);
			return known;
		}
	}
	Finding *finding = g_new0(Finding, 1);
	finding->revision = walk->after;
	finding->level = level;
	finding->sentence = g_steal_pointer(&shown);
	g_ptr_array_add(walk->findings, finding);
	if (walk->findings->len >= MOST_FINDINGS)
		*walk->left = 0;
	return finding;
}

static void note_difference(Differ *walk, const Where *where)
{
	Finding *finding = walk_note(walk, where->level, where->sentence);

	finding->unclear |= where->unclear;
}

static const Value *follow(Differ *walk, const Value *value, unsigned revision)
{
	if (value == NULL || value->kind == VALUE_NULL)
		return NULL;
	return objects_follow(walk->objects, value, revision, NULL);
}

const Value *walk_follow_old(Differ *walk, const Value *value)
{
	if (value != NULL && value->kind == VALUE_REFERENCE)
		g_hash_table_add(walk->reached, GUINT_TO_POINTER(value->reference.number));
	return follow(walk, value, walk->before);
}

const Value *walk_follow_new(Differ *walk, const Value *value)
{
	return follow(walk, value, walk->after);
}

const Value *walk_find_old(Differ *walk, const Value *dictionary, const char *key)
{
	return walk_follow_old(walk, value_find(dictionary, key));
}

const Value *walk_find_new(Differ *walk, const Value *dictionary, const char *key)
{
	return walk_follow_new(walk, value_find(dictionary, key));
}

bool walk_existed(Differ *walk, const Value *reference)
{
	return objects_find(walk->objects, reference->reference.number,
		       reference->reference.generation, walk->before) != NULL;
}

bool walk_spend(Differ *walk)
{
	if (*walk->left == 0)
		return false;
	--*walk->left;
	return true;
}

static bool is_reference(const Value *value)
{
	return value != NULL && value->kind == VALUE_REFERENCE;
}

bool walk_same_reference(const Value *old, const Value *new)
{
	return is_reference(old) && is_reference(new) &&
		old->reference.number == new->reference.number &&
		old->reference.generation == new->reference.generation;
}

/* Pages, tags, fields and the catalog refer back and forth. What leads to the same page means the same
 * page, which is compared where the page tree has it. */
static bool is_page(const Differ *walk, const Value *reference)
{
	return g_hash_table_contains(walk->pages, GUINT_TO_POINTER(reference->reference.number));
}

/* Of a field or an annotation these keys mean what it is, and not what it has. */
static bool is_backward(const Differ *walk, const Value *key, const Value *reference)
{
	static const char *const keys[] = { "Parent", "P", "Pg", "Obj", "Popup", "IRT" };

	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		if (value_is_name(key, keys[i]))
			return form_find_number(walk->old_form, reference->reference.number) !=
				NULL;
	return false;
}

static void queue_pair(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	Key key = { .context = where->context,
		.level = where->level,
		.unclear = where->unclear,
		.field = where->old_field != NULL ? where->old_field : where->new_field,
		.own = where->own };

	if (is_reference(old) || is_reference(new)) {
		key.old = is_reference(old) ? old->reference.number : 0;
		key.new = is_reference(new) ? new->reference.number : 0;
		if (where->context == SAME)
			key.field = NULL;
		if (key.old != 0 && key.new != 0) {
			if (g_hash_table_contains(walk->seen, &key))
				return;
			g_hash_table_add(walk->seen, g_memdup2(&key, sizeof key));
		}
	}
	Pair *pair = g_new(Pair, 1);
	*pair = (Pair) { *where, old, new };
	g_queue_push_tail(&walk->queue, pair);
}

static void compare_same(Differ *walk, const Where *where, const Value *old, const Value *new);

/* The value of a key in both, of which one may be missing. */
static void compare_entry(
	Differ *walk, const Where *where, const Value *key, const Value *old, const Value *new)
{
	if (walk_same_reference(old, new) && is_backward(walk, key, old))
		return;
	compare_same(walk, where, old, new);
}

bool walk_next_key(const Value *old, const Value *new, unsigned at[2], const Value **key,
	const Value **old_value, const Value **new_value)
{
	const Value *first = at[0] < old->count ? &old->items[2 * at[0]] : NULL;
	const Value *second = at[1] < new->count ? &new->items[2 * at[1]] : NULL;

	if (first == NULL && second == NULL)
		return false;
	int order = first == NULL ? 1 : second == NULL ? -1 : value_compare_text(first, second);
	*key = order <= 0 ? first : second;
	*old_value = order <= 0 ? first + 1 : NULL;
	*new_value = order >= 0 ? second + 1 : NULL;
	at[0] += order <= 0;
	at[1] += order >= 0;
	return true;
}

static void compare_same_dictionaries(
	Differ *walk, const Where *where, const Value *old, const Value *new, bool stream)
{
	const Value *key, *old_value, *new_value;
	unsigned at[2] = { 0, 0 };

	while (walk_next_key(old, new, at, &key, &old_value, &new_value))
		if (!stream || !value_is_name(key, "Length"))
			compare_entry(walk, where, key, old_value, new_value);
}

static void compare_same_arrays(
	Differ *walk, const Where *where, const Value *old, const Value *new)
{
	if (old->count != new->count) {
		note_difference(walk, where);
		return;
	}
	for (unsigned i = 0; i < old->count; i++)
		compare_same(walk, where, &old->items[i], &new->items[i]);
}

static bool same_text(const Value *old, const Value *new)
{
	return old->count == new->count &&memcmp(old->text, new->text, old->count) == 0;
}

/* Two values that are no references; `stream`: dictionaries of streams. */
static void compare_same_values(
	Differ *walk, const Where *where, const Value *old, const Value *new, bool stream)
{
	bool same = old->kind == new->kind;

	if (same && old->kind == VALUE_DICTIONARY) {
		compare_same_dictionaries(walk, where, old, new, stream);
		return;
	}
	if (same && old->kind == VALUE_ARRAY) {
		compare_same_arrays(walk, where, old, new);
		return;
	}
	if (same && (old->kind == VALUE_NAME || old->kind == VALUE_STRING))
		same = same_text(old, new);
	else if (same)
		same = old->number == new->number;
	if (!same)
		note_difference(walk, where);
}

static void compare_same(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	if (!walk_spend(walk))
		return;
	if (is_reference(old) || is_reference(new)) {
		if (!walk_same_reference(old, new) || !is_page(walk, old))
			queue_pair(walk, where, old, new);
		return;
	}
	bool nothing = old == NULL || old->kind == VALUE_NULL;
	if (nothing != (new == NULL || new->kind == VALUE_NULL))
		note_difference(walk, where);
	else if (!nothing)
		compare_same_values(walk, where, old, new, false);
}

bool walk_same_data(const Item *old, const Item *new)
{
	return old->data.left == new->data.left &&
		(old->data.at == new->data.at ||
			memcmp(old->data.at, new->data.at, old->data.left) == 0);
}

static void follow_same(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	const Item *old_item = NULL, *new_item = NULL;

	(void)walk_follow_old(walk, old);
	const Value *was =
		old == NULL ? NULL : objects_follow(walk->objects, old, walk->before, &old_item);
	const Value *is =
		new == NULL ? NULL : objects_follow(walk->objects, new, walk->after, &new_item);
	bool old_stream = old_item != NULL && old_item->stream;
	bool new_stream = new_item != NULL && new_item->stream;

	if (was == NULL && is == NULL)
		return;
	if (was == NULL || is == NULL || old_stream != new_stream ||
		(old_stream && !walk_same_data(old_item, new_item)))
		note_difference(walk, where);
	else
		compare_same_values(walk, where, was, is, old_stream);
}

/* Actions and optional content have no place in what signing and filling in add. */
static void check_fresh_key(Differ *walk, const Value *key)
{
	static const char *const actions[] = { "AA", "JS", "Launch", "OpenAction", "XFA" };

	for (unsigned i = 0; i < G_N_ELEMENTS(actions); i++)
		if (value_is_name(key, actions[i]))
			walk_note(walk, LEVEL_NEVER, _("a script or another action was added"));
	if (value_is_name(key, "OC"))
		walk_note(walk, LEVEL_FILL, _("something was added that viewers may hide"))
			->unclear = true;
}

static void compare_fresh(Differ *walk, const Where *where, const Value *new);

static void compare_fresh_reference(Differ *walk, const Where *where, const Value *new)
{
	unsigned number = new->reference.number;

	if (is_page(walk, new))
		return;
	if (walk_existed(walk, new) &&
		(where->own == NULL ||
			!g_hash_table_contains((GHashTable *)where->own, GUINT_TO_POINTER(number))))
		walk_same(walk, where, where->sentence, new, new);
	else
		queue_pair(walk, where, new, new);
}

static void compare_fresh_dictionary(Differ *walk, const Where *where, const Value *new)
{
	for (unsigned i = 0; i < new->count; i++) {
		const Value *key = &new->items[2 * i], *value = key + 1;
		check_fresh_key(walk, key);
		if (!is_reference(value) || !is_backward(walk, key, value))
			compare_fresh(walk, where, value);
	}
}

static void compare_fresh(Differ *walk, const Where *where, const Value *new)
{
	if (new == NULL || !walk_spend(walk))
		return;
	if (new->kind == VALUE_REFERENCE)
		compare_fresh_reference(walk, where, new);
	else if (new->kind == VALUE_DICTIONARY)
		compare_fresh_dictionary(walk, where, new);
	for (unsigned i = 0; new->kind == VALUE_ARRAY &&i < new->count; i++)
		compare_fresh(walk, where, &new->items[i]);
	if (value_is_name(new, "JavaScript") || value_is_name(new, "Launch"))
		walk_note(walk, LEVEL_NEVER, _("a script or another action was added"));
}

void walk_compare(Differ *walk, const Where *where, const Value *old, const Value *new)
{
	if (where->context == SAME)
		compare_same(walk, where, old, new);
	else if (where->context == FRESH)
		compare_fresh(walk, where, new);
	else if (walk_spend(walk))
		queue_pair(walk, where, old, new);
}

void walk_same(
	Differ *walk, const Where *where, const char *sentence, const Value *old, const Value *new)
{
	Where same = *where;

	same.context = SAME;
	same.sentence = sentence;
	compare_same(walk, &same, old, new);
}

void walk_fresh(Differ *walk, const Where *where, const char *sentence, const Value *new)
{
	Where fresh = *where;

	fresh.context = FRESH;
	fresh.sentence = sentence;
	fresh.level = LEVEL_NEVER;
	fresh.unclear = false;
	compare_fresh(walk, &fresh, new);
}

void walk_drain(Differ *walk)
{
	Pair *next;

	while ((next = g_queue_pop_head(&walk->queue)) != NULL) {
		g_autofree Pair *pair = next;
		if (*walk->left == 0)
			continue;
		if (pair->where.context == SAME) {
			follow_same(walk, &pair->where, pair->old, pair->new);
		} else if (pair->where.context == FRESH) {
			g_hash_table_add(
				walk->reached, GUINT_TO_POINTER(pair->new->reference.number));
			compare_fresh(walk, &pair->where, walk_follow_new(walk, pair->new));
		} else {
			walk_dictionary(walk, &pair->where, walk_follow_old(walk, pair->old),
				walk_follow_new(walk, pair->new));
		}
	}
}
