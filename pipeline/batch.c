/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a batch does, in order:
 *  1. OUT is locked (flock on the folder itself): a second run ends with status 75.
 *  2. The plan brings the ledger up to the folder of scans. If nothing waits and no batch is
 *     unfinished, that is all.
 *  3. The keeper starts before the engine is loaded: it is a fork, and shall stay small.
 *  4. Everything that waits is worked on, also what an interrupted batch left behind.
 *  5. The manifest is written and signed; only then the ledger says that the batch is finished.
 *     A batch that is interrupted before is taken up, under its number, by the next run.
 */
#include "pipeline/batch.h"

#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/deliver.h"
#include "pipeline/error.h"
#include "pipeline/manifest.h"
#include "pipeline/out.h"
#include "pipeline/page.h"
#include "pipeline/plan.h"
#include "pipeline/rebuild.h"
#include "pipeline/run.h"
#include "pipeline/signing.h"
#include "pipeline/stages.h"
#include "pipeline/vocabulary.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	const BatchOrder *order;
	char *scans, *out; /* absolute */
	int lock;
	Ledger *ledger;
	PlanCount plan;
	LedgerCount before;   /* after planning, also of what lies elsewhere */
	unsigned passed_over; /* folders that cannot be read */
	gint64 batch;
	char *batch_scans; /* those that it was begun with */
	Keeper *keeper;
	Reader *reader;
	Progress *progress;
	RunCount count;
	GError *trouble; /* of the work: told after the manifest */
} Batch;

static void batch_clear(Batch *batch)
{
	progress_free(batch->progress);
	reader_free(batch->reader);
	keeper_free(batch->keeper);
	ledger_close(batch->ledger);
	if (batch->lock >= 0)
		close(batch->lock);
	g_clear_error(&batch->trouble);
	g_free(batch->scans);
	g_free(batch->batch_scans);
	g_free(batch->out);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Batch, batch_clear)

static void say(const Batch *batch, const char *sentence)
{
	if (batch->order->level != PROGRESS_QUIET)
		g_printerr("%s: %s\n", g_get_prgname(), sentence);
}

/* Folders. */

/* The real path of a folder that may not exist yet: of its nearest parent, with the rest. */
static char *real_path(const char *path)
{
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	char *real = realpath(absolute, NULL);

	if (real != NULL || strcmp(absolute, "/") == 0)
		return real != NULL ? real : g_steal_pointer(&absolute);
	g_autofree char *parent = g_path_get_dirname(absolute);
	g_autofree char *name = g_path_get_basename(absolute);
	g_autofree char *real_parent = real_path(parent);
	return g_build_filename(real_parent, name, NULL);
}

static bool is_within(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return strncmp(path, folder, length) == 0 &&
		(path[length] == '\0' || path[length] == '/' || strcmp(folder, "/") == 0);
}

static bool find_folders(Batch *batch, GError **error)
{
	const BatchOrder *order = batch->order;
	g_autofree char *shown = file_show(order->scans);

	if (!g_file_test(order->scans, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: there is no such folder"), shown);
		return false;
	}
	batch->scans = real_path(order->scans);
	g_autofree char *sibling = g_strconcat(batch->scans, ".out", NULL);
	batch->out = real_path(order->out != NULL ? order->out : sibling);
	if (is_within(batch->out, batch->scans) || is_within(batch->scans, batch->out)) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s: the results and the scans cannot lie in one another"), shown);
		return false;
	}
	return true;
}

/* The batch to be taken up, if there is one; what has its manifest is finished. */
static bool find_unfinished(Batch *batch, GError **error)
{
	if (!ledger_unfinished_batch(batch->ledger, &batch->batch, error))
		return false;
	if (batch->batch == 0 || !manifest_is_written(batch->out, batch->batch))
		return true;
	gint64 written = batch->batch;
	batch->batch = 0;
	return ledger_finish_batch(batch->ledger, written, error);
}

static bool open_ledger(Batch *batch, GError **error)
{
	g_autofree char *spool = g_build_filename(batch->out, "spool", NULL);

	batch->lock = out_lock(batch->out, error);
	if (batch->lock < 0 || !folder_make(spool, error))
		return false;
	batch->ledger = ledger_open(batch->out, ledger_rebuild, error);
	return batch->ledger != NULL && deliver_settle(batch->ledger, batch->out, error) &&
		find_unfinished(batch, error);
}

/* Planning. */

