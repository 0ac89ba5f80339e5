/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether one certificate of a path had been revoked at a time, by all that is at hand or, if the rules
 * allow it, by what servers tell.
 */
#ifndef SIGNER_STANDING_H
#define SIGNER_STANDING_H

#include "signer/revocation.h"
#include "signer/validation.h"

typedef struct {
	CertificateStatus status;
	Revocation *known; /* the youngest data that counts, or NULL */
	bool stale; /* unknown, though there is data: all of it is older than what is asked for */
	char *why;  /* it is unknown; or NULL */
} Standing;

/* At `proven`; only what is proven to have existed by `control` may clear it. */
Standing standing_find(const Validation *validation, X509 *certificate, X509 *issuer, gint64 proven,
	gint64 control);
void standing_clear(Standing *standing);

#endif
