/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A token is a SignedData over a TSTInfo. What must hold before a word of it counts:
 *  1. one signer, signed attributes with content-type TSTInfo and a message digest: without them
 *     the same value could be one over attributes (RFC 5652, 11.1 and 11.2);
 *  2. a certificate that the signer is named by, and that ESSCertID or ESSCertIDv2 in the signed
 *     attributes binds (RFC 5816): another one with the same key is another one;
 *  3. the signature is that certificate's, which is for time-stamps alone (RFC 3161, 2.3), and it
 *     was valid at the time that is stamped.
 * OpenSSL's TS_RESP_verify_response() would want anchors and its own clock for it, and reads the
 * token as PKCS#7.
 */
#include "signer/timestamp.h"

#include "base/i18n.h"
#include "signer/binding.h"
#include "signer/certificate.h"
#include "signer/der.h"
#include "signer/error.h"
#include "signer/path.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

enum { MOST_TOKEN_BYTES = 1 << 20, MOST_CERTIFICATES = 100 };

/* A token while it is read. */
typedef struct {
	CMS_ContentInfo *cms;
	CMS_SignerInfo *info;
	TS_TST_INFO *content;
	Timestamp *stamp;
	const char *sub; /* of what is wrong */
} Token;

static void token_clear(Token *token)
{
	CMS_ContentInfo_free(token->cms);
	TS_TST_INFO_free(token->content);
	timestamp_free(token->stamp);
	ERR_clear_error();
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Token, token_clear)

void timestamp_free(Timestamp *stamp)
{
	if (stamp == NULL)
		return;
	g_clear_pointer(&stamp->imprint, g_bytes_unref);
	g_clear_pointer(&stamp->nonce, g_bytes_unref);
	g_free(stamp->policy);
	X509_free(stamp->signer);
	certificate_stack_free(stamp->certificates);
	g_free(stamp);
}

static bool refuse(GError **error, const char *sentence)
{
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_SERVICE, sentence);
	return false;
}

/* With a sub-indication of EN 319 102-1. */
static bool refuse_for(Token *token, const char *sub, GError **error, const char *sentence)
{
	token->sub = sub;
	return refuse(error, sentence);
}

static bool refuse_form(GError **error)
{
	return refuse(error, _("this is no time-stamp"));
}

static bool parse(GBytes *bytes, Token *token, GError **error)
{
	gsize size;
	const unsigned char *at = g_bytes_get_data(bytes, &size);

	if (size == 0 || size > MOST_TOKEN_BYTES)
		return refuse_form(error);
	const unsigned char *end = at + size;
	token->cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	if (token->cms == NULL || OBJ_obj2nid(CMS_get0_type(token->cms)) != NID_pkcs7_signed)
		return refuse_form(error);
	for (; at < end; at++)
		if (*at != 0)
			return refuse(error, _("bytes follow the time-stamp"));

	STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(token->cms);
	ASN1_OCTET_STRING **content = CMS_get0_content(token->cms);
	if (sk_CMS_SignerInfo_num(infos) != 1 || content == NULL || *content == NULL ||
		OBJ_obj2nid(CMS_get0_eContentType(token->cms)) != NID_id_smime_ct_TSTInfo)
		return refuse_form(error);
	token->info = sk_CMS_SignerInfo_value(infos, 0);
	at = ASN1_STRING_get0_data(*content);
	end = at + ASN1_STRING_length(*content);
	token->content = d2i_TS_TST_INFO(NULL, &at, ASN1_STRING_length(*content));
	return (token->content != NULL && at == end) || refuse_form(error);
}

static GBytes *make_bytes(const ASN1_STRING *string)
{
	return g_bytes_new(ASN1_STRING_get0_data(string), (gsize)ASN1_STRING_length(string));
}

/* The content of an INTEGER as it is encoded: ASN1_INTEGER keeps sign and value apart. */
static GBytes *make_integer(const ASN1_INTEGER *integer)
{
	unsigned char *der = NULL;
	int size = i2d_ASN1_INTEGER(integer, &der);
	DerSpan whole = { der, size > 0 ? (size_t)size : 0 }, content = { NULL, 0 };

	der_take_tag(&whole, DER_INTEGER, &content);
	GBytes *bytes = g_bytes_new(content.at, content.left);
	OPENSSL_free(der);
	return bytes;
}

