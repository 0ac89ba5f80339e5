/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/token.h"

#include "base/i18n.h"
#include "signer/error.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* p11-kit's collection of all modules that the system knows. */
#define PROXY "libp11-kit.so.0"

enum { MOST_SLOTS = 256, MOST_OBJECTS = 256, MOST_ATTRIBUTE_BYTES = 1 << 20 };

struct Module {
	void *library;
	CK_FUNCTION_LIST *functions;
	bool begun;
	char *shown;
};

static bool set_module_error(GError **error, const char *message, const char *shown)
{
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, message, shown);
	return false;
}

void module_free(Module *module)
{
	if (module == NULL)
		return;
	if (module->begun)
		module->functions->C_Finalize(NULL);
	/* stays loaded: some modules leave threads or handlers behind that would find no code */
	g_free(module->shown);
	g_free(module);
}

static bool begin(Module *module, GError **error)
{
	CK_RV answer = module->functions->C_Initialize(NULL);

	module->begun = answer == CKR_OK;
	return module->begun || answer == CKR_CRYPTOKI_ALREADY_INITIALIZED ||
		set_module_error(error, _("%s: the PKCS#11 module does not start"), module->shown);
}

bool module_restart(Module *module, GError **error)
{
	if (module->begun)
		module->functions->C_Finalize(NULL);
	module->begun = false;
	return begin(module, error);
}

/* A name such as "softhsm2" is a file in one of the places where modules are. */
static void *open_by_name(const char *name)
{
	static const char *const folders[] = { "", PKCS11_MODULES "/", "/usr/lib/softhsm/",
		"/usr/lib/pkcs11/", "/usr/local/lib/" };
	static const char *const forms[] = { "%s%s.so", "%slib%s.so", "%s%s-pkcs11.so" };
	void *library = NULL;

	for (unsigned i = 0; library == NULL && i < G_N_ELEMENTS(folders); i++)
		for (unsigned j = 0; library == NULL && j < G_N_ELEMENTS(forms); j++) {
			g_autofree char *path = g_strdup_printf(forms[j], folders[i], name);
			library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
		}
	return library;
}

Module *module_load(const char *path, const TokenUri *uri, GError **error)
{
	g_autoptr(Module) module = g_new0(Module, 1);
	const char *file = path != NULL ? path : uri->module_path;
	const char *name = file == NULL ? uri->module_name : NULL;
	CK_RV (*list)(CK_FUNCTION_LIST **) = NULL;

	if (file == NULL && name == NULL)
		file = PROXY;
	module->shown = g_strdup(name != NULL ? name : file);
	module->library = name != NULL ? open_by_name(name) : dlopen(file, RTLD_NOW | RTLD_LOCAL);
	if (module->library != NULL)
		*(void **)&list = dlsym(module->library, "C_GetFunctionList");
	if (list == NULL || list(&module->functions) != CKR_OK || module->functions == NULL) {
		set_module_error(
			error, _("%s: the PKCS#11 module cannot be loaded"), module->shown);
		return NULL;
	}
	return begin(module, error) ? g_steal_pointer(&module) : NULL;
}

/* Fixed fields of UTF-8, filled up with blanks. */
static char *dup_field(const CK_UTF8CHAR *field, size_t size)
{
	while (size > 0 && (field[size - 1] == ' ' || field[size - 1] == '\0'))
		size--;
	return g_strndup((const char *)field, size);
}

#define DUP_FIELD(field) dup_field((const CK_UTF8CHAR *)(field), sizeof(field))

char *token_label(const CK_TOKEN_INFO *info)
{
	g_autofree char *label = DUP_FIELD(info->label);

	return g_utf8_make_valid(label, -1);
}

void token_name(const CK_TOKEN_INFO *info, TokenUri *out_uri)
{
	*out_uri = (TokenUri) { .token = DUP_FIELD(info->label),
		.manufacturer = DUP_FIELD(info->manufacturerID),
		.model = DUP_FIELD(info->model),
		.serial = DUP_FIELD(info->serialNumber) };
}

