/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A signature protects its attributes and, through them, the content and the certificate; it does
 * not protect the shell around them. So that no byte of the shell can be changed unseen either, the
 * encoding is walked over: versions, algorithms and types must be the very ones that the rest
 * implies (RFC 5652, 5.1 and 5.3). What is written in BER, as old signers do, is walked over in
 * OpenSSL's rewriting.
 */
#include "signer/der.h"
#include "signer/signed_data.h"

#include <openssl/err.h>
#include <string.h>

/* A small INTEGER, or -1. */
static int take_version(DerSpan *in)
{
	DerSpan content;

	return der_take_tag(in, DER_INTEGER, &content) && content.left == 1 ? *content.at : -1;
}

static bool is_algorithm(DerSpan one, int nid)
{
	DerSpan oid, parameters;
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);

	return der_take_tag(&one, DER_OID, &oid) && oid.left == OBJ_length(object) &&
		memcmp(oid.at, OBJ_get0_data(object), oid.left) == 0 &&
		(one.left == 0 ||
			(der_take_tag(&one, DER_NULL, &parameters) && parameters.left == 0 &&
				one.left == 0));
}

/* As they are signed: with the tag of a SET (RFC 5652, 5.4). */
static GBytes *copy_attributes(DerSpan info)
{
	unsigned char tag;
	DerSpan whole;

	if (!der_take(&info, &tag, NULL, &whole) || tag != DER_CONTEXT_0)
		return NULL;
	unsigned char *set = g_memdup2(whole.at, whole.left);
	*set = DER_SET;
	return g_bytes_new_take(set, whole.left);
}

static bool walk_info(int *out_version, DerSpan infos, DerSpan algorithms, SignedData *data)
{
	DerSpan info, sid, digest, listed;
	unsigned char tag;
	bool found = false;

	if (!der_take_tag(&infos, DER_SEQUENCE, &info))
		return false;
	*out_version = take_version(&info);
	if (!der_take(&info, &tag, &sid, NULL) || *out_version != (tag == DER_SEQUENCE ? 1 : 3) ||
		!der_take_tag(&info, DER_SEQUENCE, &digest) ||
		!is_algorithm(digest, EVP_MD_get_type(data->digest)))
		return false;
	if (info.left == 0 || (*info.at != DER_CONTEXT_0 && *info.at != DER_SEQUENCE) ||
		!der_is_strict(info))
		return false;
	data->attributes = copy_attributes(info);
	while (der_take_tag(&algorithms, DER_SEQUENCE, &listed))
		found |= is_algorithm(listed, EVP_MD_get_type(data->digest));
	return found && algorithms.left == 0;
}

/* The version that members of certificates [0] or revocation data [1] ask for (5.1). */
static int version_of(unsigned char set, DerSpan members)
{
	unsigned char tag;
	int version = 1;

	while (der_take(&members, &tag, NULL, NULL)) {
		if (set == DER_CONTEXT_1 ? tag == DER_CONTEXT_1 : tag == 0xA3)
			version = 5;
		else if (tag == DER_CONTEXT_2)
			version = MAX(version, 4);
		else if (tag == DER_CONTEXT_1)
			version = MAX(version, 3);
	}
	return version;
}

static bool walk(DerSpan all, SignedData *data)
{
	DerSpan content, wrapped, body, algorithms, infos;
	unsigned char tag;
	bool others = false;
	int wanted = 1, inner;

	if (!der_take_tag(&all, DER_SEQUENCE, &content) || !der_take_tag(&content, DER_OID, NULL) ||
		!der_take_tag(&content, DER_CONTEXT_0, &wrapped) ||
		!der_take_tag(&wrapped, DER_SEQUENCE, &body))
		return false;
	int version = take_version(&body);
	if (!der_take_tag(&body, DER_SET, &algorithms) || !der_take_tag(&body, DER_SEQUENCE, NULL))
		return false;
	/* certificates [0] and revocation lists [1] stand before the signers */
	while (der_take(&body, &tag, &infos, NULL) &&
		(tag == DER_CONTEXT_0 || tag == DER_CONTEXT_1)) {
		wanted = MAX(wanted, version_of(tag, infos));
		others = true;
	}
	if (!others || tag != DER_SET || body.left != 0 ||
		!walk_info(&inner, infos, algorithms, data))
		return false;
	/* the signer's alone is what some write who put more into it */
	return version == MAX(wanted, inner) || version == inner;
}

/* Are all lengths definite? Where one is not, somebody wrote BER. */
static bool is_definite(DerSpan in, unsigned depth)
{
	unsigned char tag;
	DerSpan content;

	while (der_take(&in, &tag, &content, NULL))
		if ((tag & 0x20) != 0 && (depth == 0 || !is_definite(content, depth - 1)))
			return false;
	return in.left == 0 || in.left < 2 || in.at[1] != 0x80;
}

bool signed_data_check_shell(GBytes *contents, SignedData *data)
{
	enum { DEEPEST = 32 };
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(contents, &size), *end = bytes;
	long length;
	int tag, class;

	/* the padding does not belong to it */
	if (size < 2 || (ASN1_get_object(&end, &length, &tag, &class, (long)size) & 0x80) != 0)
		return false;
	if (bytes[1] != 0x80)
		size = (size_t)(end - bytes) + (size_t)length;
	data->lax = !is_definite((DerSpan) { bytes, size }, DEEPEST);
	if (!data->lax)
		return walk((DerSpan) { bytes, size }, data);
	unsigned char *der = NULL;
	int rewritten = i2d_CMS_ContentInfo(data->cms, &der);
	bool fine = rewritten > 0 && walk((DerSpan) { der, (size_t)rewritten }, data);
	OPENSSL_free(der);
	return fine;
}