static double read_accuracy(TS_ACCURACY *accuracy)
{
	if (accuracy == NULL)
		return 0;
	/* what is left out counts as 0 (RFC 3161, 2.4.2) */
	return (double)ASN1_INTEGER_get(TS_ACCURACY_get_seconds(accuracy)) +
		(double)ASN1_INTEGER_get(TS_ACCURACY_get_millis(accuracy)) / 1e3 +
		(double)ASN1_INTEGER_get(TS_ACCURACY_get_micros(accuracy)) / 1e6;
}

static bool has_critical_extension(TS_TST_INFO *content)
{
	return TS_TST_INFO_get_ext_by_critical(content, 1, -1) >= 0;
}

static bool read_imprint(Token *token)
{
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(token->content);
	const ASN1_OBJECT *object = NULL;
	int parameter = V_ASN1_UNDEF;

	X509_ALGOR_get0(&object, &parameter, NULL, TS_MSG_IMPRINT_get_algo(imprint));
	token->stamp->algorithm = EVP_get_digestbyobj(object);
	token->stamp->imprint = make_bytes(TS_MSG_IMPRINT_get_msg(imprint));
	return token->stamp->algorithm != NULL &&
		(parameter == V_ASN1_UNDEF || parameter == V_ASN1_NULL) &&
		(int)g_bytes_get_size(token->stamp->imprint) ==
		EVP_MD_get_size(token->stamp->algorithm);
}

static bool read_content(Token *token, GError **error)
{
	TS_TST_INFO *content = token->content;
	Timestamp *stamp = token->stamp;
	const ASN1_INTEGER *nonce = TS_TST_INFO_get_nonce(content);
	char policy[128];

	if (TS_TST_INFO_get_version(content) != 1 || has_critical_extension(content))
		return refuse(error, _("the time-stamp is of a kind that is unknown"));
	if (!read_imprint(token))
		return refuse_for(token, "CRYPTO_CONSTRAINTS_FAILURE", error,
			_("the time-stamp uses a digest algorithm that is unknown"));
	if (!certificate_read_time(TS_TST_INFO_get_time(content), &stamp->time))
		return refuse(error, _("the time that is stamped cannot be read"));
	int size = OBJ_obj2txt(policy, sizeof policy, TS_TST_INFO_get_policy_id(content), 1);
	if (size <= 0 || (size_t)size >= sizeof policy)
		return refuse_form(error);
	stamp->policy = g_strdup(policy);
	stamp->accuracy = read_accuracy(TS_TST_INFO_get_accuracy(content));
	if (nonce != NULL)
		stamp->nonce = make_integer(nonce);
	return true;
}

static const void *find_attribute(const Token *token, int nid, int type)
{
	/* -3: one attribute with one value */
	return CMS_signed_get0_data_by_OBJ(token->info, OBJ_nid2obj(nid), -3, type);
}

static bool check_attributes(const Token *token)
{
	const ASN1_OBJECT *type = find_attribute(token, NID_pkcs9_contentType, V_ASN1_OBJECT);

	return type != NULL && OBJ_obj2nid(type) == NID_id_smime_ct_TSTInfo &&
		find_attribute(token, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING) != NULL;
}

/* The certificate that the signer is named by and bound to; lent. */
static X509 *find_signer(const Token *token, CertificateStack *stack)
{
	for (int i = 0; i < sk_X509_num(stack); i++)
		if (CMS_SignerInfo_cert_cmp(token->info, sk_X509_value(stack, i)) == 0 &&
			binding_check(token->info, sk_X509_value(stack, i),
				token->stamp->certificates) == BINDING_FITS)
			return sk_X509_value(stack, i);
	return NULL;
}

static bool check_value(const Token *token, X509 *signer)
{
	STACK_OF(X509) *one = sk_X509_new_null();

	g_assert(one != NULL);
	sk_X509_push(one, signer);
	bool right = CMS_verify(token->cms, one, NULL, NULL, NULL,
			     CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN | CMS_BINARY) == 1;
	sk_X509_free(one);
	return right;
}

static bool was_valid(X509 *certificate, gint64 moment)
{
	gint64 from, to;

	return certificate_read_time(X509_get0_notBefore(certificate), &from) &&
		certificate_read_time(X509_get0_notAfter(certificate), &to) && from <= moment &&
		moment <= to;
}

