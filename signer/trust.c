/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/trust.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/certificate.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <string.h>

enum { MOST_ANCHORS = 10000 };

struct TrustSet {
	X509_STORE *store;
	unsigned count;
	GHashTable *names; /* SHA-256 of an anchor (GBytes) → name of its set */
};

void trust_free(TrustSet *trust)
{
	if (trust == NULL)
		return;
	X509_STORE_free(trust->store);
	g_clear_pointer(&trust->names, g_hash_table_unref);
	g_free(trust);
}

X509_STORE *trust_anchors(const TrustSet *trust)
{
	return trust != NULL && trust->count > 0 ? trust->store : NULL;
}

static GBytes *make_digest(X509 *certificate)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	bool made = X509_digest(certificate, EVP_sha256(), digest, &size) == 1;

	g_assert(made);
	return g_bytes_new(digest, size);
}

const char *trust_name(const TrustSet *trust, X509 *anchor)
{
	if (trust == NULL)
		return NULL;
	g_autoptr(GBytes) digest = make_digest(anchor);
	return g_hash_table_lookup(trust->names, digest);
}

/* The first name that it was loaded under stands. */
static void add_anchor(TrustSet *trust, X509 *anchor, const char *name)
{
	GBytes *digest = make_digest(anchor);

	if (X509_STORE_add_cert(trust->store, anchor) == 1)
		trust->count++;
	if (g_hash_table_contains(trust->names, digest))
		g_bytes_unref(digest);
	else
		g_hash_table_insert(trust->names, digest, file_show(name));
}

static bool add_file(TrustSet *trust, const char *path, const char *name, GError **error)
{
	g_autoptr(CertificateStack) loaded = certificates_load(path, error);
	if (loaded == NULL)
		return false;
	for (int i = 0; i < sk_X509_num(loaded); i++)
		add_anchor(trust, sk_X509_value(loaded, i), name);
	ERR_clear_error();
	if (trust->count <= MOST_ANCHORS)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("more than %d trust anchors"),
		MOST_ANCHORS);
	return false;
}

static bool is_certificate(const char *name)
{
	static const char *const endings[] = { ".pem", ".crt", ".cer", ".der" };

	for (unsigned i = 0; i < G_N_ELEMENTS(endings); i++)
		if (g_str_has_suffix(name, endings[i]))
			return true;
	return false;
}

static bool add_folder(TrustSet *trust, const char *path, GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, error);
	const char *name;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);
		if (is_certificate(name) && !add_file(trust, file, path, error))
			return false;
	}
	return folder != NULL;
}

TrustSet *trust_load(const char *const *paths, GError **error)
{
	g_autoptr(TrustSet) trust = g_new0(TrustSet, 1);

	trust->store = X509_STORE_new();
	g_assert(trust->store != NULL);
	trust->names = g_hash_table_new_full(
		g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
	for (unsigned i = 0; paths != NULL && paths[i] != NULL; i++) {
		bool folder = g_file_test(paths[i], G_FILE_TEST_IS_DIR);
		if (!(folder ? add_folder(trust, paths[i], error)
			     : add_file(trust, paths[i], paths[i], error)))
			return NULL;
	}
	return g_steal_pointer(&trust);
}
