/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PKCS#11 modules and the tokens behind them, through the C interface of the standard itself, for
 * what no library in between offers: PSS and EdDSA, why a PIN was refused, and tokens that go and
 * come back. A module is foreign code: who holds a key loads it in a process of its own.
 *
 *	module_load → module_find → token_open → [token_log_in] → token_find, token_read → token_close
 *	            → module_restart, after a token has gone: every Token of before must be closed
 */
#ifndef SIGNER_TOKEN_H
#define SIGNER_TOKEN_H

#include "signer/token_uri.h"

#include <glib.h>
#include <p11-kit/pkcs11.h>
#include <stdbool.h>

typedef struct Module Module;

/* `path`, or else what the URI names, or else all that p11-kit knows. Error: SIGNER_ERROR_KEY. */
Module *module_load(const char *path, const TokenUri *uri, GError **error);
void module_free(Module *module);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Module, module_free)

/* Ends all and begins anew: a module may not see otherwise that a token was put in. */
bool module_restart(Module *module, GError **error);

typedef struct {
	CK_SLOT_ID slot;
	CK_TOKEN_INFO info;
} TokenSeat;

/* The tokens that are there, initialized and named by the URI: of TokenSeat. */
GArray *module_find(Module *module, const TokenUri *uri);

/* The label of the token, without the blanks behind it. The caller frees it. */
char *token_label(const CK_TOKEN_INFO *info);
/* A URI of nothing but the token. */
void token_name(const CK_TOKEN_INFO *info, TokenUri *out_uri);
/* Is it the very same token? */
bool token_is_same(const CK_TOKEN_INFO *first, const CK_TOKEN_INFO *second);

/* A session with a token. Public objects can be read, and private ones after a log-in. */
typedef struct {
	CK_FUNCTION_LIST *functions; /* lent by the module */
	CK_SESSION_HANDLE session;
} Token;

/* Each gives what PKCS#11 answers: CKR_OK, or why not. */
CK_RV token_open(Module *module, CK_SLOT_ID slot, Token *out_token);
void token_close(Token *token);
CK_RV token_log_in(Token *token, CK_USER_TYPE user, const char *pin);

/* Does this answer say that the token, or the way to it, is lost for now? */
bool token_is_gone(CK_RV answer);
/* Does it say that the PIN was looked at and refused? */
bool token_refused_pin(CK_RV answer);

/* Objects of this class, with the label and id that the URI says (NULL: any), 256 at most. The
 * caller owns the array of CK_OBJECT_HANDLE; it is empty if the token does not answer. */
GArray *token_find(Token *token, CK_OBJECT_CLASS kind, const TokenUri *uri);
/* An attribute of 1 MiB at most, or NULL if the object has none or hides it. */
GBytes *token_read(Token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE attribute);
/* A number or truth value; `otherwise` if there is none. */
CK_ULONG token_read_number(
	Token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE attribute, CK_ULONG otherwise);

#endif
