/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/difference_walk.h"

#include "base/file.h"
#include "base/i18n.h"

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
	unsigned old, new; /* numbers */
	unsigned old_generation, new_generation;
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
		a->field == b->field && a->own == b->own && a->old == b->old && a->new == b->new &&
		a->old_generation == b->old_generation && a->new_generation == b->new_generation;
}

void finding_free(Finding *finding)
{
	if (finding == NULL)
		return;
	g_free(finding->field);
	g_free(finding->sentence);
	g_free(finding);
}

const char *differ_word(Differ *differ, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	g_autofree char *word = g_strdup_vprintf(format, list);
	va_end(list);
	return g_string_chunk_insert_const(differ->words, word);
}

Finding *differ_note(Differ *differ, Level level, const char *sentence)
{
	g_autofree char *shown = file_show(sentence);

	for (unsigned i = 0; i < differ->findings->len; i++) {
		Finding *known = differ->findings->pdata[i];
		if (g_str_equal(known->sentence, shown)) {
			known->level = MAX(known->level, level);
			return known;
		}
	}
	Finding *finding = g_new0(Finding, 1);
	finding->revision = differ->after;
	finding->level = level;
	finding->sentence = g_steal_pointer(&shown);
	g_ptr_array_add(differ->findings, finding);
	if (differ->findings->len >= MOST_FINDINGS)
		*differ->left = 0;
	return finding;
}

void differ_note_where(Differ *differ, const Where *where)
{
	Finding *finding = differ_note(differ, where->level, where->sentence);

	finding->unclear |= where->unclear;
}

static const Value *follow(Differ *differ, const Value *value, unsigned revision)
{
	if (value == NULL || value->kind == VALUE_NULL)
		return NULL;
	return objects_follow(differ->objects, value, revision, NULL);
}

const Value *differ_follow_old(Differ *differ, const Value *value)
{
	if (value != NULL && value->kind == VALUE_REFERENCE)
		g_hash_table_add(differ->reached, GUINT_TO_POINTER(value->reference.number));
	return follow(differ, value, differ->before);
}

const Value *differ_follow_new(Differ *differ, const Value *value)
{
	return follow(differ, value, differ->after);
}

const Value *differ_find_old(Differ *differ, const Value *dictionary, const char *key)
{
	return differ_follow_old(differ, value_find(dictionary, key));
}

const Value *differ_find_new(Differ *differ, const Value *dictionary, const char *key)
{
	return differ_follow_new(differ, value_find(dictionary, key));
}

bool differ_existed(Differ *differ, const Value *reference)
{
	return objects_find(differ->objects, reference->reference.number,
		       reference->reference.generation, differ->before) != NULL;
}

bool differ_spend(Differ *differ)
{
	if (*differ->left == 0)
		return false;
	--*differ->left;
	return true;
}

bool differ_same_reference(const Value *old, const Value *new)
{
	return value_is_reference(old) && value_is_reference(new) &&
		old->reference.number == new->reference.number &&
		old->reference.generation == new->reference.generation;
}

bool differ_is_page(const Differ *differ, const Value *reference)
{
	return g_hash_table_contains(differ->pages, GUINT_TO_POINTER(reference->reference.number));
}

bool differ_is_backward(const Differ *differ, const Value *key, const Value *reference)
{
	static const char *const keys[] = { "Parent", "P", "Pg", "Obj", "Popup", "IRT" };

	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
		if (value_is_name(key, keys[i]))
			return form_find_number(differ->old_form, reference->reference.number) !=
				NULL;
	return false;
}

static void set_references(Key *key, const Value *old, const Value *new)
{
	if (value_is_reference(old)) {
		key->old = old->reference.number;
		key->old_generation = old->reference.generation;
	}
	if (value_is_reference(new)) {
		key->new = new->reference.number;
		key->new_generation = new->reference.generation;
	}
}

/* Some readers go by the number alone, others take another generation for nothing. */
static void check_generation(Differ *differ, const Value *reference)
{
	if (objects_have_other(differ->objects, reference, differ->after))
		differ_note(differ, LEVEL_ALWAYS,
			_("an object is referred to in a way that programs read differently"))
			->unclear = true;
}

