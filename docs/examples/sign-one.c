/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sign-one KEY.p12 ROOT.pem IN.pdf OUT.pdf: signs a PDF, the password from $PIN, and verifies it.
 *
 *	cc sign-one.c -o sign-one $(pkg-config --cflags --libs digisign)
 */
#include <signer/signer.h>

#include <stdlib.h>

static int complain(GError *error)
{
	g_printerr("%s\n", error->message);
	g_error_free(error);
	return 1;
}

int main(int argc, char **argv)
{
	GError *error = NULL;

	if (argc != 5)
		return 2;
	const DigisignKey source = { .file = argv[1], .pin = getenv("PIN") };
	g_autoptr(Digisign) key = digisign_open(&source, NULL, &error);
	if (key == NULL)
		return complain(error);

	const DigisignOrder order = { .profile = "tt05", .location = "Bình Dương" };
	g_auto(GStrv) warnings = NULL;
	if (!digisign_sign(key, argv[3], argv[4], &order, &warnings, &error))
		return complain(error);
	for (char **one = warnings; *one != NULL; one++)
		g_printerr("warning: %s\n", *one);

	const char *const roots[] = { argv[2], NULL };
	g_autoptr(TrustSet) trust = trust_load(roots, &error);
	const VerifyRules rules = { .trust = trust };
	g_autoptr(VerifyReport) report =
		trust == NULL ? NULL : verify_file(argv[4], &rules, &error);
	if (report == NULL)
		return complain(error);
	g_print("%s: %s\n", digisign_subject(key),
		report->indication == TOTAL_PASSED ? "valid" : "not valid");
	return report->indication == TOTAL_PASSED ? 0 : 1;
}
