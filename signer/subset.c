/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HarfBuzz renumbers the glyphs of a subset from 0; these numbers are the codes in the page's text
 * and the CIDs (CIDToGIDMap Identity). Characters map to glyphs one to one: Vietnamese in NFC
 * needs no shaping.
 *
 * The newest subset is kept, with its streams packed: the blocks of a batch differ in digits alone, which
 * every subset has. It costs more to make than the signature.
 */
#include "signer/subset.h"

#include "base/file.h"
#include "base/flate.h"
#include "base/i18n.h"
#include "base/pdf.h"
#include "base/pdf_unicode.h"
#include "signer/error.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <string.h>

#define ALWAYS "0123456789-:+TZ…" /* the characters of times, and what ends a text that is cut */

enum { MOST_FILE_BYTES = 32 << 20 };

struct Subset {
	char *key; /* file and characters */
	GBytes *program, *packed, *packed_map;
	char *name, *widths; /* as the objects have them */
	hb_face_t *face;
	hb_font_t *metrics;
	hb_set_t *characters; /* those that the subset has */
	double scale;         /* font units to thousandths */
	double box[4];
};

typedef hb_face_t HbFace;
typedef hb_subset_input_t HbInput;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HbFace, hb_face_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HbInput, hb_subset_input_destroy)

static const char *const system_fonts[] = {
	"/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
	"/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
};

static const char *find_font(const char *path)
{
	for (unsigned i = 0; path == NULL && i < G_N_ELEMENTS(system_fonts); i++)
		if (g_file_test(system_fonts[i], G_FILE_TEST_EXISTS))
			path = system_fonts[i];
	return path != NULL ? path : system_fonts[0];
}

/* Outlines of another kind (CFF) are written to a PDF in another way. */
static bool is_truetype(HbFace *face)
{
	hb_blob_t *outlines = hb_face_reference_table(face, HB_TAG('g', 'l', 'y', 'f'));
	bool some = hb_blob_get_length(outlines) > 0;

	hb_blob_destroy(outlines);
	return some && hb_face_get_glyph_count(face) > 0;
}

static HbFace *open_face(const char *path, GError **error)
{
	g_autoptr(GBytes) file = file_read(path, MOST_FILE_BYTES, error);
	if (file == NULL)
		return NULL;

	gsize size;
	const char *data = g_bytes_get_data(file, &size);
	hb_blob_t *blob =
		hb_blob_create(data, (unsigned)size, HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
	HbFace *face = hb_face_create(blob, 0);
	hb_blob_destroy(blob);
	if (is_truetype(face))
		return face;
	hb_face_destroy(face);
	g_autofree char *shown = file_show(path);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, _("%s: this is not a TrueType font"),
		shown);
	return NULL;
}

static HbFace *make_subset(HbFace *whole, const char *text)
{
	static const hb_tag_t dropped[] = {
		HB_TAG('G', 'S', 'U', 'B'),
		HB_TAG('G', 'P', 'O', 'S'),
		HB_TAG('G', 'D', 'E', 'F'),
		HB_TAG('n', 'a', 'm', 'e'),
		HB_TAG('O', 'S', '/', '2'),
		HB_TAG('p', 'o', 's', 't'),
		HB_TAG('g', 'a', 's', 'p'),
	};
	g_autoptr(HbInput) input = hb_subset_input_create_or_fail();
	g_assert(input != NULL);
	hb_set_t *characters = hb_subset_input_unicode_set(input);

	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
		hb_set_add(characters, g_utf8_get_char(c));
	hb_set_add(characters, ' ');
	hb_set_add(characters, '?');
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
	for (unsigned i = 0; i < G_N_ELEMENTS(dropped); i++)
		hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped[i]);
	return hb_subset_or_fail(whole, input);
}

