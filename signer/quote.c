/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/quote.h"

#include "base/file.h"

#include <glib.h>
#include <stdbool.h>

/* What could be taken for one of our marks. */
static bool is_mark(gunichar character)
{
	static const gunichar marks[] = { 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0x2036, 0x275D,
		0x275E, 0x301D, 0x301E, 0x301F, 0xFF02 };

	for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++)
		if (marks[i] == character)
			return true;
	return false;
}

/* Appends up to `most` characters of valid UTF-8; false if there are more. */
static bool append_most(GString *out, const char *text, unsigned most, bool quoted)
{
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		gunichar character = g_utf8_get_char(text);
		if (most-- == 0)
			return false;
		g_string_append_unichar(out, quoted && is_mark(character) ? '"' : character);
	}
	return true;
}

char *quote_text(const char *text)
{
	g_autofree char *shown = file_show(text);
	GString *out = g_string_new("“");
	bool whole = append_most(out, shown, QUOTE_CHARACTERS, true);

	g_string_append(out, whole ? "”" : "”…");
	return g_string_free(out, FALSE);
}

char *quote_line(const char *sentence)
{
	g_autofree char *shown = file_show(sentence);
	GString *out = g_string_new(NULL);

	if (!append_most(out, shown, LINE_CHARACTERS, false))
		g_string_append(out, "…");
	return g_string_free(out, FALSE);
}
