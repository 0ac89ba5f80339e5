/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a page of a scan to the image that the PDF will hold, and where it stands on its page.
 *
 * Faithful: what arrives compressed is passed through byte for byte (ScanPage.stream); the rest
 * becomes JPEG, or Flate, or G4 if it is bilevel. Compact: a stencil of the ink at the scan's
 * resolution over images of less, where that is smaller. Turning is done by the placement, never by
 * re-encoding.
 */
#ifndef PIPELINE_ENCODE_H
#define PIPELINE_ENCODE_H

#include "ocr/clean.h"
#include "ocr/scan.h"

#include <glib.h>

typedef struct {
	bool lossless;       /* Flate instead of JPEG */
	int jpeg_quality;    /* 50 … 100 */
	bool compact;        /* mixed raster content, see pipeline/mrc.h */
	int compact_dpi;     /* of its foreground and background */
	int compact_quality; /* of their JPEG, 10 … 100 */
} EncodeRules;

/* An image XObject (ISO 32000-1, 8.9.5). */
typedef struct {
	char *dictionary;  /* its entries but /Length, /ColorSpace and /Mask, as PDF syntax */
	char *color_space; /* "DeviceGray", "DeviceRGB", "ICCBased" (the page's `icc`), or "" of a
			       * stencil, the explicit mask (8.9.6.3) of the image before it */
	GBytes *stream;
	unsigned width, height; /* pixels */
} EncodedImage;

enum { MOST_ENCODED_IMAGES = 3 };

/* A PDF's page whose own content is kept. */
typedef struct {
	unsigned source;   /* in the document's files, from 0 */
	unsigned page;     /* in that, from 0 */
	unsigned rotate;   /* degrees clockwise to the upright page */
	double unit;       /* points in one of the page's units */
	bool without_text; /* hidden text is to be left out */
	char *resources;   /* ScanContent.resources, a line each */
} EncodedContent;

typedef struct {
	EncodedImage images[MOST_ENCODED_IMAGES]; /* painted one upon the other */
	unsigned count;
	GBytes *icc; /* or NULL */
	unsigned icc_components;
	double width, height;    /* of the upright page, in points: pixels × 72 ÷ dpi, 1:1 */
	double matrix[6];        /* places an image's unit square on the page; where content is
			       * kept: the upright picture's, in the page's own space */
	bool passed_through;     /* the one stream is the scan's own, byte for byte */
	bool size_assumed;       /* ScanPage.dpi_assumed */
	bool rendered;           /* ScanPage.rendered */
	EncodedContent *content; /* kept instead of images; or NULL */
} EncodedPage;

/* Is it a mask, and not painted by itself? */
bool encoded_image_is_stencil(const EncodedImage *image);

void encoded_page_free(EncodedPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EncodedPage, encoded_page_free)

/* `turn` as CleanPage.turn: from the stored image to the upright page, mirroring left aside (that
 * is ScanPage.mirrored). The caller owns the result. */
EncodedPage *page_encode(
	const ScanPage *page, unsigned turn, const EncodeRules *rules, GError **error);

/* The same for a page whose ScanPage.content is kept, of the document's file `source`. */
EncodedPage *page_keep(const ScanPage *page, unsigned turn, unsigned source, bool without_text);

/* One file of the spool, published; read back mapped, so that a page costs no memory. */
bool encoded_page_save(const EncodedPage *page, const char *path, GError **error);
EncodedPage *encoded_page_load(const char *path, GError **error);

#endif
