/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time-stamp validation (EN 319 102-1, 5.4): form, imprint and signature; then the authority's
 * certificate, at the time when the time-stamp itself is proven to have existed.
 */
#include "base/clock.h"
#include "base/i18n.h"
#include "signer/case.h"
#include "signer/certificate.h"
#include "signer/constraints.h"
#include "signer/report.h"

enum { MOST_STAMPS = 32 };

static void stamp_free(gpointer data)
{
	Stamp *stamp = data;

	g_bytes_unref(stamp->token);
	timestamp_free(stamp->stamp);
	verdict_clear(&stamp->verdict);
	validated_clear(&stamp->validated);
	g_free(stamp);
}

/* 5.1.3, table 5: what cannot become right any more. */
static bool is_failure(const char *sub)
{
	return g_str_equal(sub, "FORMAT_FAILURE") || g_str_equal(sub, "SIG_CRYPTO_FAILURE");
}

static Stamp *read_stamp(
	const PdfFile *document, const Case *one, GBytes *token, CertificateStack *others)
{
	Stamp *stamp = g_new0(Stamp, 1);
	g_autoptr(GError) error = NULL;
	const char *sub = NULL;

	stamp->token = g_bytes_ref(token);
	stamp->verdict.indication = TOTAL_PASSED;
	stamp->stamp = timestamp_judge(token, others, &sub, &error);
	if (stamp->stamp == NULL) {
		verdict_conclude(&stamp->verdict, is_failure(sub) ? TOTAL_FAILED : INDETERMINATE,
			sub, g_strdup(error->message));
		return stamp;
	}
	bool right = one->form == FORM_STAMP
		? range_is_stamped(document, &one->range, stamp->stamp)
		: timestamp_is_of(stamp->stamp, g_bytes_get_data(one->data.value, NULL),
			  g_bytes_get_size(one->data.value));
	if (!right) {
		verdict_conclude(&stamp->verdict, TOTAL_FAILED, "HASH_FAILURE",
			g_strdup(_("the time-stamp is one of other data (imprint)")));
		g_clear_pointer(&stamp->stamp, timestamp_free);
	}
	return stamp;
}

void case_read_stamps(const PdfFile *document, Case *one, CertificateStack *others)
{
	one->stamps = g_ptr_array_new_with_free_func(stamp_free);
	if (one->form == FORM_STAMP) {
		if (one->read)
			g_ptr_array_add(one->stamps,
				read_stamp(document, one, one->range.contents, others));
		return;
	}
	g_autoptr(GPtrArray) tokens = one->sound ? signed_data_tokens(&one->data) : NULL;
	for (unsigned i = 0; tokens != NULL && i < MIN(tokens->len, MOST_STAMPS); i++)
		g_ptr_array_add(one->stamps, read_stamp(document, one, tokens->pdata[i], others));
}

/* What the time-stamp itself is made with must have counted when it is proven to have existed. */
static bool check_algorithms(Stamp *stamp, gint64 proven)
{
	gint64 end = MIN(constraint_digest_end(stamp->stamp->algorithm),
		constraint_digest_end(stamp->stamp->signed_with));

	if (proven <= end)
		return true;
	return verdict_doubt(&stamp->verdict,
		stamp->stamp->time > end ? "CRYPTO_CONSTRAINTS_FAILURE"
					 : "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		_("the time-stamp uses a weak digest algorithm"));
}

static void check_stamp(Stamp *stamp, const Validation *validation)
{
	gint64 proven = poe_find(validation->poe, stamp->token);
	SignedBy by = { .signer = stamp->stamp->signer,
		.stamps = true,
		.proven = proven,
		.has_proof = poe_has(validation->poe, stamp->token) };
	g_autoptr(GError) error = NULL;
	const char *sub;

	if (stamp->stamp->time > validation->at + CLOCK_SKEW) {
		verdict_doubt(&stamp->verdict, "SIG_CONSTRAINTS_FAILURE",
			_("the time that is stamped has not come yet"));
		return;
	}
	stamp->validated = validation_check(validation, &by);
	if (!timestamp_check_authority(stamp->stamp, &sub, &error)) {
		verdict_doubt(&stamp->verdict, sub, error->message);
		return;
	}
	if (!check_algorithms(stamp, proven))
		return;
	const Verdict *found = &stamp->validated.verdict;
	if (found->indication != TOTAL_PASSED)
		verdict_conclude(
			&stamp->verdict, found->indication, found->sub, g_strdup(found->reason));
}

TimestampReport *stamp_report(const Stamp *stamp, const char *field)
{
	TimestampReport *report = g_new0(TimestampReport, 1);

	report->within = field == NULL;
	report->field = g_strdup(field);
	report->indication = stamp->verdict.indication;
	report->sub_indication = stamp->verdict.sub;
	report->reason = g_strdup(stamp->verdict.reason);
	if (stamp->stamp == NULL)
		return report;
	report->time = clock_show(stamp->stamp->time);
	report->authority = certificate_show_name(X509_get_subject_name(stamp->stamp->signer));
	return report;
}

/* A time-stamp of a signature proves its value and, if that is bound to it, the certificate. */
static void add_proof(const Case *one, const Stamp *stamp, const Validation *validation)
{
	gint64 time = stamp->stamp->time;

	poe_add(validation->poe, one->known_by, time);
	if (!signed_data_is_bound(&one->data))
		return;
	g_autoptr(GBytes) der = certificate_write(one->data.signer);
	poe_add(validation->poe, der, time);
}

void case_check_stamps(Case *one, const Validation *validation)
{
	for (unsigned i = 0; i < one->stamps->len; i++) {
		Stamp *stamp = one->stamps->pdata[i];
		if (stamp->stamp != NULL)
			check_stamp(stamp, validation);
		if (one->form == FORM_STAMP)
			continue;
		g_ptr_array_add(one->report->timestamps, stamp_report(stamp, NULL));
		if (stamp->verdict.indication == TOTAL_PASSED)
			add_proof(one, stamp, validation);
	}
}

bool case_find_time(const Case *one, gint64 *out_time)
{
	bool found = false;

	for (unsigned i = 0; i < one->stamps->len; i++) {
		const Stamp *stamp = one->stamps->pdata[i];
		if (stamp->verdict.indication != TOTAL_PASSED ||
			(found && stamp->stamp->time >= *out_time))
			continue;
		*out_time = stamp->stamp->time;
		found = true;
	}
	return found;
}
