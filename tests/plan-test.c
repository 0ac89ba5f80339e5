/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/file.h"
#include "pipeline/out.h"
#include "pipeline/plan.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Files of one folder, and the documents they make: "NAME: FILE FILE; NAME! FILE FILE", where !
 * marks a refusal. */
static const struct {
	const char *title, *files, *documents;
} groups[] = {
	{ "a file is a document named without its extension", "b.pdf a.tif", "a: a.tif; b: b.pdf" },
	{ "a series is one document, in the order of its numbers",
		"n-10.jpg n-2.jpg n-1.jpg n-3.jpg "
		"n-4.jpg n-5.jpg n-6.jpg n-7.jpg "
		"n-8.jpg n-9.jpg",
		"n: n-1.jpg n-2.jpg n-3.jpg n-4.jpg n-5.jpg n-6.jpg n-7.jpg n-8.jpg n-9.jpg n-10.jpg" },
	{ "a series may begin with 0", "n_00.png n_01.png", "n: n_00.png n_01.png" },
	{ "a series with a missing number is refused", "n-01.jpg n-03.jpg",
		"n! n-01.jpg n-03.jpg" },
	{ "a series with a number twice is refused", "n-01.jpg n-1.jpg n-2.jpg",
		"n! n-01.jpg n-1.jpg n-2.jpg" },
	{ "numbers that begin high are names", "GP-6898.jpg GP-6899.jpg",
		"GP-6898: GP-6898.jpg; GP-6899: GP-6899.jpg" },
	{ "one numbered file is a document of its own", "n-01.jpg", "n-01: n-01.jpg" },
	{ "PDFs are never a series", "n-01.pdf n-02.pdf", "n-01: n-01.pdf; n-02: n-02.pdf" },
	{ "an extension in capitals is the same", "n-1.JPG n-2.jpg", "n: n-1.JPG n-2.jpg" },
	{ "two formats are two series", "n-1.jpg n-2.jpg n-1.png n-2.png",
		"n-1.jpg: n-1.jpg n-2.jpg; n-1.png: n-1.png n-2.png" },
	{ "namesakes keep their whole names", "a.tif a.pdf b.jpg",
		"a.pdf: a.pdf; a.tif: a.tif; b: b.jpg" },
	{ "a name in capitals is a namesake", "A.tif a.pdf", "A.tif: A.tif; a.pdf: a.pdf" },
	{ "a file without extension is a document", "scan", "scan: scan" },
	{ "no files are no documents", "", "" },
};

static char *show(GPtrArray *documents)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < documents->len; i++) {
		const PlannedDocument *document = documents->pdata[i];
		g_string_append_printf(text, "%s%s%s", i > 0 ? "; " : "", document->name,
			document->refusal != NULL ? "!" : ":");
		for (unsigned j = 0; j < document->files->len; j++)
			g_string_append_printf(text, " %s", (char *)document->files->pdata[j]);
	}
	return g_string_free(text, FALSE);
}

static void groups_files(gconstpointer data)
{
	const typeof(groups[0]) *row = data;
	g_auto(GStrv) names = g_strsplit(row->files, " ", -1);
	g_autoptr(GPtrArray) files = g_ptr_array_new();

	for (char **name = names; *name != NULL; name++)
		g_ptr_array_add(files, *name);
	g_autoptr(GPtrArray) documents = plan_group(files);
	g_autofree char *shown = show(documents);
	g_assert_cmpstr(shown, ==, row->documents);
}

static void keeps_names_in_nfc_and_nfd_apart(void)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_ptr_array_add(files, (char *)"Qu\xe1\xba\xbft.tif");
	g_ptr_array_add(files, (char *)"Que\xcc\x82\xcc\x81t.tif");

	g_autoptr(GPtrArray) documents = plan_group(files);
	const PlannedDocument *one = documents->pdata[0], *other = documents->pdata[1];
	g_assert_cmpuint(documents->len, ==, 2);
	g_assert_cmpstr(one->name, !=, other->name);
	g_autofree char *a = g_utf8_normalize(one->name, -1, G_NORMALIZE_NFC);
	g_autofree char *b = g_utf8_normalize(other->name, -1, G_NORMALIZE_NFC);
	g_assert_cmpstr(a, !=, b);
}

