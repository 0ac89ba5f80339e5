/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What page_encode() puts a page together of; nobody else includes it. */
#ifndef PIPELINE_ENCODE_COMPACT_H
#define PIPELINE_ENCODE_COMPACT_H

#include "pipeline/encode.h"

/* Adds an image of the size of `pix` to the page. Takes stream and dictionary. The stream may be
 * NULL, which is given back as false. */
bool encode_add(
	EncodedPage *page, GBytes *stream, GString *dictionary, const char *color_space, PIX *pix);

/* The colour space of an image of `pix`'s colours on this page. */
const char *encode_space(const EncodedPage *page, PIX *pix);

/* Fills a page, which has no image yet, in the profile compact. */
bool encode_compact(
	EncodedPage *page, const ScanPage *scan, const EncodeRules *rules, GError **error);

#endif
