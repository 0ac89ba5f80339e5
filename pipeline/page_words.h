/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What settings say of a page's words: those that a PDF has already, or such as are read; and whether
 * the PDF's own content is kept.
 */
#ifndef PIPELINE_PAGE_WORDS_H
#define PIPELINE_PAGE_WORDS_H

#include "base/settings.h"
#include "ocr/recognize.h"
#include "ocr/scan.h"

/* Is the content kept? `out_without_text`: but for its hidden text, which is read anew. */
bool page_keeps_content(const ScanPage *page, const Settings *settings, bool *out_without_text);

/* As page_clean(); `out_words` are the words that the page has already, or NULL if it is to be read. */
CleanPage *page_clean_words(const Reader *reader, const Settings *settings, const ScanPage *page,
	const CleanRules *rules, Words **out_words, GError **error);

/* The page's words, judged: `words` (taken) of page_clean_words(), or else they are read, together with
 * what text of the page stays where the content is kept. Content whose text is wrong is not kept. */
Words *page_read_words(const Reader *reader, const Settings *settings, ScanPage *page,
	const CleanPage *clean, Words *words, GError **error);

#endif
