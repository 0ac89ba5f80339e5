/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No byte of a signature's value may be changed unseen:
 *  1. the encoding is the one that the rest implies (signed_shell.c);
 *  2. parameters of algorithms are absent or NULL, but for RSASSA-PSS (signed_value.c);
 *  3. the signer is named with the very bytes of the certificate's issuer;
 *  4. what follows the SignedData is zeros.
 */
#include "signer/signed_data.h"

#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/der.h"

#include <openssl/err.h>
#include <string.h>

enum { SHA1_BYTES = 20 };

static bool fail_format(SignatureReport *report)
{
	ERR_clear_error();
	return report_fail(report, "FORMAT_FAILURE", _("the signature value is no proper CMS"));
}

void signed_data_clear(SignedData *data)
{
	CMS_ContentInfo_free(data->cms);
	certificate_stack_free(data->certificates);
	g_clear_pointer(&data->attributes, g_bytes_unref);
	g_clear_pointer(&data->content, g_bytes_unref);
	g_clear_pointer(&data->value, g_bytes_unref);
	ERR_clear_error();
}

static GBytes *make_bytes(const ASN1_STRING *string)
{
	return g_bytes_new(ASN1_STRING_get0_data(string), (gsize)ASN1_STRING_length(string));
}

static bool check_padding(
	const unsigned char *at, const unsigned char *end, SignatureReport *report)
{
	for (; at < end; at++)
		if (*at != 0)
			return report_fail(report, "FORMAT_FAILURE",
				_("the padding behind the signature value was changed"));
	return true;
}

/* A content within can only be the digest of adbe.pkcs7.sha1 (ISO 32000-1, 12.8.3.3). */
static bool take_content(SignedData *data)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(data->cms);

	if (content == NULL || OBJ_obj2nid(CMS_get0_eContentType(data->cms)) != NID_pkcs7_data)
		return false;
	if (*content != NULL)
		data->content = make_bytes(*content);
	return data->content == NULL || g_bytes_get_size(data->content) == SHA1_BYTES;
}

static bool parse(GBytes *contents, SignedData *data, SignatureReport *report)
{
	gsize size;
	const unsigned char *at = g_bytes_get_data(contents, &size);

	if (size == 0)
		return fail_format(report);
	const unsigned char *end = at + size;
	data->cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	if (data->cms == NULL || OBJ_obj2nid(CMS_get0_type(data->cms)) != NID_pkcs7_signed)
		return fail_format(report);
	if (!check_padding(at, end, report))
		return false;

	STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(data->cms);
	if (sk_CMS_SignerInfo_num(infos) > 1)
		return report_fail(report, "FORMAT_FAILURE",
			_("several signers share one signature value, which PDF does not allow"));
	if (sk_CMS_SignerInfo_num(infos) != 1 || !take_content(data))
		return fail_format(report);
	data->info = sk_CMS_SignerInfo_value(infos, 0);
	data->value = make_bytes(CMS_SignerInfo_get0_signature(data->info));
	data->certificates = CMS_get1_certs(data->cms);
	return true;
}

static bool names_fit(CMS_SignerInfo *info, X509 *certificate)
{
	ASN1_OCTET_STRING *key_id = NULL;
	X509_NAME *issuer = NULL;
	ASN1_INTEGER *serial = NULL;
	unsigned char *said = NULL, *real = NULL;

	if (CMS_SignerInfo_get0_signer_id(info, &key_id, &issuer, &serial) != 1)
		return false;
	if (issuer == NULL)
		return true;
	int said_size = i2d_X509_NAME(issuer, &said);
	int real_size = i2d_X509_NAME(X509_get_issuer_name(certificate), &real);
	bool fit = said_size > 0 && said_size == real_size &&
		memcmp(said, real, (size_t)said_size) == 0;
	OPENSSL_free(said);
	OPENSSL_free(real);
	return fit;
}

static X509 *find_signer(const SignedData *data)
{
	for (int i = 0; i < sk_X509_num(data->certificates); i++) {
		X509 *certificate = sk_X509_value(data->certificates, i);
		if (CMS_SignerInfo_cert_cmp(data->info, certificate) == 0 &&
			names_fit(data->info, certificate))
			return certificate;
	}
	return NULL;
}

