/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A key in a token, and what becomes of it when the token is pulled out and put back.
 *
 * A token locks its PIN for good after a few wrong ones. So a PIN is tried
 *  1. once: what the token refused is wiped and never given to it again;
 *  2. not at all where the token says that a wrong one was given to it and no right one since, by
 *     whatever process: somebody has to log in by hand, which the terminal's PIN counts as;
 *  3. never for the last try that a token grants;
 *  4. again, after the token was away, on the very same token alone (label, maker, model, serial
 *     number), which took the PIN before, and under 1 to 3.
 * While the token is away the key waits for it, at most two thirds of the time that its parent does,
 * and then tells that the work may go on later. It waits but once: until the token is back, each
 * further request looks for it and says so at once.
 */
#include "signer/key_pkcs11.h"

#include "base/error.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/error.h"
#include "signer/key.h"

#include <openssl/err.h>
#include <string.h>

enum { MOST_CERTIFICATES = 64, LOOK_MICROSECONDS = 500000 };

typedef struct {
	Module *module;
	TokenUri uri;
	char *shown;       /* the URI */
	char *pin;         /* NULL: none, or refused */
	char *variable;    /* that should have held it, or NULL */
	bool attended;     /* a person has just typed it */
	bool opened;       /* once, as `seat` says */
	bool away;         /* it was waited for in vain */
	unsigned patience; /* seconds */
	TokenSeat seat;
	TokenKey key;
} Device;

static void device_close(gpointer data)
{
	Device *device = data;

	token_close(&device->key.token);
	module_free(device->module);
	token_uri_clear(&device->uri);
	if (device->pin != NULL)
		OPENSSL_cleanse(device->pin, strlen(device->pin));
	g_free(device->pin);
	g_free(device->variable);
	g_free(device->shown);
	g_free(device);
}

static bool set_key_error(GError **error, const char *message, const char *name)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message, name);
	return false;
}

static bool set_gone(GError **error, const Device *device)
{
	g_autofree char *label = token_label(&device->seat.info);

	g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM,
		_("the token %s is not there: what waits is signed when it is back"), label);
	return false;
}

/* The token of the first time, or at the first time the only one that fits. */
static bool find_seat(Device *device, GError **error)
{
	g_autoptr(GArray) seats = module_find(device->module, &device->uri);

	for (unsigned i = 0; device->opened && i < seats->len; i++) {
		const TokenSeat *seat = &g_array_index(seats, TokenSeat, i);
		if (token_is_same(&seat->info, &device->seat.info)) {
			device->seat = *seat;
			return true;
		}
	}
	if (device->opened)
		return set_gone(error, device);
	if (seats->len == 0)
		return set_key_error(error, _("no token fits the URI %s"), device->shown);
	if (seats->len > 1)
		return set_key_error(error, _("several tokens fit the URI %s"), device->shown);
	device->seat = g_array_index(seats, TokenSeat, 0);
	return true;
}

static bool set_no_pin(const Device *device, const char *label, GError **error)
{
	if (device->opened)
		return set_key_error(error, _("the token %s has refused the PIN"), label);
	if (device->variable == NULL)
		return set_key_error(error, _("the token %s needs its PIN"), label);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
		_("the token %s needs its PIN, and the variable %s is not set or empty"), label,
		device->variable);
	return false;
}

/* Says of no PIN that it may be tried which could be lost by it. */
static bool may_try(const Device *device, const char *label, GError **error)
{
	CK_FLAGS flags = device->seat.info.flags;

	/* an empty one would cost one of the few tries that the token grants */
	if (device->pin == NULL)
		return set_no_pin(device, label, error);
	if ((flags & CKF_USER_PIN_LOCKED) != 0)
		return set_key_error(error, _("the PIN of the token %s is locked"), label);
	if ((flags & CKF_USER_PIN_FINAL_TRY) != 0)
		return set_key_error(error,
			_("the token %s grants one more try of its PIN: it is not taken here"),
			label);
	if ((flags & CKF_USER_PIN_COUNT_LOW) != 0 && (!device->attended || device->opened))
		return set_key_error(error,
			_("a wrong PIN was given to the token %s: before it is used unattended "
			  "again, log in by hand once"),
			label);
	return true;
}

static void forget_pin(Device *device)
{
	OPENSSL_cleanse(device->pin, strlen(device->pin));
	g_clear_pointer(&device->pin, g_free);
	device->key.pin = NULL;
}

static bool blame(Device *device, CK_RV answer, const char *label, GError **error)
{
	if (token_refused_pin(answer)) {
		forget_pin(device);
		return set_key_error(error, _("the token %s refuses the PIN"), label);
	}
	if (token_is_gone(answer) && device->opened)
		return set_gone(error, device);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
		_("the token %s does not do what it is asked (PKCS#11: 0x%lx)"), label, answer);
	return false;
}

