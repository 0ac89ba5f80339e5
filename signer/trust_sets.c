/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/trust_sets.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/ini.h"
#include "signer/certificate.h"
#include "signer/quote.h"

#include <errno.h>
#include <openssl/pem.h>
#include <string.h>
#include <unistd.h>

#define SET_FILE "set.ini"
#define GROUP "set"

enum { MOST_NAME = 64 };

static const char *const purposes[] = {
	[PURPOSE_NONE] = NULL,
	[PURPOSE_PUBLIC] = "public",
	[PURPOSE_SERVICE] = "service",
	[PURPOSE_DEMO] = "demo",
};

TrustPurpose purpose_find(const char *name)
{
	for (unsigned i = PURPOSE_PUBLIC; name != NULL && i < G_N_ELEMENTS(purposes); i++)
		if (strcmp(purposes[i], name) == 0)
			return i;
	return PURPOSE_NONE;
}

const char *purpose_name(TrustPurpose purpose)
{
	return purposes[purpose];
}

void named_set_free(NamedSet *set)
{
	if (set == NULL)
		return;
	g_free(set->name);
	g_free(set->folder);
	g_free(set->note);
	g_ptr_array_unref(set->anchors);
	g_free(set);
}

char *trust_sets_folder(const char *setting)
{
	return setting != NULL ? g_strdup(setting)
			       : g_build_filename(g_get_user_data_dir(), "digisign", "trust", NULL);
}

char *certificate_fingerprint(X509 *certificate)
{
	g_autoptr(GBytes) der = certificate_write(certificate);

	return bytes_sha256(der);
}

static bool read_about(NamedSet *set, GError **error)
{
	g_autofree char *path = g_build_filename(set->folder, SET_FILE, NULL);
	g_autoptr(GKeyFile) about = ini_load(path, error);
	if (about == NULL)
		return false;

	g_autofree char *purpose = g_key_file_get_string(about, GROUP, "purpose", NULL);
	set->note = g_key_file_get_string(about, GROUP, "note", NULL);
	set->purpose = purpose_find(purpose);
	return set->purpose != PURPOSE_NONE ||
		error_set_usage(error, _("%s: the purpose is none of public, service, demo"), path);
}

static int compare_names(gconstpointer first, gconstpointer second)
{
	return strcmp(*(char *const *)first, *(char *const *)second);
}

/* The names in a folder, sorted; without the hidden ones. */
static GPtrArray *list_names(const char *folder, GError **error)
{
	g_autoptr(GDir) listing = folder_open(folder, error);
	const char *name;

	if (listing == NULL)
		return NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(listing)) != NULL)
		if (*name != '.')
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return names;
}

static bool read_anchors(NamedSet *set, GError **error)
{
	g_autoptr(GPtrArray) names = list_names(set->folder, error);

	for (unsigned i = 0; names != NULL && i < names->len; i++) {
		g_autofree char *path = g_build_filename(set->folder, names->pdata[i], NULL);
		if (!g_str_has_suffix(path, ".pem"))
			continue;
		g_autoptr(CertificateStack) loaded = certificates_load(path, error);
		if (loaded == NULL)
			return false;
		for (int j = 0; j < sk_X509_num(loaded); j++) {
			X509_up_ref(sk_X509_value(loaded, j));
			g_ptr_array_add(set->anchors, sk_X509_value(loaded, j));
		}
	}
	return names != NULL;
}

static NamedSet *named_set_new(const char *folder, const char *name)
{
	NamedSet *set = g_new0(NamedSet, 1);

	set->name = g_strdup(name);
	set->folder = g_build_filename(folder, name, NULL);
	set->anchors = g_ptr_array_new_with_free_func((GDestroyNotify)X509_free);
	return set;
}

GPtrArray *trust_sets_read(const char *folder, GError **error)
{
	g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func((GDestroyNotify)named_set_free);
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
		return g_steal_pointer(&sets);
	g_autoptr(GPtrArray) names = list_names(folder, error);
	if (names == NULL)
		return NULL;

	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
		if (!g_file_test(path, G_FILE_TEST_IS_DIR))
			continue;
		NamedSet *set = named_set_new(folder, names->pdata[i]);
		g_ptr_array_add(sets, set);
		if (!read_about(set, error) || !read_anchors(set, error))
			return NULL;
	}
	return g_steal_pointer(&sets);
}

static bool has_set(const GPtrArray *sets, const char *name)
{
	for (unsigned i = 0; i < sets->len; i++)
		if (strcmp(((NamedSet *)sets->pdata[i])->name, name) == 0)
			return true;
	return false;
}

bool trust_sets_add(TrustSet *trust, const char *folder, const char *const *names, GError **error)
{
	g_autoptr(GPtrArray) sets = trust_sets_read(folder, error);
	if (sets == NULL)
		return false;

	for (unsigned i = 0; names != NULL && names[i] != NULL; i++)
		if (!has_set(sets, names[i]))
			return error_set_usage(error, _("there is no trust set %s"), names[i]);
	for (unsigned i = 0; i < sets->len; i++) {
		const NamedSet *set = sets->pdata[i];
		if ((names == NULL || g_strv_contains(names, set->name)) &&
			!trust_add(trust, set->folder, set->name, set->purpose, error))
			return false;
	}
	return true;
}

/* A name that is one folder's, and that is read on one line. */
static bool is_name(const char *name)
{
	g_autofree char *shown = file_show(name);

	return *name != '\0' && *name != '.' && *name != '-' && strchr(name, '/') == NULL &&
		strcmp(shown, name) == 0 && g_utf8_strlen(name, -1) <= MOST_NAME;
}

