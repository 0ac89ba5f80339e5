/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/objects.h"

#include "base/pdf_stream.h"

#include <string.h>

enum { DEEPEST = 8, MOST_FOLLOWED = 16, MOST_PACKED_BYTES = 64 << 20, MOST_ALL_PACKED = 256 << 20 };

/* An object stream, opened. */
typedef struct {
	GBytes *bytes;
	GArray *pairs; /* of Pair, in the order of the stream */
} Holder;

typedef struct {
	unsigned number;
	size_t offset;
} Pair;

/* Where an object stands: the place in the file, the index in the stream there or -1. */
typedef struct {
	size_t place;
	gint64 index;
	unsigned number;
} Place;

struct Objects {
	const PdfFile *document;
	const Revisions *revisions;
	Values *values;
	GHashTable *items;   /* Place → Item */
	GHashTable *holders; /* Place → Holder */
	size_t unpacked;     /* bytes of all object streams */
	unsigned depth; /* objects that are being read, each for the length of the one before */
	bool failed;
};

static void holder_free(gpointer data)
{
	Holder *holder = data;

	if (holder == NULL)
		return;
	g_bytes_unref(holder->bytes);
	g_array_unref(holder->pairs);
	g_free(holder);
}

static guint hash_place(gconstpointer key)
{
	const Place *place = key;

	return (guint)(place->place * 31 + (size_t)place->index);
}

static gboolean equal_places(gconstpointer first, gconstpointer second)
{
	const Place *a = first, *b = second;

	return a->place == b->place && a->index == b->index && a->number == b->number;
}

Objects *objects_new(const PdfFile *document, const Revisions *revisions)
{
	Objects *objects = g_new0(Objects, 1);

	objects->document = document;
	objects->revisions = revisions;
	objects->values = values_new();
	objects->items = g_hash_table_new_full(hash_place, equal_places, g_free, g_free);
	objects->holders = g_hash_table_new_full(hash_place, equal_places, g_free, holder_free);
	return objects;
}

void objects_free(Objects *objects)
{
	if (objects == NULL)
		return;
	g_hash_table_unref(objects->items);
	g_hash_table_unref(objects->holders);
	values_free(objects->values);
	g_free(objects);
}

const Revisions *objects_revisions(const Objects *objects)
{
	return objects->revisions;
}

bool objects_are_encrypted(const Objects *objects)
{
	return qpdf_is_encrypted(objects->document->qpdf);
}

bool objects_failed(const Objects *objects)
{
	return objects->failed;
}

static bool find_data(Objects *objects, const Object *object, unsigned revision, Item *item)
{
	const Value *value = objects_find_key(objects, &object->value, "Length", revision);
	Bytes file = objects->revisions->file;
	size_t length, end;

	if (!value_read_size(value, &length) ||
		!section_find_stream_end(file, object->stream, length, &end))
		return false;
	item->stream = true;
	item->data.at = file.at + object->stream;
	item->data.left = length;
	return true;
}

static bool read_plain(Objects *objects, const Entry *entry, unsigned revision, Item *item)
{
	Bytes file = objects->revisions->file;
	size_t at = syntax_skip_space(file, entry->place);
	Object object;

	if (!syntax_read_object(file, at, objects->values, &object) ||
		object.number != entry->number || object.generation != entry->generation)
		return false;
	item->value = object.value;
	item->number = object.number;
	item->place = at;
	return object.stream == 0 || find_data(objects, &object, revision, item);
}

/* qpdf's view is that of the newest revision: asked only if the object is still the same there. */
static GBytes *unpack_through_qpdf(Objects *objects, const Item *item, size_t most)
{
	qpdf_data qpdf = objects->document->qpdf;
	const Entry *newest =
		revisions_find(objects->revisions, item->number, objects->revisions->list->len);

	if (newest == NULL || newest->kind != ENTRY_PLAIN ||
		syntax_skip_space(objects->revisions->file, newest->place) != item->place)
		return NULL;
	return pdf_read_decoded(qpdf,
		qpdf_get_object_by_id(qpdf, (int)item->number, (int)newest->generation), most);
}

GBytes *objects_unpack(Objects *objects, const Item *item, size_t most)
{
	GBytes *bytes = !item->stream || objects_are_encrypted(objects)
		? NULL
		: section_unpack(&item->value, item->data, most);

	return bytes != NULL || !item->stream ? bytes : unpack_through_qpdf(objects, item, most);
}

/* Of a number that stands there twice readers take the first, the last, or the one that the index says. */
static bool read_pairs(const Item *item, Holder *holder)
{
	Bytes bytes = bytes_of(holder->bytes);
	g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);
	size_t count, first, at = 0;

	if (!value_read_size(value_find(&item->value, "N"), &count) ||
		!value_read_size(value_find(&item->value, "First"), &first) ||
		count > bytes.left / 2 || first > bytes.left)
		return false;
	for (size_t i = 0; i < count; i++) {
		guint64 number, offset;
		at = syntax_read_integer(bytes, syntax_skip_space(bytes, at), &number);
		if (at == 0)
			return false;
		at = syntax_read_integer(bytes, syntax_skip_space(bytes, at), &offset);
		if (at == 0 || number > G_MAXINT || offset > bytes.left - first ||
			!g_hash_table_add(numbers, GUINT_TO_POINTER((guint)number)))
			return false;
		Pair pair = { (unsigned)number, first + (size_t)offset };
		g_array_append_val(holder->pairs, pair);
	}
	return true;
}

