/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text that a PDF's page has already (ScanPage.text), and whether it is the page's text.
 *
 * It is if no more than a quarter of the ink of print stands outside of its words: a number that was
 * stamped upon a scanned page is not the text of it. Ink of seals is left aside, so is what is written
 * by hand. Text of which hardly a word is of the language is compared with what reading makes of the page,
 * and given up where that makes much more sense. All other text is taken as it is: a page is judged by it
 * as by words that were read (ocr/quality.h), except that nobody knows their confidence. Words where
 * nothing is seen say more than the page does: they are kept as well, and a person is told.
 */
#ifndef OCR_EXISTING_H
#define OCR_EXISTING_H

#include "ocr/clean.h"
#include "ocr/recognize.h"

/* Cleans a page. If it has text that counts, it stays as the PDF shows it, and `out_words` (the
 * caller's) are the text; otherwise these are NULL, and the page is to be read. `rules` as for
 * page_clean(). */
CleanPage *existing_clean(const Reader *reader, const ScanPage *page, const CleanRules *rules,
	Words **out_words, GError **error);

/* Is so little of the text of the language that it may not say what is seen: text in an old encoding, or of
 * a font without a right map to Unicode? Then the page is to be read, too. */
bool existing_is_doubtful(const Reader *reader, const Words *text);

/* Is it that, and did reading make much more sense of the page? */
bool existing_is_wrong(const Reader *reader, const Words *text, const Words *read);

/* The share of the letters of the page's text that stand where nothing is seen: 0 … 1. */
double existing_unseen(const ScanPage *page);

/* Puts text that stays on the page in place of words that were read at the same places. `quarters`:
 * how often the words' page is turned clockwise from how the PDF shows it. */
void existing_join(Words *words, const Words *text, unsigned quarters);

/* The words that were read, without those that the page had. The caller owns them. */
Words *existing_leave_out(const Words *words);

#endif
