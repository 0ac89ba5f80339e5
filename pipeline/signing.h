/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the settings say of signing, before there is anything to sign. */
#ifndef PIPELINE_SIGNING_H
#define PIPELINE_SIGNING_H

#include "base/settings.h"
#include "signer/keeper.h"
#include "signer/sign.h"

#include <glib.h>
#include <stdbool.h>

/* Can the signature's block be written? It would come to light only at the first signature, after
 * hours of reading. Error: BASE_ERROR_SETTINGS. */
bool signing_check_block(const Settings *settings, GError **error);

/* Starts the keeper of the key that is set, or of the demonstration identity that lies in `out`, made
 * there if need be. The secret is taken out of the environment. A key that may not sign as the settings
 * say is refused. The caller owns the keeper. Errors: of
 * keeper_start(). */
Keeper *signing_start_keeper(const Settings *settings, const char *out, GError **error);

/* Who signs as the settings say; lends what it is given. */
Signer signing_signer(
	const Settings *settings, const Identity *identity, RequestSigner sign, gpointer sign_data);

#endif
