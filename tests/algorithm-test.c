/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/settings.h"
#include "signer/algorithm.h"
#include "signer/cms.h"
#include "signer/error.h"
#include "signer/openssl.h"
#include "tests/signing.h"

#include <string.h>

static void chooses_by_the_key(void)
{
	static const struct {
		KeyShape key;
		Scheme scheme;
		const char *digest;
	} rows[] = {
		{ { KEY_RSA, 2048, NULL }, SCHEME_PKCS1, "sha256" },
		{ { KEY_RSA_PSS, 3072, NULL }, SCHEME_PSS, "sha256" },
		{ { KEY_EC, 256, NULL }, SCHEME_ECDSA, "sha256" },
		{ { KEY_EC, 384, NULL }, SCHEME_ECDSA, "sha384" },
		{ { KEY_EC, 521, NULL }, SCHEME_ECDSA, "sha512" },
		{ { KEY_ED25519, 253, NULL }, SCHEME_ED25519, "sha512" },
	};
	Algorithm chosen;

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_true(algorithm_choose(&rows[i].key, "auto", NULL, &chosen, NULL));
		g_assert_cmpint(chosen.scheme, ==, rows[i].scheme);
		g_assert_cmpstr(chosen.digest->name, ==, rows[i].digest);
	}
}

static void follows_what_a_key_is_bound_to(void)
{
	KeyShape key = { KEY_RSA_PSS, 2048, digest_find("sha384") };
	Algorithm chosen;

	g_assert_true(algorithm_choose(&key, NULL, NULL, &chosen, NULL));
	g_assert_cmpstr(chosen.digest->name, ==, "sha384");
	g_assert_false(algorithm_choose(&key, "sha256", NULL, &chosen, NULL));
	g_assert_false(algorithm_choose(&key, NULL, "pkcs1", &chosen, NULL));
}

static void refuses_what_a_key_cannot(void)
{
	static const struct {
		KeyShape key;
		const char *digest, *scheme;
	} rows[] = {
		{ { KEY_EC, 256, NULL }, NULL, "pss" },
		{ { KEY_EC, 256, NULL }, "md5", NULL },
		{ { KEY_RSA, 2048, NULL }, "sha257", NULL },
		{ { KEY_RSA, 2048, NULL }, NULL, "ecdsa" },
		{ { KEY_ED25519, 253, NULL }, "sha256", NULL },
		{ { KEY_OTHER, 4096, NULL }, NULL, NULL },
	};
	Algorithm chosen = { SCHEME_PSS, NULL };

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_false(algorithm_choose(
			&rows[i].key, rows[i].digest, rows[i].scheme, &chosen, &error));
		g_assert_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY);
	}
	g_assert_null(chosen.digest);
}

static void allows_what_the_policy_lists(void)
{
	static const struct {
		const char *policy;
		KeyShape key;
		Scheme scheme;
		const char *digest;
		bool allowed;
	} rows[] = {
		{ "tt15", { KEY_RSA, 2048, NULL }, SCHEME_PKCS1, "sha256", true },
		{ "tt15", { KEY_RSA, 2047, NULL }, SCHEME_PKCS1, "sha256", false },
		{ "tt15", { KEY_RSA, 2048, NULL }, SCHEME_PKCS1, "sha1", false },
		{ "tt15", { KEY_RSA, 2048, NULL }, SCHEME_PKCS1, "md5", false },
		{ "tt15", { KEY_RSA_PSS, 1024, NULL }, SCHEME_PSS, "sha3-256", false },
		{ "tt15", { KEY_EC, 256, NULL }, SCHEME_ECDSA, "sha3-512", true },
		{ "tt15", { KEY_EC, 255, NULL }, SCHEME_ECDSA, "sha256", false },
		{ "tt15", { KEY_ED25519, 253, NULL }, SCHEME_ED25519, "sha512", false },
		{ "tt15-pss", { KEY_RSA, 2048, NULL }, SCHEME_PKCS1, "sha256", false },
		{ "tt15-pss", { KEY_RSA, 2048, NULL }, SCHEME_PSS, "sha256", true },
		{ "wide", { KEY_ED25519, 253, NULL }, SCHEME_ED25519, "sha512", true },
		{ "wide", { KEY_RSA, 4096, NULL }, SCHEME_PSS, "sha1", false },
		{ "wide", { KEY_RSA, 1024, NULL }, SCHEME_PSS, "sha256", false },
	};

	g_assert_true(policy_find(NULL) == policy_find("tt15"));
	g_assert_null(policy_find("none"));
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		Algorithm algorithm = { rows[i].scheme, digest_find(rows[i].digest) };
		g_assert_cmpint(
			policy_check(policy_find(rows[i].policy), &rows[i].key, &algorithm, NULL),
			==, rows[i].allowed);
	}
}

