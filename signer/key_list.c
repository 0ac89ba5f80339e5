/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/key_list.h"

#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/keeper.h"
#include "signer/key_pkcs11.h"

#include <openssl/x509v3.h>

void listed_key_free(ListedKey *listed)
{
	g_free(listed->place);
	X509_free(listed->certificate);
	g_free(listed);
}

static GPtrArray *new_list(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)listed_key_free);
}

static char *read_label(Token *token, CK_OBJECT_HANDLE object)
{
	g_autoptr(GBytes) label = token_read(token, object, CKA_LABEL);
	gsize size;
	const char *text = label == NULL ? NULL : g_bytes_get_data(label, &size);

	return text == NULL ? NULL : g_strndup(text, size);
}

/* The token by its name, the object by its id if it has one, else by its label. */
static char *make_place(const TokenSeat *seat, const char *label, GBytes *id)
{
	g_auto(TokenUri) uri = { 0 };

	token_name(&seat->info, &uri);
	if (id != NULL)
		uri.id = g_bytes_ref(id);
	else
		uri.object = g_strdup(label);
	return token_uri_make(&uri);
}

static X509 *read_certificate(Token *token, CK_OBJECT_HANDLE object)
{
	g_autoptr(GBytes) der = token_read(token, object, CKA_VALUE);

	return der == NULL ? NULL : certificate_parse(der);
}

static EVP_PKEY *read_key(Token *token, CK_OBJECT_HANDLE object)
{
	TokenKey key = { .token = *token, .key = object };

	return token_key_public(&key);
}

/* A key and its certificate bear one id and are listed once, by what is looked at first. */
static void add_object(GPtrArray *list, const TokenSeat *seat, Token *token, CK_OBJECT_CLASS kind,
	CK_OBJECT_HANDLE object)
{
	g_autofree char *label = read_label(token, object);
	g_autoptr(GBytes) id = token_read(token, object, CKA_ID);
	g_autofree char *place = make_place(seat, label, id);
	g_autoptr(X509) certificate =
		kind == CKO_CERTIFICATE ? read_certificate(token, object) : NULL;
	g_autoptr(EVP_PKEY) key = certificate != NULL ? X509_get_pubkey(certificate) : NULL;

	for (unsigned i = 0; i < list->len; i++)
		if (g_strcmp0(((ListedKey *)list->pdata[i])->place, place) == 0)
			return;
	if (kind != CKO_CERTIFICATE)
		key = read_key(token, object);
	if (key == NULL || (certificate != NULL && X509_check_ca(certificate) == 1))
		return;
	ListedKey *listed = g_new0(ListedKey, 1);
	listed->place = g_steal_pointer(&place);
	listed->key = key_shape(key);
	listed->certificate = g_steal_pointer(&certificate);
	g_ptr_array_add(list, listed);
}

static void add_token(GPtrArray *list, Module *module, const TokenSeat *seat, const TokenUri *uri)
{
	static const CK_OBJECT_CLASS kinds[] = { CKO_CERTIFICATE, CKO_PUBLIC_KEY, CKO_PRIVATE_KEY };
	Token token;

	if (token_open(module, seat->slot, &token) != CKR_OK)
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autoptr(GArray) objects = token_find(&token, kinds[i], uri);
		for (unsigned j = 0; j < objects->len; j++)
			add_object(list, seat, &token, kinds[i],
				g_array_index(objects, CK_OBJECT_HANDLE, j));
	}
	token_close(&token);
}

GPtrArray *key_list_tokens(const char *text, const char *path, GError **error)
{
	g_auto(TokenUri) uri = { 0 };
	if (!token_uri_parse(text != NULL ? text : "pkcs11:", &uri, error))
		return NULL;
	g_autoptr(Module) module = module_load(path, &uri, error);
	if (module == NULL)
		return NULL;

	GPtrArray *list = new_list();
	g_autoptr(GArray) seats = module_find(module, &uri);
	for (unsigned i = 0; i < seats->len; i++)
		add_token(list, module, &g_array_index(seats, TokenSeat, i), &uri);
	return list;
}

GPtrArray *key_list_file(const char *path, const char *pin, GError **error)
{
	KeySource source = { .file = path, .pin = pin, .shown_only = true };
	g_autoptr(Keeper) keeper = keeper_start(&source, error);
	if (keeper == NULL)
		return NULL;

	const Identity *identity = keeper_identity(keeper);
	GPtrArray *list = new_list();
	ListedKey *listed = g_new0(ListedKey, 1);
	listed->place = g_strdup(path);
	listed->key = identity->key;
	listed->certificate = certificate_parse(identity->certificates->pdata[0]);
	g_ptr_array_add(list, listed);
	return list;
}
