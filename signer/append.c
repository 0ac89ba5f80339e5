/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/append.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES_A_FLUSH = 512, KEY_DIGITS = 32 };

struct AppendFile {
	char *path;
	FILE *stream;
	unsigned unflushed;
};

static bool set_problem(GError **error, const char *path, int number)
{
	g_autofree char *shown = file_show(path);

	return error_set_errno(error, number, shown);
}

/* Writes the first line of a file that is new, or was cut within it; ends a cut line, so that the next
 * stands by itself. */
static bool mend(FILE *stream, const char *header, bool first, bool whole)
{
	if (first)
		return ftruncate(fileno(stream), 0) == 0 && fprintf(stream, "%s\n", header) >= 0;
	return whole || fputc('\n', stream) != EOF;
}

/* Is the first line, or what there is of it, the header? */
static bool is_header(const char *line, const char *header, bool whole)
{
	g_autofree char *ended = g_strconcat(header, "\n", NULL);

	return whole ? strcmp(line, header) == 0 : g_str_has_prefix(ended, line);
}

/* False, if it is another kind of file. */
static bool read_lines(FILE *stream, const char *header, AppendTake take, gpointer data)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	bool right = true, first = true, whole = true;

	while (right && (size = getline(&line, &room, stream)) > 0) {
		whole = line[size - 1] == '\n';
		if (whole)
			line[size - 1] = '\0';
		if (first)
			right = is_header(line, header, whole);
		else if (whole)
			take(data, line);
		first = first && !whole;
	}
	free(line);
	return right && mend(stream, header, first, whole);
}

/* A pipe or a device would have no end. */
static bool is_plain(int descriptor)
{
	struct stat about;

	return fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

static bool begin(
	AppendFile *file, const char *header, AppendTake take, gpointer data, GError **error)
{
	g_autofree char *shown = file_show(file->path);
	int descriptor =
		open(file->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666);

	if (descriptor < 0)
		return set_problem(error, file->path, errno);
	file->stream = fdopen(descriptor, "a+");
	g_assert(file->stream != NULL);
	rewind(file->stream);
	if (flock(descriptor, LOCK_EX | LOCK_NB) < 0) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM,
			_("%s: another run is at work with this journal"), shown);
		return false;
	}
	if (is_plain(descriptor) && read_lines(file->stream, header, take, data))
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("%s: this is no journal of digisign"),
		shown);
	return false;
}

static void append_free(AppendFile *file)
{
	if (file->stream != NULL)
		fclose(file->stream);
	g_free(file->path);
	g_free(file);
}

AppendFile *append_open(
	const char *path, const char *header, AppendTake take, gpointer data, GError **error)
{
	AppendFile *file = g_new0(AppendFile, 1);

	file->path = g_strdup(path);
	if (begin(file, header, take, data, error))
		return file;
	append_free(file);
	return NULL;
}

static bool flush(AppendFile *file, GError **error)
{
	file->unflushed = 0;
	if (fflush(file->stream) == 0 && fdatasync(fileno(file->stream)) == 0)
		return true;
	return set_problem(error, file->path, errno);
}

bool append_line(AppendFile *file, const char *line, GError **error)
{
	fprintf(file->stream, "%s\n", line);
	return ++file->unflushed < LINES_A_FLUSH || flush(file, error);
}

char *append_show_name(const char *path)
{
	g_autofree char *whole = g_canonicalize_filename(path, NULL);

	return g_strescape(whole, NULL);
}

static void add_name(GChecksum *sum, const char *path)
{
	g_autofree char *whole = g_canonicalize_filename(path, NULL);

	g_checksum_update(sum, (const guchar *)whole, (gssize)strlen(whole) + 1);
}

char *append_key(const char *path, const char *other)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	add_name(sum, path);
	if (other != NULL)
		add_name(sum, other);
	return g_strndup(g_checksum_get_string(sum), KEY_DIGITS);
}

bool append_close(AppendFile *file, GError **error)
{
	if (file == NULL)
		return true;
	bool well = flush(file, error);
	append_free(file);
	return well;
}
