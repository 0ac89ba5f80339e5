/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/der.h"

#include <openssl/objects.h>
#include <string.h>

enum { DEEPEST = 32 };

void der_put(GByteArray *out, unsigned char tag, const void *content, size_t size)
{
	unsigned char head[6] = { tag };
	unsigned digits = 0;

	g_assert(size < G_MAXINT32);
	while (size >> (8 * digits) != 0)
		digits++;
	if (size < 0x80) {
		head[1] = (unsigned char)size;
		digits = 0;
	} else {
		head[1] = (unsigned char)(0x80 | digits);
		for (unsigned i = 0; i < digits; i++)
			head[2 + i] = (unsigned char)(size >> (8 * (digits - 1 - i)));
	}
	g_byte_array_append(out, head, 2 + digits);
	if (size > 0)
		g_byte_array_append(out, content, (guint)size);
}

void der_put_array(GByteArray *out, unsigned char tag, const GByteArray *content)
{
	der_put(out, tag, content->data, content->len);
}

void der_put_oid(GByteArray *out, int nid)
{
	const ASN1_OBJECT *object = OBJ_nid2obj(nid);

	g_assert(object != NULL && OBJ_length(object) > 0);
	der_put(out, DER_OID, OBJ_get0_data(object), OBJ_length(object));
}

void der_put_algorithm(GByteArray *out, int nid, bool null)
{
	g_autoptr(GByteArray) parts = g_byte_array_new();

	der_put_oid(parts, nid);
	if (null)
		der_put(parts, DER_NULL, NULL, 0);
	der_put_array(out, DER_SEQUENCE, parts);
}

GPtrArray *der_new_members(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
}

static int compare_bytes(gconstpointer first, gconstpointer second)
{
	const GByteArray *a = *(GByteArray *const *)first, *b = *(GByteArray *const *)second;
	int order = memcmp(a->data, b->data, MIN(a->len, b->len));

	return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
}

void der_put_set_of(GByteArray *out, unsigned char tag, GPtrArray *members)
{
	g_autoptr(GByteArray) content = g_byte_array_new();

	g_ptr_array_sort(members, compare_bytes);
	for (unsigned i = 0; i < members->len; i++) {
		const GByteArray *member = members->pdata[i];
		g_byte_array_append(content, member->data, member->len);
	}
	der_put_array(out, tag, content);
}

static bool take_length(DerSpan *in, size_t *out_size)
{
	unsigned char first = *in->at++;
	size_t size = 0;
	unsigned digits = first & 0x7F;

	in->left--;
	if (first < 0x80) {
		*out_size = first;
		return true;
	}
	if (digits == 0 || digits > 4 || digits > in->left || *in->at == 0)
		return false;
	for (; digits > 0; digits--, in->left--)
		size = size << 8 | *in->at++;
	*out_size = size;
	return size >= 0x80;
}

bool der_take(DerSpan *in, unsigned char *out_tag, DerSpan *out_content, DerSpan *out_whole)
{
	DerSpan rest = *in;
	size_t size;

	if (rest.left < 2 || (*rest.at & 0x1F) == 0x1F)
		return false;
	unsigned char tag = *rest.at++;
	rest.left--;
	if (!take_length(&rest, &size) || size > rest.left)
		return false;
	if (out_tag != NULL)
		*out_tag = tag;
	if (out_content != NULL)
		*out_content = (DerSpan) { rest.at, size };
	if (out_whole != NULL)
		*out_whole = (DerSpan) { in->at, (size_t)(rest.at - in->at) + size };
	*in = (DerSpan) { rest.at + size, rest.left - size };
	return true;
}

bool der_take_tag(DerSpan *in, unsigned char tag, DerSpan *out_content)
{
	DerSpan rest = *in;
	unsigned char found;

	if (!der_take(&rest, &found, out_content, NULL) || found != tag)
		return false;
	*in = rest;
	return true;
}

static bool is_strict(DerSpan in, unsigned depth)
{
	unsigned char tag;
	DerSpan content;

	while (der_take(&in, &tag, &content, NULL)) {
		bool constructed = (tag & 0x20) != 0, universal = (tag & 0xC0) == 0;
		bool many = (tag & 0x1F) == 0x10 || (tag & 0x1F) == 0x11;
		if (universal && constructed != many)
			return false;
		if (constructed && (depth == 0 || !is_strict(content, depth - 1)))
			return false;
	}
	return in.left == 0;
}

bool der_is_strict(DerSpan in)
{
	return is_strict(in, DEEPEST);
}
