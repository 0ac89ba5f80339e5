/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fonts (ISO 19005-2, 6.2.11). What a font says of itself is compared with its program, read by
 * FreeType: each code that is shown has a glyph, as wide as the font's dictionary says; and each code,
 * shown or hidden, has a Unicode value. A font of which only hidden text is made need not be embedded.
 */
#include "ocr/fit_font.h"
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "ocr/scan_pdf.h"
#include "ocr/to_unicode.h"

#include <math.h>
#include <string.h>

struct FitFonts {
	FT_Library library;
	GHashTable *by_number; /* FitFont *, borrowed, by object number */
	GPtrArray *all;        /* of FitFont */
};

static void font_free(gpointer data)
{
	FitFont *font = data;

	if (font->face != NULL)
		FT_Done_Face(font->face);
	g_clear_pointer(&font->program, g_bytes_unref);
	g_clear_pointer(&font->glyphs, g_bytes_unref);
	g_clear_pointer(&font->differences, g_hash_table_unref);
	g_clear_pointer(&font->widths, g_hash_table_unref);
	g_free(font->unicode);
	g_free(font);
}

FitFonts *fit_fonts_new(void)
{
	FitFonts *fonts = g_new0(FitFonts, 1);

	if (FT_Init_FreeType(&fonts->library) != 0)
		fonts->library = NULL;
	fonts->by_number = g_hash_table_new(NULL, NULL);
	fonts->all = g_ptr_array_new_with_free_func(font_free);
	return fonts;
}

void fit_fonts_free(FitFonts *fonts)
{
	g_ptr_array_unref(fonts->all);
	g_hash_table_unref(fonts->by_number);
	if (fonts->library != NULL)
		FT_Done_FreeType(fonts->library);
	g_free(fonts);
}

/* The font's program, by the key that goes with its kind. `out_subtype` is "" but for FontFile3. */
static qpdf_oh find_program(FitWork *work, qpdf_oh descriptor, FitKind *out_kind)
{
	static const struct {
		const char *key, *subtype;
		FitKind kind;
	} table[] = {
		{ "/FontFile", NULL, FIT_TYPE1 },
		{ "/FontFile2", NULL, FIT_TRUETYPE },
		{ "/FontFile3", "/Type1C", FIT_TYPE1 },
		{ "/FontFile3", "/CIDFontType0C", FIT_CID },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		qpdf_oh file = pdf_find(work->pdf, descriptor, table[i].key);
		qpdf_oh subtype = pdf_find(work->pdf, file, "/Subtype");
		if (qpdf_oh_is_null(work->pdf, file) ||
			(table[i].subtype != NULL &&
				!pdf_is_name(work->pdf, subtype, table[i].subtype)))
			continue;
		*out_kind = table[i].kind;
		return file;
	}
	return qpdf_oh_new_null(work->pdf);
}

static bool open_program(FitWork *work, FitFont *font, qpdf_oh descriptor, FitKind wanted)
{
	FitKind kind = wanted;
	qpdf_oh file = find_program(work, descriptor, &kind);
	size_t size;

	if (qpdf_oh_is_null(work->pdf, file)) {
		qpdf_oh other = pdf_find(work->pdf, descriptor, "/FontFile3");
		return qpdf_oh_is_null(work->pdf, other) ||
			fit_refuse(work, "6.2.11.2: a font program of an unknown kind");
	}
	font->program = pdf_read_decoded(work->pdf, file, FIT_MOST_FONT);
	if (kind != wanted || font->program == NULL || work->fonts->library == NULL)
		return fit_refuse(work, "6.2.11.2: a font program that is not of its font's kind");
	const FT_Byte *data = g_bytes_get_data(font->program, &size);
	if (FT_New_Memory_Face(work->fonts->library, data, (FT_Long)size, 0, &font->face) == 0 &&
		font->face->units_per_EM > 0 && FT_IS_SCALABLE(font->face))
		return true;
	return fit_refuse(work, "6.2.11.2: a font program that cannot be read");
}

static bool read_unicode(FitWork *work, FitFont *font, qpdf_oh dictionary)
{
	qpdf_oh map = pdf_find(work->pdf, dictionary, "/ToUnicode");
	size_t size;

	if (qpdf_oh_is_null(work->pdf, map))
		return true;
	g_autoptr(GBytes) cmap = pdf_read_decoded(work->pdf, map, FIT_MOST_CMAP);
	font->unicode = g_malloc(UNICODE_CODES);
	const char *data = cmap == NULL ? NULL : g_bytes_get_data(cmap, &size);
	return (data != NULL && to_unicode_read(data, size, font->unicode)) ||
		fit_refuse(work, "6.2.11.7.2: a map to Unicode that cannot be read");
}

