/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/file.h"
#include "signer/der.h"
#include "signer/error.h"
#include "tests/signing.h"

#include <glib/gstdio.h>
#include <string.h>

static void test_identity(void)
{
	g_autoptr(Keeper) keeper = start();
	const Identity *identity = keeper_identity(keeper);

	g_assert_true(identity->demonstration);
	g_assert_cmpint(identity->key.kind, ==, KEY_EC);
	g_assert_cmpuint(identity->key.bits, ==, 256);
	g_assert_cmpuint(identity->certificates->len, ==, 1);
	g_assert_nonnull(strstr(identity->subject, "NO LEGAL VALUE"));
}

static void test_identity_stays(void)
{
	g_autofree char *before = file_sha256(box, NULL, NULL);
	g_autoptr(GError) error = NULL;
	g_assert_true(identity_make_demonstration(box, root, &error));
	g_autofree char *after = file_sha256(box, NULL, NULL);
	GStatBuf about;

	g_assert_cmpstr(before, ==, after);
	g_assert_cmpint(g_stat(box, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 0777, ==, 0600);
}

static void test_round_trip(void)
{
	SignatureBlock block = { .profile = "nd137", .agency = "Sở Y tế" };
	g_autofree char *out = sign_plain(&block, "round.pdf");
	g_autoptr(VerifyReport) report = verify(out);
	g_assert_cmpuint(report->signatures->len, ==, 1);
	const SignatureReport *one = report->signatures->pdata[0];

	g_assert_cmpint(report->indication, ==, TOTAL_PASSED);
	g_assert_true(one->intact && one->whole_file && one->demonstration);
	g_assert_cmpstr(one->field, ==, "Signature1");
}

static void test_long_agency(void)
{
	g_autoptr(GString) agency = g_string_new(NULL);
	for (unsigned i = 0; i < 300; i++)
		g_string_append(agency, "Ủy ban nhân dân ");
	SignatureBlock block = { .profile = "nd30-copy", .agency = agency->str };
	g_autofree char *out = sign_plain(&block, "long.pdf");
	g_autoptr(VerifyReport) report = verify(out);

	g_assert_cmpint(report->indication, ==, TOTAL_PASSED);
}

static void test_wrong_password(void)
{
	KeySource source = { .file = box, .pin = "wrong" };
	g_autoptr(GError) error = NULL;
	g_autoptr(Keeper) keeper = keeper_start(&source, &error);

	g_assert_null(keeper);
	g_assert_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY);
	g_assert_nonnull(strstr(error->message, "password"));
}

static void test_same_time_same_bytes_before_the_gap(void)
{
	g_autoptr(GDateTime) time = g_date_time_new_now_utc();
	SignatureBlock block = { .profile = "tt05", .time = time };
	g_autofree char *first = sign_plain(&block, "first.pdf");
	g_autofree char *second = sign_plain(&block, "second.pdf");
	g_autoptr(GBytes) a = file_read(first, 1 << 20, NULL), b = file_read(second, 1 << 20, NULL);
	const char *data = g_bytes_get_data(a, NULL);
	const char *range = memmem(data, g_bytes_get_size(a), "/Contents <", 11);

	g_assert_nonnull(range);
	gsize gap = (gsize)(range - data);
	g_assert_cmpuint(g_bytes_get_size(a), ==, g_bytes_get_size(b));
	g_assert_cmpmem(data, gap, g_bytes_get_data(b, NULL), gap);
}

static void test_detached(void)
{
	g_autoptr(Keeper) keeper = start();
	Signer signer = { .identity = keeper_identity(keeper), .sign = ask, .sign_data = keeper };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) cms = file_sign_detached(plain, &signer, &error);
	g_assert_no_error(error);
	g_autofree char *file = g_build_filename(folder, "plain.p7s", NULL);
	g_assert_true(g_file_set_contents(
		file, g_bytes_get_data(cms, NULL), (gssize)g_bytes_get_size(cms), NULL));
	const char *command[] = { "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in",
		file, "-content", plain, "-CAfile", root, "-purpose", "any", "-out", "/dev/null",
		NULL };
	int status;

	g_assert_true(g_spawn_sync(NULL, (char **)command, NULL,
		G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
		&error));
	g_assert_no_error(error);
	g_assert_cmpint(status, ==, 0);
	command[9] = file;
	g_assert_true(g_spawn_sync(NULL, (char **)command, NULL,
		G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
		&error));
	g_assert_cmpint(status, !=, 0);
}

