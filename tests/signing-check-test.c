/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is looked at before signing, with a PKI that is online. */
#include "signer/signing_check.h"

#include "base/error.h"
#include "signer/error.h"
#include "signer/issuers.h"
#include "signer/path.h"
#include "tests/online.h"

#include <locale.h>

static TrustSet *trust, *other_trust;

static SigningCheck *check(const char *name, const SigningRules *rules, GError **error)
{
	g_autofree char *file = g_strconcat(name, ".pem", NULL);
	g_autoptr(GPtrArray) certificates =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(X509) certificate = online_load(file);

	g_ptr_array_add(certificates, certificate_write(certificate));
	return signing_check_make(certificates, rules, error);
}

static const struct {
	const char *title, *name, *ocsp, *files;
	bool strict;
	unsigned warnings;
	const char *sentence; /* of the refusal; with warnings, of the first of them; or NULL */
} rows[] = {
	{ "takes a sound certificate", "p256", "none", "none", true, 0, NULL },
	{ "refuses one that was revoked", "revoked", "none", "none", false, 0,
		"Online revoked: the certificate was revoked on " },
	{ "refuses one that a list says was revoked", "revoked", "missing", "none", false, 0,
		"Online revoked: the certificate was revoked on " },
	{ "refuses one whose issuer was revoked", "p256", "missing", "as-root-revoked", false, 0,
		"Online intermediate: the certificate was revoked on " },
	{ "refuses one that has ended", "expired", "none", "none", false, 0,
		"the certificate has ended on 2024-01-01T07:00:00+07:00" },
	{ "refuses one that is not for documents", "tsa", "none", "none", false, 0,
		"does not allow digital signatures" },
	{ "refuses one whose issuer is not to be had", "bare", "none", "none", false, 0,
		"it does not lead to a trusted root" },
	{ "warns where nobody answers", "p256", "missing", "as-none", false, 2,
		"Online p256: it cannot be told whether the certificate was revoked: OCSP: 127.0.0.1: " },
	{ "refuses where nobody answers, if it is strict", "p256", "missing", "as-none", true, 0,
		"it cannot be told whether the certificate was revoked" },
};

static void test_row(gconstpointer data)
{
	const typeof(rows[0]) *row = data;
	SigningRules rules = { .trust = trust, .strict = row->strict };
	g_autoptr(GError) error = NULL;

	online_set("ocsp", row->ocsp);
	online_set("files", row->files);
	g_autoptr(SigningCheck) done = check(row->name, &rules, &error);
	g_test_message("%s", error != NULL ? error->message : "fine");
	g_assert_true((done != NULL) == (row->sentence == NULL || row->warnings > 0));
	if (done != NULL) {
		g_assert_cmpuint(done->warnings->len, ==, row->warnings);
		g_assert_true(row->warnings == 0 ||
			g_str_has_prefix(done->warnings->pdata[0], row->sentence));
		return;
	}
	g_assert_nonnull(strstr(error->message, row->sentence));
	g_assert_true(row->strict ? error_is_transient(error)
				  : g_error_matches(error, SIGNER_ERROR, SIGNER_ERROR_KEY));
}

static void set_sound(void)
{
	online_set("ocsp", "none");
	online_set("files", "none");
	online_forget();
}

static void test_whole(void)
{
	g_autofree char *cache = online_path("cache");
	SigningRules rules = { .trust = trust, .revocation.cache = cache };
	g_autoptr(GError) error = NULL;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;

	set_sound();
	g_autoptr(SigningCheck) done = check("p256", &rules, &error);
	g_assert_no_error(error);
	g_assert_cmpint(sk_X509_num(done->path), ==, 3);
	g_assert_cmpuint(done->revocations->len, ==, 2);
	g_assert_true(signing_check_holds(done, now));
	g_assert_true(signing_check_holds(done, done->until - 1));
	g_assert_false(signing_check_holds(done, done->until));
	g_assert_cmpint(done->until, <=, now + 86400 + 60);
	g_assert_cmpuint(online_count("/files/intermediate.cer", NULL), ==, 1);
	g_assert_cmpuint(online_count("/ocsp/", NULL), ==, 2);
	/* all of it is in the cache */
	G_GNUC_UNUSED g_autoptr(SigningCheck) again = check("p256", &rules, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(online_count("/", NULL), ==, 3);
}

static void test_end(void)
{
	SigningRules rules = { .trust = trust };
	g_autoptr(GError) error = NULL;

	set_sound();
	rules.revocation.now = rules.revocation.moment =
		g_get_real_time() / G_USEC_PER_SEC + 36 * 3600;
	g_autoptr(SigningCheck) done = check("p256", &rules, &error);
	g_assert_no_error(error);
	/* the answers of two days end sooner than a day from then */
	const Revocation *first = done->revocations->pdata[0];
	g_assert_cmpint(done->until, ==, first->next_update);
}

static void test_anchors(void)
{
	SigningRules rules = { .trust = other_trust };
	g_autoptr(GError) error = NULL;

	set_sound();
	g_assert_null(check("p256", &rules, &error));
	g_assert_nonnull(strstr(error->message, "does not lead to a trusted root"));
	g_clear_error(&error);
	rules.trust = NULL;
	g_autoptr(SigningCheck) done = check("p256", &rules, &error);
	g_assert_no_error(error);
	g_assert_cmpint(sk_X509_num(done->path), ==, 3);
	g_assert_cmpuint(done->warnings->len, ==, 0);
	/* an issuer that is not to be had, and no anchor to reach */
	g_autoptr(SigningCheck) short_one = check("bare", &rules, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(short_one->warnings->pdata[0], ==,
		"Online bare: the certificate of its issuer is not there");
}

/* The authority's certificate says where a p7c is. */
static void test_collection(void)
{
	g_autoptr(X509) tsa = online_load("tsa.pem");
	RevocationRules rules = { .seconds = 10 };
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;

	set_sound();
	g_autoptr(CertificateStack) others = issuers_fetch(NULL, tsa, NULL, &rules);
	g_autoptr(CertificateStack) path = path_find(trust, tsa, others, now, NULL);
	g_assert_cmpint(sk_X509_num(path), ==, 3);
	g_assert_cmpuint(online_count("/", NULL), ==, 1);
	rules.offline = true;
	g_autoptr(CertificateStack) none = issuers_fetch(NULL, tsa, NULL, &rules);
	g_assert_cmpint(sk_X509_num(none), ==, 0);
}

static void test_no_issuers(void)
{
	static const char *const bad[] = { "garbage", "endless", "file", "missing" };
	g_autoptr(X509) tsa = online_load("tsa.pem");
	RevocationRules rules = { .seconds = 10 };

	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
		online_set("files", bad[i]);
		g_autoptr(CertificateStack) none = issuers_fetch(NULL, tsa, NULL, &rules);
		g_assert_cmpint(sk_X509_num(none), ==, 0);
	}
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	online_begin("p256");
	trust = online_trust("root.pem");
	other_trust = online_trust("other-root.pem");
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("/signing-check/%s", rows[i].title);
		g_test_add_data_func(name, &rows[i], test_row);
	}
	g_test_add_func("/signing-check/fetches what is missing, once", test_whole);
	g_test_add_func("/signing-check/holds as long as its data", test_end);
	g_test_add_func("/signing-check/wants one of the roots that are named", test_anchors);
	g_test_add_func("/signing-check/takes issuers from a collection", test_collection);
	g_test_add_func("/signing-check/takes no issuer from nonsense", test_no_issuers);
	int result = g_test_run();
	trust_free(trust);
	trust_free(other_trust);
	online_end();
	return result;
}
