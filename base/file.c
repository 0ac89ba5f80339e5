/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Publishing, step by step:
 *  1. the content is written to a temporary file in the folder of its final place, so that the
 *     rename never crosses a file system. Its name starts with "." and ends with ".part": nobody
 *     takes it for a product, and a later publishing of the same path overwrites it;
 *  2. fsync() of the file: its bytes are on the disk before its name is;
 *  3. rename(): the name changes from old to new in one step;
 *  4. fsync() of the folder: the name is on the disk.
 * A failure in 1–3 leaves the old file as it was and removes the temporary one.
 */
#include "base/file.h"

#include "base/error.h"
#include "base/i18n.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool set_path_error(GError **error, int number, const char *path)
{
	g_autofree char *shown = file_show(path);

	return error_set_errno(error, number, shown);
}

static void close_descriptor(int *descriptor)
{
	if (*descriptor >= 0)
		close(*descriptor);
}
#define autoclose __attribute__((cleanup(close_descriptor))) int

/* What is not seen itself but moves, hides or breaks what stands around it: control and format
 * characters (those of direction among them) and the separators of lines. */
static bool is_invisible(gunichar value)
{
	switch (g_unichar_type(value)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_FORMAT:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return true;
	default:
		return false;
	}
}

char *file_show(const char *name)
{
	GString *shown = g_string_new(NULL);

	for (const char *c = name; *c != '\0';) {
		gunichar value = g_utf8_get_char_validated(c, -1);
		if (value == (gunichar)-1 || value == (gunichar)-2 || is_invisible(value)) {
			g_string_append_printf(shown, "\\x%02X", (unsigned char)*c++);
			continue;
		}
		g_string_append_unichar(shown, value);
		c = g_utf8_next_char(c);
	}
	return g_string_free(shown, FALSE);
}

/* Opens what may be a pipe, too; -1 if it cannot be read. */
static int open_any(const char *path, GError **error)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		set_path_error(error, errno, path);
	return file;
}

/* Opens a file whose bytes stay where they are; -1 if it is none. Nobody is waited for at the other end of
 * a pipe. */
static int open_plain(const char *path, GError **error)
{
	autoclose file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat about;

	if (file < 0 && errno != ENXIO) {
		set_path_error(error, errno, path);
		return -1;
	}
	if (file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
		int plain = file;
		file = -1;
		return plain;
	}
	g_autofree char *shown = file_show(path);
	g_set_error(error, BASE_ERROR, BASE_ERROR_DATA, _("%s: this is not a file"), shown);
	return -1;
}

typedef bool (*TakePiece)(gpointer data, const guint8 *piece, size_t size, GError **error);

/* Reads a whole file in pieces; `take` may refuse one, with an error. */
static bool read_pieces(int file, const char *path, TakePiece take, gpointer data, GError **error)
{
	for (;;) {
		guint8 piece[65536];
		ssize_t got = read(file, piece, sizeof piece);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return set_path_error(error, errno, path);
		if (got == 0)
			return true;
		if (!take(data, piece, (size_t)got, error))
			return false;
	}
}

typedef struct {
	GByteArray *bytes;
	size_t limit;
} Reading;

static bool take_bytes(gpointer data, const guint8 *piece, size_t size, GError **error)
{
	Reading *reading = data;

	if (size > reading->limit - reading->bytes->len) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_DATA,
			_("the file is larger than %zu bytes"), reading->limit);
		return false;
	}
	g_byte_array_append(reading->bytes, piece, (guint)size);
	return true;
}

GBytes *file_read(const char *path, size_t limit, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Reading reading = { bytes, MIN(limit, G_MAXINT32) };
	autoclose file = open_any(path, error);
	if (file < 0)
		return NULL;

	if (read_pieces(file, path, take_bytes, &reading, error))
		return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
	if (error != NULL && g_error_matches(*error, BASE_ERROR, BASE_ERROR_DATA)) {
		g_autofree char *shown = file_show(path);
		g_prefix_error(error, "%s: ", shown);
	}
	return NULL;
}

