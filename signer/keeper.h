/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keeper: a process of its own that alone holds the private key and answers one request,
 * "sign this digest" (signer/request.h). It parses nothing else; whoever reads hostile bytes never
 * holds the key. What the policy does not allow it does not sign, whoever asks.
 *
 *	keeper_start → keeper_identity, keeper_sign* → keeper_free
 *
 * The keeper dies with its parent. Its memory is locked where the system allows it, never dumped,
 * and wiped at the end. The parent talks to it over an unnamed socket pair. A keeper that does not
 * answer in time, or not to what was asked, is given up for good: what it says later is no answer
 * to anybody.
 */
#ifndef SIGNER_KEEPER_H
#define SIGNER_KEEPER_H

#include "signer/algorithm.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Seconds that a token may take for an answer, unless told. */
enum { KEEPER_PATIENCE = 180 };

/* Where the key is: exactly one of file, pkcs11 is set. All strings are borrowed. */
typedef struct {
	const char *file;     /* path of a PKCS#12 or PEM file */
	const char *pkcs11;   /* RFC 7512 URI: "pkcs11:token=tok;object=L" */
	const char *module;   /* path of the PKCS#11 module; NULL: p11-kit's proxy */
	const char *pin;      /* password or PIN; NULL or "": none. Wiped by nobody but its owner */
	bool attended;        /* a person has just typed the pin (see signer/key_pkcs11.c) */
	const char *variable; /* that should have held the pin, for messages; or NULL */
	const char *policy;   /* policy_find()'s; NULL: the first */
	const char *certificates; /* PEM file with further certificates of the chain, or NULL */
	bool shown_only;   /* the certificates alone are wanted: nothing is checked, nor signed */
	unsigned patience; /* KEEPER_PATIENCE, if not 0 */
} KeySource;

/* May the key need a pin? Not so a PEM file whose key lies open; what cannot be read may. */
bool key_source_wants_pin(const KeySource *source);

/* The public side. */
typedef struct {
	GPtrArray *certificates; /* of GBytes, DER; the signer's first, then its chain */
	KeyShape key;
	char *subject; /* one line, RFC 2253, UTF-8 */
	char *common_name;
	char *not_after;    /* ISO 8601 */
	bool demonstration; /* made by identity_make_demonstration(): no legal value */
} Identity;

typedef struct Keeper Keeper;

/* Starts the keeper and lets it open the key. Refuses a key without certificate, a certificate
 * that is not the key's, has ended or not begun or forbids digital signatures, and a key that the
 * policy does not allow. Error: SIGNER_ERROR_KEY; BASE_ERROR_SYSTEM if the keeper gives no answer. Call it before the
 * program loads anything large: the keeper is a fork. */
Keeper *keeper_start(const KeySource *source, GError **error);
void keeper_free(Keeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keeper, keeper_free)

const Identity *keeper_identity(const Keeper *keeper);

/* Signs what is asked (signer/request.h). The caller owns the bytes. A signal that the program
 * handles ends the waiting. Error: BASE_ERROR_DATA if it is no request; SIGNER_ERROR_KEY if the key
 * or the policy refuses; BASE_ERROR_SYSTEM if the key's token is away, or the keeper was given up, now
 * or before. A token that was away is looked for at each request. */
GBytes *keeper_sign(Keeper *keeper, GBytes *request, GError **error);

/* Makes a demonstration identity as `path` (PKCS#12, mode 0600, EC P-256 under a root of its own
 * whose PEM is written to `root_path`), unless it is there. Its names say, in Vietnamese and in
 * English, that it has no legal value. */
bool identity_make_demonstration(const char *path, const char *root_path, GError **error);

#endif
