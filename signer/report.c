/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/report.h"

#include "base/i18n.h"

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
	g_free(report);
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
