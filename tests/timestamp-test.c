/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time-stamps of an authority over HTTP, sound and with every fault that one can have. */
#include "signer/timestamp.h"

#include "base/error.h"
#include "signer/error.h"
#include "signer/turnstile.h"
#include "tests/online.h"

#include <locale.h>

#define CONTENT "what is to be stamped"

static unsigned char digest[32];
static char *turns;
static TrustSet *trust;

static TsaRules make_rules(const Tsa *tsa)
{
	return (TsaRules) {
		.authorities = tsa,
		.count = 1,
		.seconds = 20,
		.tries = 1,
		.pause = 100,
		.trust = trust,
		.folder = turns,
	};
}

static GBytes *get(const char *path, GError **error)
{
	g_autofree char *url = online_url(path);
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);

	return timestamp_get(&rules, EVP_sha256(), digest, error);
}

static GBytes *get_sound(void)
{
	g_autoptr(GError) error = NULL;
	GBytes *token = get("/tsa", &error);

	g_assert_no_error(error);
	return token;
}

static void test_sound(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) token = get_sound();
	g_autoptr(Timestamp) stamp = timestamp_read(token, NULL, &error);
	g_autoptr(X509) tsa = online_load("tsa.pem");

	g_assert_no_error(error);
	g_assert_cmpint(ABS(stamp->time - g_get_real_time() / G_USEC_PER_SEC), <, 60);
	g_assert_cmpfloat(stamp->accuracy, ==, 1);
	g_assert_cmpstr(stamp->policy, ==, "1.2.3.4.1");
	g_assert_cmpint(X509_cmp(stamp->signer, tsa), ==, 0);
	g_assert_cmpint(sk_X509_num(stamp->certificates), ==, 2);
	g_assert_true(timestamp_is_of(stamp, CONTENT, strlen(CONTENT)));
	g_assert_false(timestamp_is_of(stamp, CONTENT, strlen(CONTENT) - 1));
}

static void test_stranger(void)
{
	g_autoptr(GBytes) token = get_sound();
	g_autofree char *path = online_path("token"), *root = online_path("root.pem");
	g_autofree char *others = online_path("intermediate.pem"), *data = online_path("data");
	const char *command[] = { "openssl", "ts", "-verify", "-data", data, "-token_in", "-in",
		path, "-CAfile", root, "-untrusted", others, NULL };

	g_assert_true(g_file_set_contents(
		path, g_bytes_get_data(token, NULL), (gssize)g_bytes_get_size(token), NULL));
	g_assert_true(g_file_set_contents(data, CONTENT, -1, NULL));
	online_run(command);
}

static const struct {
	const char *title, *path, *sentence;
	bool transient;
} faults[] = {
	{ "another nonce", "/tsa/nonce", "answers another request (nonce)", false },
	{ "another imprint", "/tsa/imprint", "one of other data (imprint)", false },
	{ "a certificate that has ended", "/tsa/ended", "was not valid at the time that is stamped",
		false },
	{ "a certificate for more than time-stamps", "/tsa/eku", "not for time-stamps alone",
		false },
	{ "a signature that binds no certificate", "/tsa/unbound",
		"the certificate that the time-stamp names is not there", false },
	{ "a signature that binds another certificate of the same key", "/tsa/twin",
		"the certificate that the time-stamp names is not there", false },
	{ "a signature over SHA-1", "/tsa/sha1", "weak digest algorithm", false },
	{ "a wrong signature", "/tsa/value", "the time-stamp's signature is wrong", false },
	{ "bytes behind the answer", "/tsa/behind", "no time-stamp answer", false },
	{ "an empty answer", "/tsa/empty", "no time-stamp answer", false },
	{ "a refusal, whose words it makes safe", "/tsa/reject",
		"the authority refuses to stamp, it does not do this: "
		"not today \\x1B[31m, nor\\x0Aany day",
		false },
	{ "a refusal for the time being", "/tsa/no-clock", "its clock is not available", true },
	{ "garbage", "/tsa/garbage", "no time-stamp answer", false },
	{ "an endless body", "/tsa/endless", "the answer is too large", false },
	{ "endless headers", "/tsa/headers", "the answer is too large", false },
	{ "a slow drip", "/tsa/drip", "the answer comes too slowly", true },
	{ "a redirection to a file", "/tsa/file", "neither http nor https", false },
	{ "redirections in a circle", "/tsa/around", "redirects too often", false },
	{ "a call without the password", "/tsa/auth", "user or password are wrong, or missing",
		false },
	{ "a page that is missing", "/tsa/missing", "status 404", false },
	{ "a server that is busy", "/tsa/busy/9", "status 503", true },
	{ "a connection that ends", "/tsa/nothing", "the connection broke", true },
	{ "a certificate without a path", "/tsa/alone",
		"the authority's certificate: it does not lead to a trusted root", false },
};

