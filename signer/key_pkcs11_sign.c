/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/key_pkcs11.h"

#include "signer/certificate.h"
#include "signer/der.h"
#include "signer/openssl.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

enum { MOST_SIGNATURE_BYTES = 2048 };

/* PKCS#11 2.40 has no MGF1 with SHA-3. */
static const struct {
	int nid;
	CK_MECHANISM_TYPE hash;
	CK_RSA_PKCS_MGF_TYPE mask;
} pss_digests[] = {
	{ NID_sha256, CKM_SHA256, CKG_MGF1_SHA256 },
	{ NID_sha384, CKM_SHA384, CKG_MGF1_SHA384 },
	{ NID_sha512, CKM_SHA512, CKG_MGF1_SHA512 },
};

static CK_RV sign(TokenKey *key, CK_MECHANISM *mechanism, const void *bytes, size_t size,
	GBytes **out_signature)
{
	unsigned char signature[MOST_SIGNATURE_BYTES];
	CK_ULONG length = sizeof signature;
	CK_FUNCTION_LIST *functions = key->token.functions;
	CK_RV answer = functions->C_SignInit(key->token.session, mechanism, key->key);

	if (answer == CKR_OK && key->each_time && key->pin != NULL)
		answer = token_log_in(&key->token, CKU_CONTEXT_SPECIFIC, key->pin);
	if (answer == CKR_OK)
		answer = functions->C_Sign(
			key->token.session, (CK_BYTE *)bytes, (CK_ULONG)size, signature, &length);
	if (answer == CKR_OK)
		*out_signature = g_bytes_new(signature, length);
	return answer;
}

/* DigestInfo (RFC 8017, 9.2), which PKCS#11 leaves to who asks. */
static CK_RV sign_pkcs1(TokenKey *key, const SignRequest *request, GBytes **out_signature)
{
	CK_MECHANISM mechanism = { CKM_RSA_PKCS, NULL, 0 };
	g_autoptr(GByteArray) parts = g_byte_array_new(), info = g_byte_array_new();

	der_put_algorithm(parts, request->algorithm.digest->nid, true);
	der_put(parts, DER_OCTETS, request->bytes, request->size);
	der_put_array(info, DER_SEQUENCE, parts);
	return sign(key, &mechanism, info->data, info->len, out_signature);
}

static CK_RV sign_pss(TokenKey *key, const SignRequest *request, GBytes **out_signature)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(pss_digests); i++)
		if (pss_digests[i].nid == request->algorithm.digest->nid) {
			CK_RSA_PKCS_PSS_PARAMS parameters = { pss_digests[i].hash,
				pss_digests[i].mask, request->algorithm.digest->size };
			CK_MECHANISM mechanism = { CKM_RSA_PKCS_PSS, &parameters,
				sizeof parameters };
			return sign(key, &mechanism, request->bytes, request->size, out_signature);
		}
	return CKR_MECHANISM_INVALID;
}

static void put_integer(GByteArray *out, const unsigned char *bytes, size_t size)
{
	g_autoptr(GByteArray) number = g_byte_array_new();

	for (; size > 1 && *bytes == 0; size--)
		bytes++;
	if ((*bytes & 0x80) != 0)
		g_byte_array_append(number, (const guint8 *)"", 1);
	g_byte_array_append(number, bytes, (guint)size);
	der_put_array(out, DER_INTEGER, number);
}

/* PKCS#11 gives r and s, one behind the other; CMS wants a SEQUENCE of them. */
static CK_RV sign_ecdsa(TokenKey *key, const SignRequest *request, GBytes **out_signature)
{
	CK_MECHANISM mechanism = { CKM_ECDSA, NULL, 0 };
	g_autoptr(GBytes) raw = NULL;
	CK_RV answer = sign(key, &mechanism, request->bytes, request->size, &raw);
	if (answer != CKR_OK)
		return answer;

	gsize size;
	const unsigned char *bytes = g_bytes_get_data(raw, &size);
	g_autoptr(GByteArray) parts = g_byte_array_new();
	GByteArray *whole = g_byte_array_new();
	if (size >= 2 && size % 2 == 0) {
		put_integer(parts, bytes, size / 2);
		put_integer(parts, bytes + size / 2, size / 2);
	}
	der_put_array(whole, DER_SEQUENCE, parts);
	*out_signature = g_byte_array_free_to_bytes(whole);
	return CKR_OK;
}

static CK_RV sign_ed25519(TokenKey *key, const SignRequest *request, GBytes **out_signature)
{
	CK_MECHANISM mechanism = { CKM_EDDSA, NULL, 0 };

	return sign(key, &mechanism, request->bytes, request->size, out_signature);
}

CK_RV token_key_sign(TokenKey *key, const SignRequest *request, GBytes **out_signature)
{
	switch (request->algorithm.scheme) {
	case SCHEME_PKCS1:
		return sign_pkcs1(key, request, out_signature);
	case SCHEME_PSS:
		return sign_pss(key, request, out_signature);
	case SCHEME_ECDSA:
		return sign_ecdsa(key, request, out_signature);
	case SCHEME_ED25519:
		return sign_ed25519(key, request, out_signature);
	}
	return CKR_MECHANISM_INVALID;
}

