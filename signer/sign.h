/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PAdES B-B and B-T (EN 319 142-1; higher levels: signer/level.h): one signature as an incremental update of a PDF, whose earlier bytes
 * stay as they were; and detached CMS for manifests. Neither sees a private key: both ask a
 * RequestSigner, which asks the keeper, across however many processes.
 */
#ifndef SIGNER_SIGN_H
#define SIGNER_SIGN_H

#include "signer/attributes.h"
#include "signer/keeper.h"
#include "signer/pdf_file.h"
#include "signer/profile.h"
#include "signer/timestamp.h"

#include <glib.h>
#include <stdbool.h>

/* Signs what is asked (signer/request.h) with the identity's key. The caller owns the bytes. */
typedef GBytes *(*RequestSigner)(gpointer data, GBytes *request, GError **error);

typedef struct {
	const Identity *identity;
	RequestSigner sign;
	gpointer sign_data;
	const char *digest, *scheme; /* names of algorithm_choose(); NULL: by the key */
	const TsaRules *authorities; /* of the time-stamp within the signature, which is then B-T;
				      * NULL: B-B */
} Signer;

/* What a signature says, and the block that shows it. Strings are borrowed UTF-8; NULL leaves out. */
typedef struct {
	const char *profile;      /* of the block: the name of one of … */
	const Profiles *profiles; /* … these (NULL: of those built in), or "none": invisible */
	const char *copy_form;    /* "SAO Y", "SAO LỤC" or "TRÍCH SAO"; NULL: the profile's */
	const char *agency;       /* NULL: the certificate's organization, else its common name */
	const char *reason;
	GDateTime *time;                    /* of /M and of the block; NULL: now */
	const SignedAttributes *attributes; /* NULL: none but those that must be */
	const char *location; /* where it is signed; then no signer-location in `attributes` */
	const char *field;    /* the empty signature field that is filled; NULL: a new one */
	unsigned certify; /* 1 … 3: a certification that allows no change, forms and signatures, and
			   * annotations as well (ISO 32000-2, 12.8.2.2); 0: an approval */
	const char *font; /* TrueType file of profiles that name none; NULL: Liberation Serif */
	bool overprint;   /* where no place is free, over the least print, instead of invisible */
	GPtrArray
		*told; /* of char *, owned by it: gets a sentence on each thing of the block that is
			   * not as the profile has it; NULL: nobody asks */
} SignatureBlock;

/* The agency as the block names it: `agency`, where that is set; otherwise the certificate's
 * organization, or its common name. NFC. The caller frees it. */
char *identity_agency(const Identity *identity, const char *agency);

/* Signs `in` into the file `out` (replaced; not published: the caller does). Never changes `in`.
 * Refuses encrypted files, and what earlier signatures (signer/permissions.h) or the field's seed
 * values (signer/seed_values.h) forbid: SIGNER_ERROR_INPUT. */
bool pdf_sign(const char *in, const char *out, const Signer *signer, const SignatureBlock *block,
	GError **error);

/* The same of a PDF that is open already, which is unchanged but in qpdf's memory; errors call it `shown`. */
bool pdf_sign_opened(PdfFile *document, const char *shown, const char *out, const Signer *signer,
	const SignatureBlock *block, GError **error);

/* Does EN 319 142-1, 6.3 allow what is said together? A commitment or a signature policy in the
 * signature excludes a reason in its dictionary; of the place only one may speak. Error:
 * BASE_ERROR_SETTINGS. */
bool signature_block_check(const SignatureBlock *block, GError **error);

/* A detached CMS signature (DER, RFC 5652, with signing-certificate-v2) over the file `path`. */
GBytes *file_sign_detached(const char *path, const Signer *signer, GError **error);

#endif
