/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The value of a signature is one over the signed attributes or, without any, over the content
 * (RFC 5652, 5.4). OpenSSL 3.0 verifies what has attributes and an algorithm that it knows in CMS;
 * Ed25519 and Ed448 (RFC 8419), plain ECDSA (BSI TR-03111) and what has no attributes are verified
 * with the key itself.
 */
#include "base/i18n.h"
#include "signer/binding.h"
#include "signer/certificate.h"
#include "signer/signed_data.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <string.h>

const ASN1_STRING *signed_data_attribute(const SignedData *data, int nid, int type)
{
	if (data->info == NULL)
		return NULL;
	/* -3: one attribute with one value */
	return CMS_signed_get0_data_by_OBJ(data->info, OBJ_nid2obj(nid), -3, type);
}

int signed_data_algorithm(const SignedData *data, int *out_parameter)
{
	X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;

	CMS_SignerInfo_get0_algs(data->info, NULL, NULL, NULL, &algorithm);
	X509_ALGOR_get0(&object, out_parameter, NULL, algorithm);
	return OBJ_obj2nid(object);
}

/* The last number of the signature algorithm's identifier if it begins with `prefix`, else 0. */
static unsigned algorithm_under(const SignedData *data, const void *prefix, size_t size)
{
	X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;

	CMS_SignerInfo_get0_algs(data->info, NULL, NULL, NULL, &algorithm);
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	const unsigned char *bytes = OBJ_get0_data(object);
	return OBJ_length(object) == size + 1 && memcmp(bytes, prefix, size) == 0 ? bytes[size] : 0;
}

/* The digest of ecdsa-plain-… (BSI TR-03111, 5.2.1.1), or NID_undef. */
static int plain_digest(const SignedData *data)
{
	static const unsigned char prefix[] = { 0x04, 0x00, 0x7F, 0x00, 0x07, 0x01, 0x01, 0x04,
		0x01 };
	static const int digests[] = { NID_undef, NID_sha1, NID_sha224, NID_sha256, NID_sha384,
		NID_sha512 };
	unsigned number = algorithm_under(data, prefix, sizeof prefix);

	return number < G_N_ELEMENTS(digests) ? digests[number] : NID_undef;
}

/* id-ecSigType or ecdsa-with-Specified: the digest is said elsewhere. */
static bool is_ecdsa_alone(const SignedData *data, int nid)
{
	static const unsigned char type[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D };

	return nid == NID_ecdsa_with_Specified || nid == NID_X9_62_id_ecPublicKey ||
		algorithm_under(data, type, sizeof type) == 4;
}

static const struct {
	int algorithm, key, digest;
} pure[] = {
	{ NID_ED25519, EVP_PKEY_ED25519, NID_sha512 },
	{ NID_ED448, EVP_PKEY_ED448, NID_shake256 }, /* RFC 8419, 3.1 */
};

static bool is_pure(int nid)
{
	return nid == pure[0].algorithm || nid == pure[1].algorithm;
}

/* Does the signature algorithm say the digest and the key that are used? */
static bool check_algorithm(const SignedData *data)
{
	EVP_PKEY *key = X509_get0_pubkey(data->signer);
	int parameter, digest, kind, nid = signed_data_algorithm(data, &parameter);
	int type = key == NULL ? 0 : EVP_PKEY_get_base_id(key);
	int used = EVP_MD_get_type(data->digest);
	const Digest *known = digest_find_nid(used);

	if (nid == NID_rsassaPss)
		return type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS;
	if (plain_digest(data) != NID_undef)
		return type == EVP_PKEY_EC && plain_digest(data) == used;
	if (type == EVP_PKEY_EC && is_ecdsa_alone(data, nid))
		return true;
	if (parameter != V_ASN1_UNDEF && parameter != V_ASN1_NULL)
		return false;
	if (nid == NID_rsaEncryption)
		return type == EVP_PKEY_RSA;
	for (size_t i = 0; i < G_N_ELEMENTS(pure); i++)
		if (nid == pure[i].algorithm)
			return type == pure[i].key && parameter == V_ASN1_UNDEF &&
				used == pure[i].digest;
	/* OpenSSL 3.0 does not know all that our table does */
	if (known != NULL && nid != NID_undef && (nid == known->pkcs1 || nid == known->ecdsa))
		return type == (nid == known->pkcs1 ? EVP_PKEY_RSA : EVP_PKEY_EC);
	return OBJ_find_sigid_algs(nid, &digest, &kind) == 1 && kind == type && digest == used;
}

/* r and s side by side as the SEQUENCE that OpenSSL wants; NULL if they are none. */
static GBytes *wrap_plain(GBytes *value)
{
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(value, &size);
	ECDSA_SIG *pair = ECDSA_SIG_new();
	unsigned char *der = NULL;

	g_assert(pair != NULL);
	if (size > 0 && size % 2 == 0)
		ECDSA_SIG_set0(pair, BN_bin2bn(bytes, (int)size / 2, NULL),
			BN_bin2bn(bytes + size / 2, (int)size / 2, NULL));
	int length = i2d_ECDSA_SIG(pair, &der);
	GBytes *wrapped = length > 0 ? g_bytes_new(der, (gsize)length) : NULL;
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
	return wrapped;
}

