/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/token_uri.h"

#include "base/i18n.h"
#include "signer/error.h"

#include <stddef.h>
#include <string.h>

enum { MOST_BYTES = 4096 };

#define AT(field) offsetof(TokenUri, field)

/* In the order in which they are written. */
static const struct {
	const char *name;
	size_t offset;
	bool query; /* it stands behind the "?" */
} texts[] = {
	{ "token", AT(token), false },
	{ "manufacturer", AT(manufacturer), false },
	{ "model", AT(model), false },
	{ "serial", AT(serial), false },
	{ "library-manufacturer", AT(library_manufacturer), false },
	{ "library-description", AT(library_description), false },
	{ "library-version", AT(library_version), false },
	{ "slot-manufacturer", AT(slot_manufacturer), false },
	{ "slot-description", AT(slot_description), false },
	{ "slot-id", AT(slot_id), false },
	{ "object", AT(object), false },
	{ "type", AT(type), false },
	{ "module-path", AT(module_path), true },
	{ "module-name", AT(module_name), true },
};

static char **text_of(TokenUri *uri, unsigned row)
{
	return (char **)((char *)uri + texts[row].offset);
}

void token_uri_clear(TokenUri *uri)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*text_of(uri, i));
	g_clear_pointer(&uri->id, g_bytes_unref);
	*uri = (TokenUri) { 0 };
}

static bool set_uri_error(GError **error, const char *message, const char *name)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message, name);
	return false;
}

static bool take_text(TokenUri *uri, unsigned row, const char *value, GError **error)
{
	char **text = text_of(uri, row);

	if (*text != NULL)
		return set_uri_error(error, _("PKCS#11 URI: %s is unknown or stands there twice"),
			texts[row].name);
	*text = g_uri_unescape_string(value, NULL);
	return *text != NULL ||
		set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), texts[row].name);
}

static bool take_attribute(
	TokenUri *uri, const char *name, const char *value, bool query, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strcmp(name, texts[i].name) == 0 && texts[i].query == query)
			return take_text(uri, i, value, error);
	if (strcmp(name, "id") == 0 && !query && uri->id == NULL) {
		uri->id = g_uri_unescape_bytes(value, -1, NULL, NULL);
		return uri->id != NULL ||
			set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), name);
	}
	if (g_str_has_prefix(name, "pin-"))
		return set_uri_error(error, _("PKCS#11 URI: %s may not stand in it"), name);
	return set_uri_error(error, _("PKCS#11 URI: %s is unknown or stands there twice"), name);
}

static bool take_part(TokenUri *uri, char *part, bool query, GError **error)
{
	char *equals = strchr(part, '=');

	if (*part == '\0')
		return true;
	if (equals == NULL)
		return set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), part);
	*equals = '\0';
	return take_attribute(uri, part, equals + 1, query, error);
}

/* A module's name leads to no other folder, and what is named can be a key or its certificate. */
static bool check(const TokenUri *uri, GError **error)
{
	static const char *const types[] = { "private", "cert", "public", NULL };

	if (uri->module_name != NULL &&
		(*uri->module_name == '\0' || strchr(uri->module_name, '/') != NULL))
		return set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), "module-name");
	if (uri->type != NULL && !g_strv_contains(types, uri->type))
		return set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), "type");
	return true;
}

bool token_uri_parse(const char *text, TokenUri *out_uri, GError **error)
{
	g_auto(TokenUri) uri = { 0 };

	*out_uri = (TokenUri) { 0 };
	if (g_ascii_strncasecmp(text, "pkcs11:", 7) != 0)
		return set_uri_error(error, _("%s: a PKCS#11 URI begins with pkcs11:"), text);
	if (strlen(text) > MOST_BYTES)
		return set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), "…");
	g_auto(GStrv) halves = g_strsplit(text + 7, "?", 2);
	for (unsigned half = 0; halves[half] != NULL; half++) {
		g_auto(GStrv) parts = g_strsplit(halves[half], half == 0 ? ";" : "&", -1);
		for (unsigned i = 0; parts[i] != NULL; i++)
			if (!take_part(&uri, parts[i], half == 1, error))
				return false;
	}
	if (!check(&uri, error))
		return false;
	*out_uri = uri;
	uri = (TokenUri) { 0 };
	return true;
}

static void put_id(GString *out, GBytes *id)
{
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(id, &size);

	g_string_append(out, "id=");
	for (gsize i = 0; i < size; i++)
		g_string_append_printf(out, "%%%02X", bytes[i]);
}

char *token_uri_make(const TokenUri *uri)
{
	GString *out = g_string_new("pkcs11:");
	bool query = false;

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *text = *text_of((TokenUri *)uri, i);
		if (strcmp(texts[i].name, "object") == 0 && uri->id != NULL) {
			if (out->len > 7)
				g_string_append_c(out, ';');
			put_id(out, uri->id);
		}
		if (text == NULL)
			continue;
		if (texts[i].query)
			g_string_append_c(out, query ? '&' : '?');
		else if (out->len > 7)
			g_string_append_c(out, ';');
		query |= texts[i].query;
		g_string_append_printf(out, "%s=", texts[i].name);
		g_string_append_uri_escaped(out, text, ":[]@!$'()*+,=", false);
	}
	return g_string_free(out, FALSE);
}
