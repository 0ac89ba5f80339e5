/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DER (X.690): writing it, and stepping over what is written strictly in it.
 */
#ifndef SIGNER_DER_H
#define SIGNER_DER_H

#include <glib.h>
#include <stdbool.h>

enum {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BITS = 0x03,
	DER_OCTETS = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8 = 0x0C,
	DER_IA5 = 0x16,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xA0, /* [0], constructed */
	DER_CONTEXT_1 = 0xA1,
	DER_CONTEXT_2 = 0xA2,
	DER_CONTEXT_4 = 0xA4,
};

/* Appends tag, length and content. */
void der_put(GByteArray *out, unsigned char tag, const void *content, size_t size);
void der_put_array(GByteArray *out, unsigned char tag, const GByteArray *content);
/* The object identifier of OpenSSL's `nid`. */
void der_put_oid(GByteArray *out, int nid);
/* AlgorithmIdentifier; `null`: with NULL as parameters, else without. */
void der_put_algorithm(GByteArray *out, int nid, bool null);

/* A SET OF `members` (of GByteArray, each a whole element), which are put into the order of their
 * bytes (X.690, 11.6). */
void der_put_set_of(GByteArray *out, unsigned char tag, GPtrArray *members);
/* An array for such members. */
GPtrArray *der_new_members(void);

/* A stretch of bytes, borrowed. */
typedef struct {
	const unsigned char *at;
	size_t left;
} DerSpan;

/* Takes the next element off `in`: its tag, its content, and where it stands as a whole; each may
 * be NULL. False at the end, and for anything that is not DER: indefinite or padded lengths, tags
 * of several bytes, content beyond the end. */
bool der_take(DerSpan *in, unsigned char *out_tag, DerSpan *out_content, DerSpan *out_whole);
/* der_take() of an element that must have `tag`. */
bool der_take_tag(DerSpan *in, unsigned char tag, DerSpan *out_content);

/* Is all of `in` DER down to its leaves, with every universal SEQUENCE and SET constructed and
 * every other universal type primitive? OpenSSL reads past that bit. */
bool der_is_strict(DerSpan in);

#endif