/* The font file, and each character of the text once. */
static char *make_key(const char *path, const char *text)
{
	GString *key = g_string_new(path);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	g_string_append_c(key, '\n');
	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
		gunichar character = g_utf8_get_char(c);
		if (g_hash_table_add(seen, GUINT_TO_POINTER(character)))
			g_string_append_unichar(key, character);
	}
	return g_string_free(key, FALSE);
}

/* The font's box, from the table head. */
static void read_box(Subset *font)
{
	hb_blob_t *head = hb_face_reference_table(font->face, HB_TAG('h', 'e', 'a', 'd'));
	unsigned size;
	const unsigned char *bytes = (const unsigned char *)hb_blob_get_data(head, &size);

	for (unsigned i = 0; size >= 44 && i < 4; i++)
		font->box[i] = (gint16)(bytes[36 + 2 * i] << 8 | bytes[37 + 2 * i]) * font->scale;
	hb_blob_destroy(head);
}

static void clear_subset(gpointer data)
{
	Subset *font = data;

	hb_font_destroy(font->metrics);
	hb_face_destroy(font->face);
	hb_set_destroy(font->characters);
	g_clear_pointer(&font->program, g_bytes_unref);
	g_clear_pointer(&font->packed, g_bytes_unref);
	g_clear_pointer(&font->packed_map, g_bytes_unref);
	g_free(font->name);
	g_free(font->widths);
	g_free(font->key);
}

void subset_free(Subset *font)
{
	if (font != NULL)
		g_rc_box_release_full(font, clear_subset);
}

static hb_codepoint_t find_glyph(const Subset *font, gunichar character)
{
	hb_codepoint_t glyph = 0;

	if (!hb_font_get_nominal_glyph(font->metrics, character, &glyph) || glyph == 0)
		hb_font_get_nominal_glyph(font->metrics, '?', &glyph);
	return glyph;
}

bool subset_has(const Subset *font, gunichar character)
{
	return hb_set_has(font->characters, character);
}

static double glyph_width(const Subset *font, hb_codepoint_t glyph)
{
	return hb_font_get_glyph_h_advance(font->metrics, glyph) * font->scale;
}

double subset_measure(const Subset *font, const char *text, size_t size)
{
	double width = 0;

	for (const char *c = text; c < text + size; c = g_utf8_next_char(c))
		width += glyph_width(font, find_glyph(font, g_utf8_get_char(c)));
	return width;
}

void subset_put_glyphs(const Subset *font, GString *out, const char *text, size_t size)
{
	g_string_append_c(out, '<');
	for (const char *c = text; c < text + size; c = g_utf8_next_char(c))
		g_string_append_printf(out, "%04X", find_glyph(font, g_utf8_get_char(c)));
	g_string_append_c(out, '>');
}

/* Six letters that differ with the subset (9.6.4). */
static char *make_name(const Subset *font)
{
	g_autofree char *digest = bytes_sha256(font->program);
	char tag[7] = { 0 };

	for (unsigned i = 0; i < 6; i++)
		tag[i] = (char)('A' + g_ascii_xdigit_value(digest[i]));
	return g_strdup_printf("%s+BlockSerif", tag);
}

static void put_widths(const Subset *font, GString *out)
{
	unsigned count = hb_face_get_glyph_count(font->face);

	g_string_append(out, "/W [ 0 [");
	for (unsigned glyph = 0; glyph < count; glyph++) {
		g_string_append_c(out, ' ');
		pdf_put_number(out, glyph_width(font, glyph));
	}
	g_string_append(out, " ] ]");
}

static GBytes *make_unicode_map(const Subset *font)
{
	PdfUnicode *map = pdf_unicode_begin(hb_set_get_population(font->characters));
	hb_codepoint_t character = HB_SET_VALUE_INVALID;

	while (hb_set_next(font->characters, &character)) {
		char letter[7] = { 0 };
		g_unichar_to_utf8(character, letter);
		pdf_unicode_put(map, find_glyph(font, character), letter);
	}
	return pdf_unicode_end(map);
}

