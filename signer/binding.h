/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What binds a signature to its certificate: ESSCertID (RFC 2634, 5.4) or ESSCertIDv2 (RFC 5035) among the
 * signed attributes, of signatures and of time-stamps (RFC 5816).
 */
#ifndef SIGNER_BINDING_H
#define SIGNER_BINDING_H

#include "signer/openssl.h"

typedef enum { BINDING_WRONG = -1, BINDING_NONE, BINDING_FITS } Binding;

/* Do the attributes name `certificate` first, and, if they name further ones, some of `others`? */
Binding binding_check(CMS_SignerInfo *info, X509 *certificate, CertificateStack *others);

#endif
