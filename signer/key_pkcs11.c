/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys in tokens, named by a URI (RFC 7512). Known are the attributes token, serial, object, id,
 * slot-id and type=private of the path and module-path of the query; a PIN in the URI is refused,
 * because anybody can read the arguments of a process.
 */
#include "signer/key.h"

#include "base/i18n.h"
#include "signer/error.h"

#include <libp11.h>
#include <openssl/err.h>
#include <string.h>

/* p11-kit's collection of all modules that the system knows. */
#define PROXY "p11-kit-proxy.so"

typedef struct {
	char *token, *serial, *object, *module;
	char *slot;
	GBytes *id;
} TokenUri;

static void token_uri_clear(TokenUri *uri)
{
	g_free(uri->token);
	g_free(uri->serial);
	g_free(uri->object);
	g_free(uri->module);
	g_free(uri->slot);
	g_clear_pointer(&uri->id, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TokenUri, token_uri_clear)

static bool set_uri_error(GError **error, const char *message, const char *name)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message, name);
	return false;
}

static bool take_attribute(TokenUri *uri, const char *name, const char *value, GError **error)
{
	const struct {
		const char *name;
		char **text;
	} texts[] = {
		{ "token", &uri->token },
		{ "serial", &uri->serial },
		{ "object", &uri->object },
		{ "slot-id", &uri->slot },
		{ "module-path", &uri->module },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strcmp(name, texts[i].name) == 0 && *texts[i].text == NULL) {
			*texts[i].text = g_uri_unescape_string(value, NULL);
			return *texts[i].text != NULL ||
				set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), name);
		}
	if (strcmp(name, "id") == 0 && uri->id == NULL) {
		uri->id = g_uri_unescape_bytes(value, -1, NULL, NULL);
		return uri->id != NULL ||
			set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), name);
	}
	if (strcmp(name, "type") == 0 && strcmp(value, "private") == 0)
		return true;
	if (g_str_has_prefix(name, "pin-"))
		return set_uri_error(error, _("PKCS#11 URI: %s may not stand in it"), name);
	return set_uri_error(error, _("PKCS#11 URI: %s is unknown or stands there twice"), name);
}

static bool parse_uri(TokenUri *uri, const char *text, GError **error)
{
	if (g_ascii_strncasecmp(text, "pkcs11:", 7) != 0)
		return set_uri_error(error, _("%s: a PKCS#11 URI begins with pkcs11:"), text);

	g_auto(GStrv) parts = g_strsplit_set(text + 7, ";?&", 32);
	for (unsigned i = 0; parts[i] != NULL; i++) {
		char *equals = strchr(parts[i], '=');
		if (*parts[i] == '\0')
			continue;
		if (equals == NULL)
			return set_uri_error(error, _("PKCS#11 URI: %s has a bad value"), parts[i]);
		*equals = '\0';
		if (!take_attribute(uri, parts[i], equals + 1, error))
			return false;
	}
	return true;
}

typedef struct {
	PKCS11_CTX *context;
	PKCS11_SLOT *slots;
	unsigned count;
	bool loaded;
} Device;

static void device_close(gpointer data)
{
	Device *device = data;

	if (device->slots != NULL)
		PKCS11_release_all_slots(device->context, device->slots, device->count);
	if (device->loaded)
		PKCS11_CTX_unload(device->context);
	PKCS11_CTX_free(device->context);
	g_free(device);
}

static bool device_load(Device *device, const char *module, GError **error)
{
	device->loaded = PKCS11_CTX_load(device->context, module) == 0;
	if (!device->loaded) {
		ERR_clear_error();
		return set_uri_error(error, _("%s: the PKCS#11 module cannot be loaded"), module);
	}
	if (PKCS11_enumerate_slots(device->context, &device->slots, &device->count) != 0)
		return openssl_set_error(
			error, SIGNER_ERROR_KEY, _("the PKCS#11 module does not list its tokens"));
	return true;
}

static bool is_wanted(PKCS11_SLOT *slot, const TokenUri *uri)
{
	const PKCS11_TOKEN *token = slot->token;
	g_autofree char *number = g_strdup_printf("%lu", PKCS11_get_slotid_from_slot(slot));

	return token != NULL && token->initialized &&
		(uri->token == NULL || g_strcmp0(uri->token, token->label) == 0) &&
		(uri->serial == NULL || g_strcmp0(uri->serial, token->serialnr) == 0) &&
		(uri->slot == NULL || strcmp(uri->slot, number) == 0);
}

