/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Written element by element, because OpenSSL's CMS_SignerInfo_sign() adds a signing-time, which
 * EN 319 142-1, 6.3 forbids, and wants the private key, which only the keeper has:
 *  1. the signed attributes are those of signer/attributes.h, no more;
 *  2. they are sorted as the SET OF that DER asks for (X.690, 11.6), and hashed (for Ed25519: signed
 *     as they are) with the tag of a SET, though they stand in the SignerInfo as [0] (RFC 5652,
 *     5.4);
 *  3. what the RequestSigner gives for that is the signature, if the certificate's key says so:
 *     a token may answer late, or with the wrong key.
 */
#include "signer/cms.h"

#include "base/error.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/der.h"
#include "signer/error.h"
#include "signer/request.h"

#include <openssl/objects.h>

#define der_new g_byte_array_new

bool cms_algorithm(const Signer *signer, Algorithm *out_algorithm, GError **error)
{
	return algorithm_choose(
		&signer->identity->key, signer->digest, signer->scheme, out_algorithm, error);
}

/* The signer's certificate; NULL if it cannot be read. Kept, because reading it anew for each signature
 * of a batch costs half as much as the signature. */
static X509 *lend_certificate(const Signer *signer)
{
	static GBytes *der;
	static X509 *certificate;
	GBytes *wanted = signer->identity->certificates->pdata[0];

	if (der == NULL || !g_bytes_equal(der, wanted)) {
		g_clear_pointer(&der, g_bytes_unref);
		X509_free(certificate);
		certificate = certificate_parse(wanted);
		der = certificate != NULL ? g_bytes_ref(wanted) : NULL;
	}
	return certificate;
}

bool cms_check(const Signer *signer, const char *policy, GError **error)
{
	Algorithm algorithm;

	lend_certificate(signer); /* before processes are forked that will want it */
	return cms_algorithm(signer, &algorithm, error) &&
		policy_check(policy_find(policy), &signer->identity->key, &algorithm, error);
}

static GBytes *make_request(const Algorithm *algorithm, const GByteArray *set)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	if (algorithm->scheme == SCHEME_ED25519)
		return request_make(algorithm, set->data, set->len);
	int hashed =
		EVP_Digest(set->data, set->len, hash, &size, digest_evp(algorithm->digest), NULL);
	g_assert(hashed == 1);
	return request_make(algorithm, hash, size);
}

static GBytes *sign_attributes(const Signer *signer, X509 *certificate, GPtrArray *attributes,
	const Algorithm *algorithm, GError **error)
{
	SignRequest asked;
	g_autoptr(GByteArray) set = der_new();

	der_put_set_of(set, DER_SET, attributes);
	g_autoptr(GBytes) request = make_request(algorithm, set);
	if (!request_read(request, &asked, error))
		return NULL;
	g_autoptr(GBytes) signature = signer->sign(signer->sign_data, request, error);
	if (signature == NULL ||
		algorithm_verify(algorithm, X509_get0_pubkey(certificate), asked.bytes, asked.size,
			signature))
		return g_steal_pointer(&signature);
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM,
		_("what the key gave is not its certificate's signature of what was asked"));
	return NULL;
}

static void put_signer_info(GByteArray *out, X509 *certificate, GPtrArray *attributes,
	const Algorithm *algorithm, GBytes *signature)
{
	static const unsigned char version[] = { 1 };
	g_autoptr(GByteArray) sid = der_new(), parts = der_new();

	certificate_put_issuer(sid, 0, certificate);
	certificate_put_serial(sid, certificate);
	der_put(parts, DER_INTEGER, version, sizeof version);
	der_put_array(parts, DER_SEQUENCE, sid);
	der_put_algorithm(parts, algorithm->digest->nid, false);
	der_put_set_of(parts, DER_CONTEXT_0, attributes);
	algorithm_put(parts, algorithm);
	der_put(parts, DER_OCTETS, g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
	der_put_array(out, DER_SEQUENCE, parts);
}

static void put_certificates(GByteArray *out, const Identity *identity)
{
	g_autoptr(GPtrArray) members = der_new_members();

	for (unsigned i = 0; i < identity->certificates->len; i++) {
		gsize size;
		const void *der = g_bytes_get_data(identity->certificates->pdata[i], &size);
		g_ptr_array_add(members, g_byte_array_append(der_new(), der, (guint)size));
	}
	der_put_set_of(out, DER_CONTEXT_0, members);
}

/* ContentInfo { signedData, [0] SignedData } */
static GBytes *wrap(const GByteArray *parts)
{
	g_autoptr(GByteArray) data = der_new(), content = der_new();
	GByteArray *whole = der_new();

	der_put_array(data, DER_SEQUENCE, parts);
	der_put_oid(content, NID_pkcs7_signed);
	der_put_array(content, DER_CONTEXT_0, data);
	der_put_array(whole, DER_SEQUENCE, content);
	return g_byte_array_free_to_bytes(whole);
}

GBytes *cms_make(const Signer *signer, const SignedAttributes *wanted, const unsigned char *digest,
	GError **error)
{
	static const unsigned char version[] = { 1 };
	Algorithm algorithm;
	X509 *certificate = lend_certificate(signer);
	if (certificate == NULL) {
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("the key's certificate cannot be read"));
		return NULL;
	}
	if (!cms_algorithm(signer, &algorithm, error) ||
		(wanted != NULL && !attributes_check(wanted, error)))
		return NULL;

	g_autoptr(GPtrArray) attributes =
		attributes_make(wanted, certificate, algorithm.digest, digest);
	g_autoptr(GBytes) signature =
		sign_attributes(signer, certificate, attributes, &algorithm, error);
	if (signature == NULL)
		return NULL;

	g_autoptr(GByteArray) parts = der_new(), algorithms = der_new(), type = der_new();
	g_autoptr(GByteArray) info = der_new();
	der_put_algorithm(algorithms, algorithm.digest->nid, false);
	der_put_oid(type, NID_pkcs7_data);
	put_signer_info(info, certificate, attributes, &algorithm, signature);
	der_put(parts, DER_INTEGER, version, sizeof version);
	der_put_array(parts, DER_SET, algorithms);
	der_put_array(parts, DER_SEQUENCE, type);
	put_certificates(parts, signer->identity);
	der_put_array(parts, DER_SET, info);
	return wrap(parts);
}
