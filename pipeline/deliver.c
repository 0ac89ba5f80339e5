/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/deliver.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "ocr/alto.h"
#include "pipeline/description_json.h"
#include "pipeline/error.h"
#include "pipeline/index.h"
#include "pipeline/ledger_shortfalls.h"
#include "pipeline/out.h"
#include "pipeline/plan.h"
#include "pipeline/spool.h"

#include <string.h>

enum { MOST_TEXT = 256 << 20, MOST_DESCRIPTION = 64 << 20 };

static char *spooled(const char *spool, const char *suffix)
{
	return g_strconcat(spool, "/" SPOOL_DOCUMENT, suffix, NULL);
}

/* What the spool holds for the store. */
static GPtrArray *list_products(const Document *document, const char *spool, GError **error)
{
	g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(product_free);

	for (const char *const *suffix = out_suffixes; *suffix != NULL; suffix++) {
		g_autofree char *path = spooled(spool, *suffix);
		Product *product = g_new0(Product, 1);
		g_ptr_array_add(products, product);
		product->path = out_product(document->dossier, document->name, *suffix);
		product->sha256 = file_sha256(path, &product->size, error);
		if (product->sha256 == NULL)
			return NULL;
	}
	return g_steal_pointer(&products);
}

/* Moves the files of the spool to their places in the store. */
static bool publish_products(
	const char *out, const Document *document, const char *spool, GError **error)
{
	g_autofree char *folder = g_build_filename(out, "store", document->dossier, NULL);

	if (!folder_make(folder, error))
		return false;
	for (const char *const *suffix = out_suffixes; *suffix != NULL; suffix++) {
		g_autofree char *made = spooled(spool, *suffix);
		g_autofree char *product = out_product(document->dossier, document->name, *suffix);
		g_autofree char *path = g_build_filename(out, product, NULL);
		/* the PDF, last, decides: it is delivered once and never replaced */
		bool last = suffix[1] == NULL;
		if (!(last ? file_publish_new : file_publish_made)(made, path, error))
			return false;
	}
	return true;
}

char *deliver_refusal(const char *out, const Document *document)
{
	g_autofree char *pdf = out_product(document->dossier, document->name, ".pdf");
	g_autofree char *path = g_build_filename(out, pdf, NULL);

	if (!g_file_test(path, G_FILE_TEST_EXISTS) && !g_file_test(path, G_FILE_TEST_IS_SYMLINK))
		return NULL;
	return g_strdup_printf(
		_("%s is there already, and the ledger does not know it: it is kept"), pdf);
}

static JsonObject *read_object(JsonObject *record, const char *name)
{
	JsonNode *node = json_object_get_member(record, name);

	return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static bool has_legal_value(JsonObject *record)
{
	JsonObject *signature = read_object(record, "signature");

	return signature == NULL ||
		json_object_get_boolean_member_with_default(signature, "legal_value", true);
}

static JsonParser *load_record(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(path, MOST_DESCRIPTION, error);
	if (bytes == NULL)
		return NULL;

	g_autoptr(JsonParser) parser = json_parser_new();
	gsize size;
	const char *json = g_bytes_get_data(bytes, &size);
	if (!json_parser_load_from_data(parser, json, (gssize)size, error))
		return NULL;
	return g_steal_pointer(&parser);
}

static const char *read_member(JsonObject *object, const char *name)
{
	JsonNode *node = object != NULL ? json_object_get_member(object, name) : NULL;

	return node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
}

/* The description, and how the document was made. */
static bool put_record(Ledger *ledger, gint64 document, const char *path, GError **error)
{
	g_autoptr(JsonParser) parser = load_record(path, error);
	if (parser == NULL)
		return false;

	JsonNode *root = json_parser_get_root(parser);
	JsonObject *record =
		root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
	g_autoptr(Description) description = record != NULL ? description_from_json(record) : NULL;
	if (description == NULL) {
		g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("%s: this is not the description of a document"), path);
		return false;
	}
	return index_put_description(ledger_database(ledger), document, description,
		       !has_legal_value(record), error) &&
		ledger_forget_making(ledger, document, error) &&
		ledger_put_making(ledger, document, read_member(record, "profile"),
			read_member(read_object(record, "signature"), "level"), error) &&
		shortfalls_take(ledger, document, record, error);
}

