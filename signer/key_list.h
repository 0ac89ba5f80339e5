/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keys are there to sign with, in tokens and files, by what can be seen without a PIN; and how
 * that is told.
 */
#ifndef SIGNER_KEY_LIST_H
#define SIGNER_KEY_LIST_H

#include "signer/algorithm.h"
#include "signer/openssl.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *place; /* what --pkcs11 or --key takes: a URI or a file */
	KeyShape key;
	X509 *certificate; /* NULL: none is seen */
} ListedKey;

void listed_key_free(ListedKey *listed);

/* The keys of the tokens that `uri` names (NULL: of all), of ListedKey; `module` as in KeySource.
 * Nothing is logged in to. Certificates of authorities are left out. Error: SIGNER_ERROR_KEY. */
GPtrArray *key_list_tokens(const char *uri, const char *module, GError **error);

/* The key of a PKCS#12 or PEM file, which the keeper opens. Errors: of keeper_start(). */
GPtrArray *key_list_file(const char *path, const char *pin, GError **error);

/* A block of lines; one JSON object on one line. Both end with a line feed, and say whether the key
 * may sign now, by the policy. The caller frees them. */
char *listed_key_show(const ListedKey *listed, const Policy *policy);
char *listed_key_show_json(const ListedKey *listed, const Policy *policy);

#endif
