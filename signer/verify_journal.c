/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/verify_journal.h"

#include "signer/append.h"
#include "signer/journal.h"

#include <string.h>

#define HEADER "digisign-verified 1"

enum { FIELDS = 6, DAY = 86400 };

struct Verdicts {
	AppendFile *file;
	char *plan;
	gint64 now;
	GHashTable *known; /* hash of the name → "SIZE<tab>CHANGED<tab>VERDICT" */
};

static void take_line(gpointer data, const char *line)
{
	Verdicts *verdicts = data;
	g_auto(GStrv) fields = g_strsplit(line, "\t", FIELDS + 1);
	gint64 time;

	if (g_strv_length(fields) != FIELDS || strcmp(fields[0], verdicts->plan) != 0 ||
		!g_ascii_string_to_signed(fields[1], 10, 0, G_MAXINT64, &time, NULL) ||
		time > verdicts->now || verdicts->now - time > JOURNAL_DAYS * DAY)
		return;
	g_autofree char *path = g_strcompress(fields[5]);
	g_hash_table_replace(verdicts->known, append_key(path, NULL),
		g_strdup_printf("%s\t%s\t%s", fields[2], fields[3], fields[4]));
}

static void verdicts_free(Verdicts *verdicts)
{
	g_hash_table_unref(verdicts->known);
	g_free(verdicts->plan);
	g_free(verdicts);
}

Verdicts *verdicts_open(const char *path, const char *plan, gint64 now, GError **error)
{
	Verdicts *verdicts = g_new0(Verdicts, 1);

	verdicts->plan = g_strdup(plan);
	verdicts->now = now;
	verdicts->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	verdicts->file = append_open(path, HEADER, take_line, verdicts, error);
	if (verdicts->file != NULL)
		return verdicts;
	verdicts_free(verdicts);
	return NULL;
}

unsigned verdicts_count(const Verdicts *verdicts)
{
	return g_hash_table_size(verdicts->known);
}

static char *show_verdict(KnownVerdict verdict)
{
	const char *listing = listing_code(verdict.listing);

	return g_strconcat(indication_code(verdict.indication), verdict.demonstration ? "!" : "",
		listing != NULL ? "/" : NULL, listing, NULL);
}

static char *show_numbers(guint64 size, gint64 changed)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT "\t%" G_GINT64_FORMAT "\t", size, changed);
}

/* There are few enough to try. */
static bool read_verdict(const char *text, KnownVerdict *out_verdict)
{
	enum { LISTINGS = LISTING_SURPLUS + 1, ALL = 2 * LISTINGS * (INDETERMINATE + 1) };

	for (unsigned i = 0; i < ALL; i++) {
		KnownVerdict verdict = { i / (2 * LISTINGS), i % 2, i / 2 % LISTINGS };
		g_autofree char *shown = show_verdict(verdict);
		if (strcmp(shown, text) != 0)
			continue;
		*out_verdict = verdict;
		return true;
	}
	return false;
}

bool verdicts_find(const Verdicts *verdicts, const char *path, KnownVerdict *out_verdict)
{
	g_autofree char *name = append_key(path, NULL);
	const char *then = g_hash_table_lookup(verdicts->known, name);
	guint64 size;
	gint64 changed;

	if (then == NULL || !journal_look(path, &size, &changed))
		return false;
	g_autofree char *now = show_numbers(size, changed);
	return g_str_has_prefix(then, now) && read_verdict(then + strlen(now), out_verdict);
}

bool verdicts_add(Verdicts *verdicts, const char *path, guint64 size, gint64 changed,
	KnownVerdict verdict, GError **error)
{
	g_autofree char *escaped = append_show_name(path);
	g_autofree char *numbers = show_numbers(size, changed);
	g_autofree char *shown = show_verdict(verdict);
	g_autofree char *line = g_strdup_printf("%s\t%" G_GINT64_FORMAT "\t%s%s\t%s",
		verdicts->plan, verdicts->now, numbers, shown, escaped);

	return append_line(verdicts->file, line, error);
}

bool verdicts_close(Verdicts *verdicts, GError **error)
{
	if (verdicts == NULL)
		return true;
	bool well = append_close(verdicts->file, error);
	verdicts_free(verdicts);
	return well;
}
