/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reading of OCSP answers and of revocation lists has in common; for revocation*.c. */
#ifndef SIGNER_REVOCATION_DATA_H
#define SIGNER_REVOCATION_DATA_H

#include "signer/revocation.h"

/* A Revocation that is unknown so far. */
Revocation *revocation_new(X509 *certificate);

/* The rules with the clock and the defaults in them. */
RevocationRules revocation_rules(const RevocationRules *rules);

/* Takes over the times of the data; false, with error, if it does not count at the moment. `next` may
 * be NULL. `keeps`: it tells also of certificates that ended since this time; 0: it does not. */
bool revocation_set_times(Revocation *revocation, const ASN1_TIME *this, const ASN1_TIME *next,
	gint64 keeps, const RevocationRules *rules, GError **error);

/* Sets the status to revoked, or to good if that was after the moment, and says so. */
bool revocation_set_revoked(Revocation *revocation, const ASN1_TIME *time, int reason,
	const RevocationRules *rules, GError **error);

/* Is it a signature over SHA-256 or better? */
bool revocation_is_strong(const X509_ALGOR *algorithm);

/* Sets a SIGNER_ERROR_SERVICE. Returns false. */
bool revocation_refuse(GError **error, const char *sentence);

#endif
