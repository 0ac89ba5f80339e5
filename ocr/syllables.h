/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The syllables that Vietnamese has, after the word list of hunspell-vi: Vietnamese writes each as
 * a word of its own, so that a reading which is none of them is most likely wrong.
 */
#ifndef OCR_SYLLABLES_H
#define OCR_SYLLABLES_H

#include <glib.h>
#include <stdbool.h>

typedef struct Syllables Syllables;

/* Reads a hunspell .dic file. NULL with error (OCR_ERROR_ENGINE) if there is none, or it is none.
 * The caller owns the result. */
Syllables *syllables_load(const char *path, GError **error);
void syllables_free(Syllables *syllables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Syllables, syllables_free)

/* Is the word, without the punctuation around it and whatever its case, a syllable or several with
 * hyphens between them? False of what has no letters; true of everything else if `syllables` is
 * NULL. */
bool syllables_has(const Syllables *syllables, const char *word);

#endif
