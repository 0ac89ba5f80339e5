/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/file.h"
#include "base/settings.h"

#include <glib/gstdio.h>
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
	{ "refuses a model outside its folder", "[ocr]\nlanguage = ../../tmp/evil\n",
		{ "[ocr] language", "../../tmp/evil", "" } },
	{ "refuses a model behind another", "[ocr]\nlanguage = vie+./evil\n",
		{ "[ocr] language", "", "" } },
	{ "refuses a key that stands there twice",
		"[page]\nseconds = 1\n[scan]\n[page]\n seconds=2\n",
		{ "digitize.conf", "[page] seconds", "twice" } },
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

static Settings *load_beside(const char *text, GError **error)
{
	G_GNUC_UNUSED g_autoptr(Settings) unused = load(text, NULL);

	return settings_load(NULL, folder, error);
}

static void finds_the_file_beside_the_scans(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = load_beside("[pdf]\nimage = lossless\n"
						   "jpeg_quality = 70\n[document]\n"
						   "period_end = 2020-01-01\n[ocr]\n"
						   "language = script/Vietnamese+eng\n[sign]\n"
						   "profile = tt05\ncopy_form = TRÍCH SAO\n"
						   "agency = UBND\n",
		&error);

	g_assert_no_error(error);
	g_assert_cmpint(settings->pdf_jpeg_quality, ==, 70);
	g_assert_cmpstr(settings->ocr_language, ==, "script/Vietnamese+eng");
	g_assert_cmpstr(settings->sign_agency, ==, "UBND");
}

static void lets_it_add_to_the_users(void)
{
	g_autofree char *own = g_build_filename(g_get_user_config_dir(), "digitize", NULL);
	g_autofree char *path = g_build_filename(own, "digitize.conf", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(folder_make(own, NULL));
	g_assert_true(g_file_set_contents(path,
		"[sign]\npkcs12 = agency.p12\nprofile = nd137\n[pdf]\njpeg_quality = 60\n", -1,
		NULL));
	g_autoptr(Settings) settings = load_beside("[sign]\nprofile = tt05\n", &error);
	g_assert_no_error(error);
	g_assert_true(g_str_has_prefix(settings->sign_pkcs12, own));
	g_assert_cmpstr(settings->sign_profile, ==, "tt05");
	g_assert_cmpint(settings->pdf_jpeg_quality, ==, 60);
	folder_remove(own, NULL);
}

static const char *const not_beside[][3] = {
	{ "page", "seconds", "7" },
	{ "page", "memory", "512" },
	{ "page", "attempts", "1" },
	{ "scan", "max_side", "200" },
	{ "scan", "max_megapixels", "2" },
	{ "scan", "max_pages", "2" },
	{ "ocr", "tessdata", "models" },
	{ "document", "seconds", "20" },
	{ "sign", "pkcs12", "a.p12" },
	{ "sign", "pkcs11", "pkcs11:token=x?module-path=/tmp/evil.so" },
	{ "sign", "module", "evil.so" },
	{ "sign", "certificates", "a.pem" },
	{ "sign", "pin_variable", "HOME" },
	{ "sign", "font", "a.ttf" },
	{ "verify", "trust", "root.pem" },
};

static void refuses_beside_the_scans_what_is_not_harmless(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(not_beside); i++) {
		const char *const *row = not_beside[i];
		g_autofree char *text = g_strdup_printf("[%s]\n%s = %s\n", row[0], row[1], row[2]);
		g_autofree char *wanted =
			g_strdup_printf("digitize.conf: [%s] %s: ", row[0], row[1]);
		g_autoptr(Settings) named = load(text, NULL);
		g_autoptr(GError) error = NULL;
		g_autoptr(Settings) found = load_beside(text, &error);

		g_assert_nonnull(named);
		g_assert_null(found);
		g_assert_error(error, BASE_ERROR, BASE_ERROR_SETTINGS);
		g_assert_nonnull(strstr(error->message, wanted));
		g_assert_nonnull(strstr(error->message, "-c"));
	}
}

/* It is the folder that counts, however it is written. */
static void knows_the_scans_by_any_path(void)
{
	G_GNUC_UNUSED g_autoptr(Settings) unused = load("[sign]\nmodule = evil.so\n", NULL);
	g_autofree char *slashed = g_strconcat(folder, "/", NULL);
	g_autofree char *name = g_path_get_basename(folder);
	g_autofree char *dotted = g_build_filename(folder, "..", name, NULL);
	const char *paths[] = { slashed, dotted, "." };

	g_assert_cmpint(g_chdir(folder), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Settings) settings = settings_load(NULL, paths[i], &error);
		g_assert_null(settings);
	}
	g_assert_cmpint(g_chdir("/"), ==, 0);
}

/* Notepad's mark, and its ends of lines. */
static void reads_what_windows_wrote(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = load("\xEF\xBB\xBF[page]\r\nseconds = 7\r\n", &error);

	g_assert_no_error(error);
	g_assert_cmpint(settings->page_seconds, ==, 7);
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
	g_assert_nonnull(strstr(shown, "; also beside the scans)\nlanguage = vie+eng\n"));
}

static void lets_an_option_say_otherwise(void)
{
	static const char *const groups[] = { "pdf", NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(Settings) settings = load("[pdf]\nprofile = compact\n", NULL);
	g_autofree char *before = settings_values(settings, groups);

	g_assert_true(settings_override(settings, "pdf", "profile", "faithful", NULL));
	g_assert_cmpstr(settings->pdf_profile, ==, "faithful");
	g_autofree char *after = settings_values(settings, groups);
	g_assert_true(g_str_has_prefix(before, "pdf.profile=compact\n"));
	g_assert_true(g_str_has_prefix(after, "pdf.profile=faithful\n"));
	g_assert_null(strstr(after, "ocr."));

	g_assert_false(settings_override(settings, "pdf", "profile", "small", &error));
	g_assert_error(error, BASE_ERROR, BASE_ERROR_SETTINGS);
	g_assert_cmpstr(settings->pdf_profile, ==, "faithful");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("settings-XXXXXX", NULL);
	g_autofree char *own = g_build_filename(folder, "own", NULL);
	g_setenv("XDG_CONFIG_HOME", own, TRUE);
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autofree char *path = g_strconcat("/settings/", refused[i].title, NULL);
		g_test_add_data_func(path, &refused[i], refuses);
	}
	g_test_add_func("/settings/takes values at their limits", takes_values_at_their_limits);
	g_test_add_func(
		"/settings/finds paths from the file's folder", finds_paths_from_the_files_folder);
	g_test_add_func(
		"/settings/finds the file beside the scans", finds_the_file_beside_the_scans);
	g_test_add_func("/settings/lets it add to the user's own", lets_it_add_to_the_users);
	g_test_add_func("/settings/refuses beside the scans what is not harmless",
		refuses_beside_the_scans_what_is_not_harmless);
	g_test_add_func("/settings/knows the scans by any path", knows_the_scans_by_any_path);
	g_test_add_func("/settings/reads what Windows wrote", reads_what_windows_wrote);
	g_test_add_func("/settings/shows what it reads back", shows_what_it_reads_back);
	g_test_add_func("/settings/lets an option say otherwise", lets_an_option_say_otherwise);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	return status;
}
