/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The invisible font of a document's text layer.
 *
 * One embedded TrueType glyph, blank and half an em wide, stands for every character. A letter with
 * its combining marks is one code, numbered as they come; ToUnicode gives the text back.
 *
 *	font_new → font_put_text (every word) → font_write (once, at the end) → font_free
 */
#ifndef PIPELINE_COMPOSE_FONT_H
#define PIPELINE_COMPOSE_FONT_H

#include "base/pdf_write.h"

#include <glib.h>

#define FONT_ADVANCE 0.5 /* of every glyph, in ems */
#define FONT_ASCENT 0.8

typedef struct Font Font;

Font *font_new(void);
void font_free(Font *font);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Font, font_free)

/* Appends `text` as a hexadecimal string of codes; what no PDF/A may map (controls, byte order
 * marks, noncharacters) is left out. Returns the number of codes; 0 appends nothing. */
unsigned font_put_text(Font *font, GString *out, const char *text);

/* Appends a letter that stands for two blanks: readers forget a single one, this they keep. */
void font_put_wide_blank(Font *font, GString *out);

/* Writes the font as object `number`. Error: PIPELINE_ERROR_DOCUMENT, if the document has more
 * different characters than a font has codes. */
bool font_write(const Font *font, PdfWriter *writer, unsigned number, GError **error);

#endif
