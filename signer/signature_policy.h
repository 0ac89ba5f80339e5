/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash of the document of a signature policy, by which a signature binds it (EN 319 122-1,
 * 5.2.9). */
#ifndef SIGNER_SIGNATURE_POLICY_H
#define SIGNER_SIGNATURE_POLICY_H

#include "signer/attributes.h"

#include <glib.h>
#include <stdbool.h>

/* Sets policy_digest and policy_hash: SHA-256 over the file, or what the hexadecimal digits say; with
 * neither nothing is set. To be cleared afterwards in any case. Error: BASE_ERROR_SETTINGS,
 * BASE_ERROR_SYSTEM. */
bool signature_policy_hash(
	const char *file, const char *digits, SignedAttributes *attributes, GError **error);

/* Frees the hash; the attributes have nothing else of their own. */
void signature_policy_clear(SignedAttributes *attributes);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SignedAttributes, signature_policy_clear)

#endif