GBytes *file_map(const char *path, GError **error)
{
	autoclose file = open_plain(path, error);
	if (file < 0)
		return NULL;

	g_autoptr(GMappedFile) mapped = g_mapped_file_new_from_fd(file, FALSE, NULL);
	if (mapped == NULL)
		return set_path_error(error, errno, path), NULL;
	return g_mapped_file_get_bytes(mapped);
}

bool file_write(int file, const void *bytes, size_t size)
{
	const guint8 *at = bytes;

	while (size > 0) {
		ssize_t put = write(file, at, size);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		at += put;
		size -= (size_t)put;
	}
	return true;
}

static bool flush_folder_of(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	autoclose handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return handle >= 0 && fsync(handle) == 0;
}

char *file_name_part(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	/* a name may be as long as the file system allows; its hash always fits */
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);

	return g_strdup_printf("%s/.%.32s.part", folder, digest);
}

/* rename() that leaves alone what is at `to`; not every file system can do it in one step. */
static int rename_new(const char *from, const char *to)
{
	struct stat about;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (lstat(to, &about) < 0 && errno == ENOENT)
		return rename(from, to);
	errno = EEXIST;
	return -1;
}

static bool publish_made(const char *made, const char *path,
	int (*move)(const char *from, const char *to), GError **error)
{
	autoclose file = open(made, O_RDONLY | O_CLOEXEC);
	if (file < 0 || fsync(file) < 0)
		return set_path_error(error, errno, made);
	if (move(made, path) < 0 || !flush_folder_of(path))
		return set_path_error(error, errno, path);
	return true;
}

bool file_publish_made(const char *made, const char *path, GError **error)
{
	return publish_made(made, path, rename, error);
}

bool file_publish_new(const char *made, const char *path, GError **error)
{
	return publish_made(made, path, rename_new, error);
}

static void flush_and_rename(int file, const char *made, const char *path, GError **error)
{
	if (file < 0 || fsync(file) < 0)
		set_path_error(error, errno, made);
	else if (rename(made, path) < 0)
		set_path_error(error, errno, path);
}

static int open_and_begin_flush(const char *made, GError **error)
{
	int file = open(made, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		set_path_error(error, errno, made);
	else
		sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); /* a hint: fsync() follows */
	return file;
}

void file_publish_group(
	const char *const *made, const char *const *paths, unsigned count, GError **errors)
{
	g_autofree int *files = g_new(int, MAX(count, 1));
	g_autoptr(GHashTable) flushed =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < count; i++)
		files[i] = open_and_begin_flush(made[i], &errors[i]);
	for (unsigned i = 0; i < count; i++) {
		if (errors[i] == NULL)
			flush_and_rename(files[i], made[i], paths[i], &errors[i]);
		close_descriptor(&files[i]);
	}
	for (unsigned i = 0; i < count; i++) {
		char *folder = g_path_get_dirname(paths[i]);
		if (errors[i] == NULL && !g_hash_table_contains(flushed, folder) &&
			!flush_folder_of(paths[i]))
			set_path_error(&errors[i], errno, paths[i]);
		g_hash_table_add(flushed, folder);
	}
}

/* Publishes what `fill` writes into a new file; `fill` reports by errno. */
static bool publish_filled(
	const char *path, bool (*fill)(int file, gpointer data), gpointer data, GError **error)
{
	g_autofree char *part = file_name_part(path);
	autoclose file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (file < 0)
		return set_path_error(error, errno, path);
	if (!fill(file, data)) {
		set_path_error(error, errno, path);
		unlink(part);
		return false;
	}
	if (!file_publish_made(part, path, error)) {
		unlink(part);
		return false;
	}
	return true;
}

static bool fill_bytes(int file, gpointer data)
{
	size_t size;
	const guint8 *content = g_bytes_get_data(data, &size);

	return file_write(file, content, size);
}

bool file_publish(const char *path, GBytes *bytes, GError **error)
{
	return publish_filled(path, fill_bytes, bytes, error);
}

typedef struct {
	const char *from;
	int unread; /* errno of reading, or 0 */
} Copying;

