/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The levels of PAdES baseline signatures (EN 319 142-1, 6), and how a signed PDF gets from one to
 * the next: by increments that leave every earlier byte as it is.
 *
 *	B-B    a signature                                    pdf_sign()
 *	B-T    and a time-stamp that it was there              pdf_sign(), within the signature
 *	B-LT   and what its validation needs, in the PDF       level_add_validation_data()
 *	B-LTA  and a time-stamp over all of that, renewable    level_add_document_timestamp()
 */
#ifndef SIGNER_LEVEL_H
#define SIGNER_LEVEL_H

#include "signer/algorithm.h"
#include "signer/dss.h"
#include "signer/timestamp.h"

#include <glib.h>
#include <stdbool.h>

typedef enum { LEVEL_B, LEVEL_T, LEVEL_LT, LEVEL_LTA } Level;

/* "B-B", "B-T", "B-LT", "B-LTA". */
const char *level_name(Level level);
bool level_find(const char *name, Level *out_level);

/* Both append to `path`, which errors call `shown` and nobody may have published yet; a file that could not be written
 * to its end is useless. Error: SIGNER_ERROR_INPUT of the PDF, and those of timestamp_get(). */

/* Nothing is appended if the PDF holds all of `data`. */
bool level_add_validation_data(
	const char *path, const char *shown, const ValidationData *data, GError **error);

/* A document time-stamp (5.4.3) whose imprint is made by `digest`. */
bool level_add_document_timestamp(const char *path, const char *shown, const Digest *digest,
	const TsaRules *authorities, GError **error);

#endif
