/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/verify_work.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/detached.h"
#include "signer/journal.h"
#include "signer/show_html.h"
#include "signer/show_xml.h"

#include <string.h>

enum { NAME_LETTERS = 60 };

#define TOLD "(bbbyyxtayay)"

VerifyItem *verify_item_new(ItemKind kind, const char *path)
{
	VerifyItem *item = g_new0(VerifyItem, 1);

	item->kind = kind;
	item->path = g_strdup(path);
	item->indication = INDETERMINATE;
	return item;
}

void verify_item_free(VerifyItem *item)
{
	g_free(item->path);
	g_free(item->lines);
	g_free(item->problem);
	g_free(item);
}

char *verify_item_verdict(const VerifyItem *item)
{
	return verdict_words(item->indication, item->demonstration, item->listing);
}

/* Letters that every file system and every page takes. */
char *verify_item_file_name(const VerifyItem *item, const char *suffix)
{
	g_autofree char *base = g_path_get_basename(item->path);
	g_autofree char *ascii = g_str_to_ascii(base, "C");
	GString *name = g_string_new(NULL);

	if (g_str_has_suffix(ascii, ".pdf") || g_str_has_suffix(ascii, ".PDF"))
		ascii[strlen(ascii) - 4] = '\0';
	g_string_printf(name, "%06u-", item->number);
	for (unsigned i = 0; i < NAME_LETTERS && ascii[i] != '\0'; i++)
		g_string_append_c(name, g_ascii_isalnum(ascii[i]) ? ascii[i] : '-');
	g_string_append(name, suffix);
	return g_string_free(name, FALSE);
}

/* Takes over what is told of the file. What is only held against a manifest is told if it is wrong. */
static void take_telling(VerifyItem *item, const VerifyManner *manner, const Telling *telling)
{
	item->judged = telling->report != NULL;
	item->indication = telling_indication(telling);
	item->demonstration = telling_is_demonstration(telling);
	item->listing = telling->listing;
	item->well = telling_is_well(telling);
	if (item->kind == ITEM_LISTED)
		item->well = telling->listing == LISTING_SAME || telling->listing == LISTING_LONGER;
	g_free(item->lines);
	item->lines = item->kind == ITEM_LISTED && item->well ? NULL : manner->show(telling);
}

void verify_item_fail(VerifyItem *item, const VerifyManner *manner, const char *message)
{
	const Telling telling = {
		.path = item->path, .message = message, .listing = item->listing
	};

	take_telling(item, manner, &telling);
	item->told = true;
}

static VerifyReport *read_report(const VerifyItem *item, const VerifyManner *manner, GError **error)
{
	g_autofree char *signature = NULL;

	switch (item->kind) {
	case ITEM_PDF:
		return verify_file(item->path, manner->rules, error);
	case ITEM_MANIFEST:
		signature = g_strconcat(item->path, ".p7s", NULL);
		return detached_verify(item->path, signature, manner->rules, error);
	case ITEM_LISTED:
		break;
	}
	return NULL;
}

typedef bool (*Write)(const Telling *telling, const char *path, GError **error);

/* Writes what goes into files, as `to` itself, or in it, if it is a folder. */
static void write_one(
	VerifyItem *item, const Telling *telling, const char *to, const char *suffix, Write write)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *name = verify_item_file_name(item, suffix);
	g_autofree char *path = to == NULL || g_str_has_suffix(to, suffix)
		? g_strdup(to)
		: g_build_filename(to, name, NULL);

	if (path == NULL || item->kind != ITEM_PDF || write(telling, path, &error))
		return;
	g_free(item->problem);
	item->problem = g_strdup(error->message);
}

static void verify(VerifyItem *item, const VerifyManner *manner)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(VerifyReport) report = NULL;
	g_autofree char *shown = file_show(item->path);
	Listing listing = item->listing;

	journal_look(item->path, &item->size, &item->changed);
	if (item->listed != NULL)
		listing = listed_compare(item->listed);
	report = read_report(item, manner, &error);
	g_autofree char *message = report != NULL ? NULL
		: error != NULL                   ? g_strdup(error->message)
				: g_strdup_printf("%s: %s", shown, listing_word(listing));
	const Telling telling = { item->path, report, message, listing, manner->rules->password };

	take_telling(item, manner, &telling);
	write_one(item, &telling, manner->xml, ".xml", show_xml);
	write_one(item, &telling, manner->html, ".html", show_html);
}

static bool tell(WorkerLink *link, const VerifyItem *item, GError **error)
{
	g_autoptr(GVariant) told = g_variant_ref_sink(
		g_variant_new("(bbbyyxt@ay@ay)", item->judged, item->well, item->demonstration,
			(guint8)item->indication, (guint8)item->listing, item->changed, item->size,
			g_variant_new_bytestring(item->lines != NULL ? item->lines : ""),
			g_variant_new_bytestring(item->problem != NULL ? item->problem : "")));
	g_autoptr(GBytes) bytes = g_variant_get_data_as_bytes(told);

	return worker_report(link, bytes, error);
}

/* What takes too much to tell is told without it. */
static bool tell_shortly(
	WorkerLink *link, VerifyItem *item, const VerifyManner *manner, GError **error)
{
	g_autofree char *shown = file_show(item->path);
	g_autofree char *message = g_strdup_printf("%s: %s", shown, (*error)->message);

	g_clear_error(error);
	verify_item_fail(item, manner, message);
	return tell(link, item, error);
}

bool verify_work_do(WorkerLink *link, gpointer data, GError **error)
{
	VerifyWork *work = data;

	worker_keep_memory();
	for (unsigned i = 0; i < work->items->len; i++) {
		VerifyItem *item = work->items->pdata[i];
		verify(item, work->manner);
		if (!tell(link, item, error) && !tell_shortly(link, item, work->manner, error))
			return false;
	}
	return true;
}

/* NULL for nothing. */
static char *take_text(GVariant *bytes)
{
	const char *text = g_variant_get_bytestring(bytes);

	return *text != '\0' ? g_utf8_make_valid(text, -1) : NULL;
}

void verify_work_hear(gpointer data, GBytes *bytes)
{
	VerifyWork *work = data;
	g_autoptr(GVariant) told =
		g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(TOLD), bytes, FALSE));
	g_autoptr(GVariant) lines = NULL, problem = NULL;
	gboolean judged, well, demonstration;
	guint8 indication, listing;

	if (work->heard >= work->items->len)
		return;
	VerifyItem *item = work->items->pdata[work->heard++];
	g_variant_get(told, "(bbbyyxt@ay@ay)", &judged, &well, &demonstration, &indication,
		&listing, &item->changed, &item->size, &lines, &problem);
	item->judged = judged;
	item->demonstration = demonstration;
	item->indication = indication <= INDETERMINATE ? indication : INDETERMINATE;
	item->listing = listing <= LISTING_SURPLUS ? listing : LISTING_DIFFERENT;
	item->well = well && (item->kind == ITEM_LISTED || item->indication == TOTAL_PASSED);
	item->lines = take_text(lines);
	item->problem = take_text(problem);
	item->told = true;
}
