/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Invariants:
 *  1. Every object number is written at most once, and every reserved one exactly once.
 *  2. A file whose last cross-reference section is a table gets a table (a hybrid file too: the
 *     new table is asked first), a file of streams gets a stream (7.5.8.4).
 *  3. /Root, /Info and /ID are taken over as they are; /Size is one more than the highest number.
 */
#include "signer/increment.h"

#include "base/flate.h"
#include "base/i18n.h"
#include "signer/error.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 1024, TAIL_BYTES = 2048, OFFSET_BYTES = 5, MOST_OBJECTS = 8388607 };

typedef struct {
	unsigned number, generation;
	size_t offset;
} Entry;

static bool is_space(unsigned char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f' ||
		byte == '\0';
}

static bool find_last_section(Increment *increment)
{
	const PdfFile *document = increment->document;
	size_t length = MIN(document->size, TAIL_BYTES);
	g_autofree char *tail = g_malloc0(length + 1);
	memcpy(tail, document->data + document->size - length, length);
	for (size_t i = 0; i < length; i++)
		tail[i] = tail[i] == '\0' ? ' ' : tail[i];
	const char *word = g_strrstr(tail, "startxref");
	if (word == NULL)
		return false;

	guint64 offset = g_ascii_strtoull(word + strlen("startxref"), NULL, 10);
	if (offset >= document->size)
		return false;
	while (offset < document->size && is_space(document->data[offset]))
		offset++;
	if (offset == 0 || document->size - offset <= 4)
		return false;
	increment->previous = offset;
	increment->stream = g_ascii_isdigit(document->data[offset]);
	return increment->stream || memcmp(document->data + offset, "xref", 4) == 0;
}

static bool find_free_number(Increment *increment)
{
	const PdfFile *document = increment->document;
	qpdf_oh probe =
		qpdf_make_indirect_object(document->qpdf, qpdf_oh_new_integer(document->qpdf, 0));
	int free_number = qpdf_oh_get_object_id(document->qpdf, probe);
	size_t size = 0;

	pdf_file_read_offset(document,
		pdf_file_find(document, qpdf_get_trailer(document->qpdf), "/Size"), &size);
	if (free_number <= 0 || free_number > MOST_OBJECTS - 64 || size > MOST_OBJECTS - 64)
		return false;
	increment->next = MAX((unsigned)free_number, (unsigned)size);
	return true;
}

/* A linearized file tells its length, by which readers see that it is longer now and no longer linearized
 * (ISO 32000-1, Table F.1). Without that they would go on by what is not so any more. */
static bool shows_that_it_grows(const PdfFile *document)
{
	qpdf_data qpdf = document->qpdf;
	g_autofree char *head =
		g_strndup((const char *)document->data, MIN(document->size, HEAD_BYTES));
	g_autoptr(GRegex) header =
		g_regex_new("(?<!\\d)(\\d{1,7})\\s+0\\s+obj", G_REGEX_RAW, 0, NULL);
	g_autoptr(GMatchInfo) found = NULL;
	if (strstr(head, "/Linearized") == NULL || !g_regex_match(header, head, 0, &found))
		return true;

	g_autofree char *number = g_match_info_fetch(found, 1);
	qpdf_oh first = qpdf_get_object_by_id(qpdf, atoi(number), 0);
	return qpdf_oh_is_null(qpdf, pdf_file_find(document, first, "/Linearized")) ||
		qpdf_oh_is_integer(qpdf, pdf_file_find(document, first, "/L"));
}

Increment *increment_new(PdfFile *document, const char *shown, GError **error)
{
	g_autoptr(Increment) increment = g_new0(Increment, 1);

	increment->document = document;
	increment->base = document->size;
	increment->text = g_string_new(NULL);
	increment->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	if (document->size > 9999999999 - (1 << 26) || !find_last_section(increment) ||
		!find_free_number(increment) ||
		!qpdf_oh_is_indirect(document->qpdf, qpdf_get_root(document->qpdf))) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("%s: the PDF's cross-reference table is damaged"), shown);
		return NULL;
	}
	if (!shows_that_it_grows(document)) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, _("%s: the PDF is damaged"),
			shown);
		return NULL;
	}
	unsigned char last = document->data[document->size - 1];
	if (last != '\n' && last != '\r')
		g_string_append_c(increment->text, '\n');
	return g_steal_pointer(&increment);
}

void increment_free(Increment *increment)
{
	if (increment == NULL)
		return;
	g_string_free(increment->text, TRUE);
	g_array_unref(increment->entries);
	g_free(increment);
}

unsigned increment_reserve(Increment *increment)
{
	return increment->next++;
}

void increment_begin(Increment *increment, unsigned number, unsigned generation)
{
	Entry entry = { number, generation, increment->base + increment->text->len };

	for (unsigned i = 0; i < increment->entries->len; i++)
		g_assert(g_array_index(increment->entries, Entry, i).number != number);
	g_array_append_val(increment->entries, entry);
	g_string_append_printf(increment->text, "%u %u obj\n", number, generation);
}

void increment_end(Increment *increment)
{
	g_string_append(increment->text, "\nendobj\n");
}

