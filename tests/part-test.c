/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/part.h"

#include "base/file.h"
#include "signer/error.h"

#include <string.h>

static char *folder;

static void is_locked_until_it_is_freed(void)
{
	g_autofree char *out = g_build_filename(folder, "a.pdf", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Part) first = part_open(out, &error);
	g_assert_no_error(error);

	g_assert_null(part_open(out, &error));
	g_assert_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "another run is writing this file"));
	g_clear_pointer(&first, part_free);
	g_autoptr(Part) second = part_open(out, NULL);
	g_assert_nonnull(second);
}

static void is_removed_unless_it_was_published(void)
{
	g_autofree char *out = g_build_filename(folder, "b.pdf", NULL);
	g_autoptr(Part) kept = part_open(out, NULL), dropped = NULL;
	g_assert_true(file_publish_made(kept->path, out, NULL));

	dropped = part_open(out, NULL);
	g_assert_nonnull(dropped);
	g_autofree char *path = g_strdup(dropped->path);
	g_clear_pointer(&kept, part_free);
	g_assert_true(g_file_test(out, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
	g_clear_pointer(&dropped, part_free);
	g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void takes_up_what_was_left(void)
{
	g_autofree char *out = g_build_filename(folder, "new", "c.pdf", NULL);
	g_autofree char *path = file_name_part(out), *made = g_path_get_dirname(path);
	g_assert_true(folder_make(made, NULL));
	g_assert_true(g_file_set_contents(path, "left", -1, NULL));

	g_autoptr(Part) part = part_open(out, NULL);
	g_assert_nonnull(part);
	g_assert_cmpstr(part->path, ==, path);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("part-XXXXXX", NULL);
	g_test_add_func("/part/is locked until it is freed", is_locked_until_it_is_freed);
	g_test_add_func(
		"/part/is removed unless it was published", is_removed_unless_it_was_published);
	g_test_add_func("/part/takes up what a run that was killed left", takes_up_what_was_left);
	int status = g_test_run();
	folder_remove(folder, NULL);
	return status;
}
