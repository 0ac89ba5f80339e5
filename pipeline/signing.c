/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/signing.h"

#include "base/error.h"
#include "base/i18n.h"
#include "pipeline/signing_memo.h"
#include "signer/appearance.h"
#include "signer/cms.h"
#include "signer/signature_policy.h"

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
	KeySource source = { .file = demonstration ? own : settings->sign_pkcs12,
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

static bool refuse(GError **error, const char *message, const char *name)
{
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, message, name);
	return false;
}

static bool check_level(const Settings *settings, GError **error)
{
	const char *variable = settings->sign_tsa_password_variable;

	if (g_str_equal(settings->sign_level, level_name(LEVEL_B)))
		return true;
	if (settings->sign_tsa == NULL)
		return refuse(error, _("[sign] tsa: the level %s needs a time-stamp authority"),
			settings->sign_level);
	return variable == NULL || g_getenv(variable) != NULL ||
		refuse(error, _("[sign] tsa_password_variable: %s is not set"), variable);
}

bool signing_block(const Settings *settings, const Profiles *profiles, SignatureBlock *out_block,
	SignedAttributes *out_attributes, GError **error)
{
	bool commits = !g_str_equal(settings->sign_commitment, "none");

	*out_attributes =
		(SignedAttributes) { .commitment = commits ? settings->sign_commitment : NULL,
			.policy = settings->sign_policy_oid,
			.policy_uri = settings->sign_policy_uri };
	*out_block = (SignatureBlock) { .profile = settings->sign_profile,
		.profiles = profiles,
		.copy_form = settings->sign_copy_form,
		.agency = settings->sign_agency,
		.font = settings->sign_font,
		.overprint = g_str_equal(settings->sign_overprint, "least"),
		.location = settings->sign_location,
		.attributes = out_attributes };
	return signature_policy_hash(settings->sign_policy_file, NULL, out_attributes, error) &&
		signature_block_check(out_block, error);
}

bool signing_check_settings(const Settings *settings, GError **error)
{
	SignatureBlock block;
	g_auto(SignedAttributes) attributes = { 0 };
	g_autoptr(GError) wrong = NULL;
	g_autoptr(Profiles) profiles = profiles_load(settings->sign_profiles, &wrong);
	if (profiles == NULL)
		return refuse(error, "[sign] profiles: %s", wrong->message);

	if (!signing_block(settings, profiles, &block, &attributes, &wrong))
		return refuse(error, "[sign] %s", wrong->message);
	if (!profiles_have(profiles, settings->sign_profile))
		return refuse(
			error, _("[sign] profile: there is no profile %s"), settings->sign_profile);
	if (!appearance_check(&block, &wrong))
		return refuse(error, "[sign] font: %s", wrong->message);
	return check_level(settings, error);
}

static void plan_authorities(SigningServices *services, const Settings *settings)
{
	LevelPlan *plan = &services->plan;
	const char *variable = settings->sign_tsa_password_variable;
	unsigned count = 0;

	services->urls = g_strsplit(settings->sign_tsa != NULL ? settings->sign_tsa : "", " ", -1);
	plan->tsas = g_new0(Tsa, g_strv_length(services->urls));
	for (char **url = services->urls; *url != NULL; url++)
		if (**url != '\0')
			plan->tsas[count++] = (Tsa) { *url, settings->sign_tsa_user,
				variable != NULL ? g_getenv(variable) : NULL };
	plan->authorities = (TsaRules) { .authorities = plan->tsas,
		.count = count,
		.policy = settings->sign_tsa_policy,
		.seconds = (unsigned)settings->sign_tsa_seconds,
		.at_once = (unsigned)settings->sign_tsa_at_once,
		.trust = plan->trust };
}

bool signing_services_make(SigningServices *services, const Settings *settings, GError **error)
{
	const char *const roots[] = { settings->verify_trust, NULL };

	*services = (SigningServices) { 0 };
	level_find(settings->sign_level, &services->plan.level);
	if (roots[0] != NULL && (services->plan.trust = trust_load(roots, error)) == NULL)
		return false;
	services->cache = g_build_filename(g_get_user_cache_dir(), "digitize", "revocation", NULL);
	services->plan.revocation = (RevocationRules) { .cache = services->cache };
	plan_authorities(services, settings);
	return true;
}

void signing_services_clear(SigningServices *services)
{
	level_plan_clear(&services->plan);
	g_strfreev(services->urls);
	g_free(services->cache);
}

bool signing_allows(const Identity *identity, const SigningServices *services, bool strict,
	const char *memo, GPtrArray **out_warnings, GError **error)
{
	SigningRules rules = { services->plan.trust, services->plan.revocation, strict };

	if (!identity->demonstration)
		return signing_memo_check(
			memo, identity->certificates, &rules, out_warnings, error);
	*out_warnings = g_ptr_array_new_with_free_func(g_free);
	return true;
}
