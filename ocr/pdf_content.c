/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ISO 32000-1, 7.8.2. Operands are gathered until an operator comes; of them only numbers and the
 * last name matter here. Strings, arrays and dictionaries are stepped over (text operators have
 * them). Graphics state is the matrix, saved by q and restored by Q, and the text rendering mode.
 */
#include "ocr/pdf_content.h"

#include <string.h>

enum { MOST_DEPTH = 32, MOST_OPERANDS = 8, INVISIBLE = 3 };

typedef struct {
	const char *at, *end;
	double numbers[MOST_OPERANDS];
	unsigned count;
	char *name; /* the last operand that was a name */
	double matrices[MOST_DEPTH][6];
	unsigned depth;
	int text_mode;
	unsigned painted;
	PdfPlacement placement;
} Reader;

void pdf_placement_clear(PdfPlacement *placement)
{
	g_clear_pointer(&placement->image, g_free);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
	return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

static bool skip_string(Reader *reader)
{
	unsigned open = 0;

	for (; reader->at < reader->end; reader->at++) {
		if (*reader->at == '\\' && reader->at + 1 < reader->end)
			reader->at++;
		else if (*reader->at == '(')
			open++;
		else if (*reader->at == ')' && --open == 0)
			return reader->at++, true;
	}
	return false;
}

/* Steps over what parts tokens, and over a comment. */
static void skip_space(Reader *reader)
{
	while (reader->at < reader->end) {
		if (*reader->at == '%')
			while (reader->at < reader->end && *reader->at != '\n' &&
				*reader->at != '\r')
				reader->at++;
		else if (is_space(*reader->at))
			reader->at++;
		else
			return;
	}
}

/* A run of regular characters. The caller frees it. */
static char *take_word(Reader *reader)
{
	const char *start = reader->at;

	while (reader->at < reader->end && !is_space(*reader->at) && !is_delimiter(*reader->at))
		reader->at++;
	return g_strndup(start, (size_t)(reader->at - start));
}

static void push_number(Reader *reader, double number)
{
	if (reader->count == MOST_OPERANDS)
		memmove(reader->numbers, reader->numbers + 1,
			sizeof reader->numbers - sizeof *reader->numbers);
	else
		reader->count++;
	reader->numbers[reader->count - 1] = number;
}

static bool is_number(const char *word, double *out)
{
	char *end;

	if (strspn(word, "+-.0123456789") != strlen(word))
		return false;
	*out = g_ascii_strtod(word, &end);
	return end != word;
}

/* The new matrix comes first: what it maps, the old one maps on (8.3.4). */
static bool concatenate(Reader *reader)
{
	const double *n = reader->numbers;
	double *m = reader->matrices[reader->depth];
	double out[6] = { n[0] * m[0] + n[1] * m[2], n[0] * m[1] + n[1] * m[3],
		n[2] * m[0] + n[3] * m[2], n[2] * m[1] + n[3] * m[3],
		n[4] * m[0] + n[5] * m[2] + m[4], n[4] * m[1] + n[5] * m[3] + m[5] };

	if (reader->count != 6)
		return false;
	memcpy(m, out, sizeof out);
	return true;
}

static bool save(Reader *reader)
{
	if (reader->depth + 1 == MOST_DEPTH)
		return false;
	memcpy(reader->matrices[reader->depth + 1], reader->matrices[reader->depth],
		sizeof *reader->matrices);
	reader->depth++;
	return true;
}

static bool paint(Reader *reader)
{
	if (reader->name == NULL || reader->painted++ > 0)
		return false;
	reader->placement.image = g_steal_pointer(&reader->name);
	memcpy(reader->placement.matrix, reader->matrices[reader->depth], sizeof *reader->matrices);
	return true;
}

/* Operators that paint nothing: state, colours, clipping paths that are not filled, text that is moved,
 * marked content. */
static bool is_harmless(const char *word)
{
	static const char *const words[] = { "w", "J", "j", "M", "d", "ri", "i", "gs", "m", "l",
		"c", "v", "y", "h", "re", "W", "W*", "n", "BT", "ET", "Tc", "Tw", "Tz", "TL", "Tf",
		"Ts", "g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "Td",
		"TD", "Tm", "T*", "MP", "DP", "BMC", "BDC", "EMC", "BX", "EX", NULL };

	return g_strv_contains(words, word);
}

static bool is_text(const char *word)
{
	static const char *const words[] = { "Tj", "TJ", "'", "\"", NULL };

	return g_strv_contains(words, word);
}

static bool obey(Reader *reader, const char *word)
{
	if (g_str_equal(word, "cm"))
		return concatenate(reader);
	if (g_str_equal(word, "q"))
		return save(reader);
	if (g_str_equal(word, "Q"))
		return reader->depth == 0 || reader->depth--;
	if (g_str_equal(word, "Do"))
		return paint(reader);
	if (g_str_equal(word, "Tr")) {
		reader->text_mode = reader->count == 1 ? (int)reader->numbers[0] : 0;
		return true;
	}
	return is_text(word) ? reader->text_mode == INVISIBLE : is_harmless(word);
}

static bool read_word(Reader *reader)
{
	g_autofree char *word = take_word(reader);
	double number;

	if (is_number(word, &number)) {
		push_number(reader, number);
		return true;
	}
	if (g_str_equal(word, "true") || g_str_equal(word, "false") || g_str_equal(word, "null"))
		return true;
	bool well = obey(reader, word);
	reader->count = 0;
	g_clear_pointer(&reader->name, g_free);
	return well;
}

static bool read_token(Reader *reader)
{
	switch (*reader->at) {
	case '(':
		return skip_string(reader);
	case '/':
		reader->at++;
		g_free(reader->name);
		reader->name = take_word(reader);
		return true;
	case '<':
	case '>':
	case '[':
	case ']':
		reader->at++;
		return true;
	default:
		return !is_delimiter(*reader->at) && read_word(reader);
	}
}

bool pdf_content_is_image(const char *content, size_t size, PdfPlacement *out_placement)
{
	Reader reader = { .at = content, .end = content + size };
	bool well = true;

	memcpy(reader.matrices[0], (double[]) { 1, 0, 0, 1, 0, 0 }, sizeof *reader.matrices);
	for (skip_space(&reader); well && reader.at < reader.end; skip_space(&reader))
		well = read_token(&reader);
	g_free(reader.name);
	if (!well || reader.painted != 1) {
		pdf_placement_clear(&reader.placement);
		return false;
	}
	*out_placement = reader.placement;
	return true;
}
