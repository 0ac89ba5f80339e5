/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of signing. A verdict about a signature is not an error: see signer/verify.h. */
#ifndef SIGNER_ERROR_H
#define SIGNER_ERROR_H

#include <glib.h>
#include <stdbool.h>

#define SIGNER_ERROR (signer_error_quark())

typedef enum {
	SIGNER_ERROR_INPUT,   /* the PDF cannot be signed or read */
	SIGNER_ERROR_KEY,     /* the key, its PIN or its certificate cannot be used */
	SIGNER_ERROR_SERVICE, /* a server refused, or what it answered is wrong: asking the same
				 server again at once changes nothing */
} SignerErrorCode;

GQuark signer_error_quark(void);

/* Sets a SIGNER_ERROR_INPUT by a message with one %s for `shown`, a name as it is shown. Returns false. */
bool error_set_input(GError **error, const char *message, const char *shown);
/* The same for a path, which is shown. */
bool error_set_input_path(GError **error, const char *message, const char *path);

#endif
