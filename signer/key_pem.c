/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys in PEM files: PKCS#8, encrypted or not, and the older forms of OpenSSL. The first key of the
 * file counts; certificates beside it, in any order, are the key's and its chain's.
 */
#include "signer/key.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

enum { MOST_CERTIFICATES = 64 };

static int give_password(char *out, int size, int writing, void *pin)
{
	size_t length = pin == NULL ? 0 : strlen(pin);

	(void)writing;
	if (length == 0 || size < 0 || length > (size_t)size)
		return -1;
	memcpy(out, pin, length);
	return (int)length;
}

static BIO *open_memory(GBytes *bytes)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	BIO *memory = BIO_new_mem_buf(data, (int)size);

	g_assert(memory != NULL);
	return memory;
}

static void add_certificates(Key *key, GBytes *bytes)
{
	g_autoptr(BIO) memory = open_memory(bytes);
	X509 *certificate;

	while (sk_X509_num(key->others) < MOST_CERTIFICATES &&
		(certificate = PEM_read_bio_X509(memory, NULL, NULL, NULL)) != NULL)
		sk_X509_push(key->others, certificate);
	ERR_clear_error();
}

bool key_pem_is_sealed(GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);

	return memmem(text, size, "-----BEGIN ENCRYPTED PRIVATE KEY-----", 37) != NULL ||
		memmem(text, size, "Proc-Type: 4,ENCRYPTED", 22) != NULL;
}

static bool blame(GBytes *bytes, const KeySource *source, const char *shown, GError **error)
{
	bool none = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;

	if (!none && key_pem_is_sealed(bytes))
		return key_blame_password(source, shown, error);
	ERR_clear_error();
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, _("%s: there is no key in it"), shown);
	return false;
}

bool key_open_pem(Key *key, const KeySource *source, GBytes *bytes, GError **error)
{
	g_autofree char *shown = file_show(source->file);
	g_autoptr(BIO) memory = open_memory(bytes);

	key->pair = PEM_read_bio_PrivateKey(memory, NULL, give_password, (void *)source->pin);
	if (key->pair == NULL)
		return blame(bytes, source, shown, error);
	ERR_clear_error();
	add_certificates(key, bytes);
	return true;
}
