/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/listing.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "digitize manifest 1"

enum { MOST_BYTES = 256 << 20, DIGITS = 64 };

struct Listings {
	GHashTable *files; /* path → ListedFile, which holds it */
};

static void listed_free(ListedFile *listed)
{
	g_free(listed->path);
	g_free(listed->sha256);
	g_free(listed);
}

Listings *listings_new(void)
{
	Listings *listings = g_new0(Listings, 1);

	listings->files =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)listed_free);
	return listings;
}

void listings_free(Listings *listings)
{
	if (listings == NULL)
		return;
	g_hash_table_unref(listings->files);
	g_free(listings);
}

/* One list while it is read. */
typedef struct {
	Listings *listings;
	char *folder; /* of the list, without links */
	char *root;   /* that its names are relative to */
} Reading;

static void reading_clear(Reading *reading)
{
	free(reading->folder);
	g_free(reading->root);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static bool is_sum(const char *text)
{
	return strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS;
}

/* Does it stay below its folder? */
static bool is_inner(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);

	return *name != '\0' && *name != '/' && !g_strv_contains((const char *const *)parts, "..");
}

static bool add_file(
	Reading *reading, const char *root, const char *name, const char *sha256, guint64 size)
{
	g_autofree char *sum = sha256 != NULL ? g_ascii_strdown(sha256, -1) : NULL;

	if (name == NULL || sum == NULL || !is_sum(sum) || !is_inner(name))
		return false;
	ListedFile *listed = g_new0(ListedFile, 1);
	listed->path = g_canonicalize_filename(name, root);
	listed->sha256 = g_steal_pointer(&sum);
	listed->size = size;
	g_hash_table_replace(reading->listings->files, listed->path, listed);
	return true;
}

