/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/issuers.h"

#include "signer/cache.h"
#include "signer/certificate.h"
#include "signer/http.h"
#include "signer/path.h"
#include "signer/trust.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

enum { MOST_BYTES = 1 << 20, MOST_CERTIFICATES = 100, MOST_ADDRESSES = 4, MOST_STEPS = 8 };

CertificateStack *issuers_parse(GBytes *bytes)
{
	gsize size;
	const unsigned char *begin = g_bytes_get_data(bytes, &size), *at = begin;
	X509 *single = certificate_parse(bytes);

	if (single != NULL) {
		CertificateStack *stack = sk_X509_new_null();
		g_assert(stack != NULL);
		sk_X509_push(stack, single);
		return stack;
	}
	g_autoptr(CMS_ContentInfo) cms =
		size == 0 || size > MOST_BYTES ? NULL : d2i_CMS_ContentInfo(NULL, &at, (long)size);
	g_autoptr(CertificateStack) held = cms != NULL && (gsize)(at - begin) == size &&
			OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed
		? CMS_get1_certs(cms)
		: NULL;
	ERR_clear_error();
	return sk_X509_num(held) > MOST_CERTIFICATES ? NULL : g_steal_pointer(&held);
}

static GPtrArray *find_addresses(X509 *certificate)
{
	GPtrArray *urls = g_ptr_array_new_with_free_func(g_free);
	AUTHORITY_INFO_ACCESS *list = X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);

	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(list) && urls->len < MOST_ADDRESSES; i++) {
		const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(list, i);
		if (OBJ_obj2nid(one->method) != NID_ad_ca_issuers || one->location->type != GEN_URI)
			continue;
		const ASN1_STRING *uri = one->location->d.uniformResourceIdentifier;
		g_autofree char *url = g_strndup(
			(const char *)ASN1_STRING_get0_data(uri), (gsize)ASN1_STRING_length(uri));
		if (http_is_address(url))
			g_ptr_array_add(urls, g_steal_pointer(&url));
	}
	AUTHORITY_INFO_ACCESS_free(list);
	return urls;
}

/* Adds what is in `bytes` if the issuer is among it; lends that. */
static X509 *take(GBytes *bytes, X509 *certificate, CertificateStack *all)
{
	g_autoptr(CertificateStack) found = bytes == NULL ? NULL : issuers_parse(bytes);
	X509 *issuer = found == NULL ? NULL : path_find_issuer(certificate, found);

	while (issuer != NULL && sk_X509_num(found) > 0)
		sk_X509_push(all, sk_X509_shift(found));
	return issuer;
}

static X509 *fetch(
	const char *url, X509 *certificate, CertificateStack *all, const RevocationRules *rules)
{
	g_autoptr(GBytes) kept = cache_read(rules->cache, url, NULL, MOST_BYTES);
	X509 *issuer = take(kept, certificate, all);
	HttpRequest http = {
		.url = url,
		.accept = "application/pkix-cert, application/pkcs7-mime",
		.roots = rules->roots,
		.limit = MOST_BYTES,
		.seconds = rules->seconds,
	};

	if (issuer != NULL || rules->offline)
		return issuer;
	g_autoptr(GBytes) bytes = http_ask(&http, NULL);
	issuer = take(bytes, certificate, all);
	if (issuer != NULL)
		cache_write(rules->cache, url, NULL, bytes);
	return issuer;
}

static X509 *find_next(X509 *certificate, CertificateStack *all, const RevocationRules *rules)
{
	X509 *issuer = path_find_issuer(certificate, all);
	g_autoptr(GPtrArray) urls = issuer != NULL ? NULL : find_addresses(certificate);

	for (unsigned i = 0; urls != NULL && i < urls->len && issuer == NULL; i++)
		issuer = fetch(urls->pdata[i], certificate, all, rules);
	return issuer;
}

/* Is it an anchor, or issued by one? */
static bool is_anchored(const TrustSet *trust, X509 *certificate)
{
	X509_STORE *store = trust_anchors(trust);
	g_autoptr(CertificateStack) anchors =
		store == NULL ? NULL : X509_STORE_get1_all_certs(store);

	for (int i = 0; i < sk_X509_num(anchors); i++)
		if (X509_cmp(sk_X509_value(anchors, i), certificate) == 0)
			return true;
	return anchors != NULL && path_find_issuer(certificate, anchors) != NULL;
}

CertificateStack *issuers_fetch(
	const TrustSet *trust, X509 *leaf, CertificateStack *others, const RevocationRules *rules)
{
	CertificateStack *all = others == NULL ? sk_X509_new_null() : X509_chain_up_ref(others);
	X509 *at = leaf;

	g_assert(all != NULL);
	for (unsigned i = 0;
		i < MOST_STEPS && at != NULL && !path_is_root(at) && !is_anchored(trust, at); i++)
		at = find_next(at, all, rules);
	return all;
}
