/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a page: its print is found line by line (ocr/print.h), each line is read by the engine
 * (ocr/engine.h), and what was read is put back onto the upright page.
 *
 *	reader_load → page_recognize for each page → reader_free
 */
#ifndef OCR_RECOGNIZE_H
#define OCR_RECOGNIZE_H

#include "ocr/clean.h"
#include "ocr/syllables.h"
#include "ocr/words.h"

typedef struct {
	const char *languages; /* models of the engine: "vie", "vie+eng" */
	const char *tessdata;  /* folder of the models; NULL: the system's */
	const char *syllables; /* hunspell's list of Vietnamese syllables; NULL: none */
	unsigned without;      /* set of steps to leave out, see ocr/steps.h */
} ReaderRules;

/* Engine, models and lists, loaded once before pages are forked: a page costs no loading. */
typedef struct Reader Reader;

/* Error: OCR_ERROR_ENGINE, naming what is missing and its package. The syllables may be
 * missing without error. The caller owns the reader; `rules` is not kept. */
Reader *reader_load(const ReaderRules *rules, GError **error);
void reader_free(Reader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reader, reader_free)

/* The set of steps that the rules leave out, for page_clean(). */
unsigned reader_without(const Reader *reader);

/* The syllables of its language, borrowed; or NULL. */
const Syllables *reader_syllables(const Reader *reader);

/* Reads a clean page. The caller owns the words. */
Words *page_recognize(const Reader *reader, const CleanPage *page, GError **error);

#endif
