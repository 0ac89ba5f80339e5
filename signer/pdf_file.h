/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PDF opened for reading: its bytes as they are, and qpdf's view of its objects.
 */
#ifndef SIGNER_PDF_FILE_H
#define SIGNER_PDF_FILE_H

#include <glib.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>

typedef struct {
	GBytes *bytes; /* mapped, or a part of another document's */
	const unsigned char *data;
	size_t size;
	qpdf_data qpdf;
	bool repaired;  /* qpdf had to guess at the structure */
	bool encrypted; /* opened with: */
	char *password;
} PdfFile;

/* How a PDF is opened. Borrowed. */
typedef struct {
	bool repair; /* a damaged one by guesses */
	const char
		*password; /* of an encrypted one, for which the empty one is tried as well; NULL:
			       * an encrypted one is refused */
} PdfOpening;

/* `opening` may be NULL. Error: SIGNER_ERROR_INPUT if the file is no PDF, encrypted, or damaged. */
PdfFile *pdf_file_open(const char *path, const PdfOpening *opening, GError **error);
/* The same for bytes, which are referenced; messages begin with `shown`. */
PdfFile *pdf_file_open_bytes(
	GBytes *bytes, const char *shown, const PdfOpening *opening, GError **error);
void pdf_file_free(PdfFile *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfFile, pdf_file_free)

/* Did qpdf complain about anything it has read so far? */
bool pdf_file_is_doubtful(const PdfFile *document);

/* The value of `key` ("/Fields") in a dictionary or a stream's dictionary, else null. */
qpdf_oh pdf_file_find(const PdfFile *document, qpdf_oh dictionary, const char *key);
/* The same, inherited through /Parent. */
qpdf_oh pdf_file_find_inherited(const PdfFile *document, qpdf_oh dictionary, const char *key);
/* An integer in the range 0 … INT64_MAX; false for anything else. */
bool pdf_file_read_offset(const PdfFile *document, qpdf_oh number, size_t *out_value);
/* Text as UTF-8, or NULL if it is no string. The caller frees it. */
char *pdf_file_dup_text(const PdfFile *document, qpdf_oh string);
/* Is `name` ("/Sig") the value? */
bool pdf_file_is_name(const PdfFile *document, qpdf_oh value, const char *name);

#endif