/* Files, what the ledger knows ("FILE=DOCUMENT"), and the documents they make. */
static const struct {
	const char *title, *files, *known, *documents;
} kept[] = {
	{ "a document keeps its name when namesakes arrive", "Q.TIF Q.jpg q.tif", "Q.TIF=Q",
		"Q: Q.TIF; Q.jpg: Q.jpg; q.tif~5dadee94: q.tif" },
	{ "and they keep theirs when it goes", "Q.jpg", "Q.TIF=Q Q.jpg=Q.jpg", "Q.jpg: Q.jpg" },
	{ "a namesake in other letters keeps off a name that is known", "q.tif", "Q.TIF=Q",
		"q.tif: q.tif" },
	{ "another scan of the very name is the same document", "Q.jpg", "Q.TIF=Q", "Q: Q.jpg" },
	{ "a name that was given away is not given again", "a.tif a.tif.pdf", "a.jpg=A",
		"a.tif: a.tif; a.tif.pdf: a.tif.pdf" },
	{ "a scan that becomes a series is the same document", "n-01.jpg n-02.jpg", "n-01.jpg=n-01",
		"n-01: n-01.jpg n-02.jpg" },
	{ "a series that grows is the same document", "n-0.jpg n-1.jpg n-2.jpg",
		"n-1.jpg=n n-2.jpg=n", "n: n-0.jpg n-1.jpg n-2.jpg" },
	{ "documents do not become a series", "n-1.jpg n-2.jpg n-3.jpg", "n-2.jpg=n-2 n-3.jpg=n-3",
		"n! n-1.jpg n-2.jpg n-3.jpg" },
	{ "a series does not fall apart", "n-2.jpg n-3.jpg", "n-1.jpg=n n-2.jpg=n n-3.jpg=n",
		"n-2! n-2.jpg; n-3! n-3.jpg" },
	{ "what is not known is as it was", "a.tif a.pdf", "", "a.pdf: a.pdf; a.tif: a.tif" },
};

static void keeps_names(gconstpointer data)
{
	const typeof(kept[0]) *row = data;
	g_auto(GStrv) all = g_strsplit(row->files, " ", -1);
	g_auto(GStrv) known = g_strsplit(row->known, " ", -1);
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GHashTable) table = g_hash_table_new(g_str_hash, g_str_equal);

	for (char **name = all; *name != NULL; name++)
		g_ptr_array_add(files, *name);
	for (char **name = known; *name != NULL; name++) {
		char *equals = strchr(*name, '=');
		*equals = '\0';
		g_hash_table_insert(table, *name, equals + 1);
	}
	g_autoptr(GPtrArray) documents = plan_group(files);
	plan_keep_names(documents, table);
	g_autofree char *shown = show(documents);
	g_assert_cmpstr(shown, ==, row->documents);
}

static const char *const names[][2] = {
	{ "a b.tif", "a b.tif" },
	{ "Quyết định", "Quyết định" },
	{ "line\nend", "line%0Aend" },
	{ "line%0Aend", "line%250Aend" },
	{ "100% done", "100% done" },
	{ "bad\xff", "bad%FF" },
};

static void makes_names_fit_for_a_store(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *name = store_name(names[i][0]);
		g_assert_cmpstr(name, ==, names[i][1]);
	}
}

static void shortens_long_names_without_confusing_them(void)
{
	g_autofree char *at = g_strnfill(200, 'x');
	g_autofree char *past = g_strnfill(201, 'x');
	g_autofree char *further = g_strnfill(202, 'x');
	g_autofree char *a = store_name(at), *b = store_name(past), *c = store_name(further);

	g_assert_cmpstr(a, ==, at);
	g_assert_cmpuint(strlen(b), <=, 200);
	g_assert_cmpstr(b, !=, c);
}

static bool note_dossier(gpointer data, const char *dossier, const char *folder,
	GPtrArray *documents, GError **error)
{
	(void)folder;
	(void)error;
	g_autofree char *shown = show(documents);
	g_string_append_printf(data, "[%s] %s\n", dossier, shown);
	return true;
}

static void note_trouble(gpointer data, const char *sentence)
{
	g_string_append_printf(data, "! %s\n", sentence);
}

