/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/syntax.h"

#include <string.h>

enum { DEEPEST = 100, MOST_VALUES = 4 << 20, MOST_NUMBER = 40 };

/* All that was read, freed at once. */
struct Values {
	GPtrArray *blocks;
	unsigned count;
};

typedef struct {
	Bytes source;
	size_t at;
	Values *values;
} Reader;

static bool read_value(Reader *reader, Value *value, unsigned depth);

Values *values_new(void)
{
	Values *values = g_new0(Values, 1);

	values->blocks = g_ptr_array_new_with_free_func(g_free);
	return values;
}

void values_free(Values *values)
{
	if (values == NULL)
		return;
	g_ptr_array_unref(values->blocks);
	g_free(values);
}

static bool is_space(unsigned char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f' ||
		byte == '\0';
}

static bool is_regular(unsigned char byte)
{
	return !is_space(byte) && strchr("()<>[]{}/%", byte) == NULL;
}

size_t syntax_skip_space(Bytes source, size_t at)
{
	while (at < source.left) {
		if (source.at[at] == '%')
			while (at < source.left && source.at[at] != '\n' && source.at[at] != '\r')
				at++;
		else if (is_space(source.at[at]))
			at++;
		else
			break;
	}
	return at;
}

bool syntax_is_word(Bytes source, size_t at, const char *word)
{
	size_t length = strlen(word);

	return at <= source.left && source.left - at >= length &&
		memcmp(source.at + at, word, length) == 0 &&
		(source.left - at == length || !is_regular(source.at[at + length]));
}

size_t syntax_read_integer(Bytes source, size_t at, guint64 *out_value)
{
	guint64 value = 0;
	size_t start = at;

	for (; at < source.left && g_ascii_isdigit(source.at[at]); at++) {
		value = 10 * value + (guint64)(source.at[at] - '0');
		if (value >= (guint64)1 << 53)
			return 0;
	}
	if (at == start || (at < source.left && is_regular(source.at[at])))
		return 0;
	*out_value = value;
	return at;
}

static int peek(const Reader *reader, size_t ahead)
{
	return reader->source.left - reader->at > ahead ? reader->source.at[reader->at + ahead]
							: -1;
}

static const char *keep_text(Reader *reader, GByteArray *bytes, Value *value)
{
	value->count = bytes->len;
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	char *text = (char *)g_byte_array_free(bytes, FALSE);
	g_ptr_array_add(reader->values->blocks, text);
	return text;
}

static void put(GByteArray *bytes, int byte)
{
	guint8 one = (guint8)byte;

	g_byte_array_append(bytes, &one, 1);
}

static bool read_name(Reader *reader, Value *value)
{
	GByteArray *bytes = g_byte_array_new();
	bool right = true;

	for (reader->at++; peek(reader, 0) >= 0 && is_regular((unsigned char)peek(reader, 0));
		reader->at++) {
		int byte = peek(reader, 0);
		if (byte == '#') {
			int high = g_ascii_xdigit_value((char)peek(reader, 1));
			int low = high < 0 ? -1 : g_ascii_xdigit_value((char)peek(reader, 2));
			right &= low >= 0 && high + low > 0;
			byte = low < 0 ? byte : high << 4 | low;
			reader->at += low < 0 ? 0 : 2;
		}
		put(bytes, byte);
	}
	value->kind = VALUE_NAME;
	value->text = keep_text(reader, bytes, value);
	return right;
}

static int read_octal(Reader *reader)
{
	int value = 0;

	for (unsigned i = 0; i < 3 && peek(reader, 0) >= '0' && peek(reader, 0) <= '7'; i++)
		value = 8 * value + reader->source.at[reader->at++] - '0';
	return value & 255;
}

static void take_line_end(Reader *reader)
{
	if (peek(reader, 0) == '\r' && peek(reader, 1) == '\n')
		reader->at++;
	reader->at++;
}

/* After a backslash (ISO 32000-1, table 3). */
static void read_escape(Reader *reader, GByteArray *bytes)
{
	static const char letters[] = "nrtbf", meanings[] = "\n\r\t\b\f";
	int byte = peek(reader, 0);
	const char *letter = byte > 0 ? strchr(letters, byte) : NULL;

	if (byte >= '0' && byte <= '7') {
		put(bytes, read_octal(reader));
	} else if (byte == '\n' || byte == '\r') {
		take_line_end(reader);
	} else if (byte >= 0) {
		put(bytes, letter != NULL ? meanings[letter - letters] : byte);
		reader->at++;
	}
}

static bool read_string(Reader *reader, Value *value)
{
	GByteArray *bytes = g_byte_array_new();
	unsigned open = 1;

	reader->at++;
	while (open > 0 && peek(reader, 0) >= 0) {
		int byte = peek(reader, 0);
		if (byte == '\r' || byte == '\n') {
			take_line_end(reader);
			put(bytes, '\n');
			continue;
		}
		reader->at++;
		open += (byte == '(') - (byte == ')');
		if (byte == '\\')
			read_escape(reader, bytes);
		else if (open > 0)
			put(bytes, byte);
	}
	value->kind = VALUE_STRING;
	value->text = keep_text(reader, bytes, value);
	return open == 0;
}

static bool read_hexadecimal(Reader *reader, Value *value)
{
	const unsigned char *from = reader->source.at + reader->at;
	const unsigned char *to = memchr(from, '>', reader->source.left - reader->at);
	int high = -1;
	bool right = to != NULL;

	if (to == NULL)
		return false;
	GByteArray *bytes = g_byte_array_sized_new((guint)MIN((to - from) / 2 + 1, G_MAXINT));
	for (from++; from < to; from++) {
		int digit = g_ascii_xdigit_value((char)*from);
		right &= digit >= 0 || is_space(*from);
		if (digit < 0)
			continue;
		if (high >= 0)
			put(bytes, high << 4 | digit);
		high = high >= 0 ? -1 : digit;
	}
	if (high >= 0)
		put(bytes, high << 4);
	reader->at = (size_t)(to - reader->source.at) + 1;
	value->kind = VALUE_STRING;
	value->text = keep_text(reader, bytes, value);
	return right;
}

