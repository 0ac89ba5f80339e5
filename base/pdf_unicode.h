/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ToUnicode CMap of a font with codes of two bytes (ISO 32000-1, 9.10.3).
 *
 *	pdf_unicode_begin → pdf_unicode_put (each code, once) → pdf_unicode_end
 */
#ifndef BASE_PDF_UNICODE_H
#define BASE_PDF_UNICODE_H

#include <glib.h>

typedef struct PdfUnicode PdfUnicode;

/* `count`: how many codes will be put. */
PdfUnicode *pdf_unicode_begin(unsigned count);

/* `code` stands for `letter`, UTF-8 of one character or more. */
void pdf_unicode_put(PdfUnicode *map, unsigned code, const char *letter);

/* The CMap, which the caller owns. Frees `map`. */
GBytes *pdf_unicode_end(PdfUnicode *map);

#endif
