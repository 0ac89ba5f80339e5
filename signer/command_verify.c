/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digisign verify: every file is read by a worker of its own, so that a hostile one costs nothing but
 * itself; a worker hands back the finished lines, which are printed in the order of the files.
 */
#include "signer/commands.h"

#include "base/clock.h"
#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/settings.h"
#include "base/worker.h"
#include "signer/pin.h"
#include "signer/show.h"
#include "signer/verify.h"
#include "signer/walk.h"

#include <stdio.h>
#include <string.h>

enum {
	VERIFY_SECONDS = 60,
	ONLINE_SECONDS = 600,
	VERIFY_MEGABYTES = 2048,
	AHEAD = 16,
	MOST_JOBS = 256
};

static struct {
	char **trust, **files, *at, *password, *password_variable;
	int jobs, password_descriptor;
	gboolean json, quiet, online, strict;
} check = { .jobs = -1, .password_descriptor = -1 };

static const GOptionEntry options[] = {
	{ "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.trust,
		N_("trusted roots: a PEM file, or a folder of them"), N_("PATH") },
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
	{ "jobs", 'j', 0, G_OPTION_ARG_INT, &check.jobs,
		N_("files at a time; default: all processors"), N_("N") },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &check.quiet, N_("only the exit status"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &check.files, NULL,
		N_("FILE|FOLDER…") },
	{ 0 },
};

/* A file on its way: from the walk to its lines. */
typedef struct {
	char *path;
	const VerifyRules *rules;
	char *lines; /* NULL: not verified yet */
	bool valid;
} Errand;

static void errand_free(Errand *errand)
{
	g_free(errand->path);
	g_free(errand->lines);
	g_free(errand);
}

static char *make_lines(const Errand *errand, const VerifyReport *report, const char *message)
{
	return check.json ? report_show_json(errand->path, report, message)
			  : report_show(errand->path, report, message);
}

/* In the worker. The first byte of what it hands back says whether all is valid. */
static bool verify_in_worker(WorkerLink *link, gpointer data, GError **error)
{
	const Errand *errand = data;
	g_autoptr(VerifyReport) report = verify_file(errand->path, errand->rules, error);
	if (report == NULL)
		return false;

	g_autofree char *lines = make_lines(errand, report, NULL);
	g_autofree char *said =
		g_strconcat(report->indication == TOTAL_PASSED ? "+" : "-", lines, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(said, strlen(said));
	if (worker_report(link, bytes, error))
		return true;
	g_autofree char *shown = file_show(errand->path);
	g_prefix_error(error, "%s: ", shown);
	return false;
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
	errand->lines = make_lines(errand, NULL, message);
}

/* Prints what is ready at the head of the queue. */
static bool print_ready(GQueue *queue)
{
	bool all_valid = true;
	Errand *errand;

	while ((errand = g_queue_peek_head(queue)) != NULL && errand->lines != NULL) {
		if (!check.quiet)
			fputs(errand->lines, stdout);
		all_valid &= errand->valid;
		errand_free(g_queue_pop_head(queue));
	}
	fflush(stdout);
	return all_valid;
}

static void send_errand(WorkerPool *pool, GQueue *queue, char *path, const VerifyRules *rules)
{
	Errand *errand = g_new0(Errand, 1);
	g_autoptr(GError) error = NULL;

	errand->path = path;
	errand->rules = rules;
	g_queue_push_tail(queue, errand);
	WorkerTask task = { .body = verify_in_worker,
		.data = errand,
		.tag = errand,
		.seconds = rules->online ? ONLINE_SECONDS : VERIFY_SECONDS,
		.megabytes = VERIFY_MEGABYTES };
	if (!worker_pool_start(pool, &task, &error))
		errand->lines = make_lines(errand, NULL, error->message);
}

static bool verify_all(Walk *walk, const VerifyRules *rules, unsigned jobs)
{
	g_autoptr(WorkerPool) pool = worker_pool_new(jobs);
	g_autoptr(GQueue) queue = g_queue_new();
	bool all_valid = true, left = true, any = false;

	while (left || worker_pool_busy(pool) > 0) {
		while (left && worker_pool_has_room(pool) && queue->length < AHEAD * jobs) {
			GError *error = NULL;
			char *path = walk_next(walk, &error);
			if (path != NULL)
				send_errand(pool, queue, path, rules);
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

static TrustSet *load_trust(const Settings *settings, GError **error)
{
	const char *set[] = { settings->verify_trust, NULL };

	return trust_load(check.trust != NULL ? (const char *const *)check.trust : set, error);
}

/* A time without a zone is Vietnam's, and a date alone means its last second. */
static bool read_time(gint64 *out_at, GError **error)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(7 * 3600);
	g_autofree char *whole = check.at != NULL && clock_is_date(check.at, true)
		? g_strconcat(check.at, "T23:59:59", NULL)
		: g_strdup(check.at);
	g_autoptr(GDateTime) time =
		whole == NULL ? NULL : g_date_time_new_from_iso8601(whole, zone);

	*out_at = time != NULL ? g_date_time_to_unix(time) : 0;
	if (check.at == NULL || time != NULL)
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
	if (check.files == NULL)
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS, _("verify: %s is missing"),
			_("FILE"));
	else if (check.jobs == 0 || check.jobs < -1 || check.jobs > MOST_JOBS)
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("verify: %s is out of its range"), "--jobs");
	else
		return true;
	return false;
}

static int run(GError **error)
{
	g_autofree char *password = NULL;
	VerifyRules rules = { .online = check.online };

	if (!check_options(error) || !read_time(&rules.at, error) ||
		!read_password(&password, error))
		return EXIT_USAGE;
	g_autoptr(Settings) settings = settings_load(NULL, NULL, error);
	g_autoptr(TrustSet) trust = settings == NULL ? NULL : load_trust(settings, error);
	if (trust == NULL)
		return EXIT_USAGE;
	rules.trust = trust;
	rules.password = password;
	rules.strict = check.strict || strcmp(settings->verify_revocation, "required") == 0;
	rules.cache = settings->verify_cache;
	g_autoptr(Walk) walk = walk_new((const char *const *)check.files);

	return verify_all(
		       walk, &rules, check.jobs > 0 ? (unsigned)check.jobs : g_get_num_processors())
		? EXIT_WELL
		: EXIT_NOT_ALL;
}

const Command verify_command = { "verify", options, run,
	N_("Verifies every signature of PDFs, and of all PDFs in folders.") };
