/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How work ends: rules 4 and 5 of run.c. */
#include "pipeline/runner.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "pipeline/deliver.h"
#include "pipeline/error.h"
#include "pipeline/ledger_shortfalls.h"
#include "pipeline/stages.h"

#include <glib/gstdio.h>
#include <string.h>

enum { MOST_ATTEMPTS = 3 };

void runner_stop_for(Runner *runner, GError *trouble)
{
	if (runner->trouble == NULL)
		runner->trouble = trouble;
	else
		g_error_free(trouble);
}

void runner_quarantine(Runner *runner, Active *active, const char *stage, const char *sentence)
{
	GError *error = NULL;
	bool secret = strcmp(stage, "describe") == 0;

	if (active->ended)
		return;
	if (!quarantine_document(runner->run->ledger, runner->run->out, active->document,
		    runner->run->batch, stage, sentence, secret, &error)) {
		runner_stop_for(runner, error);
		return;
	}
	g_autofree char *line = g_strdup_printf(_("%s: quarantined: %s"), active->shown, sentence);
	active->ended = active->settled = true;
	runner->count.quarantined++;
	progress_quarantined(runner->run->progress, line);
}

/* Can OUT still be written to? Sets the trouble if not. */
static void try_disk(Runner *runner)
{
	g_autofree char *path = g_build_filename(runner->run->out, "spool", ".trial", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new_static("trial\n", 6);
	GError *error = NULL;

	if (!file_publish(path, bytes, &error)) {
		runner_stop_for(runner, error);
		return;
	}
	g_unlink(path);
}

/* The system is at fault: the document waits for the next run, the others go on if they can. What
 * had to wait again and again, with a disk and a key that are well, is quarantined; but not what
 * waits for a service that signing needs. */
static void end_for_now(Runner *runner, Active *active, const char *stage, const char *sentence)
{
	GError *error = NULL;

	try_disk(runner);
	bool counts = runner->trouble == NULL && strcmp(stage, "sign") != 0;
	if (counts && active->document->attempts + 1 >= MOST_ATTEMPTS) {
		runner_quarantine(runner, active, stage, sentence);
		return;
	}
	if (!ledger_postpone(
		    runner->run->ledger, active->document->id, stage, sentence, counts, &error)) {
		runner_stop_for(runner, error);
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
		runner_quarantine(
			runner, active, "survey", _("the survey of the scans made no sense"));
		return;
	}
	active->surveyed = true;
	active->attempts = 0;
	active->left = document->pages->len;
	if (!ledger_put_survey(runner->run->ledger, document, &error))
		runner_stop_for(runner, error);
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
	g_autofree char *verdict = NULL, *doubt = NULL;
	PageOutcome outcome = { report->stage, result->message, report->times, result->seconds,
		result->cpu_seconds, result->peak_kilobytes, 0, 0, false, NULL, NULL };

	g_variant_dict_lookup(report->facts, "confidence", "d", &outcome.confidence);
	g_variant_dict_lookup(report->facts, "words", "u", &words);
	g_variant_dict_lookup(report->facts, "blank", "b", &blank);
	outcome.words = words;
	outcome.blank = blank;
	g_variant_dict_lookup(report->facts, "verdict", "s", &verdict);
	g_variant_dict_lookup(report->facts, "doubt", "s", &doubt);
	outcome.verdict = verdict;
	outcome.doubt = doubt;
	if (ledger_put_page(
		    runner->run->ledger, tag->active->document->id, tag->page, &outcome, &error))
		return true;
	runner_stop_for(runner, error);
	return false;
}

/* A crash, or a lack of time, may be the moment's fault: an overloaded machine, an OOM kill. */
static bool is_worth_another(const Runner *runner, const WorkerResult *result, unsigned attempts)
{
	return result->end != WORKER_FAILED &&
		attempts < (unsigned)runner->run->settings->page_attempts;
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
	if (is_worth_another(runner, result, page->attempts)) {
		active->next_page = MIN(active->next_page, tag->page - 1);
		return;
	}
	g_autofree char *sentence = page_sentence(active, tag->page, result->message);
	runner_quarantine(runner, active, report->stage, sentence);
}

/* One line: the document is delivered, and where it falls short of a rule. */
static char *delivered_line(Runner *runner, const Active *active, GError **error)
{
	unsigned pages = active->document->pages->len, short_pages;
	g_autofree char *told =
		shortfalls_tell(runner->run->ledger, active->document->id, &short_pages, error);
	g_autofree char *line = g_strdup_printf(
		ngettext("%s: delivered, %u page", "%s: delivered, %u pages", pages), active->shown,
		pages);

	runner->count.short_pages += short_pages;
	if (told == NULL)
		return g_steal_pointer(&line);
	return g_strdup_printf(
		ngettext("%s; %u falls short: %s", "%s; %u fall short: %s", short_pages), line,
		short_pages, told);
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
			runner_stop_for(runner, g_steal_pointer(&wrong));
		else
			runner_quarantine(runner, active, "deliver", wrong->message);
		return;
	}
	g_autofree char *line = delivered_line(runner, active, &error);
	active->ended = active->settled = true;
	runner->count.delivered++;
	if (error != NULL)
		runner_stop_for(runner, error);
	progress_delivered(runner->run->progress, line);
}

/* A survey, or the putting together of a document, that did not come to its end. */
static void end_undone(
	Runner *runner, Active *active, const WorkerResult *result, const StageReport *report)
{
	active->composing = false;
	if (!is_worth_another(runner, result, ++active->attempts))
		runner_quarantine(runner, active, report->stage, result->message);
}

void runner_end(Runner *runner, const Tag *tag, const WorkerResult *result)
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
		end_undone(runner, active, result, report);
	else if (tag->kind == SURVEY)
		end_survey(runner, active, report);
	else
		end_document(runner, active, result, report);
}
