/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Simple fonts (ISO 32000-1, 9.6): codes of one byte. An encoding gives a code a Unicode value, or,
 * by its Differences, the name of a glyph; then only ToUnicode can tell the value.
 */
#include "base/pdf_object.h"
#include "ocr/fit_font.h"

#include <math.h>
#include <string.h>

enum { SYMBOLIC = 1 << 2, MOST_DIFFERENCES = 2048 };

/* FreeType asks for a name only to look for it. */
static unsigned named_glyph(const FitFont *font, const char *name)
{
	return FT_Get_Name_Index(font->face, (FT_String *)(gpointer)name);
}

static bool is_standard(FitWork *work, qpdf_oh dictionary)
{
	static const char *const names[] = { "/Courier", "/Courier-Bold", "/Courier-Oblique",
		"/Courier-BoldOblique", "/Helvetica", "/Helvetica-Bold", "/Helvetica-Oblique",
		"/Helvetica-BoldOblique", "/Times-Roman", "/Times-Bold", "/Times-Italic",
		"/Times-BoldItalic", NULL };
	qpdf_oh name = pdf_find(work->pdf, dictionary, "/BaseFont");

	return g_strv_contains(names, qpdf_oh_get_name(work->pdf, name));
}

static bool read_widths(FitWork *work, FitFont *font, qpdf_oh dictionary)
{
	qpdf_oh first = pdf_find(work->pdf, dictionary, "/FirstChar");
	qpdf_oh last = pdf_find(work->pdf, dictionary, "/LastChar");
	qpdf_oh widths = pdf_find(work->pdf, dictionary, "/Widths");
	int count = pdf_count(work->pdf, widths);

	if (font->face == NULL && is_standard(work, dictionary) && count == 0)
		return true;
	if (!qpdf_oh_is_integer(work->pdf, first) || !qpdf_oh_is_integer(work->pdf, last))
		return false;
	long long begin = qpdf_oh_get_int_value(work->pdf, first);
	long long end = qpdf_oh_get_int_value(work->pdf, last);
	if (begin < 0 || end >= FIT_SIMPLE_CODES || count != end - begin + 1)
		return false;
	for (int i = 0; i < count; i++)
		font->simple_widths[begin + i] = qpdf_oh_get_numeric_value(
			work->pdf, qpdf_oh_get_array_item(work->pdf, widths, i));
	return true;
}

static bool read_base(FitWork *work, FitFont *font, qpdf_oh name)
{
	static const struct {
		const char *name;
		FitEncoding encoding;
	} table[] = { { "/WinAnsiEncoding", FIT_WIN }, { "/MacRomanEncoding", FIT_MAC },
		{ "/StandardEncoding", FIT_STANDARD } };

	if (qpdf_oh_is_null(work->pdf, name))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		if (pdf_is_name(work->pdf, name, table[i].name)) {
			font->encoding = table[i].encoding;
			return true;
		}
	return false;
}

static bool read_differences(FitWork *work, FitFont *font, qpdf_oh list)
{
	int count = pdf_count(work->pdf, list);
	unsigned code = 0;

	if (count == 0)
		return qpdf_oh_is_null(work->pdf, list) || qpdf_oh_is_array(work->pdf, list);
	font->differences = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	for (int i = 0; i < count && i < MOST_DIFFERENCES; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(work->pdf, list, i);
		if (qpdf_oh_is_integer(work->pdf, item)) {
			code = (unsigned)(qpdf_oh_get_int_value(work->pdf, item) &
				(FIT_SIMPLE_CODES - 1));
			continue;
		}
		if (!qpdf_oh_is_name(work->pdf, item) || code >= FIT_SIMPLE_CODES)
			return false;
		g_hash_table_insert(font->differences, GUINT_TO_POINTER(code++),
			g_strdup(qpdf_oh_get_name(work->pdf, item) + 1));
	}
	return count < MOST_DIFFERENCES;
}

static bool read_encoding(FitWork *work, FitFont *font, qpdf_oh dictionary)
{
	qpdf_oh encoding = pdf_find(work->pdf, dictionary, "/Encoding");

	/* what is not embedded and not symbolic is encoded so by default (9.6.6.2) */
	if (font->face == NULL && is_standard(work, dictionary))
		font->encoding = FIT_STANDARD;
	if (!qpdf_oh_is_dictionary(work->pdf, encoding))
		return read_base(work, font, encoding);
	return read_base(work, font, pdf_find(work->pdf, encoding, "/BaseEncoding")) &&
		read_differences(work, font, pdf_find(work->pdf, encoding, "/Differences"));
}

static bool has_symbol_map(const FitFont *font)
{
	for (int i = 0; i < font->face->num_charmaps; i++)
		if (font->face->charmaps[i]->encoding == FT_ENCODING_MS_SYMBOL)
			return true;
	return false;
}

