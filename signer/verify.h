/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verifying the signatures and document time-stamps of a PDF by the rules of EN 319 102-1.
 *
 * verify_file never fails because a signature is bad: it returns a report. It is an error only if
 * the file cannot be read as a PDF at all.
 *
 * Text in a report that comes from the file or a certificate is one line of valid UTF-8, NFC,
 * without control or direction characters (file_show()): it cannot forge a report. Times are
 * ISO 8601 in Vietnam's zone; NULL where something is unknown or not there.
 */
#ifndef SIGNER_VERIFY_H
#define SIGNER_VERIFY_H

#include <glib.h>
#include <stdbool.h>

/* EN 319 102-1, 5.1.3 (table 5): hợp lệ, không hợp lệ, chưa đủ căn cứ kết luận. */
typedef enum { TOTAL_PASSED, TOTAL_FAILED, INDETERMINATE } Indication;

typedef enum {
	SIGNATURE_APPROVAL,      /* an ordinary signature */
	SIGNATURE_CERTIFICATION, /* the one that the catalog's /Perms /DocMDP names */
	SIGNATURE_TIMESTAMP,     /* a document time-stamp (ISO 32000-2, 12.8.5) */
} SignatureKind;

/* What was done to the file after a signature was made. In the order of their gravity. */
typedef enum {
	CHANGES_NONE,      /* it covers the whole file */
	CHANGES_ALLOWED,   /* signatures, validation data, what DocMDP and FieldMDP leave free */
	CHANGES_UNCLEAR,   /* readers could show different things, or it cannot be told */
	CHANGES_FORBIDDEN, /* something else: what is shown may not be what was signed */
} Changes;

typedef struct {
	Changes gravity;
	unsigned revision; /* that made it, from 1; 0: it is of the whole file */
	char *sentence;    /* "page 2: the content was replaced" */
} Change;

typedef enum { STATUS_UNKNOWN, STATUS_GOOD, STATUS_REVOKED, STATUS_NOT_NEEDED } CertificateStatus;

/* One certificate of a path, the signer's first, the anchor last. */
typedef struct {
	char *subject, *issuer; /* RFC 2253 */
	char *serial;           /* hexadecimal */
	char *not_before, *not_after;
	char *sha256;             /* of its DER, hexadecimal */
	CertificateStatus status; /* not needed: the anchor, or it says so itself */
	const char *status_from;  /* "OCSP" or "CRL"; static */
	char *status_time;        /* thisUpdate of that */
	char *revoked_at;
	char *status_why; /* a sentence if it is unknown or revoked */
} CertificateReport;

typedef struct {
	bool within;     /* an attribute of the signature; else a document time-stamp */
	char *field;     /* of a document time-stamp */
	char *time;      /* genTime */
	char *authority; /* subject of its certificate */
	Indication indication;
	const char *sub_indication;
	char *reason;
} TimestampReport;

typedef struct {
	char *field; /* fully qualified name of the signature field */
	SignatureKind kind;
	char *form;        /* SubFilter, without the slash */
	unsigned revision; /* whose last byte it covers, from 1; 0: it ends in no revision */
	Indication indication;
	const char *sub_indication; /* "HASH_FAILURE", …; NULL when passed. Static. */
	char *reason;               /* one sentence in the user's language */
	GPtrArray *warnings;        /* of char *: sentences that do not change the verdict */
	bool intact;                /* the digest and the signature value are right */
	bool whole_file;      /* ByteRange covers the file but for Contents, to its last byte */
	Changes changes;      /* the gravest of `changed` */
	GPtrArray *changed;   /* of Change, in the order of revisions */
	unsigned permissions; /* P of its DocMDP, 1 to 3; 0: it has none */
	const char *level;    /* "B-B", "B-T", "B-LT", "B-LTA"; NULL: no PAdES baseline. Static */
	char *subject;        /* RFC 2253 */
	char *common_name;
	char *organization; /* the agency: O of the subject */
	char *issuer;
	char *time;        /* claimed signing time (/M or signing-time) */
	char *proven_time; /* from when on the signature existed for certain */
	char *not_before, *not_after;
	char *algorithm;                                       /* "RSA 2048, SHA-256" */
	char *claimed_reason, *location, *commitment, *policy; /* what the signer says */
	char *trust_set;       /* name of the set that its root belongs to */
	GPtrArray *path;       /* of CertificateReport */
	GPtrArray *timestamps; /* of TimestampReport, that were looked at for it */
	bool demonstration;    /* signed with a demonstration identity: no legal value */
} SignatureReport;

typedef struct {
	GPtrArray *signatures;      /* of SignatureReport, in the order of the file's revisions */
	unsigned revisions;         /* of the file */
	Indication indication;      /* the worst of them; INDETERMINATE without signatures */
	const char *sub_indication; /* of a doubt about the file itself; else NULL. Static */
	char *reason;               /* then */
	gint64 at;                  /* the time for which it was judged, seconds since 1970 */
} VerifyReport;

typedef struct TrustSet TrustSet;

/* Anchors from PEM or DER files or folders of them. The caller owns the set. */
TrustSet *trust_load(const char *const *paths, GError **error);
void trust_free(TrustSet *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TrustSet, trust_free)

/* How it is verified. Zero, or NULL, stands for the default. Borrowed. */
typedef struct {
	const TrustSet *trust;
	gint64 at;            /* judged as of then, seconds since 1970; now */
	bool online;          /* AIA, OCSP and CRL servers may be asked */
	const char *password; /* of an encrypted file; the empty one is always tried */
	const char *cache;    /* folder of what servers answered; none */
	unsigned seconds;     /* that one answer may take; 30 */
	const char *roots;    /* PEM file for TLS; the system's */
	bool strict; /* what is not known to be unrevoked does not pass (EN 319 102-1, TRY_LATER);
			       * else it is a warning */
} VerifyRules;

VerifyReport *verify_file(const char *path, const VerifyRules *rules, GError **error);
void verify_report_free(VerifyReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VerifyReport, verify_report_free)

#endif
