/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command digitize: a table of subcommands, each with a table of options. */
#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/settings.h"
#include "pipeline/batch.h"
#include "pipeline/describe_file.h"
#include "pipeline/error.h"
#include "pipeline/index.h"
#include "pipeline/ledger.h"
#include "pipeline/look.h"
#include "pipeline/out.h"
#include "pipeline/status.h"
#include "pipeline/vocabulary.h"

#include <string.h>
#include <unistd.h>

/* What the options of all subcommands set. */
static struct {
	char *out, *settings;
	int jobs, most;
	gboolean dry_run, quiet, verbose, redo_ocr, json, show_settings, manual, version;
	char *from, *to, *agency, *type, *number;
	char *keep, *profile;
	int page;
} options = { .most = 20, .jobs = -1, .page = 1 };

static const GOptionEntry batch_options[] = {
	{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
		N_("folder of the results (default: DIR.out beside DIR)"), N_("OUT") },
	{ "settings", 'c', 0, G_OPTION_ARG_FILENAME, &options.settings, N_("settings file"),
		N_("FILE") },
	{ "jobs", 'j', 0, G_OPTION_ARG_INT, &options.jobs,
		N_("processes at work at once (default: all cores)"), N_("N") },
	{ "profile", 0, 0, G_OPTION_ARG_STRING, &options.profile,
		N_("faithful or compact, whatever the settings say of it"), N_("PROFILE") },
	{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
		N_("list the documents and do nothing"), NULL },
	{ "redo-ocr", 0, 0, G_OPTION_ARG_NONE, &options.redo_ocr,
		N_("read anew what a PDF has as text already"), NULL },
	{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, N_("say nothing but errors"), NULL },
	{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose,
		N_("say a line for each document"), NULL },
	G_OPTION_ENTRY_NULL,
};

static const GOptionEntry status_options[] = {
	{ "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_("print JSON"), NULL },
	G_OPTION_ENTRY_NULL,
};

static const GOptionEntry no_options[] = { G_OPTION_ENTRY_NULL };

static const GOptionEntry search_options[] = {
	{ "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_("issued on this day or later"),
		N_("YYYY[-MM[-DD]]") },
	{ "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("issued on this day or earlier"),
		N_("YYYY[-MM[-DD]]") },
	{ "agency", 0, 0, G_OPTION_ARG_STRING, &options.agency, N_("part of the agency's name"),
		N_("TEXT") },
	{ "type", 0, 0, G_OPTION_ARG_STRING, &options.type, N_("part of the document's type"),
		N_("TEXT") },
	{ "number", 0, 0, G_OPTION_ARG_STRING, &options.number,
		N_("number or notation, such as 921 or 921/QĐ-UBND"), N_("TEXT") },
	{ "most", 0, 0, G_OPTION_ARG_INT, &options.most, N_("hits at most (default: 20)"),
		N_("N") },
	{ "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_("print JSON, a line for each hit"),
		NULL },
	G_OPTION_ENTRY_NULL,
};

static const GOptionEntry page_options[] = {
	{ "keep", 0, 0, G_OPTION_ARG_FILENAME, &options.keep,
		N_("leave the picture after each step in this folder"), N_("DIR") },
	{ "page", 0, 0, G_OPTION_ARG_INT, &options.page, N_("page of the file (default: 1)"),
		N_("N") },
	{ "json", 0, 0, G_OPTION_ARG_NONE, &options.json, N_("print what was measured, as JSON"),
		NULL },
	{ "redo-ocr", 0, 0, G_OPTION_ARG_NONE, &options.redo_ocr,
		N_("read anew what a PDF has as text already"), NULL },
	{ "settings", 'c', 0, G_OPTION_ARG_FILENAME, &options.settings, N_("settings file"),
		N_("FILE") },
	G_OPTION_ENTRY_NULL,
};

static const GOptionEntry describe_options[] = {
	{ "settings", 'c', 0, G_OPTION_ARG_FILENAME, &options.settings, N_("settings file"),
		N_("FILE") },
	G_OPTION_ENTRY_NULL,
};

static const GOptionEntry main_options[] = {
	{ "version", 0, 0, G_OPTION_ARG_NONE, &options.version, N_("print the version"), NULL },
	{ "show-settings", 0, 0, G_OPTION_ARG_NONE, &options.show_settings,
		N_("print the settings in force, as a settings file"), NULL },
	{ "settings", 'c', 0, G_OPTION_ARG_FILENAME, &options.settings, N_("settings file"),
		N_("FILE") },
	{ "settings-manual", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options.manual, NULL,
		NULL },
	G_OPTION_ENTRY_NULL,
};

static bool usage_error(GError **error, const char *sentence)
{
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SETTINGS, sentence);
	return false;
}

