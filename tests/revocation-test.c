/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation as real servers tell it, and with every fault that they can have. */
#include "signer/revocation.h"

#include "signer/error.h"
#include "tests/online.h"

#include <locale.h>

static X509 *intermediate;

static Revocation *check(const char *name, const RevocationRules *rules)
{
	g_autoptr(X509) certificate = online_load(name);

	return revocation_check(certificate, intermediate, rules);
}

static const struct {
	const char *title, *name, *ocsp, *files;
	RevocationStatus status;
	const char *why;
} rows[] = {
	{ "takes a good answer", "p256", "none", "missing", REVOCATION_GOOD, NULL },
	{ "takes one of the issuer himself", "p256", "issuer", "missing", REVOCATION_GOOD, NULL },
	{ "tells what an answer says was revoked", "revoked", "none", "missing", REVOCATION_REVOKED,
		"(its key was compromised)" },
	{ "refuses a stale answer", "p256", "stale", "missing", REVOCATION_UNKNOWN,
		"127.0.0.1: it is out of date" },
	{ "refuses an answer of the future", "p256", "future", "missing", REVOCATION_UNKNOWN,
		"it is of a time that has not come yet" },
	{ "refuses an answer about another certificate", "p256", "other", "missing",
		REVOCATION_UNKNOWN, "it is of another certificate" },
	{ "refuses an answer with another nonce", "p256", "nonce", "missing", REVOCATION_UNKNOWN,
		"it answers another request (nonce)" },
	{ "refuses an answer of a certificate that is no responder's", "p256", "eku", "missing",
		REVOCATION_UNKNOWN, "signed by nobody who may answer" },
	{ "refuses an answer of another issuer's responder", "p256", "other-ca", "missing",
		REVOCATION_UNKNOWN, "signed by nobody who may answer" },
	{ "refuses an answer without its responder's certificate", "p256", "no-certificate",
		"missing", REVOCATION_UNKNOWN, "signed by nobody who may answer" },
	{ "refuses a wrong signature", "p256", "value", "missing", REVOCATION_UNKNOWN,
		"its signature is wrong" },
	{ "takes no \"unknown\" for good", "p256", "unknown", "missing", REVOCATION_UNKNOWN,
		"the responder does not know the certificate" },
	{ "tells of a responder that is busy", "p256", "later", "missing", REVOCATION_UNKNOWN,
		"wants to be asked later" },
	{ "wants a responder to be checked", "p256", "checked", "missing", REVOCATION_UNKNOWN,
		"its responder cannot be relied upon: CRL: 127.0.0.1: the server answers with status 404" },
	{ "checks a responder by a list", "p256", "checked", "none", REVOCATION_GOOD, NULL },
	{ "refuses garbage", "p256", "garbage", "garbage", REVOCATION_UNKNOWN,
		"OCSP: 127.0.0.1: it is no OCSP answer; CRL: 127.0.0.1: it is no revocation list" },
	{ "ends an endless answer", "p256", "endless", "missing", REVOCATION_UNKNOWN,
		"the answer is too large" },
	{ "ends a slow one", "p256", "drip", "missing", REVOCATION_UNKNOWN,
		"the answer comes too slowly" },
	{ "ends a late one", "p256", "delay:9", "missing", REVOCATION_UNKNOWN,
		"no answer in time" },
	{ "reads no file", "p256", "file", "file", REVOCATION_UNKNOWN, "neither http nor https" },
	{ "takes a list where there is no answer", "p256", "missing", "none", REVOCATION_GOOD,
		NULL },
	{ "takes a list where the responder does not know", "p256", "unknown", "none",
		REVOCATION_GOOD, NULL },
	{ "tells what a list says was revoked", "revoked", "missing", "none", REVOCATION_REVOKED,
		"(its key was compromised)" },
	{ "asks for a list alone", "crl-only", "none", "none", REVOCATION_GOOD, NULL },
	{ "refuses a stale list", "p256", "missing", "as-stale", REVOCATION_UNKNOWN,
		"it is out of date" },
	{ "refuses a list of changes", "p256", "missing", "as-delta", REVOCATION_UNKNOWN,
		"it is a list of changes alone" },
	{ "takes an indirect list of the issuer himself", "p256", "missing", "as-indirect",
		REVOCATION_GOOD, NULL },
	{ "tells what an indirect list says was revoked", "revoked", "missing", "as-indirect",
		REVOCATION_REVOKED, "(its key was compromised)" },
	{ "refuses a list of another issuer", "p256", "missing", "as-root", REVOCATION_UNKNOWN,
		"it is the list of another issuer" },
	{ "refuses a list of issuers", "p256", "missing", "as-scope-ca", REVOCATION_UNKNOWN,
		"it is a list of other certificates" },
	{ "refuses a list of some reasons", "p256", "missing", "as-scope-some", REVOCATION_UNKNOWN,
		"it is a list of other certificates" },
	{ "refuses a list of another place", "p256", "missing", "as-scope-theirs",
		REVOCATION_UNKNOWN, "it is a list of other certificates" },
	{ "takes a list that names its place", "p256", "missing", "as-scope-mine", REVOCATION_GOOD,
		NULL },
	{ "refuses a list with a wrong signature", "p256", "missing", "forged", REVOCATION_UNKNOWN,
		"its signature is wrong" },
	{ "knows no state of a certificate that has ended", "expired", "missing", "none",
		REVOCATION_UNKNOWN, "need not tell of it any more" },
	{ "says that a certificate names nobody to ask", "bare", "none", "none", REVOCATION_UNKNOWN,
		"does not say where to ask" },
	{ "leaves a responder alone that is not to be checked", "ocsp", "none", "none",
		REVOCATION_GOOD, NULL },
};

