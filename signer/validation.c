/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each path is judged by a row of checks, and the first that passes is taken; without any, what is
 * found of the first, which is the shortest, is told.
 */
#include "signer/validation.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/constraints.h"
#include "signer/issuers.h"
#include "signer/path.h"
#include "signer/quote.h"
#include "signer/report.h"
#include "signer/standing.h"
#include "signer/trust.h"

#include <openssl/x509v3.h>

/* A path while it is judged. */
typedef struct {
	const Validation *validation;
	const SignedBy *by;
	CertificateStack *certificates;
	int count;
	Standing *standings; /* of all but the last */
	Validated *found;
} Path;

void verdict_clear(Verdict *verdict)
{
	g_clear_pointer(&verdict->reason, g_free);
}

bool verdict_conclude(Verdict *verdict, Indication indication, const char *sub, char *reason)
{
	if (verdict->indication != TOTAL_PASSED) {
		g_free(reason);
		return false;
	}
	verdict_clear(verdict);
	*verdict = (Verdict) { indication, sub, reason };
	return false;
}

bool verdict_doubt(Verdict *verdict, const char *sub, const char *reason)
{
	return verdict_conclude(verdict, INDETERMINATE, sub, g_strdup(reason));
}

gint64 validation_moment(const VerifyRules *rules)
{
	return rules->at != 0 ? rules->at : g_get_real_time() / G_USEC_PER_SEC;
}

static X509 *certificate_at(const Path *path, int index)
{
	return sk_X509_value(path->certificates, index);
}

/* What another wrote, within a sentence of ours. The caller frees it. */
static char *quote_subject(X509 *certificate)
{
	g_autofree char *name = certificate_show_name(X509_get_subject_name(certificate));

	return quote_text(name);
}

static bool doubt_about(const Path *path, const char *sub, X509 *certificate, const char *what)
{
	g_autofree char *name = quote_subject(certificate);

	return verdict_conclude(
		&path->found->verdict, INDETERMINATE, sub, g_strdup_printf("%s: %s", name, what));
}

static const struct {
	int code;
	const char *sub, *reason;
} findings[] = {
	{ X509_V_ERR_CERT_SIGNATURE_FAILURE, "CERTIFICATE_CHAIN_GENERAL_FAILURE",
		N_("a certificate of the chain was not signed by its issuer") },
	{ X509_V_ERR_INVALID_CA, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a certificate of the chain may not issue certificates") },
	{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a certificate of the chain may not issue certificates") },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a certificate of the chain may not issue certificates") },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a certificate of the chain may not issue certificates") },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a certificate of the chain may not issue certificates") },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED, "CHAIN_CONSTRAINTS_FAILURE",
		N_("the chain of certificates is longer than it may be") },
	{ X509_V_ERR_PERMITTED_VIOLATION, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a name lies outside of what an issuer may give out (name constraints)") },
	{ X509_V_ERR_EXCLUDED_VIOLATION, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a name lies outside of what an issuer may give out (name constraints)") },
	{ X509_V_ERR_NO_EXPLICIT_POLICY, "CHAIN_CONSTRAINTS_FAILURE",
		N_("the chain is under no certificate policy, though an issuer demands one") },
	{ X509_V_ERR_INVALID_POLICY_EXTENSION, "CHAIN_CONSTRAINTS_FAILURE",
		N_("the certificate policies of the chain contradict each other") },
	{ X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "CHAIN_CONSTRAINTS_FAILURE",
		N_("a certificate of the chain makes a condition that is unknown") },
};

static bool check_constraints(const Path *path)
{
	int code = path_check(path->certificates);
	Verdict *verdict = &path->found->verdict;

	if (code == X509_V_OK)
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(findings); i++)
		if (findings[i].code == code)
			return verdict_doubt(verdict, findings[i].sub, _(findings[i].reason));
	return verdict_conclude(verdict, INDETERMINATE, "CERTIFICATE_CHAIN_GENERAL_FAILURE",
		g_strdup_printf(_("the chain of certificates is wrong: %s"),
			X509_verify_cert_error_string(code)));
}

static bool check_revoked(const Path *path)
{
	const SignedBy *by = path->by;

	for (int i = path->count - 2; i >= 0; i--) {
		const Standing *standing = &path->standings[i];
		if (standing->status != STATUS_REVOKED)
			continue;
		if (i == 0 && by->claims && by->claimed >= standing->known->revoked_at)
			return verdict_conclude(&path->found->verdict, TOTAL_FAILED, "REVOKED",
				g_strdup_printf(
					_("signed after it was revoked, as the signer says himself: %s"),
					standing->known->why));
		return doubt_about(path, i == 0 ? "REVOKED_NO_POE" : "REVOKED_CA_NO_POE",
			certificate_at(path, i), standing->known->why);
	}
	return true;
}

