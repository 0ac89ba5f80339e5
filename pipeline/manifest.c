/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/manifest.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "pipeline/ledger_shortfalls.h"
#include "pipeline/out.h"
#include "pipeline/sql.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The three files while they are written. */
typedef struct {
	sqlite3 *database;
	gint64 batch;
	char *scans; /* with a slash at its end */
	FILE *sources, *products, *json;
	bool first;
	GError *wrong;
} Manifest;

/* One line for sha256sum: a name with a backslash or a line end is escaped, and the line says so
 * with a backslash of its own. */
static void put_sum(FILE *file, const char *sha256, const char *path)
{
	if (strpbrk(path, "\\\n\r") == NULL) {
		fprintf(file, "%s  %s\n", sha256, path);
		return;
	}
	fprintf(file, "\\%s  ", sha256);
	for (; *path != '\0'; path++) {
		if (*path == '\n')
			fputs("\\n", file);
		else if (*path == '\r')
			fputs("\\r", file);
		else if (*path == '\\')
			fputs("\\\\", file);
		else
			fputc(*path, file);
	}
	fputc('\n', file);
}

static void put_source(Manifest *manifest, JsonBuilder *builder, sqlite3_stmt *row)
{
	const char *path = sql_text(row, 0);
	g_autofree char *sha256 = g_strdup(sql_text(row, 2));
	size_t prefix = strlen(manifest->scans);

	/* a scan that the survey did not get through has a checksum all the same, if it is there */
	if (sha256 == NULL && g_file_test(path, G_FILE_TEST_IS_REGULAR))
		sha256 = file_sha256(path, NULL, NULL);
	json_builder_begin_object(builder);
	json_put_path(builder, "path", path);
	json_put_integer(builder, "size", sqlite3_column_int64(row, 1));
	json_put_text(builder, "sha256", sha256);
	json_put_integer(builder, "pages", sqlite3_column_int64(row, 3));
	json_builder_end_object(builder);
	if (sha256 != NULL)
		put_sum(manifest->sources, sha256,
			strncmp(path, manifest->scans, prefix) == 0 ? path + prefix : path);
}

static void put_product(Manifest *manifest, JsonBuilder *builder, sqlite3_stmt *row)
{
	json_builder_begin_object(builder);
	json_put_text(builder, "path", sql_text(row, 0));
	json_put_integer(builder, "size", sqlite3_column_int64(row, 1));
	json_put_text(builder, "sha256", sql_text(row, 2));
	json_builder_end_object(builder);
	put_sum(manifest->products, sql_text(row, 2), sql_text(row, 0));
}

/* The rows that belong to a document, as an array. */
static void put_rows(Manifest *manifest, JsonBuilder *builder, const char *name, const char *sql,
	gint64 document, void (*put)(Manifest *, JsonBuilder *, sqlite3_stmt *))
{
	json_begin_array(builder, name);
	if (manifest->wrong == NULL) {
		g_autoptr(sqlite3_stmt) row =
			sql_query(manifest->database, &manifest->wrong, sql, "i", document);
		while (row != NULL && sql_next(row, &manifest->wrong))
			put(manifest, builder, row);
	}
	json_builder_end_array(builder);
}

static void put_doubt(Manifest *manifest, JsonBuilder *builder, sqlite3_stmt *row)
{
	(void)manifest;
	json_builder_begin_object(builder);
	json_put_integer(builder, "page", sqlite3_column_int64(row, 0));
	json_put_text(builder, "verdict", sql_text(row, 1));
	json_put_text(builder, "reason", sql_text(row, 2));
	json_builder_end_object(builder);
}

static void put_delivered(JsonBuilder *builder, sqlite3_stmt *row)
{
	if (sql_text(row, 11) != NULL)
		json_put_text(builder, "profile", sql_text(row, 11));
	const char *level = sql_text(row, 12);

	/* what an older version delivered has no level of its own */
	level = level != NULL ? level : "PAdES B-B";
	json_put_text(builder, "signature", sqlite3_column_int(row, 7) ? "kept" : level);
}