static bool is_right_over_digest(
	const SignedData *data, int nid, const unsigned char *digest, size_t size)
{
	KeyShape key = certificate_key(data->signer);
	Algorithm algorithm = { SCHEME_PKCS1, digest_find_nid(EVP_MD_get_type(data->digest)) };
	bool plain = data->info != NULL && plain_digest(data) != NID_undef;
	g_autoptr(GBytes) wrapped = plain ? wrap_plain(data->value) : NULL;

	if (key.kind == KEY_EC)
		algorithm.scheme = SCHEME_ECDSA;
	else if (nid == NID_rsassaPss || key.kind == KEY_RSA_PSS)
		algorithm.scheme = SCHEME_PSS;
	return algorithm.digest != NULL &&
		algorithm_verify(&algorithm, X509_get0_pubkey(data->signer), digest, size,
			wrapped != NULL ? wrapped : data->value);
}

/* `digest`: of the content. */
static bool is_right(const SignedData *data, const unsigned char *digest, size_t size)
{
	const Algorithm ed = { SCHEME_ED25519, digest_find("sha512") };
	int nid = data->info == NULL ? NID_rsaEncryption : signed_data_algorithm(data, NULL);
	unsigned char of_attributes[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	gsize attributes_size = 0;

	if (data->attributes == NULL)
		return !is_pure(nid) && is_right_over_digest(data, nid, digest, size);
	const void *attributes = g_bytes_get_data(data->attributes, &attributes_size);
	if (is_pure(nid))
		return algorithm_verify(&ed, X509_get0_pubkey(data->signer), attributes,
			attributes_size, data->value);
	if (plain_digest(data) != NID_undef)
		return EVP_Digest(attributes, attributes_size, of_attributes, &length, data->digest,
			       NULL) == 1 &&
			is_right_over_digest(data, nid, of_attributes, length);
	CMS_SignerInfo_set1_signer_cert(data->info, data->signer);
	return CMS_SignerInfo_verify(data->info) == 1;
}

static bool is_content(const SignedData *data, const unsigned char *digest, size_t size)
{
	return g_bytes_get_size(data->content) == size &&
		memcmp(g_bytes_get_data(data->content, NULL), digest, size) == 0;
}

/* Signed attributes are needed by CAdES alone; where there are some, they must be whole. */
static bool check_attributes(
	SignedData *data, const unsigned char *digest, size_t size, SignatureReport *report)
{
	const void *type = CMS_signed_get0_data_by_OBJ(
		data->info, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
	const ASN1_STRING *said =
		signed_data_attribute(data, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);

	if (type == NULL || OBJ_obj2nid(type) != NID_pkcs7_data || said == NULL)
		return report_fail(
			report, "FORMAT_FAILURE", _("the signature value is no proper CMS"));
	return ((size_t)ASN1_STRING_length(said) == size &&
		       memcmp(ASN1_STRING_get0_data(said), digest, size) == 0) ||
		report_fail(
			report, "HASH_FAILURE", _("the document was changed after it was signed"));
}

bool signed_data_check_value(
	SignedData *data, const unsigned char *digest, size_t size, SignatureReport *report)
{
	unsigned char of_content[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	if (data->content != NULL) {
		if (!is_content(data, digest, size))
			return report_fail(report, "HASH_FAILURE",
				_("the document was changed after it was signed"));
		if (EVP_Digest(digest, size, of_content, &length, data->digest, NULL) != 1)
			return report_doubt(report, "CRYPTO_CONSTRAINTS_FAILURE",
				_("the signature uses a digest algorithm that is unknown"));
		digest = of_content;
		size = length;
	}
	if (data->attributes != NULL && !check_attributes(data, digest, size, report))
		return false;
	if (data->info != NULL && !check_algorithm(data))
		return report_doubt(report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature algorithm is unknown, or does not fit key and digest"));
	bool right = is_right(data, digest, size);
	ERR_clear_error();
	/* without attributes nothing tells which of the two it was */
	if (!right)
		return report_fail(report, "SIG_CRYPTO_FAILURE",
			data->attributes != NULL
				? _("the signature value was not made by the certificate's key")
				: _("the document was changed after it was signed, or not signed "
				    "by the certificate's key"));
	report->intact = true;
	return true;
}

bool signed_data_is_bound(const SignedData *data)
{
	return data->info != NULL &&
		binding_check(data->info, data->signer, data->certificates) == BINDING_FITS;
}

bool signed_data_check_rules(SignedData *data, bool cades, SignatureReport *report)
{
	Binding binding = data->info == NULL
		? BINDING_NONE
		: binding_check(data->info, data->signer, data->certificates);

	if (cades && data->attributes == NULL)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the signature lacks the attributes that bind it"));
	if (binding == BINDING_WRONG)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the signature names another certificate than the one it holds"));
	if (binding == BINDING_NONE && cades)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the signature does not say which certificate it belongs to"));
	if (!certificate_may_sign(data->signer))
		return report_doubt(report, "CHAIN_CONSTRAINTS_FAILURE",
			_("the certificate does not allow digital signatures (key usage)"));
	return true;
}

GPtrArray *signed_data_tokens(const SignedData *data)
{
	GPtrArray *tokens = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	int nid = NID_id_smime_aa_timeStampToken;
	int at = data->info == NULL ? -1 : CMS_unsigned_get_attr_by_NID(data->info, nid, -1);

	for (; at >= 0; at = CMS_unsigned_get_attr_by_NID(data->info, nid, at)) {
		X509_ATTRIBUTE *attribute = CMS_unsigned_get_attr(data->info, at);
		for (int i = 0; i < X509_ATTRIBUTE_count(attribute); i++) {
			const ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, i);
			if (value->type == V_ASN1_SEQUENCE)
				g_ptr_array_add(tokens,
					g_bytes_new(value->value.sequence->data,
						(gsize)value->value.sequence->length));
		}
	}
	return tokens;
}
