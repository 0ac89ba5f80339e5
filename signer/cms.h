/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making a detached CMS signature (RFC 5652) as PAdES and CAdES baseline want it.
 */
#ifndef SIGNER_CMS_H
#define SIGNER_CMS_H

#include "signer/sign.h"

#include <glib.h>

/* The DER of a ContentInfo over content whose SHA-256 is `digest`. The caller owns it. What the
 * DigestSigner gives is verified before it is used; BASE_ERROR_SYSTEM if it is no signature. */
GBytes *cms_make(const Signer *signer, const unsigned char digest[32], GError **error);

#endif