static void test_fault(gconstpointer data)
{
	const typeof(faults[0]) *row = data;
	g_autoptr(GError) error = NULL;
	gint64 begun = g_get_monotonic_time();

	g_assert_null(get(row->path, &error));
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, row->sentence));
	g_assert_true(g_str_has_prefix(error->message, "127.0.0.1: "));
	g_assert_null(strchr(error->message, '\n'));
	g_assert_true(row->transient ? error_is_transient(error)
				     : g_error_matches(error, SIGNER_ERROR, SIGNER_ERROR_SERVICE));
	g_assert_cmpint(g_get_monotonic_time() - begun, <, 15 * G_USEC_PER_SEC);
}

/* It says nothing for longer than a slow answer may take: that is no slow answer. */
static void test_redirected(void)
{
	g_autoptr(GError) error = NULL;
	G_GNUC_UNUSED g_autoptr(GBytes) token = get("/tsa/away/7", &error);

	g_assert_no_error(error);
}

static void test_late(void)
{
	g_autofree char *url = online_url("/tsa/delay/5");
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);
	g_autoptr(GError) error = NULL;

	rules.seconds = 1;
	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_nonnull(strstr(error->message, "no answer in time"));
	g_assert_true(error_is_transient(error));
}

static void test_password(void)
{
	g_autofree char *url = online_url("/tsa/auth");
	Tsa tsa = { url, "văn thư", "mật khẩu" };
	TsaRules rules = make_rules(&tsa);
	g_autoptr(GError) error = NULL;
	G_GNUC_UNUSED g_autoptr(GBytes) token = timestamp_get(&rules, EVP_sha256(), digest, &error);

	g_assert_no_error(error);
	tsa.password = "wrong words";
	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_null(strstr(error->message, tsa.password));
}

static void test_safe(void)
{
	g_autofree char *url = g_strconcat(online_safe_host, "/tsa", NULL);
	g_autofree char *plain = g_strconcat(online_safe_host, "/tsa/plain", NULL);
	g_autofree char *roots = online_path("root.pem");
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);
	g_autoptr(GError) error = NULL;

	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_nonnull(strstr(error->message, "certificate for the connection is not trusted"));
	g_clear_error(&error);
	rules.roots = roots;
	G_GNUC_UNUSED g_autoptr(GBytes) token = timestamp_get(&rules, EVP_sha256(), digest, &error);
	g_assert_no_error(error);
	tsa.url = plain;
	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_nonnull(strstr(error->message, "from https to http"));
}

/* The certificate is the address's, not the name's. */
static void test_other_name(void)
{
	g_autofree char *url =
		g_strdup_printf("https://localhost:%s/tsa", strrchr(online_safe_host, ':') + 1);
	g_autofree char *roots = online_path("root.pem");
	HttpRequest request = { .url = url, .roots = roots };
	g_autoptr(GError) error = NULL;

	g_assert_null(http_ask(&request, &error));
	g_assert_nonnull(strstr(error->message, "certificate for the connection is not trusted"));
}

static void test_schemes(void)
{
	static const char *const urls[] = { "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x",
		"", "http://", "/etc/passwd" };

	for (unsigned i = 0; i < G_N_ELEMENTS(urls); i++) {
		HttpRequest request = { .url = urls[i] };
		g_autoptr(GError) error = NULL;
		g_assert_null(http_ask(&request, &error));
		g_assert_error(error, SIGNER_ERROR, SIGNER_ERROR_SERVICE);
	}
}

static void test_limit(void)
{
	g_autofree char *url = online_url("/files/tsa.serial"), *path = online_path("tsa.serial");
	g_autofree char *text = NULL;
	gsize size;
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_get_contents(path, &text, &size, NULL));
	HttpRequest request = { .url = url, .limit = size };
	g_autoptr(GBytes) got = http_ask(&request, &error);
	g_assert_no_error(error);
	g_assert_cmpmem(g_bytes_get_data(got, NULL), g_bytes_get_size(got), text, size);
	request.limit = size - 1;
	g_assert_null(http_ask(&request, &error));
	g_assert_nonnull(strstr(error->message, "the answer is too large"));
}

static void test_tries(void)
{
	g_autofree char *url = online_url("/tsa/busy/2"), *busy = online_url("/tsa/busy/99");
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);
	g_autoptr(GError) error = NULL;
	gint64 begun = g_get_monotonic_time();

	online_forget();
	rules.tries = 3;
	G_GNUC_UNUSED g_autoptr(GBytes) token = timestamp_get(&rules, EVP_sha256(), digest, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(online_count("/tsa/busy/2", NULL), ==, 3);
	/* at least the halves of 100 and 200 milliseconds */
	g_assert_cmpint(g_get_monotonic_time() - begun, >=, 150000);

	tsa.url = busy;
	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_true(error_is_transient(error));
	g_assert_cmpuint(online_count("/tsa/busy/99", NULL), ==, 3);
}

