/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text with words in braces, as profiles have them: "Ký bởi {signer}". */
#ifndef SIGNER_TEMPLATE_H
#define SIGNER_TEMPLATE_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	WORD_COPY_FORM,
	WORD_AGENCY,
	WORD_SIGNER,
	WORD_ORGANIZATION,
	WORD_REASON,
	WORD_TIME,
	WORD_DATE,
	WORDS
} TemplateWord;

/* Does every brace open a word that there is, and close it? */
bool template_check(const char *text);

/* The text with a value for each word; NULL values are empty. NULL if there are words and all of them
 * are empty: then there is nothing to say. The caller frees it. */
char *template_fill(const char *text, const char *const values[WORDS]);

#endif
