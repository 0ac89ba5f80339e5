/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inline images (ISO 32000-1, 8.9.7): what the dictionary says, and where the data end. */
#include "ocr/fit_parts.h"

#include <math.h>
#include <string.h>

typedef struct {
	bool is_filtered, is_mask, is_indexed;
	double width, height, bits, components;
} Inline;

static bool is_either(const GString *text, const char *one, const char *other)
{
	return g_str_equal(text->str, one) || g_str_equal(text->str, other);
}

static bool note_space(FitWork *work, const PdfLex *lex, Inline *image)
{
	bool is_rgb = is_either(lex->text, "RGB", "DeviceRGB");

	image->is_indexed |= is_either(lex->text, "I", "Indexed");
	image->components = is_rgb && !image->is_indexed ? 3 : 1;
	if (is_rgb || is_either(lex->text, "G", "DeviceGray") ||
		is_either(lex->text, "I", "Indexed"))
		return true;
	return fit_refuse(work, "6.2.4: colours of an inline image");
}

static bool note_filter(FitWork *work, const PdfLex *lex, Inline *image)
{
	static const char *const known[] = { "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85",
		"FlateDecode", "Fl", "RunLengthDecode", "RL", "CCITTFaxDecode", "CCF", "DCTDecode",
		"DCT", NULL };

	image->is_filtered = true;
	return g_strv_contains(known, lex->text->str) ||
		fit_refuse(work, "6.1.10: the filter of an inline image");
}

static bool note_entry(FitWork *work, const GString *key, const PdfLex *lex, Inline *image)
{
	bool is_name = lex->kind == LEX_NAME;
	bool is_true = lex->kind == LEX_WORD && g_str_equal(lex->text->str, "true");

	if (lex->kind == LEX_STRING && lex->is_odd)
		return fit_refuse(work, "6.1.6: a hexadecimal string");
	if (is_name && is_either(key, "F", "Filter"))
		return note_filter(work, lex, image);
	if (is_name && is_either(key, "CS", "ColorSpace"))
		return note_space(work, lex, image);
	if (is_name && g_str_equal(key->str, "Intent"))
		return fit_intent(work, lex->text->str);
	if (is_true && is_either(key, "I", "Interpolate"))
		return fit_refuse(work, "6.2.8: an image is interpolated");
	if (is_true && is_either(key, "IM", "ImageMask"))
		image->is_mask = true;
	if (lex->kind == LEX_NUMBER && is_either(key, "W", "Width"))
		image->width = lex->number;
	if (lex->kind == LEX_NUMBER && is_either(key, "H", "Height"))
		image->height = lex->number;
	if (lex->kind == LEX_NUMBER && is_either(key, "BPC", "BitsPerComponent"))
		image->bits = lex->number;
	return true;
}

/* From BI to ID. Names at the top level are keys by turns; those within arrays and dictionaries
 * belong to the last key. */
static bool read_entries(FitWork *work, PdfLex *lex, Inline *image)
{
	g_autoptr(GString) key = g_string_new(NULL);
	unsigned open = 0;
	bool wants_value = false, well = true;

	while (well && pdf_lex_next(lex) > LEX_DAMAGED) {
		if (lex->kind == LEX_WORD && open == 0 && g_str_equal(lex->text->str, "ID"))
			return !wants_value || fit_refuse(work, "6.2.2: an inline image");
		if (lex->kind == LEX_NAME && !wants_value) {
			g_string_assign(key, lex->text->str);
			wants_value = true;
			continue;
		}
		bool opens = lex->kind == LEX_MARK && (lex->mark == '[' || lex->mark == '<');
		bool closes = lex->kind == LEX_MARK && !opens;
		if (!wants_value || (closes && open == 0))
			break;
		open += opens;
		open -= closes;
		well = note_entry(work, key, lex, image);
		wants_value = open > 0;
	}
	return fit_refuse(work, "6.2.2: an inline image");
}

/* Data without a filter have a known size; of others the end is looked for. */
bool fit_inline(FitWork *work, PdfLex *lex)
{
	Inline image = { .bits = 8, .components = 1 };

	if (!read_entries(work, lex, &image))
		return false;
	double bits = image.is_mask ? 1 : image.bits * image.components;
	double size = image.is_filtered ? 0 : ceil(image.width * bits / 8) * image.height;
	if (!(size >= 0) || size > lex->end - lex->at || lex->at == lex->end)
		return fit_refuse(work, "6.2.2: an inline image");
	lex->at += 1 + MIN((ptrdiff_t)size, lex->end - lex->at - 1);
	const char *limit = image.is_filtered ? lex->end : MIN(lex->at + 2, lex->end);
	/* the white space before EI may be missing where the size is known */
	for (lex->at--; lex->at < limit && !pdf_lex_ends_image(lex); lex->at++)
		;
	if (lex->at >= limit)
		return fit_refuse(work, "6.2.2: an inline image");
	lex->at += 3;
	return true;
}
