/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A detached CMS signature over a file, as manifests have it (file_sign_detached() makes them): judged
 * as the signature of a PDF is, but for what only a PDF has.
 */
#ifndef SIGNER_DETACHED_H
#define SIGNER_DETACHED_H

#include "signer/verify.h"

/* What is signed stands in `path`, the signature in `signature` (DER); without such a file the report
 * has no signatures. Error: a file cannot be read. */
VerifyReport *detached_verify(
	const char *path, const char *signature, const VerifyRules *rules, GError **error);

#endif
