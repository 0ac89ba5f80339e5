/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/algorithm.h"

#include "base/i18n.h"
#include "signer/der.h"
#include "signer/error.h"
#include "signer/openssl.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <string.h>

/* What is no longer allowed stands here, so that it can be refused by its name. Left out are signature
 * algorithms that OpenSSL 3.0 cannot verify in CMS. */
static const Digest digests[] = {
	/* clang-format off */
	{ "sha256",     "SHA-256",     1, 32, NID_sha256,     NID_sha256WithRSAEncryption,     NID_ecdsa_with_SHA256 },
	{ "sha384",     "SHA-384",     2, 48, NID_sha384,     NID_sha384WithRSAEncryption,     NID_ecdsa_with_SHA384 },
	{ "sha512",     "SHA-512",     3, 64, NID_sha512,     NID_sha512WithRSAEncryption,     NID_ecdsa_with_SHA512 },
	{ "sha3-256",   "SHA3-256",    4, 32, NID_sha3_256,   NID_RSA_SHA3_256,                NID_ecdsa_with_SHA3_256 },
	{ "sha3-384",   "SHA3-384",    5, 48, NID_sha3_384,   NID_RSA_SHA3_384,                NID_ecdsa_with_SHA3_384 },
	{ "sha3-512",   "SHA3-512",    6, 64, NID_sha3_512,   NID_RSA_SHA3_512,                NID_ecdsa_with_SHA3_512 },
	{ "sha512-256", "SHA-512/256", 7, 32, NID_sha512_256, NID_undef,                       NID_undef },
	{ "sha1",       "SHA-1",       8, 20, NID_sha1,       NID_sha1WithRSAEncryption,       NID_ecdsa_with_SHA1 },
	{ "md5",        "MD5",         9, 16, NID_md5,        NID_md5WithRSAEncryption,        NID_undef },
	/* clang-format on */
};

static const struct {
	const char *name; /* of options; NULL: follows from the key */
	const char *shown;
} schemes[] = {
	[SCHEME_PKCS1] = { "pkcs1", "RSA PKCS#1 v1.5" },
	[SCHEME_PSS] = { "pss", "RSA-PSS" },
	[SCHEME_ECDSA] = { NULL, "ECDSA" },
	[SCHEME_ED25519] = { NULL, "Ed25519" },
};

static const char *const kind_names[KEY_KINDS] = {
	[KEY_OTHER] = "other",
	[KEY_RSA] = "RSA",
	[KEY_RSA_PSS] = "RSA-PSS",
	[KEY_EC] = "EC",
	[KEY_ED25519] = "Ed25519",
	[KEY_ED448] = "Ed448",
};

#define BIT(number) (1U << (number))
#define SHA2 (BIT(1) | BIT(2) | BIT(3) | BIT(7))
#define SHA3 (BIT(4) | BIT(5) | BIT(6))

struct Policy {
	const char *name, *shown;
	unsigned digests, schemes;      /* sets of codes */
	unsigned least_bits[KEY_KINDS]; /* 0: not allowed */
};

static const Policy policies[] = {
	{ "tt15", "TT 15/2025/TT-BKHCN", SHA2 | SHA3,
		BIT(SCHEME_PKCS1) | BIT(SCHEME_PSS) | BIT(SCHEME_ECDSA),
		{ [KEY_RSA] = 2048, [KEY_RSA_PSS] = 2048, [KEY_EC] = 256 } },
	{ "tt15-pss", "TT 15/2025/TT-BKHCN, RSASSA-PSS", SHA2 | SHA3,
		BIT(SCHEME_PSS) | BIT(SCHEME_ECDSA),
		{ [KEY_RSA] = 2048, [KEY_RSA_PSS] = 2048, [KEY_EC] = 256 } },
	{ "wide", "wide", SHA2 | SHA3,
		BIT(SCHEME_PKCS1) | BIT(SCHEME_PSS) | BIT(SCHEME_ECDSA) | BIT(SCHEME_ED25519),
		{ [KEY_RSA] = 2048, [KEY_RSA_PSS] = 2048, [KEY_EC] = 256, [KEY_ED25519] = 1 } },
};