static GBytes *pack(GBytes *content)
{
	return flate(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
}

static void finish(Subset *font)
{
	g_autoptr(GBytes) map = make_unicode_map(font);
	GString *widths = g_string_new(NULL);

	put_widths(font, widths);
	font->widths = g_string_free(widths, FALSE);
	font->name = make_name(font);
	font->packed = pack(font->program);
	font->packed_map = pack(map);
}

static Subset *make(const char *path, const char *text, GError **error)
{
	g_autoptr(HbFace) whole = open_face(path, error);
	if (whole == NULL)
		return NULL;

	g_autoptr(Subset) font = g_rc_box_new0(Subset);
	font->face = make_subset(whole, text);
	if (font->face == NULL || hb_face_get_glyph_count(font->face) < 3) {
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("the font of the signature block cannot be reduced"));
		return NULL;
	}
	unsigned size;
	hb_blob_t *program = hb_face_reference_blob(font->face);
	const char *bytes = hb_blob_get_data(program, &size);
	font->program = g_bytes_new(bytes, size);
	hb_blob_destroy(program);
	font->metrics = hb_font_create(font->face);
	font->characters = hb_set_create();
	hb_face_collect_unicodes(font->face, font->characters);
	font->scale = 1000.0 / hb_face_get_upem(font->face);
	read_box(font);
	finish(font);
	return g_steal_pointer(&font);
}

Subset *subset_make(const char *path, const char *text, GError **error)
{
	static Subset *kept;
	const char *file = find_font(path);
	g_autofree char *all = g_strconcat(ALWAYS, text, NULL);
	g_autofree char *key = make_key(file, all);

	if (kept == NULL || strcmp(kept->key, key) != 0) {
		Subset *font = make(file, all, error);
		if (font == NULL)
			return NULL;
		subset_free(kept);
		kept = font;
		kept->key = g_steal_pointer(&key);
	}
	return g_rc_box_acquire(kept);
}

static void put_descriptor(const Subset *font, GString *out, const char *name, unsigned program)
{
	hb_font_extents_t extents = { 0 };

	hb_font_get_h_extents(font->metrics, &extents);
	g_string_append_printf(
		out, "<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [", name);
	for (unsigned i = 0; i < 4; i++) {
		g_string_append_c(out, ' ');
		pdf_put_number(out, font->box[i]);
	}
	g_string_append(out, " ] /ItalicAngle 0 /Ascent ");
	pdf_put_number(out, extents.ascender * font->scale);
	g_string_append(out, " /Descent ");
	pdf_put_number(out, extents.descender * font->scale);
	g_string_append_printf(out, " /CapHeight 662 /StemV 80 /FontFile2 %u 0 R >>", program);
}

unsigned subset_write(const Subset *font, Increment *increment)
{
	const char *name = font->name;
	unsigned program = increment_reserve(increment), descriptor = increment_reserve(increment);
	unsigned cid = increment_reserve(increment), unicode = increment_reserve(increment);
	unsigned top = increment_reserve(increment);
	g_autofree char *length =
		g_strdup_printf("/Length1 %" G_GSIZE_FORMAT, g_bytes_get_size(font->program));

	increment_put_packed(increment, program, length, font->packed);
	increment_put_packed(increment, unicode, "", font->packed_map);
	increment_begin(increment, descriptor, 0);
	put_descriptor(font, increment->text, name, program);
	increment_end(increment);
	increment_begin(increment, cid, 0);
	g_string_append_printf(increment->text,
		"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo "
		"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity "
		"/FontDescriptor %u 0 R ",
		name, descriptor);
	g_string_append(increment->text, font->widths);
	g_string_append(increment->text, " >>");
	increment_end(increment);
	increment_begin(increment, top, 0);
	g_string_append_printf(increment->text,
		"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H "
		"/DescendantFonts [ %u 0 R ] /ToUnicode %u 0 R >>",
		name, cid, unicode);
	increment_end(increment);
	return top;
}
