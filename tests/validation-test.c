/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of EN 319 102-1: one row each. What is signed is signed now, by certificates that end or
 * are revoked soon, and is judged as of now and of years to come. */
#include "signer/certificate.h"
#include "signer/dss.h"
#include "signer/error.h"
#include "signer/level.h"
#include "signer/request.h"
#include "signer/sign.h"
#include "tests/online.h"

#include <locale.h>
#include <openssl/pem.h>

enum { DAY = 86400, YEAR = 365 * DAY };

typedef struct {
	const char *title;
	const char *signer;  /* NAME.pem and NAME.key */
	int claims;          /* days from now that the signer claims */
	const char *stamp;   /* path of the authority of the time-stamp within; NULL: none */
	const char *store;   /* files of the store, parted by blanks; NULL: there is none */
	const char *archive; /* authorities of document time-stamps, parted by blanks; NULL: none */
	gint64 at;           /* seconds from now, when it is judged */
	bool strict;
	Indication indication;
	const char *sub;
	const char *level;
	const char *scheme; /* NULL: by the key */
} Row;

#define TSA "/tsa"
#define ENDING "/tsa/ending"
#define KNOWN "intermediate.crl root.crl"

static const Row rows[] = {
	/* clang-format off */
	/* title, signer, claims, stamp, store, archive, at, strict, indication, sub, level */
	{ "a certificate of which nobody tells passes with a warning",
	  "p256", 0, NULL, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "and does not where that must be told",
	  "p256", 0, NULL, NULL, NULL, 0, true, INDETERMINATE, "TRY_LATER", "B-B", NULL },
	{ "it does where the file tells",
	  "p256", 0, NULL, KNOWN, NULL, 0, true, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "ended since: without a time-stamp nothing is proven",
	  "ending", 0, NULL, NULL, NULL, 5 * YEAR, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-B", NULL },
	{ "nor with a store alone",
	  "ending", 0, NULL, KNOWN, NULL, 5 * YEAR, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-B", NULL },
	{ "ended since, with a time-stamp",
	  "ending", 0, TSA, NULL, NULL, 5 * YEAR, false, TOTAL_PASSED, NULL, "B-T", NULL },
	{ "the same where revocation must be told",
	  "ending", 0, TSA, NULL, NULL, 5 * YEAR, true, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-T", NULL },
	{ "ended since, with a time-stamp and a store",
	  "ending", 0, TSA, KNOWN, NULL, 5 * YEAR, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "signed after the end, as the signer says",
	  "expired", 0, NULL, NULL, NULL, 0, false, TOTAL_FAILED, "EXPIRED", "B-B", NULL },
	{ "signed after the end and stamped, as the signer says",
	  "expired", 0, TSA, NULL, NULL, 0, false, TOTAL_FAILED, "EXPIRED", "B-T", NULL },
	{ "dated back to before the end",
	  "expired", -4 * 365, NULL, NULL, NULL, 0, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-B", NULL },
	{ "dated back and stamped after the end",
	  "expired", -4 * 365, TSA, NULL, NULL, 0, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-T", NULL },
	{ "dated back and stamped after the end, with a store, five years later",
	  "expired", -4 * 365, TSA, KNOWN, NULL, 5 * YEAR, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-LT", NULL },
	{ "stamped before the certificate began",
	  "coming", 2, TSA, NULL, NULL, 5 * DAY, false, TOTAL_FAILED, "NOT_YET_VALID", "B-T", NULL },
	{ "before the certificate begins, as the signer says",
	  "coming", 0, NULL, NULL, NULL, 5 * DAY, false, TOTAL_FAILED, "NOT_YET_VALID", "B-B", NULL },
	{ "signed after it was revoked, as the signer says",
	  "p256", 0, NULL, "before.crl", NULL, 0, false, TOTAL_FAILED, "REVOKED", "B-B", NULL },
	{ "dated back to before it was revoked",
	  "p256", -2, NULL, "before.crl", NULL, 0, false, TOTAL_FAILED, "NOT_YET_VALID", "B-B", NULL },
	{ "revoked before, without a time that could tell",
	  "expired", -4 * 365, NULL, "ended.crl", NULL, 0, false, INDETERMINATE, "REVOKED_NO_POE", "B-B", NULL },
	{ "revoked before it was stamped",
	  "expired", -4 * 365, TSA, "ended.crl", NULL, 0, false, INDETERMINATE, "REVOKED_NO_POE", "B-LT", NULL },
	{ "revoked since, without a time-stamp",
	  "p256", 0, NULL, "after.crl", NULL, 60 * DAY, false, INDETERMINATE, "REVOKED_NO_POE", "B-B", NULL },
	{ "revoked since, with a time-stamp",
	  "p256", 0, TSA, "after.crl", NULL, 60 * DAY, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "revoked since, with a time-stamp and no store: nobody tells",
	  "p256", 0, TSA, NULL, NULL, 60 * DAY, false, TOTAL_PASSED, NULL, "B-T", NULL },
	{ "revoked and ended since, with a time-stamp, five years later",
	  "ending", 0, TSA, "after.crl", NULL, 5 * YEAR, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "revoked and ended since, without a time-stamp, five years later",
	  "ending", 0, NULL, "after.crl", NULL, 5 * YEAR, false, INDETERMINATE, "REVOKED_NO_POE", "B-B", NULL },
	{ "an issuer that was revoked",
	  "p256", 0, NULL, "root-revoked.crl", NULL, 0, false, INDETERMINATE, "REVOKED_CA_NO_POE", "B-B", NULL },
	{ "an issuer that was revoked, where the authority is of the same",
	  "p256", 0, TSA, "root-revoked.crl", NULL, 0, false, INDETERMINATE, "REVOKED_CA_NO_POE", "B-T", NULL },
	{ "what was kept is older than the signature",
	  "p256", 0, TSA, "old.crl", NULL, 0, false, INDETERMINATE, "TRY_LATER", "B-LT", NULL },
	{ "old lists are as none where no time is proven",
	  "p256", 0, NULL, "old.crl", NULL, 0, false, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "the authority's certificate has ended as well",
	  "ending", 0, ENDING, KNOWN, NULL, 5 * YEAR, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-LT", NULL },
	{ "but a document time-stamp was added in time",
	  "ending", 0, ENDING, KNOWN, TSA, 5 * YEAR, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	{ "a document time-stamp alone proves the time",
	  "ending", 0, NULL, KNOWN, TSA, 5 * YEAR, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	{ "a document time-stamp whose authority has ended proves nothing",
	  "ending", 0, ENDING, KNOWN, ENDING, 5 * YEAR, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-LTA", NULL },
	{ "unless it was renewed",
	  "ending", 0, ENDING, KNOWN, ENDING " " TSA, 5 * YEAR, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	{ "long after all have ended nothing passes",
	  "ending", 0, ENDING, KNOWN, ENDING " " TSA, 25 * YEAR, false, INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", "B-LTA", NULL },
	{ "a name that its issuer may not give out",
	  "named", 0, NULL, NULL, NULL, 0, false, INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "B-B", NULL },
	{ "an issuer that may not issue",
	  "server", 0, NULL, NULL, NULL, 0, false, INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "B-B", NULL },
	{ "a certificate for servers",
	  "https", 0, NULL, NULL, NULL, 0, false, INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "B-B", NULL },
	{ "a certificate for time-stamps",
	  "tsa-twin", 0, NULL, NULL, NULL, 0, false, INDETERMINATE, "CHAIN_CONSTRAINTS_FAILURE", "B-B", NULL },
	{ "a responder that the issuer named tells",
	  "p256", 0, NULL, "good.ocsp root.crl", NULL, 0, true, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "one that it did not name tells nothing (extended key usage)",
	  "p256", 0, NULL, "eku.ocsp root.crl", NULL, 0, true, INDETERMINATE, "TRY_LATER", "B-B", NULL },
	{ "nor one of another issuer",
	  "p256", 0, NULL, "foreign.ocsp root.crl", NULL, 0, true, INDETERMINATE, "TRY_LATER", "B-B", NULL },
	{ "a list of other certificates tells nothing",
	  "p256", 0, NULL, "scope-theirs.crl root.crl", NULL, 0, true, INDETERMINATE, "TRY_LATER", "B-B", NULL },
	{ "nor one of authorities alone",
	  "p256", 0, NULL, "scope-ca.crl root.crl", NULL, 0, true, INDETERMINATE, "TRY_LATER", "B-B", NULL },
	{ "one of its own distribution point tells",
	  "p256", 0, NULL, "scope-mine.crl root.crl", NULL, 0, true, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "a list by whom the certificate names tells",
	  "delegated", 0, NULL, "indirect.crl lister.cer root.crl", NULL, 0, true, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "also that it was revoked",
	  "delegated", 0, NULL, "indirect-revoked.crl lister.cer", NULL, 0, false, TOTAL_FAILED, "REVOKED", "B-B", NULL },
	{ "but not if it does not say that it is such a list",
	  "delegated", 0, NULL, "plain-lister.crl lister.cer root.crl", NULL, 0, true, INDETERMINATE, "TRY_LATER", "B-B", NULL },
	{ "nor does it tell of others",
	  "p256", 0, NULL, "indirect.crl lister.cer root.crl", NULL, 0, true, INDETERMINATE, "TRY_LATER", "B-B", NULL },
	{ "RSA by PKCS#1 at B-B",
	  "rsa2048", 0, NULL, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "RSA by PKCS#1 at B-T",
	  "rsa2048", 0, TSA, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-T", NULL },
	{ "RSA by PKCS#1 at B-LT",
	  "rsa2048", 0, TSA, KNOWN, NULL, 0, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "RSA by PKCS#1 at B-LTA",
	  "rsa2048", 0, TSA, KNOWN, TSA, 0, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	{ "RSA by PSS at B-B",
	  "rsa2048", 0, NULL, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-B", "pss" },
	{ "RSA by PSS at B-T",
	  "rsa2048", 0, TSA, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-T", "pss" },
	{ "RSA by PSS at B-LT",
	  "rsa2048", 0, TSA, KNOWN, NULL, 0, false, TOTAL_PASSED, NULL, "B-LT", "pss" },
	{ "RSA by PSS at B-LTA",
	  "rsa2048", 0, TSA, KNOWN, TSA, 0, false, TOTAL_PASSED, NULL, "B-LTA", "pss" },
	{ "P-256 at B-B",
	  "p256", 0, NULL, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "P-256 at B-T",
	  "p256", 0, TSA, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-T", NULL },
	{ "P-256 at B-LT",
	  "p256", 0, TSA, KNOWN, NULL, 0, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "P-256 at B-LTA",
	  "p256", 0, TSA, KNOWN, TSA, 0, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	{ "P-384 at B-B",
	  "p384", 0, NULL, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "P-384 at B-T",
	  "p384", 0, TSA, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-T", NULL },
	{ "P-384 at B-LT",
	  "p384", 0, TSA, KNOWN, NULL, 0, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "P-384 at B-LTA",
	  "p384", 0, TSA, KNOWN, TSA, 0, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	{ "P-521 at B-B",
	  "p521", 0, NULL, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "P-521 at B-T",
	  "p521", 0, TSA, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-T", NULL },
	{ "P-521 at B-LT",
	  "p521", 0, TSA, KNOWN, NULL, 0, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "P-521 at B-LTA",
	  "p521", 0, TSA, KNOWN, TSA, 0, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	{ "Ed25519 at B-B",
	  "ed25519", 0, NULL, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-B", NULL },
	{ "Ed25519 at B-T",
	  "ed25519", 0, TSA, NULL, NULL, 0, false, TOTAL_PASSED, NULL, "B-T", NULL },
	{ "Ed25519 at B-LT",
	  "ed25519", 0, TSA, KNOWN, NULL, 0, false, TOTAL_PASSED, NULL, "B-LT", NULL },
	{ "Ed25519 at B-LTA",
	  "ed25519", 0, TSA, KNOWN, TSA, 0, false, TOTAL_PASSED, NULL, "B-LTA", NULL },
	/* clang-format on */
};

/* The issuers that a signer sends along. */
static const struct {
	const char *signer, *issuer;
} issuers[] = {
	{ "named", "naming.pem" },
	{ "server", "server-ca.pem" },
	{ "rsa3072", "rsa3072.pem" }, /* none */
	{ NULL, "intermediate.pem" },
};

static char *folder;

static GBytes *sign_with_key(gpointer key, GBytes *request, GError **error)
{
	SignRequest asked;

	return request_read(request, &asked, error)
		? algorithm_sign(&asked.algorithm, key, asked.bytes, asked.size, error)
		: NULL;
}

static EVP_PKEY *load_key(const char *signer)
{
	g_autofree char *name = g_strconcat(signer, ".key", NULL);
	g_autofree char *path = online_path(name);
	g_autoptr(BIO) file = BIO_new_file(path, "r");
	EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);

	g_assert_nonnull(key);
	return key;
}

static void add_certificate(GPtrArray *into, const char *name)
{
	g_autoptr(X509) certificate = online_load(name);

	g_ptr_array_add(into, certificate_write(certificate));
}

/* The keeper would refuse certificates that have ended: the key signs by itself. */
static Identity make_identity(const char *signer, EVP_PKEY *key)
{
	Identity identity = { .key = key_shape(key) };
	g_autofree char *own = g_strconcat(signer, ".pem", NULL);
	size_t row = 0;

	while (issuers[row].signer != NULL && strcmp(issuers[row].signer, signer) != 0)
		row++;
	identity.certificates = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	add_certificate(identity.certificates, own);
	add_certificate(identity.certificates, issuers[row].issuer);
	return identity;
}

static GPtrArray *array_for(const ValidationData *data, const char *name)
{
	return g_str_has_suffix(name, ".crl")     ? data->crls
		: g_str_has_suffix(name, ".ocsp") ? data->ocsps
						  : data->certificates;
}

/* Before it is signed, so that the signature covers the whole file. */
static void add_store(const char *path, const char *names)
{
	g_autoptr(ValidationData) data = validation_data_new();
	g_auto(GStrv) each = g_strsplit(names, " ", -1);
	g_autoptr(GError) error = NULL;

	for (unsigned i = 0; each[i] != NULL; i++) {
		g_autofree char *file = online_path(each[i]);
		g_autoptr(GBytes) der = file_map(file, &error);
		g_assert_no_error(error);
		validation_data_add(array_for(data, each[i]), der);
	}
	level_add_validation_data(path, path, data, &error);
	g_assert_no_error(error);
}

static TsaRules make_rules(const Tsa *tsa)
{
	return (TsaRules) {
		.authorities = tsa, .count = 1, .seconds = 60, .tries = 1, .folder = folder
	};
}

static void add_stamps(const char *path, const char *archive)
{
	g_auto(GStrv) each = g_strsplit(archive, " ", -1);
	g_autoptr(GError) error = NULL;

	for (unsigned i = 0; each[i] != NULL; i++) {
		g_autofree char *url = online_url(each[i]);
		Tsa tsa = { .url = url };
		TsaRules rules = make_rules(&tsa);
		level_add_document_timestamp(path, path, digest_find("sha256"), &rules, &error);
		g_assert_no_error(error);
	}
}

static char *make_plain(const char *name)
{
	static const char pdf[] =
		"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
		"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
		"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
		"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
		"0000000115 00000 n \ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n186\n%%EOF\n";
	char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, pdf, sizeof pdf - 1, NULL));
	return path;
}

static char *make_signed(const Row *row)
{
	g_autofree char *plain = make_plain("plain.pdf");
	g_autofree char *url = row->stamp == NULL ? NULL : online_url(row->stamp);
	g_autoptr(EVP_PKEY) key = load_key(row->signer);
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) claimed = g_date_time_add_days(now, row->claims);
	g_autoptr(GError) error = NULL;
	char *path = g_build_filename(folder, "signed.pdf", NULL);
	Identity identity = make_identity(row->signer, key);
	Tsa tsa = { .url = url };
	TsaRules rules = make_rules(&tsa);
	SignatureBlock block = { .profile = "none", .time = claimed };
	Signer signer = { .identity = &identity,
		.sign = sign_with_key,
		.sign_data = key,
		.scheme = row->scheme,
		.authorities = url != NULL ? &rules : NULL };

	if (row->store != NULL)
		add_store(plain, row->store);
	pdf_sign(plain, path, &signer, &block, &error);
	g_assert_no_error(error);
	if (row->archive != NULL)
		add_stamps(path, row->archive);
	g_ptr_array_unref(identity.certificates);
	return path;
}

static VerifyReport *verify(const char *path, const VerifyRules *rules)
{
	g_autoptr(GError) error = NULL;
	VerifyReport *report = verify_file(path, rules, &error);

	g_assert_no_error(error);
	return report;
}

static void test_row(gconstpointer data)
{
	const Row *row = data;
	g_autofree char *path = make_signed(row);
	g_autoptr(TrustSet) trust = online_trust("root.pem");
	VerifyRules rules = { .trust = trust, .strict = row->strict };

	if (row->at != 0)
		rules.at = g_get_real_time() / G_USEC_PER_SEC + row->at;
	g_autoptr(VerifyReport) report = verify(path, &rules);
	const SignatureReport *one = report->signatures->pdata[0];
	g_test_message("%s", one->reason);
	g_assert_true(one->intact);
	g_assert_cmpstr(one->sub_indication, ==, row->sub);
	g_assert_cmpint(one->indication, ==, row->indication);
	g_assert_cmpstr(one->level, ==, row->level);
}

/* The time within a time-stamp is changed: it is named, and the signature is doubted. */
static void test_changed_stamp(void)
{
	static const Row row = { .signer = "p256", .stamp = TSA };
	g_autofree char *path = make_signed(&row), *data = NULL;
	g_autoptr(TrustSet) trust = online_trust("root.pem");
	gsize size;

	g_assert_true(g_file_get_contents(path, &data, &size, NULL));
	char *time = memmem(data, size, "180F3230", 8); /* GeneralizedTime, "20…" */
	g_assert_nonnull(time);
	time[7] = '1';
	g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));

	g_autoptr(VerifyReport) report = verify(path, &(VerifyRules) { .trust = trust });
	const SignatureReport *one = report->signatures->pdata[0];
	const TimestampReport *stamp = one->timestamps->pdata[0];
	g_assert_cmpint(stamp->indication, ==, TOTAL_FAILED);
	g_assert_cmpint(one->indication, ==, INDETERMINATE);
	g_assert_cmpstr(one->sub_indication, ==, "SIG_CONSTRAINTS_FAILURE");
}

/* What the report says of the path, the trust set and the proven time. */
static void test_report(void)
{
	static const Row row = { .signer = "p256", .stamp = TSA, .store = KNOWN };
	g_autofree char *path = make_signed(&row);
	g_autoptr(TrustSet) trust = online_trust("root.pem");
	g_autofree char *root = online_path("root.pem");
	g_autoptr(VerifyReport) report = verify(path, &(VerifyRules) { .trust = trust });
	const SignatureReport *one = report->signatures->pdata[0];
	const CertificateReport *signer = one->path->pdata[0], *anchor = one->path->pdata[2];
	const TimestampReport *stamp = one->timestamps->pdata[0];

	g_assert_cmpuint(one->path->len, ==, 3);
	g_assert_cmpint(signer->status, ==, STATUS_GOOD);
	g_assert_cmpstr(signer->status_from, ==, "CRL");
	g_assert_nonnull(signer->status_time);
	g_assert_cmpstr(signer->subject, ==, one->subject);
	g_assert_cmpint(anchor->status, ==, STATUS_NOT_NEEDED);
	g_assert_cmpstr(one->trust_set, ==, root);
	g_assert_cmpstr(one->organization, ==, "Phép thử trực tuyến");
	g_assert_cmpstr(one->proven_time, ==, stamp->time);
	g_assert_true(stamp->within);
	g_assert_cmpint(stamp->indication, ==, TOTAL_PASSED);
	g_assert_cmpuint(one->warnings->len, ==, 0);
}

/* Nothing is at hand: servers tell of issuers and revocation, and nobody is asked without leave. */
static void test_online(void)
{
	static const Row row = { .signer = "p256" };
	g_autofree char *path = make_signed(&row);
	g_autoptr(TrustSet) trust = online_trust("root.pem");
	VerifyRules rules = { .trust = trust, .strict = true };

	online_forget();
	g_autoptr(VerifyReport) offline = verify(path, &rules);
	g_assert_cmpint(offline->indication, ==, INDETERMINATE);
	g_assert_cmpuint(online_count("/", NULL), ==, 0);
	rules.online = true;
	g_autoptr(VerifyReport) asked = verify(path, &rules);
	g_assert_cmpint(asked->indication, ==, TOTAL_PASSED);
	g_assert_cmpuint(online_count("/ocsp", NULL), ==, 2);
}

/* The issuer's certificate did not come along: it is fetched from where the signer's says (AIA). */
static void test_missing_issuer(void)
{
	static const Row row = { .signer = "rsa3072" };
	g_autofree char *path = make_signed(&row);
	g_autoptr(TrustSet) trust = online_trust("root.pem");
	VerifyRules rules = { .trust = trust };
	g_autoptr(VerifyReport) offline = verify(path, &rules);
	const SignatureReport *one = offline->signatures->pdata[0];

	g_assert_cmpstr(one->sub_indication, ==, "NO_CERTIFICATE_CHAIN_FOUND");
	rules.online = true;
	g_autoptr(VerifyReport) asked = verify(path, &rules);
	g_assert_cmpint(asked->indication, ==, TOTAL_PASSED);
}

/* Sets side by side: that which leads somewhere is named. */
static void test_sets(void)
{
	static const Row row = { .signer = "p256" };
	g_autofree char *path = make_signed(&row);
	g_autofree char *other = online_path("other-root.pem"), *root = online_path("root.pem");
	const char *paths[] = { other, root, NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(TrustSet) trust = trust_load(paths, &error);
	g_autoptr(TrustSet) alone = online_trust("other-root.pem");

	g_assert_no_error(error);
	g_autoptr(VerifyReport) both = verify(path, &(VerifyRules) { .trust = trust });
	g_assert_cmpint(both->indication, ==, TOTAL_PASSED);
	g_assert_cmpstr(((SignatureReport *)both->signatures->pdata[0])->trust_set, ==, root);
	g_autoptr(VerifyReport) none = verify(path, &(VerifyRules) { .trust = alone });
	g_assert_cmpstr(((SignatureReport *)none->signatures->pdata[0])->sub_indication, ==,
		"NO_CERTIFICATE_CHAIN_FOUND");
}

static void make_pki(void)
{
	online_begin("rsa2048 rsa3072 p256 p384 p521 ed25519");
	const char *command[] = { "sh", "tests/pki-time.sh", online, NULL };
	online_run(command);
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	g_test_init(&argc, &argv, NULL);
	make_pki();
	folder = g_dir_make_tmp("validation-XXXXXX", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strconcat("/validation/", rows[i].title, NULL);
		g_test_add_data_func(name, &rows[i], test_row);
	}
	g_test_add_func(
		"/validation/report/names a time-stamp that was changed", test_changed_stamp);
	g_test_add_func("/validation/report/tells of path, trust set and proven time", test_report);
	g_test_add_func(
		"/validation/report/asks servers where it may, and else nobody", test_online);
	g_test_add_func(
		"/validation/report/fetches an issuer that is missing", test_missing_issuer);
	g_test_add_func("/validation/report/names the trust set of several", test_sets);
	int status = g_test_run();
	folder_remove(folder, NULL);
	online_end();
	return status;
}
