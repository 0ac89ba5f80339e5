/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PDF written from front to back (ISO 32000-1, 7.5): header, objects as they come, one
 * cross-reference table, trailer. Only the objects' offsets are kept, so that memory does not
 * grow with what is written.
 *
 *	pdf_write_open → pdf_write_reserve*, pdf_write_object*, pdf_write_stream* → pdf_write_finish
 *
 * A number may be reserved and referred to before its object is written; every reserved number
 * must have been written once before the end. A failure of the disk is remembered and told by
 * pdf_write_finish(): nothing in between can fail.
 */
#ifndef BASE_PDF_WRITE_H
#define BASE_PDF_WRITE_H

#include <glib.h>
#include <stdbool.h>

typedef struct PdfWriter PdfWriter;

/* Begins a PDF 1.7 in the new file `path` (not published: the caller does). */
PdfWriter *pdf_write_open(const char *path, GError **error);

/* The next object number; the first is 1. */
unsigned pdf_write_reserve(PdfWriter *writer);

/* Writes `body`, the object's PDF syntax, as object `number`. */
void pdf_write_object(PdfWriter *writer, unsigned number, const char *body);

/* Writes a stream. `dictionary`: its entries but /Length, without the brackets. */
void pdf_write_stream(PdfWriter *writer, unsigned number, const char *dictionary, GBytes *bytes);

/* Writes the table and the trailer, whose /ID is the hash of all that was written, so that the
 * same objects make the same file; `information` may be 0. Frees the writer, whatever it returns.
 * Error: BASE_ERROR_SYSTEM. */
bool pdf_write_finish(PdfWriter *writer, unsigned catalog, unsigned information, GError **error);

/* Gives up: for a writer that will not be finished. Takes NULL. */
void pdf_write_free(PdfWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfWriter, pdf_write_free)

#endif