static PKCS11_SLOT *find_slot(
	const Device *device, const TokenUri *uri, const char *text, GError **error)
{
	PKCS11_SLOT *found = NULL;

	for (unsigned i = 0; i < device->count; i++) {
		if (!is_wanted(&device->slots[i], uri))
			continue;
		if (found != NULL)
			return set_uri_error(error, _("several tokens fit the URI %s"), text), NULL;
		found = &device->slots[i];
	}
	if (found == NULL)
		set_uri_error(error, _("no token fits the URI %s"), text);
	return found;
}

static bool set_no_pin(PKCS11_SLOT *slot, const char *variable, GError **error)
{
	if (variable == NULL)
		return set_uri_error(error, _("the token %s needs its PIN"), slot->token->label);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
		_("the token %s needs its PIN, and the variable %s is not set or empty"),
		slot->token->label, variable);
	return false;
}

static bool log_in(PKCS11_SLOT *slot, const KeySource *source, GError **error)
{
	if (!slot->token->loginRequired)
		return true;
	/* an empty one would cost one of the few tries that the token grants */
	if (source->pin == NULL || *source->pin == '\0')
		return set_no_pin(slot, source->variable, error);
	if (slot->token->userPinLocked)
		return set_uri_error(
			error, _("the PIN of the token %s is locked"), slot->token->label);
	if (PKCS11_login(slot, 0, source->pin) == 0)
		return true;
	ERR_clear_error();
	return set_uri_error(error, _("the token %s refuses the PIN"), slot->token->label);
}

static bool names_fit(const TokenUri *uri, const char *label, const unsigned char *id, size_t size)
{
	if (uri->object != NULL && g_strcmp0(uri->object, label) != 0)
		return false;
	if (uri->id == NULL)
		return true;
	return g_bytes_get_size(uri->id) == size &&
		memcmp(g_bytes_get_data(uri->id, NULL), id, size) == 0;
}

static bool find_key(Key *key, PKCS11_SLOT *slot, const TokenUri *uri, GError **error)
{
	PKCS11_KEY *keys = NULL;
	unsigned count = 0;

	if (PKCS11_enumerate_keys(slot->token, &keys, &count) != 0)
		return openssl_set_error(
			error, SIGNER_ERROR_KEY, _("the token does not list its keys"));
	for (unsigned i = 0; i < count; i++) {
		if (!names_fit(uri, keys[i].label, keys[i].id, keys[i].id_len))
			continue;
		if (key->pair != NULL)
			return set_uri_error(error, _("several keys of the token %s fit the URI"),
				slot->token->label);
		key->pair = PKCS11_get_private_key(&keys[i]);
	}
	return key->pair != NULL ||
		set_uri_error(error, _("no key of the token %s fits the URI"), slot->token->label);
}

static void add_certificates(Key *key, PKCS11_SLOT *slot)
{
	PKCS11_CERT *certificates = NULL;
	unsigned count = 0;

	if (PKCS11_enumerate_certs(slot->token, &certificates, &count) == 0)
		for (unsigned i = 0; i < count; i++)
			if (certificates[i].x509 != NULL && X509_up_ref(certificates[i].x509))
				sk_X509_push(key->others, certificates[i].x509);
	ERR_clear_error();
}

bool key_open_pkcs11(Key *key, const KeySource *source, GError **error)
{
	g_auto(TokenUri) uri = { 0 };
	if (!parse_uri(&uri, source->pkcs11, error))
		return false;

	Device *device = g_new0(Device, 1);
	key->device = device;
	key->close = device_close;
	device->context = PKCS11_CTX_new();
	g_assert(device->context != NULL);
	const char *module = source->module != NULL ? source->module : uri.module;
	if (!device_load(device, module != NULL ? module : PROXY, error))
		return false;

	PKCS11_SLOT *slot = find_slot(device, &uri, source->pkcs11, error);
	if (slot == NULL || !log_in(slot, source, error) || !find_key(key, slot, &uri, error))
		return false;
	add_certificates(key, slot);
	return true;
}
