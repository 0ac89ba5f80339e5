/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Was a certificate revoked? Told by an OCSP answer (RFC 6960) or a revocation list (RFC 5280, 5
 * and 6.3), which are given, in the cache, or asked for where the certificate says.
 *
 * Whatever its way, data counts only after it was checked here: who signed it, for which
 * certificate, when. The two reading functions depend on their arguments alone and know no
 * network: the verifier uses them with what a PDF holds.
 */
#ifndef SIGNER_REVOCATION_H
#define SIGNER_REVOCATION_H

#include "signer/openssl.h"

#include <glib.h>
#include <stdbool.h>

typedef enum { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED } RevocationStatus;

typedef struct Revocation Revocation;

/* What is known of one certificate. All of it belongs to the Revocation. */
struct Revocation {
	X509 *certificate;
	RevocationStatus status;
	char *why;         /* one sentence, unless it is good */
	gint64 revoked_at; /* seconds since 1970; 0: never. After the moment, the status is good */
	int reason;        /* CRLReason, or -1 */
	gint64 this_update, next_update; /* of the data; 0: it does not say, or there is none */
	GBytes *ocsp, *crl; /* the data, one of them: OCSPResponse, CertificateList; both NULL for a
			     * certificate that says that it is not to be checked */
	X509 *responder;    /* that signed the data, if it is not the issuer */
	Revocation *responder_status; /* how that one was checked, if it was to be */
};

void revocation_free(Revocation *revocation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Revocation, revocation_free)

/* Zero, or NULL, stands for the default. */
typedef struct {
	gint64 moment;   /* when it should not have been revoked; now */
	gint64 now;      /* data that is younger is not believed; the clock */
	unsigned slack;  /* seconds that clocks may differ; 300 */
	unsigned oldest; /* an OCSP answer that does not end: seconds that it counts; a day */
	GPtrArray *ocsps, *crls; /* of GBytes: data that is at hand, asked first */
	CertificateStack
		*others;   /* where responders and issuers of indirect lists may be found that the
				   * data does not bring along; NULL: none */
	bool any_age;      /* data that is out of date at the moment is read as well */
	const char *cache; /* folder, shared by all; NULL: none */
	bool offline;      /* nobody is asked */
	unsigned seconds;  /* that one answer may take; 30 */
	const char *roots; /* PEM file for TLS; NULL: the system's */
} RevocationRules;

/* Reads an OCSPResponse or a CertificateList as to `certificate` of `issuer`. `request`: the
 * OCSPRequest that it answers, whose nonce must come back if any does; or NULL. The caller owns the
 * result, whose status is good or revoked. Error: SIGNER_ERROR_SERVICE, one sentence, if the data
 * says nothing that counts. */
Revocation *revocation_read_ocsp(GBytes *answer, X509 *certificate, X509 *issuer, GBytes *request,
	const RevocationRules *rules, GError **error);
Revocation *revocation_read_crl(GBytes *list, X509 *certificate, X509 *issuer,
	const RevocationRules *rules, GError **error);

/* Is it about this certificate at all, whoever made it? */
bool revocation_names_ocsp(GBytes *answer, X509 *certificate);
bool revocation_names_crl(GBytes *list, X509 *certificate);

/* Does it say that it is not to be checked: a responder's with id-pkix-ocsp-nocheck (RFC 6960,
 * 4.2.2.2.1), a short-lived one (EN 319 412-1, 5.2.2), or one with noRevAvail (RFC 9608)? */
bool revocation_is_needless(const X509 *certificate);

/* Looks for what is known. Never fails: what could not be told is unknown, and `why` says what was
 * tried. */
Revocation *revocation_check(X509 *certificate, X509 *issuer, const RevocationRules *rules);

/* revocation_check() of each certificate of a path, the signer's first; not of the last, which is
 * the root or an anchor. Of Revocation; the caller owns the array. A path of one certificate that
 * is no root gives one that is unknown. */
GPtrArray *revocation_check_path(CertificateStack *path, const RevocationRules *rules);

/* The data of these: `ocsps`, `crls` of GBytes and `certificates` of GBytes (DER) of responders are
 * added to, each once. For a DSS. */
void revocation_collect(
	GPtrArray *revocations, GPtrArray *ocsps, GPtrArray *crls, GPtrArray *certificates);

#endif