/* The validity of the signer's certificate, or of one above it, at the time that is proven. */
static bool check_period(const Path *path, int index)
{
	X509 *certificate = certificate_at(path, index);
	const SignedBy *by = path->by;
	gint64 from, to;

	if (!certificate_read_time(X509_get0_notBefore(certificate), &from) ||
		!certificate_read_time(X509_get0_notAfter(certificate), &to))
		return doubt_about(path, "CERTIFICATE_CHAIN_GENERAL_FAILURE", certificate,
			_("the certificate does not say rightly when it is valid"));
	if (by->proven < from && index == 0 && by->has_proof)
		return verdict_conclude(&path->found->verdict, TOTAL_FAILED, "NOT_YET_VALID",
			g_strdup(_("the certificate was not valid yet when the signature was "
				   "there already")));
	if (by->proven < from)
		return verdict_doubt(&path->found->verdict, "OUT_OF_BOUNDS_NO_POE",
			_("a certificate of the chain was not valid yet"));
	if (by->proven <= to)
		return true;
	return verdict_doubt(&path->found->verdict, "OUT_OF_BOUNDS_NO_POE",
		index == 0
			? _("the certificate has ended, and nothing proves that the signature is older")
			: _("a certificate of the chain has ended, and nothing proves that the "
			    "signature is older"));
}

static bool check_periods(const Path *path)
{
	for (int i = 0; i < path->count; i++)
		if (!check_period(path, i))
			return false;
	return true;
}

/* Of a certificate whose algorithms counted until `end`. */
static bool check_strength(const Path *path, X509 *certificate, gint64 end, const char *what)
{
	g_autoptr(GBytes) der = certificate_write(certificate);
	gint64 proven = MIN(path->by->proven, poe_find(path->validation->poe, der));
	gint64 from;

	if (proven <= end)
		return true;
	/* made when it counted no more? */
	bool late = end == G_MININT64 ||
		(certificate_read_time(X509_get0_notBefore(certificate), &from) && from > end);
	return doubt_about(path,
		late ? "CRYPTO_CONSTRAINTS_FAILURE" : "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		certificate, what);
}

static bool check_algorithms(const Path *path)
{
	for (int i = 0; i < path->count; i++) {
		X509 *certificate = certificate_at(path, i);
		if (!check_strength(path, certificate, constraint_certificate_end(certificate),
			    i == 0 ? _("the signer's key is too weak")
				   : _("a certificate of the chain has a key that is too weak")))
			return false;
		/* nothing rests on how the anchor is signed */
		if (i + 1 < path->count &&
			!check_strength(path, certificate, constraint_issue_end(certificate),
				_("a certificate of the chain is signed with a weak algorithm")))
			return false;
	}
	return true;
}

static void warn(const Path *path, X509 *certificate, const char *why)
{
	g_autofree char *name = quote_subject(certificate);

	path->found->unchecked = true;
	g_ptr_array_add(path->found->warnings,
		g_strdup_printf(_("it was not checked whether a certificate was revoked: %s: %s"),
			name, why));
}

/* What nobody tells is a warning, unless the rules want it told, or the data that was kept for the
 * signer is older than the signature is proven to be: then it is a doubt. */
static bool check_told(const Path *path)
{
	for (int i = path->count - 2; i >= 0; i--) {
		const Standing *standing = &path->standings[i];
		X509 *certificate = certificate_at(path, i);
		if (standing->status != STATUS_UNKNOWN)
			continue;
		bool kept = standing->stale && path->by->has_proof && !path->by->stamps && i == 0;
		if (path->validation->rules->strict || kept)
			return doubt_about(path, "TRY_LATER", certificate, standing->why);
		warn(path, certificate, standing->why);
	}
	return true;
}

static bool (*const checks[])(const Path *path) = {
	check_constraints, /* 5.2.6.4, 1: a path by RFC 5280 */
	check_revoked,     /* and who had been revoked */
	check_periods,     /* and its times */
	check_algorithms,  /* 5.2.8 for certificates, 5.6.2.2, 3 */
	check_told,        /* 5.2.5: revocation freshness */
};

static CertificateReport *report_certificate(X509 *certificate)
{
	CertificateReport *report = g_new0(CertificateReport, 1);
	BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
	char *digits = serial == NULL ? NULL : BN_bn2hex(serial);
	g_autoptr(GBytes) der = certificate_write(certificate);

	report->subject = certificate_show_name(X509_get_subject_name(certificate));
	report->issuer = certificate_show_name(X509_get_issuer_name(certificate));
	report->serial = g_strdup(digits);
	report->not_before = certificate_show_time(X509_get0_notBefore(certificate));
	report->not_after = certificate_show_time(X509_get0_notAfter(certificate));
	report->sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, der);
	OPENSSL_free(digits);
	BN_free(serial);
	return report;
}

static void report_standing(CertificateReport *report, const Standing *standing)
{
	const Revocation *known = standing->known;

	report->status = standing->status;
	report->status_why = g_strdup(standing->why);
	if (known == NULL || standing->status == STATUS_UNKNOWN)
		return;
	report->status_from = known->ocsp != NULL ? "OCSP" : "CRL";
	report->status_time = clock_show(known->this_update);
	if (known->revoked_at != 0)
		report->revoked_at = clock_show(known->revoked_at);
	if (report->status_why == NULL)
		report->status_why = g_strdup(known->why);
}

