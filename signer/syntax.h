/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A strict reader of PDF's own syntax (ISO 32000-1, 7.3): values and objects as they stand in the
 * bytes. Where readers could understand different things (a key that a dictionary has twice, a
 * number that is none, a string without end) it says so, while qpdf decides for one of them.
 *
 *	values_new → syntax_read_object | syntax_read_value, … → values_free
 *
 * What is read belongs to the Values that it was read into.
 */
#ifndef SIGNER_SYNTAX_H
#define SIGNER_SYNTAX_H

#include "base/bytes.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
	VALUE_NULL,
	VALUE_BOOLEAN,
	VALUE_NUMBER,
	VALUE_NAME,
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_DICTIONARY,
	VALUE_REFERENCE,
} ValueKind;

typedef struct Value Value;
struct Value {
	ValueKind kind;
	unsigned count;    /* items of an array, pairs of a dictionary, bytes of a name or string */
	size_t start, end; /* where it stands in the bytes that it was read from */
	union {
		double number; /* or 0 and 1: a boolean */
		struct {
			unsigned number, generation;
		} reference;
		const char
			*text; /* a name without its slash, a string: decoded, then a zero byte */
		Value *items;  /* of a dictionary key, value, key, …, in the order of keys */
	};
};

typedef struct Values Values;

Values *values_new(void);
void values_free(Values *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Values, values_free)

/* An object, "N G obj … endobj", or what such a one would be if it stands in an object stream. */
typedef struct {
	unsigned number, generation;
	Value value;
	size_t stream; /* where a stream's data begin; 0: it is none */
	size_t end; /* after "endobj"; of a stream: after the word "stream" and its end of line */
} Object;

/* White space and comments; `at` may be the end. */
size_t syntax_skip_space(Bytes source, size_t at);
/* Does `word` stand there, as a word of its own? */
bool syntax_is_word(Bytes source, size_t at, const char *word);
/* The end of an integer that begins there without a sign; 0 if there is none below 2^53. */
size_t syntax_read_integer(Bytes source, size_t at, guint64 *out_value);

/* The value at `at`. False if it breaks the syntax, is nested more than 100 deep, has a key twice, or
 * there are too many values by now (4 million). */
bool syntax_read_value(Bytes source, size_t at, Values *values, Value *out_value);
/* The object at `at`. False also if it does not end rightly. */
bool syntax_read_object(Bytes source, size_t at, Values *values, Object *out_object);
/* Only its heading, "N G obj"; returns where that ends, or 0. */
size_t syntax_read_heading(Bytes source, size_t at, unsigned *out_number, unsigned *out_generation);

/* The value of `key` (without slash) in a dictionary; NULL if there is none, or it is null. */
const Value *value_find(const Value *dictionary, const char *key);
/* By the bytes of two names or strings, as strcmp() does. */
int value_compare_text(const Value *first, const Value *second);
bool value_is_name(const Value *value, const char *name);
/* These are false for NULL. */
bool value_is_reference(const Value *value);
bool value_is_true(const Value *value);
/* An integer from 0 on; false for anything else, and for NULL. */
bool value_read_size(const Value *value, size_t *out_size);

#endif
