/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/file.h"
#include "signer/der.h"
#include "signer/error.h"
#include "signer/keeper.h"
#include "signer/sign.h"
#include "signer/verify.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder, *box, *root, *plain;

static void write_plain(const char *path)
{
	static const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [-10 -20 585 822] /Rotate 270 >>",
	};
	g_autoptr(GString) pdf = g_string_new("%PDF-1.7\n");
	gsize offsets[G_N_ELEMENTS(objects)];

	for (unsigned i = 0; i < G_N_ELEMENTS(objects); i++) {
		offsets[i] = pdf->len;
		g_string_append_printf(pdf, "%u 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	gsize table = pdf->len;
	g_string_append(pdf, "xref\n0 4\n0000000000 65535 f \n");
	for (unsigned i = 0; i < G_N_ELEMENTS(objects); i++)
		g_string_append_printf(pdf, "%010" G_GSIZE_FORMAT " 00000 n \n", offsets[i]);
	g_string_append_printf(pdf,
		"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
		table);
	g_assert_true(g_file_set_contents(path, pdf->str, (gssize)pdf->len, NULL));
}

static GBytes *ask(gpointer keeper, const unsigned char digest[32], GError **error)
{
	return keeper_sign(keeper, digest, error);
}

static Keeper *start(void)
{
	KeySource source = { .pkcs12 = box };
	g_autoptr(GError) error = NULL;
	Keeper *keeper = keeper_start(&source, &error);

	g_assert_no_error(error);
	return keeper;
}

static char *sign_plain(const SignatureBlock *block, const char *name)
{
	g_autoptr(Keeper) keeper = start();
	Signer signer = { keeper_identity(keeper), ask, keeper };
	g_autoptr(GError) error = NULL;
	char *out = g_build_filename(folder, name, NULL);

	pdf_sign(plain, out, &signer, block, &error);
	g_assert_no_error(error);
	return out;
}

static VerifyReport *verify(const char *path)
{
	const char *paths[] = { root, NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(TrustSet) trust = trust_load(paths, &error);
	g_assert_no_error(error);
	VerifyReport *report = verify_file(path, trust, &error);

	g_assert_no_error(error);
	return report;
}

static void test_identity(void)
{
	g_autoptr(Keeper) keeper = start();
	const Identity *identity = keeper_identity(keeper);

	g_assert_true(identity->demonstration);
	g_assert_cmpstr(identity->algorithm, ==, "EC");
	g_assert_cmpuint(identity->bits, ==, 256);
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

static void test_not_yet(void)
{
	g_autoptr(GDateTime) early = g_date_time_new_utc(2001, 1, 1, 0, 0, 0);
	SignatureBlock block = { .profile = "none", .time = early };
	g_autofree char *out = sign_plain(&block, "early.pdf");
	g_autoptr(VerifyReport) report = verify(out);
	const SignatureReport *one = report->signatures->pdata[0];

	g_assert_cmpint(report->indication, ==, TOTAL_FAILED);
	g_assert_cmpstr(one->sub_indication, ==, "NOT_YET_VALID");
}

static void test_future(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) late = g_date_time_add_days(now, 1);
	SignatureBlock block = { .profile = "none", .time = late };
	g_autofree char *out = sign_plain(&block, "late.pdf");
	g_autoptr(VerifyReport) report = verify(out);

	g_assert_cmpint(report->indication, ==, INDETERMINATE);
}

static void test_untrusted(void)
{
	SignatureBlock block = { .profile = "tt05" };
	g_autofree char *out = sign_plain(&block, "untrusted.pdf");
	g_autoptr(VerifyReport) report = verify_file(out, NULL, NULL);
	const SignatureReport *one = report->signatures->pdata[0];

	g_assert_cmpint(report->indication, ==, INDETERMINATE);
	g_assert_true(one->intact);
	g_assert_cmpstr(one->sub_indication, ==, "NO_CERTIFICATE_CHAIN_FOUND");
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

static void test_wrong_key(void)
{
	SignatureBlock block = { .profile = "none" };
	g_autofree char *out = sign_plain(&block, "key.pdf");
	g_autofree char *other_box = g_build_filename(folder, "other.p12", NULL);
	g_autofree char *other_root = g_build_filename(folder, "other.pem", NULL);
	g_assert_true(identity_make_demonstration(other_box, other_root, NULL));
	const char *paths[] = { other_root, NULL };
	g_autoptr(TrustSet) trust = trust_load(paths, NULL);
	g_autoptr(VerifyReport) report = verify_file(out, trust, NULL);

	g_assert_cmpint(report->indication, ==, INDETERMINATE);
}

static void test_wrong_password(void)
{
	KeySource source = { .pkcs12 = box, .pin = "wrong" };
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
	Signer signer = { keeper_identity(keeper), ask, keeper };
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
static GBytes *ask_otherwise(gpointer keeper, const unsigned char digest[32], GError **error)
{
	unsigned char other[32];

	memcpy(other, digest, sizeof other);
	other[31] ^= 1;
	return keeper_sign(keeper, other, error);
}

static void refuse_others_signature(const KeySource *source)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Keeper) keeper = keeper_start(source, &error);
	g_assert_no_error(error);
	Signer signer = { keeper_identity(keeper), ask_otherwise, keeper };
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
	refuse_others_signature(&(KeySource) { .pkcs12 = box });
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
	refuse_others_signature(&(KeySource) { .pkcs12 = file });
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
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("signer-XXXXXX", &error);
	g_assert_no_error(error);
	box = g_build_filename(folder, "demonstration.p12", NULL);
	root = g_build_filename(folder, "root.pem", NULL);
	plain = g_build_filename(folder, "plain.pdf", NULL);
	write_plain(plain);
	g_assert_true(identity_make_demonstration(box, root, &error));

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
	g_test_add_func("/verify/refuses a time before the certificate", test_not_yet);
	g_test_add_func("/verify/doubts a time to come", test_future);
	g_test_add_func("/verify/doubts without a trusted root", test_untrusted);
	g_test_add_func("/verify/doubts under another root of the same name", test_wrong_key);
	g_test_add_func("/der/takes nothing but DER", test_der);
	int status = g_test_run();

	folder_remove(folder, NULL);
	g_free(folder);
	g_free(box);
	g_free(root);
	g_free(plain);
	return status;
}
