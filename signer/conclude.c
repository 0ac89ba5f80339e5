/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last round: what was found of a signature or document time-stamp is held against the rules, one
 * after the other, and the first fault concludes.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "signer/case.h"
#include "signer/certificate.h"
#include "signer/constraints.h"
#include "signer/path.h"
#include "signer/report.h"

/* What the checks look at besides the case. */
typedef struct {
	const GPtrArray *cases;
	const Validation *validation;
} Row;

static bool has_issued(X509 *issuer, CertificateStack *all)
{
	for (int i = 0; i < sk_X509_num(all); i++)
		if (path_issued(issuer, sk_X509_value(all, i)))
			return true;
	return false;
}

/* Certificates are not signed, but one that came with the signature and was changed was meddled with. */
static bool check_others(const Row *row, Case *one)
{
	CertificateStack *others = one->data.certificates, *all = row->validation->certificates;

	for (int i = 0; i < sk_X509_num(others); i++) {
		X509 *certificate = sk_X509_value(others, i);
		if (path_find_issuer(certificate, all) != NULL)
			continue;
		if (path_names_issuer(certificate, all))
			return report_doubt(one->report, "FORMAT_FAILURE",
				_("a certificate that came with the signature was changed"));
		if (certificate != one->data.signer && !has_issued(certificate, all))
			g_ptr_array_add(one->report->warnings,
				g_strdup(_("the signature holds a certificate that belongs to no "
					   "chain")));
	}
	return true;
}

static bool check_rules(const Row *row, Case *one)
{
	(void)row;
	return signed_data_check_rules(&one->data, one->form == FORM_CADES, one->report);
}

/* 5.2.8.4.4: the algorithms that the signature itself is made with. */
static bool check_algorithms(const Row *row, Case *one)
{
	gint64 end = MIN(
		constraint_digest_end(one->data.digest), constraint_digest_end(one->data.covers));
	gint64 from;

	(void)row;
	if (one->proven <= end)
		return true;
	bool late = end == G_MININT64 ||
		(certificate_read_time(X509_get0_notBefore(one->data.signer), &from) && from > end);
	return report_doubt(one->report,
		late ? "CRYPTO_CONSTRAINTS_FAILURE" : "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		_("the signature uses a weak digest algorithm"));
}

static bool check_claim(const Row *row, Case *one)
{
	(void)row;
	if (one->speaks && !one->claims)
		return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
			_("the time that the signer claims cannot be read"));
	if (one->form == FORM_CADES && !one->claims)
		return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
			_("the signer claims no time of signing"));
	return true;
}

/* What the signer says himself. A proof that he is wrong about the end counts more. */
static bool check_claimed_time(const Row *row, Case *one)
{
	SignatureReport *report = one->report;
	X509 *signer = one->data.signer;
	gint64 from, to;

	if (!certificate_read_time(X509_get0_notBefore(signer), &from) ||
		!certificate_read_time(X509_get0_notAfter(signer), &to))
		return report_fail(report, "FORMAT_FAILURE",
			_("the certificate does not say rightly when it is valid"));
	if (one->claims && one->claimed < from)
		return report_fail(report, "NOT_YET_VALID",
			_("the certificate was not valid yet at the time that the signer claims"));
	if (one->claims && one->claimed > to && !(one->has_proof && one->proven <= to))
		return report_fail(report, "EXPIRED",
			_("the certificate had ended at the time that the signer claims"));
	if (one->claims && one->claimed > row->validation->at + CLOCK_SKEW)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the time that the signer claims has not come yet"));
	if (one->claims && one->claimed > one->proven + CLOCK_SKEW)
		g_ptr_array_add(report->warnings,
			g_strdup(
				_("the time that the signer claims is later than the time-stamp")));
	return true;
}

/* A time-stamp that is wrong was put there, or changed, by somebody. */
static bool check_stamps(const Row *row, Case *one)
{
	(void)row;
	for (unsigned i = 0; i < one->stamps->len; i++) {
		const Verdict *verdict = &((Stamp *)one->stamps->pdata[i])->verdict;
		if (verdict->indication == TOTAL_PASSED)
			continue;
		g_autofree char *sentence =
			g_strdup_printf(_("the time-stamp within the signature does not count: %s"),
				verdict->reason);
		if (verdict->indication == TOTAL_FAILED)
			return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE", sentence);
		g_ptr_array_add(one->report->warnings, g_steal_pointer(&sentence));
	}
	return true;
}

static bool check_certificate(const Row *row, Case *one)
{
	(void)row;
	return verdict_take(&one->validated.verdict, one->report);
}

