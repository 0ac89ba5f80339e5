/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The demonstration identity: a root made on the spot whose key is forgotten at once, and one
 * certificate under it. Both bear DEMONSTRATION_MARK as their organization.
 */
#include "signer/keeper.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/error.h"
#include "signer/openssl.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <unistd.h>

#define ROOT_NAME "Gốc thử nghiệm - Demonstration root"
#define LEAF_NAME "Chữ ký thử nghiệm - Demonstration signature"

enum { YEARS = 10 };

static bool put_name(X509 *certificate, const char *common_name)
{
	const struct {
		const char *field, *value;
	} parts[] = {
		{ "C", "VN" },
		{ "O", DEMONSTRATION_MARK },
		{ "CN", common_name },
	};
	X509_NAME *name = X509_get_subject_name(certificate);

	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
		if (X509_NAME_add_entry_by_txt(name, parts[i].field, MBSTRING_UTF8,
			    (const unsigned char *)parts[i].value, -1, -1, 0) != 1)
			return false;
	return true;
}

static bool put_serial(X509 *certificate)
{
	unsigned char bytes[16];

	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return false;
	bytes[0] = (bytes[0] & 0x7F) | 0x40;
	BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
	bool put = number != NULL &&
		BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
	BN_free(number);
	return put;
}

static bool put_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	g_autoptr(X509_EXTENSION) extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	return extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
}

/* `issuer` NULL: a root. */
static X509 *make_certificate(
	const char *common_name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
	g_autoptr(X509) certificate = X509_new();
	X509 *above = issuer == NULL ? certificate : issuer;

	if (certificate == NULL || X509_set_version(certificate, X509_VERSION_3) != 1 ||
		!put_serial(certificate) || !put_name(certificate, common_name) ||
		X509_set_issuer_name(certificate, X509_get_subject_name(above)) != 1 ||
		X509_gmtime_adj(X509_getm_notBefore(certificate), -60) == NULL ||
		X509_time_adj_ex(X509_getm_notAfter(certificate), YEARS * 365, 0, NULL) == NULL ||
		X509_set_pubkey(certificate, key) != 1 ||
		!put_extension(certificate, above, NID_subject_key_identifier, "hash") ||
		!put_extension(certificate, above, NID_authority_key_identifier, "keyid:always") ||
		!put_extension(certificate, above, NID_basic_constraints,
			issuer == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE") ||
		!put_extension(certificate, above, NID_key_usage,
			issuer == NULL ? "critical,keyCertSign,cRLSign"
				       : "critical,digitalSignature,nonRepudiation") ||
		X509_sign(certificate, issuer_key, EVP_sha256()) <= 0)
		return NULL;
	return g_steal_pointer(&certificate);
}

/* The bytes of a BIO in memory, published for the owner's eyes alone. */
static bool publish_private(BIO *memory, const char *path, GError **error)
{
	char *text = NULL;
	long size = BIO_get_mem_data(memory, &text);
	g_autofree char *beside = g_strconcat(path, ".new", NULL);

	return g_file_set_contents_full(
		       beside, text, size, G_FILE_SET_CONTENTS_DURABLE, 0600, error) &&
		file_publish_made(beside, path, error);
}

static bool write_box(EVP_PKEY *key, X509 *leaf, const char *path, GError **error)
{
	g_autoptr(PKCS12) box = PKCS12_create("", "demonstration", key, leaf, NULL, 0, 0, 0, 0, 0);
	g_autoptr(BIO) memory = BIO_new(BIO_s_mem());

	if (box == NULL || memory == NULL || i2d_PKCS12_bio(memory, box) != 1)
		return openssl_set_error(
			error, SIGNER_ERROR_KEY, _("the demonstration identity cannot be made"));
	return publish_private(memory, path, error);
}

static bool write_root(X509 *root, const char *path, GError **error)
{
	g_autoptr(BIO) memory = BIO_new(BIO_s_mem());
	char *text = NULL;

	if (memory == NULL || PEM_write_bio_X509(memory, root) != 1)
		return openssl_set_error(
			error, SIGNER_ERROR_KEY, _("the demonstration identity cannot be made"));
	long size = BIO_get_mem_data(memory, &text);
	g_autoptr(GBytes) pem = g_bytes_new(text, (gsize)size);
	return file_publish(path, pem, error);
}

bool identity_make_demonstration(const char *path, const char *root_path, GError **error)
{
	if (access(path, F_OK) == 0 && access(root_path, F_OK) == 0)
		return true;

	g_autoptr(EVP_PKEY) root_key = EVP_EC_gen("P-256");
	g_autoptr(EVP_PKEY) key = EVP_EC_gen("P-256");
	g_autoptr(X509) root = NULL, leaf = NULL;
	if (root_key != NULL && key != NULL)
		root = make_certificate(ROOT_NAME, root_key, NULL, root_key);
	if (root != NULL)
		leaf = make_certificate(LEAF_NAME, key, root, root_key);
	if (leaf == NULL)
		return openssl_set_error(
			error, SIGNER_ERROR_KEY, _("the demonstration identity cannot be made"));
	/* The root goes first: who finds the identity finds its root too. */
	return write_root(root, root_path, error) && write_box(key, leaf, path, error);
}
