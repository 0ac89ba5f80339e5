/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/section.h"

#include "base/unflate.h"

#include <string.h>

enum { MOST_WIDTH = 8, MOST_COLUMNS = 64, MOST_LINE_ENDS = 4 };

void section_free(Section *section)
{
	if (section == NULL)
		return;
	g_array_unref(section->entries);
	g_free(section);
}

/* How many decimal digits stand there, no more than `most`. */
static unsigned count_digits(Bytes source, size_t at, unsigned most)
{
	unsigned digits = 0;

	while (digits < most && source.left - at > digits &&
		g_ascii_isdigit(source.at[at + digits]))
		digits++;
	return digits;
}

/* "0000000016 00000 n" and a line end, of which writers leave out one of two bytes. Returns where
 * it ends, or 0. */
static size_t read_table_entry(Bytes source, size_t at, Entry *entry)
{
	guint64 place, generation;

	if (source.left - at < 19 || count_digits(source, at, 11) != 10 ||
		source.at[at + 10] != ' ' || count_digits(source, at + 11, 6) != 5 ||
		source.at[at + 16] != ' ' || syntax_read_integer(source, at, &place) == 0 ||
		syntax_read_integer(source, at + 11, &generation) == 0)
		return 0;
	char kind = (char)source.at[at + 17];
	if ((kind != 'n' && kind != 'f') || (kind == 'n' && generation > 65535) ||
		strchr(" \r\n", source.at[at + 18]) == NULL)
		return 0;
	entry->kind = kind == 'n' ? ENTRY_PLAIN : ENTRY_FREE;
	entry->place = (size_t)place;
	entry->generation = (unsigned)generation;
	return syntax_skip_space(source, at + 18);
}

/* One subsection. Returns where the next begins, or 0. */
static size_t read_subsection(Bytes source, size_t at, GArray *entries, size_t most)
{
	guint64 first, count;
	size_t end = syntax_read_integer(source, at, &first);

	end = end == 0 ? 0 : syntax_read_integer(source, syntax_skip_space(source, end), &count);
	if (end == 0 || first > G_MAXINT || count > most - entries->len)
		return 0;
	end = syntax_skip_space(source, end);
	for (guint64 i = 0; i < count; i++) {
		Entry entry = { .number = (unsigned)(first + i) };
		end = read_table_entry(source, end, &entry);
		if (end == 0)
			return 0;
		g_array_append_val(entries, entry);
	}
	return end;
}

static bool read_table(Bytes source, size_t at, Values *values, Section *section, size_t most)
{
	at = syntax_skip_space(source, at + strlen("xref"));
	while (!syntax_is_word(source, at, "trailer")) {
		at = read_subsection(source, at, section->entries, most);
		if (at == 0)
			return false;
	}
	if (!syntax_read_value(source, at + strlen("trailer"), values, &section->trailer))
		return false;
	section->end = section->trailer.end;
	return section->trailer.kind == VALUE_DICTIONARY;
}

/* Undoes the PNG predictors (ISO 32000-1, 7.4.4.4), for rows of bytes of one each. */
static GBytes *undo_prediction(GBytes *packed, size_t columns)
{
	Bytes from = bytes_of(packed);
	size_t rows = from.left / (columns + 1);
	g_autofree uint8_t *bytes = g_malloc0(rows * columns + 1);

	for (size_t row = 0; row < rows; row++) {
		const uint8_t *in = from.at + row * (columns + 1);
		uint8_t *out = bytes + row * columns;
		const uint8_t *above = row > 0 ? out - columns : NULL;
		for (size_t i = 0; i < columns; i++) {
			int left = i > 0 ? out[i - 1] : 0, up = above != NULL ? above[i] : 0;
			int corner = i > 0 && above != NULL ? above[i - 1] : 0;
			int guess = left + up - corner, paeth = left;
			if (ABS(guess - paeth) > ABS(guess - up))
				paeth = up;
			if (ABS(guess - paeth) > ABS(guess - corner))
				paeth = corner;
			const int predicted[] = { 0, left, up, (left + up) / 2, paeth };
			out[i] = (uint8_t)(in[i + 1] + predicted[MIN(in[0], 4)]);
		}
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), rows * columns);
}

/* The value, or the only item if it is an array of one; NULL if it is an array of more. */
static const Value *single(const Value *value)
{
	if (value == NULL || value->kind != VALUE_ARRAY)
		return value;
	return value->count == 1 ? value->items : NULL;
}

static size_t find_size(const Value *dictionary, const char *key, size_t otherwise)
{
	const Value *value = value_find(dictionary, key);
	size_t size = otherwise;

	return value == NULL || value_read_size(value, &size) ? size : 0;
}

GBytes *section_unpack(const Value *dictionary, Bytes data, size_t most)
{
	const Value *filter = value_find(dictionary, "Filter");
	const Value *rules = single(value_find(dictionary, "DecodeParms"));

	if (filter == NULL)
		return data.left > most ? NULL : g_bytes_new(data.at, data.left);
	if (!value_is_name(single(filter), "FlateDecode"))
		return NULL;
	g_autoptr(GBytes) bytes = unflate(data, most);
	size_t predictor = find_size(rules, "Predictor", 1),
	       columns = find_size(rules, "Columns", 1);
	if (bytes == NULL || predictor == 1)
		return g_steal_pointer(&bytes);
	if (predictor < 10 || predictor > 15 || columns < 1 || columns > MOST_COLUMNS ||
		find_size(rules, "Colors", 1) != 1 || find_size(rules, "BitsPerComponent", 8) != 8)
		return NULL;
	return undo_prediction(bytes, columns);
}

