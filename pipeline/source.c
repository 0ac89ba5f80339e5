/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/source.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/error.h"

#include <errno.h>
#include <sys/stat.h>

void source_free(gpointer data)
{
	Source *source = data;

	g_free(source->path);
	g_free(source->sha256);
	g_free(source);
}

char *source_show(const Source *source)
{
	g_autofree char *name = g_path_get_basename(source->path);

	return file_show(name);
}

static gint64 read_time(const struct stat *about)
{
	return (gint64)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

Source *source_look(const char *path, char **out_refusal)
{
	Source *source = g_new0(Source, 1);
	struct stat about = { 0 };

	source->path = g_strdup(path);
	g_autofree char *shown = source_show(source);
	if (stat(path, &about) < 0)
		*out_refusal = g_strdup_printf("%s: %s", shown, g_strerror(errno));
	else if (!S_ISREG(about.st_mode))
		*out_refusal = g_strdup_printf(_("%s: this is not a file"), shown);
	source->size = (uint64_t)about.st_size;
	source->mtime = read_time(&about);
	return source;
}

GDateTime *source_time(const GPtrArray *sources)
{
	g_autoptr(GDateTime) now = clock_now();
	gint64 newest = 0;

	for (unsigned i = 0; i < sources->len; i++) {
		const Source *source = sources->pdata[i];
		newest = MAX(newest, source->mtime / G_GINT64_CONSTANT(1000000000));
	}
	g_autoptr(GDateTime) time =
		g_date_time_new_from_unix_utc(MIN(newest, g_date_time_to_unix(now)));
	return clock_in_vietnam(time);
}

bool source_check(const Source *source, GError **error)
{
	struct stat about;
	g_autofree char *shown = source_show(source);

	if (stat(source->path, &about) < 0) {
		error_set_errno(error, errno, shown);
		return source_blame(source, error);
	}
	if ((uint64_t)about.st_size == source->size && read_time(&about) == source->mtime)
		return true;
	g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
		_("%s: the scan has changed while it was being digitized"), shown);
	return false;
}

static bool holds_something(const char *folder)
{
	g_autoptr(GDir) stream = g_dir_open(folder, 0, NULL);

	return stream != NULL && g_dir_read_name(stream) != NULL;
}

char *source_lost(const Source *source, const char *scans)
{
	struct stat about;
	g_autofree char *prefix = g_strconcat(scans, "/", NULL);

	if (!g_str_has_prefix(source->path, prefix) || stat(source->path, &about) == 0 ||
		errno != ENOENT || !holds_something(scans))
		return NULL;
	g_autofree char *shown = source_show(source);
	return g_strdup_printf(_("%s: the scan is gone"), shown);
}

bool source_blame(const Source *source, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(source->path);

	if (error != NULL && error_is_transient(*error) &&
		g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		(*error)->domain = PIPELINE_ERROR;
		(*error)->code = PIPELINE_ERROR_DOCUMENT;
	}
	return false;
}