static bool fill_copy(int file, gpointer data)
{
	Copying *copying = data;
	autoclose from = open(copying->from, O_RDONLY | O_CLOEXEC);
	if (from < 0) {
		copying->unread = errno;
		return false;
	}

	/* in the kernel where it can; what it cannot, and what goes wrong, by hand */
	ssize_t moved = copy_file_range(from, NULL, file, NULL, SSIZE_MAX, 0);
	while (moved > 0)
		moved = copy_file_range(from, NULL, file, NULL, SSIZE_MAX, 0);

	guint8 chunk[65536];
	ssize_t got;
	while ((got = read(from, chunk, sizeof chunk)) > 0)
		if (!file_write(file, chunk, (size_t)got))
			return false;
	copying->unread = got < 0 ? errno : 0;
	return got == 0;
}

/* Tells of the side that failed: `wrong`, unless it was the reading. */
static bool set_copy_error(GError **error, const Copying *copying, GError *wrong)
{
	if (copying->unread == 0) {
		g_propagate_error(error, wrong);
		return false;
	}
	g_clear_error(&wrong);
	g_autofree char *shown = file_show(copying->from);
	g_set_error(
		error, BASE_ERROR, BASE_ERROR_SOURCE, "%s: %s", shown, g_strerror(copying->unread));
	return false;
}

bool file_publish_copy(const char *from, const char *path, GError **error)
{
	Copying copying = { from, 0 };
	GError *wrong = NULL;

	return publish_filled(path, fill_copy, &copying, &wrong) ||
		set_copy_error(error, &copying, wrong);
}

bool file_copy_into(const char *from, int file, const char *path, GError **error)
{
	Copying copying = { from, 0 };
	GError *wrong = NULL;

	if (ftruncate(file, 0) == 0 && fill_copy(file, &copying))
		return true;
	set_path_error(&wrong, errno, path);
	return set_copy_error(error, &copying, wrong);
}

bool file_close(FILE *stream, const char *path, GError **error)
{
	bool failed = ferror(stream) != 0;
	int number = failed ? EIO : 0;

	if (fclose(stream) != 0) {
		failed = true;
		number = errno;
	}
	return !failed || set_path_error(error, number, path);
}

bool folder_make(const char *path, GError **error)
{
	if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
		/* a run that was killed may have made it and not flushed its name; where that
		 * cannot be done now, it was not of our making */
		flush_folder_of(path);
		return true;
	}

	g_autofree char *parent = g_path_get_dirname(path);
	if (!folder_make(parent, error))
		return false;
	if (mkdir(path, 0777) < 0 && (errno != EEXIST || !g_file_test(path, G_FILE_TEST_IS_DIR)))
		return set_path_error(error, EEXIST == errno ? ENOTDIR : errno, path);
	if (!flush_folder_of(path))
		return set_path_error(error, errno, path);
	return true;
}

GDir *folder_open(const char *path, GError **error)
{
	autoclose folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return folder < 0 ? (set_path_error(error, errno, path), NULL) : g_dir_open(path, 0, error);
}

static int remove_entry(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	return remove(path);
}

bool folder_remove(const char *path, GError **error)
{
	if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		return set_path_error(error, errno, path);
	return true;
}

typedef struct {
	GChecksum *sum;
	uint64_t size;
	uint64_t most; /* of the bytes that count */
} Summing;

static bool take_sum(gpointer data, const guint8 *piece, size_t size, GError **error)
{
	Summing *summing = data;
	uint64_t counts = MIN(size, summing->most - summing->size);

	(void)error;
	g_checksum_update(summing->sum, piece, (gssize)counts);
	summing->size += counts;
	return true;
}

static char *sum_file(const char *path, uint64_t most, uint64_t *out_size, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	Summing summing = { sum, 0, most };
	autoclose file = open_plain(path, error);

	if (file < 0 || !read_pieces(file, path, take_sum, &summing, error))
		return NULL;
	if (out_size != NULL)
		*out_size = summing.size;
	return g_strdup(g_checksum_get_string(sum));
}

char *file_sha256(const char *path, uint64_t *out_size, GError **error)
{
	return sum_file(path, UINT64_MAX, out_size, error);
}

bool file_begins_with(const char *path, uint64_t size, const char *sha256)
{
	uint64_t had = 0;
	g_autofree char *sum = sum_file(path, size, &had, NULL);

	return had == size && g_strcmp0(sum, sha256) == 0;
}

char *bytes_sha256(GBytes *bytes)
{
	return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
}
