/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PKCS#11 URIs (RFC 7512), which name an object of a token. A PIN in one is refused, because anybody
 * can read the arguments of a process.
 */
#ifndef SIGNER_TOKEN_URI_H
#define SIGNER_TOKEN_URI_H

#include <glib.h>
#include <stdbool.h>

/* What the URI says; NULL: nothing. */
typedef struct {
	char *token, *manufacturer, *model, *serial;
	char *library_manufacturer, *library_description, *library_version;
	char *slot_manufacturer, *slot_description, *slot_id;
	char *object, *type;
	GBytes *id;
	char *module_path, *module_name;
} TokenUri;

/* At most 4096 bytes. On failure `out_uri` is empty. Error: SIGNER_ERROR_KEY. */
bool token_uri_parse(const char *text, TokenUri *out_uri, GError **error);
void token_uri_clear(TokenUri *uri);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TokenUri, token_uri_clear)

/* The URI that says `uri`, which token_uri_parse() reads again. The caller frees it. */
char *token_uri_make(const TokenUri *uri);

#endif