bool token_is_same(const CK_TOKEN_INFO *first, const CK_TOKEN_INFO *second)
{
	return memcmp(first->label, second->label, sizeof first->label) == 0 &&
		memcmp(first->manufacturerID, second->manufacturerID,
			sizeof first->manufacturerID) == 0 &&
		memcmp(first->model, second->model, sizeof first->model) == 0 &&
		memcmp(first->serialNumber, second->serialNumber, sizeof first->serialNumber) == 0;
}

static bool fits(const char *wanted, const CK_UTF8CHAR *field, size_t size)
{
	g_autofree char *text = dup_field(field, size);

	return wanted == NULL || strcmp(wanted, text) == 0;
}

#define FITS(wanted, field) fits(wanted, (const CK_UTF8CHAR *)(field), sizeof(field))

static bool library_fits(Module *module, const TokenUri *uri)
{
	CK_INFO info = { 0 };

	if (module->functions->C_GetInfo(&info) != CKR_OK)
		return false;
	g_autofree char *version =
		g_strdup_printf("%u.%u", info.libraryVersion.major, info.libraryVersion.minor);
	g_autofree char *major = g_strdup_printf("%u", info.libraryVersion.major);
	return FITS(uri->library_manufacturer, info.manufacturerID) &&
		FITS(uri->library_description, info.libraryDescription) &&
		(uri->library_version == NULL || strcmp(uri->library_version, version) == 0 ||
			(info.libraryVersion.minor == 0 &&
				strcmp(uri->library_version, major) == 0));
}

static bool slot_fits(Module *module, CK_SLOT_ID slot, const TokenUri *uri)
{
	CK_SLOT_INFO info = { 0 };
	g_autofree char *number = g_strdup_printf("%lu", slot);

	if (uri->slot_id != NULL && strcmp(uri->slot_id, number) != 0)
		return false;
	if (uri->slot_manufacturer == NULL && uri->slot_description == NULL)
		return true;
	return module->functions->C_GetSlotInfo(slot, &info) == CKR_OK &&
		FITS(uri->slot_manufacturer, info.manufacturerID) &&
		FITS(uri->slot_description, info.slotDescription);
}

static bool token_fits(const CK_TOKEN_INFO *info, const TokenUri *uri)
{
	return (info->flags & CKF_TOKEN_INITIALIZED) != 0 && FITS(uri->token, info->label) &&
		FITS(uri->manufacturer, info->manufacturerID) && FITS(uri->model, info->model) &&
		FITS(uri->serial, info->serialNumber);
}

GArray *module_find(Module *module, const TokenUri *uri)
{
	GArray *seats = g_array_new(FALSE, TRUE, sizeof(TokenSeat));
	CK_SLOT_ID slots[MOST_SLOTS];
	CK_ULONG count = MOST_SLOTS;

	if (!library_fits(module, uri) ||
		module->functions->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK)
		return seats;
	for (CK_ULONG i = 0; i < MIN(count, MOST_SLOTS); i++) {
		TokenSeat seat = { .slot = slots[i] };
		if (slot_fits(module, slots[i], uri) &&
			module->functions->C_GetTokenInfo(slots[i], &seat.info) == CKR_OK &&
			token_fits(&seat.info, uri))
			g_array_append_val(seats, seat);
	}
	return seats;
}

CK_RV token_open(Module *module, CK_SLOT_ID slot, Token *out_token)
{
	Token token = { .functions = module->functions };
	CK_RV answer = token.functions->C_OpenSession(
		slot, CKF_SERIAL_SESSION, NULL, NULL, &token.session);

	if (answer == CKR_OK)
		*out_token = token;
	return answer;
}

void token_close(Token *token)
{
	if (token->functions != NULL)
		token->functions->C_CloseSession(token->session);
	*token = (Token) { 0 };
}

