/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/vocabulary.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/ini.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

enum { MOST_TERMS = 20000 };

static const char kinds[] =
#include "vocabulary/kinds.ini.h"
	;
static const char agencies[] =
#include "vocabulary/agencies.ini.h"
	;
static const char abbreviations[] =
#include "vocabulary/abbreviations.ini.h"
	;

static const struct {
	const char *name, *text; /* the text is what is built in */
} files[VOCABULARY_LISTS] = {
	[VOCABULARY_KINDS] = { "kinds.ini", kinds },
	[VOCABULARY_AGENCIES] = { "agencies.ini", agencies },
	[VOCABULARY_ABBREVIATIONS] = { "abbreviations.ini", abbreviations },
};

typedef enum { TEXT, DATE, FLAG } Type;

static const struct {
	VocabularyList list;
	const char *key;
	Type type;
	size_t offset; /* in Term */
} keys[] = {
	{ VOCABULARY_KINDS, "abbreviation", TEXT, offsetof(Term, abbreviation) },
	{ VOCABULARY_KINDS, "code", TEXT, offsetof(Term, code) },
	{ VOCABULARY_KINDS, "open", FLAG, offsetof(Term, open) },
	{ VOCABULARY_AGENCIES, "abbreviation", TEXT, offsetof(Term, abbreviation) },
	{ VOCABULARY_AGENCIES, "from", DATE, offsetof(Term, from) },
	{ VOCABULARY_AGENCIES, "until", DATE, offsetof(Term, until) },
	{ VOCABULARY_AGENCIES, "unit", FLAG, offsetof(Term, unit) },
	{ VOCABULARY_ABBREVIATIONS, "meaning", TEXT, offsetof(Term, meaning) },
};

static void term_free(gpointer data)
{
	Term *term = data;

	g_free(term->name);
	g_strfreev(term->words);
	g_strfreev(term->plain);
	g_free(term->abbreviation);
	g_free(term->code);
	g_free(term->from);
	g_free(term->until);
	g_free(term->meaning);
	g_free(term);
}

static Term *term_new(const char *name)
{
	Term *term = g_new0(Term, 1);
	g_autofree char *plain = text_fold_plain(name);

	term->name = text_nfc(name);
	term->words = g_strsplit(term->name, " ", -1);
	term->plain = g_strsplit(plain, " ", -1);
	return term;
}

static Term *find_term(const GPtrArray *terms, const char *name)
{
	for (unsigned i = 0; i < terms->len; i++)
		if (g_str_equal(((Term *)terms->pdata[i])->name, name))
			return terms->pdata[i];
	return NULL;
}

static bool set_flag(bool *flag, const char *value)
{
	*flag = g_str_equal(value, "true");
	return *flag || g_str_equal(value, "false");
}

/* False: the value is none of the key's kind. */
static bool set_value(Term *term, Type type, size_t offset, const char *value)
{
	char *field = (char *)term + offset;

	if (type == FLAG)
		return set_flag((bool *)field, value);
	if (*value == '\0' || (type == DATE && !clock_is_date(value, false)))
		return false;
	g_free(*(char **)field);
	*(char **)field = text_nfc(value);
	return true;
}

static bool set_key(
	Term *term, VocabularyList list, const char *key, const char *value, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		if (keys[i].list != list || !g_str_equal(keys[i].key, key))
			continue;
		if (set_value(term, keys[i].type, keys[i].offset, value))
			return true;
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("[%s] %s: \"%s\" is no value of it"), term->name, key, value);
		return false;
	}
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("[%s] %s: there is no such key"),
		term->name, key);
	return false;
}

static bool read_term(
	GPtrArray *terms, VocabularyList list, GKeyFile *file, const char *name, GError **error)
{
	g_auto(GStrv) names = g_key_file_get_keys(file, name, NULL, error);
	g_autofree char *nfc = text_nfc(name);
	Term *term = find_term(terms, nfc);

	if (term == NULL) {
		term = term_new(nfc);
		g_ptr_array_add(terms, term);
	}
	for (unsigned i = 0; names != NULL && names[i] != NULL; i++) {
		g_autofree char *value = g_key_file_get_string(file, name, names[i], error);
		if (value == NULL || !set_key(term, list, names[i], value, error))
			return false;
	}
	return names != NULL;
}

static bool read_terms(GPtrArray *terms, VocabularyList list, GKeyFile *file, GError **error)
{
	g_auto(GStrv) names = g_key_file_get_groups(file, NULL);

	for (unsigned i = 0; names[i] != NULL; i++)
		if (terms->len >= MOST_TERMS || !read_term(terms, list, file, names[i], error))
			return false;
	return true;
}

/* The built-in file is right, or no test of it passes. */
static GPtrArray *read_built_in(VocabularyList list)
{
	GPtrArray *terms = g_ptr_array_new_with_free_func(term_free);
	g_autoptr(GBytes) text = g_bytes_new_static(files[list].text, strlen(files[list].text));
	GError *error = NULL;
	g_autoptr(GKeyFile) file = ini_parse(text, files[list].name, &error);

	if (file == NULL || !read_terms(terms, list, file, &error))
		g_error("%s: %s", files[list].name, error->message);
	return terms;
}

static GPtrArray *take_list(VocabularyList list)
{
	static GPtrArray *lists[VOCABULARY_LISTS];

	g_assert(list < VOCABULARY_LISTS);
	if (lists[list] == NULL)
		lists[list] = read_built_in(list);
	return lists[list];
}

const GPtrArray *vocabulary_terms(VocabularyList list)
{
	return take_list(list);
}

const Term *vocabulary_find(VocabularyList list, const char *name)
{
	return find_term(take_list(list), name);
}

static bool add_file(const char *path, VocabularyList list, GError **error)
{
	g_autofree char *shown = file_show(path);
	g_autoptr(GKeyFile) file = ini_load(path, error);
	if (file == NULL)
		return false;

	if (read_terms(take_list(list), list, file, error))
		return true;
	g_prefix_error(error, "%s: ", shown);
	return false;
}

bool vocabulary_add(const char *folder, GError **error)
{
	if (folder == NULL)
		return true;
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
		return error_set_usage(error, _("%s: there is no such folder"), folder);
	for (unsigned list = 0; list < VOCABULARY_LISTS; list++) {
		g_autofree char *path = g_build_filename(folder, files[list].name, NULL);
		if (g_file_test(path, G_FILE_TEST_EXISTS) && !add_file(path, list, error))
			return false;
	}
	return true;
}
