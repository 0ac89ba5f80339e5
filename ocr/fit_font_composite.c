/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Composite fonts (ISO 32000-1, 9.7) whose codes are CIDs of two bytes: Identity-H. */
#include "base/pdf_object.h"
#include "base/pdf_stream.h"
#include "ocr/fit_font.h"
#include "ocr/scan_pdf.h"

#include <math.h>

enum { MOST_CID = 65535, MOST_MAP = 2 * 65536 };

static bool has_system(FitWork *work, qpdf_oh descendant)
{
	qpdf_oh system = pdf_find(work->pdf, descendant, "/CIDSystemInfo");

	return qpdf_oh_is_string(work->pdf, pdf_find(work->pdf, system, "/Registry")) &&
		qpdf_oh_is_string(work->pdf, pdf_find(work->pdf, system, "/Ordering"));
}

static double number_at(FitWork *work, qpdf_oh array, int i)
{
	return qpdf_oh_get_numeric_value(work->pdf, qpdf_oh_get_array_item(work->pdf, array, i));
}

static void set_width(FitFont *font, unsigned cid, double width)
{
	g_hash_table_insert(font->widths, GUINT_TO_POINTER(cid),
		GINT_TO_POINTER((int)lround(CLAMP(width, -1e5, 1e5) * 1000)));
}

/* /W: c [w …] or c c w (9.7.4.3). */
static bool read_widths(FitWork *work, FitFont *font, qpdf_oh widths)
{
	int count = pdf_count(work->pdf, widths);

	for (int i = 0; i + 1 < count;) {
		double first = number_at(work, widths, i);
		qpdf_oh next = qpdf_oh_get_array_item(work->pdf, widths, i + 1);
		int run = pdf_count(work->pdf, next);
		if (!(first >= 0 && first <= MOST_CID) || first != floor(first))
			return false;
		for (int j = 0; j < run && first + j <= MOST_CID; j++)
			set_width(font, (unsigned)first + (unsigned)j, number_at(work, next, j));
		i += 2;
		if (qpdf_oh_is_array(work->pdf, next))
			continue;
		double last = qpdf_oh_get_numeric_value(work->pdf, next);
		if (i >= count || !(last >= first && last <= MOST_CID))
			return false;
		double width = number_at(work, widths, i++);
		for (double cid = first; cid <= last; cid++)
			set_width(font, (unsigned)cid, width);
	}
	return true;
}

static bool read_map(FitWork *work, FitFont *font, qpdf_oh descendant)
{
	qpdf_oh map = pdf_find(work->pdf, descendant, "/CIDToGIDMap");

	if (font->kind != FIT_TRUETYPE || pdf_is_name(work->pdf, map, "/Identity"))
		return true;
	font->glyphs = pdf_read_decoded(work->pdf, map, MOST_MAP);
	return font->glyphs != NULL || (font->face == NULL && qpdf_oh_is_null(work->pdf, map));
}

static bool read_descendant(FitWork *work, FitFont *font, qpdf_oh descendant)
{
	bool is_truetype = pdf_is_name(
		work->pdf, pdf_find(work->pdf, descendant, "/Subtype"), "/CIDFontType2");
	qpdf_oh usual = pdf_find(work->pdf, descendant, "/DW");

	font->kind = is_truetype ? FIT_TRUETYPE : FIT_CID;
	font->widths = g_hash_table_new(NULL, NULL);
	font->usual_width = qpdf_oh_is_number(work->pdf, usual)
		? qpdf_oh_get_numeric_value(work->pdf, usual)
		: 1000;
	if (!fit_read_program(
		    work, font, pdf_find(work->pdf, descendant, "/FontDescriptor"), font->kind))
		return false;
	return (read_map(work, font, descendant) &&
		       read_widths(work, font, pdf_find(work->pdf, descendant, "/W"))) ||
		fit_refuse(work, "6.2.11.3.2: the map or the widths of a CIDFont");
}

bool fit_read_composite(FitWork *work, FitFont *font, qpdf_oh dictionary)
{
	qpdf_oh descendants = pdf_find(work->pdf, dictionary, "/DescendantFonts");
	qpdf_oh descendant = pdf_count(work->pdf, descendants) == 1
		? qpdf_oh_get_array_item(work->pdf, descendants, 0)
		: qpdf_oh_new_null(work->pdf);
	qpdf_oh kind = pdf_find(work->pdf, descendant, "/Subtype");

	font->is_composite = true;
	if (!pdf_is_name(work->pdf, pdf_find(work->pdf, dictionary, "/Encoding"), "/Identity-H"))
		return fit_refuse(work, "6.2.11.3.3: a CMap that is not looked into");
	if (!pdf_is_name(work->pdf, pdf_find(work->pdf, descendant, "/Type"), "/Font") ||
		(!pdf_is_name(work->pdf, kind, "/CIDFontType0") &&
			!pdf_is_name(work->pdf, kind, "/CIDFontType2")) ||
		!qpdf_oh_is_name(work->pdf, pdf_find(work->pdf, descendant, "/BaseFont")) ||
		!has_system(work, descendant))
		return fit_refuse(work, "6.2.11.2: a CIDFont's dictionary");
	return read_descendant(work, font, descendant);
}

/* FreeType takes the CIDs of a font that is keyed by them for glyphs, and finds these itself. */
unsigned fit_composite_glyph(const FitFont *font, unsigned code)
{
	size_t size = 0;
	const guint8 *map = font->glyphs == NULL ? NULL : g_bytes_get_data(font->glyphs, &size);

	if (font->glyphs == NULL)
		return code;
	return 2 * (size_t)code + 1 < size ? (unsigned)map[2 * code] << 8 | map[2 * code + 1] : 0;
}

double fit_composite_width(const FitFont *font, unsigned code)
{
	gpointer width;

	if (!g_hash_table_lookup_extended(font->widths, GUINT_TO_POINTER(code), NULL, &width))
		return font->usual_width;
	return GPOINTER_TO_INT(width) / 1000.0;
}
