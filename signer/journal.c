/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/journal.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER "digisign-journal 1"

enum { FIELDS = 6, LINES_A_FLUSH = 512, NAME_BYTES = 16 };

struct Journal {
	char *path, *plan;
	FILE *stream;
	unsigned unflushed;
	GHashTable *known; /* hash of the names → char *, the line's numbers */
};

/* Names of a million files would fill the memory, their hashes do not. */
static char *hash_names(const char *in, const char *out)
{
	g_autofree char *first = g_canonicalize_filename(in, NULL);
	g_autofree char *second = g_canonicalize_filename(out, NULL);
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *)first, (gssize)strlen(first) + 1);
	g_checksum_update(sum, (const guchar *)second, -1);
	return g_strndup(g_checksum_get_string(sum), 2 * NAME_BYTES);
}

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

static void take_line(Journal *journal, const char *line)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", FIELDS + 1);

	if (g_strv_length(fields) != FIELDS || strcmp(fields[0], journal->plan) != 0)
		return;
	g_autofree char *in = g_strcompress(fields[4]);
	g_autofree char *out = g_strcompress(fields[5]);
	g_hash_table_replace(journal->known, hash_names(in, out),
		g_strdup_printf("%s\t%s\t%s", fields[1], fields[2], fields[3]));
}

/* False, if it is no journal. A cut line is ended, so that the next stands by itself. */
static bool read_lines(Journal *journal)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	bool right = true, first = true, whole = true;

	while (right && (size = getline(&line, &room, journal->stream)) > 0) {
		whole = line[size - 1] == '\n';
		if (whole)
			line[size - 1] = '\0';
		if (first)
			right = whole ? strcmp(line, HEADER) == 0
				      : g_str_has_prefix(HEADER "\n", line);
		else if (whole)
			take_line(journal, line);
		first = first && !whole;
	}
	free(line);
	if (right && first) /* new, or cut within its first line */
		right = ftruncate(fileno(journal->stream), 0) == 0 &&
			fputs(HEADER "\n", journal->stream) >= 0;
	else if (right && !whole)
		fputc('\n', journal->stream);
	return right;
}

static bool set_problem(GError **error, const char *path, int number)
{
	g_autofree char *shown = file_show(path);

	return error_set_errno(error, number, shown);
}

static bool begin(Journal *journal, GError **error)
{
	g_autofree char *shown = file_show(journal->path);
	int file = open(journal->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

	if (file < 0)
		return set_problem(error, journal->path, errno);
	journal->stream = fdopen(file, "a+");
	g_assert(journal->stream != NULL);
	rewind(journal->stream);
	if (flock(file, LOCK_EX | LOCK_NB) < 0) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM,
			_("%s: another run is at work with this journal"), shown);
		return false;
	}
	if (read_lines(journal))
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("%s: this is no journal of digisign"),
		shown);
	return false;
}

static void journal_free(Journal *journal)
{
	if (journal->stream != NULL)
		fclose(journal->stream);
	g_hash_table_unref(journal->known);
	g_free(journal->path);
	g_free(journal->plan);
	g_free(journal);
}

Journal *journal_open(const char *path, const char *plan, GError **error)
{
	Journal *journal = g_new0(Journal, 1);

	journal->path = g_strdup(path);
	journal->plan = g_strdup(plan);
	journal->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (begin(journal, error))
		return journal;
	journal_free(journal);
	return NULL;
}

bool journal_knows(const Journal *journal, const char *in, const char *out)
{
	g_autofree char *names = hash_names(in, out);
	const char *then = g_hash_table_lookup(journal->known, names);
	guint64 size, out_size;
	gint64 time, out_time;

	if (then == NULL || !journal_look(in, &size, &time) ||
		!journal_look(out, &out_size, &out_time))
		return false;
	g_autofree char *now = show_numbers(size, time, out_size);
	return strcmp(then, now) == 0;
}

static bool flush(Journal *journal, GError **error)
{
	journal->unflushed = 0;
	if (fflush(journal->stream) == 0 && fdatasync(fileno(journal->stream)) == 0)
		return true;
	return set_problem(error, journal->path, errno);
}

bool journal_add(Journal *journal, const JournalEntry *entry, GError **error)
{
	g_autofree char *numbers = show_numbers(entry->size, entry->time, entry->out_size);
	g_autofree char *in = g_canonicalize_filename(entry->in, NULL);
	g_autofree char *out = g_canonicalize_filename(entry->out, NULL);
	g_autofree char *in_line = g_strescape(in, NULL);
	g_autofree char *out_line = g_strescape(out, NULL);

	fprintf(journal->stream, "%s\t%s\t%s\t%s\n", journal->plan, numbers, in_line, out_line);
	return ++journal->unflushed < LINES_A_FLUSH || flush(journal, error);
}

bool journal_close(Journal *journal, GError **error)
{
	if (journal == NULL)
		return true;
	bool well = flush(journal, error);
	journal_free(journal);
	return well;
}
