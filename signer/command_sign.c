/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digisign sign: each file into a signed one, whole or not at all. */
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
#include "signer/places.h"
#include "signer/sign.h"
#include "signer/signature_options.h"
#include "signer/signature_policy.h"
#include "signer/signing_batch.h"

#include <string.h>
#include <unistd.h>

#define JOURNAL_NAME ".digisign-journal"

enum { MOST_JOBS = 256, PROGRESS_MICROSECONDS = 200000 };

static struct {
	char *key, *pkcs11, *module, *pin_variable, *certificates, *profile, *copy_form, *agency;
	char *profiles, *font, *overprint, *digest, *scheme, *policy, *out, *folder, *journal,
		**files;
	int pin_descriptor, jobs;
	gboolean recursive, in_place, force, quiet, strict;
} how = { .pin_descriptor = -1, .jobs = -1 };

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
		N_("the block: nd30-copy (default), tt05, nd137, none, or one of --profiles"),
		N_("NAME") },
	{ "profiles", 0, 0, G_OPTION_ARG_FILENAME, &how.profiles,
		N_("further profiles of the block"), N_("FILE") },
	{ "font", 0, 0, G_OPTION_ARG_FILENAME, &how.font,
		N_("TrueType font of the block; default: Liberation Serif"), N_("FILE") },
	{ "overprint", 0, 0, G_OPTION_ARG_STRING, &how.overprint,
		N_("where no place is free: never (default, no block) or least (where the least is "
		   "printed)"),
		N_("WHAT") },
	{ "copy-form", 0, 0, G_OPTION_ARG_STRING, &how.copy_form,
		N_("of nd30-copy: SAO Y (default), SAO LỤC or TRÍCH SAO"), N_("TEXT") },
	{ "agency", 0, 0, G_OPTION_ARG_STRING, &how.agency,
		N_("the agency in the block; default: the certificate's"), N_("TEXT") },
	SIGNATURE_OPTION_ENTRIES,
	LEVEL_OPTION_ENTRIES(N_("the level: B-B, B-T, B-LT or B-LTA")),
	{ "strict", 0, 0, G_OPTION_ARG_NONE, &how.strict,
		N_("refuse where it cannot be told whether a certificate was revoked"), NULL },
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &how.out,
		N_("the signed file; default: NAME-signed.pdf beside it"), N_("FILE") },
	{ "recursive", 'r', 0, G_OPTION_ARG_NONE, &how.recursive,
		N_("sign all PDFs below the folders that are named"), NULL },
	{ "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &how.folder,
		N_("where the signed files go, in folders as those of their sources"), N_("DIR") },
	{ "in-place", 0, 0, G_OPTION_ARG_NONE, &how.in_place,
		N_("the signed file replaces its source"), NULL },
	{ "journal", 0, 0, G_OPTION_ARG_FILENAME, &how.journal,
		N_("what was signed, for runs that go on; default: in --output-dir"), N_("FILE") },
	{ "jobs", 'j', 0, G_OPTION_ARG_INT, &how.jobs,
		N_("files at a time; default: all processors"), N_("N") },
	{ "force", 0, 0, G_OPTION_ARG_NONE, &how.force,
		N_("overwrite the signed file, sign again what is signed"), NULL },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &how.quiet, N_("say nothing but errors"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &how.files, NULL,
		N_("FILE|FOLDER…") },
	{ 0 },
};

static bool is_batch(void)
{
	return how.recursive || how.in_place || how.folder != NULL || how.journal != NULL;
}

static bool check_places(GError **error)
{
	if (how.files == NULL)
		return error_set_usage(error, _("sign: %s is missing"), _("FILE"));
	if ((how.out != NULL) + (how.folder != NULL) + how.in_place > 1)
		return error_set_usage(error, "%s",
			_("sign: --output, --output-dir and --in-place exclude each other"));
	for (unsigned i = 0; !how.recursive && how.files[i] != NULL; i++)
		if (g_file_test(how.files[i], G_FILE_TEST_IS_DIR)) {
			g_autofree char *shown = file_show(how.files[i]);
			return error_set_usage(
				error, _("sign: %s is a folder; use --recursive"), shown);
		}
	if (how.out != NULL && g_file_test(how.files[0], G_FILE_TEST_IS_DIR))
		return error_set_usage(error, _("sign: %s is for one file only"), "--output");
	if (how.jobs == 0 || how.jobs < -1 || how.jobs > MOST_JOBS)
		return error_set_usage(error, _("sign: %s is out of its range"), "--jobs");
	return true;
}

static bool is_overprinting(void)
{
	return g_strcmp0(how.overprint, "least") == 0;
}