void increment_put_changed(Increment *increment, qpdf_oh object)
{
	qpdf_data qpdf = increment->document->qpdf;

	increment_begin(increment, (unsigned)qpdf_oh_get_object_id(qpdf, object),
		(unsigned)qpdf_oh_get_generation(qpdf, object));
	g_string_append(increment->text, qpdf_oh_unparse_resolved(qpdf, object));
	increment_end(increment);
}

void increment_put_stream(
	Increment *increment, unsigned number, const char *entries, GBytes *content)
{
	g_autoptr(GBytes) packed =
		flate(g_bytes_get_data(content, NULL), g_bytes_get_size(content));

	increment_put_packed(increment, number, entries, packed);
}

void increment_put_packed(
	Increment *increment, unsigned number, const char *entries, GBytes *packed)
{
	increment_put_filtered(increment, number, entries, "FlateDecode", packed);
}

void increment_put_filtered(Increment *increment, unsigned number, const char *entries,
	const char *filter, GBytes *content)
{
	gsize size;
	const char *bytes = g_bytes_get_data(content, &size);

	increment_begin(increment, number, 0);
	g_string_append_printf(increment->text,
		"<< %s /Filter /%s /Length %" G_GSIZE_FORMAT " >>\nstream\n", entries, filter,
		size);
	g_string_append_len(increment->text, bytes, (gssize)size);
	g_string_append(increment->text, "\nendstream");
	increment_end(increment);
}

static int compare_entries(gconstpointer first, gconstpointer second)
{
	const Entry *a = first, *b = second;

	return (a->number > b->number) - (a->number < b->number);
}

/* How many entries from `first` on have consecutive numbers. */
static unsigned count_run(const GArray *entries, unsigned first)
{
	unsigned count = 1;

	while (first + count < entries->len &&
		g_array_index(entries, Entry, first + count).number ==
			g_array_index(entries, Entry, first).number + count)
		count++;
	return count;
}

static void put_trailer_entries(Increment *increment)
{
	static const char *const kept[] = { "/Root", "/Info", "/ID" };
	qpdf_data qpdf = increment->document->qpdf;
	qpdf_oh trailer = qpdf_get_trailer(qpdf);

	g_string_append_printf(increment->text, "/Size %u /Prev %" G_GSIZE_FORMAT, increment->next,
		increment->previous);
	for (unsigned i = 0; i < G_N_ELEMENTS(kept); i++) {
		qpdf_oh value = pdf_file_find(increment->document, trailer, kept[i]);
		if (!qpdf_oh_is_null(qpdf, value))
			g_string_append_printf(
				increment->text, " %s %s", kept[i], qpdf_oh_unparse(qpdf, value));
	}
}

static void put_table(Increment *increment)
{
	GString *text = increment->text;

	g_string_append(text, "xref\n");
	for (unsigned i = 0; i < increment->entries->len;) {
		unsigned run = count_run(increment->entries, i);
		const Entry *entry = &g_array_index(increment->entries, Entry, i);
		g_string_append_printf(text, "%u %u\n", entry->number, run);
		for (unsigned end = i + run; i < end; i++, entry++)
			g_string_append_printf(text, "%010" G_GSIZE_FORMAT " %05u n\r\n",
				entry->offset, entry->generation);
	}
	g_string_append(text, "trailer\n<< ");
	put_trailer_entries(increment);
	g_string_append(text, " >>\n");
}

static void put_bytes(GByteArray *out, size_t value, unsigned count)
{
	while (count-- > 0) {
		guint8 byte = (guint8)(value >> (8 * count));
		g_byte_array_append(out, &byte, 1);
	}
}

/* The stream lists itself too: its entry stands before the stream is written. */
static void put_stream(Increment *increment)
{
	Entry self = { increment_reserve(increment), 0, increment->base + increment->text->len };
	g_array_append_val(increment->entries, self);
	g_array_sort(increment->entries, compare_entries);
	GString *text = increment->text;
	g_autoptr(GByteArray) rows = g_byte_array_new();

	g_string_append_printf(
		text, "%u 0 obj\n<< /Type /XRef /W [1 %d 2] /Index [", self.number, OFFSET_BYTES);
	for (unsigned i = 0; i < increment->entries->len;) {
		unsigned run = count_run(increment->entries, i);
		const Entry *entry = &g_array_index(increment->entries, Entry, i);
		g_string_append_printf(text, " %u %u", entry->number, run);
		for (unsigned end = i + run; i < end; i++, entry++) {
			put_bytes(rows, 1, 1);
			put_bytes(rows, entry->offset, OFFSET_BYTES);
			put_bytes(rows, entry->generation, 2);
		}
	}
	g_string_append(text, " ] ");
	put_trailer_entries(increment);
	g_string_append_printf(text, " /Length %u >>\nstream\n", rows->len);
	g_string_append_len(text, (const char *)rows->data, rows->len);
	g_string_append(text, "\nendstream\nendobj\n");
}

void increment_close(Increment *increment)
{
	size_t at = increment->base + increment->text->len;

	g_array_sort(increment->entries, compare_entries);
	if (increment->stream)
		put_stream(increment);
	else
		put_table(increment);
	g_string_append_printf(increment->text, "startxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", at);
}
