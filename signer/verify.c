/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each signature is judged alone, in the order of EN 319 102-1, 5.2: form, integrity, rules,
 * coverage, trust, time; the first fault concludes. Nothing that qpdf had to guess passes.
 *
 * Without a time-stamp the time of signing is what the signer claims. It may work against the
 * signature but never for it: a certificate that has ended since then proves nothing.
 */
#include "signer/verify.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/fields.h"
#include "signer/pdf_file.h"
#include "signer/range.h"
#include "signer/report.h"
#include "signer/signed_data.h"
#include "signer/trust.h"

#include <stdio.h>
#include <string.h>

enum { CLOCK_SKEW = 300 };

/* What is known of one signature while it is judged. */
typedef struct {
	SignatureReport *report;
	qpdf_oh signature;
	Range range;
	bool read;       /* the range was read */
	size_t last_end; /* where the last signature's range ends */
} Case;

static void case_free(Case *one)
{
	range_clear(&one->range);
	if (one->report != NULL)
		signature_report_free(one->report);
	g_free(one);
}

/* D:YYYYMMDDHHmmSSOHH'mm' (ISO 32000-1, 7.9.4), of which all after the year may be missing. */
static GDateTime *parse_date(const char *text)
{
	int year, month = 1, day = 1, hour = 0, minute = 0, second = 0, shift = 0, minutes = 0;
	char sign = 'Z';

	if (text == NULL)
		return NULL;
	int count = sscanf(g_str_has_prefix(text, "D:") ? text + 2 : text,
		"%4d%2d%2d%2d%2d%2d%c%2d'%2d", &year, &month, &day, &hour, &minute, &second, &sign,
		&shift, &minutes);
	if (count < 1 || shift < 0 || shift > 23 || minutes < 0 || minutes > 59)
		return NULL;
	g_autoptr(GDateTime) local = g_date_time_new_utc(year, month, day, hour, minute, second);
	int ahead = sign == '+' ? 1 : sign == '-' ? -1 : 0;
	return local == NULL
		? NULL
		: g_date_time_add_seconds(local, -ahead * (shift * 3600.0 + minutes * 60.0));
}

