/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/file.h"
#include "base/settings.h"

#include <string.h>

static char *folder;

static Settings *load(const char *text, GError **error)
{
	g_autofree char *path = g_build_filename(folder, "digitize.conf", NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	return settings_load(path, NULL, error);
}

static const struct {
	const char *title, *text;
	const char *sentence[3];
} refused[] = {
	{ "refuses an unknown key", "[page]\nsecond = 1\n",
		{ "digitize.conf", "[page]", "second" } },
	{ "refuses an unknown group", "[pages]\nseconds = 1\n",
		{ "digitize.conf", "[pages]", "" } },
	{ "refuses a number below its range", "[page]\nseconds = 0\n",
		{ "seconds", "\"0\"", "1" } },
	{ "refuses a number above its range", "[page]\nseconds = 86401\n",
		{ "seconds", "86401", "86400" } },
	{ "refuses a word for a number", "[page]\nseconds = many\n", { "seconds", "many", "" } },
	{ "refuses a value that is no choice", "[pdf]\nimage = gif\n",
		{ "image", "gif", "lossless" } },
	{ "refuses a day that is none", "[document]\nperiod_end = 2021-02-30\n",
		{ "period_end", "2021-02-30", "" } },
	{ "refuses two keys", "[sign]\npkcs12 = a\npkcs11 = pkcs11:token=b\n",
		{ "pkcs12", "pkcs11", "" } },
	{ "refuses what is no INI file", "seconds\n", { "digitize.conf", "", "" } },
};

static void refuses(gconstpointer data)
{
	const typeof(refused[0]) *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = load(row->text, &error);

	g_assert_null(settings);
	g_assert_error(error, BASE_ERROR, BASE_ERROR_SETTINGS);
	for (size_t i = 0; i < G_N_ELEMENTS(row->sentence); i++)
		g_assert_nonnull(strstr(error->message, row->sentence[i]));
}

static void takes_values_at_their_limits(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = load(
		"[page]\nseconds = 1\n[scan]\nmax_side = 32767\n[sign]\nprofile = tt05\n", &error);

	g_assert_no_error(error);
	g_assert_cmpint(settings->page_seconds, ==, 1);
	g_assert_cmpint(settings->scan_max_side, ==, 32767);
	g_assert_cmpstr(settings->sign_profile, ==, "tt05");
	g_assert_cmpstr(settings->ocr_language, ==, "vie");
}

static void finds_paths_from_the_files_folder(void)
{
	g_autofree char *expected = g_build_filename(folder, "keys/agency.p12", NULL);
	g_autoptr(Settings) settings = load("[sign]\npkcs12 = keys/agency.p12\n", NULL);

	g_assert_cmpstr(settings->sign_pkcs12, ==, expected);
}

static void finds_the_file_beside_the_scans(void)
{
	g_autoptr(Settings) unused = load("[page]\nseconds = 7\n", NULL);
	g_autoptr(Settings) settings = settings_load(NULL, folder, NULL);

	g_assert_cmpint(settings->page_seconds, ==, 7);
	g_assert_cmpint(unused->page_seconds, ==, 7);
}

static void shows_what_it_reads_back(void)
{
	g_autoptr(Settings) settings =
		load("[page]\nseconds = 7\n[ocr]\nlanguage = vie+eng\n", NULL);
	g_autofree char *shown = settings_show(settings);
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) again = load(shown, &error);

	g_assert_no_error(error);
	g_assert_cmpint(again->page_seconds, ==, 7);
	g_assert_cmpstr(again->ocr_language, ==, "vie+eng");
	g_assert_nonnull(strstr(shown, "\n#memory = 2048\n"));
}

int main(int argc, char **argv)
{
	g_setenv("XDG_CONFIG_HOME", "/nonexistent", TRUE);
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("settings-XXXXXX", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autofree char *path = g_strconcat("/settings/", refused[i].title, NULL);
		g_test_add_data_func(path, &refused[i], refuses);
	}
	g_test_add_func("/settings/takes values at their limits", takes_values_at_their_limits);
	g_test_add_func(
		"/settings/finds paths from the file's folder", finds_paths_from_the_files_folder);
	g_test_add_func(
		"/settings/finds the file beside the scans", finds_the_file_beside_the_scans);
	g_test_add_func("/settings/shows what it reads back", shows_what_it_reads_back);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	return status;
}
