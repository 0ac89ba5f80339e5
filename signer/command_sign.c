/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digisign sign: each file into a signed one beside it, whole or not at all. */
#include "signer/commands.h"

#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/appearance.h"
#include "signer/cms.h"
#include "signer/error.h"
#include "signer/level_options.h"
#include "signer/pin.h"
#include "signer/sign.h"
#include "signer/signing_check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	char *key, *pkcs11, *module, *pin_variable, *certificates, *profile, *copy_form, *agency;
	char *digest, *scheme, *policy, *reason, *out, **files;
	int pin_descriptor;
	gboolean force, quiet;
} how = { .pin_descriptor = -1 };

static const GOptionEntry options[] = {
	{ "key", 0, 0, G_OPTION_ARG_FILENAME, &how.key, N_("the key: a PKCS#12 or PEM file"),
		N_("FILE") },
	{ "pkcs11", 0, 0, G_OPTION_ARG_STRING, &how.pkcs11,
		N_("the key: in a token, e.g. pkcs11:token=T;object=O"), N_("URI") },
	{ "module", 0, 0, G_OPTION_ARG_FILENAME, &how.module, N_("the token's PKCS#11 module"),
		N_("FILE") },
	{ "pin-env", 0, 0, G_OPTION_ARG_STRING, &how.pin_variable,
		N_("the PIN or password is in this variable"), N_("NAME") },
	{ "pin-fd", 0, 0, G_OPTION_ARG_INT, &how.pin_descriptor,
		N_("the PIN or password is read from this descriptor"), N_("N") },
	{ "certificates", 0, 0, G_OPTION_ARG_FILENAME, &how.certificates,
		N_("further certificates of the chain, PEM"), N_("FILE") },
	{ "digest", 0, 0, G_OPTION_ARG_STRING, &how.digest,
		N_("the digest algorithm: sha256, sha384, sha512, sha3-256, …; default: by the key"),
		N_("NAME") },
	{ "scheme", 0, 0, G_OPTION_ARG_STRING, &how.scheme,
		N_("of an RSA key: pkcs1 (default) or pss"), N_("NAME") },
	{ "policy", 0, 0, G_OPTION_ARG_STRING, &how.policy,
		N_("what may sign: tt15 (default), tt15-pss or wide"), N_("NAME") },
	{ "profile", 0, 0, G_OPTION_ARG_STRING, &how.profile,
		N_("the block: nd30-copy (default), tt05, nd137 or none"), N_("NAME") },
	{ "copy-form", 0, 0, G_OPTION_ARG_STRING, &how.copy_form,
		N_("of nd30-copy: SAO Y (default), SAO LỤC or TRÍCH SAO"), N_("TEXT") },
	{ "agency", 0, 0, G_OPTION_ARG_STRING, &how.agency,
		N_("the agency in the block; default: the certificate's"), N_("TEXT") },
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &how.reason, N_("why it is signed"), N_("TEXT") },
	LEVEL_OPTION_ENTRIES,
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &how.out,
		N_("the signed file; default: NAME-signed.pdf beside it"), N_("FILE") },
	{ "force", 0, 0, G_OPTION_ARG_NONE, &how.force, N_("overwrite the signed file"), NULL },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &how.quiet, N_("say nothing but errors"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &how.files, NULL, N_("FILE…") },
	{ 0 },
};

static bool set_usage(GError **error, const char *message, const char *name)
{
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, message, name);
	return false;
}

static bool check_options(GError **error)
{
	if (how.files == NULL)
		return set_usage(error, _("sign: %s is missing"), _("FILE"));
	if (how.out != NULL && how.files[1] != NULL)
		return set_usage(error, _("sign: %s is for one file only"), "--output");
	if (how.key != NULL && how.pkcs11 != NULL)
		return set_usage(error, "%s", _("sign: --key and --pkcs11 exclude each other"));
	if (how.profile != NULL && !appearance_has_profile(how.profile))
		return set_usage(error, _("sign: there is no profile %s"), how.profile);
	if (how.policy != NULL && policy_find(how.policy) == NULL)
		return set_usage(error, _("sign: there is no policy %s"), how.policy);
	return true;
}

/* Without a key: the demonstration identity of the user. */
static bool use_demonstration(KeySource *source, char **path, GError **error)
{
	g_autofree char *folder = g_build_filename(g_get_user_data_dir(), "digisign", NULL);
	g_autofree char *root = g_build_filename(folder, "demonstration-root.pem", NULL);

	*path = g_build_filename(folder, "demonstration.p12", NULL);
	if (!folder_make(folder, error) || !identity_make_demonstration(*path, root, error))
		return false;
	source->file = *path;
	g_printerr(_("digisign: no key was named: signing with a demonstration identity, which has "
		     "NO LEGAL VALUE (its root: %s)\n"),
		root);
	return true;
}

static bool is_pin_named(void)
{
	return how.pin_variable != NULL || how.pin_descriptor >= 0;
}