static bool check_stamp_itself(const Row *row, Case *one)
{
	(void)row;
	return verdict_take(&((Stamp *)one->stamps->pdata[0])->verdict, one->report);
}

/* 5.5.4: what was stamped before it must not bear a later time. */
static bool check_order(const Row *row, Case *one)
{
	gint64 time, earlier;

	if (!case_find_time(one, &time))
		return true;
	for (unsigned i = 0; i < row->cases->len && row->cases->pdata[i] != one; i++)
		if (case_find_time(row->cases->pdata[i], &earlier) && earlier > time + CLOCK_SKEW)
			return report_doubt(one->report, "TIMESTAMP_ORDER_FAILURE",
				_("an earlier time-stamp bears a later time"));
	return true;
}

typedef bool Check(const Row *row, Case *one);

static Check *const of_signatures[] = { check_others, check_rules, check_claim, check_claimed_time,
	check_stamps, check_order, check_certificate, check_algorithms, NULL };
static Check *const of_stamps[] = { check_stamp_itself, check_order, NULL };

/* By whether the time is proven, and whether all of the path was looked up. */
static const char *const passed[2][2] = {
	{ N_("unchanged since it was signed; the time is the signer's claim, and revocation was not "
	     "looked up"),
		N_("unchanged since it was signed; the time is the signer's claim") },
	{ N_("unchanged since it was signed; a time-stamp proves the time, and revocation was not "
	     "looked up"),
		N_("unchanged since it was signed, at a time that a time-stamp proves") },
};

static const char *praise(const Case *one, bool unchecked)
{
	if (one->form == FORM_STAMP)
		return _("unchanged since it was stamped");
	if (one->report->demonstration)
		return _("unchanged since it was signed, but with a demonstration "
			 "identity: no legal value");
	return _(passed[one->has_proof][!unchecked]);
}

/* Who stamped it and when; the path is the authority's. */
void case_describe_stamp(Case *one)
{
	Stamp *found = one->stamps->len > 0 ? one->stamps->pdata[0] : NULL;
	SignatureReport *report = one->report;
	const Timestamp *stamp = found == NULL ? NULL : found->stamp;
	KeyShape key;

	if (stamp == NULL)
		return;
	one->sound = report->intact = true;
	key = certificate_key(stamp->signer);
	report_describe_signer(report, stamp->signer);
	report->time = clock_show(stamp->time);
	report->algorithm = algorithm_show(key.kind, key.bits, EVP_MD_get_type(stamp->signed_with));
	if (found->verdict.indication == TOTAL_PASSED)
		report->proven_time = g_strdup(report->time);
}

/* The document time-stamps that a signature's time rests on stand in its list too. */
static void list_stamps(const GPtrArray *cases, const Case *one)
{
	for (unsigned i = 0; i < cases->len; i++) {
		const Case *by = cases->pdata[i];
		if (by->form != FORM_STAMP || !by->read || one->range.end > by->range.before)
			continue;
		g_ptr_array_add(one->report->timestamps,
			stamp_report(by->stamps->pdata[0], by->report->field));
	}
}

static Validated *validated_of(Case *one)
{
	return one->form == FORM_STAMP && one->stamps->len > 0
		? &((Stamp *)one->stamps->pdata[0])->validated
		: &one->validated;
}

bool case_is_judged(const Case *one)
{
	return one->read && (one->form == FORM_STAMP || one->sound);
}

bool case_is_wrong_stamp(const Case *one)
{
	return one->form == FORM_STAMP &&
		((Stamp *)one->stamps->pdata[0])->verdict.indication != TOTAL_PASSED;
}

void case_describe(const GPtrArray *cases, Case *one)
{
	Validated *validated = validated_of(one);

	if (one->form != FORM_STAMP)
		list_stamps(cases, one);
	if (one->form != FORM_STAMP && one->has_proof)
		one->report->proven_time = clock_show(one->proven);
	if (one->data.lax)
		g_ptr_array_add(one->report->warnings,
			g_strdup(
				_("the signature value is not in the strict encoding that PDF asks "
				  "for (DER)")));
	if (validated->path != NULL)
		validated_describe(validated, one->report);
}

void case_conclude(const GPtrArray *cases, Case *one, const Validation *validation)
{
	const Row row = { cases, validation };
	Check *const *check = one->form == FORM_STAMP ? of_stamps : of_signatures;

	while (*check != NULL && (*check)(&row, one))
		check++;
	if (*check == NULL)
		report_conclude(one->report, TOTAL_PASSED, NULL,
			g_strdup(praise(one, validated_of(one)->unchecked)));
}