static bool check_options(GError **error)
{
	if (!check_places(error))
		return false;
	if (how.out != NULL && how.files[1] != NULL)
		return error_set_usage(error, _("sign: %s is for one file only"), "--output");
	if (how.key != NULL && how.pkcs11 != NULL)
		return error_set_usage(
			error, "%s", _("sign: --key and --pkcs11 exclude each other"));
	if (how.overprint != NULL && strcmp(how.overprint, "never") != 0 && !is_overprinting())
		return error_set_usage(error, _("sign: %s is never or least"), "--overprint");
	if (how.policy != NULL && policy_find(how.policy) == NULL)
		return error_set_usage(error, _("sign: there is no policy %s"), how.policy);
	if (!algorithm_knows_digest(how.digest))
		return error_set_usage(error, _("there is no digest algorithm %s"), how.digest);
	if (!algorithm_knows_scheme(how.scheme))
		return error_set_usage(error, _("sign: there is no scheme %s"), how.scheme);
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

static GBytes *ask_keeper(gpointer keeper, GBytes *request, GError **error)
{
	return keeper_sign(keeper, request, error);
}

static Signer make_signer(Keeper *keeper)
{
	return (Signer) { .identity = keeper_identity(keeper),
		.sign = ask_keeper,
		.sign_data = keeper,
		.digest = how.digest,
		.scheme = how.scheme };
}

static SignatureBlock make_block(const Profiles *profiles)
{
	return (SignatureBlock) { .profile = how.profile != NULL ? how.profile : "nd30-copy",
		.profiles = profiles,
		.font = how.font,
		.overprint = is_overprinting(),
		.copy_form = how.copy_form,
		.agency = how.agency };
}

/* What became of the files. */
typedef struct {
	Places *places;
	bool progress; /* one line that is written again and again, on a terminal */
	gint64 start, shown;
	unsigned done, known, failed;
} Tally;

static SigningItem *next_item(gpointer data)
{
	return places_next(((Tally *)data)->places);
}

static void show_progress(Tally *tally)
{
	gint64 now = g_get_monotonic_time();

	if (!tally->progress || now - tally->shown < PROGRESS_MICROSECONDS)
		return;
	tally->shown = now;
	g_printerr(_("\r%u signed, %u already signed, %u failed"), tally->done, tally->known,
		tally->failed);
}

static void clear_progress(const Tally *tally)
{
	if (tally->progress)
		g_printerr("\r\033[K");
}

static void tell(gpointer data, const SigningItem *item)
{
	Tally *tally = data;
	g_autofree char *shown = file_show(item->out);

	tally->done += item->end == SIGNING_DONE;
	tally->known += item->end == SIGNING_KNOWN;
	tally->failed += item->end == SIGNING_FAILED;
	if (item->end == SIGNING_FAILED) {
		g_autofree char *line = file_show(item->message);
		clear_progress(tally);
		g_printerr("%s: %s\n", g_get_prgname(), line);
	} else if (!how.quiet && !tally->progress) {
		g_printerr(
			item->end == SIGNING_DONE ? _("%s: signed\n") : _("%s: already signed\n"),
			shown);
	}
	if (item->end == SIGNING_DONE && item->message != NULL && !how.quiet) {
		clear_progress(tally);
		g_printerr("%s: %s: %s\n", g_get_prgname(), shown, item->message);
	}
	show_progress(tally);
}

static void summarize(const Tally *tally)
{
	double seconds = (double)(g_get_monotonic_time() - tally->start) / G_USEC_PER_SEC;

	clear_progress(tally);
	if (how.quiet || !is_batch())
		return;
	g_printerr(
		_("%u signed, %u already signed, %u failed; %.1f seconds, %.1f signed a second\n"),
		tally->done, tally->known, tally->failed, seconds,
		tally->done / MAX(seconds, 0.001));
}

/* Once for all files; a demonstration is what it is. */
static bool check_identity(SigningBatch *batch, const Identity *identity, GError **error)
{
	if (batch->rules == NULL)
		return true;
	batch->check = signing_check_make(identity->certificates, batch->rules, error);
	for (unsigned i = 0; batch->check != NULL && i < batch->check->warnings->len; i++)
		g_printerr("digisign: %s\n", (char *)batch->check->warnings->pdata[i]);
	return batch->check != NULL;
}

/* All that the bytes of a signed file depend on but its source. */
static char *name_plan(const Identity *identity, const SignatureBlock *block, Level level)
{
	static const char *const permits[] = { NULL, "1", "2", "3" };
	const SignedAttributes *attributes = block->attributes;
	const char *const parts[] = { block->profile, block->copy_form, block->agency,
		block->reason, level_name(level), how.digest, how.scheme, block->location,
		block->field, permits[block->certify], attributes->commitment, attributes->policy,
		how.font, how.overprint, profiles_digest(block->profiles, block->profile) };
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize size;
	const guchar *der = g_bytes_get_data(identity->certificates->pdata[0], &size);

	g_checksum_update(sum, der, (gssize)size);
	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
		g_checksum_update(sum, (const guchar *)(parts[i] != NULL ? parts[i] : ""),
			parts[i] != NULL ? (gssize)strlen(parts[i]) + 1 : 1);
	return g_strndup(g_checksum_get_string(sum), 32);
}

static bool open_journal(SigningBatch *batch, GError **error)
{
	const SigningManner *manner = &batch->manner;
	g_autofree char *path = how.journal != NULL ? g_strdup(how.journal)
		: how.folder != NULL ? g_build_filename(how.folder, JOURNAL_NAME, NULL)
				     : NULL;

	if (how.folder != NULL && !folder_make(how.folder, error))
		return false;
	if (path == NULL)
		return true;
	g_autofree char *plan =
		name_plan(manner->signer->identity, manner->block, manner->plan->level);
	batch->journal = journal_open(path, plan, error);
	return batch->journal != NULL;
}

static int sign_all(SigningBatch *batch, GError **error)
{
	PlaceRules rules = { (const char *const *)how.files, how.out, how.folder, how.in_place };
	g_autoptr(Places) places = places_new(&rules);
	static Tally tally;

	tally = (Tally) { .places = places,
		.progress = is_batch() && !how.quiet && isatty(STDERR_FILENO),
		.start = g_get_monotonic_time() };
	GError *problem = NULL;

	batch->jobs = how.jobs > 0 ? (unsigned)how.jobs : g_get_num_processors();
	batch->next = next_item;
	batch->tell = tell;
	batch->data = &tally;
	bool through = signing_batch_run(batch, error);
	bool kept = journal_close(batch->journal, &problem);
	batch->journal = NULL;
	if (!kept && through)
		g_propagate_error(error, problem);
	else if (!kept)
		g_error_free(problem);
	summarize(&tally);
	return through && kept && tally.failed == 0 ? EXIT_WELL : EXIT_NOT_ALL;
}

static int sign_with(
	const Signer *signer, SignatureBlock *block, const LevelPlan *plan, GError **error)
{
	SigningRules rules = { plan->trust, plan->revocation, how.strict };
	g_autofree char *agency = identity_agency(signer->identity, how.agency);
	SigningBatch batch = { .manner = { signer, block, plan, how.force, is_batch() },
		.rules = signer->identity->demonstration ? NULL : &rules };

	int status = EXIT_NOT_ALL;
	block->agency = agency;
	appearance_prepare(block, signer->identity);
	if (check_identity(&batch, signer->identity, error) && open_journal(&batch, error))
		status = sign_all(&batch, error);
	signing_check_free(batch.check);
	return status;
}

static void warn_of_idle_authority(const LevelPlan *plan)
{
	if (plan->level < LEVEL_T && plan->authorities.count > 0 && !how.quiet)
		g_printerr(
			_("digisign: at the level %s no time-stamp is asked for, and --tsa is of no "
			  "use: see --level\n"),
			level_name(plan->level));
}

/* NULL: what was asked for is not there, or not right. */
static Profiles *load_profiles(GError **error)
{
	g_autoptr(Profiles) profiles = profiles_load(how.profiles, error);
	if (profiles == NULL)
		return NULL;

	SignatureBlock block = make_block(profiles);
	if (!profiles_have(profiles, block.profile))
		return error_set_usage(error, _("sign: there is no profile %s"), block.profile),
		       NULL;
	return appearance_check(&block, error) ? g_steal_pointer(&profiles) : NULL;
}

static int run(GError **error)
{
	g_auto(SignedAttributes) attributes = { 0 };
	g_auto(LevelPlan) plan = { 0 };

	if (!check_options(error))
		return EXIT_USAGE;
	g_autoptr(Profiles) profiles = load_profiles(error);
	if (profiles == NULL)
		return EXIT_USAGE;
	SignatureBlock block = make_block(profiles);
	if (!signature_options_read(&block, &attributes, error) ||
		!level_plan_make(&plan, LEVEL_B, error))
		return EXIT_USAGE;
	warn_of_idle_authority(&plan);
	g_autoptr(Keeper) keeper = start_keeper(error);
	if (keeper == NULL)
		return EXIT_NOT_ALL;
	Signer signer = make_signer(keeper);
	if (!cms_check(&signer, how.policy, error))
		return EXIT_NOT_ALL;
	return sign_with(&signer, &block, &plan, error);
}

const Command sign_command = { "sign", options, run,
	N_("Signs PDFs (PAdES), and all PDFs in folders.") };
