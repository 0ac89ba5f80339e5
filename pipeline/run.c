/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How documents move:
 *  1. A few documents are active at a time, whatever the number that waits: memory does not grow.
 *  2. An active document is surveyed, then its pages are read, then it is put together: one
 *     worker for the survey, one for each page, one for the document.
 *  3. What is nearest to its end goes first: a document before pages, pages of an earlier
 *     document before those of a later one, surveys last.
 *  4. A worker that fails ends its document: quarantine, with the worker's sentence. A page that
 *     crashes or runs out of time is tried again first. A document that ended is dropped when
 *     its last worker has.
 *  5. Where the system is at fault (the error is transient) nothing is quarantined: the document
 *     waits for the next run. If OUT cannot be written to, or the key is gone, the run takes no
 *     more work and ends when its workers have.
 */
#include "pipeline/run.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/deliver.h"
#include "pipeline/error.h"
#include "pipeline/out.h"
#include "pipeline/stages.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

enum { WAIT_MILLISECONDS = 200, MOST_ATTEMPTS = 3 };

typedef struct {
	Document *document;
	char *spool, *shown; /* shown: dossier/document for sentences */
	unsigned next_page;  /* where the search for the next page goes on */
	unsigned left;	     /* pages not done */
	unsigned running;    /* workers */
	bool surveyed, composing, ended;
	bool settled; /* ended for good: delivered or quarantined */
} Active;

typedef enum { SURVEY, PAGE, DOCUMENT } Kind;

typedef struct {
	Kind kind;
	Active *active;
	unsigned page;
} Tag;

typedef struct {
	const Run *run;
	RunCount count;
	WorkerPool *pool;
	GPtrArray *actives; /* of Active, in the ledger's order */
	GPtrArray *tags;    /* of Tag: one for each worker */
	gint64 last_id;
	bool exhausted; /* the ledger has no further document */
	GError *trouble;
} Runner;

static volatile sig_atomic_t told_to_stop;

static void note_signal(int number)
{
	(void)number;
	told_to_stop = 1;
}

static void active_free(gpointer data)
{
	Active *active = data;

	document_free(active->document);
	g_free(active->spool);
	g_free(active->shown);
	g_free(active);
}

static bool is_stopping(const Runner *runner)
{
	return told_to_stop || runner->trouble != NULL;
}

/* Remembers the first trouble of the system. */
static void stop_for(Runner *runner, GError *trouble)
{
	if (runner->trouble == NULL)
		runner->trouble = trouble;
	else
		g_error_free(trouble);
}

static bool is_spooled(const Active *active, unsigned page)
{
	static const char *const suffixes[] = { ".image", ".xml" };

	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		g_autofree char *path =
			g_strdup_printf("%s/%05u%s", active->spool, page, suffixes[i]);
		if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
			return false;
	}
	return true;
}

static Active *activate(const Run *run, Document *document)
{
	Active *active = g_new0(Active, 1);

	active->document = document;
	active->spool = out_spool(run->out, document->dossier, document->name);
	active->shown = g_strdup_printf("%s/%s", document->dossier, document->name);
	active->surveyed = document->pages->len > 0;
	for (unsigned i = 0; i < document->pages->len; i++) {
		PageState *page = &g_array_index(document->pages, PageState, i);
		page->done = page->done && is_spooled(active, i + 1);
		active->left += !page->done;
	}
	return active;
}

static void end_in_quarantine(
	Runner *runner, Active *active, const char *stage, const char *sentence)
{
	GError *error = NULL;
	bool secret = strcmp(stage, "describe") == 0;

	if (active->ended)
		return;
	if (!quarantine_document(runner->run->ledger, runner->run->out, active->document,
		    runner->run->batch, stage, sentence, secret, &error)) {
		stop_for(runner, error);
		return;
	}
	g_autofree char *line = g_strdup_printf(_("%s: quarantined: %s"), active->shown, sentence);
	active->ended = active->settled = true;
	runner->count.quarantined++;
	progress_quarantined(runner->run->progress, line);
}