static void put_document(Manifest *manifest, sqlite3_stmt *row)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	gint64 document = sqlite3_column_int64(row, 0);

	json_builder_begin_object(builder);
	json_put_text(builder, "dossier", sql_text(row, 1));
	json_put_text(builder, "document", sql_text(row, 2));
	json_put_text(builder, "state", sql_text(row, 3));
	if (sql_text(row, 5) != NULL) {
		json_put_text(builder, "stage", sql_text(row, 4));
		json_put_text(builder, "reason", sql_text(row, 5));
	}
	json_put_integer(builder, "pages", sqlite3_column_int64(row, 6));
	if (g_strcmp0(sql_text(row, 3), "delivered") == 0)
		put_delivered(builder, row);
	json_put_text(builder, "time", sql_text(row, 8));
	if (sqlite3_column_int(row, 9))
		json_put_flag(builder, "outside_period", true);
	if (sqlite3_column_int(row, 10))
		json_put_text(builder, "notice", OUT_NO_LEGAL_VALUE);
	put_rows(manifest, builder, "sources",
		"SELECT path, size, sha256, pages FROM sources WHERE document = ? ORDER BY ordinal",
		document, put_source);
	put_rows(manifest, builder, "doubtful_pages",
		"SELECT page, verdict, doubt FROM pages WHERE document = ? AND verdict <> 'good'"
		" ORDER BY page",
		document, put_doubt);
	if (manifest->wrong == NULL)
		shortfalls_put_json(builder, manifest->database, document, &manifest->wrong);
	put_rows(manifest, builder, "products",
		"SELECT path, size, sha256 FROM products WHERE document = ? ORDER BY path",
		document, put_product);
	json_builder_end_object(builder);

	g_autofree char *text = json_finish(builder, false);
	fprintf(manifest->json, "%s\n    %s", manifest->first ? "" : ",", text);
	manifest->first = false;
}

static void put_documents(Manifest *manifest)
{
	g_autoptr(sqlite3_stmt) row = sql_query(manifest->database, &manifest->wrong,
		"SELECT id, dossier, name, state, stage, reason, pages, kept, at,"
		" outside_period, demonstration, profile, level"
		" FROM documents LEFT JOIN descriptions ON descriptions.document = id"
		" LEFT JOIN makings ON makings.document = id"
		" WHERE batch = ? AND state <> 'waiting' ORDER BY dossier, name",
		"i", manifest->batch);

	while (row != NULL && manifest->wrong == NULL && sql_next(row, &manifest->wrong))
		put_document(manifest, row);
}

/* What the batch is, as JSON members without their braces. */
static char *head_json(Manifest *manifest, const Signer *signer)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(sqlite3_stmt) row = sql_query(manifest->database, &manifest->wrong,
		"SELECT scans, started FROM batches WHERE id = ?", "i", manifest->batch);
	g_autofree char *now = clock_stamp();

	if (row == NULL || !sql_next(row, &manifest->wrong))
		return NULL;
	manifest->scans = g_strconcat(sql_text(row, 0), "/", NULL);
	json_builder_begin_object(builder);
	json_put_text(builder, "format", "digitize manifest 1");
	json_put_text(builder, "software", "digitize " VERSION);
	json_put_integer(builder, "batch", manifest->batch);
	json_put_path(builder, "scans", sql_text(row, 0));
	json_put_text(builder, "started", sql_text(row, 1));
	json_put_text(builder, "finished", now);
	json_put_text(builder, "signer", signer->identity->subject);
	if (signer->identity->demonstration)
		json_put_text(builder, "notice", OUT_NO_LEGAL_VALUE);
	json_builder_end_object(builder);
	char *text = json_finish(builder, false);
	text[strlen(text) - 1] = '\0';
	memmove(text, text + 1, strlen(text));
	return text;
}

static FILE *open_list(const char *folder, const char *name, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/.%s.part", folder, name);
	FILE *file = fopen(path, "we");

	if (file == NULL)
		error_set_errno(error, errno, path);
	return file;
}

