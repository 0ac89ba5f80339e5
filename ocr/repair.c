/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/repair.h"

#include <glib.h>

enum { ETH = 0xd0, D_WITH_STROKE = 0x110 };

/* XML 1.0 has no place for the last two code points of the basic plane. */
static bool is_writable(gunichar letter)
{
	return !g_unichar_isspace(letter) && !g_unichar_iscntrl(letter) && letter != 0xfffe &&
		letter != 0xffff;
}

char *text_repair(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
	GString *out = g_string_new(NULL);

	for (const char *at = composed; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		if (is_writable(letter))
			g_string_append_unichar(out, letter == ETH ? D_WITH_STROKE : letter);
	}
	return g_string_free(out, FALSE);
}

bool text_has_letters(const char *text)
{
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
		if (g_unichar_isalnum(g_utf8_get_char(at)))
			return true;
	return false;
}
