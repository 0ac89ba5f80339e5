/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signatures and document time-stamps of a file by EN 319 102-1, in three rounds:
 *
 *	examine   each by itself, first to last: format (5.2.2), identification of the signer (5.2.3),
 *	          digest and signature value (5.2.7)
 *	weigh     last to first: time-stamps (5.4), what they prove to have existed (5.6.2.3), the
 *	          signers' certificates as of what is proven (5.2.6, 5.5, 5.6.2)
 *	conclude  each by the row of checks below: the first fault concludes
 *
 * Nothing that qpdf had to guess passes. Without a time-stamp the time of signing is what the signer
 * claims. It may work against the signature but never for it: a certificate that has ended since then
 * proves nothing. PAdES demands a claim (EN 319 142-1, 6.3), and a claim that cannot be read is a reason
 * to doubt any signature.
 */
#include "signer/verify.h"

#include "base/i18n.h"
#include "base/pdf_fields.h"
#include "signer/case.h"
#include "signer/certificate.h"
#include "signer/constraints.h"
#include "signer/fields.h"
#include "signer/history.h"
#include "signer/material.h"
#include "signer/path.h"
#include "signer/pdf_file.h"
#include "signer/report.h"
#include "signer/trust.h"

#include <openssl/err.h>
#include <string.h>

enum { CLOCK_SKEW = 300, MOST_STORES = 32 };

static void validation_data_clear(gpointer data)
{
	validation_data_free(data);
}

/* A file while it is judged. */
typedef struct {
	PdfFile *document;
	GPtrArray *cases;  /* of Case, in the order of the file's revisions */
	GPtrArray *stores; /* of ValidationData or NULL: as case_find_level() wants them */
	Validation validation;
	unsigned revisions;
	bool whole; /* every field was looked at */
} File;

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

static Form read_form(const PdfFile *document, const Case *one)
{
	qpdf_oh name = pdf_file_find(document, one->signature, "/SubFilter");

	for (Form form = FORM_CADES; form <= FORM_STAMP; form++)
		if (pdf_file_is_name(document, name, forms[form]))
			return form;
	return FORM_UNKNOWN;
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

static bool check_integrity(const PdfFile *document, Case *one)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size;

	if (!range_hash(document, &one->range, one->data.covers, digest, &size))
		return report_doubt(one->report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature uses a digest algorithm that is unknown"));
	return signed_data_check_value(&one->data, digest, size, one->report);
}

/* ISO 32000-2, table 255; some write /Sig, which is that of signatures. */
static bool is_document_stamp(const PdfFile *document, qpdf_oh signature)
{
	qpdf_oh type = pdf_file_find(document, signature, "/Type");

	return qpdf_oh_is_null(document->qpdf, type) ||
		pdf_file_is_name(document, type, "/DocTimeStamp");
}

/* A document time-stamp is examined with what it may need from others, in case_read_stamps(). */
static void examine(const PdfFile *document, Case *one)
{
	if (!one->read)
		return;
	if (one->form == FORM_STAMP) {
		one->archives = is_document_stamp(document, one->signature);
		one->known_by = g_bytes_ref(one->range.contents);
		return;
	}
	one->sound = read_value(document, one) && check_integrity(document, one);
	if (one->data.value != NULL)
		one->known_by = g_bytes_ref(one->data.value);
	if (one->data.signer != NULL)
		case_read_claims(document, one);
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
		one->form = read_form(document, one);
		if (one->form != FORM_UNKNOWN)
			one->report->form = g_strdup(forms[one->form] + 1);
		one->read = range_read(document, one->signature, &one->range, one->report);
		one->report->whole_file = one->read && one->range.end == document->size;
		g_ptr_array_add(cases, one);
	}
	g_ptr_array_sort(cases, compare_cases);
	return cases;
}

/* What a document time-stamp held of the store, and what the file holds now. */
static ValidationData *read_store(const File *file, const Case *one)
{
	const PdfFile *document = file->document;
	const PdfOpening opening = { .repair = true,
		.password = document->encrypted ? document->password : NULL };
	g_autoptr(GBytes) prefix = g_bytes_new_from_bytes(document->bytes, 0, one->range.end);
	g_autoptr(PdfFile) earlier = pdf_file_open_bytes(prefix, "", &opening, NULL);

	return earlier == NULL ? NULL : dss_read_all(earlier);
}

