/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: reading within a limit, and publishing.
 *
 * Publishing is one mechanism (see file.c): the bytes are written beside their place, flushed to
 * the disk, renamed, and the folder is flushed. A reader sees the old file or the new one, whole;
 * when a publishing function has returned true, the new one outlives a power failure.
 *
 * Errors are BASE_ERROR: _SYSTEM where the disk is at fault, _DATA where a limit is passed. The
 * message begins with the path, shown by file_show().
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The whole file or pipe, read into memory; refuses one of more than `limit` bytes. */
GBytes *file_read(const char *path, size_t limit, GError **error);

/* The whole file mapped read-only: for bytes that should not count as memory. An empty file gives
 * empty bytes; what is no file, such as a folder, a pipe or a device, is refused without waiting. The mapping is private; a file truncated meanwhile by others raises SIGBUS, so only
 * worker processes map what they do not own. */
GBytes *file_map(const char *path, GError **error);

/* Opens a folder to list its names; the error names it as the others do. The caller closes it. */
GDir *folder_open(const char *path, GError **error);

/* Publishes `bytes` as `path`. */
bool file_publish(const char *path, GBytes *bytes, GError **error);

/* Publishes the finished file `made` (same file system) as `path`; `made` is gone afterwards. */
bool file_publish_made(const char *made, const char *path, GError **error);

/* The same, but never replaces: if there is anything at `path`, it is an error. */
bool file_publish_new(const char *made, const char *path, GError **error);

/* Publishes several finished files as file_publish_made() does each, with far fewer waits for the
 * disk: all are flushed, then renamed, then their folders are flushed, each once. Of the `count`
 * `errors`, all NULL before, those are set whose file was not published for sure. */
void file_publish_group(
	const char *const *made, const char *const *paths, unsigned count, GError **errors);

/* The hidden file beside `path` in which it may be made: a run that was killed leaves it, and the
 * next one takes it up. The caller frees it. */
char *file_name_part(const char *path);

/* Copies `from` to `path` and publishes it; shares blocks where the file system can.
 * BASE_ERROR_SOURCE where `from` cannot be read. */
bool file_publish_copy(const char *from, const char *path, GError **error);

/* Copies `from` into an open file, which is emptied first; `path` is its name in what is told. Errors as
 * those of file_publish_copy(). */
bool file_copy_into(const char *from, int file, const char *path, GError **error);

/* Writes all of it, or is false with errno. */
bool file_write(int file, const void *bytes, size_t size);

/* Closes a stream that was written to; false if any of its writing failed. */
bool file_close(FILE *stream, const char *path, GError **error);

/* Makes a folder and its parents, flushed to the disk; one that exists is flushed as well. */
bool folder_make(const char *path, GError **error);

/* Removes a file or a folder with all it holds, never following links; what is absent is well. */
bool folder_remove(const char *path, GError **error);

/* The SHA-256 of a file in lower-case hexadecimal. `out_size` (may be NULL): its size in bytes. */
char *file_sha256(const char *path, uint64_t *out_size, GError **error);

/* Can the file be read, and are its first `size` bytes those of this SHA-256? */
bool file_begins_with(const char *path, uint64_t size, const char *sha256);

/* SHA-256 of bytes, lower-case hexadecimal. */
char *bytes_sha256(GBytes *bytes);

/* A name as one line of valid UTF-8: control, direction and other invisible characters and stray
 * bytes as \xHH. For messages. */
char *file_show(const char *name);

#endif