static void test_row(gconstpointer data)
{
	const typeof(rows[0]) *row = data;
	g_autofree char *name = g_strconcat(row->name, ".pem", NULL);
	RevocationRules rules = { .seconds = strstr(row->ocsp, "delay") != NULL ? 1 : 20 };
	gint64 begun = g_get_monotonic_time();

	online_set("ocsp", row->ocsp);
	online_set("files", row->files);
	g_autoptr(Revocation) found = check(name, &rules);
	g_test_message("%s", found->why != NULL ? found->why : "good");
	g_assert_cmpint(found->status, ==, row->status);
	g_assert_true((found->why == NULL) == (row->why == NULL));
	g_assert_true(row->why == NULL || strstr(found->why, row->why) != NULL);
	g_assert_cmpint(g_get_monotonic_time() - begun, <, 15 * G_USEC_PER_SEC);
	online_set("ocsp", "none");
	online_set("files", "none");
}

static void set_sound(void)
{
	online_set("ocsp", "none");
	online_set("files", "none");
	online_forget();
}

static void test_data(void)
{
	RevocationRules rules = { 0 };
	g_autoptr(X509) responder = online_load("ocsp.pem");

	set_sound();
	g_autoptr(Revocation) found = check("p256.pem", &rules);
	g_assert_nonnull(found->ocsp);
	g_assert_null(found->crl);
	g_assert_cmpint(X509_cmp(found->responder, responder), ==, 0);
	g_assert_null(found->responder_status);
	g_assert_cmpint(found->next_update - found->this_update, ==, 2 * 86400);
	g_assert_cmpint(found->revoked_at, ==, 0);
	g_assert_cmpint(found->reason, ==, -1);
}

static void test_responder_data(void)
{
	RevocationRules rules = { 0 };
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)revocation_free);
	g_autoptr(GPtrArray) ocsps = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(GPtrArray) crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(GPtrArray) certificates =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	set_sound();
	online_set("ocsp", "checked");
	g_ptr_array_add(all, check("p256.pem", &rules));
	g_ptr_array_add(all, check("p256.pem", &rules));
	g_ptr_array_add(all, check("crl-only.pem", &rules));
	revocation_collect(all, ocsps, crls, certificates);
	g_assert_cmpuint(ocsps->len, ==, 2); /* two nonces, two answers */
	g_assert_cmpuint(crls->len, ==, 1);
	g_assert_cmpuint(certificates->len, ==, 1);
}

/* Before it was revoked it was good, and it is known when it was. */
static void test_moment(void)
{
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	RevocationRules rules = { .moment = now };

	set_sound();
	g_autoptr(Revocation) now_revoked = check("revoked.pem", &rules);
	g_assert_cmpint(now_revoked->status, ==, REVOCATION_REVOKED);
	g_assert_cmpint(now_revoked->reason, ==, 1);
	rules.moment = now_revoked->revoked_at;
	g_autoptr(Revocation) just = check("revoked.pem", &rules);
	g_assert_cmpint(just->status, ==, REVOCATION_REVOKED);
	rules.moment--;
	g_autoptr(Revocation) before = check("revoked.pem", &rules);
	g_assert_cmpint(before->status, ==, REVOCATION_GOOD);
	g_assert_cmpint(before->revoked_at, ==, now_revoked->revoked_at);
	g_assert_null(before->why);
}

static GBytes *load(const char *name)
{
	g_autofree char *path = online_path(name);
	g_autoptr(GError) error = NULL;
	GBytes *bytes = file_read(path, 1 << 20, &error);

	g_assert_no_error(error);
	return bytes;
}

