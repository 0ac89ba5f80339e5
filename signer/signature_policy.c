/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/signature_policy.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"

#include <openssl/evp.h>
#include <string.h>

static const Digest *find_digest(size_t bytes)
{
	static const char *const names[] = { "sha256", "sha384", "sha512" };

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		if (digest_find(names[i])->size == bytes)
			return digest_find(names[i]);
	return NULL;
}

static bool read_digits(const char *digits, SignedAttributes *attributes, GError **error)
{
	size_t length = strlen(digits);
	GByteArray *bytes = g_byte_array_new();

	for (size_t i = 0;
		i + 1 < length && g_ascii_isxdigit(digits[i]) && g_ascii_isxdigit(digits[i + 1]);
		i += 2) {
		guint8 byte = (guint8)(g_ascii_xdigit_value(digits[i]) << 4 |
			g_ascii_xdigit_value(digits[i + 1]));
		g_byte_array_append(bytes, &byte, 1);
	}
	attributes->policy_digest =
		length == 2 * (size_t)bytes->len ? find_digest(bytes->len) : NULL;
	attributes->policy_hash = g_byte_array_free_to_bytes(bytes);
	if (attributes->policy_digest == NULL)
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: this is no hash of SHA-256, SHA-384 or SHA-512"), digits);
	return attributes->policy_digest != NULL;
}

static bool hash_file(const char *file, SignedAttributes *attributes, GError **error)
{
	const Digest *digest = digest_find("sha256");
	unsigned char hash[EVP_MAX_MD_SIZE];
	g_autoptr(GBytes) content = file_map(file, error);
	if (content == NULL)
		return error_blame_settings(error);

	gsize size;
	const void *bytes = g_bytes_get_data(content, &size);
	if (EVP_Digest(size > 0 ? bytes : "", size, hash, NULL, digest_evp(digest), NULL) != 1)
		return digest_refuse(digest, error);
	attributes->policy_digest = digest;
	attributes->policy_hash = g_bytes_new(hash, digest->size);
	return true;
}

bool signature_policy_hash(
	const char *file, const char *digits, SignedAttributes *attributes, GError **error)
{
	if (digits != NULL)
		return read_digits(digits, attributes, error);
	return file == NULL || hash_file(file, attributes, error);
}

void signature_policy_clear(SignedAttributes *attributes)
{
	g_clear_pointer(&attributes->policy_hash, g_bytes_unref);
}
