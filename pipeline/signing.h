/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the settings say of signing, before there is anything to sign. */
#ifndef PIPELINE_SIGNING_H
#define PIPELINE_SIGNING_H

#include "base/settings.h"
#include "signer/keeper.h"
#include "signer/level_plan.h"
#include "signer/sign.h"

#include <glib.h>
#include <stdbool.h>

/* Can the signature's block be written, and the level be reached? It would come to light only at the
 * first signature, after hours of reading. Error: BASE_ERROR_SETTINGS. */
bool signing_check_settings(const Settings *settings, GError **error);

/* Starts the keeper of the key that is set, or of the demonstration identity that lies in `out`, made
 * there if need be. The secret is taken out of the environment. A key that may not sign as the settings
 * say is refused. The caller owns the keeper. Errors: of
 * keeper_start(). */
Keeper *signing_start_keeper(const Settings *settings, const char *out, GError **error);

/* Who signs as the settings say; lends what it is given. */
Signer signing_signer(
	const Settings *settings, const Identity *identity, RequestSigner sign, gpointer sign_data);

/* What a signature says as the settings do, with the block of these profiles; `attributes`, which it
 * points to, must live as long and be cleared (signer/signature_policy.h). All strings are lent.
 * Error: BASE_ERROR_SETTINGS. */
bool signing_block(const Settings *settings, const Profiles *profiles, SignatureBlock *out_block,
	SignedAttributes *out_attributes, GError **error);

/* Whose services raise a signature above B-B, as the settings say. */
typedef struct {
	LevelPlan plan;
	GStrv urls;
	char *cache; /* of revocation data, shared by all batches of the user */
} SigningServices;

/* Error: of trust_load(). */
bool signing_services_make(SigningServices *services, const Settings *settings, GError **error);
void signing_services_clear(SigningServices *services);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SigningServices, signing_services_clear)

/* May be signed now (signer/signing_check.h)? `memo`: the file of pipeline/signing_memo.h.
 * `out_warnings` (of char *): what could not be checked. Of a demonstration nothing is asked. The
 * caller owns them. */
bool signing_allows(const Identity *identity, const SigningServices *services, bool strict,
	const char *memo, GPtrArray **out_warnings, GError **error);

#endif
