/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is added to a CMS signature stands beside the signed attributes, not in them: the elements
 * that enclose the SignerInfo are written anew around it, with lengths that fit, and no other byte
 * changes.
 */
#include "signer/cms.h"

#include "base/error.h"
#include "base/i18n.h"
#include "signer/der.h"

#include <openssl/objects.h>

#define der_new g_byte_array_new

typedef struct {
	DerSpan type;      /* of the ContentInfo, as a whole */
	DerSpan before;    /* of the SignedData: all before the SignerInfos */
	DerSpan fixed;     /* of the SignerInfo: all up to the signature */
	DerSpan signature; /* its value */
	DerSpan unsigned_attributes;
} Parts;

static bool set_wrong(GError **error)
{
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_DATA,
		_("this is no CMS with one signature that a time-stamp can be added to"));
	return false;
}

/* The SignerInfo's elements up to the signature, which is its only OCTET STRING, and what follows. */
static bool take_info(DerSpan info, Parts *parts)
{
	unsigned char tag = 0;

	parts->fixed = info;
	while (tag != DER_OCTETS)
		if (!der_take(&info, &tag, &parts->signature, NULL))
			return false;
	parts->fixed.left -= info.left;
	parts->unsigned_attributes = (DerSpan) { NULL, 0 };
	return info.left == 0 ||
		(der_take_tag(&info, DER_CONTEXT_1, &parts->unsigned_attributes) && info.left == 0);
}

static bool take_parts(GBytes *cms, Parts *parts)
{
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(cms, &size);
	DerSpan all = { bytes, size }, content, wrapped, body, infos, info;
	unsigned char tag = 0;

	if (!der_take_tag(&all, DER_SEQUENCE, &content) || all.left != 0 ||
		!der_take(&content, &tag, NULL, &parts->type) || tag != DER_OID ||
		!der_take_tag(&content, DER_CONTEXT_0, &wrapped) || content.left != 0 ||
		!der_take_tag(&wrapped, DER_SEQUENCE, &body))
		return false;
	/* version, digestAlgorithms and encapContentInfo; then the last element is the one */
	parts->before = body;
	for (unsigned i = 0; i < 3; i++)
		if (!der_take(&body, NULL, NULL, NULL))
			return false;
	while (body.left > 0) {
		parts->before.left = (size_t)(body.at - parts->before.at);
		if (!der_take(&body, &tag, &infos, NULL))
			return false;
	}
	return tag == DER_SET && der_take_tag(&infos, DER_SEQUENCE, &info) && infos.left == 0 &&
		take_info(info, parts);
}

GBytes *cms_signature(GBytes *cms, GError **error)
{
	Parts parts;

	if (!take_parts(cms, &parts))
		return set_wrong(error), NULL;
	return g_bytes_new(parts.signature.at, parts.signature.left);
}

static void append(GByteArray *out, DerSpan span)
{
	g_byte_array_append(out, span.at, (guint)span.left);
}

static GPtrArray *take_attributes(DerSpan in)
{
	GPtrArray *attributes = der_new_members();
	DerSpan whole;

	while (der_take(&in, NULL, NULL, &whole)) {
		GByteArray *one = der_new();
		append(one, whole);
		g_ptr_array_add(attributes, one);
	}
	return attributes;
}

GBytes *cms_add_timestamp(GBytes *cms, GBytes *token, GError **error)
{
	Parts parts;
	gsize size;
	const void *stamp = g_bytes_get_data(token, &size);
	if (!take_parts(cms, &parts))
		return set_wrong(error), NULL;

	g_autoptr(GByteArray) value = der_new(), info = der_new(), infos = der_new();
	g_autoptr(GByteArray) body = der_new(), wrapped = der_new(), content = der_new();
	g_autoptr(GPtrArray) attributes = take_attributes(parts.unsigned_attributes);
	GByteArray *whole = der_new();
	g_byte_array_append(value, stamp, (guint)size);
	attributes_add(attributes, NID_id_smime_aa_timeStampToken, value);
	append(info, parts.fixed);
	der_put_set_of(info, DER_CONTEXT_1, attributes);
	der_put_array(infos, DER_SEQUENCE, info);
	append(body, parts.before);
	der_put_array(body, DER_SET, infos);
	der_put_array(wrapped, DER_SEQUENCE, body);
	append(content, parts.type);
	der_put_array(content, DER_CONTEXT_0, wrapped);
	der_put_array(whole, DER_SEQUENCE, content);
	return g_byte_array_free_to_bytes(whole);
}
