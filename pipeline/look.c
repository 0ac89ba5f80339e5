/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/look.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/worker.h"
#include "ocr/clean.h"
#include "ocr/quality.h"
#include "ocr/recognize.h"
#include "ocr/scan.h"
#include "pipeline/page.h"
#include "pipeline/page_words.h"

#include <string.h>

typedef struct {
	const LookOrder *order;
	const Reader *reader;
	unsigned kept;     /* pictures so far */
	GError *error;     /* of keeping one */
	bool is_fit;       /* could the page's own content be kept … */
	const char *unfit; /* … or why not; NULL of what is no PDF */
} Look;

/* 01-survey.png, 02-orient.png, … */
static void keep_picture(gpointer data, const char *step, PIX *pix)
{
	Look *look = data;
	g_autofree char *name = g_strdup_printf("%02u-%s.png", ++look->kept, step);
	g_autofree char *path = g_build_filename(look->order->keep, name, NULL);
	l_uint8 *png = NULL;
	size_t size = 0;

	if (look->error != NULL)
		return;
	if (pixWriteMemPng(&png, &size, pix, 0) != 0) {
		g_set_error(&look->error, BASE_ERROR, BASE_ERROR_SYSTEM,
			_("%s: the picture cannot be written"), path);
		return;
	}
	g_autoptr(GBytes) bytes = g_bytes_new_with_free_func(png, size, lept_free, png);
	file_publish(path, bytes, &look->error);
}

static Words *read_page(Look *look, GError **error)
{
	const Settings *settings = look->order->settings;
	ScanLimits limits = page_limits(settings);
	CleanRules rules = { .without = reader_without(look->reader) };

	if (look->order->keep != NULL) {
		rules.keep = keep_picture;
		rules.keep_data = look;
	}
	g_autoptr(Scan) scan = scan_open(look->order->file, &limits, error);
	if (scan == NULL)
		return NULL;
	if (look->order->page > scan_page_count(scan)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("there is no page %u: the file has %u"), look->order->page,
			scan_page_count(scan));
		return NULL;
	}
	g_autoptr(ScanPage) page = scan_read_page(scan, look->order->page - 1, error);
	Words *existing = NULL;
	g_autoptr(CleanPage) clean = page == NULL
		? NULL
		: page_clean_words(look->reader, settings, page, &rules, &existing, error);
	g_autoptr(Words) words = clean == NULL
		? NULL
		: page_read_words(look->reader, settings, page, clean, existing, error);
	if (words == NULL)
		return NULL;
	look->is_fit = page->content != NULL;
	look->unfit = page->unfit;
	if (look->error != NULL) {
		g_propagate_error(error, look->error);
		return NULL;
	}
	return g_steal_pointer(&words);
}

static char *show_words(const Look *look, const Words *words)
{
	if (!look->order->json)
		return words_text(words);
	g_autoptr(JsonBuilder) builder = json_builder_new();
	json_builder_begin_object(builder);
	page_put_json(builder, words);
	json_put_flag(builder, "content_fit", look->is_fit);
	if (look->unfit != NULL)
		json_put_text(builder, "content_unfit", look->unfit);
	json_builder_end_object(builder);
	g_autofree char *json = json_finish(builder, true);
	return g_strconcat(json, "\n", NULL);
}

static bool look_body(WorkerLink *link, gpointer data, GError **error)
{
	Look *look = data;

	g_autoptr(Words) words = read_page(look, error);
	if (words == NULL)
		return false;
	char *text = show_words(look, words);
	g_autoptr(GBytes) report = g_bytes_new_take(text, strlen(text));
	return worker_report(link, report, error);
}

/* How the process ended, as the text it reported or as an error. */
static char *read_result(const WorkerResult *result, const char *file, GError **error)
{
	if (result->end == WORKER_DONE) {
		/* a page without words reports nothing */
		gsize size = result->report != NULL ? g_bytes_get_size(result->report) : 0;
		return size > 0 ? g_strndup(g_bytes_get_data(result->report, NULL), size)
				: g_strdup("");
	}
	const char *message = result->end == WORKER_TIMED_OUT
		? _("reading took longer than the time limit")
		: result->message;
	g_autofree char *shown = file_show(file);
	bool named = g_str_has_prefix(message, shown);
	g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM, "%s%s%s", named ? "" : shown,
		named ? "" : ": ", message);
	return NULL;
}

char *page_look(const LookOrder *order, GError **error)
{
	g_autoptr(Reader) reader = page_load_reader(order->settings, error);
	if (reader == NULL || (order->keep != NULL && !folder_make(order->keep, error)))
		return NULL;
	Look look = { .order = order, .reader = reader };
	WorkerTask task = { .body = look_body,
		.data = &look,
		.seconds = (unsigned)order->settings->page_seconds,
		.megabytes = (unsigned)order->settings->page_memory };

	g_autoptr(WorkerPool) pool = worker_pool_new(1);
	if (!worker_pool_start(pool, &task, error))
		return NULL;
	g_autoptr(WorkerResult) result = NULL;
	while (result == NULL)
		result = worker_pool_wait(pool, 1000);
	return read_result(result, order->file, error);
}