static char *show_algorithm(const SignedData *data)
{
	KeyShape key = certificate_key(data->signer);
	bool pss = data->info != NULL && signed_data_algorithm(data, NULL) == NID_rsassaPss;

	return algorithm_show(
		pss ? KEY_RSA_PSS : key.kind, key.bits, EVP_MD_get_type(data->digest));
}

static void describe(const SignedData *data, SignatureReport *report)
{
	report_describe_signer(report, data->signer);
	report->demonstration = certificate_is_demonstration(data->signer);
	report->algorithm = show_algorithm(data);
}

/* SHAKE-256 is that of RFC 8419, with 64 bytes; others of no fixed length are none: nobody says how
 * much of it was signed. */
static bool read_digest(SignedData *data)
{
	X509_ALGOR *digest = NULL;
	const ASN1_OBJECT *object = NULL;

	CMS_SignerInfo_get0_algs(data->info, NULL, NULL, &digest, NULL);
	X509_ALGOR_get0(&object, NULL, NULL, digest);
	data->digest = EVP_get_digestbyobj(object);
	data->covers = data->content != NULL ? EVP_sha1() : data->digest;
	return data->digest != NULL &&
		((EVP_MD_get_flags(data->digest) & EVP_MD_FLAG_XOF) == 0 ||
			EVP_MD_get_type(data->digest) == NID_shake256);
}

bool signed_data_read(GBytes *contents, SignedData *data, SignatureReport *report)
{
	*data = (SignedData) { 0 };
	if (!parse(contents, data, report))
		return false;
	if (!read_digest(data))
		return report_doubt(report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature uses a digest algorithm that is unknown"));
	if (!signed_data_check_shell(contents, data))
		return fail_format(report);
	data->signer = find_signer(data);
	if (data->signer == NULL)
		return report_doubt(report, "NO_SIGNING_CERTIFICATE_FOUND",
			_("the signature does not hold its signer's certificate"));
	describe(data, report);
	return true;
}

/* The digest that a signature by PKCS#1 v1.5 says it is over; NULL: it is none of this key. */
static const EVP_MD *recover_digest(EVP_PKEY *key, GBytes *value)
{
	static const int nids[] = { NID_sha1, NID_sha256, NID_sha384, NID_sha512 };
	unsigned char found[EVP_MAX_MD_SIZE];

	for (size_t i = 0; i < G_N_ELEMENTS(nids); i++) {
		const EVP_MD *digest = EVP_get_digestbynid(nids[i]);
		size_t size = sizeof found;
		g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(key, NULL);
		if (context != NULL && EVP_PKEY_verify_recover_init(context) == 1 &&
			EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
			EVP_PKEY_CTX_set_signature_md(context, digest) == 1 &&
			EVP_PKEY_verify_recover(context, found, &size,
				g_bytes_get_data(value, NULL), g_bytes_get_size(value)) == 1)
			return digest;
	}
	return NULL;
}

bool signed_data_read_bare(
	GBytes *contents, CertificateStack *certificates, SignedData *data, SignatureReport *report)
{
	gsize size;
	const unsigned char *at = g_bytes_get_data(contents, &size), *end = at + size;
	DerSpan in = { at, size }, content;

	*data = (SignedData) { .certificates = certificates };
	if (!der_take_tag(&in, DER_OCTETS, &content))
		return report_fail(
			report, "FORMAT_FAILURE", _("the signature value is not one of its kind"));
	if (!check_padding(in.at, end, report))
		return false;
	data->value = g_bytes_new(content.at, content.left);
	data->signer = sk_X509_num(certificates) > 0 ? sk_X509_value(certificates, 0) : NULL;
	if (data->signer == NULL)
		return report_doubt(report, "NO_SIGNING_CERTIFICATE_FOUND",
			_("the signature does not hold its signer's certificate"));
	EVP_PKEY *key = X509_get0_pubkey(data->signer);
	data->digest = key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA
		? NULL
		: recover_digest(key, data->value);
	ERR_clear_error();
	data->covers = data->digest;
	if (data->digest == NULL)
		return report_fail(report, "SIG_CRYPTO_FAILURE",
			_("the signature value was not made by the certificate's key"));
	describe(data, report);
	return true;
}
