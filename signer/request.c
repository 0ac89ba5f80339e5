/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/request.h"

#include "base/error.h"
#include "base/i18n.h"
#include "signer/der.h"

GBytes *request_make(const Algorithm *algorithm, const void *bytes, size_t size)
{
	const unsigned char head[REQUEST_HEAD_BYTES] = { (unsigned char)algorithm->scheme,
		(unsigned char)algorithm->digest->code };
	GByteArray *request = g_byte_array_new();

	g_byte_array_append(request, head, sizeof head);
	g_byte_array_append(request, bytes, (guint)size);
	return g_byte_array_free_to_bytes(request);
}

static bool is_of_form(const SignRequest *request)
{
	const Digest *digest = request->algorithm.digest;

	switch (request->algorithm.scheme) {
	case SCHEME_PKCS1:
	case SCHEME_PSS:
	case SCHEME_ECDSA:
		return digest != NULL && request->size == digest->size;
	case SCHEME_ED25519:
		return digest == digest_find("sha512") && request->size > 0 &&
			request->size <= REQUEST_MOST_BYTES - REQUEST_HEAD_BYTES &&
			request->bytes[0] == DER_SET;
	}
	return false;
}

bool request_read(GBytes *request, SignRequest *out_request, GError **error)
{
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(request, &size);

	if (size >= REQUEST_HEAD_BYTES) {
		SignRequest read = { { (Scheme)bytes[0], digest_find_code(bytes[1]) },
			bytes + REQUEST_HEAD_BYTES, size - REQUEST_HEAD_BYTES };
		if (is_of_form(&read)) {
			*out_request = read;
			return true;
		}
	}
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_DATA, _("this is not a digest to sign"));
	return false;
}
