/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each signature is judged alone, in the order of EN 319 102-1, 5.2: form, integrity, rules,
 * coverage, trust, time; the first fault concludes. Nothing that qpdf had to guess passes.
 *
 * Without a time-stamp the time of signing is what the signer claims. It may work against the
 * signature but never for it: a certificate that has ended since then proves nothing. PAdES demands
 * a claim (EN 319 142-1, 6.3), and a claim that cannot be read is a reason to doubt any signature.
 */
#include "signer/verify.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/pdf_fields.h"
#include "signer/certificate.h"
#include "signer/fields.h"
#include "signer/pdf_file.h"
#include "signer/range.h"
#include "signer/report.h"
#include "signer/signed_data.h"
#include "signer/trust.h"

#include <string.h>

enum { CLOCK_SKEW = 300 };

/* What is known of one signature while it is judged. */
typedef struct {
	SignatureReport *report;
	qpdf_oh signature;
	Range range;
	bool read;       /* the range was read */
	bool cades;      /* ETSI.CAdES.detached */
	bool speaks;     /* of the time of signing (/M is there) */
	bool claims;     /* a time that can be read */
	gint64 claimed;  /* it, in seconds since 1970, before which it may be */
	size_t last_end; /* where the last signature's range ends */
} Case;

static void case_free(Case *one)
{
	range_clear(&one->range);
	if (one->report != NULL)
		signature_report_free(one->report);
	g_free(one);
}

/* The next `count` digits as a number; false, and nothing is taken, if there are none so many. */
static bool take_digits(const char **at, unsigned count, int *number)
{
	int value = 0;

	for (unsigned i = 0; i < count; i++) {
		if (!g_ascii_isdigit((*at)[i]))
			return false;
		value = 10 * value + g_ascii_digit_value((*at)[i]);
	}
	*at += count;
	*number = value;
	return true;
}

/* D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000-1, 7.9.4), of which all after the year may be missing. */
static GDateTime *parse_date(const char *text)
{
	/* year, month, day, hour, minute, second; hours and minutes ahead of UTC */
	int parts[6] = { 0, 1, 1, 0, 0, 0 }, ahead[2] = { 0, 0 };
	const char *at = g_str_has_prefix(text, "D:") ? text + 2 : text;
	int sign = 0;

	if (!take_digits(&at, 4, &parts[0]))
		return NULL;
	for (unsigned i = 1; i < 6 && take_digits(&at, 2, &parts[i]); i++)
		continue;
	if (*at == '+' || *at == '-' || *at == 'Z') {
		sign = *at == '+' ? 1 : *at == '-' ? -1 : 0;
		at++;
		for (unsigned i = 0; i < 2 && take_digits(&at, 2, &ahead[i]); i++)
			at += *at == '\'';
	}
	if (*at != '\0' || ahead[0] > 23 || ahead[1] > 59)
		return NULL;
	g_autoptr(GDateTime) local =
		g_date_time_new_utc(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
	return local == NULL
		? NULL
		: g_date_time_add_seconds(local, -sign * (ahead[0] * 3600.0 + ahead[1] * 60.0));
}

static void read_claim(const PdfFile *document, Case *one)
{
	qpdf_oh value = pdf_file_find(document, one->signature, "/M");
	g_autofree char *text = pdf_file_dup_text(document, value);
	g_autoptr(GDateTime) time = text == NULL ? NULL : parse_date(text);

	one->speaks = !qpdf_oh_is_null(document->qpdf, value);
	one->claims = time != NULL;
	if (time == NULL)
		return;
	one->claimed = g_date_time_to_unix(time);
	one->report->time = clock_iso8601(time);
}

static const struct {
	const char *name;
	Indication indication;
	const char *sub, *reason; /* NULL: judged */
} kinds[] = {
	{ "/ETSI.CAdES.detached", TOTAL_PASSED, NULL, NULL },
	{ "/adbe.pkcs7.detached", TOTAL_PASSED, NULL, NULL },
	{ "/ETSI.RFC3161", INDETERMINATE, "GENERIC",
		N_("document time-stamps are not judged by this version") },
	{ "/adbe.pkcs7.sha1", INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE",
		N_("the signature uses SHA-1, which is weak") },
	{ "/adbe.x509.rsa_sha1", INDETERMINATE, "CRYPTO_CONSTRAINTS_FAILURE",
		N_("the signature uses SHA-1, which is weak") },
};

static bool check_kind(const PdfFile *document, Case *one)
{
	qpdf_oh kind = pdf_file_find(document, one->signature, "/SubFilter");

	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (pdf_file_is_name(document, kind, kinds[i].name)) {
			one->cades = i == 0;
			return kinds[i].reason == NULL ||
				report_conclude(one->report, kinds[i].indication, kinds[i].sub,
					g_strdup(_(kinds[i].reason)));
		}
	return report_doubt(
		one->report, "FORMAT_FAILURE", _("the signature is of a kind that is unknown"));
}

static bool check_integrity(const PdfFile *document, Case *one, SignedData *data)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size;

	if (!range_hash(document, &one->range, data->digest, digest, &size))
		return report_doubt(one->report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature uses a digest algorithm that is unknown"));
	return signed_data_check_value(data, digest, size, one->report);
}

static bool check_coverage(const PdfFile *document, const Case *one)
{
	if (pdf_file_is_doubtful(document))
		return report_doubt(one->report, "FORMAT_FAILURE",
			_("the file is damaged, so that programs may show different things"));
	if (one->report->whole_file)
		return true;
	if (one->last_end != document->size)
		return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
			_("bytes that no signature covers were added to the file afterwards"));
	return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
		_("the file was added to afterwards, and signed again; what was added is not judged"));
}