static void drop_ended(Runner *runner)
{
	for (unsigned i = runner->actives->len; i-- > 0;) {
		const Active *active = runner->actives->pdata[i];
		if (!active->ended || active->running > 0)
			continue;
		/* a page that was still at work may have made it again */
		if (active->settled)
			folder_remove(active->spool, NULL);
		g_ptr_array_remove_index(runner->actives, i);
	}
}

/* Takes up the next waiting document; false when there is none. */
static bool take_up(Runner *runner)
{
	GError *error = NULL;

	if (runner->exhausted || runner->actives->len > 2 * runner->run->jobs + 1)
		return false;
	Document *document = ledger_next_waiting(runner->run->ledger, runner->last_id, &error);
	if (document == NULL) {
		runner->exhausted = true;
		if (error != NULL)
			stop_for(runner, error);
		return false;
	}
	runner->last_id = document->id;
	Active *active = activate(runner->run, document);
	g_ptr_array_add(runner->actives, active);
	if (document->refusal != NULL) {
		end_in_quarantine(runner, active, "plan", document->refusal);
		drop_ended(runner);
	}
	return true;
}

/* Starting work. */

/* A document asks for its signature. Without a key nothing more can be delivered: the run stops. */
static GBytes *answer_document(gpointer data, GBytes *question, GError **error)
{
	Runner *runner = data;
	GError *trouble = NULL;
	size_t size;
	const unsigned char *digest = g_bytes_get_data(question, &size);

	if (size != 32) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_DATA, _("this is not a digest to sign"));
		return NULL;
	}
	GBytes *signature = keeper_sign(runner->run->keeper, digest, &trouble);
	if (signature == NULL) {
		if (error != NULL)
			*error = g_error_copy(trouble);
		stop_for(runner, trouble);
	}
	return signature;
}

static const struct {
	WorkerBody body;
	WorkerAnswer answer;
} kinds[] = {
	[SURVEY] = { survey_body, NULL },
	[PAGE] = { page_body, NULL },
	[DOCUMENT] = { document_body, answer_document },
};

static bool start(Runner *runner, Active *active, Kind kind, unsigned page)
{
	const Settings *settings = runner->run->settings;
	Job job = { settings, runner->run->engine, active->document, active->spool, page,
		runner->run->batch, keeper_identity(runner->run->keeper) };
	Tag *tag = g_new(Tag, 1);
	GError *error = NULL;
	int seconds = kind == PAGE ? settings->page_seconds : settings->document_seconds;
	WorkerTask task = { kinds[kind].body, &job, kinds[kind].answer, runner, tag,
		(unsigned)seconds, (unsigned)settings->page_memory };

	*tag = (Tag) { kind, active, page };
	g_ptr_array_add(runner->tags, tag);
	if (!worker_pool_start(runner->pool, &task, &error)) {
		stop_for(runner, error);
		return false;
	}
	active->running++;
	return true;
}

static unsigned find_page(Active *active)
{
	GArray *pages = active->document->pages;

	for (; active->next_page < pages->len; active->next_page++) {
		const PageState *page = &g_array_index(pages, PageState, active->next_page);
		if (!page->done && !page->running)
			return active->next_page + 1;
	}
	return 0;
}

static bool start_document(Runner *runner)
{
	for (unsigned i = 0; i < runner->actives->len; i++) {
		Active *active = runner->actives->pdata[i];
		if (active->ended || !active->surveyed || active->left > 0 || active->composing)
			continue;
		active->composing = true;
		return start(runner, active, DOCUMENT, 0);
	}
	return false;
}

static bool start_page(Runner *runner)
{
	for (unsigned i = 0; i < runner->actives->len; i++) {
		Active *active = runner->actives->pdata[i];
		unsigned page = active->ended || !active->surveyed ? 0 : find_page(active);
		if (page == 0)
			continue;
		g_array_index(active->document->pages, PageState, page - 1).running = true;
		return start(runner, active, PAGE, page);
	}
	return false;
}

