/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notation names the type and the agency by abbreviations; both are printed in full as well. */
#include "pipeline/describe.h"

#include "base/text.h"
#include "pipeline/vocabulary.h"

#include <string.h>

/* How much less a badly read notation is believed that begins with no known abbreviation. */
#define STRANGE 0.7

/* The first letters of an agency's words but "và": "SỞ KẾ HOẠCH VÀ ĐẦU TƯ" → "SKHĐT". */
static char *initials_of(const char *agency)
{
	g_autoptr(GString) initials = g_string_new(NULL);
	g_auto(GStrv) words = g_strsplit(agency, " ", -1);

	for (unsigned i = 0; words[i] != NULL; i++) {
		g_autofree char *plain = text_fold_plain(words[i]);
		if (g_str_equal(plain, "va") || !g_unichar_isalpha(g_utf8_get_char(words[i])))
			continue;
		g_string_append_unichar(initials, g_unichar_toupper(g_utf8_get_char(words[i])));
	}
	return g_string_free(g_steal_pointer(&initials), FALSE);
}

/* Are both as long, and but for one letter the same? */
static bool differs_once(const char *one, const char *other)
{
	unsigned different = 0;

	if (g_utf8_strlen(one, -1) != g_utf8_strlen(other, -1) || g_utf8_strlen(one, -1) < 2)
		return false;
	for (; *one != '\0'; one = g_utf8_next_char(one), other = g_utf8_next_char(other))
		different += g_utf8_get_char(one) != g_utf8_get_char(other);
	return different == 1;
}

/* The engine reads some letters twice: "QĐĐ" for "QĐ". The caller frees the result. */
static char *without_doubles(const char *part)
{
	g_autoptr(GString) once = g_string_new(NULL);
	gunichar last = 0;

	for (; *part != '\0'; part = g_utf8_next_char(part)) {
		gunichar letter = g_utf8_get_char(part);
		if (letter != last)
			g_string_append_unichar(once, letter);
		last = letter;
	}
	return g_string_free(g_steal_pointer(&once), FALSE);
}

/* Is the part what is meant, but for one letter, or for letters that were read twice? */
static bool is_misread(const char *part, const char *meant)
{
	g_autofree char *once = without_doubles(part);

	return differs_once(part, meant) ||
		(!g_str_equal(part, meant) && *meant != '\0' && g_str_equal(once, meant));
}

/* The notation names the type and the agency, which are printed in full as well: a part that was
 * read badly and differs from what they say by one letter, or by letters read twice, is spelt as they say. */
static char *spell_notation(const Description *description, const char *notation)
{
	const char *type = description->fields[FIELD_TYPE].value;
	const char *agency = description->fields[FIELD_AGENCY].value;
	const Term *kind = type != NULL ? vocabulary_find(VOCABULARY_KINDS, type) : NULL;
	const char *abbreviation = kind != NULL ? kind->abbreviation : NULL;
	g_autofree char *initials = initials_of(agency != NULL ? agency : "");
	g_auto(GStrv) parts = g_strsplit(notation, "-", -1);

	for (unsigned i = 0; parts[i] != NULL; i++) {
		const char *meant = i == 0 && abbreviation != NULL ? abbreviation : initials;
		if (!is_misread(parts[i], meant))
			continue;
		g_free(parts[i]);
		parts[i] = g_strdup(meant);
	}
	return g_strjoinv("-", parts);
}

static bool has_abbreviation(VocabularyList list, const char *text)
{
	const GPtrArray *terms = vocabulary_terms(list);

	for (unsigned i = 0; i < terms->len; i++)
		if (g_strcmp0(((const Term *)terms->pdata[i])->abbreviation, text) == 0)
			return true;
	return false;
}

/* Is the part of a notation an abbreviation of something that is known? */
static bool is_known(const char *part, const char *initials)
{
	return has_abbreviation(VOCABULARY_KINDS, part) ||
		has_abbreviation(VOCABULARY_AGENCIES, part) ||
		vocabulary_find(VOCABULARY_ABBREVIATIONS, part) != NULL ||
		(*initials != '\0' &&
			(g_str_has_prefix(initials, part) || g_str_has_suffix(initials, part)));
}

static bool is_strange(const char *notation, const char *agency)
{
	g_autofree char *initials = initials_of(agency != NULL ? agency : "");
	g_auto(GStrv) parts = g_strsplit_set(notation, "-/.&", -1);

	/* the first part that is no year names the type or, of a letter, the agency */
	unsigned first =
		parts[0] != NULL && strspn(parts[0], "0123456789") == strlen(parts[0]) ? 1 : 0;
	return parts[first] == NULL || !is_known(parts[first], initials);
}

void describe_notation(Description *description)
{
	Field *field = &description->fields[FIELD_NOTATION];

	if (field->value == NULL || field->confidence >= NOTATION_WELL_READ)
		return;
	char *spelt = spell_notation(description, field->value);
	g_free(field->value);
	field->value = spelt;
	if (is_strange(spelt, description->fields[FIELD_AGENCY].value))
		field->confidence *= STRANGE;
}
