/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/signing.h"

#include "base/error.h"
#include "signer/appearance.h"
#include "signer/cms.h"

#include <stdlib.h>
#include <string.h>

/* Takes a secret out of the environment, also out of the block that /proc shows: workers are forks
 * and shall not find it. */
static char *take_secret(const char *variable)
{
	char *value = getenv(variable);
	char *secret = g_strdup(value);

	if (value != NULL)
		explicit_bzero(value, strlen(value));
	g_unsetenv(variable);
	return secret;
}

Signer signing_signer(
	const Settings *settings, const Identity *identity, RequestSigner sign, gpointer sign_data)
{
	return (Signer) { .identity = identity,
		.sign = sign,
		.sign_data = sign_data,
		.digest = settings->sign_digest,
		.scheme = settings->sign_scheme };
}

static bool check_algorithm(const Settings *settings, const Keeper *keeper, GError **error)
{
	Signer signer = signing_signer(settings, keeper_identity(keeper), NULL, NULL);

	return cms_check(&signer, settings->sign_policy, error);
}

Keeper *signing_start_keeper(const Settings *settings, const char *out, GError **error)
{
	bool demonstration = settings->sign_pkcs12 == NULL && settings->sign_pkcs11 == NULL;
	g_autofree char *own = g_build_filename(out, "demonstration.p12", NULL);
	g_autofree char *root = g_build_filename(out, "demonstration-root.pem", NULL);
	g_autofree char *pin = take_secret(settings->sign_pin_variable);

	if (demonstration && !identity_make_demonstration(own, root, error))
		return NULL;
	KeySource source = { .pkcs12 = demonstration ? own : settings->sign_pkcs12,
		.pkcs11 = settings->sign_pkcs11,
		.module = settings->sign_module,
		.pin = demonstration ? NULL : pin,
		.variable = settings->sign_pin_variable,
		.policy = settings->sign_policy,
		.certificates = settings->sign_certificates };
	g_autoptr(Keeper) keeper = keeper_start(&source, error);
	if (pin != NULL)
		explicit_bzero(pin, strlen(pin));
	return keeper != NULL && check_algorithm(settings, keeper, error) ? g_steal_pointer(&keeper)
									  : NULL;
}

bool signing_check_block(const Settings *settings, GError **error)
{
	SignatureBlock block = { .profile = settings->sign_profile, .font = settings->sign_font };
	g_autoptr(GError) wrong = NULL;

	if (appearance_check(&block, &wrong))
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, "[sign] font: %s", wrong->message);
	return false;
}
