/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a signature is by itself (EN 319 102-1): its format (5.2.2), the identification of its signer
 * (5.2.3), its digest and value (5.2.7).
 */
#include "signer/case.h"

#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/report.h"

void case_free(Case *one)
{
	range_clear(&one->range);
	signed_data_clear(&one->data);
	validated_clear(&one->validated);
	g_clear_pointer(&one->stamps, g_ptr_array_unref);
	g_clear_pointer(&one->known_by, g_bytes_unref);
	if (one->report != NULL)
		signature_report_free(one->report);
	g_free(one);
}

static const char *const forms[] = {
	[FORM_CADES] = "/ETSI.CAdES.detached",
	[FORM_DETACHED] = "/adbe.pkcs7.detached",
	[FORM_SHA1] = "/adbe.pkcs7.sha1",
	[FORM_BARE] = "/adbe.x509.rsa_sha1",
	[FORM_STAMP] = "/ETSI.RFC3161",
};

static Form find_form(const PdfFile *document, const Case *one)
{
	qpdf_oh name = pdf_file_find(document, one->signature, "/SubFilter");

	for (Form form = FORM_CADES; form <= FORM_STAMP; form++)
		if (pdf_file_is_name(document, name, forms[form]))
			return form;
	return FORM_UNKNOWN;
}

void case_read_form(const PdfFile *document, Case *one)
{
	one->form = find_form(document, one);
	if (one->form != FORM_UNKNOWN)
		one->report->form = g_strdup(forms[one->form] + 1);
}

/* /Cert: one certificate, or the signer's and others (ISO 32000-1, table 252). */
static CertificateStack *read_certificates(const PdfFile *document, qpdf_oh signature)
{
	enum { MOST = 100 };
	qpdf_data qpdf = document->qpdf;
	qpdf_oh value = pdf_file_find(document, signature, "/Cert");
	bool many = qpdf_oh_is_array(qpdf, value);
	int count = many ? MIN(qpdf_oh_get_array_n_items(qpdf, value), MOST) : 1;
	CertificateStack *stack = sk_X509_new_null();

	g_assert(stack != NULL);
	for (int i = 0; i < count; i++) {
		qpdf_oh item = many ? qpdf_oh_get_array_item(qpdf, value, i) : value;
		size_t size = 0;
		if (!qpdf_oh_is_string(qpdf, item))
			continue;
		const char *bytes = qpdf_oh_get_binary_string_value(qpdf, item, &size);
		g_autoptr(GBytes) der = g_bytes_new(bytes, size);
		X509 *one = certificate_parse(der);
		if (one != NULL)
			sk_X509_push(stack, one);
	}
	return stack;
}

static bool read_value(const PdfFile *document, Case *one)
{
	GBytes *contents = one->range.contents;

	if (one->form == FORM_UNKNOWN)
		return report_doubt(one->report, "FORMAT_FAILURE",
			_("the signature is of a kind that is unknown"));
	if (one->form == FORM_BARE)
		return signed_data_read_bare(contents, read_certificates(document, one->signature),
			&one->data, one->report);
	if (!signed_data_read(contents, &one->data, one->report))
		return false;
	return (one->data.content != NULL) == (one->form == FORM_SHA1) ||
		report_fail(one->report, "FORMAT_FAILURE",
			_("the signature value is not one of its kind"));
}

/* ISO 32000-2, table 255; some write /Sig, which is that of signatures. */
static bool is_document_stamp(const PdfFile *document, qpdf_oh signature)
{
	qpdf_oh type = pdf_file_find(document, signature, "/Type");

	return qpdf_oh_is_null(document->qpdf, type) ||
		pdf_file_is_name(document, type, "/DocTimeStamp");
}

/* A document time-stamp is examined with what it may need from others, in case_read_stamps(). */
void case_examine(const PdfFile *document, Case *one)
{
	if (!one->read)
		return;
	if (one->form == FORM_STAMP) {
		one->archives = is_document_stamp(document, one->signature);
		one->known_by = g_bytes_ref(one->range.contents);
		return;
	}
	one->sound = read_value(document, one) &&
		range_check_value(document, &one->range, &one->data, one->report);
	if (one->data.value != NULL)
		one->known_by = g_bytes_ref(one->data.value);
	if (one->data.signer != NULL)
		case_read_claims(document, one);
}
