/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A subset of a TrueType font for one text, and how wide its characters are.
 */
#ifndef SIGNER_SUBSET_H
#define SIGNER_SUBSET_H

#include "signer/increment.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Subset Subset;

/* The subset for one more text of the same characters, but for those of times, is there at once.
 *
 * The subset of the font file `path` (NULL: Liberation Serif of the system) for the characters of
 * `text` (UTF-8) and the space; what the font lacks is shown as "?". Error: SIGNER_ERROR_INPUT. */
Subset *subset_make(const char *path, const char *text, GError **error);
void subset_free(Subset *font);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Subset, subset_free)

/* Or is the character shown as "?"? */
bool subset_has(const Subset *font, gunichar character);

/* The width of `size` bytes of UTF-8, in thousandths of the font size. */
double subset_measure(const Subset *font, const char *text, size_t size);

/* Appends the glyphs of `size` bytes of UTF-8 as a hexadecimal string (Identity-H). */
void subset_put_glyphs(const Subset *font, GString *out, const char *text, size_t size);

/* Writes the Type0 font and all it needs (ISO 32000-1, 9.7; ISO 19005-2, 6.2.11); returns its
 * object number. */
unsigned subset_write(const Subset *font, Increment *increment);

#endif
