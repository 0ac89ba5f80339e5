/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ini.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"

#include <string.h>

enum { MOST_BYTES = 1 << 20 };

/* Without the mark that editors of Windows put before the first line. */
static GBytes *read_text(const char *path, GError **error)
{
	static const char mark[] = "\xEF\xBB\xBF";
	g_autoptr(GBytes) bytes = file_read(path, MOST_BYTES, error);
	if (bytes == NULL)
		return NULL;

	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	gsize skipped = size >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
	return g_bytes_new_from_bytes(bytes, skipped, size - skipped);
}

/* GKeyFile takes the last of a key that stands there twice: one of the two was not meant. */
static bool check_repeats(GBytes *bytes, const char *path, GError **error)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data != NULL ? data : "", size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const char *group = "";

	for (char **each = lines; *each != NULL; each++) {
		char *line = g_strstrip(*each), *equals = strchr(line, '=');
		if (*line == '[')
			group = line;
		if (*line == '[' || *line == '#' || equals == NULL)
			continue;
		*equals = '\0';
		if (g_hash_table_add(seen, g_strconcat(group, " ", g_strchomp(line), NULL)))
			continue;
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: %s %s: it stands there twice"), path, group, line);
		return false;
	}
	return true;
}

GKeyFile *ini_parse(GBytes *text, const char *path, GError **error)
{
	g_autoptr(GKeyFile) keys = g_key_file_new();
	g_autoptr(GError) wrong = NULL;

	if (!g_key_file_load_from_bytes(keys, text, G_KEY_FILE_NONE, &wrong)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, "%s: %s", path, wrong->message);
		return NULL;
	}
	return check_repeats(text, path, error) ? g_steal_pointer(&keys) : NULL;
}

GKeyFile *ini_load(const char *path, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	g_autoptr(GBytes) text = read_text(path, &wrong);

	if (text == NULL) {
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SETTINGS, wrong->message);
		return NULL;
	}
	return ini_parse(text, path, error);
}