static const Digest *find_digest(const char *name, int nid, unsigned code)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(digests); i++)
		if ((name != NULL && strcmp(digests[i].name, name) == 0) ||
			(nid != NID_undef && digests[i].nid == nid) ||
			(code != 0 && digests[i].code == code))
			return &digests[i];
	return NULL;
}

const Digest *digest_find(const char *name)
{
	return find_digest(name, NID_undef, 0);
}

const Digest *digest_find_nid(int nid)
{
	return find_digest(NULL, nid, 0);
}

const Digest *digest_find_code(unsigned code)
{
	return find_digest(NULL, NID_undef, code);
}

const EVP_MD *digest_evp(const Digest *digest)
{
	return EVP_get_digestbynid(digest->nid);
}

bool digest_refuse(const Digest *digest, GError **error)
{
	g_autofree char *what = g_strdup_printf(_("%s is missing"), digest->shown);

	return openssl_set_error(error, SIGNER_ERROR_KEY, what);
}

static bool set_key_error(
	GError **error, const char *message, const char *first, const char *second)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message, first, second);
	return false;
}

static bool set_unknown(GError **error, const char *message, const char *name)
{
	return set_key_error(error, message, name, NULL);
}

static const Digest *find_bound(const EVP_PKEY *key)
{
	int nid = NID_undef;

	/* 2: no other than this is possible */
	if (EVP_PKEY_get_default_digest_nid((EVP_PKEY *)key, &nid) != 2)
		return NULL;
	return digest_find_nid(nid);
}

KeyShape key_shape(const EVP_PKEY *key)
{
	static const struct {
		int type;
		KeyKind kind;
	} kinds[] = {
		{ EVP_PKEY_RSA, KEY_RSA },
		{ EVP_PKEY_RSA_PSS, KEY_RSA_PSS },
		{ EVP_PKEY_EC, KEY_EC },
		{ EVP_PKEY_ED25519, KEY_ED25519 },
		{ EVP_PKEY_ED448, KEY_ED448 },
	};
	KeyShape shape = { KEY_OTHER, 0, NULL };
	int bits = key == NULL ? 0 : EVP_PKEY_get_bits(key);

	shape.bits = bits > 0 ? (unsigned)bits : 0;
	for (unsigned i = 0; key != NULL && i < G_N_ELEMENTS(kinds); i++)
		if (EVP_PKEY_get_base_id(key) == kinds[i].type)
			shape.kind = kinds[i].kind;
	if (shape.kind == KEY_RSA_PSS)
		shape.bound = find_bound(key);
	ERR_clear_error();
	return shape;
}

const char *key_kind_name(KeyKind kind)
{
	return kind_names[kind];
}

char *algorithm_show(KeyKind kind, unsigned bits, int digest)
{
	const Digest *known = digest_find_nid(digest);

	return g_strdup_printf("%s %u, %s", key_kind_name(kind), bits,
		known != NULL ? known->shown : OBJ_nid2sn(digest));
}

size_t algorithm_signature_size(const KeyShape *key)
{
	size_t bytes = (key->bits + 7) / 8;

	/* two INTEGERs in a SEQUENCE, at their longest */
	return key->kind == KEY_EC ? 2 * (bytes + 4) + 4 : MAX(bytes, 64);
}

static const Digest *choose_digest(const KeyShape *key)
{
	if (key->bound != NULL)
		return key->bound;
	if (key->kind == KEY_ED25519 || (key->kind == KEY_EC && key->bits >= 512))
		return digest_find("sha512");
	return digest_find(key->kind == KEY_EC && key->bits >= 384 ? "sha384" : "sha256");
}

static bool is_named(const char *name)
{
	return name != NULL && strcmp(name, "auto") != 0;
}

bool algorithm_knows_digest(const char *name)
{
	return !is_named(name) || digest_find(name) != NULL;
}

bool algorithm_knows_scheme(const char *name)
{
	bool known = !is_named(name);

	for (unsigned i = 0; i < G_N_ELEMENTS(schemes); i++)
		known = known || g_strcmp0(name, schemes[i].name) == 0;
	return known;
}

