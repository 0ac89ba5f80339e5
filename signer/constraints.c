/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TT 15/2025/TT-BKHCN allows nothing below SHA-256 and RSA 2048; NIST SP 800-131A (revision 1, tables
 * 2 and 8) disallowed SHA-1 and keys below 112 bits of strength for signatures from 2014 on. What is
 * proven to be older is therefore still believed; for MD5 the limit is the day when its collisions
 * were published. Authorities issued with SHA-1 until 2015, with serial numbers that nobody could foresee;
 * the year after, programs ceased to believe such certificates.
 */
#include "signer/constraints.h"

#include <openssl/objects.h>

/* Seconds since 1970. */
#define END_2004_08_16 G_GINT64_CONSTANT(1092700799)
#define END_2013 G_GINT64_CONSTANT(1388534399)
#define END_2016 G_GINT64_CONSTANT(1483228799)
#define NO_END G_MAXINT64
#define NEVER G_MININT64

static const struct {
	int nid;
	gint64 end;
} digests[] = {
	{ NID_sha256, NO_END },
	{ NID_sha384, NO_END },
	{ NID_sha512, NO_END },
	{ NID_sha512_256, NO_END },
	{ NID_sha3_256, NO_END },
	{ NID_sha3_384, NO_END },
	{ NID_sha3_512, NO_END },
	{ NID_shake256, NO_END },
	{ NID_sha224, END_2013 },
	{ NID_sha1, END_2013 },
	{ NID_md5, END_2004_08_16 },
};

/* The first row that fits. */
static const struct {
	KeyKind kind;
	unsigned bits; /* that it has at least */
	gint64 end;
} keys[] = {
	{ KEY_RSA, 2048, NO_END },
	{ KEY_RSA, 1024, END_2013 },
	{ KEY_RSA_PSS, 2048, NO_END },
	{ KEY_RSA_PSS, 1024, END_2013 },
	{ KEY_EC, 256, NO_END },
	{ KEY_EC, 160, END_2013 },
	{ KEY_ED25519, 0, NO_END },
	{ KEY_ED448, 0, NO_END },
};

static gint64 find_digest_end(int nid)
{
	for (size_t i = 0; i < G_N_ELEMENTS(digests); i++)
		if (digests[i].nid == nid)
			return digests[i].end;
	return NEVER;
}

gint64 constraint_digest_end(const EVP_MD *digest)
{
	return digest == NULL ? NO_END : find_digest_end(EVP_MD_get_type(digest));
}

gint64 constraint_key_end(const KeyShape *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (keys[i].kind == key->kind && key->bits >= keys[i].bits)
			return keys[i].end;
	return NEVER;
}

gint64 constraint_issue_end(const X509 *certificate)
{
	int digest = NID_undef, key = NID_undef;

	if (X509_get_signature_info((X509 *)certificate, &digest, &key, NULL, NULL) != 1)
		return NEVER;
	if (digest == NID_undef)
		return NO_END;
	return digest == NID_sha1 ? END_2016 : find_digest_end(digest);
}

gint64 constraint_certificate_end(X509 *certificate)
{
	KeyShape key = key_shape(X509_get0_pubkey(certificate));

	return constraint_key_end(&key);
}