static bool is_named(FitWork *work, qpdf_oh dictionary)
{
	qpdf_oh name = pdf_find(work->pdf, dictionary, "/BaseFont");

	return (qpdf_oh_is_name(work->pdf, name) &&
		       g_utf8_validate(qpdf_oh_get_name(work->pdf, name), -1, NULL)) ||
		fit_refuse(work, "6.2.11.2: a font without a name");
}

static bool read_font(FitWork *work, FitFont *font, qpdf_oh dictionary)
{
	qpdf_oh kind = pdf_find(work->pdf, dictionary, "/Subtype");

	if (!pdf_is_name(work->pdf, pdf_find(work->pdf, dictionary, "/Type"), "/Font") ||
		!is_named(work, dictionary) || !read_unicode(work, font, dictionary))
		return fit_refuse(work, "6.2.11.2: a font's dictionary");
	if (pdf_is_name(work->pdf, kind, "/Type0"))
		return fit_read_composite(work, font, dictionary);
	if (pdf_is_name(work->pdf, kind, "/TrueType"))
		return fit_read_simple(work, font, dictionary, FIT_TRUETYPE);
	if (pdf_is_name(work->pdf, kind, "/Type1"))
		return fit_read_simple(work, font, dictionary, FIT_TYPE1);
	return fit_refuse(work, "6.2.11.2: a font of a kind that is not looked into");
}

bool fit_read_program(FitWork *work, FitFont *font, qpdf_oh descriptor, FitKind kind)
{
	return open_program(work, font, descriptor, kind);
}

FitFont *fit_font(FitWork *work, qpdf_oh dictionary)
{
	gpointer number = GINT_TO_POINTER(qpdf_oh_get_object_id(work->pdf, dictionary));
	FitFont *font = number == NULL ? NULL : g_hash_table_lookup(work->fonts->by_number, number);

	if (font != NULL)
		return font;
	if (work->fonts->all->len == FIT_MOST_FONTS) {
		fit_refuse(work, "6.2.11: too many fonts");
		return NULL;
	}
	font = g_new0(FitFont, 1);
	g_ptr_array_add(work->fonts->all, font);
	if (!read_font(work, font, dictionary))
		return NULL;
	if (number != NULL)
		g_hash_table_insert(work->fonts->by_number, number, font);
	return font;
}

/* In thousandths of the size; negative: the glyph cannot be loaded. */
static double glyph_width(const FitFont *font, unsigned glyph)
{
	if (FT_Load_Glyph(font->face, glyph, FT_LOAD_NO_SCALE) != 0)
		return -1;
	return 1000.0 * (double)font->face->glyph->metrics.horiAdvance / font->face->units_per_EM;
}

static bool judge_glyph(FitWork *work, FitFont *font, unsigned code, bool visible)
{
	unsigned glyph =
		font->is_composite ? fit_composite_glyph(font, code) : fit_simple_glyph(font, code);
	double width,
		told = font->is_composite ? fit_composite_width(font, code)
					  : fit_simple_width(font, code);

	if (glyph == 0)
		return fit_refuse(work, "6.2.11.8: a code without a glyph");
	if (!visible)
		return true;
	width = glyph_width(font, glyph);
	if (width < 0)
		return fit_refuse(work, "6.2.11.4.1: a glyph that is not in its font");
	return fabs(width - told) <= 1 || fit_refuse(work, "6.2.11.5: the width of a glyph");
}

static bool judge_code(FitWork *work, FitFont *font, unsigned code, bool visible)
{
	guint8 *judged = &font->judged[code / 4], bit = (guint8)((visible ? 2 : 1) << code % 4 * 2);

	if ((*judged & bit) != 0)
		return true;
	*judged |= bit;
	UnicodeValue value = font->unicode != NULL ? font->unicode[code] : UNICODE_NONE;
	if (value == UNICODE_NONE && !font->is_composite && fit_simple_unicode(font, code) != 0)
		value = UNICODE_WELL;
	if (value != UNICODE_WELL)
		return fit_refuse(work, "6.2.11.7.2: a code without a Unicode value");
	if (font->face != NULL)
		return judge_glyph(work, font, code, visible);
	return !visible || fit_refuse(work, "6.2.11.4.1: a font is not embedded");
}

bool fit_codes(FitWork *work, FitFont *font, const FitCodes *codes, bool visible)
{
	const guint8 *bytes = (const guint8 *)codes->bytes;
	size_t step = font->is_composite ? 2 : 1;

	if (font->is_composite && codes->is_odd)
		return fit_refuse(work, "6.2.11.8: half a code");
	for (size_t i = 0; i + step <= codes->size; i += step) {
		unsigned code = step == 1 ? bytes[i] : (unsigned)bytes[i] << 8 | bytes[i + 1];
		if (!judge_code(work, font, code, visible))
			return false;
	}
	return true;
}
