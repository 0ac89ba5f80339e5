/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/recognize.h"

#include "base/file.h"
#include "base/pdf_fields.h"
#include "signer/appearance.h"
#include "signer/pdf_file.h"
#include "signer/range.h"
#include "signer/report.h"
#include "signer/signed_data.h"

#include <string.h>

static bool is_of(X509 *signer, GBytes *certificate)
{
	unsigned char *der = NULL;
	int size = signer != NULL ? i2d_X509(signer, &der) : -1;
	gsize wanted;
	const void *bytes = g_bytes_get_data(certificate, &wanted);
	bool same = size > 0 && (gsize)size == wanted && memcmp(der, bytes, wanted) == 0;

	OPENSSL_free(der);
	return same;
}

static bool is_intact(
	const PdfFile *document, const Range *range, SignedData *data, SignatureReport *report)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	return range_hash(document, range, data->covers, digest, &size) &&
		signed_data_check_value(data, digest, size, report);
}

static bool is_signed_with(const PdfFile *document, qpdf_oh signature, GBytes *certificate)
{
	g_autoptr(SignatureReport) report = signature_report_new();
	SignedData data = { 0 };
	Range range = { 0 };

	bool signed_with = range_read(document, signature, &range, report) &&
		signed_data_read(range.contents, &data, report) &&
		is_of(data.signer, certificate) && is_intact(document, &range, &data, report);
	signed_data_clear(&data);
	range_clear(&range);
	return signed_with;
}

static bool has_profile(const PdfFile *document, const PdfSignedField *field, const char *profile)
{
	g_autofree char *name = g_strconcat("/", profile, NULL);
	qpdf_oh form = pdf_file_find(document, pdf_file_find(document, field->field, "/AP"), "/N");

	if (qpdf_oh_is_null(document->qpdf, form))
		return strcmp(profile, "none") == 0;
	qpdf_oh piece = pdf_file_find(
		document, pdf_file_find(document, form, "/PieceInfo"), "/" APPEARANCE_OWNER);
	return pdf_file_is_name(document, pdf_file_find(document, piece, "/Private"), name);
}

bool recognize_signature(const PdfFile *document, GBytes *certificate, const char *profile)
{
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, NULL);
	for (unsigned i = 0; i < fields->len; i++) {
		const PdfSignedField *field = fields->pdata[i];
		if (has_profile(document, field, profile) &&
			is_signed_with(document, field->signature, certificate))
			return true;
	}
	return false;
}

bool recognize_increment(const char *path, const char *start)
{
	g_autoptr(GBytes) whole = file_map(path, NULL);
	g_autoptr(GBytes) first = whole != NULL ? file_map(start, NULL) : NULL;
	if (first == NULL)
		return false;

	gsize size, first_size;
	const void *bytes = g_bytes_get_data(whole, &size);
	const void *first_bytes = g_bytes_get_data(first, &first_size);
	return size > first_size &&
		(first_size == 0 || memcmp(bytes, first_bytes, first_size) == 0);
}
