/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *folder;

static char *path_of(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static void publish_text(const char *path, const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(GError) error = NULL;

	g_assert_true(file_publish(path, bytes, &error));
	g_assert_no_error(error);
}

static void assert_holds(const char *path, const char *text)
{
	g_autofree char *content = NULL;

	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, text);
}

static unsigned count_files(void)
{
	g_autoptr(GDir) stream = g_dir_open(folder, 0, NULL);
	unsigned count = 0;

	while (g_dir_read_name(stream) != NULL)
		count++;
	return count;
}

static void publishes_and_replaces(void)
{
	g_autofree char *path = path_of("a.txt");

	publish_text(path, "one");
	assert_holds(path, "one");
	publish_text(path, "two");
	assert_holds(path, "two");
	g_assert_cmpuint(count_files(), ==, 1);
	g_unlink(path);
}

static void keeps_the_old_file_when_publishing_fails(void)
{
	g_autofree char *path = path_of("b");
	g_autofree char *inside = path_of("b/x");
	g_autoptr(GBytes) bytes = g_bytes_new_static("new", 3);
	g_autoptr(GError) error = NULL;

	/* a folder stands where the file should go: the rename fails */
	g_assert_true(folder_make(path, NULL));
	publish_text(inside, "old");
	g_assert_false(file_publish(path, bytes, &error));
	g_assert_true(error_is_transient(error));
	g_assert_nonnull(strstr(error->message, path));
	assert_holds(inside, "old");
	g_assert_cmpuint(count_files(), ==, 1);
	g_assert_true(folder_remove(path, NULL));
}

static void publishes_names_as_long_as_the_system_allows(void)
{
	g_autofree char *name = g_strnfill(255, 'n');
	g_autofree char *path = path_of(name);

	publish_text(path, "long");
	assert_holds(path, "long");
	g_unlink(path);
}

static void publishes_what_is_new_and_replaces_nothing(void)
{
	g_autofree char *made = path_of("made"), *path = path_of("place"), *link = path_of("link");
	g_autoptr(GError) error = NULL;

	publish_text(made, "one");
	g_assert_true(file_publish_new(made, path, NULL));
	assert_holds(path, "one");
	publish_text(made, "two");
	g_assert_false(file_publish_new(made, path, &error));
	g_assert_nonnull(strstr(error->message, path));
	assert_holds(path, "one");
	assert_holds(made, "two");
	/* a link that leads nowhere is there as well */
	g_assert_cmpint(symlink("nowhere", link), ==, 0);
	g_assert_false(file_publish_new(made, link, NULL));
	g_unlink(made);
	g_unlink(path);
	g_unlink(link);
}

static void copies_whole_files(void)
{
	g_autofree char *from = path_of("from"), *to = path_of("to");
	g_autofree char *text = g_strnfill(300000, 'c');

	publish_text(from, text);
	g_assert_true(file_publish_copy(from, to, NULL));
	assert_holds(to, text);
	publish_text(from, "");
	g_assert_true(file_publish_copy(from, to, NULL));
	assert_holds(to, "");
	g_unlink(from);
	g_unlink(to);
}

static void tells_what_cannot_be_read_from_what_cannot_be_written(void)
{
	g_autofree char *from = path_of("from"), *to = path_of("to"), *none = path_of("none/to");
	g_autoptr(GError) gone = NULL, torn = NULL, unwritten = NULL;

	g_assert_false(file_publish_copy(from, to, &gone));
	g_assert_error(gone, BASE_ERROR, BASE_ERROR_SOURCE);
	g_assert_nonnull(strstr(gone->message, from));
	/* opens, and ends in EIO like a bad sector */
	g_assert_false(file_publish_copy("/proc/self/mem", to, &torn));
	g_assert_error(torn, BASE_ERROR, BASE_ERROR_SOURCE);
	g_assert_true(error_is_transient(torn));
	publish_text(from, "here");
	g_assert_false(file_publish_copy(from, none, &unwritten));
	g_assert_error(unwritten, BASE_ERROR, BASE_ERROR_SYSTEM);
	g_unlink(from);
	g_assert_cmpuint(count_files(), ==, 0);
}

static void reads_up_to_its_limit_and_not_past_it(void)
{
	g_autofree char *path = path_of("limit");
	g_autoptr(GError) error = NULL;

	publish_text(path, "12345");
	g_autoptr(GBytes) at = file_read(path, 5, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_bytes_get_size(at), ==, 5);
	g_autoptr(GBytes) past = file_read(path, 4, &error);
	g_assert_null(past);
	g_assert_error(error, BASE_ERROR, BASE_ERROR_DATA);
	g_unlink(path);
}

