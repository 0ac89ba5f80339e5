/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A subset of a TrueType font for one text, and how wide its characters are.
 */
#ifndef SIGNER_FONT_H
#define SIGNER_FONT_H

#include "signer/increment.h"

#include <glib.h>

typedef struct Font Font;

/* The subset of the font file `path` (NULL: Liberation Serif of the system) for the characters of
 * `text` (UTF-8) and the space; what the font lacks is shown as "?". Error: SIGNER_ERROR_INPUT. */
Font *font_subset(const char *path, const char *text, GError **error);
void font_free(Font *font);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Font, font_free)

/* The width of `size` bytes of UTF-8, in thousandths of the font size. */
double font_measure(const Font *font, const char *text, size_t size);

/* Appends the glyphs of `size` bytes of UTF-8 as a hexadecimal string (Identity-H). */
void font_put_glyphs(const Font *font, GString *out, const char *text, size_t size);

/* Writes the Type0 font and all it needs (ISO 32000-1, 9.7; ISO 19005-2, 6.2.11); returns its
 * object number. */
unsigned font_write(const Font *font, Increment *increment);

#endif