/* RFC 3161, 2.4.2: the name, if it is there, is one of the certificate's. */
static bool is_named(TS_TST_INFO *content, X509 *signer)
{
	GENERAL_NAME *said = TS_TST_INFO_get_tsa(content);
	bool found = said == NULL ||
		(said->type == GEN_DIRNAME &&
			X509_NAME_cmp(said->d.directoryName, X509_get_subject_name(signer)) == 0);
	GENERAL_NAMES *names =
		found ? NULL : X509_get_ext_d2i(signer, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names) && !found; i++)
		found = GENERAL_NAME_cmp(said, sk_GENERAL_NAME_value(names, i)) == 0;
	GENERAL_NAMES_free(names);
	return found;
}

static bool check_signer(Token *token, CertificateStack *others, GError **error)
{
	Timestamp *stamp = token->stamp;
	X509_ALGOR *digest = NULL;
	const ASN1_OBJECT *object = NULL;

	if (!check_attributes(token))
		return refuse(error, _("the time-stamp lacks the attributes that bind it"));
	CMS_SignerInfo_get0_algs(token->info, NULL, NULL, &digest, NULL);
	X509_ALGOR_get0(&object, NULL, NULL, digest);
	stamp->signed_with = EVP_get_digestbyobj(object);
	stamp->signer = find_signer(token, stamp->certificates);
	if (stamp->signer == NULL)
		stamp->signer = find_signer(token, others);
	if (stamp->signer == NULL)
		return refuse_for(token, "NO_SIGNING_CERTIFICATE_FOUND", error,
			_("the certificate that the time-stamp names is not there"));
	X509_up_ref(stamp->signer);
	if (stamp->signed_with == NULL || !check_value(token, stamp->signer))
		return refuse_for(token, "SIG_CRYPTO_FAILURE", error,
			_("the time-stamp's signature is wrong"));
	stamp->named = is_named(token->content, stamp->signer);
	return true;
}

bool timestamp_check_authority(const Timestamp *stamp, const char **out_sub, GError **error)
{
	bool meant = X509_check_purpose(stamp->signer, X509_PURPOSE_TIMESTAMP_SIGN, 0) == 1;

	ERR_clear_error();
	*out_sub = meant ? "OUT_OF_BOUNDS_NO_POE" : "CHAIN_CONSTRAINTS_FAILURE";
	if (!meant)
		return refuse(error,
			_("the authority's certificate is not for time-stamps alone (extended key usage)"));
	if (!stamp->named) {
		*out_sub = "SIG_CONSTRAINTS_FAILURE";
		return refuse(error, _("the time-stamp names another authority than signed it"));
	}
	return was_valid(stamp->signer, stamp->time) ||
		refuse(error,
			_("the authority's certificate was not valid at the time that is stamped"));
}

static bool read_token(Token *token, GBytes *bytes, CertificateStack *others, GError **error)
{
	if (!parse(bytes, token, error) || !read_content(token, error))
		return false;
	token->stamp->certificates = CMS_get1_certs(token->cms);
	if (sk_X509_num(token->stamp->certificates) > MOST_CERTIFICATES)
		return refuse_form(error);
	return check_signer(token, others, error);
}

Timestamp *timestamp_judge(
	GBytes *bytes, CertificateStack *others, const char **out_sub, GError **error)
{
	g_auto(Token) token = { .stamp = g_new0(Timestamp, 1), .sub = "FORMAT_FAILURE" };

	if (read_token(&token, bytes, others, error))
		return g_steal_pointer(&token.stamp);
	*out_sub = token.sub;
	return NULL;
}

Timestamp *timestamp_read(GBytes *bytes, CertificateStack *others, GError **error)
{
	const char *sub;
	g_autoptr(Timestamp) stamp = timestamp_judge(bytes, others, &sub, error);

	return stamp != NULL && timestamp_check_authority(stamp, &sub, error)
		? g_steal_pointer(&stamp)
		: NULL;
}

bool timestamp_has_imprint(const Timestamp *stamp, const void *digest, size_t size)
{
	gsize imprint_size;
	const void *imprint = g_bytes_get_data(stamp->imprint, &imprint_size);

	return size == imprint_size && memcmp(digest, imprint, size) == 0;
}

bool timestamp_is_of(const Timestamp *stamp, const void *bytes, size_t size)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	return EVP_Digest(bytes, size, digest, &length, stamp->algorithm, NULL) == 1 &&
		timestamp_has_imprint(stamp, digest, length);
}
