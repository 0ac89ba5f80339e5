/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digisign keys: what there is to sign with. */
#include "signer/commands.h"

#include "base/command.h"
#include "base/error.h"
#include "base/i18n.h"
#include "signer/key_list.h"
#include "signer/pin.h"

static struct {
	char *key, *pkcs11, *module, *pin_variable, *policy, **rest;
	int pin_descriptor;
	gboolean json;
} how = { .pin_descriptor = -1 };

static const GOptionEntry options[] = {
	{ "key", 0, 0, G_OPTION_ARG_FILENAME, &how.key, N_("the key: a PKCS#12 or PEM file"),
		N_("FILE") },
	{ "pkcs11", 0, 0, G_OPTION_ARG_STRING, &how.pkcs11,
		N_("the keys of these tokens, e.g. pkcs11:token=T; default: of all"), N_("URI") },
	{ "module", 0, 0, G_OPTION_ARG_FILENAME, &how.module, N_("the token's PKCS#11 module"),
		N_("FILE") },
	{ "pin-env", 0, 0, G_OPTION_ARG_STRING, &how.pin_variable,
		N_("the file's password is in this variable"), N_("NAME") },
	{ "pin-fd", 0, 0, G_OPTION_ARG_INT, &how.pin_descriptor,
		N_("the file's password is read from this descriptor"), N_("N") },
	{ "policy", 0, 0, G_OPTION_ARG_STRING, &how.policy,
		N_("what may sign: tt15 (default), tt15-pss or wide"), N_("NAME") },
	{ "json", 0, 0, G_OPTION_ARG_NONE, &how.json, N_("one JSON object a key"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &how.rest, NULL, NULL },
	{ 0 },
};

static bool check_options(GError **error)
{
	const char *wrong = NULL;

	if (how.rest != NULL)
		wrong = _("keys: no file is taken but by --key");
	else if (how.key != NULL && (how.pkcs11 != NULL || how.module != NULL))
		wrong = _("keys: --key excludes --pkcs11 and --module");
	else if (policy_find(how.policy) == NULL)
		wrong = _("keys: there is no such policy");
	if (wrong == NULL)
		return true;
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SETTINGS, wrong);
	return false;
}

static GPtrArray *list(GError **error)
{
	char *pin = NULL;

	if (how.key == NULL)
		return key_list_tokens(how.pkcs11, how.module, error);
	if (how.pin_variable != NULL || how.pin_descriptor >= 0) {
		pin = pin_read(how.pin_variable, how.pin_descriptor, "", error);
		if (pin == NULL)
			return NULL;
	}
	GPtrArray *found = key_list_file(how.key, pin, error);
	pin_free(pin);
	return found;
}

static int run(GError **error)
{
	const Policy *policy = policy_find(how.policy);

	if (!check_options(error))
		return EXIT_USAGE;
	g_autoptr(GPtrArray) found = list(error);
	if (found == NULL)
		return EXIT_NOT_ALL;
	for (unsigned i = 0; i < found->len; i++) {
		g_autofree char *text = how.json ? listed_key_show_json(found->pdata[i], policy)
						 : listed_key_show(found->pdata[i], policy);
		g_print("%s", text);
	}
	if (found->len > 0)
		return EXIT_WELL;
	g_printerr(_("digisign: there is no key that can be seen without a PIN\n"));
	return EXIT_NOT_ALL;
}

const Command keys_command = { "keys", options, run,
	N_("Lists the keys that are there to sign with.") };
