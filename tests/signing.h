/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For the tests of signing and verifying: a folder with a demonstration identity and a PDF.
 *
 *	signing_begin → sign_plain, verify, … → signing_end
 */
#ifndef TESTS_SIGNING_H
#define TESTS_SIGNING_H

#include "base/file.h"
#include "signer/keeper.h"
#include "signer/request.h"
#include "signer/sign.h"
#include "signer/verify.h"

#include <glib.h>

static char *folder, *box, *root, *plain;

/* A PDF of one page; `form`: what the catalog has besides. */
static inline void write_pdf(const char *path, const char *form)
{
	g_autofree char *catalog = g_strdup_printf("<< /Type /Catalog /Pages 2 0 R %s >>", form);
	const char *const objects[] = {
		catalog,
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

static inline GBytes *ask(gpointer keeper, GBytes *request, GError **error)
{
	return keeper_sign(keeper, request, error);
}

/* A request for a signature of the demonstration identity over a digest of 32 bytes. */
static inline GBytes *make_request(const unsigned char digest[32])
{
	const Algorithm algorithm = { SCHEME_ECDSA, digest_find("sha256") };

	return request_make(&algorithm, digest, 32);
}

static inline Keeper *start(void)
{
	KeySource source = { .file = box };
	g_autoptr(GError) error = NULL;
	Keeper *keeper = keeper_start(&source, &error);

	g_assert_no_error(error);
	return keeper;
}

static inline char *sign_file(const char *file, const SignatureBlock *block, const char *name)
{
	g_autoptr(Keeper) keeper = start();
	Signer signer = { .identity = keeper_identity(keeper), .sign = ask, .sign_data = keeper };
	g_autoptr(GError) error = NULL;
	char *out = g_build_filename(folder, name, NULL);

	pdf_sign(file, out, &signer, block, &error);
	g_assert_no_error(error);
	return out;
}

static inline char *sign_plain(const SignatureBlock *block, const char *name)
{
	return sign_file(plain, block, name);
}

static inline VerifyReport *verify(const char *path)
{
	const char *paths[] = { root, NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(TrustSet) trust = trust_load(paths, &error);
	g_assert_no_error(error);
	VerifyReport *report = verify_file(path, &(VerifyRules) { .trust = trust }, &error);

	g_assert_no_error(error);
	return report;
}

static inline void signing_begin(void)
{
	g_autoptr(GError) error = NULL;

	folder = g_dir_make_tmp("signer-XXXXXX", &error);
	g_assert_no_error(error);
	box = g_build_filename(folder, "demonstration.p12", NULL);
	root = g_build_filename(folder, "root.pem", NULL);
	plain = g_build_filename(folder, "plain.pdf", NULL);
	write_pdf(plain, "");
	g_assert_true(identity_make_demonstration(box, root, &error));
}

static inline void signing_end(void)
{
	folder_remove(folder, NULL);
	g_free(folder);
	g_free(box);
	g_free(root);
	g_free(plain);
}

#endif
