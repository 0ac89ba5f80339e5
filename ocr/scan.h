/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scan: one file of pages, opened by its content (never by its name) and read page by page.
 *
 *	scan_open → scan_page_count → (scan_read_page → scan_page_free)* → scan_free
 *
 * Reads TIFF (any compression libtiff has), JPEG, PNG, JPEG 2000 and PDF. The file is opened
 * read-only. Limits are checked on what the header says, before anything is decoded.
 * Whoever opens a scan handles hostile bytes: only worker processes do. Errors are OCR_ERROR_INPUT
 * (one sentence, without the file's name) or BASE_ERROR_SYSTEM.
 */
#ifndef OCR_SCAN_H
#define OCR_SCAN_H

#include "ocr/words.h"

#include <allheaders.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	unsigned max_side;       /* pixels of the longer side of a page */
	unsigned max_megapixels; /* 10^6 pixels of a page */
	unsigned max_pages;      /* of a file */
} ScanLimits;

typedef struct Scan Scan;

/* Opens `path`. The caller owns the scan. */
Scan *scan_open(const char *path, const ScanLimits *limits, GError **error);
void scan_free(Scan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scan, scan_free)

unsigned scan_page_count(const Scan *scan);

/* Does the file carry a digital signature (a PDF with a signed field)? Such a file is never
 * rewritten: any change would end its validity. */
bool scan_is_signed(const Scan *scan);

/* The file's own compressed image of a page, fit to be an image XObject of a PDF/A-2 as it is. */
typedef struct {
	GBytes *bytes;
	unsigned width, height; /* pixels as stored */
	const char *filter;     /* "DCTDecode", "CCITTFaxDecode", "JPXDecode" or "FlateDecode" */
	unsigned bits;          /* per component */
	unsigned components;    /* 1 grey or bilevel, 3 RGB */
	bool inverted;          /* sample 0 is white (1-bit: Decode [1 0]; CCITT: see black_is_1) */
	bool black_is_1;        /* CCITTFaxDecode's /BlackIs1 */
	int k;                  /* CCITTFaxDecode's /K */
	int predictor;          /* FlateDecode's /Predictor: 1 none, 2 TIFF, 15 PNG */
} ScanStream;

void scan_stream_free(ScanStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanStream, scan_stream_free)

/* A PDF's page whose own content is fit to stand in a PDF/A-2u as it is (ocr/fit.h). Places are in
 * the page's own space. */
typedef struct {
	unsigned number;    /* of the page in its file, from 0 */
	char **resources;   /* "/Font/F1": what its content names of its resources */
	double box[4];      /* what of it is seen: left, low, right, high */
	double area[4];     /* where the picture lies */
	unsigned rotate;    /* degrees clockwise that it is shown turned: 0, 90, … */
	double unit;        /* points a unit of its space measures */
	size_t image_bytes; /* of its images as they are stored */
	bool has_hidden_text;
	bool can_lose_text;    /* … without a change of anything else */
	bool has_covered_text; /* an image is painted over text, or may be */
} ScanContent;

void scan_content_free(ScanContent *content);

/* One page, decoded. */
typedef struct {
	PIX *pix;            /* as stored: 1, 8 (grey) or 32 (RGB) bits a pixel, no colour map */
	double dpi_x, dpi_y; /* of the stored image */
	bool dpi_assumed;    /* the file names no believable resolution: A4 was assumed */
	unsigned turn;       /* degrees clockwise the file says it must be turned to be upright */
	bool mirrored;       /* the file says it must be mirrored left-right before it is turned */
	bool rendered;       /* a PDF page that is not one image: rendered, `stream` is NULL */
	ScanStream *stream;  /* what can be passed through, or NULL; of the same size as `pix` */
	GBytes *icc; /* the image's own ICC profile as it was found, which may be damaged or of
		      * other colours than `pix`; NULL: it has none, and means sRGB or sGray */
	ScanContent *content; /* of a PDF's page that may be kept as it is; or NULL … */
	const char *unfit;    /* … and why it may not be: a clause of ISO 19005-2 (static) */
	Words *text; /* that a PDF's page has already, shown or hidden, on the page as it is shown, each
		      * word of unknown confidence; or NULL */
} ScanPage;

void scan_page_free(ScanPage *page);

/* The page's content is not to be kept, for this reason (static). */
void scan_page_forget_content(ScanPage *page, const char *unfit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScanPage, scan_page_free)

/* Decodes page `number` (from 0). The caller owns the result. */
ScanPage *scan_read_page(Scan *scan, unsigned number, GError **error);

#endif