static const Holder *open_holder(Objects *objects, unsigned number, const Item *item)
{
	Place place = { item->place, -1, number };
	gpointer known;

	if (g_hash_table_lookup_extended(objects->holders, &place, NULL, &known))
		return known;
	Holder *holder = NULL;
	g_autoptr(GBytes) bytes = item->stream &&
			value_is_name(value_find(&item->value, "Type"), "ObjStm") &&
			objects->unpacked < MOST_ALL_PACKED
		? objects_unpack(objects, item, MOST_PACKED_BYTES)
		: NULL;
	if (bytes != NULL) {
		objects->unpacked += g_bytes_get_size(bytes);
		holder = g_new0(Holder, 1);
		holder->bytes = g_steal_pointer(&bytes);
		holder->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
		if (!read_pairs(item, holder))
			g_clear_pointer(&holder, holder_free);
	}
	g_hash_table_insert(objects->holders, g_memdup2(&place, sizeof place), holder);
	return holder;
}

static bool read_packed(Objects *objects, const Entry *entry, const Item *around, Item *item)
{
	const Holder *holder = open_holder(objects, (unsigned)entry->place, around);

	if (holder == NULL || entry->generation >= holder->pairs->len)
		return false;
	const Pair *pair = &g_array_index(holder->pairs, Pair, entry->generation);
	item->place = around->place;
	item->packed = true;
	return pair->number == entry->number &&
		syntax_read_value(
			bytes_of(holder->bytes), pair->offset, objects->values, &item->value);
}

/* The stream that holds a packed object; NULL if there is none, or it is packed itself. */
static const Item *find_around(Objects *objects, const Entry *entry, unsigned revision)
{
	const Entry *holder = entry->place > G_MAXINT
		? NULL
		: revisions_find(objects->revisions, (unsigned)entry->place, revision);

	return holder == NULL || holder->kind != ENTRY_PLAIN
		? NULL
		: objects_find(objects, holder->number, holder->generation, revision);
}

static const Item *find_entry(Objects *objects, const Entry *entry, unsigned revision)
{
	bool packed = entry->kind == ENTRY_PACKED;
	const Item *around = packed ? find_around(objects, entry, revision) : NULL;
	Place place = { packed && around != NULL ? around->place : entry->place,
		packed ? (gint64)entry->generation : -1, entry->number };
	gpointer known;

	if (packed && around == NULL) {
		objects->failed = true;
		return NULL;
	}
	if (g_hash_table_lookup_extended(objects->items, &place, NULL, &known))
		return known;
	/* what is being read is null to itself: a stream whose length is its own number */
	g_hash_table_insert(objects->items, g_memdup2(&place, sizeof place), NULL);
	g_autofree Item *item = g_new0(Item, 1);
	objects->depth++;
	bool read = objects->depth < DEEPEST &&
		(packed ? read_packed(objects, entry, around, item)
			: read_plain(objects, entry, revision, item));
	objects->depth--;
	if (read) {
		const Item *kept = item;
		g_hash_table_insert(
			objects->items, g_memdup2(&place, sizeof place), g_steal_pointer(&item));
		return kept;
	}
	objects->failed = true;
	return NULL;
}

static unsigned generation_of(const Entry *entry)
{
	return entry->kind == ENTRY_PLAIN ? entry->generation : 0;
}

bool objects_have_other(Objects *objects, const Value *reference, unsigned revision)
{
	const Entry *entry =
		revisions_find(objects->revisions, reference->reference.number, revision);

	return entry != NULL && entry->kind != ENTRY_FREE &&
		generation_of(entry) != reference->reference.generation;
}

const Item *objects_find(Objects *objects, unsigned number, unsigned generation, unsigned revision)
{
	const Entry *entry = revisions_find(objects->revisions, number, revision);

	if (entry == NULL || generation_of(entry) != generation)
		return NULL;
	const Item *item = find_entry(objects, entry, revision);
	return item == NULL || item->value.kind == VALUE_NULL ? NULL : item;
}

const Value *objects_follow(
	Objects *objects, const Value *value, unsigned revision, const Item **out_item)
{
	const Item *item = NULL;

	for (unsigned i = 0; value != NULL && value->kind == VALUE_REFERENCE; i++) {
		item = i == MOST_FOLLOWED ? NULL
					  : objects_find(objects, value->reference.number,
						    value->reference.generation, revision);
		value = item == NULL ? NULL : &item->value;
	}
	if (out_item != NULL)
		*out_item = item;
	return value == NULL || value->kind == VALUE_NULL ? NULL : value;
}

const Value *objects_find_key(
	Objects *objects, const Value *dictionary, const char *key, unsigned revision)
{
	return objects_follow(objects, value_find(dictionary, key), revision, NULL);
}

const Value *objects_find_root(Objects *objects, unsigned revision, unsigned *out_number)
{
	const Revision *one = revisions_at(objects->revisions, revision);
	const Value *reference = value_find(&one->sections[0]->trailer, "Root");

	if (reference == NULL || reference->kind != VALUE_REFERENCE)
		return NULL;
	*out_number = reference->reference.number;
	return objects_follow(objects, reference, revision, NULL);
}