static bool plan_document(Batch *batch, const char *dossier, const char *folder,
	const PlannedDocument *planned, GError **error)
{
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(source_free);
	g_autofree char *refusal = g_strdup(planned->refusal);

	for (unsigned i = 0; i < planned->files->len; i++) {
		char *why = NULL;
		g_autofree char *path = g_build_filename(folder, planned->files->pdata[i], NULL);
		g_ptr_array_add(sources, source_look(path, &why));
		if (why != NULL) {
			g_free(refusal);
			refusal = why;
		}
	}
	g_autofree char *told = NULL;
	if (!ledger_plan(batch->ledger, batch->out, dossier, planned->name, sources, refusal,
		    &batch->plan, &told, error))
		return false;
	if (told != NULL)
		say(batch, told);
	return true;
}

static bool plan_dossier(gpointer data, const char *dossier, const char *folder,
	GPtrArray *documents, GError **error)
{
	Batch *batch = data;
	g_autoptr(GHashTable) names = ledger_names(batch->ledger, dossier, error);

	if (names == NULL || !ledger_begin(batch->ledger, error))
		return false;
	plan_keep_names(documents, names);
	for (unsigned i = 0; i < documents->len; i++)
		if (!plan_document(batch, dossier, folder, documents->pdata[i], error)) {
			ledger_rollback(batch->ledger);
			return false;
		}
	return ledger_commit(batch->ledger, error);
}

/* The rest goes on; the run ends with 1. */
static void pass_over(gpointer data, const char *sentence)
{
	Batch *batch = data;

	batch->passed_over++;
	say(batch, sentence);
}

static bool list_dossier(gpointer data, const char *dossier, const char *folder,
	GPtrArray *documents, GError **error)
{
	const Batch *batch = data;

	(void)folder;
	if (batch->ledger != NULL) {
		g_autoptr(GHashTable) names = ledger_names(batch->ledger, dossier, error);
		if (names == NULL)
			return false;
		plan_keep_names(documents, names);
	}
	for (unsigned i = 0; i < documents->len; i++) {
		const PlannedDocument *document = documents->pdata[i];
		g_print("%s/%s", dossier, document->name);
		for (unsigned j = 0; j < document->files->len; j++) {
			g_autofree char *shown = file_show(document->files->pdata[j]);
			g_print("\t%s", shown);
		}
		g_print("%s%s\n", document->refusal != NULL ? "\t! " : "",
			document->refusal != NULL ? document->refusal : "");
	}
	return true;
}

static bool walk(Batch *batch, PlanVisitor visit, GError **error)
{
	unsigned hidden;

	if (!plan_walk(batch->scans, visit, pass_over, batch, &hidden, error))
		return false;
	if (hidden == 0 || batch->order->level != PROGRESS_VERBOSE)
		return true;
	g_autofree char *sentence = g_strdup_printf(
		ngettext("%u file or folder whose name begins with a dot is passed over",
			"%u files and folders whose names begin with a dot are passed over",
			hidden),
		hidden);
	say(batch, sentence);
	return true;
}

/* By the names that they have in the ledger, if there is one. */
static bool list(Batch *batch, GError **error)
{
	g_autofree char *database = out_database(batch->out);

	if (g_file_test(database, G_FILE_TEST_IS_REGULAR)) {
		batch->ledger = ledger_open_read(batch->out, error);
		if (batch->ledger == NULL)
			return false;
	}
	return walk(batch, list_dossier, error);
}

static bool plan(Batch *batch, GError **error)
{
	/* what an interrupted batch left counts as well, also if its scans are elsewhere */
	return walk(batch, plan_dossier, error) &&
		ledger_count(batch->ledger, &batch->before, error);
}

/* Working. */

static bool begin(gpointer data, GError **error)
{
	Batch *batch = data;

	if (batch->batch == 0 &&
		!ledger_begin_batch(batch->ledger, batch->scans, &batch->batch, error))
		return false;
	batch->batch_scans = ledger_batch_scans(batch->ledger, batch->batch, batch->scans, error);
	return batch->batch_scans != NULL;
}

static bool start_keeper(gpointer data, GError **error)
{
	Batch *batch = data;

	batch->keeper = signing_start_keeper(batch->order->settings, batch->out, error);
	if (batch->keeper == NULL)
		return error_blame_settings(error);
	if (keeper_identity(batch->keeper)->demonstration)
		say(batch,
			_("no key is set: signing with a demonstration identity, WITHOUT LEGAL "
			  "VALUE"));
	return true;
}

static bool load_reader(gpointer data, GError **error)
{
	Batch *batch = data;

	if (batch->before.waiting == 0)
		return true;
	batch->reader = page_load_reader(batch->order->settings, error);
	return batch->reader != NULL;
}