/* Data holds until its end and the slack, and not a second longer; and from its beginning. */
static void test_bounds(void)
{
	g_autoptr(X509) certificate = online_load("p256.pem");
	g_autoptr(GBytes) list = load("intermediate.crl");
	RevocationRules rules = { 0 };
	g_autoptr(Revocation) found =
		revocation_read_crl(list, certificate, intermediate, &rules, NULL);
	const struct {
		gint64 moment, now;
		bool fine;
	} bounds[] = {
		{ found->next_update + 60, found->next_update + 60, true },
		{ found->next_update + 61, found->next_update + 61, false },
		{ found->this_update - 60, found->this_update - 60, true },
		{ found->this_update - 61, found->this_update - 61, false },
		{ found->this_update - 9999, found->this_update, true },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(bounds); i++) {
		RevocationRules at = {
			.moment = bounds[i].moment, .now = bounds[i].now, .slack = 60
		};
		g_autoptr(Revocation) read =
			revocation_read_crl(list, certificate, intermediate, &at, NULL);
		g_assert_true((read != NULL) == bounds[i].fine);
	}
}

/* Whatever byte is changed, what was revoked does not become good. */
static void assert_not_good(GBytes *bytes,
	Revocation *(*read)(GBytes *bytes, X509 *certificate, const RevocationRules *rules))
{
	g_autoptr(X509) certificate = online_load("revoked.pem");
	RevocationRules rules = { 0 };
	gsize size;
	const unsigned char *data = g_bytes_get_data(bytes, &size);
	g_autoptr(Revocation) sound = read(bytes, certificate, &rules);

	g_assert_cmpint(sound->status, ==, REVOCATION_REVOKED);
	for (gsize i = 0; i < size; i++) {
		unsigned char *copy = g_memdup2(data, size);
		copy[i] ^= 0x01;
		g_autoptr(GBytes) other = g_bytes_new_take(copy, size);
		g_autoptr(Revocation) found = read(other, certificate, &rules);
		g_assert_true(found == NULL || found->status == REVOCATION_REVOKED);
	}
}

static Revocation *read_ocsp(GBytes *bytes, X509 *certificate, const RevocationRules *rules)
{
	return revocation_read_ocsp(bytes, certificate, intermediate, NULL, rules, NULL);
}

static Revocation *read_crl(GBytes *bytes, X509 *certificate, const RevocationRules *rules)
{
	return revocation_read_crl(bytes, certificate, intermediate, rules, NULL);
}

static void test_changed(void)
{
	RevocationRules rules = { 0 };
	g_autoptr(GBytes) list = load("intermediate.crl");

	set_sound();
	g_autoptr(Revocation) found = check("revoked.pem", &rules);
	assert_not_good(found->ocsp, read_ocsp);
	assert_not_good(list, read_crl);
}

static void test_cache(void)
{
	g_autofree char *cache = online_path("cache");
	RevocationRules rules = { .cache = cache };

	set_sound();
	g_autoptr(Revocation) first = check("p256.pem", &rules);
	g_assert_cmpint(first->status, ==, REVOCATION_GOOD);
	g_assert_cmpuint(online_count("/", NULL), ==, 1);
	g_autoptr(Revocation) second = check("p256.pem", &rules);
	g_assert_cmpint(second->status, ==, REVOCATION_GOOD);
	g_assert_cmpuint(online_count("/", NULL), ==, 1);
	g_assert_true(g_bytes_equal(first->ocsp, second->ocsp));
	/* what is out of date is asked for anew */
	rules.now = rules.moment = second->next_update + 301;
	G_GNUC_UNUSED g_autoptr(Revocation) late = check("p256.pem", &rules);
	g_assert_cmpuint(online_count("/ocsp/", NULL), ==, 2);
}

static void test_cached_list(void)
{
	g_autofree char *cache = online_path("cache-lists");
	RevocationRules rules = { .cache = cache };

	set_sound();
	G_GNUC_UNUSED g_autoptr(Revocation) first = check("crl-only.pem", &rules);
	rules.offline = true;
	g_autoptr(Revocation) second = check("crl-only.pem", &rules);
	g_assert_cmpint(second->status, ==, REVOCATION_GOOD);
	g_assert_cmpuint(online_count("/", NULL), ==, 1);
	rules.cache = NULL;
	g_autoptr(Revocation) none = check("crl-only.pem", &rules);
	g_assert_cmpint(none->status, ==, REVOCATION_UNKNOWN);
	g_assert_cmpuint(online_count("/", NULL), ==, 1);
}

