/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ALTO 4.4 (Library of Congress, xmlns http://www.loc.gov/standards/alto/ns-v4#): the words of a
 * document, page by page, written and read back. Measurement unit: pixel.
 *
 * What Words has beyond text and boxes stands in attributes of Page: ROTATION is the skew (counter-
 * clockwise, as ALTO counts), PC the confidence, PAGECLASS "text" or "blank", QUALITY_DETAIL
 * "turn=90 dpi=300x300 …", the Quality of the page. A seal is an Illustration of TYPE "seal", what
 * is written by hand one of TYPE "handwriting". A word that was first read otherwise has that as its
 * ALTERNATIVE. A word without WC was not read but taken from the text of the scan's file, a page without PC
 * has only such words.
 */
#ifndef OCR_ALTO_H
#define OCR_ALTO_H

#include "ocr/words.h"

#include <glib.h>

typedef struct {
	const char *file_name; /* of the document's PDF; may be NULL */
	const char *language;  /* BCP 47, e.g. "vi" */
	const char *software;  /* "digitize" */
	const char *software_version;
	const char *engine; /* engine_version() */
	const char *time;   /* ISO 8601 */
	const char *notice; /* what a reader must know of the document; may be NULL */
} AltoHeader;

/* Writes one ALTO file: alto_open, alto_put_page for each page in order, alto_close. Streams to
 * `path` (not published: the caller does). alto_close frees the writer whatever it returns. */
typedef struct AltoWriter AltoWriter;
AltoWriter *alto_open(const char *path, const AltoHeader *header, GError **error);
bool alto_put_page(AltoWriter *writer, const Words *words, GError **error);
bool alto_close(AltoWriter *writer, GError **error);

/* Reads pages back, one by one, in constant memory: NULL without error after the last. What is
 * not ALTO as written here is OCR_ERROR_INPUT. Entities are not expanded, nothing is fetched. */
typedef struct AltoReader AltoReader;
AltoReader *alto_read(const char *path, GError **error);
Words *alto_read_page(AltoReader *reader, GError **error);
void alto_reader_free(AltoReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AltoReader, alto_reader_free)

#endif