/* 6.2.11.6 */
static bool judge_truetype(FitWork *work, const FitFont *font, qpdf_oh dictionary)
{
	int maps = font->face->num_charmaps;

	if (font->is_symbolic)
		return (qpdf_oh_is_null(work->pdf, pdf_find(work->pdf, dictionary, "/Encoding")) &&
			       (maps == 1 || has_symbol_map(font))) ||
			fit_refuse(work, "6.2.11.6: a symbolic TrueType font");
	return ((font->encoding == FIT_WIN || font->encoding == FIT_MAC) &&
		       font->differences == NULL && maps > (has_symbol_map(font) ? 1 : 0)) ||
		fit_refuse(work, "6.2.11.6: the encoding of a TrueType font");
}

bool fit_read_simple(FitWork *work, FitFont *font, qpdf_oh dictionary, FitKind kind)
{
	qpdf_oh descriptor = pdf_find(work->pdf, dictionary, "/FontDescriptor");
	qpdf_oh flags = pdf_find(work->pdf, descriptor, "/Flags");

	font->kind = kind;
	font->is_symbolic = qpdf_oh_is_integer(work->pdf, flags) &&
		(qpdf_oh_get_int_value(work->pdf, flags) & SYMBOLIC) != 0;
	if (!fit_read_program(work, font, descriptor, kind))
		return false;
	if (!read_widths(work, font, dictionary))
		return fit_refuse(work, "6.2.11.2: the widths of a font");
	if (!read_encoding(work, font, dictionary))
		return fit_refuse(work, "6.2.11.6: the encoding of a font");
	return kind != FIT_TRUETYPE || font->face == NULL || judge_truetype(work, font, dictionary);
}

double fit_simple_width(const FitFont *font, unsigned code)
{
	return font->simple_widths[code];
}

/* One byte of `charset` as Unicode; 0 where it has none. */
static gunichar convert(unsigned code, const char *charset)
{
	char byte = (char)code;
	g_autofree char *text = g_convert(&byte, 1, "UTF-8", charset, NULL, NULL, NULL);

	return text == NULL || code < ' ' ? 0 : g_utf8_get_char(text);
}

gunichar fit_simple_unicode(const FitFont *font, unsigned code)
{
	if (font->differences != NULL &&
		g_hash_table_contains(font->differences, GUINT_TO_POINTER(code)))
		return 0;
	switch (font->encoding) {
	case FIT_WIN:
		return convert(code, "WINDOWS-1252");
	case FIT_MAC:
		return convert(code, "MACINTOSH");
	case FIT_STANDARD: /* letters and figures are those of ASCII */
		return code >= ' ' && code <= '~' ? code : 0;
	case FIT_BUILT_IN:
		break;
	}
	return 0;
}

static unsigned mapped_glyph(const FitFont *font, FT_Encoding map, gulong character)
{
	return FT_Select_Charmap(font->face, map) == 0 ? FT_Get_Char_Index(font->face, character)
						       : 0;
}

static unsigned roman_glyph(const FitFont *font, gunichar character)
{
	char utf8[6];
	int size = g_unichar_to_utf8(character, utf8);
	g_autofree char *byte = g_convert(utf8, size, "MACINTOSH", "UTF-8", NULL, NULL, NULL);

	return byte == NULL ? 0 : mapped_glyph(font, FT_ENCODING_APPLE_ROMAN, (guint8)*byte);
}

/* 9.6.6.4 */
static unsigned truetype_glyph(const FitFont *font, unsigned code)
{
	gunichar character = fit_simple_unicode(font, code);

	if (!font->is_symbolic) {
		unsigned glyph = mapped_glyph(font, FT_ENCODING_UNICODE, character);
		return glyph != 0 ? glyph : roman_glyph(font, character);
	}
	for (gulong page = 0; page <= 0xf000; page += 0xf000) {
		unsigned glyph = mapped_glyph(font, FT_ENCODING_MS_SYMBOL, page + code);
		if (glyph != 0)
			return glyph;
	}
	return mapped_glyph(font, FT_ENCODING_APPLE_ROMAN, code);
}

static unsigned type1_glyph(const FitFont *font, unsigned code)
{
	gunichar character = fit_simple_unicode(font, code);

	if (font->encoding == FIT_WIN || font->encoding == FIT_MAC)
		return mapped_glyph(font, FT_ENCODING_UNICODE, character);
	if (font->encoding == FIT_STANDARD)
		return mapped_glyph(font, FT_ENCODING_ADOBE_STANDARD, code);
	unsigned glyph = mapped_glyph(font, FT_ENCODING_ADOBE_CUSTOM, code);
	return glyph != 0 ? glyph : mapped_glyph(font, FT_ENCODING_ADOBE_STANDARD, code);
}

unsigned fit_simple_glyph(const FitFont *font, unsigned code)
{
	const char *name = font->differences == NULL
		? NULL
		: g_hash_table_lookup(font->differences, GUINT_TO_POINTER(code));

	if (name != NULL)
		return named_glyph(font, name);
	return font->kind == FIT_TRUETYPE ? truetype_glyph(font, code) : type1_glyph(font, code);
}
