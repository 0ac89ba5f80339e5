/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/openssl.h"

#include "signer/error.h"

#include <openssl/err.h>
#include <openssl/rand.h>

bool openssl_set_error(GError **error, int code, const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_error());

	if (reason != NULL)
		g_set_error(error, SIGNER_ERROR, code, "%s: %s", what, reason);
	else
		g_set_error_literal(error, SIGNER_ERROR, code, what);
	ERR_clear_error();
	return false;
}

guint32 openssl_random(guint32 most)
{
	guint32 number = 0;

	g_assert(RAND_bytes((unsigned char *)&number, sizeof number) == 1);
	return number % most;
}
