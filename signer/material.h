/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a signature itself brings along for its validation: certificates, and revocation data where
 * signers put it (RFC 5652, 5.1; adbe-revocationInfoArchival, ISO 32000-1, 12.8.3.3.2). It proves
 * nothing by itself.
 */
#ifndef SIGNER_MATERIAL_H
#define SIGNER_MATERIAL_H

#include "signer/dss.h"
#include "signer/signed_data.h"

/* Adds what the CMS holds to `into`. */
void material_add_signature(ValidationData *into, const SignedData *data);
void material_add_certificates(ValidationData *into, CertificateStack *stack);

/* The certificates of `from` that can be read. The caller owns the stack. */
CertificateStack *material_certificates(const ValidationData *from);
/* Puts them behind those of a stack. */
void material_push_certificates(const ValidationData *from, CertificateStack *onto);

#endif