static GBytes *make_raw(const char *head, size_t size, char first)
{
	GByteArray *bytes = g_byte_array_new();

	g_byte_array_append(bytes, (const guint8 *)head, 2);
	g_byte_array_set_size(bytes, (guint)(2 + size));
	memset(bytes->data + 2, first, size);
	return g_byte_array_free_to_bytes(bytes);
}

/* scheme, digest, so many bytes */
static void takes_requests_of_its_form_alone(void)
{
	static const struct {
		const char *head;
		size_t size;
		char first;
		bool right;
	} rows[] = {
		{ "\x01\x01", 32, 0, true },
		{ "\x01\x01", 31, 0, false },
		{ "\x01\x01", 33, 0, false },
		{ "\x02\x02", 48, 0, true },
		{ "\x03\x03", 64, 0, true },
		{ "\x03\x03", 32, 0, false },
		{ "\x01\x0A", 32, 0, false },
		{ "\x00\x01", 32, 0, false },
		{ "\x05\x01", 32, 0, false },
		{ "\x04\x03", 8192, 0x31, true },
		{ "\x04\x03", 8193, 0x31, false },
		{ "\x04\x03", 100, 0x30, false },
		{ "\x04\x03", 0, 0, false },
		{ "\x04\x01", 32, 0x31, false },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		SignRequest read;
		g_autoptr(GBytes) request = make_raw(rows[i].head, rows[i].size, rows[i].first);
		g_assert_cmpint(request_read(request, &read, NULL), ==, rows[i].right);
	}
	g_autoptr(GBytes) none = g_bytes_new("", 0);
	SignRequest read;
	g_assert_false(request_read(none, &read, NULL));
}

/* Whoever asks, and whatever stands before the keeper. */
static void the_keeper_refuses_sha1(void)
{
	g_autoptr(Keeper) keeper = start();
	const unsigned char digest[32] = { 1 };
	const Algorithm weak = { SCHEME_ECDSA, digest_find("sha1") };
	g_autoptr(GBytes) request = request_make(&weak, digest, weak.digest->size);
	g_autoptr(GError) error = NULL;

	g_assert_null(keeper_sign(keeper, request, &error));
	g_assert_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY);
	g_assert_nonnull(strstr(error->message, "SHA-1"));
	g_autoptr(GBytes) sound = make_request(digest);
	g_autoptr(GBytes) signature = keeper_sign(keeper, sound, NULL);
	g_assert_nonnull(signature);
}

static GBytes *make_cms(const SignedAttributes *attributes)
{
	g_autoptr(Keeper) keeper = start();
	Signer signer = { .identity = keeper_identity(keeper), .sign = ask, .sign_data = keeper };
	const unsigned char digest[EVP_MAX_MD_SIZE] = { 7 };
	g_autoptr(GError) error = NULL;
	GBytes *cms = cms_make(&signer, attributes, digest, &error);

	g_assert_no_error(error);
	return cms;
}

static CMS_ContentInfo *parse(GBytes *der)
{
	gsize size;
	const unsigned char *at = g_bytes_get_data(der, &size), *end = at + size;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);

	g_assert_nonnull(cms);
	g_assert_true(at == end);
	return cms;
}

static void writes_the_attributes_that_are_asked_for(void)
{
	g_autoptr(GBytes) hash = g_bytes_new("12345678901234567890123456789012", 32);
	SignedAttributes wanted = { .commitment = "approval",
		.country = "VN",
		.locality = "Bình Dương",
		.policy = "1.2.840.113549.1.9.16.99",
		.policy_digest = digest_find("sha256"),
		.policy_hash = hash,
		.policy_uri = "http://example.vn/policy" };
	static const int nids[] = { NID_pkcs9_contentType, NID_pkcs9_messageDigest,
		NID_id_smime_aa_signingCertificateV2, NID_id_smime_aa_ets_commitmentType,
		NID_id_smime_aa_ets_signerLocation, NID_id_smime_aa_ets_sigPolicyId };
	g_autoptr(GBytes) plain_der = make_cms(NULL), full_der = make_cms(&wanted);
	g_autoptr(CMS_ContentInfo) few = parse(plain_der), all = parse(full_der);
	CMS_SignerInfo *bare = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(few), 0);
	CMS_SignerInfo *full = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(all), 0);

	g_assert_cmpint(CMS_signed_get_attr_count(bare), ==, 3);
	g_assert_cmpint(CMS_signed_get_attr_count(full), ==, G_N_ELEMENTS(nids));
	for (unsigned i = 0; i < G_N_ELEMENTS(nids); i++)
		g_assert_cmpint(CMS_signed_get_attr_by_NID(full, nids[i], -1), >=, 0);
	g_assert_cmpint(CMS_signed_get_attr_by_NID(full, NID_pkcs9_signingTime, -1), <, 0);
}