static bool check_claim(const Case *one)
{
	if (one->speaks && !one->claims)
		return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
			_("the time that the signer claims cannot be read"));
	if (one->cades && !one->claims)
		return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
			_("the signer claims no time of signing"));
	return true;
}

static bool check_time(X509 *signer, const Case *one)
{
	SignatureReport *report = one->report;
	gint64 from, to, now = g_get_real_time() / G_USEC_PER_SEC;

	if (!certificate_read_time(X509_get0_notBefore(signer), &from) ||
		!certificate_read_time(X509_get0_notAfter(signer), &to))
		return report_fail(report, "FORMAT_FAILURE",
			_("the certificate does not say rightly when it is valid"));
	if (one->claims && one->claimed < from)
		return report_fail(report, "NOT_YET_VALID",
			_("the certificate was not valid yet at the time that the signer claims"));
	if (one->claims && one->claimed > to)
		return report_fail(report, "EXPIRED",
			_("the certificate had ended at the time that the signer claims"));
	if (one->claims && one->claimed > now + CLOCK_SKEW)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the time that the signer claims has not come yet"));
	if (now < from || now > to)
		return report_doubt(report, "OUT_OF_BOUNDS_NO_POE",
			_("the certificate has ended, and nothing proves that the signature is older"));
	return true;
}

static bool judge_data(const PdfFile *document, const TrustSet *trust, Case *one, SignedData *data)
{
	SignatureReport *report = one->report;

	read_claim(document, one);
	if (!signed_data_read(one->range.contents, data, report) ||
		!check_integrity(document, one, data) || !check_coverage(document, one) ||
		!signed_data_check_rules(data, one->cades, report) || !check_claim(one) ||
		!check_time(data->signer, one))
		return false;
	/* The chain must hold at both times: now, because nothing proves that the signature is older. */
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	return (!one->claims ||
		       trust_check(
			       trust, data->signer, data->certificates, one->claimed, report)) &&
		trust_check(trust, data->signer, data->certificates, now, report);
}

static void judge(const PdfFile *document, const TrustSet *trust, Case *one)
{
	SignedData data = { 0 };

	if (one->read && check_kind(document, one) && judge_data(document, trust, one, &data))
		report_conclude(one->report, TOTAL_PASSED, NULL,
			g_strdup(one->report->demonstration
					? _("unchanged since it was signed, but with a demonstration "
					    "identity: no legal value")
					: _("unchanged since it was signed; the time is the signer's "
					    "claim, and revocation was not looked up")));
	signed_data_clear(&data);
}

static int compare_cases(gconstpointer first, gconstpointer second)
{
	const Case *a = *(Case *const *)first, *b = *(Case *const *)second;

	return (a->range.end > b->range.end) - (a->range.end < b->range.end);
}

static GPtrArray *open_cases(const PdfFile *document, bool *out_all)
{
	GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, out_all);

	for (unsigned i = 0; i < fields->len; i++) {
		PdfSignedField *field = fields->pdata[i];
		Case *one = g_new0(Case, 1);
		one->report = signature_report_new();
		one->report->field = g_steal_pointer(&field->name);
		one->signature = field->signature;
		one->read = range_read(document, one->signature, &one->range, one->report);
		one->report->whole_file = one->read && one->range.end == document->size;
		g_ptr_array_add(cases, one);
	}
	g_ptr_array_sort(cases, compare_cases);
	return cases;
}

static Indication find_worst(const GPtrArray *signatures, bool all)
{
	bool doubtful = signatures->len == 0 || !all;

	for (unsigned i = 0; i < signatures->len; i++) {
		const SignatureReport *report = signatures->pdata[i];
		if (report->indication == TOTAL_FAILED)
			return TOTAL_FAILED;
		doubtful |= report->indication == INDETERMINATE;
	}
	return doubtful ? INDETERMINATE : TOTAL_PASSED;
}

VerifyReport *verify_file(const char *path, const VerifyRules *rules, GError **error)
{
	const PdfOpening opening = { .repair = true,
		.password = rules->password != NULL ? rules->password : "" };
	g_autoptr(PdfFile) document = pdf_file_open(path, &opening, error);
	if (document == NULL)
		return NULL;

	bool all;
	g_autoptr(GPtrArray) cases = open_cases(document, &all);
	VerifyReport *report = g_new0(VerifyReport, 1);
	report->signatures = g_ptr_array_new_with_free_func((GDestroyNotify)signature_report_free);
	for (unsigned i = 0; i < cases->len; i++) {
		Case *one = cases->pdata[i];
		one->last_end = ((Case *)cases->pdata[cases->len - 1])->range.end;
		judge(document, rules->trust, one);
		g_ptr_array_add(report->signatures, g_steal_pointer(&one->report));
	}
	report->indication = find_worst(report->signatures, all);
	if (!all) {
		report->sub_indication = "GENERIC";
		report->reason =
			_("the form has too many fields, or too deep ones, to look at all: "
			  "there may be signatures that were not judged");
	}
	return report;
}

void verify_report_free(VerifyReport *report)
{
	if (report == NULL)
		return;
	g_ptr_array_unref(report->signatures);
	g_free(report);
}
