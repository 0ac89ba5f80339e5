/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How documents move:
 *  1. A few documents are active at a time, whatever the number that waits: memory does not grow.
 *  2. An active document is surveyed, then its pages are read, then it is put together: one
 *     worker for the survey, one for each page, one for the document.
 *  3. What is nearest to its end goes first: a document before pages, pages of an earlier
 *     document before those of a later one, surveys last.
 *  4. A worker that fails ends its document: quarantine, with the worker's sentence. One that
 *     crashes or runs out of time is tried again first. A document that ended is dropped when
 *     its last worker has.
 *  5. Where the system is at fault (the error is transient) nothing is quarantined: the document
 *     waits for the next run (what had to wait three times is quarantined after all). If OUT
 *     cannot be written to, or the key is gone, the run takes no more work and ends when its
 *     workers have.
 *  6. What an interrupted run left of a document is taken up only if it was made with the settings
 *     of this run: otherwise all its pages are done again, so that none is made of two profiles.
 */
#include "pipeline/runner.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/deliver.h"
#include "pipeline/error.h"
#include "pipeline/out.h"
#include "pipeline/stages.h"
#include "signer/request.h"

#include <signal.h>

enum { WAIT_MILLISECONDS = 200 };

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

static char *find_lost(const Run *run, const Document *document)
{
	char *lost = NULL;

	for (unsigned i = 0; lost == NULL && i < document->sources->len; i++)
		lost = source_lost(document->sources->pdata[i], run->scans);
	return lost;
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
			runner_stop_for(runner, error);
		return false;
	}
	runner->last_id = document->id;
	if (!ledger_take_settings(
		    runner->run->ledger, document, runner->run->page_settings, &error)) {
		document_free(document);
		runner_stop_for(runner, error);
		return false;
	}
	Active *active = activate(runner->run, document);
	g_ptr_array_add(runner->actives, active);
	g_autofree char *refusal = deliver_refusal(runner->run->out, document);
	g_autofree char *lost = find_lost(runner->run, document);
	if (document->refusal != NULL)
		runner_quarantine(runner, active, "plan", document->refusal);
	else if (refusal != NULL)
		runner_quarantine(runner, active, "deliver", refusal);
	else if (lost != NULL)
		runner_quarantine(runner, active, "survey", lost);
	drop_ended(runner);
	return true;
}

/* Starting work. */

/* A document asks for its signature. Without a key nothing more can be delivered: the run stops. */
static GBytes *answer_document(gpointer data, GBytes *question, GError **error)
{
	Runner *runner = data;
	GError *trouble = NULL;
	SignRequest asked;

	if (!request_read(question, &asked, error))
		return NULL;
	GBytes *signature = keeper_sign(runner->run->keeper, question, &trouble);
	if (signature == NULL) {
		if (error != NULL)
			*error = g_error_copy(trouble);
		runner_stop_for(runner, trouble);
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
	Job job = { settings, runner->run->reader, active->document, active->spool, page,
		runner->run->batch, runner->run->scans, keeper_identity(runner->run->keeper) };
	Tag *tag = g_new(Tag, 1);
	GError *error = NULL;
	int seconds = kind == PAGE ? settings->page_seconds : settings->document_seconds;
	WorkerTask task = { kinds[kind].body, &job, kinds[kind].answer, runner, tag,
		(unsigned)seconds, (unsigned)settings->page_memory, 0 };

	*tag = (Tag) { kind, active, page };
	g_ptr_array_add(runner->tags, tag);
	if (!worker_pool_start(runner->pool, &task, &error)) {
		runner_stop_for(runner, error);
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
		runner_end(runner, result->tag, result);
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
