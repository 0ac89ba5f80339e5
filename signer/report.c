/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/report.h"

#include "base/i18n.h"
#include "signer/certificate.h"

bool report_conclude(SignatureReport *report, Indication indication, const char *sub, char *reason)
{
	g_free(report->reason);
	report->indication = indication;
	report->sub_indication = sub;
	report->reason = reason;
	return false;
}

bool report_fail(SignatureReport *report, const char *sub, const char *reason)
{
	return report_conclude(report, TOTAL_FAILED, sub, g_strdup(reason));
}

bool report_doubt(SignatureReport *report, const char *sub, const char *reason)
{
	return report_conclude(report, INDETERMINATE, sub, g_strdup(reason));
}

static void change_free(Change *change)
{
	g_free(change->sentence);
	g_free(change);
}

void certificate_report_free(CertificateReport *report)
{
	g_free(report->subject);
	g_free(report->issuer);
	g_free(report->serial);
	g_free(report->not_before);
	g_free(report->not_after);
	g_free(report->sha256);
	g_free(report->status_time);
	g_free(report->revoked_at);
	g_free(report->status_why);
	g_free(report);
}

void timestamp_report_free(TimestampReport *report)
{
	g_free(report->field);
	g_free(report->time);
	g_free(report->authority);
	g_free(report->reason);
	g_free(report);
}

SignatureReport *signature_report_new(void)
{
	SignatureReport *report = g_new0(SignatureReport, 1);

	report->indication = INDETERMINATE;
	report->warnings = g_ptr_array_new_with_free_func(g_free);
	report->changed = g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
	report->path = g_ptr_array_new_with_free_func((GDestroyNotify)certificate_report_free);
	report->timestamps = g_ptr_array_new_with_free_func((GDestroyNotify)timestamp_report_free);
	return report;
}

void signature_report_free(SignatureReport *report)
{
	g_free(report->field);
	g_free(report->reason);
	g_free(report->subject);
	g_free(report->common_name);
	g_free(report->issuer);
	g_free(report->time);
	g_free(report->not_before);
	g_free(report->not_after);
	g_free(report->algorithm);
	g_free(report->form);
	g_free(report->organization);
	g_free(report->proven_time);
	g_free(report->claimed_reason);
	g_free(report->location);
	g_free(report->commitment);
	g_free(report->policy);
	g_free(report->trust_set);
	g_ptr_array_unref(report->warnings);
	g_ptr_array_unref(report->changed);
	g_ptr_array_unref(report->path);
	g_ptr_array_unref(report->timestamps);
	g_free(report);
}

void report_describe_signer(SignatureReport *report, X509 *signer)
{
	report->subject = certificate_show_name(X509_get_subject_name(signer));
	report->common_name = certificate_dup_subject(signer, NID_commonName);
	report->organization = certificate_dup_subject(signer, NID_organizationName);
	report->issuer = certificate_show_name(X509_get_issuer_name(signer));
	report->not_before = certificate_show_time(X509_get0_notBefore(signer));
	report->not_after = certificate_show_time(X509_get0_notAfter(signer));
}

const char *indication_word(Indication indication)
{
	static const char *const words[] = {
		[TOTAL_PASSED] = N_("valid"),
		[TOTAL_FAILED] = N_("not valid"),
		[INDETERMINATE] = N_("not enough grounds to conclude"),
	};

	return _(words[indication]);
}
