/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/mutate/base.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

/* Where each match of `pattern` begins, or its first group. */
static GArray *find_all(const char *data, size_t size, const char *pattern)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW | G_REGEX_DOTALL, 0, &error);
	GArray *found = g_array_new(FALSE, FALSE, sizeof(size_t));

	g_assert_no_error(error);
	g_regex_match_full(regex, data, (gssize)size, 0, 0, &match, &error);
	while (g_match_info_matches(match)) {
		int group = g_match_info_get_match_count(match) > 1 ? 1 : 0, start, end;
		g_match_info_fetch_pos(match, group, &start, &end);
		g_array_append_vals(found, &(size_t) { (size_t)start }, 1);
		g_match_info_next(match, NULL);
	}
	return found;
}

/* Streams are copied as they stand in the file; all else as qpdf tells it, wherever it stands. */
static char *copy_stream(const Base *base, unsigned number)
{
	g_autofree char *head = g_strdup_printf("%u 0 obj\n", number);
	char *copy = NULL;

	for (unsigned i = 0; i < base->offsets->len; i++) {
		const char *at = base->data + g_array_index(base->offsets, size_t, i);
		const char *last = base->data + base->size;
		if (!g_str_has_prefix(at, head))
			continue;
		const char *end = memmem(at, (size_t)(last - at), "endobj", 6);
		const char *body = at + strlen(head);
		/* as text: what is binary in it ends it, and it is not copied */
		if (end != NULL && memchr(body, '\0', (size_t)(end - body)) == NULL) {
			g_free(copy);
			copy = g_strndup(body, (size_t)(end - body));
		}
	}
	return copy;
}

static void read_objects(Base *base)
{
	qpdf_data qpdf = qpdf_init();

	qpdf_silence_errors(qpdf);
	int status = qpdf_read_memory(qpdf, base->name, base->data, base->size, NULL);
	if ((status & QPDF_ERRORS) != 0)
		g_error("%s: this is not a PDF", base->name);
	base->root = (unsigned)qpdf_oh_get_object_id(qpdf, qpdf_get_root(qpdf));
	base->objects = g_ptr_array_new_with_free_func(g_free);
	int count = qpdf_oh_get_int_value_as_int(
		qpdf, qpdf_oh_get_key(qpdf, qpdf_get_trailer(qpdf), "/Size"));
	for (int number = 0; number < count; number++) {
		qpdf_oh object = qpdf_get_object_by_id(qpdf, number, 0);
		char *body = qpdf_oh_is_null(qpdf, object) ? NULL
			: qpdf_oh_is_stream(qpdf, object)
			? copy_stream(base, (unsigned)number)
			: g_strdup(qpdf_oh_unparse_resolved(qpdf, object));
		g_ptr_array_add(base->objects, body);
	}
	qpdf_cleanup(&qpdf);
}

Base *base_load(const char *path)
{
	Base *base = g_new0(Base, 1);
	g_autoptr(GError) error = NULL;
	char *bytes;

	if (!g_file_get_contents(path, &bytes, &base->size, &error))
		g_error("%s", error->message);
	base->name = g_path_get_basename(path);
	base->bytes = g_bytes_new_take(bytes, base->size);
	base->data = bytes;
	base->offsets = find_all(bytes, base->size, "(?<=[\\r\\n])\\d+ \\d+ obj\\b");
	base->numbers = find_all(bytes, base->size, "(?<=[ \\[\\n])\\d+(?=[ \\]\\n/>])");
	base->names = find_all(bytes, base->size, "/[A-Z][A-Za-z0-9]*");
	base->entries = find_all(
		bytes, base->size, "\\n(\\d{10}) \\d{5} n|startxref\\s(\\d+)|/Prev (\\d+)");
	base->ends = find_all(bytes, base->size, "%%EOF\\r?\\n?()");
	const char *gap = NULL;
	for (const char *at = bytes;
		(at = memmem(at, base->size - (size_t)(at - bytes), "/Contents <30", 13)) != NULL;
		at++)
		gap = at;
	if (gap == NULL)
		g_error("%s: there is no signature", path);
	base->gap = (size_t)(gap - bytes) + strlen("/Contents <");
	base->gap_end = base->gap + strcspn(bytes + base->gap, ">");
	read_objects(base);
	return base;
}

void base_free(Base *base)
{
	if (base == NULL)
		return;
	g_free(base->name);
	g_bytes_unref(base->bytes);
	g_ptr_array_unref(base->objects);
	GArray *arrays[] = { base->offsets, base->numbers, base->names, base->entries, base->ends };
	for (unsigned i = 0; i < G_N_ELEMENTS(arrays); i++)
		g_array_unref(arrays[i]);
	g_free(base);
}