/* Closes and publishes what open_list() opened. `out_sha256` may be NULL. */
static bool publish_list(
	FILE *file, const char *folder, const char *name, char **out_sha256, GError **error)
{
	g_autofree char *part = g_strdup_printf("%s/.%s.part", folder, name);
	g_autofree char *path = g_build_filename(folder, name, NULL);

	if (!file_close(file, path, error))
		return false;
	if (out_sha256 != NULL && (*out_sha256 = file_sha256(part, NULL, error)) == NULL)
		return false;
	return file_publish_made(part, path, error);
}

/* sha256sum passes over lines that begin with #. */
static bool put_notices(Manifest *manifest, const Signer *signer, GError **error)
{
	gint64 without;

	if (!sql_number(manifest->database, &without, 0, error,
		    "SELECT count(*) FROM documents JOIN descriptions ON document = id"
		    " WHERE batch = ? AND demonstration",
		    "i", manifest->batch))
		return false;
	if (without == 0 && !signer->identity->demonstration)
		return true;
	fputs("# " OUT_NO_LEGAL_VALUE "\n", manifest->sources);
	fputs("# " OUT_NO_LEGAL_VALUE "\n", manifest->products);
	return true;
}

static bool write_lists(
	Manifest *manifest, const char *folder, const Signer *signer, GError **error)
{
	g_autofree char *head = head_json(manifest, signer);
	g_autofree char *sources = NULL, *products = NULL;

	if (head == NULL) {
		g_propagate_error(error, manifest->wrong);
		return false;
	}
	if (!put_notices(manifest, signer, error))
		return false;
	fprintf(manifest->json, "{\n  %s,\n  \"documents\": [", head);
	put_documents(manifest);
	if (manifest->wrong != NULL) {
		g_propagate_error(error, manifest->wrong);
		return false;
	}
	if (!publish_list(g_steal_pointer(&manifest->sources), folder, "sources.sha256", &sources,
		    error) ||
		!publish_list(g_steal_pointer(&manifest->products), folder, "products.sha256",
			&products, error))
		return false;
	fprintf(manifest->json,
		"\n  ],\n  \"lists\": {\"sources.sha256\": \"%s\", \"products.sha256\": \"%s\"}\n}\n",
		sources, products);
	return publish_list(g_steal_pointer(&manifest->json), folder, "manifest.json", NULL, error);
}

static void close_list(FILE **file)
{
	if (*file != NULL)
		fclose(*file);
}

static bool write_manifest(
	Manifest *manifest, const char *folder, const Signer *signer, GError **error)
{
	manifest->sources = open_list(folder, "sources.sha256", error);
	if (manifest->sources == NULL)
		return false;
	manifest->products = open_list(folder, "products.sha256", error);
	if (manifest->products == NULL)
		return false;
	manifest->json = open_list(folder, "manifest.json", error);
	return manifest->json != NULL && write_lists(manifest, folder, signer, error);
}

static bool sign_manifest(const char *folder, const Signer *signer, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "manifest.json", NULL);
	g_autofree char *signature_path = g_strconcat(path, ".p7s", NULL);
	g_autoptr(GBytes) signature = file_sign_detached(path, signer, error);

	return signature != NULL && file_publish(signature_path, signature, error);
}

bool manifest_is_written(const char *out, gint64 batch)
{
	g_autofree char *folder = out_manifest(out, batch);
	g_autofree char *path = g_build_filename(folder, "manifest.json", NULL);
	g_autofree char *signature = g_strconcat(path, ".p7s", NULL);

	return g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
		g_file_test(signature, G_FILE_TEST_IS_REGULAR);
}

bool manifest_write(
	Ledger *ledger, const char *out, gint64 batch, const Signer *signer, GError **error)
{
	g_autofree char *folder = out_manifest(out, batch);
	Manifest manifest = { .database = ledger_database(ledger), .batch = batch, .first = true };

	if (!folder_make(folder, error))
		return false;
	bool written = write_manifest(&manifest, folder, signer, error);
	close_list(&manifest.sources);
	close_list(&manifest.products);
	close_list(&manifest.json);
	g_free(manifest.scans);
	return written && sign_manifest(folder, signer, error);
}
