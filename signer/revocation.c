/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where it is looked, until something counts: the data at hand, the cache, OCSP servers, lists. All
 * that is tried and does not count leaves its sentence. Of data at hand the youngest counts, since
 * older data does not know what happened later.
 *
 * A responder's certificate is checked by a list alone, or not at all if it says so (RFC 6960,
 * 4.2.2.2.1): OCSP would ask the responder about himself. So is the issuer of an indirect list. Who
 * signed that list is not asked about any more.
 */
#include "signer/revocation.h"

#include "base/i18n.h"
#include "signer/cache.h"
#include "signer/certificate.h"
#include "signer/http.h"
#include "signer/path.h"
#include "signer/revocation_data.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

enum { MOST_ANSWER_BYTES = 256 << 10, MOST_LIST_BYTES = 64 << 20, MOST_ADDRESSES = 4 };

/* A search for the state of one certificate. */
typedef struct {
	X509 *certificate, *issuer;
	const RevocationRules *rules; /* with the defaults in them */
	bool lists_only;
	Revocation *found;
	GString *tried; /* sentences of what did not count */
} Search;

static Revocation *check(
	X509 *certificate, X509 *issuer, const RevocationRules *rules, bool lists_only);

/* `kind`: "OCSP" or "CRL"; `url` NULL: `what` names its host. */
static void note(Search *search, const char *kind, const char *url, const char *what)
{
	g_autofree char *host = url == NULL ? NULL : http_show_host(url);

	g_string_append_printf(search->tried, "%s%s: ", search->tried->len > 0 ? "; " : "", kind);
	if (host != NULL)
		g_string_append_printf(search->tried, "%s: ", host);
	g_string_append(search->tried, what);
}

bool revocation_is_needless(const X509 *certificate)
{
	static const char *const names[] = { "1.3.6.1.5.5.7.48.1.5", "0.4.0.194121.2.1",
		"2.5.29.56" };
	bool found = false;

	for (size_t i = 0; i < G_N_ELEMENTS(names) && !found; i++) {
		ASN1_OBJECT *name = OBJ_txt2obj(names[i], 1);
		found = X509_get_ext_by_OBJ(certificate, name, -1) >= 0;
		ASN1_OBJECT_free(name);
	}
	return found;
}

/* Takes an answer if its responder was not revoked itself. */
static bool take(Search *search, Revocation *revocation, GError **error)
{
	g_autoptr(Revocation) one = revocation;

	if (one == NULL)
		return false;
	if (one->responder != NULL && !search->lists_only &&
		!revocation_is_needless(one->responder)) {
		one->responder_status = check(one->responder, search->issuer, search->rules, true);
		if (one->responder_status->status != REVOCATION_GOOD) {
			g_autofree char *sentence =
				g_strdup_printf(_("its responder cannot be relied upon: %s"),
					one->responder_status->why);
			return revocation_refuse(error, sentence);
		}
	}
	if (search->found == NULL || one->this_update > search->found->this_update) {
		revocation_free(search->found);
		search->found = g_steal_pointer(&one);
	}
	return true;
}

static bool take_ocsp(Search *search, GBytes *answer, GBytes *request, GError **error)
{
	return take(search,
		revocation_read_ocsp(
			answer, search->certificate, search->issuer, request, search->rules, error),
		error);
}

static bool take_list(Search *search, GBytes *list, GError **error)
{
	return take(search,
		revocation_read_crl(
			list, search->certificate, search->issuer, search->rules, error),
		error);
}

static bool look_at_hand(Search *search)
{
	const RevocationRules *rules = search->rules;

	for (unsigned i = 0; rules->ocsps != NULL && !search->lists_only && i < rules->ocsps->len;
		i++)
		take_ocsp(search, rules->ocsps->pdata[i], NULL, NULL);
	for (unsigned i = 0; rules->crls != NULL && i < rules->crls->len; i++)
		take_list(search, rules->crls->pdata[i], NULL);
	return search->found != NULL;
}

