/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/signed.h"

#include "base/i18n.h"
#include "base/pdf_fields.h"
#include "signer/error.h"
#include "signer/range.h"

#include <openssl/err.h>

enum { MOST_BYTES = 64 << 20 };

static void signed_free(Signed *one)
{
	signed_data_clear(&one->data);
	timestamp_free(one->stamp);
	g_free(one->field);
	g_free(one->why);
	g_free(one);
}

static void set_why(Signed *one, const SignatureReport *report)
{
	if (one->why == NULL)
		one->why = g_strdup(report->reason);
}

/* Reads a time-stamp, which must be one of `digest_of`: the bytes of a signature value, or NULL for
 * what the range covers. */
static void take_stamp(Signed *one, GBytes *token, CertificateStack *others,
	const PdfFile *document, const Range *range, const ASN1_OCTET_STRING *value)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Timestamp) stamp = timestamp_read(token, others, &error);

	if (stamp == NULL) {
		one->why = g_strdup(error->message);
		return;
	}
	bool right = value != NULL ? timestamp_is_of(stamp, ASN1_STRING_get0_data(value),
					     (size_t)ASN1_STRING_length(value))
				   : range_is_stamped(document, range, stamp);
	if (right)
		one->stamp = g_steal_pointer(&stamp);
	else
		one->why = g_strdup(_("the time-stamp is one of other data (imprint)"));
}

static void take_signature(
	Signed *one, const PdfFile *document, const Range *range, SignatureReport *report)
{
	SignedData *data = &one->data;

	if (!signed_data_read(range->contents, data, report) ||
		!range_check_value(document, range, data, report))
		return;
	g_autoptr(GPtrArray) tokens = signed_data_tokens(data);
	if (tokens->len > 0)
		take_stamp(one, tokens->pdata[0], data->certificates, document, range,
			CMS_SignerInfo_get0_signature(data->info));
}

/* `left`: how many bytes of values may still be read. */
static Signed *read_one(const PdfFile *document, const PdfSignedField *field, size_t *left)
{
	g_autoptr(SignatureReport) report = signature_report_new();
	Signed *one = g_new0(Signed, 1);
	Range range;

	one->field = g_strdup(field->name);
	one->is_stamp = pdf_file_is_name(
		document, pdf_file_find(document, field->signature, "/SubFilter"), "/ETSI.RFC3161");
	if (range_read(document, field->signature, &range, report)) {
		one->reach = range.end;
		*left -= MIN(*left, g_bytes_get_size(range.contents));
		if (one->is_stamp)
			take_stamp(one, range.contents, NULL, document, &range, NULL);
		else
			take_signature(one, document, &range, report);
	}
	set_why(one, report);
	range_clear(&range);
	ERR_clear_error();
	return one;
}

static int compare_reach(gconstpointer first, gconstpointer second)
{
	const Signed *a = *(Signed *const *)first, *b = *(Signed *const *)second;

	return (a->reach > b->reach) - (a->reach < b->reach);
}

GPtrArray *signed_find(const PdfFile *document, const char *shown, GError **error)
{
	bool whole;
	size_t left = MOST_BYTES;
	const char *problem = NULL;
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, &whole);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)signed_free);

	for (unsigned i = 0; i < fields->len && left > 0; i++)
		g_ptr_array_add(found, read_one(document, fields->pdata[i], &left));
	g_ptr_array_sort(found, compare_reach);
	if (pdf_file_is_doubtful(document))
		problem = _("%s: the PDF is damaged");
	else if (!whole || left == 0)
		problem = _("%s: the PDF has too many fields or signatures to look at all");
	else if (found->len == 0)
		problem = _("%s: the PDF is not signed");
	if (problem == NULL)
		return g_steal_pointer(&found);
	error_set_input(error, problem, shown);
	return NULL;
}
