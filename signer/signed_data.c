/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A signature protects its attributes and, through them, the content and the certificate; it does
 * not protect the shell around them. So that no byte of the shell can be changed unseen either:
 *  1. the encoding is walked over: versions, algorithms and types must be the very ones that the
 *     rest implies (RFC 5652, 5.1 and 5.3);
 *  2. parameters of algorithms are absent or NULL, but for RSASSA-PSS;
 *  3. the signer is named with the very bytes of the certificate's issuer;
 *  4. what follows the SignedData is zeros.
 * OpenSSL 3.0 knows no Ed25519 in CMS (RFC 8419): that is verified over the attributes as they stand.
 */
#include "signer/signed_data.h"

#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/der.h"

#include <openssl/err.h>
#include <string.h>

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
	ERR_clear_error();
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
	for (; at < end; at++)
		if (*at != 0)
			return report_fail(report, "FORMAT_FAILURE",
				_("the padding behind the signature value was changed"));

	STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(data->cms);
	ASN1_OCTET_STRING **content = CMS_get0_content(data->cms);
	if (sk_CMS_SignerInfo_num(infos) != 1 || content == NULL || *content != NULL ||
		OBJ_obj2nid(CMS_get0_eContentType(data->cms)) != NID_pkcs7_data)
		return fail_format(report);
	data->info = sk_CMS_SignerInfo_value(infos, 0);
	data->certificates = CMS_get1_certs(data->cms);
	return true;
}

/* A small INTEGER, or -1. */
static int take_version(DerSpan *in)
{
	DerSpan content;

	return der_take_tag(in, DER_INTEGER, &content) && content.left == 1 ? *content.at : -1;
}

static bool is_algorithm(DerSpan one, int nid)
{
	DerSpan oid, parameters;
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);

	return der_take_tag(&one, DER_OID, &oid) && oid.left == OBJ_length(object) &&
		memcmp(oid.at, OBJ_get0_data(object), oid.left) == 0 &&
		(one.left == 0 ||
			(der_take_tag(&one, DER_NULL, &parameters) && parameters.left == 0 &&
				one.left == 0));
}

/* As they are signed: with the tag of a SET (RFC 5652, 5.4). */
static GBytes *copy_attributes(DerSpan info)
{
	unsigned char tag;
	DerSpan whole;

	if (!der_take(&info, &tag, NULL, &whole) || tag != DER_CONTEXT_0)
		return NULL;
	unsigned char *set = g_memdup2(whole.at, whole.left);
	*set = DER_SET;
	return g_bytes_new_take(set, whole.left);
}

static bool walk_info(int outer, DerSpan infos, DerSpan algorithms, SignedData *data)
{
	DerSpan info, sid, digest, listed;
	unsigned char tag;
	bool found = false;

	if (!der_take_tag(&infos, DER_SEQUENCE, &info))
		return false;
	int version = take_version(&info);
	if (!der_take(&info, &tag, &sid, NULL) || version != (tag == DER_SEQUENCE ? 1 : 3) ||
		version != outer || !der_take_tag(&info, DER_SEQUENCE, &digest) ||
		!is_algorithm(digest, EVP_MD_get_type(data->digest)))
		return false;
	if (info.left == 0 || (*info.at != DER_CONTEXT_0 && *info.at != DER_SEQUENCE) ||
		!der_is_strict(info))
		return false;
	data->attributes = copy_attributes(info);
	while (der_take_tag(&algorithms, DER_SEQUENCE, &listed))
		found |= is_algorithm(listed, EVP_MD_get_type(data->digest));
	return found && algorithms.left == 0;
}

static bool walk(DerSpan all, SignedData *data)
{
	DerSpan content, wrapped, body, algorithms, infos;
	unsigned char tag;
	bool others = false;

	if (!der_take_tag(&all, DER_SEQUENCE, &content) || !der_take_tag(&content, DER_OID, NULL) ||
		!der_take_tag(&content, DER_CONTEXT_0, &wrapped) ||
		!der_take_tag(&wrapped, DER_SEQUENCE, &body))
		return false;
	int version = take_version(&body);
	if (!der_take_tag(&body, DER_SET, &algorithms) || !der_take_tag(&body, DER_SEQUENCE, NULL))
		return false;
	/* certificates [0] and revocation lists [1] stand before the signers */
	while (der_take(&body, &tag, &infos, NULL) &&
		(tag == DER_CONTEXT_0 || tag == DER_CONTEXT_1))
		others = true;
	return others && tag == DER_SET && body.left == 0 &&
		walk_info(version, infos, algorithms, data);
}

