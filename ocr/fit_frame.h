/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A content stream that is read, for the two sources of it: its tokens, and its operators. */
#ifndef OCR_FIT_FRAME_H
#define OCR_FIT_FRAME_H

#include "ocr/fit_parts.h"

enum { FIT_MOST_SAVED = 28, FIT_MOST_NUMBERS = 8 };

typedef struct {
	FitFont *font; /* borrowed; NULL: none was set here */
	unsigned mode;
} FitState;

typedef struct {
	FitWork *work;
	qpdf_oh resources;
	const char *begin; /* of the content */
	PdfLex lex;
	bool is_page; /* not a form or a pattern */
	FitState states[FIT_MOST_SAVED + 1];
	unsigned saved, marked;
	bool in_text;
	GHashTable *fonts; /* FitFont * by name */
	/* operands */
	double numbers[FIT_MOST_NUMBERS];
	unsigned number_count, name_count, string_count;
	GString *name, *strings; /* the last name; all strings in a row */
	bool is_odd;             /* a string of theirs has an odd size */
	/* the text object */
	size_t text_start;
	unsigned text_marked;
	bool shows_hidden, shows_shown, is_mixed;
} FitFrame;

enum { FIT_ANY = -1 };

typedef struct {
	const char *word;
	int numbers, names; /* how many operands; or FIT_ANY */
	bool (*obey)(FitFrame *frame);
} FitOperator;

/* The operator of ISO 32000-1, annex A, that a page's content may hold; NULL: it is none. */
const FitOperator *fit_find_operator(const char *word);

#endif
