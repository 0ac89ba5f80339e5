/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that a PDF is signed with, in the order of time: signatures and document time-stamps. Each is
 * held against the bytes that it covers; nothing is said of its certificates.
 */
#ifndef SIGNER_SIGNED_H
#define SIGNER_SIGNED_H

#include "signer/pdf_file.h"
#include "signer/signed_data.h"
#include "signer/timestamp.h"

#include <glib.h>

typedef struct {
	char *field;     /* its name */
	char *why;       /* it is wrong: a sentence; NULL: it is right */
	size_t reach;    /* where what it covers ends: tells which is later; 0: it cannot be told */
	SignedData data; /* of a signature, if it could be read */
	Timestamp *stamp; /* a document time-stamp, or that of the signature; or NULL */
	bool is_stamp;    /* a document time-stamp */
} Signed;

/* Of Signed, by reach; the caller unrefs it. Error: SIGNER_ERROR_INPUT, if nothing is signed, the PDF
 * is damaged, or there is more than can be looked at (64 MiB of signatures; base/pdf_fields.h). */
GPtrArray *signed_find(const PdfFile *document, const char *shown, GError **error);

#endif