static void refuses_attributes_that_are_none(void)
{
	g_autoptr(GBytes) hash = g_bytes_new("short", 5);
	const SignedAttributes rows[] = {
		{ .commitment = "nonsense" },
		{ .policy = "not an OID" },
		{ .policy = "1.2.3" },
		{ .policy = "1.2.3", .policy_digest = digest_find("sha256"), .policy_hash = hash },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_false(attributes_check(&rows[i], NULL));
}

/* A token is whatever element there is: it is put in unjudged. */
static void adds_time_stamps_and_changes_nothing_else(void)
{
	static const char first[] = "\x30\x03\x02\x01\x05", second[] = "\x30\x03\x02\x01\x04";
	g_autoptr(GBytes) cms = make_cms(NULL), value = cms_signature(cms, NULL);
	g_autoptr(GBytes) one = g_bytes_new(first, 5), two = g_bytes_new(second, 5);
	g_autoptr(GBytes) once = cms_add_timestamp(cms, one, NULL);
	g_autoptr(GBytes) twice = cms_add_timestamp(once, two, NULL);
	g_autoptr(GBytes) same = cms_signature(twice, NULL);
	g_autoptr(CMS_ContentInfo) read = parse(twice);
	CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(read), 0);

	g_assert_cmpuint(g_bytes_get_size(value), >=, 64);
	g_assert_true(g_bytes_equal(value, same));
	g_assert_cmpint(CMS_signed_get_attr_count(info), ==, 3);
	g_assert_cmpint(CMS_unsigned_get_attr_count(info), ==, 2);
	X509_ATTRIBUTE *attribute = CMS_unsigned_get_attr(info, 0);
	g_assert_cmpint(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attribute)), ==,
		NID_id_smime_aa_timeStampToken);
	unsigned char *der = NULL;
	int size = i2d_CMS_ContentInfo(read, &der);
	g_assert_cmpmem(der, size, g_bytes_get_data(twice, NULL), g_bytes_get_size(twice));
	OPENSSL_free(der);
}

static void adds_no_time_stamp_to_what_is_no_cms(void)
{
	g_autoptr(GBytes) cms = make_cms(NULL), token = g_bytes_new("\x30\x00", 2);
	gsize size = g_bytes_get_size(cms);

	for (gsize cut = 0; cut < size; cut++) {
		g_autoptr(GBytes) part = g_bytes_new_from_bytes(cms, 0, cut);
		g_autoptr(GError) error = NULL;
		g_assert_null(cms_add_timestamp(part, token, &error));
		g_assert_error(error, BASE_ERROR, BASE_ERROR_DATA);
	}
}

/* The settings stand in a layer that does not know the tables. */
static void settings_name_what_the_tables_hold(void)
{
	static const char *const names[] = { "sha256", "sha384", "sha512", "sha3-256", "sha3-384",
		"sha3-512" };
	static const char *const policies[] = { "tt15", "tt15-pss", "wide" };
	g_autofree char *none = g_build_filename(folder, "none.conf", NULL);
	g_assert_true(g_file_set_contents(none, "", 0, NULL));
	g_autoptr(Settings) settings = settings_load(none, NULL, NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_assert_true(settings_override(settings, "sign", "digest", names[i], NULL));
		g_assert_nonnull(digest_find(names[i]));
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(policies); i++) {
		g_assert_true(settings_override(settings, "sign", "policy", policies[i], NULL));
		g_assert_nonnull(policy_find(policies[i]));
	}
	g_assert_false(settings_override(settings, "sign", "digest", "sha1", NULL));
	g_assert_false(settings_override(settings, "sign", "policy", "none", NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signing_begin();
	g_test_add_func("/algorithm/is chosen by the key", chooses_by_the_key);
	g_test_add_func(
		"/algorithm/is what a key for PSS is bound to", follows_what_a_key_is_bound_to);
	g_test_add_func("/algorithm/is refused if the key cannot", refuses_what_a_key_cannot);
	g_test_add_func("/policy/allows what it lists", allows_what_the_policy_lists);
	g_test_add_func("/settings/name what there is", settings_name_what_the_tables_hold);
	g_test_add_func("/request/has one form", takes_requests_of_its_form_alone);
	g_test_add_func("/keeper/refuses SHA-1", the_keeper_refuses_sha1);
	g_test_add_func(
		"/attributes/are those asked for", writes_the_attributes_that_are_asked_for);
	g_test_add_func("/attributes/must be sound", refuses_attributes_that_are_none);
	g_test_add_func("/cms/takes time-stamps", adds_time_stamps_and_changes_nothing_else);
	g_test_add_func("/cms/is not what was cut", adds_no_time_stamp_to_what_is_no_cms);
	int status = g_test_run();

	signing_end();
	return status;
}
