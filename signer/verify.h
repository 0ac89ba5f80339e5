/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verifying the signatures of a PDF by the rules of EN 319 102-1, offline.
 *
 * verify_file never fails because a signature is bad: it returns a report. It is an error only if
 * the file cannot be read as a PDF at all.
 */
#ifndef SIGNER_VERIFY_H
#define SIGNER_VERIFY_H

#include <glib.h>
#include <stdbool.h>

/* EN 319 102-1, 5.1.3 (table 5): hợp lệ, không hợp lệ, chưa đủ căn cứ kết luận. */
typedef enum { TOTAL_PASSED, TOTAL_FAILED, INDETERMINATE } Indication;

typedef struct {
	char *field; /* fully qualified name of the signature field */
	Indication indication;
	const char *sub_indication; /* "HASH_FAILURE", …; NULL when passed. Static. */
	char *reason;               /* one sentence in the user's language */
	bool intact;                /* the digest and the signature value are right */
	bool whole_file; /* ByteRange covers the file but for Contents, to its last byte */
	char *subject;   /* RFC 2253, UTF-8; NULL if unknown, as are all that follow */
	char *common_name;
	char *issuer;
	char *time; /* claimed signing time (/M), ISO 8601 */
	char *not_before, *not_after;
	char *algorithm;    /* "RSA 2048, SHA-256" */
	bool demonstration; /* signed with a demonstration identity: no legal value */
} SignatureReport;

typedef struct {
	GPtrArray *signatures; /* of SignatureReport, in the order of the file's revisions */
	Indication indication; /* the worst of them; INDETERMINATE without signatures */
	const char *sub_indication,
		*reason; /* of a doubt about the file itself; else NULL. Static */
} VerifyReport;

typedef struct TrustSet TrustSet;

/* Anchors from PEM files or folders of them. The caller owns the set. */
TrustSet *trust_load(const char *const *paths, GError **error);
void trust_free(TrustSet *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrustSet, trust_free)

VerifyReport *verify_file(const char *path, const TrustSet *trust, GError **error);
void verify_report_free(VerifyReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VerifyReport, verify_report_free)

#endif
