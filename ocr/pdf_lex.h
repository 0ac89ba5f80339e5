/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tokens of a content stream or a CMap (ISO 32000-1, 7.2 and 7.8.2), one after the other.
 *
 *	pdf_lex_begin → pdf_lex_next until LEX_END or LEX_DAMAGED → pdf_lex_clear
 */
#ifndef OCR_PDF_LEX_H
#define OCR_PDF_LEX_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	LEX_END,
	LEX_DAMAGED, /* no token begins so */
	LEX_NUMBER,  /* number, is_real */
	LEX_NAME,    /* text: without the slash, # escapes undone */
	LEX_STRING,  /* text: its bytes; is_odd */
	LEX_MARK,    /* mark: [ ] { }, or < and > for << and >> */
	LEX_WORD,    /* text: an operator, true, false or null */
} LexKind;

typedef struct {
	const char *at, *end; /* what is left */
	const char *start;    /* of the token */
	LexKind kind;
	double number;
	bool is_real;
	bool is_odd; /* a hexadecimal string of an odd number of digits, or with other signs in it */
	char mark;
	GString *text;
} PdfLex;

void pdf_lex_begin(PdfLex *lex, const char *data, size_t size);
LexKind pdf_lex_next(PdfLex *lex);
void pdf_lex_clear(PdfLex *lex);

bool pdf_lex_is_space(char c);

/* Do the data of an inline image end here (8.9.7): white space and EI? */
bool pdf_lex_ends_image(const PdfLex *lex);

#endif
