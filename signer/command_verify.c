/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digisign verify: from what was asked to the batch that does it (signer/verify_batch.h). */
#include "signer/commands.h"

#include "base/clock.h"
#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/settings.h"
#include "signer/listing.h"
#include "signer/pin.h"
#include "signer/show.h"
#include "signer/trust_sets.h"
#include "signer/verify_batch.h"
#include "signer/verify_output.h"
#include "signer/walk.h"

#include <string.h>

enum { MOST_JOBS = 256, PLAN_DIGITS = 32 };

static struct {
	char **trust, **trust_sets, **manifests, **files;
	char *report, *html, *journal;
	char *at, *password, *password_variable;
	int jobs, password_descriptor;
	gboolean json, csv, recursive, quiet, online, strict;
} check = { .jobs = -1, .password_descriptor = -1 };

static const GOptionEntry options[] = {
	{ "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.trust,
		N_("trusted roots: a PEM file, or a folder of them"), N_("PATH") },
	{ "trust-set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &check.trust_sets,
		N_("trust no set but this; default: all of digisign trust"), N_("NAME") },
	{ "at", 0, 0, G_OPTION_ARG_STRING, &check.at,
		N_("judge as of this time (ISO 8601, or a date)"), N_("TIME") },
	{ "online", 0, 0, G_OPTION_ARG_NONE, &check.online,
		N_("ask the servers that certificates name for issuers and revocation"), NULL },
	{ "strict", 0, 0, G_OPTION_ARG_NONE, &check.strict,
		N_("conclude nothing where it is not known whether a certificate was revoked"),
		NULL },
	{ "password", 0, 0, G_OPTION_ARG_STRING, &check.password,
		N_("of encrypted files; the empty one is tried in any case"), N_("TEXT") },
	{ "password-env", 0, 0, G_OPTION_ARG_STRING, &check.password_variable,
		N_("environment variable with that password"), N_("NAME") },
	{ "password-fd", 0, 0, G_OPTION_ARG_INT, &check.password_descriptor,
		N_("file descriptor to read that password from"), N_("N") },
	{ "json", 0, 0, G_OPTION_ARG_NONE, &check.json, N_("one JSON object a line and file"),
		NULL },
	{ "csv", 0, 0, G_OPTION_ARG_NONE, &check.csv, N_("a table, one row a signature"), NULL },
	{ "report", 0, 0, G_OPTION_ARG_FILENAME, &check.report,
		N_("reports of ETSI TS 119 102-2: a *.xml file, or a folder for many"),
		N_("PATH") },
	{ "html", 0, 0, G_OPTION_ARG_FILENAME, &check.html,
		N_("pages with each revision side by side: a *.html file, or a folder for many"),
		N_("PATH") },
	{ "manifest", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.manifests,
		N_("what there should be: manifest.json, or a list of sha256sum"), N_("FILE") },
	{ "journal", 0, 0, G_OPTION_ARG_FILENAME, &check.journal,
		N_("what was verified, for runs that go on"), N_("FILE") },
	{ "recursive", 'r', 0, G_OPTION_ARG_NONE, &check.recursive,
		N_("folders with all that is below them, as is always done"), NULL },
	{ "jobs", 'j', 0, G_OPTION_ARG_INT, &check.jobs,
		N_("files at a time; default: all processors"), N_("N") },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &check.quiet, N_("only the exit status"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.files, NULL,
		N_("FILE|FOLDER…") },
	{ 0 },
};

/* From the files that were named to the items of the batch: the manifests, what there is, and what
 * there should have been. */
typedef struct {
	Walk *walk;
	Listings *listings;      /* or NULL */
	unsigned manifests;      /* that were given */
	GPtrArray *rest;         /* of ListedFile, once the walk has ended */
	unsigned number, listed; /* that were given */
	VerifyOutput output;
	const VerifyManner *manner;
} Source;

/* Tells what an earlier run found. */
static void take_known(VerifyItem *item, const KnownVerdict *verdict)
{
	item->told = item->known = true;
	item->indication = verdict->indication;
	item->demonstration = verdict->demonstration;
	item->listing = verdict->listing;
	item->well = verdict_is_well(item->indication, item->listing);
}

static VerifyItem *make_item(Source *source, const char *path)
{
	VerifyItem *item = verify_item_new(ITEM_PDF, path);
	KnownVerdict verdict;

	item->number = ++source->number;
	if (source->listings != NULL)
		item->listed = listings_find(source->listings, path);
	if (source->listings != NULL && item->listed == NULL)
		item->listing = LISTING_SURPLUS;
	if (source->output.verdicts != NULL &&
		verdicts_find(source->output.verdicts, path, &verdict))
		take_known(item, &verdict);
	return item;
}

