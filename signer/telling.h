/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told of a file that was verified, and the words for it. The same record is shown as text, as
 * JSON, as a row of a table, as XML and as a page (signer/show.h).
 *
 * Words are translated and static. Codes are those of EN 319 102-1 and of docs/verify.schema.json, the
 * same in every language.
 */
#ifndef SIGNER_TELLING_H
#define SIGNER_TELLING_H

#include "signer/verify.h"

#include <stdbool.h>

/* How a file stands to the manifests that were named. */
typedef enum {
	LISTING_NONE,      /* none was named */
	LISTING_SAME,      /* the bytes are those that are listed */
	LISTING_LONGER,    /* it begins with them, and signatures or time-stamps follow */
	LISTING_DIFFERENT, /* the bytes are others */
	LISTING_MISSING,   /* listed, but not there */
	LISTING_SURPLUS,   /* there, but not listed */
} Listing;

/* All is borrowed. */
typedef struct {
	const char *path;
	const VerifyReport *report; /* NULL if the file could not be judged, which proves nothing */
	const char *message;        /* then why: a sentence that names the file */
	Listing listing;
	const char *password; /* of an encrypted file, for who draws its pages; or NULL */
} Telling;

/* INDETERMINATE without a report. */
Indication telling_indication(const Telling *telling);

/* NULL if there is none. Static. */
const char *telling_sub_indication(const Telling *telling);

/* Is any of its signatures valid, or not, for a demonstration identity only? */
bool telling_is_demonstration(const Telling *telling);

/* Valid, and as a manifest has it, if one was named? */
bool telling_is_well(const Telling *telling);
bool verdict_is_well(Indication indication, Listing listing);

/* The verdict in words, which says "valid" of nothing without saying all that speaks against it. The
 * caller frees it. */
char *telling_verdict(const Telling *telling);
char *verdict_words(Indication indication, bool demonstration, Listing listing);

/* What can be done next where there are not enough grounds; NULL for the other indications. */
const char *telling_advice(Indication indication, const char *sub_indication);

typedef enum {
	VALIDITY_UNKNOWN, /* no time is known, or no period */
	VALIDITY_WITHIN,
	VALIDITY_BEFORE, /* it was not valid yet */
	VALIDITY_AFTER,  /* it had ended */
} Validity;

/* Was the certificate valid when it was signed: at the proven time, or else at the claimed one? */
Validity signature_validity(const SignatureReport *report);

const char *validity_word(Validity validity, bool proven);
const char *kind_word(SignatureKind kind);
const char *changes_word(Changes changes);
const char *status_word(CertificateStatus status);
const char *permissions_word(unsigned permissions); /* NULL: none */
const char *listing_word(Listing listing);          /* NULL: none */

const char *indication_code(Indication indication);
const char *kind_code(SignatureKind kind);
const char *changes_code(Changes changes);
const char *status_code(CertificateStatus status);
const char *validity_code(Validity validity);
const char *listing_code(Listing listing); /* NULL: none */

#endif
