/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A letter that was misread with much confidence makes a word that does not exist: "tuật sư" for "luật
 * sư". Abbreviations, figures and names that agencies bear (ĐẮK LẮK) are no such words.
 */
#include "pipeline/describe.h"

#include "base/text.h"
#include "pipeline/vocabulary.h"

#include <string.h>

#define NO_WORD 0.6

/* Is every letter of it a capital, or something in it no letter, as in "UBND", "V/v", "19/6"? */
static bool is_abbreviation(const char *word)
{
	bool all = true;

	for (const char *at = word; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		if (g_unichar_isdigit(letter) || letter == '/' || letter == '.' || letter == '&')
			return true;
		all = all && !g_unichar_islower(letter);
	}
	return all;
}

static bool is_in_names(const char *word)
{
	const GPtrArray *terms = vocabulary_terms(VOCABULARY_AGENCIES);
	g_autofree char *wanted = text_fold_exact(word);

	for (unsigned i = 0; i < terms->len; i++)
		for (char **part = ((const Term *)terms->pdata[i])->words; *part != NULL; part++) {
			g_autofree char *folded = text_fold_exact(*part);
			if (g_str_equal(folded, wanted))
				return true;
		}
	return false;
}

/* The word without the marks around it. The caller frees it. */
static char *bare_word(const char *word)
{
	const char *end = word + strlen(word);

	while (*word != '\0' && !g_unichar_isalnum(g_utf8_get_char(word)))
		word = g_utf8_next_char(word);
	while (end > word) {
		const char *last = g_utf8_prev_char(end);
		if (g_unichar_isalnum(g_utf8_get_char(last)))
			break;
		end = last;
	}
	return g_strndup(word, (size_t)(end - word));
}

static bool makes_sense(const char *value, const Syllables *syllables)
{
	g_auto(GStrv) words = g_strsplit(value, " ", -1);

	for (unsigned i = 0; words[i] != NULL; i++) {
		g_autofree char *word = bare_word(words[i]);
		if (!is_abbreviation(word) && !syllables_has(syllables, word) && !is_in_names(word))
			return false;
	}
	return true;
}

void describe_sense(Description *description, const Syllables *syllables)
{
	static const FieldName prose[] = { FIELD_PLACE, FIELD_SUBJECT, FIELD_SIGNER,
		FIELD_RECIPIENTS };

	for (size_t i = 0; i < G_N_ELEMENTS(prose); i++) {
		Field *field = &description->fields[prose[i]];
		if (field->value != NULL && !makes_sense(field->value, syllables))
			field->confidence *= NO_WORD;
	}
}