CK_RV token_log_in(Token *token, CK_USER_TYPE user, const char *pin)
{
	CK_RV answer = token->functions->C_Login(
		token->session, user, (CK_UTF8CHAR *)pin, (CK_ULONG)strlen(pin));

	return answer == CKR_USER_ALREADY_LOGGED_IN ? CKR_OK : answer;
}

static bool is_among(CK_RV answer, const CK_RV *answers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (answers[i] == answer)
			return true;
	return false;
}

bool token_is_gone(CK_RV answer)
{
	static const CK_RV answers[] = { CKR_DEVICE_REMOVED, CKR_DEVICE_ERROR,
		CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_NOT_RECOGNIZED, CKR_SLOT_ID_INVALID,
		CKR_SESSION_CLOSED, CKR_SESSION_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN,
		CKR_OBJECT_HANDLE_INVALID, CKR_KEY_HANDLE_INVALID, CKR_CRYPTOKI_NOT_INITIALIZED,
		CKR_GENERAL_ERROR, CKR_FUNCTION_FAILED };

	return is_among(answer, answers, G_N_ELEMENTS(answers));
}

bool token_refused_pin(CK_RV answer)
{
	static const CK_RV answers[] = { CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE,
		CKR_PIN_EXPIRED, CKR_PIN_LOCKED };

	return is_among(answer, answers, G_N_ELEMENTS(answers));
}

GArray *token_find(Token *token, CK_OBJECT_CLASS kind, const TokenUri *uri)
{
	CK_OBJECT_HANDLE objects[MOST_OBJECTS];
	CK_ATTRIBUTE wanted[3] = { { CKA_CLASS, &kind, sizeof kind } };
	CK_ULONG used = 1, count = 0;
	GArray *found = g_array_new(FALSE, FALSE, sizeof(CK_OBJECT_HANDLE));

	if (uri != NULL && uri->object != NULL)
		wanted[used++] = (CK_ATTRIBUTE) { CKA_LABEL, uri->object, strlen(uri->object) };
	if (uri != NULL && uri->id != NULL)
		wanted[used++] = (CK_ATTRIBUTE) { CKA_ID, (void *)g_bytes_get_data(uri->id, NULL),
			g_bytes_get_size(uri->id) };
	if (token->functions->C_FindObjectsInit(token->session, wanted, used) != CKR_OK)
		return found;
	if (token->functions->C_FindObjects(token->session, objects, MOST_OBJECTS, &count) ==
		CKR_OK)
		g_array_append_vals(found, objects, (guint)MIN(count, MOST_OBJECTS));
	token->functions->C_FindObjectsFinal(token->session);
	return found;
}

GBytes *token_read(Token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE attribute)
{
	CK_ATTRIBUTE asked = { attribute, NULL, 0 };

	if (token->functions->C_GetAttributeValue(token->session, object, &asked, 1) != CKR_OK ||
		asked.ulValueLen == CK_UNAVAILABLE_INFORMATION || asked.ulValueLen == 0 ||
		asked.ulValueLen > MOST_ATTRIBUTE_BYTES)
		return NULL;
	CK_ULONG size = asked.ulValueLen;
	g_autofree unsigned char *value = g_malloc0(size);
	asked.pValue = value;
	if (token->functions->C_GetAttributeValue(token->session, object, &asked, 1) != CKR_OK ||
		asked.ulValueLen > size)
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&value), asked.ulValueLen);
}

CK_ULONG token_read_number(
	Token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE attribute, CK_ULONG otherwise)
{
	g_autoptr(GBytes) value = token_read(token, object, attribute);
	gsize size = 0;
	const unsigned char *bytes = value == NULL ? NULL : g_bytes_get_data(value, &size);
	CK_ULONG number;

	if (size == sizeof(CK_BBOOL))
		return *bytes;
	if (size != sizeof number)
		return otherwise;
	memcpy(&number, bytes, sizeof number);
	return number;
}
