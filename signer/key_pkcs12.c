/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/key.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"

#include <openssl/err.h>
#include <openssl/provider.h>
#include <string.h>

/* An empty password has two encodings (RFC 7292, appendix B.1): both count as none. */
static bool has_password(PKCS12 *box, const char *pin)
{
	if (pin != NULL && *pin != '\0')
		return PKCS12_verify_mac(box, pin, -1) == 1;
	return PKCS12_verify_mac(box, NULL, 0) == 1 || PKCS12_verify_mac(box, "", 0) == 1;
}

static PKCS12 *read_box(GBytes *bytes, const char *shown, GError **error)
{
	gsize size;
	const unsigned char *at = g_bytes_get_data(bytes, &size);
	PKCS12 *box = d2i_PKCS12(NULL, &at, (long)size);

	if (box == NULL) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("%s: this is not a PKCS#12 or PEM file"), shown);
		ERR_clear_error();
	}
	return box;
}

static bool parse_box(PKCS12 *box, const char *pin, Key *key, CertificateStack **out_others)
{
	return PKCS12_parse(
		       box, pin != NULL ? pin : "", &key->pair, &key->certificate, out_others) == 1;
}

/* Files of before OpenSSL 3, and of Windows, may be encrypted with RC2, which is in a provider of its
 * own. It is loaded for such a file only, and in this process only. */
static bool unseal(PKCS12 *box, const char *pin, const char *shown, Key *key,
	CertificateStack **out_others, GError **error)
{
	if (parse_box(box, pin, key, out_others))
		return true;
	bool old = ERR_GET_REASON(ERR_peek_error()) == ERR_R_UNSUPPORTED;
	bool provided = old && OSSL_PROVIDER_try_load(NULL, "legacy", 1) != NULL;
	if (old && !provided) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("%s: the file is encrypted in an old way, and OpenSSL's legacy provider, "
			  "which knows it, is not installed"),
			shown);
		ERR_clear_error();
		return false;
	}
	if (old) {
		ERR_clear_error();
		if (parse_box(box, pin, key, out_others))
			return true;
	}
	g_autofree char *what = g_strdup_printf(_("%s: the PKCS#12 file cannot be opened"), shown);
	return openssl_set_error(error, SIGNER_ERROR_KEY, what);
}

bool key_open_pkcs12(Key *key, const KeySource *source, GBytes *bytes, GError **error)
{
	g_autofree char *shown = file_show(source->file);
	g_autoptr(PKCS12) box = read_box(bytes, shown, error);
	if (box == NULL)
		return false;

	if (PKCS12_mac_present(box) && !has_password(box, source->pin))
		return key_blame_password(source, shown, error);
	CertificateStack *others = NULL;
	if (!unseal(box, source->pin, shown, key, &others, error))
		return false;
	while (others != NULL && sk_X509_num(others) > 0)
		sk_X509_push(key->others, sk_X509_shift(others));
	sk_X509_free(others);
	ERR_clear_error();
	if (key->pair == NULL) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, _("%s: there is no key in it"),
			shown);
		return false;
	}
	return true;
}
