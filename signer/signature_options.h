/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of a command that say what a signature says, and where it stands. */
#ifndef SIGNER_SIGNATURE_OPTIONS_H
#define SIGNER_SIGNATURE_OPTIONS_H

#include "base/i18n.h"
#include "signer/sign.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *reason, *location, *commitment, *field;
	char *policy_oid, *policy_file, *policy_hash, *policy_uri;
	int certify;
} SignatureOptions;

extern SignatureOptions signature_options;

/* Rows of a command's table. */
#define SIGNATURE_OPTION_ENTRIES                                                                   \
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &signature_options.reason, N_("why it is signed"),  \
		N_("TEXT") },                                                                      \
		{ "location", 0, 0, G_OPTION_ARG_STRING, &signature_options.location,              \
			N_("where it is signed"), N_("TEXT") },                                    \
		{ "commitment", 0, 0, G_OPTION_ARG_STRING, &signature_options.commitment,          \
			N_("instead of a reason: proof-of-origin, receipt, delivery, sender, "     \
			   "approval or creation"),                                                \
			N_("NAME") },                                                              \
		{ "policy-oid", 0, 0, G_OPTION_ARG_STRING, &signature_options.policy_oid,          \
			N_("the signature policy that it is made by (EPES)"), N_("OID") },         \
		{ "policy-file", 0, 0, G_OPTION_ARG_FILENAME, &signature_options.policy_file,      \
			N_("the document of that policy, which is hashed"), N_("FILE") },          \
		{ "policy-hash", 0, 0, G_OPTION_ARG_STRING, &signature_options.policy_hash,        \
			N_("or its SHA-256, SHA-384 or SHA-512 hash"), N_("HEX") },                \
		{ "policy-uri", 0, 0, G_OPTION_ARG_STRING, &signature_options.policy_uri,          \
			N_("where that document can be had"), N_("URI") },                         \
		{ "field", 0, 0, G_OPTION_ARG_STRING, &signature_options.field,                    \
			N_("the empty signature field that is filled"), N_("NAME") },              \
	{                                                                                          \
		"certify", 0, 0, G_OPTION_ARG_INT, &signature_options.certify,                     \
			N_("certify: allow no change (1), forms and signatures (2), and "          \
			   "annotations (3)"),                                                     \
			N_("1|2|3")                                                                \
	}

/* Lets `block` and `attributes`, which it will point to, say what the options do; both borrow from
 * them, but for what signature_policy_clear() frees. Error: BASE_ERROR_SETTINGS; those of reading the policy's document. */
bool signature_options_read(SignatureBlock *block, SignedAttributes *attributes, GError **error);

#endif