static void gather_stores(File *file)
{
	unsigned left = MOST_STORES;

	file->stores = g_ptr_array_new_with_free_func(validation_data_clear);
	g_ptr_array_set_size(file->stores, (int)file->cases->len + 1);
	for (unsigned i = file->cases->len; i-- > 0 && left > 0;) {
		const Case *one = file->cases->pdata[i];
		if (one->form != FORM_STAMP || !one->read)
			continue;
		file->stores->pdata[i] = read_store(file, one);
		left--;
	}
	file->stores->pdata[file->cases->len] = dss_read_all(file->document);
}

static void add_store(ValidationData *into, const ValidationData *store)
{
	for (unsigned i = 0; i < store->certificates->len; i++)
		validation_data_add(into->certificates, store->certificates->pdata[i]);
	for (unsigned i = 0; i < store->ocsps->len; i++)
		validation_data_add(into->ocsps, store->ocsps->pdata[i]);
	for (unsigned i = 0; i < store->crls->len; i++)
		validation_data_add(into->crls, store->crls->pdata[i]);
}

/* All of it counts for all signatures: it is nothing but candidates. A store that a later revision
 * replaced counts as well. */
static void gather_material(File *file)
{
	ValidationData *material = validation_data_new();

	for (unsigned i = 0; i < file->stores->len; i++)
		if (file->stores->pdata[i] != NULL)
			add_store(material, file->stores->pdata[i]);
	for (unsigned i = 0; i < file->cases->len; i++) {
		const Case *one = file->cases->pdata[i];
		if (one->data.certificates != NULL)
			material_add_signature(material, &one->data);
	}
	file->validation.material = material;
	file->validation.certificates = material_certificates(material);
}

static void read_all_stamps(File *file)
{
	for (unsigned i = 0; i < file->cases->len; i++)
		case_read_stamps(
			file->document, file->cases->pdata[i], file->validation.certificates);
	for (unsigned i = 0; i < file->cases->len; i++) {
		const Case *one = file->cases->pdata[i];
		for (unsigned j = 0; j < one->stamps->len; j++) {
			const Stamp *stamp = one->stamps->pdata[j];
			if (stamp->stamp != NULL)
				material_add_certificates(
					file->validation.material, stamp->stamp->certificates);
		}
	}
	certificate_stack_free(file->validation.certificates);
	file->validation.certificates = material_certificates(file->validation.material);
}

/* 5.6.2.3: the document time-stamp at `index` proves all that lies before its own gap. */
static void add_proofs(const File *file, unsigned index, gint64 time)
{
	const Case *by = file->cases->pdata[index];
	Poe *poe = file->validation.poe;
	const ValidationData *store = file->stores->pdata[index];
	g_autoptr(ValidationData) proven = validation_data_new();

	if (store != NULL)
		add_store(proven, store);
	for (unsigned i = 0; i < index; i++) {
		const Case *one = file->cases->pdata[i];
		if (one->known_by == NULL || one->range.end > by->range.before)
			continue;
		poe_add(poe, one->known_by, time);
		if (one->data.certificates != NULL)
			material_add_signature(proven, &one->data);
		for (unsigned j = 0; j < one->stamps->len; j++) {
			const Stamp *stamp = one->stamps->pdata[j];
			poe_add(poe, stamp->token, time);
			if (stamp->stamp != NULL)
				material_add_certificates(proven, stamp->stamp->certificates);
		}
	}
	poe_add_all(poe, proven->certificates, time);
	poe_add_all(poe, proven->ocsps, time);
	poe_add_all(poe, proven->crls, time);
}

static void weigh(const File *file, unsigned index)
{
	Case *one = file->cases->pdata[index];
	gint64 time;

	case_check_stamps(one, &file->validation);
	if (one->known_by != NULL) {
		one->proven = poe_find(file->validation.poe, one->known_by);
		one->has_proof = poe_has(file->validation.poe, one->known_by);
	}
	if (one->form == FORM_STAMP) {
		if (case_find_time(one, &time))
			add_proofs(file, index, time);
		return;
	}
	if (!one->sound)
		return;
	SignedBy by = { .signer = one->data.signer,
		.proven = one->proven,
		.has_proof = one->has_proof,
		.claims = one->claims,
		.claimed = one->claimed };
	one->validated = validation_check(&file->validation, &by);
}