static bool choose_scheme(const KeyShape *key, const char *name, Scheme *out_scheme, GError **error)
{
	static const Scheme usual[KEY_KINDS] = {
		[KEY_RSA] = SCHEME_PKCS1,
		[KEY_RSA_PSS] = SCHEME_PSS,
		[KEY_EC] = SCHEME_ECDSA,
		[KEY_ED25519] = SCHEME_ED25519,
	};

	if (usual[key->kind] == 0)
		return set_unknown(error, _("a key of the kind %s cannot sign here"),
			key_kind_name(key->kind));
	*out_scheme = usual[key->kind];
	if (!is_named(name) || g_strcmp0(name, schemes[usual[key->kind]].name) == 0)
		return true;
	if (key->kind == KEY_RSA && strcmp(name, schemes[SCHEME_PSS].name) == 0) {
		*out_scheme = SCHEME_PSS;
		return true;
	}
	return set_key_error(error, _("a key of the kind %s cannot sign by the scheme %s"),
		key_kind_name(key->kind), name);
}

/* Is there such a signature algorithm at all? */
static bool check_pair(const KeyShape *key, const Algorithm *algorithm, GError **error)
{
	const Digest *digest = algorithm->digest;
	bool fits = algorithm->scheme == SCHEME_PSS ||
		(algorithm->scheme == SCHEME_PKCS1 && digest->pkcs1 != NID_undef) ||
		(algorithm->scheme == SCHEME_ECDSA && digest->ecdsa != NID_undef) ||
		(algorithm->scheme == SCHEME_ED25519 && digest->nid == NID_sha512);

	return (fits && (key->bound == NULL || key->bound == digest)) ||
		set_key_error(error, _("a key of the kind %s cannot sign with the digest %s"),
			key_kind_name(key->kind), digest->shown);
}

bool algorithm_choose(const KeyShape *key, const char *digest, const char *scheme,
	Algorithm *out_algorithm, GError **error)
{
	Algorithm chosen;

	if (!choose_scheme(key, scheme, &chosen.scheme, error))
		return false;
	chosen.digest = is_named(digest) ? digest_find(digest) : choose_digest(key);
	if (chosen.digest == NULL)
		return set_unknown(error, _("there is no digest algorithm %s"), digest);
	if (!check_pair(key, &chosen, error))
		return false;
	*out_algorithm = chosen;
	return true;
}

