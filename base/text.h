/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Vietnamese text, made comparable. Each function gives a new string in NFC, which the caller
 * frees; bytes that are not UTF-8 become U+FFFD.
 *
 * Text without white space folds to text without white space, and what stands between words stays
 * between them, so that a text may be folded as a whole or word by word with the same result.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

/* NFC, and nothing else. */
char *text_nfc(const char *text);

/* For finding what was meant as it is spelt: lower case, one placement of the tone ("hòa" → "hoà",
 * "ỦY" → "uỷ"), the Icelandic Ð that OCR writes → đ, without soft hyphens and zero-width signs. */
char *text_fold_exact(const char *text);

/* For finding what was typed without a Vietnamese keyboard: lower case, no diacritics, đ → d. */
char *text_fold_plain(const char *text);

#endif
