/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time-stamps (RFC 3161, RFC 5816, EN 319 422): getting one from an authority over HTTP, and
 * reading one that is there.
 *
 * What an authority answers is believed of nothing: the token is given only after its status,
 * imprint, nonce, policy, time, signature, certificate and, where anchors are named, chain were
 * found right.
 */
#ifndef SIGNER_TIMESTAMP_H
#define SIGNER_TIMESTAMP_H

#include "signer/openssl.h"
#include "signer/verify.h"

#include <glib.h>
#include <stdbool.h>

/* What a TimeStampToken says. All of it belongs to the Timestamp. */
typedef struct {
	gint64 time;             /* genTime, whole seconds since 1970 */
	double accuracy;         /* in seconds, 0 if it does not say */
	const EVP_MD *algorithm; /* of the imprint */
	GBytes *imprint;
	char *policy;                   /* "1.2.3.4" */
	GBytes *nonce;                  /* content of its INTEGER, or NULL */
	X509 *signer;                   /* the authority's certificate */
	CertificateStack *certificates; /* all that the token holds, in its order */
	const EVP_MD *signed_with;      /* the digest that its signature is made over */
	bool named; /* the authority that it names, if it names one, is the signer */
} Timestamp;

void timestamp_free(Timestamp *stamp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Timestamp, timestamp_free)

/* Reads a TimeStampToken, with zeros behind it as in a PDF's Contents, and checks all that needs no
 * knowledge from elsewhere: its form, that the signature is right and of a certificate that it
 * names (ESSCertID or ESSCertIDv2), which stands in the token or in `others` (may be NULL), is meant
 * for time-stamps alone (critical EKU) and was valid at the time that is stamped. Not its chain: see
 * path_find(). Not what the imprint is of: see timestamp_is_of(). The caller owns the result.
 * Error: SIGNER_ERROR_SERVICE, one sentence. */
Timestamp *timestamp_read(GBytes *token, CertificateStack *others, GError **error);

/* The two halves of it for the verifying side, with the sub-indication of EN 319 102-1 (static) of what
 * is wrong: the token itself, and the authority's certificate as to its purpose and that time. */
Timestamp *timestamp_judge(
	GBytes *token, CertificateStack *others, const char **out_sub, GError **error);
bool timestamp_check_authority(const Timestamp *stamp, const char **out_sub, GError **error);

/* Is this digest, made by stamp->algorithm, the imprint? */
bool timestamp_has_imprint(const Timestamp *stamp, const void *digest, size_t size);

/* Is the imprint the digest of these bytes? */
bool timestamp_is_of(const Timestamp *stamp, const void *bytes, size_t size);

/* An authority. Strings are borrowed. */
typedef struct {
	const char *url;
	const char *user, *password; /* NULL: none */
} Tsa;

/* Zero, or NULL, stands for the default. */
typedef struct {
	const Tsa *authorities; /* asked in this order until one answers */
	unsigned count;
	const char *policy; /* OID that the stamp must be of; NULL: any */
	unsigned seconds;   /* that one answer may take; 180 */
	unsigned tries;     /* of each authority, where trying again can help; 3 */
	unsigned pause;     /* milliseconds before the second try, doubled each time; 2000 */
	unsigned at_once;   /* calls to one authority over all processes of the user; 4 */
	unsigned slack;     /* seconds that the authority's clock and ours may differ; 300 */
	const TrustSet
		*trust;     /* the certificate must lead to one of these; NULL: its path is checked
				* as far as the token holds it */
	const char *roots;  /* PEM file for TLS; NULL: the system's */
	const char *folder; /* of signer/turnstile.h */
} TsaRules;

/* A stamp over `digest`, of `algorithm`: the DER of its TimeStampToken. The caller owns it.
 * Error: the last authority's, which begins with its host; BASE_ERROR_SYSTEM if another try may
 * help, otherwise SIGNER_ERROR_SERVICE. BASE_ERROR_SETTINGS for a policy that is no OID, or no
 * authority at all. */
GBytes *timestamp_get(const TsaRules *rules, const EVP_MD *algorithm, const unsigned char *digest,
	GError **error);

/* The two halves of timestamp_get(), which know no network. */
typedef struct {
	const EVP_MD *algorithm;
	GBytes *digest;
	GBytes *nonce; /* content of an INTEGER: 64 random bits */
	char *policy;
	GBytes *der; /* the TimeStampReq */
} TimestampRequest;

/* NULL if the policy is no OID. */
TimestampRequest *timestamp_request_new(
	const EVP_MD *algorithm, const unsigned char *digest, const char *policy);
void timestamp_request_free(TimestampRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TimestampRequest, timestamp_request_free)

/* The token of a TimeStampResp, if it answers the request at `now`, our clock. */
GBytes *timestamp_check_answer(GBytes *answer, const TimestampRequest *request,
	const TsaRules *rules, gint64 now, GError **error);

#endif
