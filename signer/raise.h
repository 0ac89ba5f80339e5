/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raising the level of the signatures that a PDF has (EN 319 142-1, 6), right after signing or years
 * later: by a document time-stamp where there is no proof of time, by the data that validation needs,
 * and by another document time-stamp over these. What has the level B-LTA is renewed.
 */
#ifndef SIGNER_RAISE_H
#define SIGNER_RAISE_H

#include "signer/level.h"
#include "signer/revocation.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const TsaRules *authorities;
	const RevocationRules *revocation; /* from B-LT on */
	const TrustSet *trust; /* where paths must lead; NULL: to any root, or as far as they go */
	const Digest *digest;  /* of imprints */
	bool newest_alone;     /* the newest signature must get there; of others what can be had */
} RaiseRules;

/* Appends to `path`, which errors call `shown`, as level.h says, until all signatures are at least
 * `level`. A signature or time-stamp that does not fit its bytes, has ended or was revoked is refused:
 * SIGNER_ERROR_INPUT. Where it cannot be told whether a certificate was revoked: BASE_ERROR_SYSTEM.
 * Errors of timestamp_get(). */
bool pdf_raise(
	const char *path, const char *shown, Level level, const RaiseRules *rules, GError **error);

#endif
