/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The validation of a signer's certificate by EN 319 102-1: X.509 certificate validation (5.2.6) and,
 * where there are proofs of existence, past certificate validation with its sliding of time (5.6.2.1 and
 * 5.6.2.2). The same for signatures and for time-stamps.
 *
 * What is asked is: did a path lead from the certificate to an anchor at `proven`, when the signature is
 * known to have existed, on which nobody had been revoked by then? Down the path goes a time of
 * control: once a certificate was revoked or ended, only what is proven to be older counts of what its
 * key signed.
 */
#ifndef SIGNER_VALIDATION_H
#define SIGNER_VALIDATION_H

#include "signer/dss.h"
#include "signer/openssl.h"
#include "signer/poe.h"
#include "signer/verify.h"

#include <glib.h>
#include <stdbool.h>

/* What all signatures of a file are validated with. Borrowed. */
typedef struct {
	const VerifyRules *rules;
	gint64 at; /* for which it is judged */
	Poe *poe;
	CertificateStack *certificates; /* candidates for paths */
	ValidationData *material;       /* of which the revocation data counts */
} Validation;

/* A signer's certificate and when it signed. */
typedef struct {
	X509 *signer;
	bool stamps;    /* it is a time-stamp authority's */
	gint64 proven;  /* the signature existed then for certain */
	bool has_proof; /* a time-stamp says so, not just that it is here */
	bool claims;    /* a time, which may count against it: */
	gint64 claimed;
} SignedBy;

/* A conclusion. `sub` is static. */
typedef struct {
	Indication indication;
	const char *sub;
	char *reason;
} Verdict;

void verdict_clear(Verdict *verdict);
/* Takes `reason`. Returns false; the first conclusion but TOTAL_PASSED stands. */
bool verdict_conclude(Verdict *verdict, Indication indication, const char *sub, char *reason);
bool verdict_doubt(Verdict *verdict, const char *sub, const char *reason);

/* Concludes the report if it is no TOTAL_PASSED; true if it is. */
bool verdict_take(const Verdict *verdict, SignatureReport *report);

/* What was found of a certificate. */
typedef struct {
	Verdict verdict;
	GPtrArray *path;     /* of CertificateReport */
	GPtrArray *warnings; /* of char * */
	char *trust_set;
	bool demonstration; /* the anchor is for demonstrations only */
	bool unchecked;     /* of one on the path nobody told whether it was revoked */
} Validated;

/* The time that is judged as of: that of the rules, or now. */
gint64 validation_moment(const VerifyRules *rules);

/* Never fails; to be cleared. */
Validated validation_check(const Validation *validation, const SignedBy *by);
void validated_clear(Validated *validated);
/* Hands path, warnings and trust set over to a report that has none yet. */
void validated_describe(Validated *validated, SignatureReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Validated, validated_clear)

#endif