static bool start_survey(Runner *runner)
{
	for (unsigned i = 0; i < runner->actives->len; i++) {
		Active *active = runner->actives->pdata[i];
		if (!active->ended && !active->surveyed && active->running == 0)
			return start(runner, active, SURVEY, 0);
	}
	return false;
}

static void fill_pool(Runner *runner)
{
	while (!is_stopping(runner) && worker_pool_has_room(runner->pool))
		if (!start_document(runner) && !start_page(runner) && !start_survey(runner) &&
			!take_up(runner))
			return;
}

/* How work ends. */

/* Can OUT still be written to? Sets the trouble if not. */
static void try_disk(Runner *runner)
{
	g_autofree char *path = g_build_filename(runner->run->out, "spool", ".trial", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("trial\n", 6);
	GError *error = NULL;

	if (!file_publish(path, bytes, &error)) {
		stop_for(runner, error);
		return;
	}
	g_unlink(path);
}

/* The system is at fault: the document waits for the next run, the others go on if they can. What
 * had to wait again and again, with a disk and a key that are well, is quarantined. */
static void end_for_now(Runner *runner, Active *active, const char *stage, const char *sentence)
{
	GError *error = NULL;

	try_disk(runner);
	bool counts = runner->trouble == NULL;
	if (counts && active->document->attempts + 1 >= MOST_ATTEMPTS) {
		end_in_quarantine(runner, active, stage, sentence);
		return;
	}
	if (!ledger_postpone(
		    runner->run->ledger, active->document->id, stage, sentence, counts, &error)) {
		stop_for(runner, error);
		return;
	}
	g_autofree char *line =
		g_strdup_printf(_("%s: waits for the next run: %s"), active->shown, sentence);
	active->ended = true;
	runner->count.postponed++;
	progress_quarantined(runner->run->progress, line);
}

/* Takes over what the survey found; false if it makes no sense. */
static bool take_survey(Document *document, GVariantDict *facts, unsigned max_pages)
{
	g_autoptr(GVariant) sources =
		g_variant_dict_lookup_value(facts, "sources", G_VARIANT_TYPE("a(su)"));
	gboolean kept = FALSE;

	if (sources == NULL || g_variant_n_children(sources) != document->sources->len)
		return false;
	g_variant_dict_lookup(facts, "kept", "b", &kept);
	document->kept = kept;
	for (unsigned i = 0; i < document->sources->len; i++) {
		Source *source = document->sources->pdata[i];
		g_free(source->sha256);
		g_variant_get_child(sources, i, "(su)", &source->sha256, &source->pages);
		if (source->pages == 0 || source->pages > max_pages)
			return false;
		for (unsigned j = 0; j < source->pages; j++) {
			PageState page = { .source = i, .source_page = j };
			g_array_append_val(document->pages, page);
		}
	}
	return true;
}

static void end_survey(Runner *runner, Active *active, const StageReport *report)
{
	Document *document = active->document;
	GError *error = NULL;

	if (!take_survey(
		    document, report->facts, (unsigned)runner->run->settings->scan_max_pages)) {
		end_in_quarantine(
			runner, active, "survey", _("the survey of the scans made no sense"));
		return;
	}
	active->surveyed = true;
	active->left = document->pages->len;
	if (!ledger_put_survey(runner->run->ledger, document, &error))
		stop_for(runner, error);
}

static char *page_sentence(const Active *active, unsigned page, const char *message)
{
	const PageState *state = &g_array_index(active->document->pages, PageState, page - 1);
	g_autofree char *shown = source_show(active->document->sources->pdata[state->source]);

	return g_strdup_printf(_("%s: page %u: %s"), shown, state->source_page + 1, message);
}

static bool put_page(
	Runner *runner, const Tag *tag, const WorkerResult *result, const StageReport *report)
{
	guint32 words = 0;
	gboolean blank = FALSE;
	GError *error = NULL;
	PageOutcome outcome = { report->stage, result->message, report->times, result->seconds,
		result->cpu_seconds, result->peak_kilobytes, 0, 0, false };

	g_variant_dict_lookup(report->facts, "confidence", "d", &outcome.confidence);
	g_variant_dict_lookup(report->facts, "words", "u", &words);
	g_variant_dict_lookup(report->facts, "blank", "b", &blank);
	outcome.words = words;
	outcome.blank = blank;
	if (ledger_put_page(
		    runner->run->ledger, tag->active->document->id, tag->page, &outcome, &error))
		return true;
	stop_for(runner, error);
	return false;
}

static void end_page(
	Runner *runner, const Tag *tag, const WorkerResult *result, const StageReport *report)
{
	Active *active = tag->active;
	PageState *page = &g_array_index(active->document->pages, PageState, tag->page - 1);

	page->running = false;
	page->attempts++;
	if (!put_page(runner, tag, result, report))
		return;
	if (result->end == WORKER_DONE) {
		page->done = true;
		active->left--;
		runner->count.pages++;
		progress_page(runner->run->progress);
		return;
	}
	if (result->end != WORKER_FAILED &&
		page->attempts < (unsigned)runner->run->settings->page_attempts) {
		active->next_page = MIN(active->next_page, tag->page - 1);
		return;
	}
	g_autofree char *sentence = page_sentence(active, tag->page, result->message);
	end_in_quarantine(runner, active, report->stage, sentence);
}

static void end_document(
	Runner *runner, Active *active, const WorkerResult *result, const StageReport *report)
{
	GError *error = NULL;

	if (!deliver_document(runner->run->ledger, runner->run->out, active->document,
		    runner->run->batch, active->spool, report, result->seconds, &error)) {
		g_autoptr(GError) wrong = error;
		if (error_is_transient(wrong) ||
			g_error_matches(wrong, PIPELINE_ERROR, PIPELINE_ERROR_LEDGER))
			stop_for(runner, g_steal_pointer(&wrong));
		else
			end_in_quarantine(runner, active, "deliver", wrong->message);
		return;
	}
	g_autofree char *line =
		g_strdup_printf(ngettext("%s: delivered, %u page", "%s: delivered, %u pages",
					active->document->pages->len),
			active->shown, active->document->pages->len);
	active->ended = active->settled = true;
	runner->count.delivered++;
	progress_delivered(runner->run->progress, line);
}

static void end(Runner *runner, const Tag *tag, const WorkerResult *result)
{
	Active *active = tag->active;
	g_autoptr(StageReport) report = stage_report_read(result->report);

	active->running--;
	if (active->ended)
		return;
	if (result->transient)
		end_for_now(runner, active, report->stage, result->message);
	else if (tag->kind == PAGE)
		end_page(runner, tag, result, report);
	else if (result->end != WORKER_DONE)
		end_in_quarantine(runner, active, report->stage, result->message);
	else if (tag->kind == SURVEY)
		end_survey(runner, active, report);
	else
		end_document(runner, active, result, report);
}

static void work(Runner *runner)
{
	for (;;) {
		fill_pool(runner);
		if (told_to_stop || worker_pool_busy(runner->pool) == 0)
			return;
		g_autoptr(WorkerResult) result = worker_pool_wait(runner->pool, WAIT_MILLISECONDS);
		progress_tick(runner->run->progress);
		if (result == NULL)
			continue;
		end(runner, result->tag, result);
		g_ptr_array_remove_fast(runner->tags, result->tag);
		drop_ended(runner);
	}
}

bool run_waiting(const Run *run, RunCount *out_count, GError **error)
{
	g_autoptr(GPtrArray) actives = g_ptr_array_new_with_free_func(active_free);
	g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(WorkerPool) pool = worker_pool_new(run->jobs);
	Runner runner = { .run = run, .pool = pool, .actives = actives, .tags = tags };
	struct sigaction stop = { .sa_handler = note_signal };
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);

	work(&runner);
	runner.count.stopped = told_to_stop;
	*out_count = runner.count;
	if (runner.trouble == NULL)
		return true;
	g_propagate_error(error, runner.trouble);
	return false;
}
