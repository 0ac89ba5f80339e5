/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sources of fit.h share; nobody else includes it. */
#ifndef OCR_FIT_PARTS_H
#define OCR_FIT_PARTS_H

#include "ocr/fit.h"
#include "ocr/pdf_lex.h"

typedef struct FitFont FitFont;
typedef struct FitFonts FitFonts;

/* A page while it is judged. */
typedef struct {
	qpdf_data pdf;
	const char *reason;  /* the first rule that was broken */
	FitFonts *fonts;     /* those met so far */
	GHashTable *names;   /* set of what is found.names in the end */
	GHashTable *done;    /* numbers of objects that were judged, see fit_once() */
	size_t content_left; /* bytes of content that may still be read */
	unsigned depth;      /* of content within content */
	Fit found;
} FitWork;

enum {
	FIT_DEEPEST = 12,
	FIT_MOST_CONTENT = 64 << 20,
	FIT_MOST_FONT = 32 << 20,
	FIT_MOST_CMAP = 4 << 20,
	FIT_MOST_ICC = 4 << 20,
	FIT_INVISIBLE = 3, /* text render mode */
};

/* Notes the rule that is broken; always false. */
bool fit_refuse(FitWork *work, const char *reason);

/* Is this object, in this `role`, met for the first time? A direct one always is. */
bool fit_once(FitWork *work, qpdf_oh object, unsigned role);
bool fit_is_met(const FitWork *work, qpdf_oh object, unsigned role);
void fit_forget(FitWork *work, qpdf_oh object, unsigned role);

/* Judges a content stream. `resources`: null if it has none; `mode`: the text render mode that it
 * begins with. */
bool fit_content(FitWork *work, GBytes *content, qpdf_oh resources, unsigned mode);

/* From behind BI to behind EI. */
bool fit_inline(FitWork *work, PdfLex *lex);

/* Resources, by kind. */
bool fit_color_space(FitWork *work, qpdf_oh space);
bool fit_image(FitWork *work, qpdf_oh image);
bool fit_form(FitWork *work, qpdf_oh form, unsigned mode);
bool fit_state(FitWork *work, qpdf_oh state);
bool fit_pattern(FitWork *work, qpdf_oh pattern);
bool fit_shading(FitWork *work, qpdf_oh shading);
bool fit_group(FitWork *work, qpdf_oh group);
bool fit_filters(FitWork *work, qpdf_oh dictionary, const char *key);
bool fit_intent(FitWork *work, const char *name);

/* Fonts. A font is lent by the fonts. NULL: refused. */
FitFonts *fit_fonts_new(void);
void fit_fonts_free(FitFonts *fonts);
FitFont *fit_font(FitWork *work, qpdf_oh font);
/* What the strings of an operator show. */
typedef struct {
	const char *bytes;
	size_t size;
	bool is_odd; /* one of the strings has an odd size */
} FitCodes;

/* Are the codes fit to be shown with the font? */
bool fit_codes(FitWork *work, FitFont *font, const FitCodes *codes, bool visible);

#endif
