/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Composing: the PDF 1.7, PDF/A-2u (ISO 19005-2) in two layers, image and invisible text, written
 * by our own streaming writer; and proving: reading it back as a stranger would.
 *
 * Memory does not grow with the number of pages: pages are loaded one at a time from the spool,
 * where page N (from 1) left an EncodedPage and its words:
 *	SPOOL/00001.image   encoded_page_load()
 *	SPOOL/00001.xml     ALTO of one page, alto_read()
 */
#ifndef PIPELINE_COMPOSE_H
#define PIPELINE_COMPOSE_H

#include "pipeline/description.h"

#include <glib.h>

typedef struct {
	const char *spool; /* folder of the document's pages */
	unsigned pages;
	const Description *description;
	const char *name; /* dossier and document, "H09-123/002": the title if there is no other */
	const char *language; /* BCP 47: "vi" */
	const char *creator;  /* "digitize 0.1.0" */
	const char *agent;    /* the agency that digitizes; NULL if it is not known */
	const char *profile;  /* "faithful", "compact" */
	GDateTime *time;      /* of digitization, see source_time(): never the time of this run */
	const char *const *sources; /* NULL-terminated: "sha256:… 002.tif", for the XMP */
	const GPtrArray *files;     /* of Source: where kept content is; NULL: no page has any */
} Composition;

/* SPOOL/00001SUFFIX. The caller frees it. */
char *spool_page_path(const char *spool, unsigned page, const char *suffix);

/* Writes the PDF to `path` (not published: the caller does). Same input, same bytes. */
bool document_compose(const Composition *composition, const char *path, GError **error);

/* Reads `path` back with poppler and compares with what it was made from: number of pages, boxes
 * to 0.1 mm, the text of each page, and the streams of content that is kept. Error: PIPELINE_ERROR_DOCUMENT, naming the page. */
bool document_prove(const Composition *composition, const char *path, GError **error);

#endif
