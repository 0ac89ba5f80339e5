/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/key.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/error.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

enum { LONGEST_CHAIN = 8, MOST_FILE_BYTES = 1 << 20 };

static bool set_key_error(GError **error, const char *message)
{
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message);
	return false;
}

void key_free(Key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pair);
	X509_free(key->certificate);
	certificate_stack_free(key->others);
	if (key->close != NULL)
		key->close(key->device);
	g_free(key);
}

static bool add_others(Key *key, const char *path, GError **error)
{
	if (path == NULL)
		return true;
	g_autoptr(CertificateStack) loaded = certificates_load(path, error);
	if (loaded == NULL)
		return false;
	while (sk_X509_num(loaded) > 0)
		sk_X509_push(key->others, sk_X509_shift(loaded));
	return true;
}

/* A token may hold the key alone: then its certificate is the one among the others that fits. */
static void find_certificate(Key *key)
{
	for (int i = 0; key->certificate == NULL && i < sk_X509_num(key->others); i++) {
		X509 *candidate = sk_X509_value(key->others, i);
		EVP_PKEY *public = X509_get0_pubkey(candidate);
		if (public != NULL && EVP_PKEY_eq(public, key->pair) == 1 && X509_up_ref(candidate))
			key->certificate = candidate;
	}
	ERR_clear_error();
}

bool key_blame_password(const KeySource *source, const char *shown, GError **error)
{
	ERR_clear_error();
	if (source->pin != NULL && *source->pin != '\0')
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, _("%s: the password is wrong"),
			shown);
	else if (source->variable != NULL)
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("%s: the file needs a password, and the variable %s is not set or empty"),
			shown, source->variable);
	else
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("%s: the file needs a password"), shown);
	return false;
}

static bool is_pem(GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);

	return size > 0 && memmem(text, size, "-----BEGIN ", 11) != NULL;
}

/* A PEM file may hold the bare key. */
static void wipe(GBytes *bytes)
{
	gsize size;
	void *data = g_bytes_unref_to_data(bytes, &size);

	OPENSSL_cleanse(data, size);
	g_free(data);
}

bool key_source_wants_pin(const KeySource *source)
{
	GBytes *bytes =
		source->file == NULL ? NULL : file_read(source->file, MOST_FILE_BYTES, NULL);
	if (bytes == NULL)
		return source->file == NULL; /* what cannot be read is told without a PIN */
	bool wants = !is_pem(bytes) || key_pem_is_sealed(bytes);
	wipe(bytes);
	return wants;
}

static bool open_file(Key *key, const KeySource *source, GError **error)
{
	GBytes *bytes = file_read(source->file, MOST_FILE_BYTES, error);
	if (bytes == NULL)
		return false;

	bool opened = is_pem(bytes) ? key_open_pem(key, source, bytes, error)
				    : key_open_pkcs12(key, source, bytes, error);
	wipe(bytes);
	return opened;
}

Key *key_open(const KeySource *source, GError **error)
{
	g_autoptr(Key) key = g_new0(Key, 1);

	g_assert((source->file == NULL) != (source->pkcs11 == NULL));
	key->policy = policy_find(source->policy);
	g_assert(key->policy != NULL);
	key->others = sk_X509_new_null();
	g_assert(key->others != NULL);
	bool opened = source->file != NULL ? open_file(key, source, error)
					   : key_open_pkcs11(key, source, error);
	if (!opened || !add_others(key, source->certificates, error))
		return NULL;
	find_certificate(key);
	if (key->certificate == NULL)
		return set_key_error(error, _("there is no certificate for the key")), NULL;
	return g_steal_pointer(&key);
}

bool key_check(const Key *key, GError **error)
{
	EVP_PKEY *public = X509_get0_pubkey(key->certificate);

	if (public == NULL || EVP_PKEY_eq(public, key->pair) != 1) {
		ERR_clear_error();
		return set_key_error(error, _("the certificate belongs to another key"));
	}
	return certificate_check_signer(key->certificate, key->policy, error);
}

static X509 *find_issuer(const Key *key, X509 *certificate)
{
	for (int i = 0; i < sk_X509_num(key->others); i++) {
		X509 *candidate = sk_X509_value(key->others, i);
		if (X509_check_issued(candidate, certificate) == X509_V_OK &&
			X509_verify(certificate, X509_get0_pubkey(candidate)) == 1)
			return candidate;
	}
	return NULL;
}

GPtrArray *key_make_chain(const Key *key)
{
	GPtrArray *chain = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	X509 *certificate = key->certificate;

	g_ptr_array_add(chain, certificate_write(certificate));
	while (chain->len < LONGEST_CHAIN) {
		certificate = find_issuer(key, certificate);
		if (certificate == NULL || X509_self_signed(certificate, 0) == 1)
			break;
		g_ptr_array_add(chain, certificate_write(certificate));
	}
	ERR_clear_error();
	return chain;
}

GBytes *key_sign(const Key *key, const SignRequest *request, GError **error)
{
	if (key->sign != NULL)
		return key->sign(key->device, request, error);
	return algorithm_sign(&request->algorithm, key->pair, request->bytes, request->size, error);
}