static JsonArray *find_array(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonObject *find_object(JsonArray *array, unsigned index)
{
	JsonNode *node = json_array_get_element(array, index);

	return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static bool add_product(Reading *reading, JsonObject *product)
{
	return product != NULL &&
		add_file(reading, reading->root,
			json_object_get_string_member_with_default(product, "path", NULL),
			json_object_get_string_member_with_default(product, "sha256", NULL),
			(guint64)MAX(
				json_object_get_int_member_with_default(product, "size", 0), 0));
}

static bool add_products(Reading *reading, JsonArray *documents)
{
	for (unsigned i = 0; i < json_array_get_length(documents); i++) {
		JsonObject *document = find_object(documents, i);
		JsonArray *products = document != NULL ? find_array(document, "products") : NULL;
		for (unsigned j = 0; products != NULL && j < json_array_get_length(products); j++)
			if (!add_product(reading, find_object(products, j)))
				return false;
	}
	return true;
}

/* The lists that stand beside a manifest. */
static bool add_lists(Reading *reading, JsonObject *manifest)
{
	JsonNode *node = json_object_get_member(manifest, "lists");
	JsonObject *lists =
		node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
	g_autoptr(GList) names = lists != NULL ? json_object_get_members(lists) : NULL;

	for (GList *at = names; at != NULL; at = at->next)
		if (!add_file(reading, reading->folder, at->data,
			    json_object_get_string_member_with_default(lists, at->data, NULL), 0))
			return false;
	return true;
}

static bool read_manifest(Reading *reading, const char *text, gsize size)
{
	g_autoptr(JsonParser) parser = json_parser_new_immutable();

	if (!json_parser_load_from_data(parser, text, (gssize)size, NULL))
		return false;
	JsonNode *root = json_parser_get_root(parser);
	if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
		return false;
	JsonObject *manifest = json_node_get_object(root);
	JsonArray *documents = find_array(manifest, "documents");
	return documents != NULL &&
		g_strcmp0(json_object_get_string_member_with_default(manifest, "format", NULL),
			FORMAT) == 0 &&
		add_products(reading, documents) && add_lists(reading, manifest);
}

/* A name whose line begins with a backslash: \n, \r and \\ stand for what they say. */
static char *unescape(const char *name)
{
	GString *out = g_string_new(NULL);

	for (; *name != '\0'; name++)
		if (*name != '\\' || name[1] == '\0')
			g_string_append_c(out, *name);
		else if (*++name == 'n')
			g_string_append_c(out, '\n');
		else
			g_string_append_c(out, *name == 'r' ? '\r' : *name);
	return g_string_free(out, FALSE);
}

static bool read_line(Reading *reading, const char *line)
{
	bool escaped = *line == '\\';

	if (*line == '\0' || *line == '#')
		return true;
	line += escaped;
	if (strlen(line) < DIGITS + 3 || line[DIGITS] != ' ' ||
		strchr(" *", line[DIGITS + 1]) == NULL)
		return false;
	g_autofree char *sha256 = g_strndup(line, DIGITS);
	g_autofree char *name = escaped ? unescape(line + DIGITS + 2) : g_strdup(line + DIGITS + 2);
	return add_file(reading, reading->root, name, sha256, 0);
}

static bool read_sums(Reading *reading, const char *text, gsize size)
{
	const char *end = size > 0 ? text + size : text; /* no bytes may be nowhere */
	bool any = false;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		gsize length = (gsize)((stop != NULL ? stop : end) - text);
		g_autofree char *line = g_strndup(text, length);
		if (strlen(line) != length || !read_line(reading, line))
			return false;
		any = true;
		text += length + 1;
	}
	return any;
}

/* The folder that its names are relative to. */
static char *find_root(const char *folder)
{
	g_autofree char *above = g_path_get_dirname(folder);
	g_autofree char *name = g_path_get_basename(above);

	return strcmp(name, "manifests") == 0 ? g_path_get_dirname(above) : g_strdup(folder);
}

bool listings_add(Listings *listings, const char *path, char **out_folder, GError **error)
{
	g_autoptr(GBytes) content = file_read(path, MOST_BYTES, error);
	if (content == NULL)
		return error_blame_settings(error);

	g_autofree char *shown = file_show(path);
	g_autofree char *named = g_path_get_dirname(path);
	g_auto(Reading) reading = { .listings = listings, .folder = realpath(named, NULL) };
	gsize size;
	const char *text = g_bytes_get_data(content, &size);
	reading.root = find_root(reading.folder != NULL ? reading.folder : named);
	bool json = size > 0 && *text == '{';
	if (reading.folder == NULL ||
		!(json ? read_manifest(&reading, text, size) : read_sums(&reading, text, size))) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: this is no manifest and no list of sha256sum"), shown);
		return false;
	}
	g_autofree char *store = g_build_filename(reading.root, "store", NULL);
	bool batch = strcmp(reading.root, reading.folder) != 0;
	*out_folder = batch && g_file_test(store, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&store)
								      : g_strdup(reading.root);
	return true;
}

ListedFile *listings_find(Listings *listings, const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	char *real = realpath(folder, NULL);
	if (real == NULL)
		return NULL;

	g_autofree char *whole = g_build_filename(real, name, NULL);
	ListedFile *listed = g_hash_table_lookup(listings->files, whole);
	free(real);
	if (listed != NULL)
		listed->seen = true;
	return listed;
}

Listing listed_compare(const ListedFile *listed)
{
	guint64 size = 0;
	g_autofree char *sha256 = file_sha256(listed->path, &size, NULL);

	if (sha256 == NULL)
		return LISTING_MISSING;
	if (strcmp(sha256, listed->sha256) == 0)
		return LISTING_SAME;
	return listed->size > 0 && size > listed->size &&
			file_begins_with(listed->path, listed->size, listed->sha256)
		? LISTING_LONGER
		: LISTING_DIFFERENT;
}

static int compare_paths(gconstpointer first, gconstpointer second)
{
	return strcmp((*(ListedFile *const *)first)->path, (*(ListedFile *const *)second)->path);
}

GPtrArray *listings_rest(const Listings *listings)
{
	GPtrArray *rest = g_ptr_array_new();
	GHashTableIter iter;
	gpointer listed;

	g_hash_table_iter_init(&iter, listings->files);
	while (g_hash_table_iter_next(&iter, NULL, &listed))
		if (!((ListedFile *)listed)->seen)
			g_ptr_array_add(rest, listed);
	g_ptr_array_sort(rest, compare_paths);
	return rest;
}