static void maps_empty_files_too(void)
{
	g_autofree char *path = path_of("empty");
	g_autoptr(GError) error = NULL;

	publish_text(path, "");
	g_autoptr(GBytes) bytes = file_map(path, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_bytes_get_size(bytes), ==, 0);
	g_unlink(path);
}

/* Stands before the C library's: which folder or file was flushed last. */
static char *flushed;

int fsync(int file)
{
	g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", file);

	g_free(flushed);
	flushed = g_file_read_link(link, NULL);
	return (int)syscall(SYS_fsync, file);
}

/* Also that of a folder which a run that was killed has left unflushed. */
static void flushes_the_names_of_folders(void)
{
	g_autofree char *made = path_of("made"), *left = path_of("made/left"),
			*below = path_of("made/left/below");

	g_assert_true(folder_make(made, NULL));
	g_assert_cmpstr(flushed, ==, folder);
	g_assert_cmpint(g_mkdir(left, 0777), ==, 0);
	g_assert_true(folder_make(left, NULL));
	g_assert_cmpstr(flushed, ==, made);
	g_assert_true(folder_make(below, NULL));
	g_assert_cmpstr(flushed, ==, left);
	g_assert_true(folder_remove(made, NULL));
}

static void removes_folders_but_never_what_links_point_to(void)
{
	g_autofree char *kept = path_of("kept"), *gone = path_of("gone/deep"),
			*link = path_of("gone/link"), *top = path_of("gone");

	publish_text(kept, "kept");
	g_assert_true(folder_make(gone, NULL));
	g_assert_cmpint(symlink(kept, link), ==, 0);
	g_assert_true(folder_remove(top, NULL));
	g_assert_false(g_file_test(top, G_FILE_TEST_EXISTS));
	assert_holds(kept, "kept");
	g_assert_true(folder_remove(top, NULL));
	g_unlink(kept);
}

static void takes_checksums(void)
{
	g_autofree char *path = path_of("abc");
	uint64_t size = 0;

	publish_text(path, "abc");
	g_autofree char *sum = file_sha256(path, &size, NULL);
	g_assert_cmpstr(
		sum, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	g_assert_cmpuint(size, ==, 3);
	g_assert_true(file_begins_with(path, 3, sum));
	publish_text(path, "abcd");
	g_assert_true(file_begins_with(path, 3, sum));
	g_assert_false(file_begins_with(path, 4, sum));
	publish_text(path, "ab");
	g_assert_false(file_begins_with(path, 3, sum));
	g_unlink(path);
	g_assert_false(file_begins_with(path, 3, sum));
}

static void shows_any_name_on_one_line(void)
{
	g_autofree char *shown = file_show("Quyết\nđịnh\xff");

	g_assert_cmpstr(shown, ==, "Quyết\\x0Ađịnh\\xFF");
	g_assert_true(g_utf8_validate(shown, -1, NULL));
}

static void shows_what_moves_or_breaks_a_line(void)
{
	static const char *const names[][2] = {
		{ "fdp.\342\200\256cod", "fdp.\\xE2\\x80\\xAEcod" },
		{ "a\342\201\246b", "a\\xE2\\x81\\xA6b" },
		{ "a\342\200\250b", "a\\xE2\\x80\\xA8b" },
		{ "a\302\205b", "a\\xC2\\x85b" },
		{ "\033[2J", "\\x1B[2J" },
		{ "hai từ", "hai từ" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *shown = file_show(names[i][0]);
		g_assert_cmpstr(shown, ==, names[i][1]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("file-XXXXXX", NULL);
	g_test_add_func("/file/publishes and replaces", publishes_and_replaces);
	g_test_add_func("/file/keeps the old file when publishing fails",
		keeps_the_old_file_when_publishing_fails);
	g_test_add_func("/file/publishes names as long as the system allows",
		publishes_names_as_long_as_the_system_allows);
	g_test_add_func("/file/publishes what is new and replaces nothing",
		publishes_what_is_new_and_replaces_nothing);
	g_test_add_func("/file/copies whole files", copies_whole_files);
	g_test_add_func("/file/tells what cannot be read from what cannot be written",
		tells_what_cannot_be_read_from_what_cannot_be_written);
	g_test_add_func("/file/reads up to its limit and not past it",
		reads_up_to_its_limit_and_not_past_it);
	g_test_add_func("/file/maps empty files too", maps_empty_files_too);
	g_test_add_func("/file/flushes the names of folders, of those that are there too",
		flushes_the_names_of_folders);
	g_test_add_func("/file/removes folders, but never what links point to",
		removes_folders_but_never_what_links_point_to);
	g_test_add_func("/file/takes checksums, of a beginning too", takes_checksums);
	g_test_add_func("/file/shows any name on one line", shows_any_name_on_one_line);
	g_test_add_func(
		"/file/shows what moves or breaks a line", shows_what_moves_or_breaks_a_line);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	g_free(flushed);
	return status;
}