/* An OCSPRequest; `nonce`: with one. RFC 5019 wants SHA-1 to name the issuer, and there are
 * responders that know nothing else; it protects nothing here. */
static GBytes *make_request(const Search *search, bool nonce)
{
	OCSP_REQUEST *request = OCSP_REQUEST_new();
	OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), search->certificate, search->issuer);
	unsigned char *der = NULL;

	g_assert(request != NULL && id != NULL && OCSP_request_add0_id(request, id) != NULL);
	if (nonce)
		OCSP_request_add1_nonce(request, NULL, 16);
	int size = i2d_OCSP_REQUEST(request, &der);
	g_assert(size > 0);
	GBytes *bytes = g_bytes_new(der, (gsize)size);
	OPENSSL_free(der);
	OCSP_REQUEST_free(request);
	return bytes;
}

static bool ask_responder(Search *search, const char *url)
{
	g_autoptr(GBytes) key = make_request(search, false), request = make_request(search, true);
	g_autoptr(GBytes) kept = cache_read(search->rules->cache, url, key, MOST_ANSWER_BYTES);
	g_autoptr(GError) error = NULL;
	HttpRequest http = {
		.url = url,
		.body = request,
		.content_type = "application/ocsp-request",
		.accept = "application/ocsp-response",
		.roots = search->rules->roots,
		.limit = MOST_ANSWER_BYTES,
		.seconds = search->rules->seconds,
	};

	if (kept != NULL && take_ocsp(search, kept, NULL, NULL))
		return true;
	if (search->rules->offline)
		return false;
	g_autoptr(GBytes) answer = http_ask(&http, &error);
	if (answer == NULL) {
		note(search, "OCSP", NULL, error->message);
		return false;
	}
	if (!take_ocsp(search, answer, request, &error)) {
		note(search, "OCSP", url, error->message);
		return false;
	}
	if (search->found->next_update != 0)
		cache_write(search->rules->cache, url, key, answer);
	return true;
}

static bool fetch_list(Search *search, const char *url)
{
	g_autoptr(GBytes) kept = cache_read(search->rules->cache, url, NULL, MOST_LIST_BYTES);
	g_autoptr(GError) error = NULL;
	HttpRequest http = {
		.url = url,
		.accept = "application/pkix-crl",
		.roots = search->rules->roots,
		.limit = MOST_LIST_BYTES,
		.seconds = search->rules->seconds,
	};

	if (kept != NULL && take_list(search, kept, NULL))
		return true;
	if (search->rules->offline)
		return false;
	g_autoptr(GBytes) list = http_ask(&http, &error);
	if (list == NULL) {
		note(search, "CRL", NULL, error->message);
		return false;
	}
	if (!take_list(search, list, &error)) {
		note(search, "CRL", url, error->message);
		return false;
	}
	cache_write(search->rules->cache, url, NULL, list);
	return true;
}

static bool ask_responders(Search *search)
{
	STACK_OF(OPENSSL_STRING) *urls = X509_get1_ocsp(search->certificate);
	bool known = false;

	for (int i = 0; i < MIN(sk_OPENSSL_STRING_num(urls), MOST_ADDRESSES) && !known; i++)
		known = http_is_address(sk_OPENSSL_STRING_value(urls, i)) &&
			ask_responder(search, sk_OPENSSL_STRING_value(urls, i));
	X509_email_free(urls);
	return known;
}