/* The settings with what options say against them. */
static Settings *load_settings(const char *scans, GError **error)
{
	g_autoptr(Settings) settings = settings_load(options.settings, scans, error);

	if (settings == NULL ||
		(options.redo_ocr &&
			!settings_override(settings, "ocr", "existing_text", "redo", error)))
		return NULL;
	if (options.profile != NULL &&
		!settings_override(settings, "pdf", "profile", options.profile, error)) {
		g_prefix_error(error, "--profile: ");
		return NULL;
	}
	return g_steal_pointer(&settings);
}

static unsigned count_cores(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores > 0 ? (unsigned)cores : 1;
}

static bool batch(char **arguments, int *out_status, GError **error)
{
	if (g_strv_length(arguments) != 1)
		return usage_error(error, _("batch: name one folder of scans"));
	if (options.jobs == 0 || options.jobs < -1 || options.jobs > 1024)
		return usage_error(error, _("-j: a number from 1 to 1024"));
	if (options.out != NULL && *options.out == '\0')
		return usage_error(error, _("-o: the name of the folder is empty"));
	g_autoptr(Settings) settings = load_settings(arguments[0], error);
	if (settings == NULL)
		return false;

	BatchOrder order = { .scans = arguments[0],
		.out = options.out,
		.settings = settings,
		.jobs = options.jobs > 0 ? (unsigned)options.jobs : count_cores(),
		.dry_run = options.dry_run,
		.level = options.quiet    ? PROGRESS_QUIET
			: options.verbose ? PROGRESS_VERBOSE
					  : PROGRESS_NORMAL };
	return batch_run(&order, out_status, error);
}

/* A folder without a ledger is a wrong argument. */
static Ledger *open_existing(const char *out, bool write, GError **error)
{
	g_autofree char *database = out_database(out);
	g_autofree char *shown = file_show(out);

	if (g_file_test(database, G_FILE_TEST_IS_REGULAR))
		return write ? ledger_open(out, NULL, error) : ledger_open_read(out, error);
	g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
		_("%s: these are no results of digitize: there is no digitize.db"), shown);
	return NULL;
}

static bool status(char **arguments, int *out_status, GError **error)
{
	bool all;

	if (g_strv_length(arguments) != 1)
		return usage_error(error, _("status: name one folder of results"));
	g_autoptr(Ledger) ledger = open_existing(arguments[0], false, error);
	if (ledger == NULL || !status_print(ledger, options.json, &all, error))
		return false;
	*out_status = all ? EXIT_WELL : EXIT_NOT_ALL;
	return true;
}

static bool retry_each(
	Ledger *ledger, char **arguments, unsigned *out_count, GPtrArray *out_told, GError **error)
{
	const char *out = arguments[0];
	char **dossier = arguments + 1;
	unsigned count;

	*out_count = 0;
	do {
		if (!ledger_retry(ledger, out, *dossier, &count, out_told, error))
			return false;
		*out_count += count;
	} while (*dossier != NULL && *++dossier != NULL);
	return true;
}

/* Lets quarantined documents wait again, for the next batch. */
static bool retry(char **arguments, int *out_status, GError **error)
{
	g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
	unsigned count;

	if (g_strv_length(arguments) < 1)
		return usage_error(error, _("retry: name a folder of results"));
	g_autoptr(Ledger) ledger = open_existing(arguments[0], true, error);
	if (ledger == NULL)
		return false;
	int lock = out_lock(arguments[0], error);
	if (lock < 0 || !retry_each(ledger, arguments, &count, told, error))
		return false;
	close(lock);
	for (unsigned i = 0; i < told->len; i++)
		g_printerr("%s: %s\n", g_get_prgname(), (char *)told->pdata[i]);
	g_print(ngettext("%u document waits for the next batch\n",
			"%u documents wait for the next batch\n", count),
		count);
	*out_status = told->len == 0 ? EXIT_WELL : EXIT_NOT_ALL;
	return true;
}

