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
	GHashTable *places; /* SHA-256 of an anchor (GBytes) → Place */
};

/* Where an anchor comes from. */
typedef struct {
	char *name; /* of its set, or the path that it was loaded from */
	TrustPurpose purpose;
} Place;

static void place_free(Place *place)
{
	g_free(place->name);
	g_free(place);
}

void trust_free(TrustSet *trust)
{
	if (trust == NULL)
		return;
	X509_STORE_free(trust->store);
	g_clear_pointer(&trust->places, g_hash_table_unref);
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

static const Place *find_place(const TrustSet *trust, X509 *anchor)
{
	g_autoptr(GBytes) digest = make_digest(anchor);

	return trust != NULL ? g_hash_table_lookup(trust->places, digest) : NULL;
}

const char *trust_name(const TrustSet *trust, X509 *anchor)
{
	const Place *place = find_place(trust, anchor);

	return place != NULL ? place->name : NULL;
}

bool trust_is_demonstration(const TrustSet *trust, X509 *anchor)
{
	const Place *place = find_place(trust, anchor);

	return place != NULL && place->purpose == PURPOSE_DEMO;
}

/* The first name that it was loaded under stands. */
static void add_anchor(TrustSet *trust, X509 *anchor, const char *name, TrustPurpose purpose)
{
	GBytes *digest = make_digest(anchor);
	Place *place = g_hash_table_lookup(trust->places, digest);

	if (place != NULL) {
		if (purpose == PURPOSE_DEMO)
			place->purpose = purpose;
		g_bytes_unref(digest);
		return;
	}
	if (X509_STORE_add_cert(trust->store, anchor) == 1)
		trust->count++;
	place = g_new(Place, 1);
	*place = (Place) { file_show(name), purpose };
	g_hash_table_insert(trust->places, digest, place);
}

static int compare_digests(gconstpointer first, gconstpointer second)
{
	return g_bytes_compare(*(GBytes *const *)first, *(GBytes *const *)second);
}

char *trust_digest(const TrustSet *trust)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GPtrArray) digests = g_ptr_array_new();
	GHashTableIter iter;
	gpointer digest;

	g_hash_table_iter_init(&iter, trust->places);
	while (g_hash_table_iter_next(&iter, &digest, NULL))
		g_ptr_array_add(digests, digest);
	g_ptr_array_sort(digests, compare_digests);
	for (unsigned i = 0; i < digests->len; i++) {
		const Place *place = g_hash_table_lookup(trust->places, digests->pdata[i]);
		gsize size;
		const guchar *bytes = g_bytes_get_data(digests->pdata[i], &size);
		const guchar purpose = (guchar)place->purpose;
		g_checksum_update(sum, bytes, (gssize)size);
		g_checksum_update(sum, &purpose, 1);
		g_checksum_update(
			sum, (const guchar *)place->name, (gssize)strlen(place->name) + 1);
	}
	return g_strdup(g_checksum_get_string(sum));
}

static bool add_file(
	TrustSet *trust, const char *path, const char *name, TrustPurpose purpose, GError **error)
{
	g_autoptr(CertificateStack) loaded = certificates_load(path, error);
	if (loaded == NULL)
		return false;
	for (int i = 0; i < sk_X509_num(loaded); i++)
		add_anchor(trust, sk_X509_value(loaded, i), name, purpose);
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

bool trust_add(
	TrustSet *trust, const char *path, const char *name, TrustPurpose purpose, GError **error)
{
	g_autoptr(GDir) folder = folder_open(path, error);
	const char *file;

	while (folder != NULL && (file = g_dir_read_name(folder)) != NULL) {
		g_autofree char *whole = g_build_filename(path, file, NULL);
		if (is_certificate(file) && !add_file(trust, whole, name, purpose, error))
			return false;
	}
	return folder != NULL;
}

TrustSet *trust_load(const char *const *paths, GError **error)
{
	g_autoptr(TrustSet) trust = g_new0(TrustSet, 1);

	trust->store = X509_STORE_new();
	g_assert(trust->store != NULL);
	trust->places = g_hash_table_new_full(g_bytes_hash, g_bytes_equal,
		(GDestroyNotify)g_bytes_unref, (GDestroyNotify)place_free);
	for (unsigned i = 0; paths != NULL && paths[i] != NULL; i++) {
		bool folder = g_file_test(paths[i], G_FILE_TEST_IS_DIR);
		if (!(folder ? trust_add(trust, paths[i], paths[i], PURPOSE_NONE, error)
			     : add_file(trust, paths[i], paths[i], PURPOSE_NONE, error)))
			return NULL;
	}
	return g_steal_pointer(&trust);
}