/* What a token says late: the signature of something else. */
static GBytes *ask_otherwise(gpointer keeper, GBytes *request, GError **error)
{
	gsize size;
	const void *bytes = g_bytes_get_data(request, &size);
	g_autofree unsigned char *changed = g_memdup2(bytes, size);

	changed[size - 1] ^= 1;
	g_autoptr(GBytes) other = g_bytes_new(changed, size);
	return keeper_sign(keeper, other, error);
}

static void refuse_others_signature(const KeySource *source)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Keeper) keeper = keeper_start(source, &error);
	g_assert_no_error(error);
	Signer signer = {
		.identity = keeper_identity(keeper), .sign = ask_otherwise, .sign_data = keeper
	};
	SignatureBlock block = { .profile = "none" };
	g_autofree char *out = g_build_filename(folder, "others.pdf", NULL);

	g_assert_false(pdf_sign(plain, out, &signer, &block, &error));
	g_assert_true(error_is_transient(error));
	g_assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
	signer.sign = ask;
	g_autoptr(GBytes) right = file_sign_detached(plain, &signer, NULL);
	g_assert_nonnull(right);
}

static void test_others_signature(void)
{
	refuse_others_signature(&(KeySource) { .file = box });
}

static void test_others_rsa_signature(void)
{
	g_autofree char *file = g_build_filename(folder, "rsa.p12", NULL);
	g_autofree char *make = g_strdup_printf(
		"cd '%s' && openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=RSA -days 2 "
		"-keyout rsa.key -out rsa.crt 2>rsa.log && "
		"openssl pkcs12 -export -passout pass: -inkey rsa.key -in rsa.crt -out rsa.p12",
		folder);
	const char *command[] = { "sh", "-c", make, NULL };
	int status;

	g_assert_true(g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		NULL, NULL, &status, NULL));
	g_assert_cmpint(status, ==, 0);
	refuse_others_signature(&(KeySource) { .file = file });
}

static void test_der(void)
{
	static const struct {
		const char *bytes;
		size_t size;
		bool strict;
	} rows[] = {
		{ "\x30\x03\x02\x01\x05", 5, true },
		{ "\x10\x03\x02\x01\x05", 5, false },         /* a primitive SEQUENCE */
		{ "\x30\x81\x03\x02\x01\x05", 6, false },     /* a length longer than need be */
		{ "\x30\x80\x02\x01\x05\x00\x00", 7, false }, /* an indefinite length */
		{ "\x30\x04\x02\x01\x05", 5, false },         /* beyond the end */
		{ "\x30\x03\x22\x01\x05", 5, false },         /* a constructed INTEGER */
		{ "\x30", 1, false },
		{ "\x30\x84\xFF\xFF\xFF\xFF", 6, false },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpint(der_is_strict((DerSpan) {
					(const unsigned char *)rows[i].bytes, rows[i].size }),
			==, rows[i].strict);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signing_begin();
	g_test_add_func("/keeper/describes the identity it holds", test_identity);
	g_test_add_func("/keeper/refuses a wrong password", test_wrong_password);
	g_test_add_func("/identity/is made once and for its owner alone", test_identity_stays);
	g_test_add_func("/sign/signs what verifies, on a turned page", test_round_trip);
	g_test_add_func("/sign/fits an endless agency into the block", test_long_agency);
	g_test_add_func("/sign/writes the same bytes at the same time",
		test_same_time_same_bytes_before_the_gap);
	g_test_add_func("/sign/detached signatures satisfy openssl", test_detached);
	g_test_add_func(
		"/sign/takes no signature of anything else from an EC key", test_others_signature);
	g_test_add_func("/sign/takes no signature of anything else from an RSA key",
		test_others_rsa_signature);
	g_test_add_func("/der/takes nothing but DER", test_der);
	int status = g_test_run();

	signing_end();
	return status;
}