/* 5.6.2.2: from the anchor down, the time of control comes nearer with each one that was revoked. */
static void look_up(Path *path)
{
	gint64 control = path->validation->at;

	for (int i = path->count - 2; i >= 0; i--) {
		path->standings[i] = standing_find(path->validation, certificate_at(path, i),
			certificate_at(path, i + 1), path->by->proven, control);
		const Revocation *known = path->standings[i].known;
		if (known != NULL && known->revoked_at != 0)
			control = MIN(control, known->revoked_at);
	}
	for (int i = 0; i < path->count; i++) {
		CertificateReport *report = report_certificate(certificate_at(path, i));
		if (i + 1 < path->count)
			report_standing(report, &path->standings[i]);
		else
			report->status = STATUS_NOT_NEEDED;
		g_ptr_array_add(path->found->path, report);
	}
}

static Validated validated_new(void)
{
	return (Validated) { .verdict = { TOTAL_PASSED, NULL, NULL },
		.path = g_ptr_array_new_with_free_func((GDestroyNotify)certificate_report_free),
		.warnings = g_ptr_array_new_with_free_func(g_free) };
}

void validated_clear(Validated *validated)
{
	verdict_clear(&validated->verdict);
	g_clear_pointer(&validated->path, g_ptr_array_unref);
	g_clear_pointer(&validated->warnings, g_ptr_array_unref);
	g_clear_pointer(&validated->trust_set, g_free);
}

void validated_describe(Validated *validated, SignatureReport *report)
{
	g_ptr_array_extend_and_steal(report->path, g_steal_pointer(&validated->path));
	g_ptr_array_extend_and_steal(report->warnings, g_steal_pointer(&validated->warnings));
	report->trust_set = g_steal_pointer(&validated->trust_set);
	report->demonstration |= validated->demonstration;
}

bool verdict_take(const Verdict *verdict, SignatureReport *report)
{
	return verdict->indication == TOTAL_PASSED ||
		report_conclude(
			report, verdict->indication, verdict->sub, g_strdup(verdict->reason));
}

static Validated judge_path(
	const Validation *validation, const SignedBy *by, CertificateStack *certificates)
{
	Validated found = validated_new();
	Path path = { validation, by, certificates, sk_X509_num(certificates), NULL, &found };

	path.standings = g_new0(Standing, path.count);
	X509 *anchor = certificate_at(&path, path.count - 1);
	found.trust_set = g_strdup(trust_name(validation->rules->trust, anchor));
	found.demonstration = trust_is_demonstration(validation->rules->trust, anchor);
	look_up(&path);
	for (size_t i = 0; i < G_N_ELEMENTS(checks) && checks[i](&path); i++)
		continue;
	for (int i = 0; i < path.count; i++)
		standing_clear(&path.standings[i]);
	g_free(path.standings);
	return found;
}

/* The paths that what is at hand gives or, if it gives none and the rules allow it, what the
 * certificates name as their issuers' addresses. */
static GPtrArray *find_paths(const Validation *validation, X509 *signer)
{
	const VerifyRules *rules = validation->rules;
	GPtrArray *paths = path_find_all(rules->trust, signer, validation->certificates);
	const RevocationRules fetching = { .cache = rules->cache,
		.seconds = rules->seconds,
		.roots = rules->roots,
		.offline = !rules->online };

	if (paths->len > 0 || (!rules->online && rules->cache == NULL))
		return paths;
	g_ptr_array_unref(paths);
	g_autoptr(CertificateStack) all =
		issuers_fetch(rules->trust, signer, validation->certificates, &fetching);
	return path_find_all(rules->trust, signer, all);
}

/* Without a path to an anchor: the signer's certificate alone, with what is wrong. */
static Validated report_no_path(const Validation *validation, const SignedBy *by)
{
	Validated found = validated_new();

	g_ptr_array_add(found.path, report_certificate(by->signer));
	verdict_doubt(&found.verdict, "NO_CERTIFICATE_CHAIN_FOUND",
		trust_anchors(validation->rules->trust) == NULL
			? _("no trusted root was named that the signer's certificate could lead to")
			: _("the signer's certificate does not lead to a trusted root"));
	return found;
}

Validated validation_check(const Validation *validation, const SignedBy *by)
{
	g_autoptr(GPtrArray) paths = find_paths(validation, by->signer);
	Validated best;

	if (paths->len == 0)
		return report_no_path(validation, by);
	best = judge_path(validation, by, paths->pdata[0]);
	for (unsigned i = 1; i < paths->len && best.verdict.indication != TOTAL_PASSED; i++) {
		Validated next = judge_path(validation, by, paths->pdata[i]);
		if (next.verdict.indication == TOTAL_PASSED) {
			validated_clear(&best);
			best = next;
		} else {
			validated_clear(&next);
		}
	}
	return best;
}
