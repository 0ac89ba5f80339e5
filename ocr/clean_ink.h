/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ink of a page, seen from further away: what orientation, skew and blankness are judged by.
 * Stains, lighting, print that shows through, scanner edges, punch holes and rules are left out.
 */
#ifndef OCR_CLEAN_INK_H
#define OCR_CLEAN_INK_H

#include "ocr/pix.h"

#include <stdbool.h>

enum { INK_DPI = 100 }; /* about: a whole fraction of the page's */

typedef struct {
	PIX *paper;       /* 8 bits: the paper's brightness, as if nothing were printed on it */
	PIX *text;        /* 1 bit: what may be letters */
	PIX *large;       /* 1 bit: what is too large for letters: rules, seals, signatures */
	PIX *dirt;        /* 1 bit: scanner edges and punch holes */
	unsigned letters; /* how many stand beside another, as in a line; counting stops at MANY */
} Ink;

/* From the page at about INK_DPI, 8 bits. False: out of memory. */
bool ink_read(Ink *ink, PIX *grey);
void ink_clear(Ink *ink);

/* How the lines of text lie. */
typedef struct {
	bool sideways;   /* they run from top to bottom */
	double skew;     /* degrees clockwise that they are inclined once turned to be level */
	double sureness; /* 0 … 1: of `sideways` */
} Slant;

Slant ink_slant(PIX *text);

/* 1: surely upright … -1: surely upside down; once `turn` (0 or 90 clockwise) has made the lines
 * level. Vietnamese has its marks mostly above the letters, and more ascenders than descenders. */
double ink_uprightness(PIX *text, unsigned turn, double skew);

#endif
