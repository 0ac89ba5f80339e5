/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/pdf_lex.h"

#include <string.h>

enum { MOST_DIGITS = 400 }; /* of a number */

bool pdf_lex_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

static bool is_regular(char c)
{
	return !pdf_lex_is_space(c) && strchr("()<>[]{}/%", c) == NULL;
}

void pdf_lex_begin(PdfLex *lex, const char *data, size_t size)
{
	/* of nothing GBytes lends no pointer */
	data = data != NULL ? data : "";
	*lex = (PdfLex) { .at = data, .end = data + size, .text = g_string_new(NULL) };
}

void pdf_lex_clear(PdfLex *lex)
{
	if (lex->text != NULL)
		g_string_free(lex->text, TRUE);
	lex->text = NULL;
}

static void skip_space(PdfLex *lex)
{
	for (; lex->at < lex->end; lex->at++) {
		if (*lex->at == '%')
			while (lex->at + 1 < lex->end && lex->at[1] != '\n' && lex->at[1] != '\r')
				lex->at++;
		else if (!pdf_lex_is_space(*lex->at))
			return;
	}
}

/* Behind a backslash (table 3). */
static void take_escape(PdfLex *lex)
{
	static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
	char c = *lex->at++;
	const char *known = c != '\0' ? strchr(letters, c) : NULL;

	if (c >= '0' && c <= '7') {
		unsigned code = (unsigned)(c - '0');
		for (int i = 0; i < 2 && lex->at < lex->end && *lex->at >= '0' && *lex->at <= '7';
			i++)
			code = code * 8 + (unsigned)(*lex->at++ - '0');
		g_string_append_c(lex->text, (char)code);
	} else if (c == '\r' || c == '\n') {
		if (c == '\r' && lex->at < lex->end && *lex->at == '\n')
			lex->at++;
	} else {
		g_string_append_c(lex->text, known != NULL ? meant[known - letters] : c);
	}
}

static LexKind take_string(PdfLex *lex)
{
	unsigned open = 1;

	lex->at++;
	while (lex->at < lex->end) {
		char c = *lex->at++;
		if (c == '\\' && lex->at < lex->end) {
			take_escape(lex);
			continue;
		}
		open += c == '(';
		if (c == ')' && --open == 0)
			return LEX_STRING;
		/* an end of line is one line feed (7.3.4.2) */
		if (c == '\r') {
			lex->at += lex->at < lex->end && *lex->at == '\n';
			c = '\n';
		}
		g_string_append_c(lex->text, c);
	}
	return LEX_DAMAGED;
}

static LexKind take_hex(PdfLex *lex)
{
	unsigned digits = 0, value = 0;

	for (lex->at++; lex->at < lex->end && *lex->at != '>'; lex->at++) {
		if (pdf_lex_is_space(*lex->at))
			continue;
		if (!g_ascii_isxdigit(*lex->at)) {
			lex->is_odd = true;
			continue;
		}
		value = value << 4 | (unsigned)g_ascii_xdigit_value(*lex->at);
		if (++digits % 2 == 0)
			g_string_append_c(lex->text, (char)(value & 0xff));
	}
	if (lex->at == lex->end)
		return LEX_DAMAGED;
	lex->at++;
	lex->is_odd |= digits % 2 != 0;
	return LEX_STRING;
}

static LexKind take_name(PdfLex *lex)
{
	for (lex->at++; lex->at < lex->end && is_regular(*lex->at); lex->at++) {
		char c = *lex->at;
		if (c == '#' && lex->end - lex->at > 2 && g_ascii_isxdigit(lex->at[1]) &&
			g_ascii_isxdigit(lex->at[2])) {
			c = (char)(g_ascii_xdigit_value(lex->at[1]) << 4 |
				g_ascii_xdigit_value(lex->at[2]));
			lex->at += 2;
		}
		if (c == '\0')
			return LEX_DAMAGED;
		g_string_append_c(lex->text, c);
	}
	return LEX_NAME;
}

static bool is_number(const char *word, bool *out_real)
{
	const char *digits = word + (*word == '+' || *word == '-');
	size_t whole = strspn(digits, "0123456789");
	const char *point = digits + whole;
	size_t part = *point == '.' ? strspn(point + 1, "0123456789") : 0;

	*out_real = *point == '.';
	return whole + part > 0 && whole + part <= MOST_DIGITS && point[*out_real + part] == '\0';
}

static LexKind take_word(PdfLex *lex)
{
	const char *start = lex->at;

	while (lex->at < lex->end && is_regular(*lex->at))
		lex->at++;
	g_string_append_len(lex->text, start, lex->at - start);
	if (!is_number(lex->text->str, &lex->is_real))
		return lex->at > start ? LEX_WORD : LEX_DAMAGED;
	lex->number = g_ascii_strtod(lex->text->str, NULL);
	return LEX_NUMBER;
}

static LexKind take_mark(PdfLex *lex, unsigned size)
{
	lex->mark = *lex->at;
	lex->at += size;
	return LEX_MARK;
}

static LexKind take_token(PdfLex *lex)
{
	bool twice = lex->end - lex->at > 1 && lex->at[0] == lex->at[1];

	switch (*lex->at) {
	case '(':
		return take_string(lex);
	case '/':
		return take_name(lex);
	case '<':
		return twice ? take_mark(lex, 2) : take_hex(lex);
	case '>':
		return twice ? take_mark(lex, 2) : LEX_DAMAGED;
	case '[':
	case ']':
	case '{':
	case '}':
		return take_mark(lex, 1);
	default:
		return take_word(lex);
	}
}

LexKind pdf_lex_next(PdfLex *lex)
{
	skip_space(lex);
	g_string_truncate(lex->text, 0);
	lex->is_odd = lex->is_real = false;
	lex->start = lex->at;
	lex->kind = lex->at < lex->end ? take_token(lex) : LEX_END;
	return lex->kind;
}

bool pdf_lex_ends_image(const PdfLex *lex)
{
	const char *at = lex->at;

	return lex->end - at >= 3 && pdf_lex_is_space(at[0]) && at[1] == 'E' && at[2] == 'I' &&
		(lex->end - at == 3 || pdf_lex_is_space(at[3]));
}
