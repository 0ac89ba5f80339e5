/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects, and looking into values that were read. */
#include "signer/syntax.h"

#include <math.h>
#include <string.h>

static int compare_keys(const void *first, const void *second)
{
	return value_compare_text(first, second);
}

size_t syntax_read_heading(Bytes source, size_t at, unsigned *out_number, unsigned *out_generation)
{
	guint64 number, generation;
	size_t end = syntax_read_integer(source, at, &number);

	end = end == 0 ? 0
		       : syntax_read_integer(source, syntax_skip_space(source, end), &generation);
	if (end == 0 || number > G_MAXINT || generation > 65535)
		return 0;
	end = syntax_skip_space(source, end);
	if (!syntax_is_word(source, end, "obj"))
		return 0;
	*out_number = (unsigned)number;
	*out_generation = (unsigned)generation;
	return end + strlen("obj");
}

/* After a dictionary and "stream" comes LF or CR LF (ISO 32000-1, 7.3.8.1), no CR alone. */
static bool read_stream_start(Bytes source, size_t at, Object *object)
{
	at += strlen("stream");
	if (at < source.left && source.at[at] == '\r')
		at++;
	if (at >= source.left || source.at[at] != '\n' || object->value.kind != VALUE_DICTIONARY)
		return false;
	object->stream = object->end = at + 1;
	return true;
}

bool syntax_read_object(Bytes source, size_t at, Values *values, Object *out_object)
{
	Object object = { 0 };
	size_t end = syntax_read_heading(source, at, &object.number, &object.generation);

	if (end == 0 || !syntax_read_value(source, end, values, &object.value))
		return false;
	end = syntax_skip_space(source, object.value.end);
	if (syntax_is_word(source, end, "stream")) {
		if (!read_stream_start(source, end, &object))
			return false;
	} else if (syntax_is_word(source, end, "endobj")) {
		object.end = end + strlen("endobj");
	} else {
		return false;
	}
	*out_object = object;
	return true;
}

const Value *value_find(const Value *dictionary, const char *key)
{
	Value name = { .kind = VALUE_NAME, .count = (unsigned)strlen(key), .text = key };

	if (dictionary == NULL || dictionary->kind != VALUE_DICTIONARY || dictionary->count == 0)
		return NULL;
	const Value *pair = bsearch(
		&name, dictionary->items, dictionary->count, 2 * sizeof(Value), compare_keys);
	return pair == NULL || pair[1].kind == VALUE_NULL ? NULL : pair + 1;
}

bool value_is_name(const Value *value, const char *name)
{
	return value != NULL && value->kind == VALUE_NAME && value->count == strlen(name) &&
		memcmp(value->text, name, value->count) == 0;
}

bool value_is_reference(const Value *value)
{
	return value != NULL && value->kind == VALUE_REFERENCE;
}

bool value_is_true(const Value *value)
{
	return value != NULL && value->kind == VALUE_BOOLEAN && value->number != 0;
}

bool value_read_size(const Value *value, size_t *out_size)
{
	if (value == NULL || value->kind != VALUE_NUMBER || value->number < 0 ||
		value->number >= (double)((guint64)1 << 53) ||
		value->number != floor(value->number))
		return false;
	*out_size = (size_t)value->number;
	return true;
}
