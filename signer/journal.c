/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/journal.h"

#include "signer/append.h"

#include <string.h>
#include <sys/stat.h>

#define HEADER "digisign-journal 1"

enum { FIELDS = 6 };

struct Journal {
	AppendFile *file;
	char *plan;
	GHashTable *known; /* hash of the names → char *, the line's numbers */
};

bool journal_look(const char *path, guint64 *out_size, gint64 *out_time)
{
	struct stat about;

	if (stat(path, &about) < 0)
		return false;
	*out_size = (guint64)about.st_size;
	*out_time = (gint64)about.st_mtim.tv_sec * G_GINT64_CONSTANT(1000000000) +
		about.st_mtim.tv_nsec;
	return true;
}

static char *show_numbers(guint64 size, gint64 time, guint64 out_size)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GUINT64_FORMAT,
		size, time, out_size);
}

static void take_line(gpointer data, const char *line)
{
	Journal *journal = data;
	g_auto(GStrv) fields = g_strsplit(line, "\t", FIELDS + 1);

	if (g_strv_length(fields) != FIELDS || strcmp(fields[0], journal->plan) != 0)
		return;
	g_autofree char *in = g_strcompress(fields[4]);
	g_autofree char *out = g_strcompress(fields[5]);
	g_hash_table_replace(journal->known, append_key(in, out),
		g_strdup_printf("%s\t%s\t%s", fields[1], fields[2], fields[3]));
}

static void journal_free(Journal *journal)
{
	g_hash_table_unref(journal->known);
	g_free(journal->plan);
	g_free(journal);
}

Journal *journal_open(const char *path, const char *plan, GError **error)
{
	Journal *journal = g_new0(Journal, 1);

	journal->plan = g_strdup(plan);
	journal->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	journal->file = append_open(path, HEADER, take_line, journal, error);
	if (journal->file != NULL)
		return journal;
	journal_free(journal);
	return NULL;
}

bool journal_knows(const Journal *journal, const char *in, const char *out)
{
	g_autofree char *names = append_key(in, out);
	const char *then = g_hash_table_lookup(journal->known, names);
	guint64 size, out_size;
	gint64 time, out_time;

	if (then == NULL || !journal_look(in, &size, &time) ||
		!journal_look(out, &out_size, &out_time))
		return false;
	g_autofree char *now = show_numbers(size, time, out_size);
	return strcmp(then, now) == 0;
}

bool journal_add(Journal *journal, const JournalEntry *entry, GError **error)
{
	g_autofree char *numbers = show_numbers(entry->size, entry->time, entry->out_size);
	g_autofree char *in = append_show_name(entry->in), *out = append_show_name(entry->out);
	g_autofree char *line = g_strdup_printf("%s\t%s\t%s\t%s", journal->plan, numbers, in, out);

	return append_line(journal->file, line, error);
}

bool journal_close(Journal *journal, GError **error)
{
	if (journal == NULL)
		return true;
	bool well = append_close(journal->file, error);
	journal_free(journal);
	return well;
}
