/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the font keeps PDF/A-2u's rules (ISO 19005-2, 6.2.11):
 *  1. It is embedded: six tables of TrueType are made here, .notdef (glyph 0) and blank (glyph 1).
 *  2. No code reaches .notdef: the CIDToGIDMap sends every code but 0, which is never used, to 1.
 *  3. /DW says what hmtx says: 500 of 1000 units.
 *  4. Every code has a value in ToUnicode, never U+0000, U+FEFF or U+FFFE.
 */
#include "pipeline/compose_font.h"

#include "base/flate.h"
#include "base/i18n.h"
#include "base/pdf_unicode.h"
#include "pipeline/error.h"

#include <string.h>

#define FONT_NAME "DigitizeBlank"
#define UNITS 1000
#define ADVANCE ((int)(FONT_ADVANCE * UNITS))
#define ASCENT ((int)(FONT_ASCENT * UNITS))
#define DESCENT (-200)
#define MOST_CODES 65534
#define MOST_MARKS 8 /* of one letter; further ones get codes of their own */

struct Font {
	GHashTable *codes;  /* of char * (owned by letters) → code */
	GPtrArray *letters; /* of char *; code = index + 1 */
	bool overflown;
};

Font *font_new(void)
{
	Font *font = g_new0(Font, 1);

	font->codes = g_hash_table_new(g_str_hash, g_str_equal);
	font->letters = g_ptr_array_new_with_free_func(g_free);
	return font;
}

void font_free(Font *font)
{
	if (font == NULL)
		return;
	g_hash_table_unref(font->codes);
	g_ptr_array_unref(font->letters);
	g_free(font);
}

static unsigned code_of(Font *font, const char *letter)
{
	unsigned code = GPOINTER_TO_UINT(g_hash_table_lookup(font->codes, letter));

	if (code != 0)
		return code;
	if (font->letters->len == MOST_CODES) {
		font->overflown = true;
		return 1;
	}
	char *kept = g_strdup(letter);
	g_ptr_array_add(font->letters, kept);
	g_hash_table_insert(font->codes, kept, GUINT_TO_POINTER(font->letters->len));
	return font->letters->len;
}

static bool is_mappable(gunichar value)
{
	return !g_unichar_iscntrl(value) && value != 0xfeff && (value & 0xfffe) != 0xfffe &&
		!(value >= 0xfdd0 && value <= 0xfdef);
}

/* The end of the letter that begins at `text`: its marks belong to it. */
static const char *end_of_letter(const char *text)
{
	const char *end = g_utf8_next_char(text);

	for (unsigned marks = 0; marks < MOST_MARKS; marks++) {
		gunichar next = g_utf8_get_char(end);
		if (*end == '\0' || !g_unichar_ismark(next) || !is_mappable(next))
			break;
		end = g_utf8_next_char(end);
	}
	return end;
}

unsigned font_put_text(Font *font, GString *out, const char *text)
{
	unsigned count = 0;

	while (*text != '\0') {
		if (!is_mappable(g_utf8_get_char(text))) {
			text = g_utf8_next_char(text);
			continue;
		}
		const char *end = end_of_letter(text);
		g_autofree char *letter = g_strndup(text, (gsize)(end - text));
		g_string_append(out, count++ == 0 ? "<" : "");
		g_string_append_printf(out, "%04X", code_of(font, letter));
		text = end;
	}
	g_string_append(out, count > 0 ? ">" : "");
	return count;
}

void font_put_wide_blank(Font *font, GString *out)
{
	g_string_append_printf(out, "<%04X>", code_of(font, "  "));
}

/* TrueType (ISO 14496-22): big-endian numbers, as many as each table has. */

static void put16(GByteArray *out, int value)
{
	guint8 bytes[2] = { (guint8)((unsigned)value >> 8), (guint8)value };

	g_byte_array_append(out, bytes, sizeof bytes);
}

static void put32(GByteArray *out, guint32 value)
{
	put16(out, (int)(value >> 16));
	put16(out, (int)(value & 0xffff));
}