/* SubjectPublicKeyInfo { algorithm, BIT STRING } as OpenSSL reads it. */
static EVP_PKEY *parse_public(const GByteArray *algorithm, const void *bytes, size_t size)
{
	g_autoptr(GByteArray) bits = g_byte_array_new(), parts = g_byte_array_new();
	g_autoptr(GByteArray) whole = g_byte_array_new();

	g_byte_array_append(bits, (const guint8 *)"", 1);
	g_byte_array_append(bits, bytes, (guint)size);
	g_byte_array_append(parts, algorithm->data, algorithm->len);
	der_put_array(parts, DER_BITS, bits);
	der_put_array(whole, DER_SEQUENCE, parts);
	const unsigned char *at = whole->data;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &at, whole->len);
	ERR_clear_error();
	return key;
}

static void put_number(GByteArray *out, GBytes *number)
{
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(number, &size);

	put_integer(out, bytes, size);
}

static EVP_PKEY *read_rsa(Token *token, CK_OBJECT_HANDLE object)
{
	g_autoptr(GBytes) modulus = token_read(token, object, CKA_MODULUS);
	g_autoptr(GBytes) exponent = token_read(token, object, CKA_PUBLIC_EXPONENT);
	g_autoptr(GByteArray) parts = g_byte_array_new(), numbers = g_byte_array_new();
	g_autoptr(GByteArray) algorithm = g_byte_array_new();

	if (modulus == NULL || exponent == NULL)
		return NULL;
	put_number(parts, modulus);
	put_number(parts, exponent);
	der_put_array(numbers, DER_SEQUENCE, parts);
	der_put_algorithm(algorithm, NID_rsaEncryption, true);
	return parse_public(algorithm, numbers->data, numbers->len);
}

/* The point is an OCTET STRING, but some tokens give its content. */
static EVP_PKEY *read_point(Token *token, CK_OBJECT_HANDLE object, const GByteArray *algorithm)
{
	g_autoptr(GBytes) value = token_read(token, object, CKA_EC_POINT);
	DerSpan all, point;
	if (value == NULL)
		return NULL;

	gsize size;
	const unsigned char *bytes = g_bytes_get_data(value, &size);
	all = (DerSpan) { bytes, size };
	EVP_PKEY *key = NULL;
	if (der_take_tag(&all, DER_OCTETS, &point) && all.left == 0)
		key = parse_public(algorithm, point.at, point.left);
	return key != NULL ? key : parse_public(algorithm, bytes, size);
}

static EVP_PKEY *read_ec(Token *token, CK_OBJECT_HANDLE object)
{
	g_autoptr(GBytes) curve = token_read(token, object, CKA_EC_PARAMS);
	g_autoptr(GByteArray) parts = g_byte_array_new(), algorithm = g_byte_array_new();

	if (curve == NULL)
		return NULL;
	der_put_oid(parts, NID_X9_62_id_ecPublicKey);
	g_byte_array_append(parts, g_bytes_get_data(curve, NULL), (guint)g_bytes_get_size(curve));
	der_put_array(algorithm, DER_SEQUENCE, parts);
	return read_point(token, object, algorithm);
}

static EVP_PKEY *read_public(Token *token, CK_OBJECT_HANDLE object)
{
	g_autoptr(GByteArray) algorithm = g_byte_array_new();

	switch (token_read_number(token, object, CKA_KEY_TYPE, CK_UNAVAILABLE_INFORMATION)) {
	case CKK_RSA:
		return read_rsa(token, object);
	case CKK_EC:
		return read_ec(token, object);
	case CKK_EC_EDWARDS:
		der_put_algorithm(algorithm, NID_ED25519, false);
		return read_point(token, object, algorithm);
	}
	return NULL;
}

static EVP_PKEY *read_certificate(Token *token, CK_OBJECT_HANDLE object)
{
	g_autoptr(GBytes) der = token_read(token, object, CKA_VALUE);
	g_autoptr(X509) certificate = der == NULL ? NULL : certificate_parse(der);

	return certificate == NULL ? NULL : X509_get_pubkey(certificate);
}

EVP_PKEY *token_key_public(TokenKey *key)
{
	Token *token = &key->token;
	EVP_PKEY *public = read_public(token, key->key);
	g_autoptr(GBytes) id = token_read(token, key->key, CKA_ID);
	TokenUri same = { .id = id };
	if (public != NULL || id == NULL)
		return public;

	g_autoptr(GArray) keys = token_find(token, CKO_PUBLIC_KEY, &same);
	for (unsigned i = 0; public == NULL && i < keys->len; i++)
	public = read_public(token, g_array_index(keys, CK_OBJECT_HANDLE, i));
	g_autoptr(GArray) certificates = token_find(token, CKO_CERTIFICATE, &same);
	for (unsigned i = 0; public == NULL && i < certificates->len; i++)
	public = read_certificate(token, g_array_index(certificates, CK_OBJECT_HANDLE, i));
	return public;
}
