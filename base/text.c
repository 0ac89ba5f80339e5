/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both foldings work on the decomposed form (NFD), where a letter is a base letter followed by its
 * marks. There the older placement of the tone is a short pattern: in "oa", "oe" and "uy" it stood
 * on the first vowel when no consonant followed ("hòa"), now it stands on the second ("hoà"); the
 * mark is moved behind the second vowel. A vowel that bears a mark of its own (â, ê) is no such
 * pair.
 */
#include "base/text.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Bytes of text that are normalized at a time. */
enum { LEAST_PIECE = 256, MOST_PIECE = 4096 };

static char *make_valid(const char *text)
{
	return g_utf8_validate(text, -1, NULL) ? g_strdup(text) : g_utf8_make_valid(text, -1);
}

static bool is_mark(gunichar letter)
{
	return letter >= 0x0300 && letter <= 0x036F;
}

/* Where a piece of the text may end so that its parts compose as the whole does: before a letter,
 * never before a mark, unless there are more marks than any writing has. */
static const char *find_cut(const char *text)
{
	const char *at = text;

	while (*at != '\0' && at - text < MOST_PIECE &&
		(at - text < LEAST_PIECE || is_mark(g_utf8_get_char(at))))
		at = g_utf8_next_char(at);
	return at;
}

/* GLib composes in time that grows with the square of the length: so it is given pieces. */
static char *take_normalized(char *text, GNormalizeMode mode)
{
	g_autofree char *whole = text;
	g_autoptr(GString) normalized = g_string_sized_new(strlen(whole));

	for (const char *at = whole, *end; *at != '\0'; at = end) {
		end = find_cut(at);
		g_autofree char *piece = g_utf8_normalize(at, end - at, mode);
		g_string_append(normalized, piece);
	}
	return g_string_free(g_steal_pointer(&normalized), FALSE);
}

char *text_nfc(const char *text)
{
	return take_normalized(make_valid(text), G_NORMALIZE_NFC);
}

/* The lower case of a decomposed letter; 0 for what is not seen. */
static gunichar lower(gunichar letter)
{
	switch (letter) {
	case 0x00AD: /* soft hyphen */
	case 0x200B:
	case 0x200C:
	case 0x200D:
	case 0x2060:
	case 0xFEFF:
		return 0;
	case 0x00D0: /* Ð eth */
	case 0x00F0:
	case 0x0189: /* Ɖ African D */
	case 0x0256:
		return 0x0111; /* đ */
	default:
		return g_unichar_tolower(letter);
	}
}

static bool is_tone(gunichar letter)
{
	return letter == 0x0300 || letter == 0x0301 || letter == 0x0303 || letter == 0x0309 ||
		letter == 0x0323;
}

static bool is_pair(gunichar first, gunichar second)
{
	return (first == 'o' && (second == 'a' || second == 'e')) ||
		(first == 'u' && second == 'y');
}

/* In letters[0 … count): moves tones from the first vowel of a pair to the second. */
static void place_tones(gunichar *letters, glong count)
{
	for (glong i = 0; i + 2 < count; i++) {
		if (!is_tone(letters[i + 1]) || !is_pair(letters[i], letters[i + 2]) ||
			(i + 3 < count && is_mark(letters[i + 3])))
			continue;
		gunichar tone = letters[i + 1];
		letters[i + 1] = letters[i + 2];
		letters[i + 2] = tone;
	}
}

/* The decomposed text in lower case, without what is not seen. */
static gunichar *decompose(const char *text, glong *count)
{
	g_autofree char *decomposed = take_normalized(make_valid(text), G_NORMALIZE_NFD);
	glong all;
	gunichar *letters = g_utf8_to_ucs4_fast(decomposed, -1, &all);

	*count = 0;
	for (glong i = 0; i < all; i++) {
		gunichar letter = lower(letters[i]);
		if (letter != 0)
			letters[(*count)++] = letter;
	}
	return letters;
}

char *text_fold_exact(const char *text)
{
	glong count;
	g_autofree gunichar *letters = decompose(text, &count);

	place_tones(letters, count);
	return take_normalized(g_ucs4_to_utf8(letters, count, NULL, NULL, NULL), G_NORMALIZE_NFC);
}

char *text_fold_plain(const char *text)
{
	glong count, kept = 0;
	g_autofree gunichar *letters = decompose(text, &count);

	for (glong i = 0; i < count; i++)
		if (!is_mark(letters[i]))
			letters[kept++] = letters[i] == 0x0111 ? 'd' : letters[i];
	return take_normalized(g_ucs4_to_utf8(letters, kept, NULL, NULL, NULL), G_NORMALIZE_NFC);
}
