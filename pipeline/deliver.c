/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/deliver.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/description_json.h"
#include "pipeline/error.h"
#include "pipeline/index.h"
#include "pipeline/out.h"
#include "pipeline/plan.h"
#include "pipeline/spool.h"

#include <string.h>

enum { MOST_TEXT = 256 << 20, MOST_DESCRIPTION = 64 << 20 };

/* Moves one file of the spool to its place in the store. */
static Product *publish_product(const char *out, const Document *document, const char *spool,
	const char *suffix, GError **error)
{
	g_autofree char *spooled = g_strconcat(spool, "/" SPOOL_DOCUMENT, suffix, NULL);
	g_autofree char *product_path = out_product(document->dossier, document->name, suffix);
	g_autofree char *path = g_build_filename(out, product_path, NULL);
	uint64_t size;
	g_autofree char *sha256 = file_sha256(spooled, &size, error);

	if (sha256 == NULL || !file_publish_made(spooled, path, error))
		return NULL;
	Product *product = g_new0(Product, 1);
	product->path = g_steal_pointer(&product_path);
	product->sha256 = g_steal_pointer(&sha256);
	product->size = size;
	return product;
}

static GPtrArray *publish_products(
	const char *out, const Document *document, const char *spool, GError **error)
{
	g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(product_free);
	g_autofree char *folder = g_build_filename(out, "store", document->dossier, NULL);

	if (!folder_make(folder, error))
		return NULL;
	for (const char *const *suffix = out_suffixes; *suffix != NULL; suffix++) {
		Product *product = publish_product(out, document, spool, *suffix, error);
		if (product == NULL)
			return NULL;
		g_ptr_array_add(products, product);
	}
	return g_steal_pointer(&products);
}

static Description *load_description(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(path, MOST_DESCRIPTION, error);
	if (bytes == NULL)
		return NULL;

	g_autoptr(JsonParser) parser = json_parser_new();
	gsize size;
	const char *json = g_bytes_get_data(bytes, &size);
	if (!json_parser_load_from_data(parser, json, (gssize)size, error))
		return NULL;
	JsonNode *root = json_parser_get_root(parser);
	Description *description = root != NULL && JSON_NODE_HOLDS_OBJECT(root)
		? description_from_json(json_node_get_object(root))
		: NULL;
	if (description == NULL)
		g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("%s: this is not the description of a document"), path);
	return description;
}

bool deliver_index(Ledger *ledger, gint64 document, const char *description_path, const char *text,
	GError **error)
{
	sqlite3 *database = ledger_database(ledger);
	g_autoptr(Description) description = load_description(description_path, error);

	if (description == NULL || !index_forget(database, document, error) ||
		!index_put_description(database, document, description, error))
		return false;
	for (unsigned page = 1;; page++) {
		const char *end = strchr(text, '\f');
		g_autofree char *one =
			end != NULL ? g_strndup(text, (gsize)(end - text)) : g_strdup(text);
		if (!index_put_page(database, document, page, one, error))
			return false;
		if (end == NULL)
			return true;
		text = end + 1;
	}
}

static bool record_delivery(Ledger *ledger, const Document *document, gint64 batch,
	const char *description, const char *text, const StageReport *report, double seconds,
	GPtrArray *products, GError **error)
{
	if (!ledger_begin(ledger, error))
		return false;
	if (deliver_index(ledger, document->id, description, text, error) &&
		ledger_deliver(
			ledger, document->id, batch, report->times, seconds, products, error) &&
		ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}

bool deliver_document(Ledger *ledger, const char *out, const Document *document, gint64 batch,
	const char *spool, const StageReport *report, double seconds, GError **error)
{
	g_autofree char *text_path = g_build_filename(spool, SPOOL_TEXT, NULL);
	g_autoptr(GBytes) bytes = file_read(text_path, MOST_TEXT, error);
	if (bytes == NULL)
		return false;
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data != NULL ? data : "", size);

	g_autoptr(GPtrArray) products = publish_products(out, document, spool, error);
	if (products == NULL)
		return false;
	g_autofree char *json = out_product(document->dossier, document->name, ".json");
	g_autofree char *description = g_build_filename(out, json, NULL);
	return record_delivery(ledger, document, batch, description, text, report, seconds,
		       products, error) &&
		folder_remove(spool, error);
}

static bool copy_scans(const Document *document, const char *folder, GError **error)
{
	if (!folder_make(folder, error))
		return false;
	for (unsigned i = 0; i < document->sources->len; i++) {
		const Source *source = document->sources->pdata[i];
		g_autofree char *base = g_path_get_basename(source->path);
		g_autofree char *name = store_name(base);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		/* a scan that is gone or unreadable is just what the reason says */
		if (g_file_test(source->path, G_FILE_TEST_IS_REGULAR) &&
			!file_publish_copy(source->path, path, error))
			return false;
	}
	return true;
}

bool quarantine_document(Ledger *ledger, const char *out, const Document *document, gint64 batch,
	const char *stage, const char *reason, bool secret, GError **error)
{
	g_autofree char *folder = out_quarantine(out, document->dossier, document->name);
	g_autofree char *spool = out_spool(out, document->dossier, document->name);
	g_autofree char *path = g_build_filename(folder, "reason.txt", NULL);
	g_autofree char *scans = g_build_filename(folder, "scans", NULL);
	g_autofree char *line = g_strconcat(reason, "\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(line, strlen(line));

	if (!folder_make(folder, error) || !file_publish(path, bytes, error))
		return false;
	if (!secret && !copy_scans(document, scans, error))
		return false;
	return ledger_quarantine(ledger, document->id, batch, stage, reason, error) &&
		folder_remove(spool, error);
}
