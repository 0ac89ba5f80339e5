/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PAdES B-B (EN 319 142-1): one signature as an incremental update of a PDF, whose earlier bytes
 * stay as they were; and detached CMS for manifests. Neither sees a private key: both ask a
 * DigestSigner, which asks the keeper, across however many processes.
 */
#ifndef SIGNER_SIGN_H
#define SIGNER_SIGN_H

#include "signer/keeper.h"

#include <glib.h>
#include <stdbool.h>

/* Signs 32 bytes of SHA-256 with the identity's key. The caller owns the bytes. */
typedef GBytes *(*DigestSigner)(gpointer data, const unsigned char digest[32], GError **error);

typedef struct {
	const Identity *identity;
	DigestSigner sign;
	gpointer sign_data;
} Signer;

/* What a signature says, and the block that shows it. Strings are borrowed UTF-8; NULL leaves out. */
typedef struct {
	const char *profile; /* of the block: "nd30-copy", "tt05", "nd137", or "none": invisible */
	const char *copy_form; /* nd30-copy: "SAO Y", "SAO LỤC" or "TRÍCH SAO" */
	const char *agency;    /* NULL: the certificate's organization, else its common name */
	const char *reason;
	GDateTime *time;  /* of /M and of the block; NULL: now */
	const char *font; /* TrueType file; NULL: Liberation Serif of the system */
} SignatureBlock;

/* The agency as the block names it: `agency`, where that is set; otherwise the certificate's
 * organization, or its common name. NFC. The caller frees it. */
char *identity_agency(const Identity *identity, const char *agency);

/* Signs `in` into the file `out` (replaced; not published: the caller does). Never changes `in`.
 * Refuses encrypted files, and files whose DocMDP forbids a further signature: SIGNER_ERROR_INPUT. */
bool pdf_sign(const char *in, const char *out, const Signer *signer, const SignatureBlock *block,
	GError **error);

/* A detached CMS signature (DER, RFC 5652, with signing-certificate-v2) over the file `path`. */
GBytes *file_sign_detached(const char *path, const Signer *signer, GError **error);

#endif
