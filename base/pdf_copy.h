/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copying a part of one PDF into another: a value and all that it leads to. Streams are copied byte
 * for byte as they are stored, objects get new numbers, and each is copied once, however often it
 * is met.
 *
 *	pdf_copy_new → pdf_copy_value* → pdf_copy_free
 *
 * What ties an object to where it stood is left out: /Parent, its place in the structure, metadata,
 * private data of programs; and lists of a font's glyphs, which must be complete where they are
 * there at all (ISO 19005-2, 6.2.11.4.2). What leads to a page or the catalog is not copied.
 *
 * Without a writer nothing is written: a rehearsal, which tells whether it can be done.
 */
#ifndef BASE_PDF_COPY_H
#define BASE_PDF_COPY_H

#include "base/pdf_write.h"

#include <qpdf/qpdf-c.h>

/* Asked of every value before it is copied; false: it may not be. */
typedef bool (*PdfCopyJudge)(gpointer data, qpdf_data pdf, qpdf_oh value);

typedef struct {
	PdfCopyJudge judge; /* may be NULL */
	gpointer judge_data;
	unsigned most_objects;
} PdfCopyRules;

typedef struct PdfCopier PdfCopier;

/* `pdf` and `writer` (or NULL) must outlive the copier. */
PdfCopier *pdf_copy_new(qpdf_data pdf, PdfWriter *writer, const PdfCopyRules *rules);
void pdf_copy_free(PdfCopier *copier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfCopier, pdf_copy_free)

/* Appends the value to `out` as the writer's document has it, with all it leads to written. False:
 * there is too much, it is nested too deep, it may not be copied, or cannot be read; what is written
 * by then cannot be finished. */
bool pdf_copy_value(PdfCopier *copier, qpdf_oh value, GString *out);

/* Is the dictionary's entry ("/Parent") one that copying leaves out? */
bool pdf_copy_leaves_out(const char *key);

#endif
