/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the keeper is asked to sign, in a fixed form that every process on the way can check
 * without parsing anything: a byte for the scheme, a byte for the digest algorithm, and the digest,
 * whose length must be the algorithm's.
 *
 * Ed25519 is the exception. It is pure: it signs no digest but the message itself, which here are
 * signed attributes (RFC 5652, 5.4) that hold the content's digest. Such a request has up to 8 KiB,
 * and must begin as the DER of a SET does, so that a key can be asked for nothing else.
 */
#ifndef SIGNER_REQUEST_H
#define SIGNER_REQUEST_H

#include "signer/algorithm.h"

#include <glib.h>
#include <stdbool.h>

enum { REQUEST_HEAD_BYTES = 2, REQUEST_MOST_BYTES = REQUEST_HEAD_BYTES + 8192 };

typedef struct {
	Algorithm algorithm;
	const unsigned char *bytes; /* lent by what it was read from */
	size_t size;
} SignRequest;

/* The caller owns it. */
GBytes *request_make(const Algorithm *algorithm, const void *bytes, size_t size);

/* Error: BASE_ERROR_DATA, if it is not of the form. */
bool request_read(GBytes *request, SignRequest *out_request, GError **error);

#endif
