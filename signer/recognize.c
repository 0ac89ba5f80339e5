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

enum { MOST_WIDGETS = 10000 };

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
	g_autoptr(EVP_MD_CTX) hash = EVP_MD_CTX_new();

	return hash != NULL && EVP_DigestInit_ex(hash, data->digest, NULL) == 1 &&
		EVP_DigestUpdate(hash, document->data, range->before) == 1 &&
		EVP_DigestUpdate(hash, document->data + range->after, range->end - range->after) ==
		1 &&
		EVP_DigestFinal_ex(hash, digest, &size) == 1 &&
		signed_data_check_value(data, digest, size, report);
}

static bool is_signed_with(const PdfFile *document, qpdf_oh signature, GBytes *certificate)
{
	g_autoptr(SignatureReport) report = g_new0(SignatureReport, 1);
	SignedData data = { 0 };
	Range range = { 0 };

	bool signed_with = range_read(document, signature, &range, report) &&
		signed_data_read(range.contents, &data, report) &&
		is_of(data.signer, certificate) && is_intact(document, &range, &data, report);
	signed_data_clear(&data);
	range_clear(&range);
	return signed_with;
}

/* The widget on the first page, where blocks stand, of the field with this value. */
static bool find_widget(const PdfFile *document, const PdfSignedField *field, qpdf_oh *out_widget)
{
	qpdf_data qpdf = document->qpdf;
	qpdf_oh page = qpdf_get_page_n(qpdf, 0);
	qpdf_oh notes = pdf_file_find(document, page, "/Annots");
	int count = qpdf_oh_is_array(qpdf, notes) ? qpdf_oh_get_array_n_items(qpdf, notes) : 0;

	for (int i = 0; i < MIN(count, MOST_WIDGETS); i++) {
		qpdf_oh note = qpdf_oh_get_array_item(qpdf, notes, i);
		qpdf_oh value = pdf_file_find(document, note, "/V");
		if (field->object != 0 && qpdf_oh_get_object_id(qpdf, value) == field->object) {
			*out_widget = note;
			return true;
		}
	}
	return false;
}

static bool has_profile(const PdfFile *document, const PdfSignedField *field, const char *profile)
{
	qpdf_oh widget;
	g_autofree char *name = g_strconcat("/", profile, NULL);

	if (!find_widget(document, field, &widget))
		return false;
	qpdf_oh form = pdf_file_find(document, pdf_file_find(document, widget, "/AP"), "/N");
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