static bool check_covered(const File *file, Case *one)
{
	if (pdf_file_is_doubtful(file->document))
		return report_doubt(one->report, "FORMAT_FAILURE",
			_("the file is damaged, so that programs may show different things"));
	return history_conclude(one->report);
}

static bool has_issued(X509 *issuer, CertificateStack *all)
{
	for (int i = 0; i < sk_X509_num(all); i++)
		if (path_issued(issuer, sk_X509_value(all, i)))
			return true;
	return false;
}

/* Certificates are not signed, but one that came with the signature and was changed was meddled with. */
static bool check_others(const File *file, Case *one)
{
	CertificateStack *others = one->data.certificates, *all = file->validation.certificates;

	for (int i = 0; i < sk_X509_num(others); i++) {
		X509 *certificate = sk_X509_value(others, i);
		if (path_is_changed(certificate, all))
			return report_doubt(one->report, "FORMAT_FAILURE",
				_("a certificate that came with the signature was changed"));
		if (certificate != one->data.signer && path_find_issuer(certificate, all) == NULL &&
			!has_issued(certificate, all))
			g_ptr_array_add(one->report->warnings,
				g_strdup(_("the signature holds a certificate that belongs to no "
					   "chain")));
	}
	return true;
}

static bool check_rules(const File *file, Case *one)
{
	(void)file;
	return signed_data_check_rules(&one->data, one->form == FORM_CADES, one->report);
}

/* 5.2.8.4.4: the algorithms that the signature itself is made with. */
static bool check_algorithms(const File *file, Case *one)
{
	gint64 end = MIN(
		constraint_digest_end(one->data.digest), constraint_digest_end(one->data.covers));
	gint64 from;

	(void)file;
	if (one->proven <= end)
		return true;
	bool late = end == G_MININT64 ||
		(certificate_read_time(X509_get0_notBefore(one->data.signer), &from) && from > end);
	return report_doubt(one->report,
		late ? "CRYPTO_CONSTRAINTS_FAILURE" : "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
		_("the signature uses a weak digest algorithm"));
}

static bool check_claim(const File *file, Case *one)
{
	(void)file;
	if (one->speaks && !one->claims)
		return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
			_("the time that the signer claims cannot be read"));
	if (one->form == FORM_CADES && !one->claims)
		return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE",
			_("the signer claims no time of signing"));
	return true;
}

/* What the signer says himself. A proof that he is wrong about the end counts more. */
static bool check_claimed_time(const File *file, Case *one)
{
	SignatureReport *report = one->report;
	X509 *signer = one->data.signer;
	gint64 from, to;

	if (!certificate_read_time(X509_get0_notBefore(signer), &from) ||
		!certificate_read_time(X509_get0_notAfter(signer), &to))
		return report_fail(report, "FORMAT_FAILURE",
			_("the certificate does not say rightly when it is valid"));
	if (one->claims && one->claimed < from)
		return report_fail(report, "NOT_YET_VALID",
			_("the certificate was not valid yet at the time that the signer claims"));
	if (one->claims && one->claimed > to && !(one->has_proof && one->proven <= to))
		return report_fail(report, "EXPIRED",
			_("the certificate had ended at the time that the signer claims"));
	if (one->claims && one->claimed > file->validation.at + CLOCK_SKEW)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the time that the signer claims has not come yet"));
	if (one->claims && one->claimed > one->proven + CLOCK_SKEW)
		g_ptr_array_add(report->warnings,
			g_strdup(
				_("the time that the signer claims is later than the time-stamp")));
	return true;
}

/* A time-stamp that is wrong was put there, or changed, by somebody. */
static bool check_stamps(const File *file, Case *one)
{
	(void)file;
	for (unsigned i = 0; i < one->stamps->len; i++) {
		const Verdict *verdict = &((Stamp *)one->stamps->pdata[i])->verdict;
		if (verdict->indication == TOTAL_PASSED)
			continue;
		g_autofree char *sentence =
			g_strdup_printf(_("the time-stamp within the signature does not count: %s"),
				verdict->reason);
		if (verdict->indication == TOTAL_FAILED)
			return report_doubt(one->report, "SIG_CONSTRAINTS_FAILURE", sentence);
		g_ptr_array_add(one->report->warnings, g_steal_pointer(&sentence));
	}
	return true;
}

