/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digisign: signs PDFs and verifies them. A row of `commands` is a command.
 *
 * Verifying: every file is read by a worker of its own, so that a hostile one costs nothing but
 * itself; a worker hands back the finished lines, which are printed in the order of the files.
 */
#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/settings.h"
#include "base/worker.h"
#include "signer/appearance.h"
#include "signer/error.h"
#include "signer/pin.h"
#include "signer/show.h"
#include "signer/sign.h"
#include "signer/verify.h"
#include "signer/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VERIFY_SECONDS = 60, VERIFY_MEGABYTES = 2048, AHEAD = 16, MOST_JOBS = 256 };

static gboolean quiet;

static bool set_usage(GError **error, const char *message, const char *name)
{
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, message, name);
	return false;
}

/* digisign sign */

static struct {
	char *key, *pkcs11, *module, *pin_variable, *certificates, *profile, *copy_form, *agency;
	char *reason, *out, **files;
	int pin_descriptor;
	gboolean force;
} how = { .pin_descriptor = -1 };

static const GOptionEntry sign_options[] = {
	{ "key", 0, 0, G_OPTION_ARG_FILENAME, &how.key, N_("the key: a PKCS#12 file"), N_("FILE") },
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
	{ "profile", 0, 0, G_OPTION_ARG_STRING, &how.profile,
		N_("the block: nd30-copy (default), tt05, nd137 or none"), N_("NAME") },
	{ "copy-form", 0, 0, G_OPTION_ARG_STRING, &how.copy_form,
		N_("of nd30-copy: SAO Y (default), SAO LỤC or TRÍCH SAO"), N_("TEXT") },
	{ "agency", 0, 0, G_OPTION_ARG_STRING, &how.agency,
		N_("the agency in the block; default: the certificate's"), N_("TEXT") },
	{ "reason", 0, 0, G_OPTION_ARG_STRING, &how.reason, N_("why it is signed"), N_("TEXT") },
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &how.out,
		N_("the signed file; default: NAME-signed.pdf beside it"), N_("FILE") },
	{ "force", 0, 0, G_OPTION_ARG_NONE, &how.force, N_("overwrite the signed file"), NULL },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_("say nothing but errors"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &how.files, NULL, N_("FILE…") },
	{ 0 },
};

static bool check_sign_options(GError **error)
{
	if (how.files == NULL)
		return set_usage(error, _("sign: %s is missing"), _("FILE"));
	if (how.out != NULL && how.files[1] != NULL)
		return set_usage(error, _("sign: %s is for one file only"), "--output");
	if (how.key != NULL && how.pkcs11 != NULL)
		return set_usage(error, "%s", _("sign: --key and --pkcs11 exclude each other"));
	if (how.profile != NULL && !appearance_has_profile(how.profile))
		return set_usage(error, _("sign: there is no profile %s"), how.profile);
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
	source->pkcs12 = *path;
	g_printerr(_("digisign: no key was named: signing with a demonstration identity, which has "
		     "NO LEGAL VALUE (its root: %s)\n"),
		root);
	return true;
}

