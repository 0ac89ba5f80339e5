/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each signature and each time-stamp, that within a signature too, has a signer whose path of
 * certificates and their revocation a validator will ask for: they are collected of all of them,
 * since which of them a validator starts from is its own business.
 */
#include "signer/raise.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/pdf_fields.h"
#include "signer/certificate.h"
#include "signer/error.h"
#include "signer/path.h"
#include "signer/pdf_file.h"
#include "signer/signed_data.h"

#include <openssl/err.h>
#include <string.h>

/* A signature or a document time-stamp. */
typedef struct {
	GBytes *contents;
	size_t reach; /* where what it covers ends: tells which is later */
	bool is_stamp;
	gint64 time; /* of a stamp, once it was read */
} Signed;

static void signed_clear(gpointer data)
{
	g_bytes_unref(((Signed *)data)->contents);
}

static bool refuse(GError **error, const char *message, const char *shown)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, message, shown);
	return false;
}

static int compare_reach(gconstpointer first, gconstpointer second)
{
	const Signed *a = first, *b = second;

	return (a->reach > b->reach) - (a->reach < b->reach);
}

static size_t reach_of(const PdfFile *document, qpdf_oh signature)
{
	qpdf_oh range = pdf_file_find(document, signature, "/ByteRange");
	size_t begin = 0, size = 0;

	if (qpdf_oh_is_array(document->qpdf, range) &&
		qpdf_oh_get_array_n_items(document->qpdf, range) == 4) {
		pdf_file_read_offset(
			document, qpdf_oh_get_array_item(document->qpdf, range, 2), &begin);
		pdf_file_read_offset(
			document, qpdf_oh_get_array_item(document->qpdf, range, 3), &size);
	}
	return begin + size;
}

static void take_signed(GArray *found, const PdfFile *document, qpdf_oh signature)
{
	qpdf_oh contents = pdf_file_find(document, signature, "/Contents");
	qpdf_oh kind = pdf_file_find(document, signature, "/SubFilter");
	size_t size = 0;

	if (!qpdf_oh_is_string(document->qpdf, contents))
		return;
	const char *bytes = qpdf_oh_get_binary_string_value(document->qpdf, contents, &size);
	g_array_set_size(found, found->len + 1);
	g_array_index(found, Signed, found->len - 1) =
		(Signed) { .contents = g_bytes_new(bytes, size),
			.reach = reach_of(document, signature),
			.is_stamp = pdf_file_is_name(document, kind, "/ETSI.RFC3161") };
}

/* All that is signed, in the order of time. The caller owns the array. */
static GArray *find_signed(const PdfFile *document, const char *shown, GError **error)
{
	bool whole;
	g_autoptr(GPtrArray) fields = pdf_fields_find_signed(document->qpdf, &whole);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Signed));

	g_array_set_clear_func(found, signed_clear);
	for (unsigned i = 0; i < fields->len; i++)
		take_signed(found, document, ((PdfSignedField *)fields->pdata[i])->signature);
	g_array_sort(found, compare_reach);
	if (!whole || pdf_file_is_doubtful(document))
		return refuse(error, _("%s: the PDF is damaged"), shown), NULL;
	if (found->len == 0)
		return refuse(error, _("%s: the PDF is not signed"), shown), NULL;
	return g_steal_pointer(&found);
}

/* The token of a signature's time-stamp, or NULL. */
static GBytes *find_token(const SignedData *data)
{
	int nid = NID_id_smime_aa_timeStampToken;
	int at = CMS_unsigned_get_attr_by_NID(data->info, nid, -1);
	X509_ATTRIBUTE *attribute = at < 0 ? NULL : CMS_unsigned_get_attr(data->info, at);
	const ASN1_TYPE *value = attribute == NULL ? NULL : X509_ATTRIBUTE_get0_type(attribute, 0);

	if (value == NULL || value->type != V_ASN1_SEQUENCE)
		return NULL;
	return g_bytes_new(value->value.sequence->data, (gsize)value->value.sequence->length);
}

typedef struct {
	const RaiseRules *rules;
	const char *shown;
	ValidationData *data;
} Collector;

static bool check_statuses(const Collector *collector, GPtrArray *statuses, GError **error)
{
	for (unsigned i = 0; i < statuses->len; i++) {
		const Revocation *one = statuses->pdata[i];
		if (one->status == REVOCATION_GOOD)
			continue;
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, "%s: %s", collector->shown,
			one->why);
		return false;
	}
	return true;
}

/* Says whose path it is that is wrong. Always false. */
static bool blame(const Collector *collector, X509 *signer, GError **error)
{
	g_autofree char *name = certificate_show_name(X509_get_subject_name(signer));

	g_prefix_error(error, "%s: %s: ", collector->shown, name);
	return false;
}

