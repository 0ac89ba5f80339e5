/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The algorithms of signatures, and the policies that say which of them may make one: tables, for
 * the signing and the verifying side alike.
 *
 *	key_shape → algorithm_choose → policy_check → algorithm_sign, algorithm_verify
 */
#ifndef SIGNER_ALGORITHM_H
#define SIGNER_ALGORITHM_H

#include <glib.h>
#include <openssl/types.h>
#include <stdbool.h>

typedef struct {
	const char *name;  /* of settings and options: "sha256" */
	const char *shown; /* "SHA-256" */
	unsigned code;     /* in requests to the keeper; never changes */
	unsigned size;     /* bytes */
	int nid;           /* OpenSSL's number */
	int pkcs1, ecdsa;  /* of the signature algorithm with it; NID_undef: there is none */
} Digest;

/* NULL if there is none. */
const Digest *digest_find(const char *name);
const Digest *digest_find_nid(int nid);
const Digest *digest_find_code(unsigned code);
const EVP_MD *digest_evp(const Digest *digest);
/* SIGNER_ERROR_KEY: OpenSSL has it not. Always false. */
bool digest_refuse(const Digest *digest, GError **error);

/* The numbers stand in requests to the keeper. */
typedef enum {
	SCHEME_PKCS1 = 1, /* RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) */
	SCHEME_PSS = 2,   /* RSASSA-PSS, MGF1 with the same digest, a salt as long as the digest */
	SCHEME_ECDSA = 3, /* a DER SEQUENCE of r and s (RFC 5753) */
	SCHEME_ED25519 = 4, /* pure, thus over the bytes themselves (RFC 8419) */
} Scheme;

typedef struct {
	Scheme scheme;
	const Digest *digest; /* of the content too; Ed25519: of the content alone, SHA-512 */
} Algorithm;

typedef enum { KEY_OTHER, KEY_RSA, KEY_RSA_PSS, KEY_EC, KEY_ED25519, KEY_ED448, KEY_KINDS } KeyKind;

typedef struct {
	KeyKind kind;
	unsigned bits;
	const Digest *bound; /* the one that a key for PSS is bound to; NULL: none */
} KeyShape;

/* Of a public or private key; NULL is KEY_OTHER. */
KeyShape key_shape(const EVP_PKEY *key);
/* "RSA", "RSA-PSS", "EC", "Ed25519", "Ed448", "other". Static. */
const char *key_kind_name(KeyKind kind);

/* Bytes that a signature of this key takes at most. */
size_t algorithm_signature_size(const KeyShape *key);

/* Are these names of options, whatever the key? "auto" and NULL are. */
bool algorithm_knows_digest(const char *name);
bool algorithm_knows_scheme(const char *name);

/* What a key signs with. `digest` and `scheme` ("pkcs1", "pss") are names, or NULL or "auto": by the
 * key, which is SHA-256 (SHA-384 and SHA-512 for elliptic curves as strong as these) and PKCS#1 v1.5,
 * as tokens in the field make it. Error: SIGNER_ERROR_KEY, if the key cannot do what is named. */
bool algorithm_choose(const KeyShape *key, const char *digest, const char *scheme,
	Algorithm *out_algorithm, GError **error);

/* Is `signature` that of `bytes`: the digest, or the message itself for Ed25519? */
bool algorithm_verify(const Algorithm *algorithm, EVP_PKEY *key, const void *bytes, size_t size,
	GBytes *signature);
/* Signs `bytes` with a private key in memory. Error: SIGNER_ERROR_KEY. */
GBytes *algorithm_sign(
	const Algorithm *algorithm, EVP_PKEY *key, const void *bytes, size_t size, GError **error);

/* "RSA 2048, SHA-256"; `digest` is OpenSSL's number. The caller frees it. */
char *algorithm_show(KeyKind kind, unsigned bits, int digest);

/* The AlgorithmIdentifier of the signature (RFC 4055, 5753, 5754, 8419, 9688). */
void algorithm_put(GByteArray *out, const Algorithm *algorithm);

/* What may make a signature. The verifying side goes by the widest. */
typedef struct Policy Policy;

/* "tt15" (TT 15/2025/TT-BKHCN with RSA as tokens in the field sign), "tt15-pss" (its annex to the
 * letter), "wide" (all that is sound). NULL if there is none; of NULL: the first. */
const Policy *policy_find(const char *name);
const Policy *policy_widest(void);
/* Its name for people. Static. */
const char *policy_shown(const Policy *policy);

/* Errors: SIGNER_ERROR_KEY, with a sentence that names the policy. */
bool policy_check_key(const Policy *policy, const KeyShape *key, GError **error);
bool policy_check(
	const Policy *policy, const KeyShape *key, const Algorithm *algorithm, GError **error);
/* Does it allow the digest? */
bool policy_allows_digest(const Policy *policy, const Digest *digest);

#endif
