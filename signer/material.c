/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/material.h"

#include "signer/certificate.h"
#include "signer/der.h"

#include <openssl/err.h>
#include <string.h>

enum { MOST_ITEMS = 100 };

void material_add_certificates(ValidationData *into, CertificateStack *stack)
{
	for (int i = 0; i < sk_X509_num(stack); i++) {
		g_autoptr(GBytes) der = certificate_write(sk_X509_value(stack, i));
		validation_data_add(into->certificates, der);
	}
}

static void add_lists(ValidationData *into, CMS_ContentInfo *cms)
{
	STACK_OF(X509_CRL) *lists = CMS_get1_crls(cms);

	for (int i = 0; i < MIN(sk_X509_CRL_num(lists), MOST_ITEMS); i++) {
		unsigned char *der = NULL;
		int size = i2d_X509_CRL(sk_X509_CRL_value(lists, i), &der);
		g_autoptr(GBytes) bytes = g_bytes_new(der, size > 0 ? (gsize)size : 0);
		validation_data_add(into->crls, bytes);
		OPENSSL_free(der);
	}
	sk_X509_CRL_pop_free(lists, X509_CRL_free);
}

/* The members of a SEQUENCE, whole. */
static void add_members(GPtrArray *into, DerSpan sequence)
{
	DerSpan members, whole;

	if (!der_take_tag(&sequence, DER_SEQUENCE, &members))
		return;
	for (unsigned i = 0; i < MOST_ITEMS && der_take(&members, NULL, NULL, &whole); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new(whole.at, whole.left);
		validation_data_add(into, bytes);
	}
}

/* RevocationInfoArchival ::= SEQUENCE { crl [0] SEQUENCE OF, ocsp [1] SEQUENCE OF, other [2] } */
static void add_archival(ValidationData *into, CMS_SignerInfo *info)
{
	ASN1_OBJECT *name = OBJ_txt2obj("1.2.840.113583.1.1.8", 1);
	const ASN1_STRING *value = CMS_signed_get0_data_by_OBJ(info, name, -3, V_ASN1_SEQUENCE);
	DerSpan in = { NULL, 0 }, all = { NULL, 0 }, part;
	unsigned char tag;

	ASN1_OBJECT_free(name);
	if (value == NULL)
		return;
	in = (DerSpan) { ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value) };
	der_take_tag(&in, DER_SEQUENCE, &all);
	while (der_take(&all, &tag, &part, NULL))
		if (tag == DER_CONTEXT_0 || tag == DER_CONTEXT_1)
			add_members(tag == DER_CONTEXT_0 ? into->crls : into->ocsps, part);
}

/* OtherRevocationInfoFormat of the type id-ri-ocsp-response (RFC 5940): what OpenSSL leaves aside. */
static void add_answer(ValidationData *into, DerSpan format)
{
	static const unsigned char name[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x10, 0x02 };
	DerSpan oid, whole;

	if (!der_take_tag(&format, DER_OID, &oid) || oid.left != sizeof name ||
		memcmp(oid.at, name, sizeof name) != 0 || !der_take(&format, NULL, NULL, &whole))
		return;
	g_autoptr(GBytes) bytes = g_bytes_new(whole.at, whole.left);
	validation_data_add(into->ocsps, bytes);
}

static void add_answers(ValidationData *into, CMS_ContentInfo *cms)
{
	unsigned char *der = NULL, tag;
	int size = i2d_CMS_ContentInfo(cms, &der);
	DerSpan all = { der, size > 0 ? (size_t)size : 0 }, body, set, one;

	if (der_take_tag(&all, DER_SEQUENCE, &body) && der_take(&body, NULL, NULL, NULL) &&
		der_take_tag(&body, DER_CONTEXT_0, &set) && der_take_tag(&set, DER_SEQUENCE, &body))
		while (der_take(&body, &tag, &set, NULL))
			for (unsigned char kind;
				tag == DER_CONTEXT_1 && der_take(&set, &kind, &one, NULL);)
				if (kind == DER_CONTEXT_1)
					add_answer(into, one);
	OPENSSL_free(der);
}

void material_add_signature(ValidationData *into, const SignedData *data)
{
	material_add_certificates(into, data->certificates);
	if (data->cms == NULL)
		return;
	add_lists(into, data->cms);
	add_answers(into, data->cms);
	add_archival(into, data->info);
	ERR_clear_error();
}

void material_push_certificates(const ValidationData *from, CertificateStack *onto)
{
	for (unsigned i = 0; i < from->certificates->len; i++) {
		X509 *one = certificate_parse(from->certificates->pdata[i]);
		if (one != NULL)
			sk_X509_push(onto, one);
	}
	ERR_clear_error();
}

CertificateStack *material_certificates(const ValidationData *from)
{
	CertificateStack *all = sk_X509_new_null();

	g_assert(all != NULL);
	material_push_certificates(from, all);
	return all;
}