bool deliver_index(Ledger *ledger, gint64 document, const char *description_path, const char *text,
	GError **error)
{
	sqlite3 *database = ledger_database(ledger);

	if (!index_forget(database, document, error) ||
		!put_record(ledger, document, description_path, error))
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

static char *read_text(const char *spool, GError **error)
{
	g_autofree char *path = g_build_filename(spool, SPOOL_TEXT, NULL);
	g_autoptr(GBytes) bytes = file_read(path, MOST_TEXT, error);
	if (bytes == NULL)
		return NULL;

	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	return g_strndup(data != NULL ? data : "", size);
}

static bool intend(Ledger *ledger, gint64 document, const Delivery *delivery, GError **error)
{
	if (!ledger_begin(ledger, error))
		return false;
	if (ledger_intend(ledger, document, delivery, error) && ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}

/* What is delivered is nowhere else: neither in the spool nor, from an earlier run, in quarantine. */
static bool clear_aside(const char *out, const Document *document, GError **error)
{
	g_autofree char *spool = out_spool(out, document->dossier, document->name);
	g_autofree char *quarantine = out_quarantine(out, document->dossier, document->name);

	return folder_remove(spool, error) && folder_remove(quarantine, error);
}

/* What can be wrong with the rows is wrong before the first file is published. */
static bool carry_out(Ledger *ledger, const char *out, const Document *document, const char *spool,
	const char *text, GError **error)
{
	g_autofree char *description = spooled(spool, ".json");

	if (!ledger_begin(ledger, error))
		return false;
	if (deliver_index(ledger, document->id, description, text, error) &&
		ledger_deliver(ledger, document->id, error) &&
		publish_products(out, document, spool, error) && ledger_commit(ledger, error))
		return true;
	ledger_rollback(ledger);
	return false;
}

bool deliver_document(Ledger *ledger, const char *out, const Document *document, gint64 batch,
	const char *spool, const StageReport *report, double seconds, GError **error)
{
	g_autofree char *text = read_text(spool, error);
	if (text == NULL)
		return false;
	g_autoptr(GPtrArray) products = list_products(document, spool, error);
	if (products == NULL)
		return false;

	Delivery delivery = { batch, report->times, seconds, products };
	return intend(ledger, document->id, &delivery, error) &&
		carry_out(ledger, out, document, spool, text, error) &&
		clear_aside(out, document, error);
}

/* Interrupted deliveries. */

char *deliver_text(const char *alto, GError **error)
{
	g_autoptr(AltoReader) reader = alto_read(alto, error);
	g_autoptr(GString) text = g_string_new(NULL);
	GError *wrong = NULL;

	if (reader == NULL)
		return NULL;
	for (bool first = true;; first = false) {
		g_autoptr(Words) words = alto_read_page(reader, &wrong);
		if (words == NULL)
			break;
		g_autofree char *page = words_text(words);
		if (!first)
			g_string_append_c(text, '\f');
		g_string_append(text, page);
	}
	if (wrong == NULL)
		return g_string_free(g_steal_pointer(&text), FALSE);
	g_propagate_error(error, wrong);
	return NULL;
}

/* Is it in the store as it was to be published? */
static bool is_published(const char *out, const Product *product)
{
	g_autofree char *path = g_build_filename(out, product->path, NULL);
	g_autofree char *sha256 = file_sha256(path, NULL, NULL);

	return g_strcmp0(sha256, product->sha256) == 0;
}

static bool complete(
	Ledger *ledger, const char *out, const Document *document, const char *text, GError **error)
{
	g_autofree char *record = out_product(document->dossier, document->name, ".json");
	g_autofree char *path = g_build_filename(out, record, NULL);

	if (!ledger_begin(ledger, error))
		return false;
	if (deliver_index(ledger, document->id, path, text, error) &&
		ledger_deliver(ledger, document->id, error) && ledger_commit(ledger, error))
		return clear_aside(out, document, error);
	ledger_rollback(ledger);
	return false;
}

static bool take_back(Ledger *ledger, const char *out, const Document *document,
	const GPtrArray *products, GError **error)
{
	for (unsigned i = 0; i < products->len; i++) {
		const Product *product = products->pdata[i];
		g_autofree char *path = g_build_filename(out, product->path, NULL);
		if (is_published(out, product) && !folder_remove(path, error))
			return false;
	}
	return ledger_forget_products(ledger, document->id, error);
}

static bool settle(Ledger *ledger, const char *out, const Document *document, GError **error)
{
	g_autofree char *alto = out_product(document->dossier, document->name, ".alto.xml");
	g_autofree char *path = g_build_filename(out, alto, NULL);
	g_autoptr(GPtrArray) products = ledger_products(ledger, document->id, error);
	bool whole = products != NULL;

	if (!whole)
		return false;
	for (unsigned i = 0; i < products->len; i++)
		whole = whole && is_published(out, products->pdata[i]);
	g_autofree char *text = whole ? deliver_text(path, NULL) : NULL;
	return text != NULL ? complete(ledger, out, document, text, error)
			    : take_back(ledger, out, document, products, error);
}

bool deliver_settle(Ledger *ledger, const char *out, GError **error)
{
	for (;;) {
		GError *wrong = NULL;
		g_autoptr(Document) document = ledger_next_interrupted(ledger, &wrong);
		if (wrong != NULL)
			g_propagate_error(error, wrong);
		if (document == NULL)
			return wrong == NULL;
		if (!settle(ledger, out, document, error))
			return false;
	}
}

/* Quarantine. */

/* Appends to `reason` what has no copy: a scan that is gone or unreadable may be just why the
 * document is here, and must not hold up the others. */
static bool copy_scans(
	const Document *document, const char *folder, GString *reason, GError **error)
{
	if (!folder_make(folder, error))
		return false;
	for (unsigned i = 0; i < document->sources->len; i++) {
		const Source *source = document->sources->pdata[i];
		g_autofree char *base = g_path_get_basename(source->path);
		g_autofree char *name = store_name(base);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		GError *wrong = NULL;
		if (!g_file_test(source->path, G_FILE_TEST_IS_REGULAR) ||
			file_publish_copy(source->path, path, &wrong))
			continue;
		if (!g_error_matches(wrong, BASE_ERROR, BASE_ERROR_SOURCE)) {
			g_propagate_error(error, wrong);
			return false;
		}
		g_string_append_printf(reason, _("no copy could be made: %s"), wrong->message);
		g_string_append_c(reason, '\n');
		g_error_free(wrong);
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
	g_autoptr(GString) lines = g_string_new(reason);

	g_string_append_c(lines, '\n');
	if (!folder_make(folder, error) || (!secret && !copy_scans(document, scans, lines, error)))
		return false;
	g_autoptr(GBytes) bytes = g_bytes_new(lines->str, lines->len);
	return file_publish(path, bytes, error) &&
		ledger_quarantine(ledger, document->id, batch, stage, reason, error) &&
		folder_remove(spool, error);
}
