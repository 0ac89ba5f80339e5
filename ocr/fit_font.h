/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A font of a page that is judged: what the three sources of it share. */
#ifndef OCR_FIT_FONT_H
#define OCR_FIT_FONT_H

#include "ocr/fit_parts.h"

#include <ft2build.h>
#include FT_FREETYPE_H

typedef enum { FIT_TYPE1, FIT_TRUETYPE, FIT_CID } FitKind;

/* A simple font's encoding, as far as it is not changed by Differences. */
typedef enum { FIT_BUILT_IN, FIT_STANDARD, FIT_WIN, FIT_MAC } FitEncoding;

enum { FIT_MOST_FONTS = 512, FIT_SIMPLE_CODES = 256 };

struct FitFont {
	bool is_composite, is_symbolic;
	FitKind kind;
	FT_Face face;             /* NULL: not embedded */
	GBytes *program;          /* what `face` reads from */
	guint8 *unicode;          /* of ToUnicode, see to_unicode_read(); or NULL */
	guint8 judged[65536 / 4]; /* two bits a code: hidden, shown */

	/* composite: from CIDs to glyphs (NULL: they are the same) and widths (int * 1000 by CID) */
	GBytes *glyphs;
	GHashTable *widths;
	double usual_width;

	/* simple */
	FitEncoding encoding;
	GHashTable *differences; /* char * by code, or NULL */
	double simple_widths[FIT_SIMPLE_CODES];
};

bool fit_read_program(FitWork *work, FitFont *font, qpdf_oh descriptor, FitKind kind);

bool fit_read_composite(FitWork *work, FitFont *font, qpdf_oh dictionary);
unsigned fit_composite_glyph(const FitFont *font, unsigned code);
double fit_composite_width(const FitFont *font, unsigned code);

bool fit_read_simple(FitWork *work, FitFont *font, qpdf_oh dictionary, FitKind kind);
unsigned fit_simple_glyph(const FitFont *font, unsigned code); /* 0: none, or .notdef */
double fit_simple_width(const FitFont *font, unsigned code);
gunichar fit_simple_unicode(const FitFont *font, unsigned code); /* by the encoding; 0: unknown */

#endif
