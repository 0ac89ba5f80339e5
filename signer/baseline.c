/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The levels of PAdES baseline signatures, as EN 319 142-1, 6.3 tells them apart:
 *
 *	B-B    ETSI.CAdES.detached with /M, and the signer's certificate bound by the signed attributes
 *	B-T    and a time-stamp of it, or of a later revision
 *	B-LT   and, in the store, what tells whether the signer's certificate was revoked
 *	B-LTA  and a document time-stamp over that store
 */
#include "base/i18n.h"
#include "signer/case.h"
#include "signer/material.h"
#include "signer/path.h"
#include "signer/revocation.h"
#include "signer/trust.h"

#include <openssl/err.h>

enum { DEEPEST = 16 };

/* A store, and where issuers may be found. */
typedef struct {
	const ValidationData *store;
	const Validation *validation;
} Stock;

/* The issuer among what is at hand and the anchors, lent; NULL if it is not there. `out_anchor`: it is
 * to be freed, and the path ends there. */
static X509 *find_issuer(const Stock *stock, X509 *certificate, X509 **out_anchor)
{
	X509_STORE *anchors = trust_anchors(stock->validation->rules->trust);
	X509_OBJECT *object = NULL;
	g_autoptr(X509_STORE_CTX) context = anchors == NULL ? NULL : X509_STORE_CTX_new();

	if (context != NULL && X509_STORE_CTX_init(context, anchors, NULL, NULL) == 1)
		object = X509_STORE_CTX_get_obj_by_subject(
			context, X509_LU_X509, X509_get_issuer_name(certificate));
	X509 *anchor = object == NULL ? NULL : X509_OBJECT_get0_X509(object);
	if (anchor != NULL && path_issued(anchor, certificate)) {
		X509_up_ref(anchor);
		*out_anchor = anchor;
	}
	X509_OBJECT_free(object);
	return *out_anchor != NULL ? *out_anchor
				   : path_find_issuer(certificate, stock->validation->certificates);
}

static bool tells(const ValidationData *store, X509 *certificate)
{
	bool told = revocation_is_needless(certificate);

	for (unsigned i = 0; i < store->ocsps->len && !told; i++)
		told = revocation_names_ocsp(store->ocsps->pdata[i], certificate);
	for (unsigned i = 0; i < store->crls->len && !told; i++)
		told = revocation_names_crl(store->crls->pdata[i], certificate);
	return told;
}

/* Does the store tell of every certificate from this one up to a root, an anchor, or as far as what is
 * at hand leads? */
static bool has_path(const Stock *stock, X509 *certificate)
{
	g_autoptr(X509) anchor = NULL;

	for (unsigned i = 0; i < DEEPEST && certificate != NULL && !path_is_root(certificate);
		i++) {
		X509 *issuer = find_issuer(stock, certificate, &anchor);
		if (!tells(stock->store, certificate))
			return false;
		if (anchor != NULL)
			return true;
		certificate = issuer;
	}
	return true;
}

static bool has_stamp(const Case *one)
{
	for (unsigned i = 0; i < one->stamps->len; i++)
		if (((Stamp *)one->stamps->pdata[i])->stamp != NULL)
			return true;
	return false;
}

static bool has_paths_of_stamps(const Stock *stock, const Case *one)
{
	for (unsigned i = 0; i < one->stamps->len; i++) {
		const Stamp *stamp = one->stamps->pdata[i];
		if (stamp->stamp != NULL && !has_path(stock, stamp->stamp->signer))
			return false;
	}
	return true;
}

static const Case *case_at(const GPtrArray *cases, unsigned index)
{
	return cases->pdata[index];
}

static bool is_after(const Case *later, const Case *one)
{
	return one->read && later->read && one->range.end <= later->range.before;
}

static bool is_stamp_after(const Case *later, const Case *one)
{
	return later->form == FORM_STAMP && has_stamp(later) && is_after(later, one);
}

/* Does a time-stamp tell when the signature was there, within it or after it? */
static bool is_timed(const GPtrArray *cases, unsigned index)
{
	bool timed = has_stamp(case_at(cases, index));

	for (unsigned i = index + 1; i < cases->len && !timed; i++)
		timed = is_stamp_after(case_at(cases, i), case_at(cases, index));
	return timed;
}

static bool is_baseline(const Case *one)
{
	return one->sound && one->form == FORM_CADES && one->claims &&
		signed_data_is_bound(&one->data);
}

/* Does this store tell of the signer? Of those above, and of the authorities, many writers keep nothing,
 * since their users trust them: that is a level all the same. */
static bool is_kept(const ValidationData *store, const Case *one)
{
	return store != NULL && (store->ocsps->len > 0 || store->crls->len > 0) &&
		tells(store, one->data.signer);
}

static void warn_of_gaps(const ValidationData *store, Case *one, const Validation *validation)
{
	const Stock stock = { store, validation };

	if (!has_path(&stock, one->data.signer) || !has_paths_of_stamps(&stock, one))
		g_ptr_array_add(one->report->warnings,
			g_strdup(_("the PDF's store of validation data does not tell of every "
				   "certificate whether it was revoked")));
}

const char *case_find_level(const GPtrArray *cases, unsigned index, const GPtrArray *stores,
	const Validation *validation)
{
	Case *one = cases->pdata[index];
	const ValidationData *kept = stores->pdata[stores->len - 1]; /* the file's own */
	const char *level = is_timed(cases, index) ? "B-T" : "B-B";

	if (!is_baseline(one))
		return NULL;
	if (g_str_equal(level, "B-B"))
		return level;
	if (is_kept(kept, one))
		level = "B-LT";
	else
		kept = NULL;
	for (unsigned i = index + 1; i < cases->len; i++) {
		const Case *later = case_at(cases, i);
		if (!is_stamp_after(later, one) || !later->archives ||
			!is_kept(stores->pdata[i], one))
			continue;
		level = "B-LTA";
		kept = kept != NULL ? kept : stores->pdata[i];
	}
	if (kept != NULL)
		warn_of_gaps(kept, one, validation);
	ERR_clear_error();
	return level;
}
