/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One signature or document time-stamp while it is judged: what verify.c, claims.c, stamps.c and
 * baseline.c hand to each other.
 */
#ifndef SIGNER_CASE_H
#define SIGNER_CASE_H

#include "signer/range.h"
#include "signer/signed_data.h"
#include "signer/timestamp.h"
#include "signer/validation.h"

#include <glib.h>
#include <stdbool.h>

/* SubFilter (ISO 32000-2, 12.8.3). */
typedef enum {
	FORM_UNKNOWN,
	FORM_CADES,    /* ETSI.CAdES.detached */
	FORM_DETACHED, /* adbe.pkcs7.detached */
	FORM_SHA1,     /* adbe.pkcs7.sha1 */
	FORM_BARE,     /* adbe.x509.rsa_sha1 */
	FORM_STAMP,    /* ETSI.RFC3161 */
} Form;

/* A time-stamp: of a signature, or a document's. */
typedef struct {
	GBytes *token;
	Timestamp *stamp; /* NULL: it is wrong, as the verdict says */
	Verdict verdict;
	Validated validated; /* its authority's certificate */
} Stamp;

typedef struct {
	SignatureReport *report;
	qpdf_oh signature;
	Range range;
	Form form;
	bool read;       /* the range was read */
	bool sound;      /* form, digest and value are right */
	bool archives;   /* a document time-stamp by its /Type as well, or without one */
	SignedData data; /* of a signature */
	GPtrArray
		*stamps; /* of Stamp: those within a signature, or the document time-stamp itself */
	Validated validated; /* of a signature: its signer's certificate */
	GBytes *known_by;    /* for proofs of existence: the value, or the token */
	gint64 proven;       /* the earliest of these; if there are any: */
	bool has_proof;
	bool speaks;    /* of the time of signing (/M is there) */
	bool claims;    /* a time that can be read */
	gint64 claimed; /* it, in seconds since 1970, before which it may be */
} Case;

void case_free(Case *one);

/* Into `form` and the report. */
void case_read_form(const PdfFile *document, Case *one);

/* Judges a signature by itself, or concludes the report. A document time-stamp is examined with what it
 * may need from others, in case_read_stamps(). */
void case_examine(const PdfFile *document, Case *one);

/* What the signer says of himself and his signature: the entries of the dictionary, and commitment and
 * policy of the signed attributes. Into the report and `claimed`. */
void case_read_claims(const PdfFile *document, Case *one);

/* Reads the time-stamps within a sound signature, or that which a document time-stamp is; what is
 * wrong has a verdict. `others`: certificates that they may need. */
void case_read_stamps(const PdfFile *document, Case *one, CertificateStack *others);

/* Validates the authorities of the case's time-stamps, as of what is proven of them, and adds what
 * they prove: of a signature, its value. Later time-stamps must have been looked at before. */
void case_check_stamps(Case *one, const Validation *validation);

/* What was found of a time-stamp: of the document time-stamp in `field`, or within a signature (NULL). */
TimestampReport *stamp_report(const Stamp *stamp, const char *field);

/* The time of the first time-stamp of it that counts; false if there is none. */
bool case_find_time(const Case *one, gint64 *out_time);

/* Who stamped it and when, for the report. */
void case_describe_stamp(Case *one);

/* Is there anything left to conclude? */
bool case_is_judged(const Case *one);
/* A document time-stamp that does not count. */
bool case_is_wrong_stamp(const Case *one);

/* Into the report: the time-stamps of it, path, proven time. `cases`: of Case, in the order of time. */
void case_describe(const GPtrArray *cases, Case *one);

/* Holds it against all rules but the one of what was added later (verify.c), and concludes. */
void case_conclude(const GPtrArray *cases, Case *one, const Validation *validation);

/* The level of PAdES baseline that the case at `index` has (EN 319 142-1, 6), or NULL. Of form and
 * content alone: what it is worth is in the verdict. Warns of gaps in the store. `cases`: of Case, in the order of time; `stores`:
 * of ValidationData, what the store held up to the end of each; NULL where there is none. */
const char *case_find_level(const GPtrArray *cases, unsigned index, const GPtrArray *stores,
	const Validation *validation);

#endif
