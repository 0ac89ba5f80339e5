/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/syllables.h"

#include "base/i18n.h"
#include "base/text.h"
#include "ocr/error.h"

#include <string.h>

enum { MOST_BYTES = 16 << 20 };

struct Syllables {
	GHashTable *known; /* of char *, folded: see text_fold_exact() */
};

void syllables_free(Syllables *syllables)
{
	if (syllables == NULL)
		return;
	g_hash_table_unref(syllables->known);
	g_free(syllables);
}

static void add_line(Syllables *syllables, char *line)
{
	line[strcspn(line, "/\t\r")] = '\0';
	if (*g_strstrip(line) != '\0')
		g_hash_table_add(syllables->known, text_fold_exact(line));
}

Syllables *syllables_load(const char *path, GError **error)
{
	g_autofree char *text = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &text, &length, NULL) || length > MOST_BYTES) {
		g_set_error(error, OCR_ERROR, OCR_ERROR_ENGINE,
			_("%s: this list of syllables cannot be read: install the package "
			  "hunspell-vi"),
			path);
		return NULL;
	}
	Syllables *syllables = g_new0(Syllables, 1);
	syllables->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	/* the first line counts the others */
	for (char **line = lines; *line != NULL; line++)
		if (line > lines)
			add_line(syllables, *line);
	return syllables;
}

/* A part of `word` between hyphens, from its first letter to its last. */
static bool is_known(const Syllables *syllables, const char *part)
{
	const char *first = part, *end = part + strlen(part);

	while (*first != '\0' && !g_unichar_isalpha(g_utf8_get_char(first)))
		first = g_utf8_next_char(first);
	while (end > first && !g_unichar_isalpha(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	if (first == end)
		return false;
	g_autofree char *letters = g_strndup(first, (gsize)(end - first));
	g_autofree char *folded = text_fold_exact(letters);
	return syllables == NULL || g_hash_table_contains(syllables->known, folded);
}

bool syllables_has(const Syllables *syllables, const char *word)
{
	g_auto(GStrv) parts = g_strsplit_set(word, "-/", -1);
	bool any = false;

	for (char **part = parts; *part != NULL; part++) {
		if (**part == '\0')
			continue;
		if (!is_known(syllables, *part))
			return false;
		any = true;
	}
	return any;
}