static bool read_reference(Reader *reader, Value *value)
{
	guint64 number, generation;
	size_t end = syntax_read_integer(reader->source, reader->at, &number);

	if (end == 0 || number > G_MAXINT)
		return false;
	end = syntax_skip_space(reader->source, end);
	end = syntax_read_integer(reader->source, end, &generation);
	if (end == 0 || generation > 65535)
		return false;
	end = syntax_skip_space(reader->source, end);
	if (!syntax_is_word(reader->source, end, "R"))
		return false;
	reader->at = end + 1;
	value->kind = VALUE_REFERENCE;
	value->reference.number = (unsigned)number;
	value->reference.generation = (unsigned)generation;
	return true;
}

static bool read_number(Reader *reader, Value *value)
{
	char text[MOST_NUMBER + 1];
	unsigned length = 0, digits = 0, points = 0;

	for (; length < MOST_NUMBER && peek(reader, 0) >= 0 &&
		is_regular((unsigned char)peek(reader, 0));
		reader->at++) {
		int byte = peek(reader, 0);
		bool sign = (byte == '+' || byte == '-') && length == 0;
		if (!sign && byte != '.' && !g_ascii_isdigit(byte))
			return false;
		digits += g_ascii_isdigit(byte);
		points += byte == '.';
		text[length++] = (char)byte;
	}
	text[length] = '\0';
	value->kind = VALUE_NUMBER;
	value->number = g_ascii_strtod(text, NULL);
	return digits > 0 && points <= 1 && length < MOST_NUMBER;
}

static bool read_word(Reader *reader, Value *value)
{
	static const struct {
		const char *word;
		ValueKind kind;
		double number;
	} words[] = {
		{ "null", VALUE_NULL, 0 },
		{ "true", VALUE_BOOLEAN, 1 },
		{ "false", VALUE_BOOLEAN, 0 },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
		if (syntax_is_word(reader->source, reader->at, words[i].word)) {
			reader->at += strlen(words[i].word);
			value->kind = words[i].kind;
			value->number = words[i].number;
			return true;
		}
	return false;
}

int value_compare_text(const Value *first, const Value *second)
{
	int order = memcmp(first->text, second->text, MIN(first->count, second->count));

	return order != 0 ? order : (first->count > second->count) - (first->count < second->count);
}

static int compare_keys(const void *first, const void *second)
{
	return value_compare_text(first, second);
}

/* Sorts the pairs; false if what stands for a key is none, or a key is there twice. */
static bool sort_dictionary(Value *value)
{
	unsigned pairs = value->count / 2;

	if (value->count % 2 != 0)
		return false;
	for (unsigned i = 0; i < pairs; i++)
		if (value->items[2 * i].kind != VALUE_NAME)
			return false;
	if (pairs > 1)
		qsort(value->items, pairs, 2 * sizeof(Value), compare_keys);
	value->count = pairs;
	for (unsigned i = 1; i < pairs; i++)
		if (value_compare_text(&value->items[2 * i - 2], &value->items[2 * i]) == 0)
			return false;
	return true;
}

static bool ends(const Reader *reader, bool dictionary)
{
	return dictionary ? peek(reader, 0) == '>' && peek(reader, 1) == '>'
			  : peek(reader, 0) == ']';
}

static bool read_items(Reader *reader, Value *value, bool dictionary, unsigned depth)
{
	g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(Value));

	reader->at += dictionary ? 2 : 1;
	reader->at = syntax_skip_space(reader->source, reader->at);
	while (!ends(reader, dictionary)) {
		Value item = { 0 };
		if (!read_value(reader, &item, depth + 1))
			return false;
		g_array_append_val(items, item);
		reader->at = syntax_skip_space(reader->source, reader->at);
	}
	reader->at += dictionary ? 2 : 1;
	value->kind = dictionary ? VALUE_DICTIONARY : VALUE_ARRAY;
	value->count = items->len;
	value->items = (Value *)g_array_steal(items, NULL);
	g_ptr_array_add(reader->values->blocks, value->items);
	return !dictionary || sort_dictionary(value);
}

static bool read_any(Reader *reader, Value *value, unsigned depth)
{
	switch (peek(reader, 0)) {
	case '/':
		return read_name(reader, value);
	case '(':
		return read_string(reader, value);
	case '[':
		return read_items(reader, value, false, depth);
	case '<':
		return peek(reader, 1) == '<' ? read_items(reader, value, true, depth)
					      : read_hexadecimal(reader, value);
	case '0' ... '9':
		return read_reference(reader, value) || read_number(reader, value);
	case '+':
	case '-':
	case '.':
		return read_number(reader, value);
	default:
		return read_word(reader, value);
	}
}

static bool read_value(Reader *reader, Value *value, unsigned depth)
{
	if (depth > DEEPEST || ++reader->values->count > MOST_VALUES)
		return false;
	reader->at = syntax_skip_space(reader->source, reader->at);
	value->start = reader->at;
	bool right = read_any(reader, value, depth);
	value->end = reader->at;
	return right;
}

bool syntax_read_value(Bytes source, size_t at, Values *values, Value *out_value)
{
	Reader reader = { source, at, values };
	Value value = { 0 };

	if (!read_value(&reader, &value, 0))
		return false;
	*out_value = value;
	return true;
}