static bool check_certificate(const File *file, Case *one)
{
	(void)file;
	return verdict_take(&one->validated.verdict, one->report);
}

static bool check_stamp_itself(const File *file, Case *one)
{
	(void)file;
	return verdict_take(&((Stamp *)one->stamps->pdata[0])->verdict, one->report);
}

/* 5.5.4: what was stamped before it must not bear a later time. */
static bool check_order(const File *file, Case *one)
{
	gint64 time, earlier;

	if (!case_find_time(one, &time))
		return true;
	for (unsigned i = 0; i < file->cases->len && file->cases->pdata[i] != one; i++)
		if (case_find_time(file->cases->pdata[i], &earlier) && earlier > time + CLOCK_SKEW)
			return report_doubt(one->report, "TIMESTAMP_ORDER_FAILURE",
				_("an earlier time-stamp bears a later time"));
	return true;
}

typedef bool Check(const File *file, Case *one);

static Check *const of_signatures[] = { check_covered, check_others, check_rules, check_claim,
	check_claimed_time, check_stamps, check_order, check_certificate, check_algorithms, NULL };
static Check *const of_stamps[] = { check_stamp_itself, check_covered, check_order, NULL };

/* By whether the time is proven, and whether all of the path was looked up. */
static const char *const passed[2][2] = {
	{ N_("unchanged since it was signed; the time is the signer's claim, and revocation was not "
	     "looked up"),
		N_("unchanged since it was signed; the time is the signer's claim") },
	{ N_("unchanged since it was signed; a time-stamp proves the time, and revocation was not "
	     "looked up"),
		N_("unchanged since it was signed, at a time that a time-stamp proves") },
};

static const char *praise(const Case *one, bool unchecked)
{
	if (one->form == FORM_STAMP)
		return _("unchanged since it was stamped");
	if (one->report->demonstration)
		return _("unchanged since it was signed, but with a demonstration "
			 "identity: no legal value");
	return _(passed[one->has_proof][!unchecked]);
}

/* Who stamped it and when; the path is the authority's. */
static void describe_stamp(Case *one)
{
	Stamp *found = one->stamps->len > 0 ? one->stamps->pdata[0] : NULL;
	SignatureReport *report = one->report;
	const Timestamp *stamp = found == NULL ? NULL : found->stamp;
	KeyShape key;

	if (stamp == NULL)
		return;
	one->sound = report->intact = true;
	key = certificate_key(stamp->signer);
	report->subject = certificate_show_name(X509_get_subject_name(stamp->signer));
	report->common_name = certificate_dup_subject(stamp->signer, NID_commonName);
	report->organization = certificate_dup_subject(stamp->signer, NID_organizationName);
	report->issuer = certificate_show_name(X509_get_issuer_name(stamp->signer));
	report->not_before = certificate_show_time(X509_get0_notBefore(stamp->signer));
	report->not_after = certificate_show_time(X509_get0_notAfter(stamp->signer));
	report->time = validation_show_time(stamp->time);
	const Digest *digest = digest_find_nid(EVP_MD_get_type(stamp->signed_with));
	report->algorithm = g_strdup_printf("%s %u, %s", key_kind_name(key.kind), key.bits,
		digest != NULL ? digest->shown : OBJ_nid2sn(EVP_MD_get_type(stamp->signed_with)));
	if (found->verdict.indication == TOTAL_PASSED)
		report->proven_time = g_strdup(report->time);
}

/* The document time-stamps that a signature's time rests on stand in its list too. */
static void list_stamps(const File *file, const Case *one)
{
	for (unsigned i = 0; i < file->cases->len; i++) {
		const Case *by = file->cases->pdata[i];
		if (by->form != FORM_STAMP || !by->read || one->range.end > by->range.before)
			continue;
		TimestampReport *report = g_new0(TimestampReport, 1);
		const Verdict *verdict = &((Stamp *)by->stamps->pdata[0])->verdict;
		report->field = g_strdup(by->report->field);
		report->time = g_strdup(by->report->time);
		report->authority = g_strdup(by->report->subject);
		report->indication = verdict->indication;
		report->sub_indication = verdict->sub;
		report->reason = g_strdup(verdict->reason);
		g_ptr_array_add(one->report->timestamps, report);
	}
}