static bool work(gpointer data, GError **error)
{
	Batch *batch = data;
	g_autofree char *page_settings = page_settings_of(batch->order->settings);
	Run run = { batch->out, batch->order->settings, page_settings, batch->ledger, batch->keeper,
		batch->reader, batch->batch, batch->batch_scans, batch->order->jobs,
		batch->progress };

	(void)error;
	/* trouble in the work does not keep the manifest from saying what was done */
	return batch->before.waiting == 0 || run_waiting(&run, &batch->count, &batch->trouble) ||
		batch->trouble != NULL;
}

static GBytes *ask_keeper(gpointer keeper, GBytes *request, GError **error)
{
	return keeper_sign(keeper, request, error);
}

/* When nothing waits, what lies in the spool was left by runs that were killed. */
static bool empty_spool(const Batch *batch, GError **error)
{
	g_autofree char *spool = g_build_filename(batch->out, "spool", NULL);

	return folder_remove(spool, error) && folder_make(spool, error);
}

/* Not written while documents wait: the batch is then unfinished and will be taken up. A ledger that
 * was made anew may know of more than one without a manifest. */
static bool manifest(gpointer data, GError **error)
{
	Batch *batch = data;
	Signer signer = signing_signer(
		batch->order->settings, keeper_identity(batch->keeper), ask_keeper, batch->keeper);
	gint64 number = batch->batch;

	if (batch->count.stopped || batch->trouble != NULL || batch->count.postponed > 0)
		return true;
	while (number != 0)
		if (!manifest_write(batch->ledger, batch->out, number, &signer, error) ||
			!ledger_finish_batch(batch->ledger, number, error) ||
			!ledger_unfinished_batch(batch->ledger, &number, error))
			return false;
	return empty_spool(batch, error);
}

static bool report_count(const Batch *batch, GError **error)
{
	const RunCount *run = &batch->count;
	g_autofree char *shown = file_show(batch->out);
	LedgerCount all;

	if (!ledger_count(batch->ledger, &all, error))
		return false;
	g_autofree char *sentence = g_strdup_printf(
		ngettext("%u delivered (%u by this run), %u quarantined, %u waiting for the next "
			 "run; %u page read; results in %s",
			"%u delivered (%u by this run), %u quarantined, %u waiting for the next "
			"run; %u pages read; results in %s",
			run->pages),
		all.delivered, run->delivered, all.quarantined, all.waiting, run->pages, shown);
	say(batch, sentence);
	if (run->short_pages == 0)
		return true;
	g_autofree char *short_of = g_strdup_printf(
		ngettext("%u page falls short of the rules for digital copies; digitize status "
			 "tells how",
			"%u pages fall short of the rules for digital copies; digitize status "
			"tells how",
			run->short_pages),
		run->short_pages);
	say(batch, short_of);
	return true;
}

static bool report(gpointer data, GError **error)
{
	Batch *batch = data;

	g_clear_pointer(&batch->progress, progress_free);
	out_prune(batch->out);
	if (!report_count(batch, batch->trouble == NULL ? error : NULL) && batch->trouble == NULL)
		return false;
	if (batch->count.stopped)
		say(batch, _("stopped; the same command goes on where it was"));
	if (batch->trouble == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&batch->trouble));
	return false;
}

const Stage batch_stages[] = {
	{ "begin", begin },
	{ "keeper", start_keeper },
	{ "reader", load_reader },
	{ "work", work },
	{ "manifest", manifest },
	{ "report", report },
	{ NULL, NULL },
};

static bool run_batch(Batch *batch, GError **error)
{
	if (!open_ledger(batch, error) || !plan(batch, error))
		return false;
	if (batch->batch == 0 && batch->before.waiting == 0) {
		g_autofree char *sentence =
			g_strdup_printf(_("nothing to do: %u delivered, %u quarantined before"),
				batch->before.delivered, batch->before.quarantined);
		say(batch, sentence);
		return true;
	}
	batch->progress = progress_new(batch->order->level, batch->before.waiting);
	return stages_walk(batch_stages, batch, NULL, NULL, error);
}

bool batch_run(const BatchOrder *order, int *out_status, GError **error)
{
	g_auto(Batch) batch = { .order = order, .lock = -1 };

	if (!find_folders(&batch, error) || !signing_check_settings(order->settings, error) ||
		!vocabulary_add(order->settings->document_vocabulary, error))
		return false;
	if (!(order->dry_run ? list(&batch, error) : run_batch(&batch, error)))
		return false;
	unsigned amiss = batch.passed_over + batch.plan.quarantined + batch.plan.told +
		batch.count.quarantined + batch.count.postponed + batch.count.stopped;
	*out_status = amiss == 0 ? EXIT_WELL : EXIT_NOT_ALL;
	return true;
}
