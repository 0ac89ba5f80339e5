/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include "base/file.h"

G_DEFINE_QUARK(base_error, base_error)

bool error_set_errno(GError **error, int number, const char *what)
{
	g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM, "%s: %s", what, g_strerror(number));
	return false;
}

bool error_set_usage(GError **error, const char *message, const char *thing)
{
	g_autofree char *shown = file_show(thing);

	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, message, shown);
	return false;
}

bool error_blame_settings(GError **error)
{
	if (error != NULL && !error_is_transient(*error)) {
		(*error)->domain = BASE_ERROR;
		(*error)->code = BASE_ERROR_SETTINGS;
	}
	return false;
}

bool error_is_transient(const GError *error)
{
	return g_error_matches(error, BASE_ERROR, BASE_ERROR_SYSTEM) ||
		g_error_matches(error, BASE_ERROR, BASE_ERROR_SOURCE);
}
