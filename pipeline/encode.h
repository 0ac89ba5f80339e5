/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a page of a scan to the image that the PDF will hold, and where it stands on its page.
 *
 * What arrives compressed is passed through byte for byte (ScanPage.stream); the rest becomes
 * JPEG, or Flate, or G4 if it is bilevel. Turning is done by the placement, never by re-encoding.
 */
#ifndef PIPELINE_ENCODE_H
#define PIPELINE_ENCODE_H

#include "ocr/clean.h"
#include "ocr/scan.h"

#include <glib.h>

typedef struct {
	bool lossless;    /* Flate instead of JPEG */
	int jpeg_quality; /* 50 … 100 */
} EncodeRules;

typedef struct {
	char *dictionary; /* the image XObject's entries but /Length and /ColorSpace, as PDF syntax */
	char *color_space; /* "DeviceGray", "DeviceRGB" or "ICCBased" (then `icc` is set) */
	GBytes *stream;
	GBytes *icc; /* or NULL */
	unsigned icc_components;
	double width, height; /* of the upright page, in points: pixels × 72 ÷ dpi, 1:1 */
	double matrix[6];     /* places the image's unit square on the page */
	bool passed_through;  /* the stream is the scan's own, byte for byte */
	bool size_assumed;    /* ScanPage.dpi_assumed */
	bool rendered;        /* ScanPage.rendered */
} EncodedPage;

void encoded_page_free(EncodedPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EncodedPage, encoded_page_free)

/* `turn` as CleanPage.turn: from the stored image to the upright page, mirroring left aside (that
 * is ScanPage.mirrored). The caller owns the result. */
EncodedPage *page_encode(
	const ScanPage *page, unsigned turn, const EncodeRules *rules, GError **error);

/* One file of the spool, published; read back mapped, so that a page costs no memory. */
bool encoded_page_save(const EncodedPage *page, const char *path, GError **error);
EncodedPage *encoded_page_load(const char *path, GError **error);

#endif
