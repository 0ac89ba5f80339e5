/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each signature and each time-stamp, that within a signature too, has a signer whose path of
 * certificates and their revocation a validator will ask for: they are collected of all of them,
 * since which of them a validator starts from is its own business.
 */
#include "signer/raise.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/error.h"
#include "signer/issuers.h"
#include "signer/material.h"
#include "signer/path.h"
#include "signer/signed.h"

#include <openssl/err.h>

/* `kept`: what the PDF's store holds; `data`: what is found. */
typedef struct {
	const RaiseRules *rules;
	const char *shown;
	ValidationData *kept, *data;
} Collector;

static bool check_statuses(const Collector *collector, GPtrArray *statuses, GError **error)
{
	for (unsigned i = 0; i < statuses->len; i++) {
		const Revocation *one = statuses->pdata[i];
		if (one->status == REVOCATION_GOOD)
			continue;
		g_autofree char *name =
			certificate_show_name(X509_get_subject_name(one->certificate));
		if (one->status == REVOCATION_UNKNOWN)
			g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM,
				_("%s: it cannot be told whether the certificate was revoked: %s"),
				name, one->why);
		else
			g_set_error(
				error, SIGNER_ERROR, SIGNER_ERROR_INPUT, "%s: %s", name, one->why);
		g_prefix_error(error, "%s: ", collector->shown);
		return false;
	}
	return true;
}

/* Are all good; and, from `since` on, told so late that it cannot have changed before? */
static bool are_good(GPtrArray *statuses, gint64 since)
{
	for (unsigned i = 0; i < statuses->len; i++) {
		const Revocation *one = statuses->pdata[i];
		bool told = one->ocsp != NULL || one->crl != NULL;
		if (one->status != REVOCATION_GOOD || (told && one->this_update < since))
			return false;
	}
	return true;
}

static bool is_revoked(GPtrArray *statuses)
{
	for (unsigned i = 0; i < statuses->len; i++)
		if (((Revocation *)statuses->pdata[i])->status == REVOCATION_REVOKED)
			return true;
	return false;
}

/* What the store holds counts if it is younger than the signature, or if nobody can tell any more;
 * older data may be kept by somebody who knows why. */
static GPtrArray *find_statuses(
	const Collector *collector, CertificateStack *path, const RevocationRules *rules)
{
	RevocationRules at_hand = *rules;

	at_hand.ocsps = collector->kept->ocsps;
	at_hand.crls = collector->kept->crls;
	at_hand.offline = true;
	g_autoptr(GPtrArray) kept = revocation_check_path(path, &at_hand);
	if (are_good(kept, rules->moment - CLOCK_SKEW))
		return g_steal_pointer(&kept);
	g_autoptr(GPtrArray) asked = revocation_check_path(path, rules);
	return are_good(asked, 0) || is_revoked(asked) || !are_good(kept, 0)
		? g_steal_pointer(&asked)
		: g_steal_pointer(&kept);
}

/* The certificates that came with the signature, and those of the store. */
static CertificateStack *gather(const Collector *collector, CertificateStack *own)
{
	CertificateStack *all = own == NULL ? sk_X509_new_null() : X509_chain_up_ref(own);

	g_assert(all != NULL);
	material_push_certificates(collector->kept, all);
	return all;
}

/* The path of a signer and the revocation of all on it. `moment`: when it signed. */
static bool collect_path(const Collector *collector, X509 *signer, CertificateStack *own,
	gint64 moment, GError **error)
{
	ValidationData *data = collector->data;
	RevocationRules rules = *collector->rules->revocation;
	g_autoptr(CertificateStack) known = gather(collector, own);
	g_autoptr(CertificateStack) others =
		issuers_fetch(collector->rules->trust, signer, known, &rules);
	g_autoptr(CertificateStack) path =
		path_find(collector->rules->trust, signer, others, moment, error);

	if (path == NULL) {
		g_autofree char *name = certificate_show_name(X509_get_subject_name(signer));
		g_prefix_error(error, "%s: %s: ", collector->shown, name);
		return false;
	}
	rules.moment = moment;
	rules.others = others;
	material_add_certificates(data, path);
	g_autoptr(GPtrArray) statuses = find_statuses(collector, path, &rules);
	revocation_collect(statuses, data->ocsps, data->crls, data->certificates);
	return check_statuses(collector, statuses, error);
}