static void put_all16(GByteArray *out, const int *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put16(out, values[i]);
}
#define PUT_ALL16(out, ...)                                                                        \
	put_all16(out, (const int[]) { __VA_ARGS__ }, sizeof(int[]) { __VA_ARGS__ } / sizeof(int))

static void put_head(GByteArray *out)
{
	/* version 1.0, revision 1.0, checksum adjustment (filled in last), magic */
	PUT_ALL16(out, 1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5);
	/* flags, units, created and modified (1904) */
	PUT_ALL16(out, 3, UNITS, 0, 0, 0, 0, 0, 0, 0, 0);
	/* box, style, smallest size, direction, short loca, glyph format */
	PUT_ALL16(out, 0, DESCENT, ADVANCE, ASCENT, 0, 8, 2, 0, 0);
}

static void put_hhea(GByteArray *out)
{
	/* version, ascent, descent, gap, widest advance, side bearings, extent */
	PUT_ALL16(out, 1, 0, ASCENT, DESCENT, 0, ADVANCE, 0, 0, ADVANCE);
	/* caret, reserved, format, number of advances */
	PUT_ALL16(out, 1, 0, 0, 0, 0, 0, 0, 0, 1);
}

static void put_maxp(GByteArray *out)
{
	/* version, glyphs, points and contours of .notdef, no composites, one zone, no programs */
	PUT_ALL16(out, 1, 0, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
}

static void put_hmtx(GByteArray *out)
{
	/* one advance for all glyphs, then the second's side bearing */
	PUT_ALL16(out, ADVANCE, 0, 0);
}

/* Both glyphs have an extent: PDFium forgets a text whose only glyph has none. .notdef is a box:
 * some readers want an outline somewhere. The blank is a line there and back: nothing of it shows. */
static void put_glyf(GByteArray *out)
{
	static const guint8 flags[4] = { 1, 1, 1, 1 }; /* on the curve, 16-bit steps */

	/* contours, box, last point, no program; points across, points up */
	PUT_ALL16(out, 1, 0, DESCENT, ADVANCE, ASCENT, 3, 0);
	g_byte_array_append(out, flags, sizeof flags);
	PUT_ALL16(out, 0, 0, ADVANCE, 0);
	PUT_ALL16(out, DESCENT, ASCENT - DESCENT, 0, DESCENT - ASCENT);
	PUT_ALL16(out, 1, 0, DESCENT, ADVANCE, ASCENT, 1, 0);
	g_byte_array_append(out, flags, 2);
	PUT_ALL16(out, 0, ADVANCE);
	PUT_ALL16(out, DESCENT, ASCENT - DESCENT);
}
#define BOX_SIZE 34
#define LINE_SIZE 24

static void put_loca(GByteArray *out)
{
	PUT_ALL16(out, 0, BOX_SIZE / 2, (BOX_SIZE + LINE_SIZE) / 2);
}

static const struct {
	const char *tag;
	void (*put)(GByteArray *out);
} tables[] = {
	{ "glyf", put_glyf },
	{ "head", put_head },
	{ "hhea", put_hhea },
	{ "hmtx", put_hmtx },
	{ "loca", put_loca },
	{ "maxp", put_maxp },
};

static void pad(GByteArray *out)
{
	while (out->len % 4 != 0)
		g_byte_array_append(out, (const guint8 *)"", 1);
}

static guint32 sum(const GByteArray *bytes)
{
	guint32 total = 0;

	for (guint i = 0; i + 4 <= bytes->len; i += 4)
		total += (guint32)bytes->data[i] << 24 | (guint32)bytes->data[i + 1] << 16 |
			(guint32)bytes->data[i + 2] << 8 | bytes->data[i + 3];
	return total;
}

static GBytes *make_program(void)
{
	GByteArray *font = g_byte_array_new();
	g_autoptr(GByteArray) data = g_byte_array_new();
	guint32 begin = 12 + 16 * G_N_ELEMENTS(tables), head = 0;

	/* version, tables, and the three numbers of a binary search among six */
	PUT_ALL16(font, 1, 0, G_N_ELEMENTS(tables), 64, 2, 32);
	for (unsigned i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autoptr(GByteArray) table = g_byte_array_new();
		tables[i].put(table);
		guint32 size = table->len;
		pad(table);
		if (strcmp(tables[i].tag, "head") == 0)
			head = begin + data->len;
		g_byte_array_append(font, (const guint8 *)tables[i].tag, 4);
		put32(font, sum(table));
		put32(font, begin + data->len);
		put32(font, size);
		g_byte_array_append(data, table->data, table->len);
	}
	g_byte_array_append(font, data->data, data->len);

	guint32 adjustment = GUINT32_TO_BE(0xb1b0afbaU - sum(font));
	memcpy(font->data + head + 8, &adjustment, 4);
	return g_byte_array_free_to_bytes(font);
}

static GBytes *make_to_unicode(const Font *font)
{
	PdfUnicode *map = pdf_unicode_begin(font->letters->len);

	for (guint i = 0; i < font->letters->len; i++)
		pdf_unicode_put(map, i + 1, font->letters->pdata[i]);
	return pdf_unicode_end(map);
}

static GBytes *make_glyph_map(const Font *font)
{
	g_autoptr(GByteArray) map = g_byte_array_new();

	put16(map, 0);
	for (guint i = 0; i < font->letters->len; i++)
		put16(map, 1);
	return flate(map->data, map->len);
}

static unsigned write_program(PdfWriter *writer)
{
	g_autoptr(GBytes) program = make_program();
	size_t size;
	const void *data = g_bytes_get_data(program, &size);
	g_autoptr(GBytes) packed = flate(data, size);
	g_autofree char *entries = g_strdup_printf("/Length1 %zu /Filter /FlateDecode", size);
	unsigned number = pdf_write_reserve(writer);

	pdf_write_stream(writer, number, entries, packed);
	return number;
}

static unsigned write_descendant(const Font *font, PdfWriter *writer)
{
	unsigned program = write_program(writer), map = pdf_write_reserve(writer);
	unsigned descriptor = pdf_write_reserve(writer), number = pdf_write_reserve(writer);
	g_autoptr(GBytes) glyphs = make_glyph_map(font);
	pdf_write_stream(writer, map, "/Filter /FlateDecode", glyphs);

	g_autofree char *about = g_strdup_printf(
		"<< /Type /FontDescriptor /FontName /" FONT_NAME
		" /Flags 5 /FontBBox [0 %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d "
		"/CapHeight %d /StemV 80 /FontFile2 %u 0 R >>",
		DESCENT, ADVANCE, ASCENT, ASCENT, DESCENT, ASCENT, program);
	pdf_write_object(writer, descriptor, about);

	g_autofree char *self = g_strdup_printf(
		"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /" FONT_NAME
		" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
		"/FontDescriptor %u 0 R /DW %d /CIDToGIDMap %u 0 R >>",
		descriptor, ADVANCE, map);
	pdf_write_object(writer, number, self);
	return number;
}

bool font_write(const Font *font, PdfWriter *writer, unsigned number, GError **error)
{
	if (font->overflown) {
		g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("the document has more than %d different characters"), MOST_CODES);
		return false;
	}

	unsigned descendant = write_descendant(font, writer);
	unsigned to_unicode = pdf_write_reserve(writer);
	g_autoptr(GBytes) map = make_to_unicode(font);
	g_autoptr(GBytes) packed = flate(g_bytes_get_data(map, NULL), g_bytes_get_size(map));
	pdf_write_stream(writer, to_unicode, "/Filter /FlateDecode", packed);

	g_autofree char *self =
		g_strdup_printf("<< /Type /Font /Subtype /Type0 /BaseFont /" FONT_NAME
				" /Encoding /Identity-H /DescendantFonts [%u 0 R] "
				"/ToUnicode %u 0 R >>",
			descendant, to_unicode);
	pdf_write_object(writer, number, self);
	return true;
}
