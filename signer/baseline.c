/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The levels of PAdES baseline signatures, as EN 319 142-1, 6.3 tells them apart:
 *
 *	B-B    ETSI.CAdES.detached with /M, and the signer's certificate bound by the signed attributes
 *	B-T    and a time-stamp of it, or of a later revision
 *	B-LT   and, in the store, revocation data for the paths of the signer and of the authorities
 *	B-LTA  and a document time-stamp over that store
 */
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
	return *out_anchor != NULL
		? *out_anchor
		: path_find_issuer(certificate, stock->validation->certificates);
}

static bool tells(const Stock *stock, X509 *certificate, X509 *issuer)
{
	const RevocationRules rules = { .moment = stock->validation->at,
		.now = stock->validation->at,
		.any_age = true,
		.others = stock->validation->certificates };
	const ValidationData *store = stock->store;
	g_autoptr(Revocation) found = NULL;

	for (unsigned i = 0; i < store->ocsps->len && found == NULL; i++)
		found = revocation_read_ocsp(
			store->ocsps->pdata[i], certificate, issuer, NULL, &rules, NULL);
	for (unsigned i = 0; i < store->crls->len && found == NULL; i++)
		found = revocation_read_crl(
			store->crls->pdata[i], certificate, issuer, &rules, NULL);
	return found != NULL;
}

/* Does the store tell of every certificate from this one up to a root or an anchor? */
static bool has_path(const Stock *stock, X509 *certificate)
{
	g_autoptr(X509) anchor = NULL;

	for (unsigned i = 0; i < DEEPEST && !path_is_root(certificate); i++) {
		X509 *issuer = find_issuer(stock, certificate, &anchor);
		if (issuer == NULL ||
			(!revocation_is_needless(certificate) &&
				!tells(stock, certificate, issuer)))
			return false;
		if (anchor != NULL)
			return true;
		certificate = issuer;
	}
	return path_is_root(certificate);
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

/* Does this store hold what the signature needs? */
static bool is_complete(
	const ValidationData *store, const Case *one, const Validation *validation)
{
	const Stock stock = { store, validation };

	return store != NULL && (store->ocsps->len > 0 || store->crls->len > 0) &&
		has_path(&stock, one->data.signer) && has_paths_of_stamps(&stock, one);
}

const char *case_find_level(const GPtrArray *cases, unsigned index, const GPtrArray *stores,
	const Validation *validation)
{
	const Case *one = case_at(cases, index);
	const char *level = NULL;

	if (is_baseline(one))
		level = is_timed(cases, index) ? "B-T" : "B-B";
	if (level == NULL || g_str_equal(level, "B-B"))
		return level;
	/* the last store is the file's own */
	if (!is_complete(stores->pdata[stores->len - 1], one, validation))
		return level;
	level = "B-LT";
	for (unsigned i = index + 1; i < cases->len; i++)
		if (is_stamp_after(case_at(cases, i), one) &&
			is_complete(stores->pdata[i], one, validation))
			level = "B-LTA";
	ERR_clear_error();
	return level;
}