static gint64 read_claimed_time(const PdfFile *document, Case *one)
{
	g_autofree char *text =
		pdf_file_dup_text(document, pdf_file_find(document, one->signature, "/M"));
	g_autoptr(GDateTime) claimed = parse_date(text);

	if (claimed == NULL)
		return -1;
	one->report->time = clock_iso8601(claimed);
	return g_date_time_to_unix(claimed);
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

static bool check_kind(const PdfFile *document, Case *one, bool *out_cades)
{
	qpdf_oh kind = pdf_file_find(document, one->signature, "/SubFilter");

	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (pdf_file_is_name(document, kind, kinds[i].name)) {
			*out_cades = i == 0;
			return kinds[i].reason == NULL ||
				report_conclude(one->report, kinds[i].indication, kinds[i].sub,
					g_strdup(_(kinds[i].reason)));
		}
	return report_doubt(
		one->report, "FORMAT_FAILURE", _("the signature is of a kind that is unknown"));
}

static bool hash_covered(const PdfFile *document, const Range *range, const EVP_MD *algorithm,
	unsigned char digest[EVP_MAX_MD_SIZE], unsigned *out_size)
{
	g_autoptr(EVP_MD_CTX) hash = EVP_MD_CTX_new();

	return hash != NULL && EVP_DigestInit_ex(hash, algorithm, NULL) == 1 &&
		EVP_DigestUpdate(hash, document->data, range->before) == 1 &&
		EVP_DigestUpdate(hash, document->data + range->after, range->end - range->after) ==
		1 &&
		EVP_DigestFinal_ex(hash, digest, out_size) == 1;
}

static bool check_integrity(const PdfFile *document, Case *one, SignedData *data)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size;

	if (!hash_covered(document, &one->range, data->digest, digest, &size))
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

static bool check_time(X509 *signer, gint64 claimed, SignatureReport *report)
{
	gint64 from, to, now = g_get_real_time() / G_USEC_PER_SEC;

	if (!certificate_read_time(X509_get0_notBefore(signer), &from) ||
		!certificate_read_time(X509_get0_notAfter(signer), &to))
		return report_fail(report, "FORMAT_FAILURE",
			_("the certificate does not say rightly when it is valid"));
	if (claimed >= 0 && claimed < from)
		return report_fail(report, "NOT_YET_VALID",
			_("the certificate was not valid yet at the time that the signer claims"));
	if (claimed > to)
		return report_fail(report, "EXPIRED",
			_("the certificate had ended at the time that the signer claims"));
	if (claimed > now + CLOCK_SKEW)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the time that the signer claims has not come yet"));
	if (now < from || now > to)
		return report_doubt(report, "OUT_OF_BOUNDS_NO_POE",
			_("the certificate has ended, and nothing proves that the signature is older"));
	return true;
}

static bool judge_data(
	const PdfFile *document, const TrustSet *trust, Case *one, SignedData *data, bool cades)
{
	SignatureReport *report = one->report;
	gint64 claimed = read_claimed_time(document, one);

	if (!signed_data_read(one->range.contents, data, report) ||
		!check_integrity(document, one, data) || !check_coverage(document, one) ||
		!signed_data_check_rules(data, cades, report) ||
		!check_time(data->signer, claimed, report))
		return false;
	/* The chain must hold at both times: now, because nothing proves that the signature is older. */
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	return (claimed < 0 ||
		       trust_check(trust, data->signer, data->certificates, claimed, report)) &&
		trust_check(trust, data->signer, data->certificates, now, report);
}

static void judge(const PdfFile *document, const TrustSet *trust, Case *one)
{
	SignedData data = { 0 };
	bool cades = false;

	if (one->read && check_kind(document, one, &cades) &&
		judge_data(document, trust, one, &data, cades))
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

static GPtrArray *open_cases(const PdfFile *document)
{
	GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
	g_autoptr(GPtrArray) fields = fields_find_signed(document);

	for (unsigned i = 0; i < fields->len; i++) {
		SignedField *field = fields->pdata[i];
		Case *one = g_new0(Case, 1);
		one->report = g_new0(SignatureReport, 1);
		one->report->indication = INDETERMINATE;
		one->report->field = g_steal_pointer(&field->name);
		one->signature = field->signature;
		one->read = range_read(document, one->signature, &one->range, one->report);
		one->report->whole_file = one->read && one->range.end == document->size;
		g_ptr_array_add(cases, one);
	}
	g_ptr_array_sort(cases, compare_cases);
	return cases;
}

static Indication find_worst(const GPtrArray *signatures)
{
	bool doubtful = signatures->len == 0;

	for (unsigned i = 0; i < signatures->len; i++) {
		const SignatureReport *report = signatures->pdata[i];
		if (report->indication == TOTAL_FAILED)
			return TOTAL_FAILED;
		doubtful |= report->indication == INDETERMINATE;
	}
	return doubtful ? INDETERMINATE : TOTAL_PASSED;
}

VerifyReport *verify_file(const char *path, const TrustSet *trust, GError **error)
{
	g_autoptr(PdfFile) document = pdf_file_open(path, true, error);
	if (document == NULL)
		return NULL;

	g_autoptr(GPtrArray) cases = open_cases(document);
	VerifyReport *report = g_new0(VerifyReport, 1);
	report->signatures = g_ptr_array_new_with_free_func((GDestroyNotify)signature_report_free);
	for (unsigned i = 0; i < cases->len; i++) {
		Case *one = cases->pdata[i];
		one->last_end = ((Case *)cases->pdata[cases->len - 1])->range.end;
		judge(document, trust, one);
		g_ptr_array_add(report->signatures, g_steal_pointer(&one->report));
	}
	report->indication = find_worst(report->signatures);
	return report;
}

void verify_report_free(VerifyReport *report)
{
	if (report == NULL)
		return;
	g_ptr_array_unref(report->signatures);
	g_free(report);
}