static void walks_dossiers(void)
{
	g_autofree char *root = g_dir_make_tmp("plan-XXXXXX", NULL);
	g_autofree char *scans = g_build_filename(root, "scans", NULL);
	static const char *const made[] = { "loose.tif", "H1/001.tif", "H1/.hidden", "H1/Thumbs.db",
		"H2/deep/a.pdf", "scans/x.jpg", "digitize.conf", NULL };
	for (const char *const *file = made; *file != NULL; file++) {
		g_autofree char *path = g_build_filename(scans, *file, NULL);
		g_autofree char *folder = g_path_get_dirname(path);
		g_assert_true(folder_make(folder, NULL));
		g_assert_true(g_file_set_contents(path, "x", 1, NULL));
	}
	g_autofree char *loop = g_build_filename(scans, "H1/loop", NULL);
	g_assert_cmpint(symlink("..", loop), ==, 0);

	g_autoptr(GString) seen = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	unsigned hidden = 0;
	g_assert_true(plan_walk(scans, note_dossier, note_trouble, seen, &hidden, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(hidden, ==, 1);
	g_assert_cmpstr(seen->str, ==,
		"[scans] loose: loose.tif\n[H1] 001: 001.tif; loop: loop\n[H2/deep] a: a.pdf\n"
		"[%73cans] x: x.jpg\n");
	g_assert_true(folder_remove(root, NULL));
}

/* 16 folders deep is taken, 17 is told. */
static void passes_over_what_lies_too_deep(void)
{
	g_autofree char *root = g_dir_make_tmp("plan-XXXXXX", NULL);
	g_autoptr(GString) path = g_string_new(root);
	for (int depth = 1; depth <= 17; depth++) {
		g_string_append(path, "/d");
		g_assert_cmpint(g_mkdir(path->str, 0700), ==, 0);
		g_autofree char *file = g_build_filename(path->str, "a.tif", NULL);
		if (depth == 1 || depth >= 16)
			g_assert_true(g_file_set_contents(file, "x", 1, NULL));
	}

	g_autoptr(GString) seen = g_string_new(NULL);
	unsigned hidden;
	g_assert_true(plan_walk(root, note_dossier, note_trouble, seen, &hidden, NULL));
	g_auto(GStrv) lines = g_strsplit(seen->str, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 4);
	g_assert_cmpstr(lines[0], ==, "[d] a: a.tif");
	g_assert_cmpstr(lines[1], ==, "[d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d] a: a.tif");
	g_assert_true(lines[2][0] == '!');
	g_assert_nonnull(strstr(lines[2], path->str));

	g_autofree char *none = g_build_filename(root, "none", NULL);
	g_autoptr(GError) error = NULL;
	g_assert_false(plan_walk(none, note_dossier, note_trouble, seen, &hidden, &error));
	g_assert_true(error_is_transient(error));
	g_assert_true(folder_remove(root, NULL));
}

static void flattens_dossiers_of_any_length(void)
{
	g_autofree char *name = g_strnfill(66, 'x');
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (int length = 40; length < 300; length++) {
		g_autofree char *tail = g_strnfill((gsize)length, 'x');
		g_autofree char *dossier =
			g_strjoin("/", name, "\xe1\xba\xbf\xe1\xba\xbf", name, tail, NULL);
		g_autofree char *folder = out_quarantine("/out", dossier, "001");
		g_auto(GStrv) parts = g_strsplit(folder, "/", -1);
		g_assert_cmpuint(g_strv_length(parts), ==, 5);
		g_assert_cmpuint(strlen(parts[3]), <=, 200);
		g_assert_true(g_utf8_validate(parts[3], -1, NULL));
		g_assert_true(g_hash_table_add(seen, g_strdup(parts[3])));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
		g_autofree char *path = g_strconcat("/plan/", groups[i].title, NULL);
		g_test_add_data_func(path, &groups[i], groups_files);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		g_autofree char *path = g_strconcat("/plan/", kept[i].title, NULL);
		g_test_add_data_func(path, &kept[i], keeps_names);
	}
	g_test_add_func("/plan/keeps names in NFC and NFD apart", keeps_names_in_nfc_and_nfd_apart);
	g_test_add_func("/plan/makes names fit for a store", makes_names_fit_for_a_store);
	g_test_add_func("/plan/shortens long names without confusing them",
		shortens_long_names_without_confusing_them);
	g_test_add_func("/plan/walks dossiers, loose files and folders in folders", walks_dossiers);
	g_test_add_func(
		"/plan/passes over what lies too deep, and tells", passes_over_what_lies_too_deep);
	g_test_add_func("/plan/flattens dossiers of any length", flattens_dossiers_of_any_length);
	return g_test_run();
}
