/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The seed values of an empty signature field (ISO 32000-2, 12.7.5.5, tables 237 to 239): what its
 * author wants of the signature that goes into it. What is only a wish is passed over; what must be,
 * and this signature is not, or what cannot be told, is refused in a sentence.
 */
#ifndef SIGNER_SEED_VALUES_H
#define SIGNER_SEED_VALUES_H

#include "signer/algorithm.h"
#include "signer/keeper.h"
#include "signer/signature_field.h"

#include <glib.h>
#include <stdbool.h>

/* The signature that is to be made. All is borrowed. */
typedef struct {
	const PdfFile *document;
	const Identity *identity;
	const Digest *digest;
	const char *reason; /* or NULL */
	unsigned certify;   /* P of a certification; 0: it is none */
	bool stamped;       /* will have a time-stamp */
} SignatureOffer;

/* Error: SIGNER_ERROR_INPUT, naming `shown` and the field. */
bool seed_values_check(const SignatureField *field, const SignatureOffer *offer, const char *shown,
	GError **error);

#endif
