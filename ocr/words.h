/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was read on one page: words in reading order, gathered in lines and blocks.
 *
 * Boxes are in pixels of the upright page: the image as a person holds it to read (Orientation
 * tag and quarter turns applied, skew left as it is), origin at the top left, y downwards.
 * Text is valid UTF-8 in NFC, without white space.
 */
#ifndef OCR_WORDS_H
#define OCR_WORDS_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	double x, y, width, height;
} Box;

typedef struct {
	char *text;
	Box box;
	double confidence; /* 0 … 1, as ALTO's WC; of `text`. NAN: it was not read but was in the scan's
			    * file, and nobody knows */
	char *read;        /* what was read first, where `text` was preferred later; or NULL */
} Word;

/* Frees what a word holds, not the word: for arrays of them. */
void word_free_text(gpointer word);

/* Mean confidence of an array of Word, weighted by their length; 0 without words, NAN if it is known of
 * none. `out_letters`,
 * unless NULL: their length. */
double words_confidence(const GArray *words, double *out_letters);

/* A run of words; its baseline goes from (x0, y0) to (x1, y1). */
typedef struct {
	Box box;
	double x0, y0, x1, y1;
	unsigned first, count; /* in Words.words */
} Line;

/* A run of lines that belong together: a paragraph or a column of the header. */
typedef struct {
	Box box;
	unsigned first, count; /* in Words.lines */
} Block;

typedef enum { QUALITY_GOOD, QUALITY_DOUBTFUL, QUALITY_UNREADABLE } Verdict;

typedef enum {
	REASON_NONE,
	REASON_CONFIDENCE,
	REASON_WEAK,
	REASON_OUTSIDE,
	REASON_SENSE,
	REASON_DPI,
	REASON_UNSEEN,
} QualityReason;

/* Shares are 0 … 1; see ocr/quality.h. */
typedef struct {
	double outside;   /* of the ink of letters: in no word */
	double sense;     /* of the letters: in words that are syllables of the language */
	double weak;      /* of the letters: in words that were read with little confidence */
	double unseen;    /* of the letters that the page had: where nothing is seen */
	double in_table;  /* of the words: in cells of a table */
	double sharpness; /* of the ink: not on blurred edges */
	double clipped;   /* of the pixels as scanned: quite black or quite white; 0 if bilevel */
	unsigned bits;    /* of a pixel as scanned: 1, 8 or 24 */
	Verdict verdict;
	QualityReason reason;
} Quality;

typedef struct {
	unsigned width, height; /* of the upright page, in pixels */
	double dpi_x, dpi_y;    /* of the upright page */
	unsigned turn; /* degrees clockwise from the stored image to the upright page: 0, 90, … */
	double skew;   /* degrees clockwise that the text is inclined on the upright page */
	bool blank;    /* nothing is written on the page; then there are no words */
	double confidence; /* words_confidence() of the words */
	Quality quality;
	GArray *words;       /* of Word */
	GArray *lines;       /* of Line */
	GArray *blocks;      /* of Block */
	GArray *seals;       /* of Box: where seals stand */
	GArray *handwriting; /* of Box: written by hand, not read */
} Words;

/* Empty words for a page of this size. The caller owns them. */
Words *words_new(unsigned width, unsigned height, double dpi_x, double dpi_y);
void words_free(Words *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Words, words_free)

/* The page as plain text in reading order: a blank between words, "\n" after a line, an empty
 * line between blocks. The caller frees it. */
char *words_text(const Words *words);

#endif