/* The path of a signer and the revocation of all on it. `moment`: when it signed. */
static bool collect_path(const Collector *collector, X509 *signer, CertificateStack *others,
	gint64 moment, GError **error)
{
	ValidationData *data = collector->data;
	RevocationRules rules = *collector->rules->revocation;
	g_autoptr(CertificateStack) path =
		path_find(collector->rules->trust, signer, others, moment, error);
	if (path == NULL)
		return blame(collector, signer, error);

	rules.moment = moment;
	for (int i = 0; i < sk_X509_num(path); i++) {
		g_autoptr(GBytes) der = certificate_write(sk_X509_value(path, i));
		validation_data_add(data->certificates, der);
	}
	g_autoptr(GPtrArray) statuses = revocation_check_path(path, &rules);
	revocation_collect(statuses, data->ocsps, data->crls, data->certificates);
	return check_statuses(collector, statuses, error);
}

static bool collect_stamp(
	const Collector *collector, GBytes *token, gint64 *out_time, GError **error)
{
	g_autoptr(Timestamp) stamp = timestamp_read(token, NULL, error);
	if (stamp == NULL)
		return false;
	*out_time = stamp->time;
	return collect_path(collector, stamp->signer, stamp->certificates, stamp->time, error);
}

/* When a signature was there for certain: at the first document time-stamp after it; or now. */
static gint64 time_after(const GArray *found, unsigned index)
{
	for (unsigned i = index + 1; i < found->len; i++)
		if (g_array_index(found, Signed, i).is_stamp)
			return g_array_index(found, Signed, i).time;
	return g_get_real_time() / G_USEC_PER_SEC;
}

static bool collect_signature(
	const Collector *collector, GBytes *contents, gint64 moment, GError **error)
{
	g_autoptr(SignatureReport) report = g_new0(SignatureReport, 1);
	SignedData data = { 0 };
	bool well = signed_data_read(contents, &data, report);

	if (!well)
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, "%s: %s", collector->shown,
			report->reason);
	g_autoptr(GBytes) token = well ? find_token(&data) : NULL;
	if (token != NULL)
		well = collect_stamp(collector, token, &moment, error);
	well = well && collect_path(collector, data.signer, data.certificates, moment, error);
	signed_data_clear(&data);
	return well;
}

static bool collect(const Collector *collector, GArray *found, GError **error)
{
	for (unsigned i = 0; i < found->len; i++) {
		Signed *one = &g_array_index(found, Signed, i);
		if (one->is_stamp && !collect_stamp(collector, one->contents, &one->time, error))
			return false;
	}
	for (unsigned i = found->len, signatures = 0; i-- > 0;) {
		const Signed *one = &g_array_index(found, Signed, i);
		if (one->is_stamp)
			continue;
		bool must = signatures++ == 0 || !collector->rules->newest_alone;
		if (!collect_signature(
			    collector, one->contents, time_after(found, i), must ? error : NULL) &&
			must)
			return false;
	}
	return true;
}

static bool has_token(GBytes *contents)
{
	g_autoptr(SignatureReport) report = g_new0(SignatureReport, 1);
	SignedData data = { 0 };
	g_autoptr(GBytes) token =
		signed_data_read(contents, &data, report) ? find_token(&data) : NULL;

	signed_data_clear(&data);
	return token != NULL;
}

/* Is there a proof of the time of each signature? */
static bool has_times(const GArray *found)
{
	for (unsigned i = found->len; i-- > 0;) {
		const Signed *one = &g_array_index(found, Signed, i);
		if (one->is_stamp)
			return true;
		if (!has_token(one->contents))
			return false;
	}
	return true;
}

/* Read anew each time, as the PDF has grown since. */
static GArray *read_signed(const char *path, const char *shown, GError **error)
{
	g_autoptr(PdfFile) document = pdf_file_open(path, false, error);

	return document != NULL ? find_signed(document, shown, error) : NULL;
}

static bool add_evidence(
	const char *path, const char *shown, const RaiseRules *rules, GError **error)
{
	g_autoptr(ValidationData) data = validation_data_new();
	g_autoptr(GArray) found = read_signed(path, shown, error);
	Collector collector = { rules, shown, data };

	return found != NULL && collect(&collector, found, error) &&
		level_add_validation_data(path, data, error);
}

bool pdf_raise(
	const char *path, const char *shown, Level level, const RaiseRules *rules, GError **error)
{
	g_autoptr(GArray) found = read_signed(path, shown, error);

	if (found == NULL)
		return false;
	if (level >= LEVEL_T && !has_times(found) &&
		!level_add_document_timestamp(path, rules->digest, rules->authorities, error))
		return false;
	if (level >= LEVEL_LT && !add_evidence(path, shown, rules, error))
		return false;
	return level < LEVEL_LTA ||
		level_add_document_timestamp(path, rules->digest, rules->authorities, error);
}
