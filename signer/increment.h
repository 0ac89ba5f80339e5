/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An incremental update of a PDF (ISO 32000-1, 7.5.6): new objects after the last byte of the
 * old file, whose bytes stay as they are.
 *
 *	increment_new → increment_reserve*, (increment_begin … increment_end)* → increment_close
 *
 * Then `text` holds all that is to be appended.
 */
#ifndef SIGNER_INCREMENT_H
#define SIGNER_INCREMENT_H

#include "signer/pdf_file.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	PdfFile *document; /* borrowed */
	size_t base;       /* where `text` begins in the new file */
	GString *text;
	unsigned next;   /* the first object number that is free */
	size_t previous; /* offset of the last cross-reference section */
	bool stream;     /* that is a stream */
	GArray *entries; /* of Entry (increment.c) */
} Increment;

/* Error: SIGNER_ERROR_INPUT, if the last cross-reference section cannot be found where it is said
 * to be, or the file is linearized and does not tell its length. `shown` begins the message. */
Increment *increment_new(PdfFile *document, const char *shown, GError **error);
void increment_free(Increment *increment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Increment, increment_free)

/* A new object number, which must be written before the end. */
unsigned increment_reserve(Increment *increment);

/* Begins object `number`; its content is appended to increment->text. */
void increment_begin(Increment *increment, unsigned number, unsigned generation);
void increment_end(Increment *increment);
/* An object of the old file as qpdf holds it now. */
void increment_put_changed(Increment *increment, qpdf_oh object);
/* A stream object: `entries` of its dictionary but /Length, and its bytes. */
void increment_put_stream(
	Increment *increment, unsigned number, const char *entries, GBytes *content);
/* The same, of bytes that flate() has packed. */
void increment_put_packed(
	Increment *increment, unsigned number, const char *entries, GBytes *packed);
/* The same, of bytes that `filter` ("DCTDecode") decodes. */
void increment_put_filtered(Increment *increment, unsigned number, const char *entries,
	const char *filter, GBytes *content);

/* Writes the cross-reference section, of the same kind as the last, and the trailer. */
void increment_close(Increment *increment);

#endif