/* Some write with indefinite lengths (BER): those are judged in OpenSSL's rewriting. */
static bool check_shell(GBytes *contents, SignedData *data)
{
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(contents, &size);

	if (size < 2 || bytes[1] != 0x80)
		return walk((DerSpan) { bytes, size }, data);
	unsigned char *der = NULL;
	int length = i2d_CMS_ContentInfo(data->cms, &der);
	bool fine = length > 0 && walk((DerSpan) { der, (size_t)length }, data);
	OPENSSL_free(der);
	return fine;
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

static int find_algorithm(const SignedData *data, int *out_parameter)
{
	X509_ALGOR *algorithm = NULL;
	const ASN1_OBJECT *object = NULL;

	CMS_SignerInfo_get0_algs(data->info, NULL, NULL, NULL, &algorithm);
	X509_ALGOR_get0(&object, out_parameter, NULL, algorithm);
	return OBJ_obj2nid(object);
}

/* "RSA 2048, SHA-256" */
static char *show_algorithm(const SignedData *data)
{
	int type = EVP_MD_get_type(data->digest);
	const Digest *known = digest_find_nid(type);
	KeyShape key = certificate_key(data->signer);
	bool pss = find_algorithm(data, NULL) == NID_rsassaPss;

	return g_strdup_printf("%s %u, %s", key_kind_name(pss ? KEY_RSA_PSS : key.kind), key.bits,
		known != NULL ? known->shown : OBJ_nid2sn(type));
}

static void describe(const SignedData *data, SignatureReport *report)
{
	X509 *signer = data->signer;

	report->subject = certificate_show_name(X509_get_subject_name(signer));
	report->common_name = certificate_dup_subject(signer, NID_commonName);
	report->issuer = certificate_show_name(X509_get_issuer_name(signer));
	report->not_before = certificate_show_time(X509_get0_notBefore(signer));
	report->not_after = certificate_show_time(X509_get0_notAfter(signer));
	report->demonstration = certificate_is_demonstration(signer);
	report->algorithm = show_algorithm(data);
}

bool signed_data_read(GBytes *contents, SignedData *data, SignatureReport *report)
{
	X509_ALGOR *digest = NULL;
	const ASN1_OBJECT *object = NULL;

	*data = (SignedData) { 0 };
	if (!parse(contents, data, report))
		return false;
	CMS_SignerInfo_get0_algs(data->info, NULL, NULL, &digest, NULL);
	X509_ALGOR_get0(&object, NULL, NULL, digest);
	data->digest = EVP_get_digestbyobj(object);
	/* of no fixed length: nobody says how much of it was signed */
	if (data->digest == NULL || (EVP_MD_get_flags(data->digest) & EVP_MD_FLAG_XOF) != 0)
		return report_doubt(report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature uses a digest algorithm that is unknown"));
	if (!check_shell(contents, data))
		return fail_format(report);
	data->signer = find_signer(data);
	if (data->signer == NULL)
		return report_doubt(report, "NO_SIGNING_CERTIFICATE_FOUND",
			_("the signature does not hold its signer's certificate"));
	describe(data, report);
	return true;
}

static const ASN1_STRING *find_attribute(const SignedData *data, int nid, int type)
{
	/* -3: one attribute with one value */
	return CMS_signed_get0_data_by_OBJ(data->info, OBJ_nid2obj(nid), -3, type);
}

static bool check_attributes(const SignedData *data)
{
	const void *type = CMS_signed_get0_data_by_OBJ(
		data->info, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);

	return type != NULL && OBJ_obj2nid(type) == NID_pkcs7_data &&
		find_attribute(data, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING) != NULL;
}

/* Does the signature algorithm say the digest and the key that are used? */
static bool check_algorithm(const SignedData *data)
{
	EVP_PKEY *key = X509_get0_pubkey(data->signer);
	int parameter, digest, kind, nid = find_algorithm(data, &parameter);
	int type = key == NULL ? 0 : EVP_PKEY_get_base_id(key);
	const Digest *known = digest_find_nid(EVP_MD_get_type(data->digest));

	if (nid == NID_rsassaPss)
		return type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS;
	if (parameter != V_ASN1_UNDEF && parameter != V_ASN1_NULL)
		return false;
	if (nid == NID_rsaEncryption)
		return type == EVP_PKEY_RSA;
	if (nid == NID_ED25519)
		return type == EVP_PKEY_ED25519 && parameter == V_ASN1_UNDEF &&
			EVP_MD_get_type(data->digest) == NID_sha512;
	/* OpenSSL 3.0 does not know all that our table does */
	if (known != NULL && nid != NID_undef && (nid == known->pkcs1 || nid == known->ecdsa))
		return type == (nid == known->pkcs1 ? EVP_PKEY_RSA : EVP_PKEY_EC);
	return OBJ_find_sigid_algs(nid, &digest, &kind) == 1 && kind == type &&
		digest == EVP_MD_get_type(data->digest);
}

static bool is_right(const SignedData *data)
{
	const Algorithm pure = { SCHEME_ED25519, digest_find("sha512") };
	gsize size;

	if (find_algorithm(data, NULL) != NID_ED25519) {
		CMS_SignerInfo_set1_signer_cert(data->info, data->signer);
		return CMS_SignerInfo_verify(data->info) == 1;
	}
	const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(data->info);
	g_autoptr(GBytes) signature =
		g_bytes_new(ASN1_STRING_get0_data(value), (gsize)ASN1_STRING_length(value));
	if (data->attributes == NULL)
		return false;
	const void *bytes = g_bytes_get_data(data->attributes, &size);
	return algorithm_verify(&pure, X509_get0_pubkey(data->signer), bytes, size, signature);
}

bool signed_data_check_value(
	SignedData *data, const unsigned char *digest, size_t size, SignatureReport *report)
{
	if (CMS_signed_get_attr_count(data->info) <= 0)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the signature lacks the attributes that bind it"));
	if (!check_attributes(data))
		return fail_format(report);
	const ASN1_STRING *said =
		find_attribute(data, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
	if ((size_t)ASN1_STRING_length(said) != size ||
		memcmp(ASN1_STRING_get0_data(said), digest, size) != 0)
		return report_fail(
			report, "HASH_FAILURE", _("the document was changed after it was signed"));
	if (!check_algorithm(data))
		return report_doubt(report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature algorithm is unknown, or does not fit key and digest"));
	bool right = is_right(data);
	ERR_clear_error();
	if (!right)
		return report_fail(report, "SIG_CRYPTO_FAILURE",
			_("the signature value was not made by the certificate's key"));
	report->intact = true;
	return true;
}

static bool is_strong_digest(const EVP_MD *digest)
{
	const Digest *known = digest_find_nid(EVP_MD_get_type(digest));

	return known != NULL && policy_allows_digest(policy_widest(), known);
}

/* signing-certificate-v2 (RFC 5035): 1 fits, 0 is not there, -1 names another certificate. */
static int check_binding(const SignedData *data)
{
	const ASN1_STRING *value =
		find_attribute(data, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
	if (value == NULL)
		return 0;

	const unsigned char *at = ASN1_STRING_get0_data(value);
	g_autoptr(ESS_SIGNING_CERT_V2) binding =
		d2i_ESS_SIGNING_CERT_V2(NULL, &at, ASN1_STRING_length(value));
	STACK_OF(X509) *chain = sk_X509_new_null();
	g_assert(chain != NULL);
	sk_X509_push(chain, data->signer);
	for (int i = 0; i < sk_X509_num(data->certificates); i++)
		if (sk_X509_value(data->certificates, i) != data->signer)
			sk_X509_push(chain, sk_X509_value(data->certificates, i));
	bool fits = binding != NULL && OSSL_ESS_check_signing_certs(NULL, binding, chain, 1) > 0;
	sk_X509_free(chain);
	ERR_clear_error();
	return fits ? 1 : -1;
}

bool signed_data_check_rules(SignedData *data, bool cades, SignatureReport *report)
{
	int binding = check_binding(data);

	if (binding < 0)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the signature names another certificate than the one it holds"));
	if (binding == 0 && cades)
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the signature does not say which certificate it belongs to"));
	if (!is_strong_digest(data->digest))
		return report_doubt(report, "CRYPTO_CONSTRAINTS_FAILURE",
			_("the signature uses a weak digest algorithm"));
	if (!certificate_is_strong(data->signer))
		return report_doubt(
			report, "CRYPTO_CONSTRAINTS_FAILURE", _("the signer's key is too weak"));
	if (!certificate_may_sign(data->signer))
		return report_doubt(report, "SIG_CONSTRAINTS_FAILURE",
			_("the certificate does not allow digital signatures (key usage)"));
	return true;
}
