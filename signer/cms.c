/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Written element by element, because OpenSSL's CMS_SignerInfo_sign() adds a signing-time, which
 * EN 319 142-1, 6.3 forbids, and wants the private key, which only the keeper has:
 *  1. the signed attributes are content-type, message-digest and signing-certificate-v2, no more;
 *  2. they are sorted as the SET OF that DER asks for (X.690, 11.6), and hashed with the tag of a
 *     SET, though they stand in the SignerInfo as [0] (RFC 5652, 5.4);
 *  3. what the DigestSigner gives for that hash is the signature, if the certificate's key says so:
 *     a token may answer late, or with the wrong key.
 */
#include "signer/cms.h"

#include "base/error.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/der.h"
#include "signer/error.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <string.h>

#define der_new g_byte_array_new

static int compare_bytes(gconstpointer first, gconstpointer second)
{
	const GByteArray *a = *(GByteArray *const *)first, *b = *(GByteArray *const *)second;
	int order = memcmp(a->data, b->data, MIN(a->len, b->len));

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

/* A SET OF: its members in the order of their bytes. */
static void put_set_of(GByteArray *out, unsigned char tag, GPtrArray *members)
{
	g_autoptr(GByteArray) content = der_new();

	g_ptr_array_sort(members, compare_bytes);
	for (unsigned i = 0; i < members->len; i++) {
		const GByteArray *member = members->pdata[i];
		g_byte_array_append(content, member->data, member->len);
	}
	der_put_array(out, tag, content);
}

static GPtrArray *make_members(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
}

/* Attribute { type, SET { value } } */
static void add_attribute(GPtrArray *attributes, int nid, const GByteArray *value)
{
	g_autoptr(GByteArray) parts = der_new();
	GByteArray *attribute = der_new();

	der_put_oid(parts, nid);
	der_put_array(parts, DER_SET, value);
	der_put_array(attribute, DER_SEQUENCE, parts);
	g_ptr_array_add(attributes, attribute);
}

static void put_name(GByteArray *out, unsigned char tag, const X509_NAME *name)
{
	unsigned char *der = NULL;
	int size = i2d_X509_NAME(name, &der);

	g_assert(size > 0);
	if (tag == 0)
		g_byte_array_append(out, der, (guint)size);
	else
		der_put(out, tag, der, (size_t)size);
	OPENSSL_free(der);
}

static void put_serial(GByteArray *out, X509 *certificate)
{
	unsigned char *der = NULL;
	int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &der);

	g_assert(size > 0);
	g_byte_array_append(out, der, (guint)size);
	OPENSSL_free(der);
}

/* SigningCertificateV2 (RFC 5035) with one ESSCertIDv2; SHA-256 is its default, thus left out. */
static GByteArray *make_certificate_id(GBytes *der, X509 *certificate)
{
	unsigned char hash[32];
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(der, &size);
	g_autoptr(GByteArray) names = der_new(), issuer = der_new(), id = der_new(),
			      ids = der_new();
	g_autoptr(GByteArray) list = der_new();

	EVP_Digest(bytes, size, hash, NULL, EVP_sha256(), NULL);
	put_name(names, DER_CONTEXT_4, X509_get_issuer_name(certificate));
	der_put_array(issuer, DER_SEQUENCE, names);
	put_serial(issuer, certificate);
	der_put(id, DER_OCTETS, hash, sizeof hash);
	der_put_array(id, DER_SEQUENCE, issuer);
	der_put_array(ids, DER_SEQUENCE, id);
	der_put_array(list, DER_SEQUENCE, ids);
	GByteArray *value = der_new();
	der_put_array(value, DER_SEQUENCE, list);
	return value;
}

static GPtrArray *make_attributes(
	const Signer *signer, X509 *certificate, const unsigned char *digest)
{
	GPtrArray *attributes = make_members();
	g_autoptr(GByteArray) type = der_new(), imprint = der_new();
	g_autoptr(GByteArray) id =
		make_certificate_id(signer->identity->certificates->pdata[0], certificate);

	der_put_oid(type, NID_pkcs7_data);
	der_put(imprint, DER_OCTETS, digest, 32);
	add_attribute(attributes, NID_pkcs9_contentType, type);
	add_attribute(attributes, NID_pkcs9_messageDigest, imprint);
	add_attribute(attributes, NID_id_smime_aa_signingCertificateV2, id);
	return attributes;
}

