/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/error.h"

#include "base/file.h"

G_DEFINE_QUARK(signer_error, signer_error)

bool error_set_input(GError **error, const char *message, const char *shown)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT, message, shown);
	return false;
}

bool error_set_input_path(GError **error, const char *message, const char *path)
{
	g_autofree char *shown = file_show(path);

	return error_set_input(error, message, shown);
}