bool named_set_save(const NamedSet *set, GError **error)
{
	g_autoptr(GKeyFile) about = g_key_file_new();
	g_autofree char *path = g_build_filename(set->folder, SET_FILE, NULL);

	g_key_file_set_string(about, GROUP, "purpose", purpose_name(set->purpose));
	if (set->note != NULL)
		g_key_file_set_string(about, GROUP, "note", set->note);
	gsize size;
	char *text = g_key_file_to_data(about, &size, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_take(text, size);
	return folder_make(set->folder, error) && file_publish(path, bytes, error);
}

static bool settle_purpose(NamedSet *set, TrustPurpose purpose, GError **error)
{
	TrustPurpose own = set->purpose != PURPOSE_NONE ? set->purpose : purpose_find(set->name);

	if (set->purpose != PURPOSE_NONE && purpose != PURPOSE_NONE && purpose != set->purpose)
		return error_set_usage(error, _("the trust set %s has another purpose"), set->name);
	set->purpose = purpose != PURPOSE_NONE ? purpose : own;
	if (purpose_find(set->name) != PURPOSE_NONE && set->purpose != purpose_find(set->name))
		return error_set_usage(
			error, _("a trust set that is named %s has that purpose"), set->name);
	return set->purpose != PURPOSE_NONE ||
		error_set_usage(error,
			_("the trust set %s is new: say --purpose public, service or demo"),
			set->name);
}

/* The set as it is, with `out_there`: is it? */
static NamedSet *read_set(const char *folder, const char *name, bool *out_there, GError **error)
{
	if (!is_name(name)) {
		error_set_usage(error, _("%s is no name of a trust set"), name);
		return NULL;
	}
	g_autoptr(NamedSet) set = named_set_new(folder, name);
	g_autofree char *about = g_build_filename(set->folder, SET_FILE, NULL);

	*out_there = g_file_test(about, G_FILE_TEST_EXISTS);
	if (*out_there && (!read_about(set, error) || !read_anchors(set, error)))
		return NULL;
	return g_steal_pointer(&set);
}

NamedSet *named_set_find(const char *folder, const char *name, GError **error)
{
	bool there;
	g_autoptr(NamedSet) set = read_set(folder, name, &there, error);

	if (set != NULL && !there)
		error_set_usage(error, _("there is no trust set %s"), name);
	return set != NULL && there ? g_steal_pointer(&set) : NULL;
}

NamedSet *named_set_open(const char *folder, const char *name, TrustPurpose purpose,
	const char *note, GError **error)
{
	bool there;
	g_autoptr(NamedSet) set = read_set(folder, name, &there, error);

	if (set == NULL || !settle_purpose(set, purpose, error))
		return NULL;
	if (note != NULL) {
		g_free(set->note);
		set->note = file_show(note);
	}
	return g_steal_pointer(&set);
}

bool named_set_accepts(const NamedSet *set, X509 *certificate, GError **error)
{
	g_autofree char *name = certificate_show_name(X509_get_subject_name(certificate));
	g_autofree char *subject = quote_text(name);
	bool issues = X509_check_ca(certificate) > 0 &&
		(X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) != 0;

	if (!issues)
		return error_set_usage(
			error, _("%s: this is not the certificate of an authority"), subject);
	return set->purpose == PURPOSE_DEMO || !certificate_is_demonstration(certificate) ||
		error_set_usage(error,
			_("%s: this is for demonstrations, and the trust set is not"), subject);
}

static bool has_anchor(const NamedSet *set, X509 *certificate)
{
	for (unsigned i = 0; i < set->anchors->len; i++)
		if (X509_cmp(set->anchors->pdata[i], certificate) == 0)
			return true;
	return false;
}

static char *name_anchor(const NamedSet *set, const char *fingerprint)
{
	g_autofree char *name = g_strconcat(fingerprint, ".pem", NULL);

	return g_build_filename(set->folder, name, NULL);
}

bool named_set_add(NamedSet *set, X509 *certificate, bool *out_new, GError **error)
{
	bool new = !has_anchor(set, certificate);
	g_autofree char *fingerprint = certificate_fingerprint(certificate);
	g_autofree char *path = name_anchor(set, fingerprint);
	g_autoptr(BIO) memory = BIO_new(BIO_s_mem());
	char *text = NULL;

	*out_new = new;
	if (!new)
		return true;
	if (memory == NULL || PEM_write_bio_X509(memory, certificate) != 1)
		return error_set_usage(
			error, _("%s: the certificate cannot be written"), fingerprint);
	long size = BIO_get_mem_data(memory, &text);
	g_autoptr(GBytes) pem = g_bytes_new(text, (gsize)size);
	if (!file_publish(path, pem, error))
		return false;
	X509_up_ref(certificate);
	g_ptr_array_add(set->anchors, certificate);
	return true;
}

bool named_set_remove(NamedSet *set, const char *fingerprint, bool *out_found, GError **error)
{
	*out_found = false;
	for (unsigned i = 0; i < set->anchors->len; i++) {
		g_autofree char *own = certificate_fingerprint(set->anchors->pdata[i]);
		if (strcmp(own, fingerprint) != 0)
			continue;
		g_autofree char *path = name_anchor(set, own);
		if (unlink(path) < 0) {
			g_autofree char *shown = file_show(path);
			return error_set_errno(error, errno, shown);
		}
		*out_found = true;
		g_ptr_array_remove_index(set->anchors, i);
		break;
	}
	return !*out_found || set->anchors->len > 0 || folder_remove(set->folder, error);
}
