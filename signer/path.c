/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/path.h"

#include "base/i18n.h"
#include "signer/error.h"
#include "signer/trust.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <time.h>

enum { DEEPEST = 16, MOST_PATHS = 16, MOST_STEPS = 500 };

bool path_issued(X509 *issuer, X509 *certificate)
{
	bool issued = X509_check_issued(issuer, certificate) == X509_V_OK &&
		X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;

	ERR_clear_error();
	return issued;
}

bool path_is_root(X509 *certificate)
{
	return path_issued(certificate, certificate);
}

X509 *path_find_issuer(X509 *certificate, CertificateStack *others)
{
	for (int i = 0; i < sk_X509_num(others); i++)
		if (path_issued(sk_X509_value(others, i), certificate))
			return sk_X509_value(others, i);
	return NULL;
}

bool path_names_issuer(X509 *certificate, CertificateStack *others)
{
	bool named = false;

	for (int i = 0; i < sk_X509_num(others); i++)
		named |= X509_check_issued(sk_X509_value(others, i), certificate) == X509_V_OK;
	ERR_clear_error();
	return named;
}

/* The last certificate that `others` lead to. */
static X509 *find_top(X509 *leaf, CertificateStack *others)
{
	X509 *top = leaf, *next;

	for (unsigned i = 0; i < DEEPEST && !path_is_root(top); i++) {
		next = path_find_issuer(top, others);
		if (next == NULL)
			break;
		top = next;
	}
	return top;
}

static const struct {
	int code;
	const char *sentence;
} findings[] = {
	{ X509_V_ERR_CERT_SIGNATURE_FAILURE,
		N_("a certificate of the chain was not signed by its issuer") },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, N_("the key is too weak") },
	{ X509_V_ERR_CA_KEY_TOO_SMALL,
		N_("a certificate of the chain has a key that is too weak") },
	{ X509_V_ERR_CA_MD_TOO_WEAK,
		N_("a certificate of the chain is signed with a weak algorithm") },
	{ X509_V_ERR_CERT_HAS_EXPIRED, N_("a certificate of the chain had ended") },
	{ X509_V_ERR_CERT_NOT_YET_VALID, N_("a certificate of the chain was not valid yet") },
	{ X509_V_ERR_INVALID_CA, N_("a certificate of the chain may not issue certificates") },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED,
		N_("the chain of certificates is longer than it may be") },
	{ X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
		N_("a certificate of the chain makes a condition that is unknown") },
};

static void set_finding(GError **error, int code)
{
	const char *sentence = N_("it does not lead to a trusted root");

	for (unsigned i = 0; i < G_N_ELEMENTS(findings); i++)
		if (findings[i].code == code)
			sentence = findings[i].sentence;
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, _(sentence));
}

/* The anchors; without any, the certificate where the path ends is one. */
static X509_STORE *make_store(const TrustSet *trust, X509 *leaf, CertificateStack *others)
{
	X509_STORE *store = trust_anchors(trust);

	if (store != NULL) {
		X509_STORE_up_ref(store);
		return store;
	}
	store = X509_STORE_new();
	g_assert(store != NULL);
	X509_STORE_add_cert(store, find_top(leaf, others));
	return store;
}

CertificateStack *path_find(
	const TrustSet *trust, X509 *leaf, CertificateStack *others, gint64 moment, GError **error)
{
	g_autoptr(X509_STORE) store = make_store(trust, leaf, others);
	g_autoptr(X509_STORE_CTX) context = X509_STORE_CTX_new();
	CertificateStack *path = NULL;

	g_assert(context != NULL);
	if (X509_STORE_CTX_init(context, store, leaf, others) == 1) {
		X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context);
		X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
		X509_VERIFY_PARAM_set_auth_level(rules, 2);
		X509_VERIFY_PARAM_set_depth(rules, DEEPEST);
		X509_VERIFY_PARAM_set_time(rules, (time_t)moment);
		if (X509_verify_cert(context) == 1)
			path = X509_STORE_CTX_get1_chain(context);
	}
	if (path == NULL)
		set_finding(error, X509_STORE_CTX_get_error(context));
	ERR_clear_error();
	return path;
}

/* A search in depth; `path` is where it stands, of lent certificates. */
typedef struct {
	X509_STORE_CTX *anchors;
	CertificateStack *others, *path;
	GPtrArray *found;
	unsigned steps;
} Search;

