/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a file go out before its verdict goes into the journal: a run that is killed may tell a
 * file twice, but leaves none untold. */
#include "signer/verify_output.h"

#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/show_html.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PROGRESS_MICROSECONDS = 200000 };

void verify_output_begin(VerifyOutput *output)
{
	output->progress = !output->quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	output->well = true;
	output->start = g_get_monotonic_time();
	if (output->index != NULL)
		output->page = show_html_index_begin();
	if (!output->quiet && output->head != NULL &&
		(output->verdicts == NULL || verdicts_count(output->verdicts) == 0))
		fputs(output->head, stdout);
}

static void clear_progress(const VerifyOutput *output)
{
	if (output->progress)
		g_printerr("\r\033[K");
}

/* The caller frees it. */
static char *show_counts(const VerifyOutput *output)
{
	return g_strdup_printf(_("%u files: %u valid, %u not valid, %u without enough grounds"),
		output->files, output->counts[TOTAL_PASSED], output->counts[TOTAL_FAILED],
		output->counts[INDETERMINATE]);
}

static void show_progress(VerifyOutput *output)
{
	gint64 now = g_get_monotonic_time();

	if (!output->progress || now - output->shown < PROGRESS_MICROSECONDS)
		return;
	g_autofree char *counts = show_counts(output);
	output->shown = now;
	g_printerr("\r%s", counts);
}

void verify_output_warn(VerifyOutput *output, GError *error)
{
	output->well = false;
	clear_progress(output);
	command_report(error);
}

/* Has a call put on standard output what it should? The first fault is told; a reader who has heard enough
 * is none. */
static bool check_lines(VerifyOutput *output, bool put)
{
	GError *error = NULL;

	if (put || output->unheard)
		return !output->unheard;
	output->unheard = true;
	if (errno == EPIPE)
		return false;
	error_set_errno(&error, errno, _("standard output"));
	verify_output_warn(output, error);
	return false;
}

/* What is longer than the stream's buffer goes out, or is lost, at once. */
static void put_lines(VerifyOutput *output, const char *lines)
{
	if (lines != NULL && !output->quiet)
		check_lines(output, fputs(lines, stdout) != EOF);
}

static bool flush_lines(VerifyOutput *output)
{
	return check_lines(output, fflush(stdout) == 0);
}

static bool remember(VerifyOutput *output, const VerifyItem *item)
{
	KnownVerdict verdict = { item->indication, item->demonstration, item->listing };
	GError *error = NULL;

	if (output->verdicts == NULL || item->kind != ITEM_PDF || item->known || !item->judged ||
		item->problem != NULL)
		return true;
	if (!flush_lines(output))
		return false;
	if (verdicts_add(output->verdicts, item->path, item->size, item->changed, verdict, &error))
		return true;
	verify_output_warn(output, error);
	return false;
}

static void count(VerifyOutput *output, const VerifyItem *item)
{
	output->well &= item->well;
	output->listings[item->listing]++;
	if (item->kind == ITEM_LISTED)
		return;
	output->files++;
	output->counts[item->indication]++;
	output->known += item->known;
	output->unjudged += !item->judged && !item->known;
	output->demonstrations += item->demonstration;
}

bool verify_output_tell(gpointer data, const VerifyItem *item)
{
	VerifyOutput *output = data;

	count(output, item);
	clear_progress(output);
	put_lines(output, item->lines);
	if (item->problem != NULL) {
		g_printerr("%s: %s\n", g_get_prgname(), item->problem);
		output->well = false;
	}
	if (output->page != NULL)
		show_html_index_add(output->page, item);
	show_progress(output);
	return remember(output, item);
}

static void put_count(GString *line, const char *form, unsigned number)
{
	if (number > 0)
		g_string_append_printf(line, form, number);
}

static void print_sum(const VerifyOutput *output)
{
	g_autofree char *counts = show_counts(output);
	g_autoptr(GString) line = g_string_new(counts);

	put_count(line, _(", of which %u could not be judged"), output->unjudged);
	put_count(line, _("; %u DEMONSTRATIONS WITHOUT LEGAL VALUE"), output->demonstrations);
	put_count(line, _("; %u known from an earlier run"), output->known);
	put_count(
		line, _("; %u other than the manifest lists"), output->listings[LISTING_DIFFERENT]);
	put_count(line, _("; %u missing"), output->listings[LISTING_MISSING]);
	put_count(line, _("; %u in no manifest"), output->listings[LISTING_SURPLUS]);
	g_printerr("%s\n", line->str);
}

static void write_index(VerifyOutput *output)
{
	GError *error = NULL;

	show_html_index_end(output->page);
	g_autoptr(GBytes) page = g_string_free_to_bytes(g_steal_pointer(&output->page));
	if (!file_publish(output->index, page, &error))
		verify_output_warn(output, error);
}

bool verify_output_end(VerifyOutput *output)
{
	unsigned told = output->files;

	for (unsigned i = LISTING_SAME; i < G_N_ELEMENTS(output->listings); i++)
		told += output->listings[i];
	flush_lines(output);
	clear_progress(output);
	if (output->page != NULL)
		write_index(output);
	if (told > 1 && !output->quiet)
		print_sum(output);
	return output->well && output->files > 0;
}
