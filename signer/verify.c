/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signatures and document time-stamps of a file by EN 319 102-1, in three rounds:
 *
 *	examine   each by itself: format (5.2.2), identification of the signer (5.2.3), digest and
 *	          signature value (5.2.7); case.c
 *	weigh     last to first: time-stamps (5.4), what they prove to have existed (5.6.2.3), the
 *	          signers' certificates as of what is proven (5.2.6, 5.5, 5.6.2); validation.c
 *	conclude  each by a row of checks: the first fault concludes; conclude.c
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
#include "signer/history.h"
#include "signer/material.h"
#include "signer/pdf_file.h"
#include "signer/report.h"
#include "signer/trust.h"

#include <openssl/err.h>

enum { MOST_STORES = 32 };

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
	bool whole;  /* every field was looked at */
	char *doubt; /* about what happened to the file; or NULL */
} File;

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
		case_read_form(document, one);
		one->read = range_read(document, one->signature, &one->range, one->report);
		one->report->whole_file = one->read && one->range.end == document->size;
		g_ptr_array_add(cases, one);
	}
	g_ptr_array_sort(cases, compare_cases);
	return cases;
}

/* What the store held up to the end of a document time-stamp; `now`: what the file holds. */
static ValidationData *read_store(const File *file, const Case *one, const ValidationData *now)
{
	const PdfFile *document = file->document;
	const PdfOpening opening = { .repair = true,
		.password = document->encrypted ? document->password : NULL };

	if (one->range.end == document->size) {
		ValidationData *same = validation_data_new();
		validation_data_add_all(same, now);
		return same;
	}
	g_autoptr(GBytes) prefix = g_bytes_new_from_bytes(document->bytes, 0, one->range.end);
	g_autoptr(PdfFile) earlier = pdf_file_open_bytes(prefix, "", &opening, NULL);
	return earlier == NULL ? NULL : dss_read_all(earlier);
}

static void gather_stores(File *file)
{
	unsigned left = MOST_STORES;
	ValidationData *now = dss_read_all(file->document);

	file->stores = g_ptr_array_new_with_free_func(validation_data_clear);
	g_ptr_array_set_size(file->stores, (int)file->cases->len + 1);
	file->stores->pdata[file->cases->len] = now;
	for (unsigned i = file->cases->len; i-- > 0 && left > 0;) {
		const Case *one = file->cases->pdata[i];
		if (one->form != FORM_STAMP || !one->read)
			continue;
		file->stores->pdata[i] = read_store(file, one, now);
		left--;
	}
}

/* All of it counts for all signatures: it is nothing but candidates. A store that a later revision
 * replaced counts as well. */
static void gather_material(File *file)
{
	ValidationData *material = validation_data_new();

	for (unsigned i = 0; i < file->stores->len; i++)
		if (file->stores->pdata[i] != NULL)
			validation_data_add_all(material, file->stores->pdata[i]);
	for (unsigned i = 0; i < file->cases->len; i++) {
		const Case *one = file->cases->pdata[i];
		if (one->data.certificates != NULL)
			material_add_signature(material, &one->data);
	}
	file->validation.material = material;
	file->validation.certificates = material_certificates(material);
}

/* What the time-stamps of a case brought along. */
static void add_authorities(ValidationData *into, const Case *one)
{
	for (unsigned i = 0; i < one->stamps->len; i++) {
		const Stamp *stamp = one->stamps->pdata[i];
		if (stamp->stamp != NULL)
			material_add_certificates(into, stamp->stamp->certificates);
	}
}

static void read_all_stamps(File *file)
{
	for (unsigned i = 0; i < file->cases->len; i++)
		case_read_stamps(
			file->document, file->cases->pdata[i], file->validation.certificates);
	for (unsigned i = 0; i < file->cases->len; i++)
		add_authorities(file->validation.material, file->cases->pdata[i]);
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
		validation_data_add_all(proven, store);
	for (unsigned i = 0; i < index; i++) {
		const Case *one = file->cases->pdata[i];
		if (one->known_by == NULL || one->range.end > by->range.before)
			continue;
		poe_add(poe, one->known_by, time);
		if (one->data.certificates != NULL)
			material_add_signature(proven, &one->data);
		add_authorities(proven, one);
		for (unsigned j = 0; j < one->stamps->len; j++)
			poe_add(poe, ((Stamp *)one->stamps->pdata[j])->token, time);
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

static bool check_coverage(const File *file, const Case *one)
{
	if (pdf_file_is_doubtful(file->document))
		return report_doubt(one->report, "FORMAT_FAILURE",
			_("the file is damaged, so that programs may show different things"));
	return history_conclude(one->report);
}

static void conclude(const File *file, unsigned index)
{
	Case *one = file->cases->pdata[index];

	if (!case_is_judged(one))
		return;
	if (one->form != FORM_STAMP)
		one->report->level =
			case_find_level(file->cases, index, file->stores, &file->validation);
	case_describe(file->cases, one);
	if (case_is_wrong_stamp(one) || check_coverage(file, one))
		case_conclude(file->cases, one, &file->validation);
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
	file->doubt = history_find_doubt(history);
}

/* What is doubtful about the file itself. */
static void report_file(const File *file, VerifyReport *report)
{
	report->indication = find_worst(report->signatures, file->whole && file->doubt == NULL);
	if (!file->whole) {
		report->sub_indication = "GENERIC";
		report->reason = g_strdup(
			_("the form has too many fields, or too deep ones, to look at all: "
			  "there may be signatures that were not judged"));
	} else if (file->doubt != NULL) {
		report->sub_indication = "SIG_CONSTRAINTS_FAILURE";
		report->reason = g_strdup(file->doubt);
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
	report_file(file, report);
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
	g_free(file->doubt);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(File, file_clear)

static void judge(File *file)
{
	for (unsigned i = 0; i < file->cases->len; i++)
		case_examine(file->document, file->cases->pdata[i]);
	gather_stores(file);
	gather_material(file);
	read_all_stamps(file);
	for (unsigned i = file->cases->len; i-- > 0;)
		weigh(file, i);
	for (unsigned i = 0; i < file->cases->len; i++)
		if (((Case *)file->cases->pdata[i])->form == FORM_STAMP)
			case_describe_stamp(file->cases->pdata[i]);
	for (unsigned i = 0; i < file->cases->len; i++)
		conclude(file, i);
	ERR_clear_error();
}

VerifyReport *verify_file(const char *path, const VerifyRules *rules, GError **error)
{
	const PdfOpening opening = { .repair = true,
		.password = rules->password != NULL ? rules->password : "" };
	g_auto(File) file = { .validation.rules = rules };

	file.validation.at = validation_moment(rules);
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
	g_free(report->reason);
	g_free(report);
}