static bool log_in(Device *device, const char *label, GError **error)
{
	if ((device->seat.info.flags & CKF_LOGIN_REQUIRED) == 0)
		return true;
	if (!may_try(device, label, error))
		return false;
	CK_RV answer = token_log_in(&device->key.token, CKU_USER, device->pin);
	return answer == CKR_OK || blame(device, answer, label, error);
}

static bool find_key(Device *device, const char *label, GError **error)
{
	Token *token = &device->key.token;
	g_autoptr(GArray) keys = token_find(token, CKO_PRIVATE_KEY, &device->uri);

	if (keys->len > 1)
		return set_key_error(error, _("several keys of the token %s fit the URI"), label);
	if (keys->len == 0)
		return device->opened
			? set_gone(error, device)
			: set_key_error(error, _("no key of the token %s fits the URI"), label);
	device->key.key = g_array_index(keys, CK_OBJECT_HANDLE, 0);
	device->key.each_time =
		token_read_number(token, device->key.key, CKA_ALWAYS_AUTHENTICATE, 0) == 1;
	device->key.pin = device->pin;
	return true;
}

static bool reach(Device *device, GError **error)
{
	if (!find_seat(device, error))
		return false;
	g_autofree char *label = token_label(&device->seat.info);
	CK_RV answer = token_open(device->module, device->seat.slot, &device->key.token);
	if (answer != CKR_OK)
		return blame(device, answer, label, error);
	if (log_in(device, label, error) && find_key(device, label, error))
		return true;
	token_close(&device->key.token);
	return false;
}

static bool reach_again(Device *device, GError **error)
{
	token_close(&device->key.token);
	/* a module that started before may want its reader, or its folder, to start */
	return module_restart(device->module, NULL) ? reach(device, error)
						    : set_gone(error, device);
}

/* Until the token is there, or the patience is at its end. */
static bool wait_for(Device *device, GError **error)
{
	gint64 end = g_get_monotonic_time() +
		(device->away ? 0 : (gint64)device->patience * G_USEC_PER_SEC * 2 / 3);

	for (;;) {
		GError *why = NULL;
		if (reach_again(device, &why)) {
			device->away = false;
			return true;
		}
		bool later = error_is_transient(why) && g_get_monotonic_time() < end;
		if (!later) {
			device->away = error_is_transient(why);
			g_propagate_error(error, why);
			return false;
		}
		g_error_free(why);
		g_usleep(LOOK_MICROSECONDS);
	}
}

static GBytes *sign(gpointer data, const SignRequest *request, GError **error)
{
	Device *device = data;
	GBytes *signature = NULL;
	CK_RV answer = CKR_TOKEN_NOT_PRESENT;

	if (device->key.token.functions != NULL)
		answer = token_key_sign(&device->key, request, &signature);
	if (token_is_gone(answer)) {
		if (!wait_for(device, error))
			return NULL;
		answer = token_key_sign(&device->key, request, &signature);
	}
	if (answer == CKR_OK)
		return signature;
	g_autofree char *label = token_label(&device->seat.info);
	if (answer == CKR_MECHANISM_INVALID || answer == CKR_MECHANISM_PARAM_INVALID)
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("the token %s does not sign in this way with %s"), label,
			request->algorithm.digest->shown);
	else
		blame(device, answer, label, error);
	return NULL;
}

static void add_certificates(Key *key, Token *token)
{
	g_autoptr(GArray) found = token_find(token, CKO_CERTIFICATE, NULL);

	for (unsigned i = 0; i < MIN(found->len, MOST_CERTIFICATES); i++) {
		g_autoptr(GBytes) der =
			token_read(token, g_array_index(found, CK_OBJECT_HANDLE, i), CKA_VALUE);
		X509 *certificate = der == NULL ? NULL : certificate_parse(der);
		if (certificate != NULL)
			sk_X509_push(key->others, certificate);
	}
	ERR_clear_error();
}

static Device *device_new(const KeySource *source, const TokenUri *uri)
{
	Device *device = g_new0(Device, 1);

	device->uri = *uri;
	device->shown = g_strdup(source->pkcs11);
	device->pin = source->pin != NULL && *source->pin != '\0' ? g_strdup(source->pin) : NULL;
	device->variable = g_strdup(source->variable);
	device->attended = source->attended;
	device->patience = source->patience > 0 ? source->patience : KEEPER_PATIENCE;
	return device;
}

bool key_open_pkcs11(Key *key, const KeySource *source, GError **error)
{
	TokenUri uri;
	if (!token_uri_parse(source->pkcs11, &uri, error))
		return false;

	Device *device = device_new(source, &uri);
	key->device = device;
	key->close = device_close;
	key->sign = sign;
	device->module = module_load(source->module, &device->uri, error);
	if (device->module == NULL || !reach(device, error))
		return false;
	device->opened = true;
	key->pair = token_key_public(&device->key);
	if (key->pair == NULL) {
		g_autofree char *label = token_label(&device->seat.info);
		return set_key_error(
			error, _("the token %s does not tell the key's public half"), label);
	}
	add_certificates(key, &device->key.token);
	return true;
}