static bool set_parameters(const Algorithm *algorithm, EVP_PKEY_CTX *context)
{
	const EVP_MD *digest = digest_evp(algorithm->digest);

	if (digest == NULL || EVP_PKEY_CTX_set_signature_md(context, digest) != 1)
		return false;
	if (algorithm->scheme == SCHEME_PKCS1)
		return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
	return algorithm->scheme != SCHEME_PSS ||
		(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
			EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) == 1 &&
			EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

static bool verify_pure(EVP_PKEY *key, const void *bytes, size_t size, GBytes *signature)
{
	g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

	return context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestVerify(context, g_bytes_get_data(signature, NULL),
			g_bytes_get_size(signature), bytes, size) == 1;
}

static bool verify_digest(const Algorithm *algorithm, EVP_PKEY *key, const void *bytes, size_t size,
	GBytes *signature)
{
	g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(key, NULL);

	return context != NULL && EVP_PKEY_verify_init(context) == 1 &&
		set_parameters(algorithm, context) &&
		EVP_PKEY_verify(context, g_bytes_get_data(signature, NULL),
			g_bytes_get_size(signature), bytes, size) == 1;
}

bool algorithm_verify(const Algorithm *algorithm, EVP_PKEY *key, const void *bytes, size_t size,
	GBytes *signature)
{
	bool right = key != NULL &&
		(algorithm->scheme == SCHEME_ED25519
				? verify_pure(key, bytes, size, signature)
				: verify_digest(algorithm, key, bytes, size, signature));

	ERR_clear_error();
	return right;
}

static bool sign_pure(
	EVP_PKEY *key, const void *bytes, size_t size, unsigned char *out, size_t *inout_size)
{
	g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();

	return context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestSign(context, out, inout_size, bytes, size) == 1;
}

static bool sign_digest(const Algorithm *algorithm, EVP_PKEY *key, const void *bytes, size_t size,
	unsigned char *out, size_t *inout_size)
{
	g_autoptr(EVP_PKEY_CTX) context = EVP_PKEY_CTX_new(key, NULL);

	return context != NULL && EVP_PKEY_sign_init(context) == 1 &&
		set_parameters(algorithm, context) &&
		EVP_PKEY_sign(context, out, inout_size, bytes, size) == 1;
}

GBytes *algorithm_sign(
	const Algorithm *algorithm, EVP_PKEY *key, const void *bytes, size_t size, GError **error)
{
	unsigned char signature[2048];
	size_t length = sizeof signature;
	bool made = algorithm->scheme == SCHEME_ED25519
		? sign_pure(key, bytes, size, signature, &length)
		: sign_digest(algorithm, key, bytes, size, signature, &length);

	if (made)
		return g_bytes_new(signature, length);
	openssl_set_error(error, SIGNER_ERROR_KEY, _("the key does not sign"));
	return NULL;
}

/* RSASSA-PSS-params: none of the three is its default, so that DER asks for all. */
static void put_pss(GByteArray *out, const Digest *digest)
{
	const unsigned char length = (unsigned char)digest->size;
	g_autoptr(GByteArray) hash = g_byte_array_new(), mask = g_byte_array_new();
	g_autoptr(GByteArray) salt = g_byte_array_new(), parts = g_byte_array_new();
	g_autoptr(GByteArray) generator = g_byte_array_new(), whole = g_byte_array_new();

	der_put_algorithm(hash, digest->nid, false);
	der_put_oid(generator, NID_mgf1);
	g_byte_array_append(generator, hash->data, hash->len);
	der_put_array(mask, DER_SEQUENCE, generator);
	der_put(salt, DER_INTEGER, &length, 1);
	der_put_array(parts, DER_CONTEXT_0, hash);
	der_put_array(parts, DER_CONTEXT_1, mask);
	der_put_array(parts, DER_CONTEXT_2, salt);
	der_put_oid(whole, NID_rsassaPss);
	der_put_array(whole, DER_SEQUENCE, parts);
	der_put_array(out, DER_SEQUENCE, whole);
}

void algorithm_put(GByteArray *out, const Algorithm *algorithm)
{
	switch (algorithm->scheme) {
	case SCHEME_PKCS1:
		der_put_algorithm(out, algorithm->digest->pkcs1, true);
		break;
	case SCHEME_PSS:
		put_pss(out, algorithm->digest);
		break;
	case SCHEME_ECDSA:
		der_put_algorithm(out, algorithm->digest->ecdsa, false);
		break;
	case SCHEME_ED25519:
		der_put_algorithm(out, NID_ED25519, false);
		break;
	}
}

const Policy *policy_find(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(policies); i++)
		if (name == NULL || strcmp(policies[i].name, name) == 0)
			return &policies[i];
	return NULL;
}

const Policy *policy_widest(void)
{
	return &policies[G_N_ELEMENTS(policies) - 1];
}

const char *policy_shown(const Policy *policy)
{
	return policy->shown;
}

bool policy_check_key(const Policy *policy, const KeyShape *key, GError **error)
{
	unsigned least = policy->least_bits[key->kind];

	if (least == 0)
		return set_key_error(error, _("a key of the kind %s may not sign (%s)"),
			key_kind_name(key->kind), policy->shown);
	if (key->bits >= least)
		return true;
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
		_("a key of %u bits is too weak: %s needs %u (%s)"), key->bits,
		key_kind_name(key->kind), least, policy->shown);
	return false;
}

bool policy_allows_digest(const Policy *policy, const Digest *digest)
{
	return (policy->digests & BIT(digest->code)) != 0;
}

bool policy_check(
	const Policy *policy, const KeyShape *key, const Algorithm *algorithm, GError **error)
{
	if (!policy_check_key(policy, key, error))
		return false;
	if (!policy_allows_digest(policy, algorithm->digest))
		return set_key_error(error, _("no signature is made with %s any more (%s)"),
			algorithm->digest->shown, policy->shown);
	return (policy->schemes & BIT(algorithm->scheme)) != 0 ||
		set_key_error(error, _("no signature is made by the scheme %s (%s)"),
			schemes[algorithm->scheme].shown, policy->shown);
}
