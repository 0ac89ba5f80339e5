/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages of PDFs whose own content is kept: streams and resources are copied as they are, what pages
 * of a file share once for all of them.
 *
 *	kept_new → kept_put_page* in the order of the sources → kept_check → kept_free
 */
#ifndef PIPELINE_COMPOSE_KEPT_H
#define PIPELINE_COMPOSE_KEPT_H

#include "base/pdf_write.h"
#include "pipeline/encode.h"

#include <glib.h>

typedef struct Kept Kept;

/* `sources` (of Source) and `writer` are borrowed. */
Kept *kept_new(const GPtrArray *sources, PdfWriter *writer);
void kept_free(Kept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kept, kept_free)

/* Our own text on such a page: operators in the page's own space, and the font they name. */
typedef struct {
	const char *operators;
	const char *font_name; /* see kept_font_name() */
	unsigned font;
} KeptText;

/* A name for a font that the page has none of. The caller frees it. */
char *kept_font_name(const EncodedContent *content);

/* Writes the page and all that it needs, as a child of `tree`; `text` may be NULL. Gives its number,
 * or 0 with PIPELINE_ERROR_DOCUMENT. */
unsigned kept_put_page(
	Kept *kept, const EncodedPage *page, const KeptText *text, unsigned tree, GError **error);

/* Were all files to the end what they were when they were planned? */
bool kept_check(const Kept *kept, GError **error);

#endif