static VerifyItem *next_manifest(Source *source)
{
	const char *path = check.manifests[source->manifests++];
	g_autofree char *signature = g_strconcat(path, ".p7s", NULL);

	if (g_str_has_suffix(path, ".json") || g_file_test(signature, G_FILE_TEST_EXISTS))
		return verify_item_new(ITEM_MANIFEST, path);
	if (!check.quiet) {
		g_autofree char *shown = file_show(path);
		g_printerr(_("digisign: %s: nobody has signed this list\n"), shown);
	}
	return NULL;
}

/* What is listed, but was not met. */
static VerifyItem *next_listed(Source *source)
{
	if (source->listings == NULL)
		return NULL;
	if (source->rest == NULL)
		source->rest = listings_rest(source->listings);
	if (source->listed == source->rest->len)
		return NULL;
	const ListedFile *listed = source->rest->pdata[source->listed++];
	VerifyItem *item = verify_item_new(ITEM_LISTED, listed->path);

	item->listed = listed;
	return item;
}

static VerifyItem *next_item(gpointer data)
{
	Source *source = data;
	VerifyItem *item;

	while (check.manifests != NULL && check.manifests[source->manifests] != NULL)
		if ((item = next_manifest(source)) != NULL)
			return item;
	for (;;) {
		GError *error = NULL;
		g_autofree char *path = walk_next(source->walk, &error);
		if (error != NULL)
			verify_output_warn(&source->output, error);
		else
			return path != NULL ? make_item(source, path) : next_listed(source);
	}
}

static bool tell(gpointer data, const VerifyItem *item)
{
	return verify_output_tell(&((Source *)data)->output, item);
}

/* All sets and what --trust or the settings name; or the sets that were named and what --trust names. */
static TrustSet *load_trust(const Settings *settings, GError **error)
{
	const char *set[] = { check.trust_sets == NULL ? settings->verify_trust : NULL, NULL };
	g_autofree char *folder = trust_sets_folder(settings->verify_trust_sets);
	g_autoptr(TrustSet) trust =
		trust_load(check.trust != NULL ? (const char *const *)check.trust : set, error);

	if (trust == NULL ||
		!trust_sets_add(trust, folder, (const char *const *)check.trust_sets, error))
		return NULL;
	return g_steal_pointer(&trust);
}

/* A report that is a file is that of one file. */
static bool check_place(const char *place, const char *suffix, const char *option, GError **error)
{
	if (place == NULL || !g_str_has_suffix(place, suffix))
		return place == NULL || folder_make(place, error);
	if (check.files == NULL || check.files[1] != NULL ||
		g_file_test(check.files[0], G_FILE_TEST_IS_DIR))
		return error_set_usage(error,
			_("verify: %s names a file, and there is more than one to verify"), option);
	return true;
}

/* A time without a zone is Vietnam's, and a date alone means its last second. Before 1970 nothing was signed,
 * and 0 stands for now. */
static bool read_time(gint64 *out_at, GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(7 * 3600);
	g_autofree char *whole = check.at != NULL && clock_is_date(check.at, true)
		? g_strconcat(check.at, "T23:59:59", NULL)
		: g_strdup(check.at);
	g_autoptr(GDateTime) time =
		whole == NULL ? NULL : g_date_time_new_from_iso8601(whole, zone);

	*out_at = time != NULL ? g_date_time_to_unix(time) : 0;
	if (check.at == NULL || *out_at > 0)
		return true;
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
		_("verify: --at takes a date or a time as in 2024-05-17T14:03:22+07:00"));
	return false;
}

static bool read_password(char **out_password, GError **error)
{
	bool named = check.password_variable != NULL || check.password_descriptor >= 0;

	*out_password = named
		? pin_read(check.password_variable, check.password_descriptor, NULL, error)
		: g_strdup(check.password);
	return !named || *out_password != NULL;
}

static bool check_options(GError **error)
{
	if (check.files == NULL && check.manifests == NULL)
		return error_set_usage(error, _("verify: %s is missing"), _("FILE"));
	if (check.jobs == 0 || check.jobs < -1 || check.jobs > MOST_JOBS)
		return error_set_usage(error, _("verify: %s is out of its range"), "--jobs");
	if (check.json && check.csv)
		return error_set_usage(
			error, "%s", _("verify: --json and --csv exclude each other"));
	return check_place(check.report, ".xml", "--report", error) &&
		check_place(check.html, ".html", "--html", error);
}

