/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf.h"
#include "signer/cms.h"
#include "signer/error.h"
#include "tests/signing.h"

#include <string.h>

#define CADES "/ETSI.CAdES.detached"
#define OTHER "/adbe.pkcs7.detached"

static const struct {
	const char *title, *kind;
	const char *claim; /* in place of /M and its value; of g_date_time_format() */
	Indication indication;
	const char *sub;
} claims[] = {
	{ "takes the present time", CADES, "/M (D:%Y%m%d%H%M%SZ)", TOTAL_PASSED, NULL },
	{ "takes it in another form", CADES, "/M (D:%Y%m%d%H%M%S-00'00)", TOTAL_PASSED, NULL },
	{ "refuses a time before 1970", CADES, "/M (D:1960)", TOTAL_FAILED, "NOT_YET_VALID" },
	{ "refuses the second before 1970", CADES, "/M (D:19691231235959Z)", TOTAL_FAILED,
		"NOT_YET_VALID" },
	{ "refuses the first year", OTHER, "/M (D:0001)", TOTAL_FAILED, "NOT_YET_VALID" },
	{ "refuses the last second of all", CADES, "/M (D:99991231235959Z)", TOTAL_FAILED,
		"EXPIRED" },
	{ "doubts PAdES without a time", CADES, "/X (D:%Y%m%d)", INDETERMINATE,
		"SIG_CONSTRAINTS_FAILURE" },
	{ "takes other kinds without a time", OTHER, "/X (D:%Y%m%d)", TOTAL_PASSED, NULL },
	{ "doubts a time that is none", CADES, "/M (today)", INDETERMINATE,
		"SIG_CONSTRAINTS_FAILURE" },
	{ "doubts it in other kinds too", OTHER, "/M (today)", INDETERMINATE,
		"SIG_CONSTRAINTS_FAILURE" },
	{ "doubts a month that is none", CADES, "/M (D:%Y13)", INDETERMINATE,
		"SIG_CONSTRAINTS_FAILURE" },
	{ "doubts signs for digits", CADES, "/M (D:+%y+1+1)", INDETERMINATE,
		"SIG_CONSTRAINTS_FAILURE" },
	{ "doubts what follows the time", CADES, "/M (D:%Y%m%d00 at noon)", INDETERMINATE,
		"SIG_CONSTRAINTS_FAILURE" },
	{ "doubts a time that is no text", CADES, "/M 20240517", INDETERMINATE,
		"SIG_CONSTRAINTS_FAILURE" },
};

/* What stands in the file is written over, and signed anew. */
static void sign_again(char *data, gsize size)
{
	static const char digits[] = "0123456789ABCDEF";
	char *gap = (char *)memmem(data, size, "/Contents <", 11) + 10,
	     *after = strchr(gap, '>') + 1;
	unsigned char digest[32];
	gsize digest_size = sizeof digest, cms_size;
	g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(Keeper) keeper = start();
	Signer signer = { .identity = keeper_identity(keeper), .sign = ask, .sign_data = keeper };

	g_checksum_update(hash, (const guchar *)data, gap - data);
	g_checksum_update(hash, (const guchar *)after, data + size - after);
	g_checksum_get_digest(hash, digest, &digest_size);
	g_autoptr(GBytes) cms = cms_make(&signer, NULL, digest, NULL);
	const unsigned char *bytes = g_bytes_get_data(cms, &cms_size);
	memset(gap + 1, '0', (size_t)(after - gap - 2));
	for (gsize i = 0; i < cms_size; i++) {
		gap[1 + 2 * i] = digits[bytes[i] >> 4];
		gap[2 + 2 * i] = digits[bytes[i] & 15];
	}
}

static void write_over(char *data, gsize size, const char *old, const char *new)
{
	char *place = memmem(data, size, old, strlen(old));

	g_assert_nonnull(place);
	g_assert_cmpuint(strlen(new), <=, strlen(old));
	memset(place, ' ', strlen(old));
	memcpy(place, new, strlen(new));
}