static Keeper *start_keeper(GError **error)
{
	KeySource source = { .file = how.key,
		.pkcs11 = how.pkcs11,
		.module = how.module,
		.policy = how.policy,
		.certificates = how.certificates };
	g_autofree char *demonstration = NULL;
	char *pin = NULL;

	if (how.key == NULL && how.pkcs11 == NULL) {
		if (!use_demonstration(&source, &demonstration, error))
			return NULL;
	} else if (is_pin_named() || key_source_wants_pin(&source)) {
		source.attended = !is_pin_named();
		pin = pin_read(how.pin_variable, how.pin_descriptor, _("PIN or password: "), error);
		if (pin == NULL)
			return NULL;
	}
	source.pin = pin;
	Keeper *keeper = keeper_start(&source, error);
	pin_free(pin);
	return keeper;
}

static char *make_output_name(const char *file)
{
	size_t size = strlen(file);
	bool pdf = size > 4 && g_ascii_strcasecmp(file + size - 4, ".pdf") == 0;
	g_autofree char *stem = g_strndup(file, pdf ? size - 4 : size);

	return g_strconcat(stem, "-signed.pdf", NULL);
}

static GBytes *ask_keeper(gpointer keeper, GBytes *request, GError **error)
{
	return keeper_sign(keeper, request, error);
}

static bool is_same_file(const char *first, const char *second)
{
	g_autofree char *a = realpath(first, NULL), *b = realpath(second, NULL);

	return a != NULL && g_strcmp0(a, b) == 0;
}

static Signer make_signer(Keeper *keeper, const LevelPlan *plan)
{
	return (Signer) { .identity = keeper_identity(keeper),
		.sign = ask_keeper,
		.sign_data = keeper,
		.digest = how.digest,
		.scheme = how.scheme,
		.authorities = plan->level >= LEVEL_T ? &plan->authorities : NULL };
}

static SignatureBlock make_block(void)
{
	return (SignatureBlock) { .profile = how.profile != NULL ? how.profile : "nd30-copy",
		.copy_form = how.copy_form,
		.agency = how.agency,
		.reason = how.reason };
}

/* The signature, and what its level asks for beyond it. */
static bool make_file(const char *file, const char *made, const Signer *signer,
	const LevelPlan *plan, GError **error)
{
	SignatureBlock block = make_block();
	g_autofree char *shown = file_show(file);
	Algorithm algorithm;

	if (!pdf_sign(file, made, signer, &block, error))
		return false;
	if (plan->level <= LEVEL_T)
		return true;
	return cms_algorithm(signer, &algorithm, error) &&
		level_plan_raise(plan, made, shown, algorithm.digest, true, error);
}

static bool sign_file(const char *file, Keeper *keeper, const LevelPlan *plan, GError **error)
{
	g_autofree char *out = how.out != NULL ? g_strdup(how.out) : make_output_name(file);
	g_autofree char *made = g_strdup_printf("%s.%d.part", out, (int)getpid());
	g_autofree char *shown = file_show(out);
	Signer signer = make_signer(keeper, plan);

	if (is_same_file(file, out)) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("%s: a file is never changed in its place"), shown);
		return false;
	}
	if (!how.force && access(out, F_OK) == 0) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
			_("%s: the file is there already; use --force"), shown);
		return false;
	}
	unlink(made);
	if (!make_file(file, made, &signer, plan, error) || !file_publish_made(made, out, error)) {
		unlink(made);
		return false;
	}
	if (!how.quiet)
		g_printerr(_("%s: signed\n"), shown);
	return true;
}

/* Once for all files; a demonstration is what it is. */
static bool check_identity(const Identity *identity, const LevelPlan *plan, GError **error)
{
	SigningRules rules = { plan->trust, plan->revocation, level_options.strict };

	if (identity->demonstration)
		return true;
	g_autoptr(SigningCheck) check = signing_check_make(identity->certificates, &rules, error);
	for (unsigned i = 0; check != NULL && i < check->warnings->len; i++)
		g_printerr("digisign: %s\n", (char *)check->warnings->pdata[i]);
	return check != NULL;
}

static int run(GError **error)
{
	SignatureBlock block = make_block();
	g_auto(LevelPlan) plan = { 0 };

	if (!check_options(error) || !appearance_check(&block, error) ||
		!level_plan_make(&plan, LEVEL_B, error))
		return EXIT_USAGE;
	g_autoptr(Keeper) keeper = start_keeper(error);
	if (keeper == NULL)
		return EXIT_NOT_ALL;
	Signer signer = make_signer(keeper, &plan);
	if (!cms_check(&signer, how.policy, error))
		return EXIT_NOT_ALL;

	if (!check_identity(keeper_identity(keeper), &plan, error))
		return EXIT_NOT_ALL;
	int status = EXIT_WELL;
	for (unsigned i = 0; how.files[i] != NULL; i++) {
		GError *problem = NULL;
		if (!sign_file(how.files[i], keeper, &plan, &problem)) {
			command_report(problem);
			status = EXIT_NOT_ALL;
		}
	}
	return status;
}

const Command sign_command = { "sign", options, run,
	N_("Signs PDFs (PAdES), each into a new file beside it.") };
