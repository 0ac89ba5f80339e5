/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/vocabulary.h"

#include "base/error.h"
#include "pipeline/document_types.h"

#include <glib/gstdio.h>

static void has_what_is_built_in(void)
{
	const Term *kind = vocabulary_find(VOCABULARY_KINDS, "QUYẾT ĐỊNH");
	const Term *agency = vocabulary_find(VOCABULARY_AGENCIES, "HUYỆN BÀU BÀNG");
	const Term *short_name = vocabulary_find(VOCABULARY_ABBREVIATIONS, "UBND");

	g_assert_cmpstr(kind->abbreviation, ==, "QĐ");
	g_assert_cmpstr(kind->code, ==, "02");
	g_assert_cmpstr(kind->plain[1], ==, "dinh");
	g_assert_cmpstr(agency->from, ==, "2013-12-29");
	g_assert_cmpstr(short_name->meaning, ==, "Ủy ban nhân dân");
	g_assert_null(vocabulary_find(VOCABULARY_KINDS, "QUYẾT"));
	g_assert_cmpstr(document_type_code("CÔNG VĂN"), ==, "22");
	g_assert_cmpstr(document_type_code("GIẤY PHÉP XÂY DỰNG"), ==, "32");
}

static void has_each_code_once(void)
{
	const GPtrArray *kinds = vocabulary_terms(VOCABULARY_KINDS);

	for (int code = 1; code <= 31; code++) {
		g_autofree char *wanted = g_strdup_printf("%02d", code);
		unsigned count = 0;
		for (unsigned i = 0; i < kinds->len; i++)
			count += g_strcmp0(((const Term *)kinds->pdata[i])->code, wanted) == 0;
		g_assert_cmpuint(count, ==, 1);
	}
}

/* A folder with one file; removed by remove_folder(). */
static char *make_folder(const char *name, const char *text)
{
	char *folder = g_dir_make_tmp("vocabulary.XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	return folder;
}

static void remove_folder(char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_unlink(path);
	g_rmdir(folder);
	g_free(folder);
}

static void adds_terms_of_a_folder(void)
{
	char *folder = make_folder("kinds.ini",
		"[PHIẾU HẸN]\nabbreviation = PH\n\n[QUYẾT ĐỊNH]\nabbreviation = QÐ2\n");
	g_autoptr(GError) error = NULL;
	bool whole = false;

	g_assert_true(vocabulary_add(folder, &error));
	g_assert_no_error(error);
	const Term *kind = document_type_find("PHIẾU HẸN", &whole);
	g_assert_cmpstr(kind->abbreviation, ==, "PH");
	g_assert_cmpstr(vocabulary_find(VOCABULARY_KINDS, "QUYẾT ĐỊNH")->code, ==, "02");
	remove_folder(folder, "kinds.ini");
}

static void refuses_what_it_does_not_know(void)
{
	static const struct {
		const char *file, *text, *told;
	} cases[] = {
		{ "kinds.ini", "[A]\ncolour = red\n",
			"kinds.ini: [A] colour: there is no such key" },
		{ "kinds.ini", "[A]\nfrom = 1990\n", "kinds.ini: [A] from: there is no such key" },
		{ "kinds.ini", "[A]\nopen = yes\n",
			"kinds.ini: [A] open: \"yes\" is no value of it" },
		{ "agencies.ini", "[A]\nfrom = 1990-13\n",
			"agencies.ini: [A] from: \"1990-13\" is no value of it" },
		{ "agencies.ini", "[A]\nfrom =\n",
			"agencies.ini: [A] from: \"\" is no value of it" },
		{ "kinds.ini", "[A]\ncode = 01\ncode = 02\n", "it stands there twice" },
		{ "abbreviations.ini", "colour = red\n", "abbreviations.ini: " },
		{ "abbreviations.ini", "[A\n", "abbreviations.ini: " },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		char *folder = make_folder(cases[i].file, cases[i].text);
		g_autoptr(GError) error = NULL;
		g_assert_false(vocabulary_add(folder, &error));
		g_assert_error(error, BASE_ERROR, BASE_ERROR_SETTINGS);
		g_assert_nonnull(strstr(error->message, cases[i].told));
		remove_folder(folder, cases[i].file);
	}
}

static void refuses_a_folder_that_is_none(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(vocabulary_add(NULL, &error));
	g_assert_false(vocabulary_add("/nonexistent", &error));
	g_assert_error(error, BASE_ERROR, BASE_ERROR_SETTINGS);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vocabulary/has what is built in", has_what_is_built_in);
	g_test_add_func("/vocabulary/has each code of TT 05/2025 once", has_each_code_once);
	g_test_add_func("/vocabulary/adds the terms of a folder", adds_terms_of_a_folder);
	g_test_add_func("/vocabulary/refuses what it does not know", refuses_what_it_does_not_know);
	g_test_add_func("/vocabulary/refuses a folder that is none", refuses_a_folder_that_is_none);
	return g_test_run();
}