static void test_claim(gconstpointer row_data)
{
	const typeof(claims[0]) *row = row_data;
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	SignatureBlock block = { .profile = "none", .time = now };
	g_autofree char *path = sign_plain(&block, "claim.pdf");
	g_autoptr(GString) old = g_string_new("/M ");
	g_autofree char *claim = g_date_time_format(now, row->claim), *data = NULL;
	gsize size;

	pdf_put_date(old, now);
	g_assert_true(g_file_get_contents(path, &data, &size, NULL));
	write_over(data, size, CADES, row->kind);
	write_over(data, size, old->str, claim);
	sign_again(data, size);
	g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));

	g_autoptr(VerifyReport) report = verify(path);
	const SignatureReport *one = report->signatures->pdata[0];
	g_assert_cmpint(report->indication, ==, row->indication);
	g_assert_cmpstr(one->sub_indication, ==, row->sub);
	g_assert_true(one->intact);
}

/* A form whose fields are `count` times `field`, the last with `inside`, which ends with as many
 * brackets as it opens. */
static char *make_form(unsigned count, const char *field, const char *inside)
{
	GString *form = g_string_new("/AcroForm << /Fields [");

	for (unsigned i = 0; i < count; i++)
		g_string_append(form, field);
	g_string_append(form, inside);
	g_string_append(form, "] >>");
	return g_string_free(form, FALSE);
}

/* Fields in each other. */
static char *make_nest(unsigned depth)
{
	GString *nest = g_string_new(NULL);

	for (unsigned i = 1; i < depth; i++)
		g_string_append(nest, "<< /Kids [");
	g_string_append(nest, "<< /T (deep) >>");
	for (unsigned i = 1; i < depth; i++)
		g_string_append(nest, "] >>");
	return g_string_free(nest, FALSE);
}

enum { MOST_FIELDS = 100000, MOST_DEPTH = 32, MOST_SIGNATURES = 1000 };

static VerifyReport *sign_and_verify_form(const char *form)
{
	SignatureBlock block = { .profile = "none" };
	g_autofree char *in = g_build_filename(folder, "form.pdf", NULL);

	write_pdf(in, form);
	g_autofree char *out = sign_file(in, &block, "form-signed.pdf");
	return verify(out);
}

static void refuse_to_sign_form(const char *form)
{
	SignatureBlock block = { .profile = "none" };
	g_autofree char *in = g_build_filename(folder, "form.pdf", NULL);
	g_autofree char *out = g_build_filename(folder, "form-refused.pdf", NULL);
	g_autoptr(Keeper) keeper = start();
	Signer signer = { .identity = keeper_identity(keeper), .sign = ask, .sign_data = keeper };
	g_autoptr(GError) error = NULL;

	write_pdf(in, form);
	g_assert_false(pdf_sign(in, out, &signer, &block, &error));
	g_assert_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT);
	g_assert_false(g_file_test(out, G_FILE_TEST_EXISTS));
}

static void test_many_fields(void)
{
	g_autofree char *most = make_form(MOST_FIELDS - 1, "<<>>", "");
	g_autofree char *more = make_form(MOST_FIELDS + 1, "<<>>", "");
	g_autoptr(VerifyReport) report = sign_and_verify_form(most);

	g_assert_cmpint(report->indication, ==, TOTAL_PASSED);
	g_assert_null(report->reason);
	refuse_to_sign_form(more);
}

static void test_deep_fields(void)
{
	g_autofree char *nest = make_nest(MOST_DEPTH), *more_nest = make_nest(MOST_DEPTH + 1);
	g_autofree char *most = make_form(0, "", nest), *more = make_form(0, "", more_nest);
	g_autoptr(VerifyReport) report = sign_and_verify_form(most);

	g_assert_cmpint(report->indication, ==, TOTAL_PASSED);
	g_assert_null(report->reason);
	refuse_to_sign_form(more);
}

