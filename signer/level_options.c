/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/level_options.h"

#include "base/error.h"

LevelOptions level_options;

static bool read_password(const char **out, GError **error)
{
	const char *name = level_options.password_variable;

	*out = name == NULL ? NULL : g_getenv(name);
	return name == NULL || *out != NULL ||
		error_set_usage(error, _("the variable %s is not set"), name);
}

static bool is_web_address(const char *url)
{
	return g_ascii_strncasecmp(url, "http://", 7) == 0 ||
		g_ascii_strncasecmp(url, "https://", 8) == 0;
}

static bool plan_authorities(LevelPlan *plan, GError **error)
{
	unsigned count =
		level_options.authorities == NULL ? 0 : g_strv_length(level_options.authorities);
	const char *password;

	if (plan->level >= LEVEL_T && count == 0)
		return error_set_usage(error, _("the level %s needs a time-stamp authority: --tsa"),
			level_name(plan->level));
	for (unsigned i = 0; i < count; i++)
		if (!is_web_address(level_options.authorities[i]))
			return error_set_usage(error,
				_("--tsa: %s is no address that begins with http:// or https://"),
				level_options.authorities[i]);
	if (!read_password(&password, error))
		return false;
	plan->tsas = g_new0(Tsa, count);
	for (unsigned i = 0; i < count; i++)
		plan->tsas[i] =
			(Tsa) { level_options.authorities[i], level_options.user, password };
	plan->authorities = (TsaRules) { .authorities = plan->tsas,
		.count = count,
		.policy = level_options.policy,
		.seconds = (unsigned)level_options.seconds,
		.trust = plan->trust,
		.roots = level_options.roots };
	return true;
}

bool level_plan_make(LevelPlan *plan, Level otherwise, GError **error)
{
	plan->level = otherwise;
	if (level_options.level != NULL && !level_find(level_options.level, &plan->level))
		return error_set_usage(error, _("there is no level %s"), level_options.level);
	if (level_options.seconds < 0)
		return error_set_usage(error, "--tsa-seconds: %s", _("less than no time"));
	if (level_options.trust != NULL) {
		plan->trust = trust_load((const char *const *)level_options.trust, error);
		if (plan->trust == NULL)
			return false;
	}
	plan->revocation =
		(RevocationRules) { .cache = level_options.cache, .roots = level_options.roots };
	return plan_authorities(plan, error);
}
