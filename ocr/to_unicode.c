/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A map is a run of words and operands in the syntax of a content stream. What stands between
 * beginbfchar and endbfchar are pairs of strings, between beginbfrange and endbfrange triples: two
 * codes, and a string or an array of them. Everything else is stepped over.
 */
#include "ocr/to_unicode.h"

#include "ocr/pdf_lex.h"

#include <string.h>

enum { MOST_VALUE = 128, MOST_RANGES = 200000 };

typedef struct {
	PdfLex lex;
	guint8 *values;
	unsigned read; /* entries so far */
} Reader;

static UnicodeValue judge_units(const guint16 *units, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		guint16 unit = units[i];
		bool high = unit >= 0xd800 && unit < 0xdc00, low = unit >= 0xdc00 && unit < 0xe000;
		if (unit == 0 || unit == 0xfeff || unit == 0xfffe || low)
			return UNICODE_ILL;
		if (!high)
			continue;
		if (i + 1 == count || units[i + 1] < 0xdc00 || units[i + 1] >= 0xe000)
			return UNICODE_ILL;
		i++;
	}
	return count > 0 ? UNICODE_WELL : UNICODE_ILL;
}

/* UTF-16BE whose last unit is `further` on. */
static UnicodeValue judge_value(const GString *text, unsigned further)
{
	guint16 units[MOST_VALUE];
	size_t count = text->len / 2;

	if (text->len % 2 != 0 || count == 0 || count > MOST_VALUE)
		return UNICODE_ILL;
	for (size_t i = 0; i < count; i++)
		units[i] = (guint16)((guint8)text->str[2 * i] << 8 | (guint8)text->str[2 * i + 1]);
	units[count - 1] = (guint16)(units[count - 1] + further);
	return judge_units(units, count);
}

static bool take_code(const PdfLex *lex, unsigned *out)
{
	if (lex->kind != LEX_STRING || lex->is_odd || lex->text->len < 1 || lex->text->len > 2)
		return false;
	*out = (guint8)lex->text->str[0];
	if (lex->text->len == 2)
		*out = *out << 8 | (guint8)lex->text->str[1];
	return true;
}

static bool ends(const PdfLex *lex)
{
	return lex->kind == LEX_WORD && g_str_has_prefix(lex->text->str, "end");
}

static bool read_characters(Reader *reader)
{
	PdfLex *lex = &reader->lex;
	unsigned code;

	for (pdf_lex_next(lex); !ends(lex); pdf_lex_next(lex)) {
		if (!take_code(lex, &code) || pdf_lex_next(lex) != LEX_STRING || lex->is_odd ||
			reader->read++ > MOST_RANGES)
			return false;
		reader->values[code] = (guint8)judge_value(lex->text, 0);
	}
	return true;
}

static bool read_list(Reader *reader, unsigned first, unsigned last)
{
	PdfLex *lex = &reader->lex;
	unsigned code = first;

	while (pdf_lex_next(lex) == LEX_STRING) {
		if (code > last || lex->is_odd)
			return false;
		reader->values[code++] = (guint8)judge_value(lex->text, 0);
	}
	return lex->kind == LEX_MARK && lex->mark == ']';
}

static bool read_ranges(Reader *reader)
{
	PdfLex *lex = &reader->lex;
	unsigned first, last;

	for (pdf_lex_next(lex); !ends(lex); pdf_lex_next(lex)) {
		if (!take_code(lex, &first) || pdf_lex_next(lex) != LEX_STRING ||
			!take_code(lex, &last) || last < first || reader->read++ > MOST_RANGES)
			return false;
		reader->read += (last - first) / 64;
		pdf_lex_next(lex);
		if (lex->kind == LEX_MARK && lex->mark == '[') {
			if (!read_list(reader, first, last))
				return false;
			continue;
		}
		if (lex->kind != LEX_STRING || lex->is_odd)
			return false;
		for (unsigned code = first; code <= last; code++)
			reader->values[code] = (guint8)judge_value(lex->text, code - first);
	}
	return true;
}

bool to_unicode_read(const char *cmap, size_t size, guint8 values[UNICODE_CODES])
{
	Reader reader = { .values = values };
	bool well = true;

	memset(values, UNICODE_NONE, UNICODE_CODES);
	pdf_lex_begin(&reader.lex, cmap, size);
	while (well && pdf_lex_next(&reader.lex) != LEX_END) {
		if (reader.lex.kind == LEX_DAMAGED)
			well = false;
		else if (reader.lex.kind != LEX_WORD)
			continue;
		else if (g_str_equal(reader.lex.text->str, "beginbfchar"))
			well = read_characters(&reader);
		else if (g_str_equal(reader.lex.text->str, "beginbfrange"))
			well = read_ranges(&reader);
		else if (g_str_equal(reader.lex.text->str, "usecmap"))
			well = false;
	}
	pdf_lex_clear(&reader.lex);
	return well;
}
