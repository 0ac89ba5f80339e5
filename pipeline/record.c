/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/record.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "ocr/engine.h"
#include "pipeline/compose.h"
#include "pipeline/description_json.h"
#include "pipeline/encode.h"
#include "pipeline/judge.h"
#include "pipeline/ledger_shortfalls.h"
#include "pipeline/out.h"
#include "pipeline/page.h"
#include "pipeline/painted.h"
#include "pipeline/spool.h"
#include "signer/keeper.h"

#include <math.h>
#include <string.h>

static void put_sources(JsonBuilder *builder, const Document *document)
{
	json_begin_array(builder, "sources");
	for (unsigned i = 0; i < document->sources->len; i++) {
		const Source *source = document->sources->pdata[i];
		json_builder_begin_object(builder);
		json_put_path(builder, "path", source->path);
		json_put_integer(builder, "size", (gint64)source->size);
		json_put_integer(builder, "mtime", source->mtime);
		json_put_text(builder, "sha256", source->sha256);
		json_put_integer(builder, "pages", source->pages);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

enum { MOST_LISTED = 100 }; /* images of a page: one may be made of thousands of pieces */

static void put_images(JsonBuilder *builder, const GArray *images)
{
	json_put_integer(builder, "images_painted", images->len);
	json_begin_array(builder, "images");
	for (unsigned i = 0; i < MIN(images->len, MOST_LISTED); i++) {
		const PaintedImage *image = &g_array_index(images, PaintedImage, i);
		json_builder_begin_object(builder);
		json_put_integer(builder, "width", image->width);
		json_put_integer(builder, "height", image->height);
		json_put_real(builder, "dpi_x", round(image->dpi_x * 100) / 100);
		json_put_real(builder, "dpi_y", round(image->dpi_y * 100) / 100);
		json_put_flag(builder, "stencil", image->stencil);
		json_put_integer(builder, "bits", image->bits);
		json_put_flag(builder, "colour", image->colour);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

static void put_finding(JsonBuilder *builder, const PageFinding *finding)
{
	put_images(builder, finding->images);
	json_begin_array(builder, "shortfalls");
	for (unsigned i = 0; i < finding->shortfalls->len; i++) {
		json_builder_begin_object(builder);
		shortfall_put_json(builder, &g_array_index(finding->shortfalls, Shortfall, i));
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

static bool put_page(JsonBuilder *builder, const Record *record, unsigned page, GError **error)
{
	g_autofree char *path = spool_page_path(record->job->spool, page, ".image");
	g_autoptr(Words) words = spool_words(record->job->spool, page, error);
	if (words == NULL)
		return false;
	g_autoptr(EncodedPage) image = encoded_page_load(path, error);
	if (image == NULL)
		return false;

	json_builder_begin_object(builder);
	json_put_integer(builder, "page", page);
	json_put_real(builder, "width_mm", image->width * 25.4 / 72);
	json_put_real(builder, "height_mm", image->height * 25.4 / 72);
	json_put_flag(builder, "size_assumed", image->size_assumed);
	json_put_flag(builder, "image_passed_through", image->passed_through);
	json_put_flag(builder, "rendered", image->rendered);
	json_put_flag(builder, "content_kept", image->content != NULL);
	page_put_json(builder, words);
	if (record->findings != NULL)
		put_finding(builder, record->findings->pdata[page - 1]);
	json_builder_end_object(builder);
	return true;
}

static bool put_pages(JsonBuilder *builder, const Record *record, GError **error)
{
	json_begin_array(builder, "pages");
	for (unsigned page = 1; page <= record->job->document->pages->len; page++)
		if (!put_page(builder, record, page, error))
			return false;
	json_builder_end_array(builder);
	return true;
}

static bool put_products(JsonBuilder *builder, const Record *record, GError **error)
{
	static const char *const kinds[][2] = { { "pdf", ".pdf" }, { "alto", ".alto.xml" } };

	json_begin_object(builder, "products");
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *path =
			g_strconcat(record->job->spool, "/" SPOOL_DOCUMENT, kinds[i][1], NULL);
		g_autofree char *name = g_strconcat(record->job->document->name, kinds[i][1], NULL);
		uint64_t size;
		g_autofree char *sha256 = file_sha256(path, &size, error);
		if (sha256 == NULL)
			return false;
		json_begin_object(builder, kinds[i][0]);
		json_put_text(builder, "name", name);
		json_put_integer(builder, "size", (gint64)size);
		json_put_text(builder, "sha256", sha256);
		json_builder_end_object(builder);
	}
	json_builder_end_object(builder);
	return true;
}

static void put_warnings(JsonBuilder *builder, const GPtrArray *warnings)
{
	if (warnings == NULL || warnings->len == 0)
		return;
	json_begin_array(builder, "warnings");
	for (unsigned i = 0; i < warnings->len; i++)
		json_builder_add_string_value(builder, warnings->pdata[i]);
	json_builder_end_array(builder);
}

static void put_signature(JsonBuilder *builder, const Record *record)
{
	const Identity *identity = record->job->identity;
	g_autofree char *time = clock_iso8601(record->time);

	json_begin_object(builder, "signature");
	json_put_flag(builder, "kept", record->job->document->kept);
	if (!record->job->document->kept) {
		g_autofree char *level =
			g_strconcat("PAdES ", record->job->settings->sign_level, NULL);
		json_put_text(builder, "level", level);
		json_put_text(builder, "profile", record->job->settings->sign_profile);
		json_put_text(builder, "subject", identity->subject);
		json_put_text(builder, "time", time);
		json_put_flag(builder, "legal_value", !identity->demonstration);
		put_warnings(builder, record->warnings);
	}
	json_builder_end_object(builder);
	if (!record->job->document->kept && identity->demonstration)
		json_put_text(builder, "notice", OUT_NO_LEGAL_VALUE);
}

bool record_write(const Record *record, GError **error)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autofree char *now = clock_iso8601(record->time);
	g_autofree char *path = g_build_filename(record->job->spool, SPOOL_DESCRIPTION, NULL);

	json_builder_begin_object(builder);
	json_put_text(builder, "format", RECORD_FORMAT);
	json_put_text(builder, "software", "digitize " VERSION);
	json_put_text(builder, "engine", engine_version());
	json_put_text(builder, "dossier", record->job->document->dossier);
	json_put_text(builder, "document", record->job->document->name);
	json_put_text(builder, "time", now);
	json_put_integer(builder, "batch", record->job->batch);
	json_put_path(builder, "scans", record->job->scans);
	put_sources(builder, record->job->document);
	if (!put_products(builder, record, error))
		return false;
	if (!record->job->document->kept)
		json_put_text(builder, "profile", record->job->settings->pdf_profile);
	put_signature(builder, record);
	description_put_json(builder, record->description);
	if (!put_pages(builder, record, error))
		return false;
	json_builder_end_object(builder);

	char *json = json_finish(builder, true);
	g_autoptr(GBytes) bytes = g_bytes_new_take(json, strlen(json));
	return file_publish(path, bytes, error);
}
