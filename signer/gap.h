/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The gap of a signature in an increment: /ByteRange and /Contents (ISO 32000-1, 12.8.1). Both are
 * written with room for what is known only when all else is written.
 *
 *	gap_put → (the increment is finished) → gap_hash → gap_fill
 *
 * The strings of PDF/A end at 32767 bytes (ISO 19005-2, 6.1.13): so does the room.
 */
#ifndef SIGNER_GAP_H
#define SIGNER_GAP_H

#include "signer/algorithm.h"
#include "signer/increment.h"
#include "signer/openssl.h"

#include <glib.h>
#include <stdbool.h>

enum { GAP_MOST_BYTES = 30000 };

typedef struct {
	size_t range;    /* where ByteRange's array begins in the increment */
	size_t contents; /* where Contents' "<" stands */
	size_t digits;   /* between it and ">" */
} Gap;

/* Appends both entries to the dictionary that is being written, with room for `size` bytes, or
 * GAP_MOST_BYTES if these are less. */
void gap_put(Increment *increment, size_t size, Gap *out_gap);

/* Sets ByteRange, and hashes the old file and the increment but for Contents. Error:
 * SIGNER_ERROR_KEY, if OpenSSL has no such digest. */
bool gap_hash(Increment *increment, const Gap *gap, const Digest *algorithm,
	unsigned char digest[EVP_MAX_MD_SIZE], GError **error);

/* Writes `der` into Contents. Error: SIGNER_ERROR_KEY, if it has no room. */
bool gap_fill(Increment *increment, const Gap *gap, GBytes *der, GError **error);

#endif