static void test_order(void)
{
	g_autofree char *missing = online_url("/tsa/missing"), *url = online_url("/tsa");
	Tsa tsa[] = { { .url = missing }, { .url = url } };
	TsaRules rules = make_rules(tsa);
	g_autoptr(GError) error = NULL;

	online_forget();
	rules.tries = 3;
	rules.count = 2;
	G_GNUC_UNUSED g_autoptr(GBytes) token = timestamp_get(&rules, EVP_sha256(), digest, &error);
	g_assert_no_error(error);
	/* what another try does not change is tried once */
	g_assert_cmpuint(online_count("/tsa/missing", NULL), ==, 1);
	rules.count = 0;
	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_error(error, BASE_ERROR, BASE_ERROR_SETTINGS);
}

static void test_policy(void)
{
	static const struct {
		const char *asked, *sentence;
	} rows[] = {
		{ "1.2.3.4.5", NULL },
		{ "1.2.3.4.6", "it does not stamp by this policy" },
		{ "policy", "is no policy" },
		{ "", "is no policy" },
	};
	g_autofree char *url = online_url("/tsa"), *other = online_url("/tsa/policy");
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		rules.policy = rows[i].asked;
		g_autoptr(GBytes) token = timestamp_get(&rules, EVP_sha256(), digest, &error);
		g_assert_true((token != NULL) == (rows[i].sentence == NULL));
		g_assert_true(token != NULL || strstr(error->message, rows[i].sentence) != NULL);
	}
	g_autoptr(GError) error = NULL;
	tsa.url = other;
	rules.policy = "1.2.3.4.1";
	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_nonnull(strstr(error->message, "another policy"));
}

static void test_anchors(void)
{
	g_autofree char *url = online_url("/tsa");
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);
	g_autoptr(TrustSet) other = online_trust("other-root.pem");
	g_autoptr(GError) error = NULL;

	rules.trust = NULL;
	G_GNUC_UNUSED g_autoptr(GBytes) token = timestamp_get(&rules, EVP_sha256(), digest, &error);
	g_assert_no_error(error);
	rules.trust = other;
	g_assert_null(timestamp_get(&rules, EVP_sha256(), digest, &error));
	g_assert_nonnull(strstr(error->message, "does not lead to a trusted root"));
}

/* The clock may differ by so much and not a second more. */
static void test_clock(void)
{
	g_autofree char *url = online_url("/tsa");
	g_autoptr(TimestampRequest) asked = timestamp_request_new(EVP_sha256(), digest, NULL);
	HttpRequest request = {
		.url = url, .body = asked->der, .content_type = "application/timestamp-query"
	};
	TsaRules rules = { .slack = 60, .seconds = 20 };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) answer = http_ask(&request, &error);
	g_assert_no_error(error);
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(GBytes) token = timestamp_check_answer(answer, asked, &rules, now, &error);
	g_assert_no_error(error);
	g_autoptr(Timestamp) stamp = timestamp_read(token, NULL, &error);
	g_assert_no_error(error);
	const struct {
		gint64 shift;
		bool fine;
	} rows[] = { { -60, true }, { -61, false }, { 80, true }, { 81, false } };

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) wrong = NULL;
		g_autoptr(GBytes) taken = timestamp_check_answer(
			answer, asked, &rules, stamp->time + rows[i].shift, &wrong);
		g_assert_true((taken != NULL) == rows[i].fine);
		g_assert_true(rows[i].fine || strstr(wrong->message, "clock") != NULL);
	}
}

/* A token of which a byte was changed is refused, or says the same. */
static void test_changed(void)
{
	g_autoptr(GBytes) token = get_sound();
	g_autoptr(Timestamp) stamp = timestamp_read(token, NULL, NULL);
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(token, &size);

	for (gsize i = 0; i < size; i++) {
		unsigned char *copy = g_memdup2(bytes, size);
		copy[i] ^= 0x01;
		g_autoptr(GBytes) other = g_bytes_new_take(copy, size);
		g_autoptr(Timestamp) said = timestamp_read(other, NULL, NULL);
		if (said == NULL)
			continue;
		g_assert_cmpint(said->time, ==, stamp->time);
		g_assert_true(g_bytes_equal(said->imprint, stamp->imprint));
		g_assert_cmpint(X509_cmp(said->signer, stamp->signer), ==, 0);
	}
}