/* The addresses of whole lists. */
static GPtrArray *find_lists(X509 *certificate)
{
	GPtrArray *urls = g_ptr_array_new_with_free_func(g_free);
	CRL_DIST_POINTS *points =
		X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);

	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		const DIST_POINT *point = sk_DIST_POINT_value(points, i);
		if (point->reasons != NULL || point->distpoint == NULL ||
			point->distpoint->type != 0)
			continue;
		GENERAL_NAMES *names = point->distpoint->name.fullname;
		for (int j = 0; j < sk_GENERAL_NAME_num(names) && urls->len < MOST_ADDRESSES; j++) {
			const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, j);
			if (name->type != GEN_URI)
				continue;
			const ASN1_STRING *uri = name->d.uniformResourceIdentifier;
			g_autofree char *url = g_strndup((const char *)ASN1_STRING_get0_data(uri),
				(gsize)ASN1_STRING_length(uri));
			if (http_is_address(url))
				g_ptr_array_add(urls, g_steal_pointer(&url));
		}
	}
	CRL_DIST_POINTS_free(points);
	return urls;
}

static bool fetch_lists(Search *search)
{
	g_autoptr(GPtrArray) urls = find_lists(search->certificate);
	bool known = false;

	for (unsigned i = 0; i < urls->len && !known; i++)
		known = fetch_list(search, urls->pdata[i]);
	return known;
}

static Revocation *conclude(Search *search)
{
	if (search->found != NULL)
		return g_steal_pointer(&search->found);
	Revocation *unknown = revocation_new(search->certificate);
	if (search->tried->len > 0)
		unknown->why = g_strdup(search->tried->str);
	else
		unknown->why = g_strdup(search->rules->offline
				? _("no data at hand tells whether the certificate was revoked")
				: _("the certificate does not say where to ask whether it was revoked"));
	return unknown;
}

static Revocation *check(
	X509 *certificate, X509 *issuer, const RevocationRules *rules, bool lists_only)
{
	g_autoptr(GString) tried = g_string_new(NULL);
	Search search = { certificate, issuer, rules, lists_only, NULL, tried };

	if (revocation_is_needless(certificate)) {
		Revocation *unchecked = revocation_new(certificate);
		unchecked->status = REVOCATION_GOOD;
		return unchecked;
	}
	if (!look_at_hand(&search) && (lists_only || !ask_responders(&search)))
		fetch_lists(&search);
	ERR_clear_error();
	return conclude(&search);
}

Revocation *revocation_check(X509 *certificate, X509 *issuer, const RevocationRules *rules)
{
	RevocationRules whole = revocation_rules(rules);

	return check(certificate, issuer, &whole, false);
}

GPtrArray *revocation_check_path(CertificateStack *path, const RevocationRules *rules)
{
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)revocation_free);
	int count = sk_X509_num(path);

	for (int i = 0; i + 1 < count; i++)
		g_ptr_array_add(all,
			revocation_check(
				sk_X509_value(path, i), sk_X509_value(path, i + 1), rules));
	if (count == 1 && !path_is_root(sk_X509_value(path, 0))) {
		Revocation *unknown = revocation_new(sk_X509_value(path, 0));
		unknown->why = g_strdup(_("the certificate of its issuer is not there"));
		g_ptr_array_add(all, unknown);
	}
	return all;
}

static void add_once(GPtrArray *all, GBytes *bytes)
{
	for (unsigned i = 0; i < all->len; i++)
		if (g_bytes_equal(all->pdata[i], bytes))
			return;
	g_ptr_array_add(all, g_bytes_ref(bytes));
}

static void collect(
	const Revocation *one, GPtrArray *ocsps, GPtrArray *crls, GPtrArray *certificates)
{
	if (one->ocsp != NULL)
		add_once(ocsps, one->ocsp);
	if (one->crl != NULL)
		add_once(crls, one->crl);
	if (one->responder != NULL) {
		g_autoptr(GBytes) der = certificate_write(one->responder);
		add_once(certificates, der);
	}
	if (one->responder_status != NULL)
		collect(one->responder_status, ocsps, crls, certificates);
}

void revocation_collect(
	GPtrArray *revocations, GPtrArray *ocsps, GPtrArray *crls, GPtrArray *certificates)
{
	for (unsigned i = 0; i < revocations->len; i++)
		collect(revocations->pdata[i], ocsps, crls, certificates);
}
