/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of a key in a token: how it is reached, and what it is asked. */
#ifndef SIGNER_KEY_PKCS11_H
#define SIGNER_KEY_PKCS11_H

#include "signer/request.h"
#include "signer/token.h"

/* A private key within a session. */
typedef struct {
	Token token;
	CK_OBJECT_HANDLE key;
	bool each_time; /* it wants the PIN before every signature (CKA_ALWAYS_AUTHENTICATE) */
	const char *pin;
} TokenKey;

/* What PKCS#11 answers; with CKR_OK the caller owns `out_signature`, in the form of
 * signer/algorithm.h. CKR_MECHANISM_INVALID if PKCS#11 has no such mechanism. */
CK_RV token_key_sign(TokenKey *key, const SignRequest *request, GBytes **out_signature);

/* Its public half, which a token tells of RSA keys, and of others in a public key or certificate of
 * the same id. The caller owns it; NULL if the token does not tell. */
EVP_PKEY *token_key_public(TokenKey *key);

#endif