/* A signature that passes does not make up for one that may hide beyond the limits. */
static void test_fields_beyond_the_limits(void)
{
	SignatureBlock block = { .profile = "none" };
	g_autofree char *nest = make_nest(MOST_DEPTH), *data = NULL;
	g_autofree char *form = g_strdup_printf("/AcroForm << /Fields [<< /Nope [%s] >>] >>", nest);
	g_autofree char *in = g_build_filename(folder, "beyond.pdf", NULL);
	gsize size;

	write_pdf(in, form);
	g_autofree char *out = sign_file(in, &block, "beyond-signed.pdf");
	g_assert_true(g_file_get_contents(out, &data, &size, NULL));
	for (char *place; (place = memmem(data, size, "/Nope", 5)) != NULL;)
		memcpy(place, "/Kids", 5);
	sign_again(data, size);
	g_assert_true(g_file_set_contents(out, data, (gssize)size, NULL));
	g_autoptr(VerifyReport) report = verify(out);
	const SignatureReport *one = report->signatures->pdata[0];

	g_assert_cmpint(one->indication, ==, TOTAL_PASSED);
	g_assert_cmpint(report->indication, ==, INDETERMINATE);
	g_assert_cmpstr(report->sub_indication, ==, "GENERIC");
	g_assert_nonnull(report->reason);
}

static void test_many_signatures(void)
{
	static const char field[] = "<< /FT /Sig /T (a) /V << >> >>";
	g_autofree char *in = g_build_filename(folder, "many.pdf", NULL);

	for (unsigned more = 0; more < 2; more++) {
		g_autofree char *form = make_form(MOST_SIGNATURES + more, field, "");
		write_pdf(in, form);
		g_autoptr(VerifyReport) report = verify(in);
		g_assert_cmpuint(report->signatures->len, ==, MOST_SIGNATURES);
		g_assert_true((report->reason != NULL) == (more > 0));
	}
}

/* What a field has from above is lost where the way up has no end. */
static void test_endless_parents(void)
{
	g_autofree char *in = g_build_filename(folder, "endless.pdf", NULL);

	write_pdf(in, "/AcroForm << /Fields [<< /T (a) /Parent 1 0 R >>] >> /Parent 1 0 R");
	g_autoptr(VerifyReport) report = verify(in);
	g_assert_nonnull(report->reason);
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
	g_autoptr(VerifyReport) report = verify_file(out, &(VerifyRules) { 0 }, NULL);
	const SignatureReport *one = report->signatures->pdata[0];

	g_assert_cmpint(report->indication, ==, INDETERMINATE);
	g_assert_true(one->intact);
	g_assert_cmpstr(one->sub_indication, ==, "NO_CERTIFICATE_CHAIN_FOUND");
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
	g_autoptr(VerifyReport) report = verify_file(out, &(VerifyRules) { .trust = trust }, NULL);

	g_assert_cmpint(report->indication, ==, INDETERMINATE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	signing_begin();
	for (size_t i = 0; i < G_N_ELEMENTS(claims); i++) {
		g_autofree char *path = g_strconcat("/verify/claim/", claims[i].title, NULL);
		g_test_add_data_func(path, &claims[i], test_claim);
	}
	g_test_add_func("/verify/form/looks at many fields and at no more", test_many_fields);
	g_test_add_func("/verify/form/looks at deep fields and no deeper", test_deep_fields);
	g_test_add_func("/verify/form/doubts what has fields beyond the limits",
		test_fields_beyond_the_limits);
	g_test_add_func(
		"/verify/form/judges many signatures and tells of more", test_many_signatures);
	g_test_add_func("/verify/form/doubts a way up without end", test_endless_parents);
	g_test_add_func("/verify/refuses a time before the certificate", test_not_yet);
	g_test_add_func("/verify/doubts a time to come", test_future);
	g_test_add_func("/verify/doubts without a trusted root", test_untrusted);
	g_test_add_func("/verify/doubts under another root of the same name", test_wrong_key);
	int status = g_test_run();
	signing_end();
	return status;
}