/* In a PDF zeros follow, and nothing else may. */
static void test_padding(void)
{
	g_autoptr(GBytes) token = get_sound();
	g_autoptr(GByteArray) padded = g_byte_array_new();
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(token, &size);
	static const unsigned char zeros[64];

	g_byte_array_append(padded, bytes, (guint)size);
	g_byte_array_append(padded, zeros, sizeof zeros);
	g_autoptr(GBytes) with = g_bytes_new(padded->data, padded->len);
	g_autoptr(Timestamp) read = timestamp_read(with, NULL, NULL);
	g_assert_nonnull(read);
	padded->data[padded->len - 1] = 1;
	g_autoptr(GBytes) more = g_bytes_new(padded->data, padded->len);
	g_autoptr(GError) error = NULL;
	g_assert_null(timestamp_read(more, NULL, &error));
	g_assert_cmpstr(error->message, ==, "bytes follow the time-stamp");
}

static pid_t fork_call(const TsaRules *rules)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	g_autoptr(GBytes) token = timestamp_get(rules, EVP_sha256(), digest, NULL);
	_exit(token != NULL ? 0 : 1);
}

static void test_at_once(void)
{
	g_autofree char *url = online_url("/tsa/delay/0.3");
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);
	pid_t children[8];
	unsigned most;

	online_forget();
	rules.at_once = 2;
	for (unsigned i = 0; i < G_N_ELEMENTS(children); i++)
		children[i] = fork_call(&rules);
	for (unsigned i = 0; i < G_N_ELEMENTS(children); i++) {
		int status;
		g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
		g_assert_cmpint(status, ==, 0);
	}
	g_assert_cmpuint(online_count("/tsa/delay/0.3", &most), ==, G_N_ELEMENTS(children));
	g_assert_cmpuint(most, ==, 2);
}

static void test_killed(void)
{
	g_autoptr(GError) error = NULL;
	int ready[2];
	char byte;

	g_assert_cmpint(pipe(ready), ==, 0);
	pid_t child = fork();
	if (child == 0) {
		if (turnstile_enter(turns, "one", 1, 0, NULL) >= 0 && write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	g_assert_cmpint(read(ready[0], &byte, 1), ==, 1);
	g_assert_cmpint(turnstile_enter(turns, "one", 1, 0, &error), ==, -1);
	g_assert_true(error_is_transient(error));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	int place = turnstile_enter(turns, "one", 1, 0, NULL);
	g_assert_cmpint(place, >=, 0);
	g_assert_cmpint(turnstile_enter(turns, "one", 1, 0, NULL), ==, -1);
	turnstile_leave(place);
	place = turnstile_enter(turns, "one", 1, 0, NULL);
	g_assert_cmpint(place, >=, 0);
	turnstile_leave(place);
	close(ready[0]);
	close(ready[1]);
}

static void add_faults(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(faults); i++) {
		g_autofree char *name = g_strdup_printf("/timestamp/refuses %s", faults[i].title);
		g_test_add_data_func(name, &faults[i], test_fault);
	}
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	EVP_Digest(CONTENT, strlen(CONTENT), digest, NULL, EVP_sha256(), NULL);
	online_begin("p256");
	turns = online_path("turns");
	trust = online_trust("root.pem");
	add_faults();
	g_test_add_func("/timestamp/gets one and reads it", test_sound);
	g_test_add_func("/timestamp/gets one that openssl finds right", test_stranger);
	g_test_add_func(
		"/timestamp/follows a redirection, and lets an authority think", test_redirected);
	g_test_add_func("/timestamp/waits no longer than it may", test_late);
	g_test_add_func("/timestamp/gives user and password, and never tells them", test_password);
	g_test_add_func(
		"/timestamp/trusts a safe connection by roots, and leaves it not", test_safe);
	g_test_add_func("/timestamp/refuses a safe server of another name", test_other_name);
	g_test_add_func("/timestamp/asks over http and https alone", test_schemes);
	g_test_add_func("/timestamp/takes an answer of its limit and no byte more", test_limit);
	g_test_add_func("/timestamp/tries again where it helps, and so often", test_tries);
	g_test_add_func("/timestamp/asks the next authority", test_order);
	g_test_add_func("/timestamp/wants the policy that was asked for", test_policy);
	g_test_add_func("/timestamp/wants a trusted root where one is named", test_anchors);
	g_test_add_func("/timestamp/refuses a clock that is too far off", test_clock);
	g_test_add_func("/timestamp/refuses a changed token", test_changed);
	g_test_add_func("/timestamp/takes zeros behind a token and nothing else", test_padding);
	g_test_add_func("/timestamp/calls so many at once and no more", test_at_once);
	g_test_add_func("/timestamp/takes the place of one that was killed", test_killed);
	int result = g_test_run();
	trust_free(trust);
	g_free(turns);
	online_end();
	return result;
}