void differ_queue(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	Key key = { .context = where->context,
		.level = where->level,
		.unclear = where->unclear,
		.field = where->old_field != NULL ? where->old_field : where->new_field,
		.own = where->own };

	if (value_is_reference(old) || value_is_reference(new)) {
		set_references(&key, old, new);
		if (value_is_reference(new) && (old == new || !differ_same_reference(old, new)))
			check_generation(differ, new);
		if (where->context == SAME)
			key.field = NULL;
		if (key.old != 0 && key.new != 0) {
			if (g_hash_table_contains(differ->seen, &key))
				return;
			g_hash_table_add(differ->seen, g_memdup2(&key, sizeof key));
		}
	}
	Pair *pair = g_new(Pair, 1);
	*pair = (Pair) { *where, old, new };
	g_queue_push_tail(&differ->queue, pair);
}

bool differ_next_key(const Value *old, const Value *new, unsigned at[2], const Value **key,
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

/* Actions and optional content have no place in what signing and filling in add. */
static void check_fresh_key(Differ *differ, const Value *key)
{
	static const char *const actions[] = { "AA", "JS", "Launch", "OpenAction", "XFA" };

	for (unsigned i = 0; i < G_N_ELEMENTS(actions); i++)
		if (value_is_name(key, actions[i]))
			differ_note(differ, LEVEL_NEVER, _("a script or another action was added"));
	if (value_is_name(key, "OC"))
		differ_note(differ, LEVEL_FILL, _("something was added that viewers may hide"))
			->unclear = true;
}

static void compare_fresh(Differ *differ, const Where *where, const Value *new);

static void compare_fresh_reference(Differ *differ, const Where *where, const Value *new)
{
	unsigned number = new->reference.number;

	if (differ_is_page(differ, new))
		return;
	if (differ_existed(differ, new) &&
		(where->own == NULL ||
			!g_hash_table_contains((GHashTable *)where->own, GUINT_TO_POINTER(number))))
		differ_same(differ, where, where->sentence, new, new);
	else
		differ_queue(differ, where, new, new);
}

static void compare_fresh_dictionary(Differ *differ, const Where *where, const Value *new)
{
	for (unsigned i = 0; i < new->count; i++) {
		const Value *key = &new->items[2 * i], *value = key + 1;
		check_fresh_key(differ, key);
		if (!value_is_reference(value) || !differ_is_backward(differ, key, value))
			compare_fresh(differ, where, value);
	}
}

static void compare_fresh(Differ *differ, const Where *where, const Value *new)
{
	if (new == NULL || !differ_spend(differ))
		return;
	if (new->kind == VALUE_REFERENCE)
		compare_fresh_reference(differ, where, new);
	else if (new->kind == VALUE_DICTIONARY)
		compare_fresh_dictionary(differ, where, new);
	for (unsigned i = 0; new->kind == VALUE_ARRAY &&i < new->count; i++)
		compare_fresh(differ, where, &new->items[i]);
	if (value_is_name(new, "JavaScript") || value_is_name(new, "Launch"))
		differ_note(differ, LEVEL_NEVER, _("a script or another action was added"));
}

void differ_compare(Differ *differ, const Where *where, const Value *old, const Value *new)
{
	if (where->context == SAME)
		differ_compare_same(differ, where, old, new);
	else if (where->context == FRESH)
		compare_fresh(differ, where, new);
	else if (differ_spend(differ))
		differ_queue(differ, where, old, new);
}

void differ_fresh(Differ *differ, const Where *where, const char *sentence, const Value *new)
{
	Where fresh = *where;

	fresh.context = FRESH;
	fresh.sentence = sentence;
	fresh.level = LEVEL_NEVER;
	fresh.unclear = false;
	compare_fresh(differ, &fresh, new);
}

void differ_drain(Differ *differ)
{
	Pair *next;

	while ((next = g_queue_pop_head(&differ->queue)) != NULL) {
		g_autofree Pair *pair = next;
		if (*differ->left == 0)
			continue;
		if (pair->where.context == SAME) {
			differ_follow_same(differ, &pair->where, pair->old, pair->new);
		} else if (pair->where.context == FRESH) {
			g_hash_table_add(
				differ->reached, GUINT_TO_POINTER(pair->new->reference.number));
			compare_fresh(differ, &pair->where, differ_follow_new(differ, pair->new));
		} else {
			differ_dictionary(differ, &pair->where,
				differ_follow_old(differ, pair->old),
				differ_follow_new(differ, pair->new));
		}
	}
}
