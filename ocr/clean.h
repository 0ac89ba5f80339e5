/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cleaning for reading: a copy of the page that the engine reads best. The archival image is
 * never touched by it.
 */
#ifndef OCR_CLEAN_H
#define OCR_CLEAN_H

#include "ocr/scan.h"
#include "ocr/words.h"

typedef struct {
	PIX *pix;   /* grey, upright, straight, evenly lit, square pixels; for the engine alone.
			   * The upright page scaled to it, and turned about its centre by -skew. NULL if
			   * blank. */
	double dpi; /* of `pix` */
	unsigned width, height; /* of the upright page before straightening */
	double dpi_x, dpi_y;    /* of the upright page */
	unsigned turn;          /* see Words */
	bool turn_is_doubtful; /* too little is printed: it may be upside down; reading will tell */
	double skew;           /* see Words; 0 where it was too little to be straightened */
	bool blank;
	double sharpness, clipped; /* see Quality */
	unsigned bits;             /* of a pixel as scanned */
	PIX *pen;      /* as `pix`: what is written in blue, which `pix` has not; or NULL */
	GArray *seals; /* of Box, on the upright page */
} CleanPage;

void clean_page_free(CleanPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CleanPage, clean_page_free)

/* What is kept of the work, to be looked at: called after each step with its name and the picture
 * as it is then; `pix` is lent. */
typedef void (*CleanKeep)(gpointer data, const char *step, PIX *pix);

typedef struct {
	bool is_turn_known; /* the page stays as its file says that it stands */
	unsigned without;   /* set of steps to leave out, see ocr/steps.h */
	CleanKeep keep;     /* may be NULL */
	gpointer keep_data;
} CleanRules;

/* Finds orientation, skew, borders, blankness, seals and blue ink of a page. The caller owns the
 * result; `page` is left as it is. */
CleanPage *page_clean(const ScanPage *page, const CleanRules *rules, GError **error);

#endif
