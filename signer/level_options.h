/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The options of the commands that reach levels above B-B: which level, whose time-stamps, where
 * the data of revocation comes from. What they say is read once, before any file.
 */
#ifndef SIGNER_LEVEL_OPTIONS_H
#define SIGNER_LEVEL_OPTIONS_H

#include "base/i18n.h"
#include "signer/level_plan.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *level, **authorities, *user, *password_variable, *policy, **trust, *roots, *cache;
	int seconds;
} LevelOptions;

extern LevelOptions level_options;

/* Rows of a command's table. `levels`: the sentence on those that it reaches. */
#define LEVEL_OPTION_ENTRIES(levels)                                                               \
	{ "level", 0, 0, G_OPTION_ARG_STRING, &level_options.level, levels, N_("NAME") },          \
		{ "tsa", 0, 0, G_OPTION_ARG_STRING_ARRAY, &level_options.authorities,              \
			N_("a time-stamp authority; several are asked in order"), N_("URL") },     \
		{ "tsa-user", 0, 0, G_OPTION_ARG_STRING, &level_options.user,                      \
			N_("the user's name there"), N_("NAME") },                                 \
		{ "tsa-password-env", 0, 0, G_OPTION_ARG_STRING, &level_options.password_variable, \
			N_("the password there is in this variable"), N_("NAME") },                \
		{ "tsa-policy", 0, 0, G_OPTION_ARG_STRING, &level_options.policy,                  \
			N_("the policy that a time-stamp must be of"), N_("OID") },                \
		{ "tsa-seconds", 0, 0, G_OPTION_ARG_INT, &level_options.seconds,                   \
			N_("how long a time-stamp may take (default: 180)"), N_("N") },            \
		{ "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &level_options.trust,                \
			N_("roots that all certificates must lead to, PEM"), N_("FILE") },         \
		{ "tls-roots", 0, 0, G_OPTION_ARG_FILENAME, &level_options.roots,                  \
			N_("roots of https servers, PEM; default: the system's"), N_("FILE") },    \
	{                                                                                          \
		"cache", 0, 0, G_OPTION_ARG_FILENAME, &level_options.cache,                        \
			N_("folder of revocation data, kept while it is good"), N_("DIR")          \
	}

/* What the options say, whose strings are lent. `otherwise`: the level if none is named. Error: BASE_ERROR_SETTINGS, as for a level without an
 * authority; those of trust_load(). */
bool level_plan_make(LevelPlan *plan, Level otherwise, GError **error);

#endif