static void print_hit(gpointer data, const Hit *hit)
{
	(void)data;
	g_print("%s/%s", hit->dossier, hit->document);
	if (hit->page > 0)
		g_print(_(", page %u"), hit->page);
	if (hit->type != NULL)
		g_print("  %s", hit->type);
	if (hit->number != NULL || hit->notation != NULL)
		g_print(" %s%s%s", hit->number != NULL ? hit->number : "",
			hit->notation != NULL ? "/" : "",
			hit->notation != NULL ? hit->notation : "");
	if (hit->issued != NULL)
		g_print("  %s", hit->issued);
	if (hit->agency != NULL)
		g_print("  %s", hit->agency);
	if (hit->demonstration)
		g_print("  [%s]", _("no legal value"));
	if (hit->outside_period)
		g_print("  [%s]", _("outside the period"));
	g_print("\n");
	if (hit->snippet != NULL && *hit->snippet != '\0')
		g_print("    %s\n", hit->snippet);
	else if (hit->subject != NULL)
		g_print("    %s\n", hit->subject);
}

static void print_hit_json(gpointer data, const Hit *hit)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();

	(void)data;
	json_builder_begin_object(builder);
	json_put_text(builder, "dossier", hit->dossier);
	json_put_text(builder, "document", hit->document);
	json_put_integer(builder, "page", hit->page);
	json_put_flag(builder, "exact", hit->exact);
	json_put_text(builder, "snippet", hit->snippet);
	json_put_text(builder, "number", hit->number);
	json_put_text(builder, "notation", hit->notation);
	json_put_text(builder, "issued", hit->issued);
	json_put_text(builder, "agency", hit->agency);
	json_put_text(builder, "type", hit->type);
	json_put_text(builder, "subject", hit->subject);
	json_put_flag(builder, "outside_period", hit->outside_period);
	if (hit->demonstration)
		json_put_text(builder, "notice", OUT_NO_LEGAL_VALUE);
	json_builder_end_object(builder);
	g_autofree char *line = json_finish(builder, false);
	g_print("%s\n", line);
}

static bool search(char **arguments, int *out_status, GError **error)
{
	if (g_strv_length(arguments) < 1)
		return usage_error(
			error, _("search: name a folder of results and what to look for"));
	if (options.most < 1)
		return usage_error(error, _("--most: a number from 1"));
	g_autofree char *words = g_strjoinv(" ", arguments + 1);
	Query query = { .words = *words != '\0' ? words : NULL,
		.from = options.from,
		.to = options.to,
		.agency = options.agency,
		.type = options.type,
		.number = options.number,
		.most = (unsigned)options.most };
	if (query.words == NULL && query.from == NULL && query.to == NULL && query.agency == NULL &&
		query.type == NULL && query.number == NULL)
		return usage_error(error, _("search: say what to look for"));

	g_autoptr(Ledger) ledger = open_existing(arguments[0], false, error);
	if (ledger == NULL)
		return false;
	int hits = index_search(ledger_database(ledger), &query,
		options.json ? print_hit_json : print_hit, NULL, error);
	*out_status = hits > 0 ? EXIT_WELL : EXIT_NOT_ALL;
	return hits >= 0;
}

static bool page(char **arguments, int *out_status, GError **error)
{
	if (g_strv_length(arguments) != 1)
		return usage_error(error, _("page: name one scan"));
	if (options.page < 1)
		return usage_error(error, _("--page: a number from 1"));
	g_autoptr(Settings) settings = load_settings(NULL, error);
	if (settings == NULL)
		return false;
	LookOrder order = { arguments[0], (unsigned)options.page, options.keep, options.json,
		settings };
	g_autofree char *text = page_look(&order, error);
	if (text == NULL)
		return false;
	g_print("%s", text);
	*out_status = EXIT_WELL;
	return true;
}

