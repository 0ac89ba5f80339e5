/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/rebuild.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "pipeline/deliver.h"
#include "pipeline/manifest.h"
#include "pipeline/out.h"
#include "pipeline/record.h"
#include "pipeline/sql.h"

#include <json-glib/json-glib.h>
#include <string.h>

enum { MOST_RECORD = 64 << 20, DEEPEST_FOLDER = 32 };

typedef struct {
	Ledger *ledger;
	const char *out;
} Rebuild;

static const char *text_member(JsonObject *object, const char *name)
{
	return json_object_get_string_member_with_default(object, name, NULL);
}

static JsonObject *object_at(JsonArray *array, unsigned index)
{
	JsonNode *node = json_array_get_element(array, index);

	return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static JsonArray *array_member(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node != NULL && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonObject *object_member(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/* The record at `path`, if it is one of ours. */
static JsonParser *load_record(const char *path)
{
	g_autoptr(GBytes) bytes = file_read(path, MOST_RECORD, NULL);
	g_autoptr(JsonParser) parser = json_parser_new();
	gsize size;
	const char *json = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;

	if (json == NULL || !json_parser_load_from_data(parser, json, (gssize)size, NULL))
		return NULL;
	JsonNode *root = json_parser_get_root(parser);
	if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
		return NULL;
	JsonObject *record = json_node_get_object(root);
	if (g_strcmp0(text_member(record, "format"), RECORD_FORMAT) != 0 ||
		text_member(record, "dossier") == NULL || text_member(record, "document") == NULL ||
		text_member(record, "time") == NULL || array_member(record, "sources") == NULL ||
		array_member(record, "pages") == NULL)
		return NULL;
	return g_steal_pointer(&parser);
}

/* A product as it was delivered, which the record knows of all but itself. */
static bool load_product(
	const Rebuild *rebuild, JsonObject *named, const char *kind, Product *product)
{
	g_autofree char *path = g_build_filename(rebuild->out, product->path, NULL);
	JsonObject *about = named != NULL && kind != NULL ? object_member(named, kind) : NULL;

	if (kind == NULL) {
		product->sha256 = file_sha256(path, &product->size, NULL);
		return product->sha256 != NULL;
	}
	if (about == NULL)
		return false;
	product->sha256 = g_strdup(text_member(about, "sha256"));
	product->size = (uint64_t)json_object_get_int_member_with_default(about, "size", 0);
	return product->sha256 != NULL;
}

/* NULL if the PDF is not the one of the record. One that was signed again since is: it begins with
 * what was delivered. */
static GPtrArray *load_products(const Rebuild *rebuild, JsonObject *record)
{
	static const char *const kinds[] = { "alto", NULL, "pdf" }; /* of out_suffixes */
	g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(product_free);
	JsonObject *named = object_member(record, "products");

	for (int i = 0; out_suffixes[i] != NULL; i++) {
		Product *product = g_new0(Product, 1);
		g_ptr_array_add(products, product);
		product->path = out_product(text_member(record, "dossier"),
			text_member(record, "document"), out_suffixes[i]);
		if (!load_product(rebuild, named, kinds[i], product))
			return NULL;
	}
	const Product *pdf = products->pdata[products->len - 1];
	g_autofree char *path = g_build_filename(rebuild->out, pdf->path, NULL);
	return file_begins_with(path, pdf->size, pdf->sha256) ? g_steal_pointer(&products) : NULL;
}

static bool put_sources(Ledger *ledger, gint64 document, JsonArray *sources, GError **error)
{
	for (unsigned i = 0; i < json_array_get_length(sources); i++) {
		JsonObject *source = object_at(sources, i);
		if (source == NULL || text_member(source, "path") == NULL)
			continue;
		g_autofree char *path = json_read_path(source, "path");
		if (!sql_run(ledger_database(ledger), error,
			    "INSERT INTO sources (document, ordinal, path, size, mtime, sha256, pages)"
			    " VALUES (?, ?, ?, ?, ?, ?, ?)",
			    "iisiisi", document, (gint64)i, path,
			    json_object_get_int_member_with_default(source, "size", 0),
			    json_object_get_int_member_with_default(source, "mtime", 0),
			    text_member(source, "sha256"),
			    json_object_get_int_member_with_default(source, "pages", 0)))
			return false;
	}
	return true;
}

/* How the pages were judged; the rest of what the ledger knew of them is done with. */
static bool put_pages(Ledger *ledger, gint64 document, JsonArray *pages, GError **error)
{
	for (unsigned i = 0; i < json_array_get_length(pages); i++) {
		JsonObject *page = object_at(pages, i);
		JsonObject *quality = page == NULL ? NULL : object_member(page, "quality");
		if (quality != NULL &&
			!sql_run(ledger_database(ledger), error,
				"INSERT INTO pages (document, page, source, source_page, done, verdict,"
				" doubt) VALUES (?, ?, 0, 0, 1, ?, ?)",
				"iiss", document, (gint64)i + 1, text_member(quality, "verdict"),
				text_member(quality, "reason")))
			return false;
	}
	return true;
}

/* A batch is finished if its manifest is there, signed; if not, it is taken up, as it would have
 * been had the ledger not been lost. */
static bool put_batch(
	const Rebuild *rebuild, gint64 batch, const char *scans, const char *time, GError **error)
{
	const char *finished = manifest_is_written(rebuild->out, batch) ? time : NULL;

	return sql_run(ledger_database(rebuild->ledger), error,
		"INSERT INTO batches (id, scans, started, finished) VALUES (?, ?, ?, ?)"
		" ON CONFLICT (id) DO UPDATE SET started = min(started, excluded.started),"
		" finished = max(finished, excluded.finished)",
		"isss", batch, scans != NULL ? scans : "", time, finished);
}

static bool put_document(const Rebuild *rebuild, JsonObject *record, GPtrArray *products,
	const char *path, const char *text, GError **error)
{
	sqlite3 *database = ledger_database(rebuild->ledger);
	const char *time = text_member(record, "time");
	g_autofree char *scans = json_read_path(record, "scans");
	JsonObject *signature = object_member(record, "signature");
	gint64 kept = signature != NULL &&
		json_object_get_boolean_member_with_default(signature, "kept", false);
	gint64 pages = json_array_get_length(array_member(record, "pages"));
	Delivery delivery = { json_object_get_int_member_with_default(record, "batch", 1), NULL, 0,
		products };

	if (!put_batch(rebuild, delivery.batch, scans, time, error) ||
		!sql_run(database, error,
			"INSERT INTO documents (dossier, name, state, pages, kept)"
			" VALUES (?, ?, 'waiting', ?, ?)",
			"ssii", text_member(record, "dossier"), text_member(record, "document"),
			pages, kept))
		return false;
	gint64 id = sqlite3_last_insert_rowid(database);
	return put_sources(rebuild->ledger, id, array_member(record, "sources"), error) &&
		put_pages(rebuild->ledger, id, array_member(record, "pages"), error) &&
		ledger_intend(rebuild->ledger, id, &delivery, error) &&
		ledger_deliver(rebuild->ledger, id, error) &&
		sql_run(database, error, "UPDATE documents SET at = ? WHERE id = ?", "si", time,
			id) &&
		deliver_index(rebuild->ledger, id, path, text, error);
}

/* Does the record stand where it says? A copy elsewhere is somebody's own. */
static bool is_in_place(const Rebuild *rebuild, JsonObject *record, const char *path)
{
	g_autofree char *product = out_product(
		text_member(record, "dossier"), text_member(record, "document"), ".json");
	g_autofree char *place = g_build_filename(rebuild->out, product, NULL);

	return strcmp(place, path) == 0;
}

/* Takes one record over; one that does not fit is no error. */
static bool take_record(const Rebuild *rebuild, const char *path, GError **error)
{
	g_autoptr(JsonParser) parser = load_record(path);
	if (parser == NULL)
		return true;
	JsonObject *record = json_node_get_object(json_parser_get_root(parser));
	if (!is_in_place(rebuild, record, path))
		return true;
	g_autoptr(GPtrArray) products = load_products(rebuild, record);
	g_autofree char *alto = out_product(
		text_member(record, "dossier"), text_member(record, "document"), ".alto.xml");
	g_autofree char *alto_path = g_build_filename(rebuild->out, alto, NULL);
	g_autofree char *text = products != NULL ? deliver_text(alto_path, NULL) : NULL;
	if (text == NULL)
		return true;

	return put_document(rebuild, record, products, path, text, error);
}

static bool walk(const Rebuild *rebuild, const char *folder, int depth, GError **error)
{
	g_autoptr(GDir) stream = g_dir_open(folder, 0, NULL);
	const char *name;

	while (stream != NULL && (name = g_dir_read_name(stream)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) || name[0] == '.')
			continue;
		bool well = true;
		if (g_file_test(path, G_FILE_TEST_IS_DIR) && depth < DEEPEST_FOLDER)
			well = walk(rebuild, path, depth + 1, error);
		else if (g_str_has_suffix(name, ".json"))
			well = take_record(rebuild, path, error);
		if (!well)
			return false;
	}
	return true;
}

/* Numbers that manifests bear are taken, also where no document of theirs is left. */
static bool reserve_batches(const Rebuild *rebuild, GError **error)
{
	g_autofree char *folder = g_build_filename(rebuild->out, "manifests", NULL);
	g_autofree char *now = clock_stamp();
	g_autoptr(GDir) stream = g_dir_open(folder, 0, NULL);
	const char *name;

	while (stream != NULL && (name = g_dir_read_name(stream)) != NULL) {
		if (!g_str_has_prefix(name, "batch-"))
			continue;
		gint64 number = g_ascii_strtoll(name + strlen("batch-"), NULL, 10);
		if (number > 0 && !put_batch(rebuild, number, NULL, now, error))
			return false;
	}
	return true;
}

bool ledger_rebuild(Ledger *ledger, const char *out, GError **error)
{
	Rebuild rebuild = { ledger, out };
	g_autofree char *store = g_build_filename(out, "store", NULL);

	return walk(&rebuild, store, 0, error) && reserve_batches(&rebuild, error);
}
