/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first page alone, to be looked at from afar: a scan of 300 dots an inch is drawn ten times faster
 * when its JPEG is decoded small.
 */
#ifndef SIGNER_FRONT_PAGE_H
#define SIGNER_FRONT_PAGE_H

#include "signer/pdf_file.h"

/* A PDF of the document's first page, whose large JPEGs are small. NULL: it has none, or they cannot be
 * made so; then the document itself is to be drawn. The caller owns the bytes. */
GBytes *front_page_make(const PdfFile *document);

#endif