/* Reads the manifests; `folders` gets where their files are. */
static bool load_manifests(Listings *listings, GPtrArray *folders, GError **error)
{
	for (char **path = check.manifests; *path != NULL; path++) {
		char *folder;
		if (!listings_add(listings, *path, &folder, error))
			return false;
		if (g_ptr_array_find_with_equal_func(folders, folder, g_str_equal, NULL))
			g_free(folder);
		else
			g_ptr_array_add(folders, folder);
	}
	return true;
}

/* All that a verdict depends on but the file and the day. */
static char *name_plan(const VerifyRules *rules, GError **error)
{
	g_autofree char *trust = trust_digest(rules->trust);
	g_autoptr(GString) plan = g_string_new(VERSION);

	g_string_append_printf(plan, "\n%s\n%" G_GINT64_FORMAT "\n%d\n%d\n%d", trust, rules->at,
		rules->online, rules->strict, rules->password != NULL);
	for (unsigned i = 0; check.manifests != NULL && check.manifests[i] != NULL; i++) {
		g_autofree char *manifest = file_sha256(check.manifests[i], NULL, error);
		if (manifest == NULL)
			return NULL;
		g_string_append_printf(plan, "\n%s", manifest);
	}
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, plan->str, -1);
	return g_strndup(sum, PLAN_DIGITS);
}

static bool open_journal(Source *source, const VerifyRules *rules, GError **error)
{
	if (check.journal == NULL)
		return true;
	g_autofree char *plan = name_plan(rules, error);
	if (plan == NULL)
		return false;
	source->output.verdicts =
		verdicts_open(check.journal, plan, g_get_real_time() / G_USEC_PER_SEC, error);
	return source->output.verdicts != NULL;
}

static bool verify_all(Source *source, const VerifyRules *rules, GError **error)
{
	bool folder = check.html != NULL && !g_str_has_suffix(check.html, ".html");
	g_autofree char *index = folder ? g_build_filename(check.html, "index.html", NULL) : NULL;
	VerifyBatch batch = { .manner = { rules,
				      check.json          ? show_json
					      : check.csv ? show_csv
							  : show_text,
				      check.report, check.html },
		.jobs = check.jobs > 0 ? (unsigned)check.jobs : g_get_num_processors(),
		.next = next_item,
		.tell = tell,
		.data = source };

	source->output.quiet = check.quiet;
	source->output.head = check.csv ? show_csv_head() : NULL;
	source->output.index = index;
	verify_output_begin(&source->output);
	verify_batch_run(&batch);
	bool well = verify_output_end(&source->output);
	return verdicts_close(source->output.verdicts, error) && well;
}

/* Fills in the rules but for the trust and what it borrows from the settings. */
static bool read_rules(VerifyRules *rules, const Settings *settings, GError **error)
{
	rules->online = check.online;
	rules->strict = check.strict || strcmp(settings->verify_revocation, "required") == 0;
	rules->cache = settings->verify_cache;
	return read_time(&rules->at, error);
}

static int verify(const VerifyRules *rules, GError **error)
{
	g_autoptr(Listings) listings = check.manifests != NULL ? listings_new() : NULL;
	g_autoptr(GPtrArray) folders = g_ptr_array_new_with_free_func(g_free);
	if (listings != NULL && !load_manifests(listings, folders, error))
		return EXIT_USAGE;
	g_ptr_array_add(folders, NULL);
	g_autoptr(Walk) walk = walk_new(
		(const char *const *)(check.files != NULL ? check.files : (char **)folders->pdata));
	Source source = { .walk = walk, .listings = listings };

	if (!open_journal(&source, rules, error))
		return EXIT_USAGE;
	bool well = verify_all(&source, rules, error);
	g_clear_pointer(&source.rest, g_ptr_array_unref);
	return well ? EXIT_WELL : EXIT_NOT_ALL;
}

static int run(GError **error)
{
	g_autofree char *password = NULL;
	g_autoptr(Settings) settings = settings_load(NULL, NULL, error);
	VerifyRules rules = { 0 };

	if (settings == NULL || !check_options(error) || !read_rules(&rules, settings, error) ||
		!read_password(&password, error))
		return EXIT_USAGE;
	g_autoptr(TrustSet) trust = load_trust(settings, error);
	if (trust == NULL)
		return EXIT_USAGE;
	rules.trust = trust;
	rules.password = password;
	return verify(&rules, error);
}

const Command verify_command = { "verify", options, run,
	N_("Verifies every signature of PDFs, and of all PDFs in folders.") };