static void conclude(const File *file, unsigned index)
{
	Case *one = file->cases->pdata[index];
	bool stamp = one->form == FORM_STAMP;
	Validated *validated = stamp && one->stamps->len > 0
		? &((Stamp *)one->stamps->pdata[0])->validated
		: &one->validated;
	Check *const *check = stamp ? of_stamps : of_signatures;
	bool unchecked = validated->unchecked;

	if (!one->read || (!stamp && !one->sound))
		return;
	if (!stamp) {
		list_stamps(file, one);
		one->report->level =
			case_find_level(file->cases, index, file->stores, &file->validation);
		if (one->has_proof)
			one->report->proven_time = validation_show_time(one->proven);
		if (one->data.lax)
			g_ptr_array_add(one->report->warnings,
				g_strdup(_("the signature value is not in the strict encoding that "
					   "PDF asks for (DER)")));
	}
	if (validated->path != NULL)
		validated_describe(validated, one->report);
	while (*check != NULL && (*check)(file, one))
		check++;
	if (*check == NULL)
		report_conclude(one->report, TOTAL_PASSED, NULL, g_strdup(praise(one, unchecked)));
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

/* What happened to the file since each was made. */
static void follow(File *file)
{
	g_autoptr(History) history = history_read(file->document);

	file->revisions = history_count(history);
	for (unsigned i = 0; i < file->cases->len; i++) {
		const Case *one = file->cases->pdata[i];
		if (one->read)
			history_judge(history, &one->range, one->report);
	}
}

static VerifyReport *make_report(const File *file)
{
	VerifyReport *report = g_new0(VerifyReport, 1);

	report->signatures = g_ptr_array_new_with_free_func((GDestroyNotify)signature_report_free);
	for (unsigned i = 0; i < file->cases->len; i++)
		g_ptr_array_add(report->signatures,
			g_steal_pointer(&((Case *)file->cases->pdata[i])->report));
	report->revisions = file->revisions;
	report->at = file->validation.at;
	report->indication = find_worst(report->signatures, file->whole);
	if (!file->whole) {
		report->sub_indication = "GENERIC";
		report->reason =
			_("the form has too many fields, or too deep ones, to look at all: "
			  "there may be signatures that were not judged");
	}
	return report;
}

static void file_clear(File *file)
{
	pdf_file_free(file->document);
	g_clear_pointer(&file->cases, g_ptr_array_unref);
	g_clear_pointer(&file->stores, g_ptr_array_unref);
	poe_free(file->validation.poe);
	certificate_stack_free(file->validation.certificates);
	validation_data_free(file->validation.material);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(File, file_clear)

static void judge(File *file)
{
	for (unsigned i = 0; i < file->cases->len; i++)
		examine(file->document, file->cases->pdata[i]);
	gather_stores(file);
	gather_material(file);
	read_all_stamps(file);
	for (unsigned i = file->cases->len; i-- > 0;)
		weigh(file, i);
	for (unsigned i = 0; i < file->cases->len; i++)
		if (((Case *)file->cases->pdata[i])->form == FORM_STAMP)
			describe_stamp(file->cases->pdata[i]);
	for (unsigned i = 0; i < file->cases->len; i++)
		conclude(file, i);
	ERR_clear_error();
}

VerifyReport *verify_file(const char *path, const VerifyRules *rules, GError **error)
{
	const PdfOpening opening = { .repair = true,
		.password = rules->password != NULL ? rules->password : "" };
	g_auto(File) file = { .validation.rules = rules };

	file.validation.at = rules->at != 0 ? rules->at : g_get_real_time() / G_USEC_PER_SEC;
	file.document = pdf_file_open(path, &opening, error);
	if (file.document == NULL)
		return NULL;
	file.validation.poe = poe_new(file.validation.at);
	file.cases = open_cases(file.document, &file.whole);
	follow(&file);
	judge(&file);
	return make_report(&file);
}

void verify_report_free(VerifyReport *report)
{
	if (report == NULL)
		return;
	g_ptr_array_unref(report->signatures);
	g_free(report);
}