static bool describe(char **arguments, int *out_status, GError **error)
{
	if (g_strv_length(arguments) < 1)
		return usage_error(error, _("describe: name an ALTO file of the store"));
	g_autoptr(Settings) settings = load_settings(NULL, error);
	if (settings == NULL || !vocabulary_add(settings->document_vocabulary, error))
		return false;
	for (; *arguments != NULL; arguments++) {
		g_autofree char *json = describe_file(*arguments, settings, error);
		if (json == NULL)
			return false;
		g_print("%s\n", json);
	}
	*out_status = EXIT_WELL;
	return true;
}

static const struct {
	const char *name, *arguments, *sentence;
	const GOptionEntry *options;
	bool (*run)(char **arguments, int *out_status, GError **error);
} commands[] = {
	{ "batch", N_("DIR"),
		N_("Digitize a folder of scans: each folder in it a dossier, each file a document."),
		batch_options, batch },
	{ "status", N_("OUT"), N_("Tell what is delivered, waiting and quarantined, and why."),
		status_options, status },
	{ "retry", N_("OUT [DOSSIER…]"),
		N_("Let quarantined documents wait again, after repair, for the next batch."),
		no_options, retry },
	{ "page", N_("FILE"), N_("Read one page, to look at how it is read; nothing is digitized."),
		page_options, page },
	{ "describe", N_("ALTO…"),
		N_("Describe documents anew by the words that were read of them, as JSON."),
		describe_options, describe },
	{ "search", N_("OUT WORDS…"), N_("Find documents by their text and description."),
		search_options, search },
};

static char *list_commands(void)
{
	GString *text = g_string_new(_("Commands:\n"));

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		g_string_append_printf(text, "  digitize %s %s\n      %s\n", commands[i].name,
			_(commands[i].arguments), _(commands[i].sentence));
	g_string_append(text,
		_("\nExit status: 0 all delivered or found; 1 something was quarantined, "
		  "failed or not found; 2 usage or settings; 75 another run is at work."));
	return g_string_free(text, FALSE);
}

static bool run_command(size_t i, char **argv, int *out_status, GError **error)
{
	g_auto(GStrv) arguments = g_strdupv(argv);

	return command_parse(commands[i].name, _(commands[i].arguments), _(commands[i].sentence),
		       commands[i].options, &arguments, error) &&
		commands[i].run(arguments + 1, out_status, error);
}

static bool run_main(char **argv, GError **error)
{
	g_autofree char *summary = list_commands();
	g_auto(GStrv) arguments = g_strdupv(argv);

	if (!command_parse(NULL, _("COMMAND …"), summary, main_options, &arguments, error))
		return false;
	if (options.version) {
		g_print("digitize %s\n", VERSION);
		return true;
	}
	if (options.manual) {
		g_autofree char *manual = settings_manual();
		g_print("%s", manual);
		return true;
	}
	if (!options.show_settings)
		return usage_error(error,
			_("say what to do: batch, status, retry, page, describe or search; digitize --help tells more"));
	g_autoptr(Settings) settings = settings_load(options.settings, NULL, error);
	if (settings == NULL)
		return false;
	g_autofree char *text = settings_show(settings);
	g_print("%s", text);
	return true;
}

static bool dispatch(char **argv, int *out_status, GError **error)
{
	for (size_t i = 0; argv[1] != NULL && i < G_N_ELEMENTS(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			/* the command's options begin after its name */
			argv[1] = argv[0];
			return run_command(i, argv + 1, out_status, error);
		}
	if (argv[1] != NULL && argv[1][0] != '-') {
		g_autofree char *shown = file_show(argv[1]);
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: no such command; digitize --help lists them"), shown);
		return false;
	}
	return run_main(argv, error);
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	int status_of_end = EXIT_WELL;

	(void)argc;
	command_limit_openmp(argv);
	command_start("digitize");
	if (dispatch(argv, &status_of_end, &error))
		return status_of_end;
	if (g_error_matches(error, PIPELINE_ERROR, PIPELINE_ERROR_LOCKED)) {
		command_report(error);
		return EXIT_LOCKED;
	}
	return command_report(error);
}
