/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a signature covers: its ByteRange, and the gap that holds its Contents (ISO 32000-1,
 * 12.8.1). Read from the raw bytes, strictly.
 */
#ifndef SIGNER_RANGE_H
#define SIGNER_RANGE_H

#include "signer/openssl.h"
#include "signer/pdf_file.h"
#include "signer/report.h"
#include "signer/signed_data.h"
#include "signer/timestamp.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	size_t before; /* bytes 0 … before-1 are covered */
	size_t after;  /* and after … end-1; between them stands Contents alone */
	size_t end;
	GBytes *contents; /* the bytes of Contents with their padding */
} Range;

/* Reads the range of a signature dictionary, or concludes the report. */
bool range_read(const PdfFile *document, qpdf_oh signature, Range *range, SignatureReport *report);
void range_clear(Range *range);

/* The digest of what is covered; false if OpenSSL has no such algorithm. */
bool range_hash(const PdfFile *document, const Range *range, const EVP_MD *algorithm,
	unsigned char digest[EVP_MAX_MD_SIZE], unsigned *out_size);

/* signed_data_check_value() of what is covered. */
bool range_check_value(
	const PdfFile *document, const Range *range, SignedData *data, SignatureReport *report);

/* Is the time-stamp one of what is covered? */
bool range_is_stamped(const PdfFile *document, const Range *range, const Timestamp *stamp);

#endif