/* When a signature was there for certain: at the first document time-stamp after it; or now. */
static gint64 time_after(const GPtrArray *found, unsigned index)
{
	for (unsigned i = index + 1; i < found->len; i++)
		if (((Signed *)found->pdata[i])->is_stamp)
			return ((Signed *)found->pdata[i])->stamp->time;
	return g_get_real_time() / G_USEC_PER_SEC;
}

static bool collect_one(
	const Collector *collector, const GPtrArray *found, unsigned index, GError **error)
{
	const Signed *one = found->pdata[index];
	const Timestamp *stamp = one->stamp;

	if (stamp != NULL &&
		!collect_path(collector, stamp->signer, stamp->certificates, stamp->time, error))
		return false;
	return one->is_stamp ||
		collect_path(collector, one->data.signer, one->data.certificates,
			stamp != NULL ? stamp->time : time_after(found, index), error);
}

/* The newest signature's index, and 0 if all matter. */
static unsigned find_first_that_must(const GPtrArray *found, const RaiseRules *rules)
{
	for (unsigned i = found->len; rules->newest_alone && i-- > 0;)
		if (!((Signed *)found->pdata[i])->is_stamp)
			return i;
	return 0;
}

static bool collect(const Collector *collector, const GPtrArray *found, GError **error)
{
	unsigned first = find_first_that_must(found, collector->rules);

	for (unsigned i = found->len; i-- > 0;)
		if (!collect_one(collector, found, i, i < first ? NULL : error) && i >= first)
			return false;
	return true;
}

/* Is there a proof of the time of each signature? */
static bool has_times(const GPtrArray *found, const RaiseRules *rules)
{
	for (unsigned i = found->len, first = find_first_that_must(found, rules); i-- > first;) {
		const Signed *one = found->pdata[i];
		if (one->is_stamp)
			return true;
		if (one->stamp == NULL)
			return false;
	}
	return true;
}

/* Leaves out what is wrong, or refuses it if it must be right. */
static bool sift(GPtrArray *found, const char *shown, const RaiseRules *rules, GError **error)
{
	unsigned first = find_first_that_must(found, rules);

	for (unsigned i = found->len; i-- > 0;) {
		const Signed *one = found->pdata[i];
		if (one->why == NULL)
			continue;
		if (i >= first) {
			g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, "%s: %s: %s", shown,
				one->field, one->why);
			return false;
		}
		g_ptr_array_remove_index(found, i);
	}
	return true;
}

/* What is signed and, unless it is NULL, what the store holds. Read anew each time, as the PDF has
 * grown since. */
static GPtrArray *read_signed(const char *path, const char *shown, const RaiseRules *rules,
	ValidationData **out_kept, GError **error)
{
	g_autoptr(GBytes) bytes = file_map(path, error);
	g_autoptr(PdfFile) document =
		bytes == NULL ? NULL : pdf_file_open_bytes(bytes, shown, NULL, error);
	g_autoptr(GPtrArray) found = document == NULL ? NULL : signed_find(document, shown, error);

	if (found == NULL || !sift(found, shown, rules, error))
		return NULL;
	if (out_kept != NULL)
		*out_kept = dss_read(document);
	return g_steal_pointer(&found);
}

static bool add_evidence(
	const char *path, const char *shown, const RaiseRules *rules, GError **error)
{
	g_autoptr(ValidationData) data = validation_data_new(), kept = NULL;
	g_autoptr(GPtrArray) found = read_signed(path, shown, rules, &kept, error);
	Collector collector = { rules, shown, kept, data };

	return found != NULL && collect(&collector, found, error) &&
		level_add_validation_data(path, shown, data, error);
}

static bool add_stamp(const char *path, const char *shown, const RaiseRules *rules, GError **error)
{
	return level_add_document_timestamp(path, shown, rules->digest, rules->authorities, error);
}

bool pdf_raise(
	const char *path, const char *shown, Level level, const RaiseRules *rules, GError **error)
{
	g_autoptr(GPtrArray) found = read_signed(path, shown, rules, NULL, error);

	if (found == NULL)
		return false;
	if (level >= LEVEL_T && !has_times(found, rules) && !add_stamp(path, shown, rules, error))
		return false;
	if (level >= LEVEL_LT && !add_evidence(path, shown, rules, error))
		return false;
	return level < LEVEL_LTA || add_stamp(path, shown, rules, error);
}
