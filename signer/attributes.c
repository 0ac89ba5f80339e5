/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/attributes.h"

#include "base/error.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/der.h"
#include "signer/openssl.h"

#include <openssl/objects.h>
#include <string.h>

#define der_new g_byte_array_new

/* EN 319 122-1, 5.2.3 */
static const struct {
	const char *name;
	int nid;
} commitments[] = {
	{ "origin", NID_id_smime_cti_ets_proofOfOrigin },
	{ "receipt", NID_id_smime_cti_ets_proofOfReceipt },
	{ "delivery", NID_id_smime_cti_ets_proofOfDelivery },
	{ "sender", NID_id_smime_cti_ets_proofOfSender },
	{ "approval", NID_id_smime_cti_ets_proofOfApproval },
	{ "creation", NID_id_smime_cti_ets_proofOfCreation },
};

static int find_commitment(const char *name)
{
	if (g_str_has_prefix(name, "proof-of-"))
		name += strlen("proof-of-");
	for (unsigned i = 0; i < G_N_ELEMENTS(commitments); i++)
		if (strcmp(commitments[i].name, name) == 0)
			return commitments[i].nid;
	return NID_undef;
}

static bool set_wrong(GError **error, const char *message, const char *value)
{
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, message, value);
	return false;
}

static bool is_oid(const char *text)
{
	ASN1_OBJECT *object = OBJ_txt2obj(text, 1);
	bool is = object != NULL;

	ASN1_OBJECT_free(object);
	return is;
}

bool attributes_check(const SignedAttributes *wanted, GError **error)
{
	if (wanted->commitment != NULL && find_commitment(wanted->commitment) == NID_undef)
		return set_wrong(error, _("there is no commitment %s"), wanted->commitment);
	if (wanted->policy == NULL)
		return true;
	if (!is_oid(wanted->policy))
		return set_wrong(error, _("the signature policy %s is no object identifier"),
			wanted->policy);
	if (wanted->policy_digest == NULL || wanted->policy_hash == NULL ||
		g_bytes_get_size(wanted->policy_hash) != wanted->policy_digest->size)
		return set_wrong(error,
			_("the signature policy %s has no proper hash of its document"),
			wanted->policy);
	return true;
}

void attributes_add(GPtrArray *attributes, int nid, const GByteArray *value)
{
	g_autoptr(GByteArray) parts = der_new();
	GByteArray *attribute = der_new();

	der_put_oid(parts, nid);
	der_put_array(parts, DER_SET, value);
	der_put_array(attribute, DER_SEQUENCE, parts);
	g_ptr_array_add(attributes, attribute);
}

/* SigningCertificateV2 (RFC 5035) with one ESSCertIDv2; SHA-256 is its default, thus left out. */
static void add_certificate(GPtrArray *attributes, X509 *certificate, const Digest *algorithm)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	g_autoptr(GByteArray) names = der_new(), issuer = der_new(), id = der_new();
	g_autoptr(GByteArray) ids = der_new(), list = der_new(), value = der_new();

	int hashed = X509_digest(certificate, digest_evp(algorithm), hash, &size);
	g_assert(hashed == 1);
	certificate_put_issuer(names, DER_CONTEXT_4, certificate);
	der_put_array(issuer, DER_SEQUENCE, names);
	certificate_put_serial(issuer, certificate);
	if (algorithm->nid != NID_sha256)
		der_put_algorithm(id, algorithm->nid, false);
	der_put(id, DER_OCTETS, hash, size);
	der_put_array(id, DER_SEQUENCE, issuer);
	der_put_array(ids, DER_SEQUENCE, id);
	der_put_array(list, DER_SEQUENCE, ids);
	der_put_array(value, DER_SEQUENCE, list);
	attributes_add(attributes, NID_id_smime_aa_signingCertificateV2, value);
}

static void add_commitment(GPtrArray *attributes, const char *name)
{
	g_autoptr(GByteArray) parts = der_new(), value = der_new();

	der_put_oid(parts, find_commitment(name));
	der_put_array(value, DER_SEQUENCE, parts);
	attributes_add(attributes, NID_id_smime_aa_ets_commitmentType, value);
}

/* A DirectoryString under an explicit tag. */
static void put_directory_string(GByteArray *out, unsigned char tag, const char *text)
{
	g_autoptr(GByteArray) string = der_new();

	if (text == NULL)
		return;
	der_put(string, DER_UTF8, text, strlen(text));
	der_put_array(out, tag, string);
}

static void add_location(GPtrArray *attributes, const char *country, const char *locality)
{
	g_autoptr(GByteArray) parts = der_new(), value = der_new();

	put_directory_string(parts, DER_CONTEXT_0, country);
	put_directory_string(parts, DER_CONTEXT_1, locality);
	der_put_array(value, DER_SEQUENCE, parts);
	attributes_add(attributes, NID_id_smime_aa_ets_signerLocation, value);
}

static void put_oid_text(GByteArray *out, const char *text)
{
	ASN1_OBJECT *object = OBJ_txt2obj(text, 1);

	g_assert(object != NULL);
	der_put(out, DER_OID, OBJ_get0_data(object), OBJ_length(object));
	ASN1_OBJECT_free(object);
}

/* SignaturePolicyId { id, SigPolicyHash, qualifiers { { uri } } } */
static void add_policy(GPtrArray *attributes, const SignedAttributes *wanted)
{
	g_autoptr(GByteArray) parts = der_new(), hash = der_new(), value = der_new();
	g_autoptr(GByteArray) qualifier = der_new(), qualifiers = der_new();

	put_oid_text(parts, wanted->policy);
	der_put_algorithm(hash, wanted->policy_digest->nid, false);
	der_put(hash, DER_OCTETS, g_bytes_get_data(wanted->policy_hash, NULL),
		g_bytes_get_size(wanted->policy_hash));
	der_put_array(parts, DER_SEQUENCE, hash);
	if (wanted->policy_uri != NULL) {
		der_put_oid(qualifier, NID_id_smime_spq_ets_sqt_uri);
		der_put(qualifier, DER_IA5, wanted->policy_uri, strlen(wanted->policy_uri));
		der_put_array(qualifiers, DER_SEQUENCE, qualifier);
		der_put_array(parts, DER_SEQUENCE, qualifiers);
	}
	der_put_array(value, DER_SEQUENCE, parts);
	attributes_add(attributes, NID_id_smime_aa_ets_sigPolicyId, value);
}

GPtrArray *attributes_make(const SignedAttributes *wanted, X509 *certificate,
	const Digest *algorithm, const unsigned char *digest)
{
	GPtrArray *attributes = der_new_members();
	g_autoptr(GByteArray) type = der_new(), imprint = der_new();

	der_put_oid(type, NID_pkcs7_data);
	der_put(imprint, DER_OCTETS, digest, algorithm->size);
	attributes_add(attributes, NID_pkcs9_contentType, type);
	attributes_add(attributes, NID_pkcs9_messageDigest, imprint);
	add_certificate(attributes, certificate, algorithm);
	if (wanted != NULL && wanted->commitment != NULL)
		add_commitment(attributes, wanted->commitment);
	if (wanted != NULL && (wanted->country != NULL || wanted->locality != NULL))
		add_location(attributes, wanted->country, wanted->locality);
	if (wanted != NULL && wanted->policy != NULL)
		add_policy(attributes, wanted);
	return attributes;
}