static void poison(const char *cache, GBytes *bytes)
{
	g_autoptr(GDir) folder = g_dir_open(cache, 0, NULL);
	const char *name;
	unsigned count = 0;

	g_assert_nonnull(folder);
	for (; (name = g_dir_read_name(folder)) != NULL; count++) {
		g_autofree char *path = g_build_filename(cache, name, NULL);
		g_assert_true(file_publish(path, bytes, NULL));
	}
	g_assert_cmpuint(count, ==, 1);
}

/* What is good of another, or nothing at all, is not believed of this one. */
static void test_poisoned(void)
{
	g_autofree char *cache = online_path("cache-poisoned");
	RevocationRules rules = { .cache = cache }, none = { 0 };
	g_autoptr(GBytes) garbage = g_bytes_new_static("good", 4);

	set_sound();
	g_autoptr(Revocation) good = check("p256.pem", &none);
	g_autoptr(Revocation) revoked = check("revoked.pem", &rules);
	g_assert_cmpint(revoked->status, ==, REVOCATION_REVOKED);
	GBytes *bad[] = { good->ocsp, garbage };
	for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
		poison(cache, bad[i]);
		online_forget();
		g_autoptr(Revocation) again = check("revoked.pem", &rules);
		g_assert_cmpint(again->status, ==, REVOCATION_REVOKED);
		g_assert_cmpuint(online_count("/ocsp/", NULL), ==, 1);
		/* and the cache is well again */
		G_GNUC_UNUSED g_autoptr(Revocation) healed = check("revoked.pem", &rules);
		g_assert_cmpuint(online_count("/ocsp/", NULL), ==, 1);
	}
}

/* Of data at hand the youngest counts, whatever its order, and nobody is asked. */
static void test_at_hand(void)
{
	g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	RevocationRules rules = { .crls = lists };

	set_sound();
	g_ptr_array_add(lists, load("root.crl"));
	g_ptr_array_add(lists, load("stale.crl"));
	g_ptr_array_add(lists, load("intermediate.crl"));
	g_autoptr(Revocation) revoked = check("revoked.pem", &rules);
	g_assert_cmpint(revoked->status, ==, REVOCATION_REVOKED);
	g_autoptr(Revocation) good = check("p256.pem", &rules);
	g_assert_cmpint(good->status, ==, REVOCATION_GOOD);
	g_assert_true(g_bytes_equal(good->crl, lists->pdata[2]));
	g_assert_cmpuint(online_count("/", NULL), ==, 0);
}

static void test_path(void)
{
	g_autoptr(CertificateStack) path = sk_X509_new_null();
	RevocationRules rules = { 0 };
	const char *const names[] = { "p256.pem", "intermediate.pem", "root.pem" };

	set_sound();
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		sk_X509_push(path, online_load(names[i]));
	g_autoptr(GPtrArray) all = revocation_check_path(path, &rules);
	g_assert_cmpuint(all->len, ==, 2);
	for (unsigned i = 0; i < all->len; i++)
		g_assert_cmpint(((Revocation *)all->pdata[i])->status, ==, REVOCATION_GOOD);
	g_assert_cmpuint(online_count("/ocsp/root", NULL), ==, 1);
	while (sk_X509_num(path) > 1)
		X509_free(sk_X509_pop(path));
	g_autoptr(GPtrArray) alone = revocation_check_path(path, &rules);
	g_assert_cmpuint(alone->len, ==, 1);
	g_assert_cmpint(((Revocation *)alone->pdata[0])->status, ==, REVOCATION_UNKNOWN);
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	online_begin("p256");
	intermediate = online_load("intermediate.pem");
	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("/revocation/%s", rows[i].title);
		g_test_add_data_func(name, &rows[i], test_row);
	}
	g_test_add_func("/revocation/keeps the data and its responder", test_data);
	g_test_add_func("/revocation/collects all data once", test_responder_data);
	g_test_add_func("/revocation/knows the moment of revocation", test_moment);
	g_test_add_func("/revocation/knows from when to when data holds", test_bounds);
	g_test_add_func("/revocation/makes nothing good by a changed byte", test_changed);
	g_test_add_func("/revocation/asks not again what the cache knows", test_cache);
	g_test_add_func(
		"/revocation/keeps lists as well, and asks nobody offline", test_cached_list);
	g_test_add_func("/revocation/believes no poisoned cache", test_poisoned);
	g_test_add_func("/revocation/takes the youngest data at hand", test_at_hand);
	g_test_add_func("/revocation/checks each link of a path", test_path);
	int result = g_test_run();
	X509_free(intermediate);
	online_end();
	return result;
}