static bool is_rsa(const Signer *signer)
{
	return strcmp(signer->identity->algorithm, "RSA") == 0;
}

static bool is_signature(X509 *certificate, bool rsa, const unsigned char hash[32], GBytes *bytes)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	g_autoptr(EVP_PKEY_CTX) context = key == NULL ? NULL : EVP_PKEY_CTX_new(key, NULL);
	gsize size;
	const unsigned char *signature = g_bytes_get_data(bytes, &size);
	bool right = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
		(!rsa || EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1) &&
		EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
		EVP_PKEY_verify(context, signature, size, hash, 32) == 1;

	ERR_clear_error();
	return right;
}

static GBytes *sign_attributes(
	const Signer *signer, X509 *certificate, GPtrArray *attributes, GError **error)
{
	unsigned char hash[32];
	g_autoptr(GByteArray) set = der_new();

	put_set_of(set, DER_SET, attributes);
	EVP_Digest(set->data, set->len, hash, NULL, EVP_sha256(), NULL);
	g_autoptr(GBytes) signature = signer->sign(signer->sign_data, hash, error);
	if (signature == NULL || is_signature(certificate, is_rsa(signer), hash, signature))
		return g_steal_pointer(&signature);
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM,
		_("what the key gave is not its certificate's signature of what was asked"));
	return NULL;
}

static void put_signer_info(GByteArray *out, const Signer *signer, X509 *certificate,
	GPtrArray *attributes, GBytes *signature)
{
	static const unsigned char version[] = { 1 };
	bool rsa = is_rsa(signer);
	g_autoptr(GByteArray) sid = der_new(), parts = der_new();

	put_name(sid, 0, X509_get_issuer_name(certificate));
	put_serial(sid, certificate);
	der_put(parts, DER_INTEGER, version, sizeof version);
	der_put_array(parts, DER_SEQUENCE, sid);
	der_put_algorithm(parts, NID_sha256, false);
	put_set_of(parts, DER_CONTEXT_0, attributes);
	der_put_algorithm(parts, rsa ? NID_sha256WithRSAEncryption : NID_ecdsa_with_SHA256, rsa);
	der_put(parts, DER_OCTETS, g_bytes_get_data(signature, NULL), g_bytes_get_size(signature));
	der_put_array(out, DER_SEQUENCE, parts);
}

static void put_certificates(GByteArray *out, const Identity *identity)
{
	g_autoptr(GPtrArray) members = make_members();

	for (unsigned i = 0; i < identity->certificates->len; i++) {
		gsize size;
		const void *der = g_bytes_get_data(identity->certificates->pdata[i], &size);
		g_ptr_array_add(members, g_byte_array_append(der_new(), der, (guint)size));
	}
	put_set_of(out, DER_CONTEXT_0, members);
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

GBytes *cms_make(const Signer *signer, const unsigned char digest[32], GError **error)
{
	static const unsigned char version[] = { 1 };
	g_autoptr(X509) certificate = certificate_parse(signer->identity->certificates->pdata[0]);
	if (certificate == NULL) {
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("the key's certificate cannot be read"));
		return NULL;
	}

	g_autoptr(GPtrArray) attributes = make_attributes(signer, certificate, digest);
	g_autoptr(GBytes) signature = sign_attributes(signer, certificate, attributes, error);
	if (signature == NULL)
		return NULL;

	g_autoptr(GByteArray) parts = der_new(), algorithms = der_new(), type = der_new();
	g_autoptr(GByteArray) info = der_new();
	der_put_algorithm(algorithms, NID_sha256, false);
	der_put_oid(type, NID_pkcs7_data);
	put_signer_info(info, signer, certificate, attributes, signature);
	der_put(parts, DER_INTEGER, version, sizeof version);
	der_put_array(parts, DER_SET, algorithms);
	der_put_array(parts, DER_SEQUENCE, type);
	put_certificates(parts, signer->identity);
	der_put_array(parts, DER_SET, info);
	return wrap(parts);
}