static bool is_on_path(const Search *search, X509 *certificate)
{
	for (int i = 0; i < sk_X509_num(search->path); i++)
		if (X509_cmp(sk_X509_value(search->path, i), certificate) == 0)
			return true;
	return false;
}

static void keep(Search *search, X509 *anchor)
{
	CertificateStack *path = X509_chain_up_ref(search->path);

	g_assert(path != NULL);
	if (anchor != NULL) {
		X509_up_ref(anchor);
		sk_X509_push(path, anchor);
	}
	g_ptr_array_add(search->found, path);
}

/* Does the path end here: is its last certificate an anchor, or issued by one? */
static void try_anchors(Search *search, X509 *last)
{
	g_autoptr(CertificateStack) issuers =
		X509_STORE_CTX_get1_certs(search->anchors, X509_get_issuer_name(last));
	g_autoptr(CertificateStack) same =
		X509_STORE_CTX_get1_certs(search->anchors, X509_get_subject_name(last));

	for (int i = 0; i < sk_X509_num(same); i++)
		if (X509_cmp(sk_X509_value(same, i), last) == 0) {
			keep(search, NULL);
			return;
		}
	for (int i = 0; i < sk_X509_num(issuers) && search->found->len < MOST_PATHS; i++)
		if (path_issued(sk_X509_value(issuers, i), last))
			keep(search, sk_X509_value(issuers, i));
}

/* Also by who may not: path_check() says that better than "no path". */
static bool signed_by(X509 *issuer, X509 *certificate)
{
	int fits = X509_check_issued(issuer, certificate);
	bool issued = (fits == X509_V_OK || fits == X509_V_ERR_KEYUSAGE_NO_CERTSIGN) &&
		X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;

	ERR_clear_error();
	return issued;
}

static void go_on(Search *search, X509 *last)
{
	sk_X509_push(search->path, last);
	try_anchors(search, last);
	for (int i = 0; i < sk_X509_num(search->others); i++) {
		X509 *next = sk_X509_value(search->others, i);
		if (sk_X509_num(search->path) < DEEPEST && search->found->len < MOST_PATHS &&
			search->steps < MOST_STEPS && !is_on_path(search, next) &&
			signed_by(next, last)) {
			search->steps++;
			go_on(search, next);
		}
	}
	sk_X509_pop(search->path);
}

static int compare_lengths(gconstpointer first, gconstpointer second)
{
	return sk_X509_num(*(CertificateStack *const *)first) -
		sk_X509_num(*(CertificateStack *const *)second);
}

GPtrArray *path_find_all(const TrustSet *trust, X509 *leaf, CertificateStack *others)
{
	Search search = { .others = others };

	search.found = g_ptr_array_new_with_free_func((GDestroyNotify)certificate_stack_free);
	if (trust_anchors(trust) == NULL)
		return search.found;
	search.path = sk_X509_new_null();
	search.anchors = X509_STORE_CTX_new();
	g_assert(search.path != NULL && search.anchors != NULL);
	if (X509_STORE_CTX_init(search.anchors, trust_anchors(trust), NULL, NULL) == 1)
		go_on(&search, leaf);
	X509_STORE_CTX_free(search.anchors);
	sk_X509_free(search.path);
	g_ptr_array_sort(search.found, compare_lengths);
	ERR_clear_error();
	return search.found;
}

int path_check(CertificateStack *path)
{
	g_autoptr(X509_STORE) store = X509_STORE_new();
	g_autoptr(X509_STORE_CTX) context = X509_STORE_CTX_new();
	int finding = X509_V_ERR_UNSPECIFIED;

	g_assert(store != NULL && context != NULL);
	X509_STORE_add_cert(store, sk_X509_value(path, sk_X509_num(path) - 1));
	if (X509_STORE_CTX_init(context, store, sk_X509_value(path, 0), path) == 1) {
		X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context);
		X509_VERIFY_PARAM_set_flags(rules,
			X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME |
				X509_V_FLAG_POLICY_CHECK);
		X509_VERIFY_PARAM_set_auth_level(rules, 0);
		X509_VERIFY_PARAM_set_depth(rules, DEEPEST);
		finding = X509_verify_cert(context) == 1 ? X509_V_OK
							 : X509_STORE_CTX_get_error(context);
	}
	ERR_clear_error();
	return finding;
}