bool section_find_stream_end(Bytes source, size_t from, size_t length, size_t *out_end)
{
	if (from > source.left || length > source.left - from)
		return false;
	size_t end = from + length;
	for (unsigned i = 0; i < MOST_LINE_ENDS && end < source.left &&
		(source.at[end] == '\r' || source.at[end] == '\n');
		i++)
		end++;
	if (!syntax_is_word(source, end, "endstream"))
		return false;
	end = syntax_skip_space(source, end + strlen("endstream"));
	if (!syntax_is_word(source, end, "endobj"))
		return false;
	*out_end = end + strlen("endobj");
	return true;
}

static bool read_widths(const Value *trailer, unsigned widths[3])
{
	const Value *array = value_find(trailer, "W");

	if (array == NULL || array->kind != VALUE_ARRAY || array->count != 3)
		return false;
	for (unsigned i = 0; i < 3; i++) {
		size_t width;
		if (!value_read_size(&array->items[i], &width) || width > MOST_WIDTH)
			return false;
		widths[i] = (unsigned)width;
	}
	return widths[1] > 0;
}

static guint64 take_field(Bytes *rows, unsigned width, guint64 otherwise)
{
	guint64 value = width == 0 ? otherwise : 0;

	for (unsigned i = 0; i < width; i++)
		value = value << 8 | rows->at[i];
	rows->at += width;
	rows->left -= width;
	return value;
}

static bool take_rows(Section *section, Bytes *rows, const unsigned widths[3], size_t first,
	size_t count, size_t most)
{
	size_t width = (size_t)widths[0] + widths[1] + widths[2];

	if (first > G_MAXINT || count > most - section->entries->len || rows->left / width < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		guint64 kind = take_field(rows, widths[0], 1);
		guint64 place = take_field(rows, widths[1], 0);
		guint64 rest = take_field(rows, widths[2], 0);
		if (kind > 2 || rest > G_MAXUINT)
			return false;
		Entry entry = { (unsigned)(first + i), 0, (EntryKind)kind, (unsigned)rest,
			(size_t)place };
		g_array_append_val(section->entries, entry);
	}
	return true;
}

static bool take_all_rows(Section *section, Bytes rows, size_t most)
{
	const Value *index = value_find(&section->trailer, "Index");
	unsigned widths[3];
	size_t first, count;

	if (!read_widths(&section->trailer, widths))
		return false;
	if (index == NULL)
		return value_read_size(value_find(&section->trailer, "Size"), &count) &&
			take_rows(section, &rows, widths, 0, count, most);
	if (index->kind != VALUE_ARRAY || index->count % 2 != 0)
		return false;
	for (unsigned i = 0; i < index->count; i += 2)
		if (!value_read_size(&index->items[i], &first) ||
			!value_read_size(&index->items[i + 1], &count) ||
			!take_rows(section, &rows, widths, first, count, most))
			return false;
	return true;
}

/* Some linearizers repeat the stream's dictionary as a trailer, which nobody reads. */
static void skip_needless_trailer(Bytes source, Values *values, Section *section)
{
	Value trailer;
	size_t at = syntax_skip_space(source, section->end);

	if (syntax_is_word(source, at, "trailer") &&
		syntax_read_value(source, at + strlen("trailer"), values, &trailer))
		section->end = trailer.end;
}

static bool read_stream(Bytes source, size_t at, Values *values, Section *section, size_t most)
{
	Object object;
	size_t length;

	if (!syntax_read_object(source, at, values, &object) || object.stream == 0 ||
		!value_is_name(value_find(&object.value, "Type"), "XRef") ||
		!value_read_size(value_find(&object.value, "Length"), &length) ||
		!section_find_stream_end(source, object.stream, length, &section->end))
		return false;
	section->stream = true;
	section->number = object.number;
	section->trailer = object.value;
	skip_needless_trailer(source, values, section);
	Bytes data = { source.at + object.stream, length };
	g_autoptr(GBytes) rows = section_unpack(&object.value, data, most * 3);
	return rows != NULL && take_all_rows(section, bytes_of(rows), most);
}

static int compare_entries(gconstpointer first, gconstpointer second)
{
	const Entry *a = first, *b = second;

	return (a->number > b->number) - (a->number < b->number);
}

static bool sort_entries(Section *section)
{
	size_t size;

	g_array_sort(section->entries, compare_entries);
	if (!value_read_size(value_find(&section->trailer, "Size"), &size))
		return false;
	for (unsigned i = 0; i < section->entries->len; i++) {
		const Entry *entry = &g_array_index(section->entries, Entry, i);
		if (entry->number >= size || (i > 0 && entry[-1].number == entry->number))
			return false;
	}
	return true;
}

Section *section_read(Bytes source, size_t at, Values *values, size_t most)
{
	g_autoptr(Section) section = g_new0(Section, 1);

	section->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	section->start = at;
	bool read = syntax_is_word(source, at, "xref")
		? read_table(source, at, values, section, most)
		: read_stream(source, at, values, section, most);
	return read && sort_entries(section) ? g_steal_pointer(&section) : NULL;
}