static Keeper *start_keeper(GError **error)
{
	KeySource source = { .pkcs12 = how.key,
		.pkcs11 = how.pkcs11,
		.module = how.module,
		.certificates = how.certificates };
	g_autofree char *demonstration = NULL;
	char *pin = NULL;

	if (how.key == NULL && how.pkcs11 == NULL) {
		if (!use_demonstration(&source, &demonstration, error))
			return NULL;
	} else {
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

static GBytes *ask_keeper(gpointer keeper, const unsigned char digest[32], GError **error)
{
	return keeper_sign(keeper, digest, error);
}

static bool is_same_file(const char *first, const char *second)
{
	g_autofree char *a = realpath(first, NULL), *b = realpath(second, NULL);

	return a != NULL && g_strcmp0(a, b) == 0;
}

static bool sign_file(const char *file, Keeper *keeper, GError **error)
{
	g_autofree char *out = how.out != NULL ? g_strdup(how.out) : make_output_name(file);
	g_autofree char *made = g_strdup_printf("%s.%d.part", out, (int)getpid());
	g_autofree char *shown = file_show(out);
	Signer signer = { keeper_identity(keeper), ask_keeper, keeper };
	SignatureBlock block = { how.profile != NULL ? how.profile : "nd30-copy", how.copy_form,
		how.agency, how.reason, NULL, NULL };

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
	if (!pdf_sign(file, made, &signer, &block, error))
		return false;
	if (!file_publish_made(made, out, error)) {
		unlink(made);
		return false;
	}
	if (!quiet)
		g_printerr(_("%s: signed\n"), shown);
	return true;
}

static int run_sign(GError **error)
{
	if (!check_sign_options(error))
		return EXIT_USAGE;
	g_autoptr(Keeper) keeper = start_keeper(error);
	if (keeper == NULL)
		return EXIT_NOT_ALL;

	int status = EXIT_WELL;
	for (unsigned i = 0; how.files[i] != NULL; i++) {
		GError *problem = NULL;
		if (!sign_file(how.files[i], keeper, &problem)) {
			command_report(problem);
			status = EXIT_NOT_ALL;
		}
	}
	return status;
}

/* digisign verify */

static struct {
	char **trust, **files;
	int jobs;
	gboolean json;
} check;

static const GOptionEntry verify_options[] = {
	{ "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.trust,
		N_("trusted roots: a PEM file, or a folder of them"), N_("PATH") },
	{ "json", 0, 0, G_OPTION_ARG_NONE, &check.json, N_("one JSON object a line and file"),
		NULL },
	{ "jobs", 'j', 0, G_OPTION_ARG_INT, &check.jobs,
		N_("files at a time; default: all processors"), N_("N") },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_("only the exit status"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.files, NULL,
		N_("FILE|FOLDER…") },
	{ 0 },
};

/* A file on its way: from the walk to its lines. */
typedef struct {
	char *path;
	const TrustSet *trust;
	char *lines; /* NULL: not verified yet */
	bool valid;
} Errand;

static void errand_free(Errand *errand)
{
	g_free(errand->path);
	g_free(errand->lines);
	g_free(errand);
}

static void errand_refuse(Errand *errand, const char *message)
{
	errand->lines = check.json ? report_show_json(errand->path, NULL, message)
				   : g_strdup_printf("%s: %s\n", message, _("not valid"));
}

/* In the worker. The first byte of what it hands back says whether all is valid. */
static bool verify_in_worker(WorkerLink *link, gpointer data, GError **error)
{
	const Errand *errand = data;
	g_autoptr(VerifyReport) report = verify_file(errand->path, errand->trust, error);
	if (report == NULL)
		return false;

	g_autofree char *lines = check.json ? report_show_json(errand->path, report, NULL)
					    : report_show(errand->path, report);
	g_autofree char *said =
		g_strconcat(report->indication == TOTAL_PASSED ? "+" : "-", lines, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(said, strlen(said));
	return worker_report(link, bytes, error);
}

static void take_result(WorkerResult *result)
{
	Errand *errand = result->tag;
	gsize size = 0;
	const char *said = result->report == NULL ? NULL : g_bytes_get_data(result->report, &size);

	if (result->end == WORKER_DONE && size > 1) {
		errand->valid = *said == '+';
		errand->lines = g_strndup(said + 1, size - 1);
		return;
	}
	g_autofree char *shown = file_show(errand->path);
	g_autofree char *message = result->end == WORKER_FAILED
		? g_strdup(result->message)
		: g_strdup_printf("%s: %s", shown, result->message);
	errand_refuse(errand, message);
}

/* Prints what is ready at the head of the queue. */
static bool print_ready(GQueue *queue)
{
	bool all_valid = true;
	Errand *errand;

	while ((errand = g_queue_peek_head(queue)) != NULL && errand->lines != NULL) {
		if (!quiet)
			fputs(errand->lines, stdout);
		all_valid &= errand->valid;
		errand_free(g_queue_pop_head(queue));
	}
	fflush(stdout);
	return all_valid;
}

static void send_errand(WorkerPool *pool, GQueue *queue, char *path, const TrustSet *trust)
{
	Errand *errand = g_new0(Errand, 1);
	g_autoptr(GError) error = NULL;

	errand->path = path;
	errand->trust = trust;
	g_queue_push_tail(queue, errand);
	WorkerTask task = { .body = verify_in_worker,
		.data = errand,
		.tag = errand,
		.seconds = VERIFY_SECONDS,
		.megabytes = VERIFY_MEGABYTES };
	if (!worker_pool_start(pool, &task, &error))
		errand_refuse(errand, error->message);
}

static bool verify_all(Walk *walk, const TrustSet *trust, unsigned jobs)
{
	g_autoptr(WorkerPool) pool = worker_pool_new(jobs);
	g_autoptr(GQueue) queue = g_queue_new();
	bool all_valid = true, left = true, any = false;

	while (left || worker_pool_busy(pool) > 0) {
		while (left && worker_pool_has_room(pool) && queue->length < AHEAD * jobs) {
			GError *error = NULL;
			char *path = walk_next(walk, &error);
			if (path != NULL)
				send_errand(pool, queue, path, trust);
			any |= path != NULL;
			left = path != NULL || error != NULL;
			if (error != NULL) {
				command_report(error);
				all_valid = false;
			}
		}
		g_autoptr(WorkerResult) result = worker_pool_wait(pool, 1000);
		if (result != NULL)
			take_result(result);
		all_valid &= print_ready(queue);
	}
	return print_ready(queue) && all_valid && any;
}

static TrustSet *load_trust(GError **error)
{
	g_autoptr(Settings) settings = settings_load(NULL, NULL, error);
	if (settings == NULL)
		return NULL;
	const char *set[] = { settings->verify_trust, NULL };

	return trust_load(check.trust != NULL ? (const char *const *)check.trust : set, error);
}

static int run_verify(GError **error)
{
	if (check.files == NULL)
		return set_usage(error, _("verify: %s is missing"), _("FILE")), EXIT_USAGE;
	if (check.jobs < 0 || check.jobs > MOST_JOBS)
		return set_usage(error, _("verify: %s is out of its range"), "--jobs"), EXIT_USAGE;
	g_autoptr(TrustSet) trust = load_trust(error);
	if (trust == NULL)
		return EXIT_USAGE;
	g_autoptr(Walk) walk = walk_new((const char *const *)check.files);

	return verify_all(
		       walk, trust, check.jobs > 0 ? (unsigned)check.jobs : g_get_num_processors())
		? EXIT_WELL
		: EXIT_NOT_ALL;
}

static const struct {
	const char *name;
	const GOptionEntry *options;
	int (*run)(GError **error);
	const char *summary;
} commands[] = {
	{ "sign", sign_options, run_sign,
		N_("Signs PDFs (PAdES B-B), each into a new file beside it.") },
	{ "verify", verify_options, run_verify,
		N_("Verifies every signature of PDFs, and of all PDFs in folders.") },
};

static int run_command(unsigned number, int argc, char **argv)
{
	GError *error = NULL;
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);

	g_option_context_add_main_entries(context, commands[number].options, "digitize");
	g_option_context_set_summary(context, _(commands[number].summary));
	g_option_context_set_translation_domain(context, "digitize");
	if (!g_option_context_parse(context, &argc, &argv, &error))
		return command_report(error), EXIT_USAGE;
	int status = commands[number].run(&error);
	int reported = error == NULL ? EXIT_WELL : command_report(error);
	return MAX(status, reported);
}

static void print_help(void)
{
	g_print(_("Usage: digisign COMMAND [OPTION…] FILE…\n\n"));
	for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
		g_print("  %-8s %s\n", commands[i].name, _(commands[i].summary));
	g_print(_("\ndigisign COMMAND --help tells a command's options.\n"));
}

int main(int argc, char **argv)
{
	command_start("digisign");
	if (argc > 1)
		for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
			if (strcmp(argv[1], commands[i].name) == 0)
				return run_command(i, argc - 1, argv + 1);
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		g_print("digisign %s\n", VERSION);
		return EXIT_WELL;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		print_help();
		return EXIT_WELL;
	}
	g_printerr(_("digisign: the command is missing or unknown: see digisign --help\n"));
	return EXIT_USAGE;
}
