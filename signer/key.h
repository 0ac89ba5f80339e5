/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A private key that is open, wherever it lives. Only the keeper's process has one.
 */
#ifndef SIGNER_KEY_H
#define SIGNER_KEY_H

#include "signer/keeper.h"
#include "signer/openssl.h"
#include "signer/request.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	const Policy *policy;
	EVP_PKEY *pair;
	X509 *certificate;
	CertificateStack *others; /* candidates for its chain, in any order */
	gpointer device; /* of a token, whose `pair` is the public half: what signs and is closed */
	GBytes *(*sign)(gpointer device, const SignRequest *request, GError **error);
	void (*close)(gpointer device);
} Key;

/* Opens what `source` names and finds the key's certificate. The caller owns the key.
 * Error: SIGNER_ERROR_KEY. */
Key *key_open(const KeySource *source, GError **error);
void key_free(Key *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Key, key_free)

/* Refuses a key that may not or should not sign now (see keeper_start). */
bool key_check(const Key *key, GError **error);

/* The DER of its certificate and of those that lead from it to a root, without the root. */
GPtrArray *key_make_chain(const Key *key);

/* Signs what is asked, without a look at the policy. The caller owns the bytes. Error:
 * SIGNER_ERROR_KEY; BASE_ERROR_SYSTEM if the key's token is away. */
GBytes *key_sign(const Key *key, const SignRequest *request, GError **error);

/* The kinds, each in its file. `others` may come with more from the source's PEM file. */
bool key_open_pkcs12(Key *key, const KeySource *source, GBytes *bytes, GError **error);
bool key_open_pem(Key *key, const KeySource *source, GBytes *bytes, GError **error);
bool key_open_pkcs11(Key *key, const KeySource *source, GError **error);

/* Does a PEM file hold a key that needs a password? */
bool key_pem_is_sealed(GBytes *bytes);

/* Says what is wrong with the password of the file `shown`. Returns false. */
bool key_blame_password(const KeySource *source, const char *shown, GError **error);

#endif
