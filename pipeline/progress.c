/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/progress.h"

#include "base/i18n.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR_WIDTH = 24, LEAST_BAR = 6, NARROW = 80 };
enum { BAR_PERIOD = G_USEC_PER_SEC / 5, LINE_PERIOD = 60 * G_USEC_PER_SEC };

struct Progress {
	ProgressLevel level;
	bool terminal, drawn;
	unsigned documents, done, quarantined, pages;
	gint64 start, last;
};

Progress *progress_new(ProgressLevel level, unsigned documents)
{
	Progress *progress = g_new0(Progress, 1);

	progress->level = level;
	progress->terminal = isatty(STDERR_FILENO);
	progress->documents = documents;
	progress->start = progress->last = g_get_monotonic_time();
	return progress;
}

static void erase(Progress *progress)
{
	if (progress->drawn)
		fputs("\r\033[K", stderr);
	progress->drawn = false;
}

static char *tell_left(const Progress *progress, double seconds)
{
	unsigned ended = progress->done + progress->quarantined;

	if (ended == 0 || progress->documents <= ended)
		return g_strdup("–");
	unsigned left = (unsigned)(seconds / ended * (progress->documents - ended));
	if (left >= 3600)
		return g_strdup_printf(_("%u h %02u min"), left / 3600, left / 60 % 60);
	return g_strdup_printf(_("%u min %02u s"), left / 60, left % 60);
}

static char *tell_state(const Progress *progress)
{
	double seconds = (double)(g_get_monotonic_time() - progress->start) / G_USEC_PER_SEC;
	g_autofree char *left = tell_left(progress, seconds);

	return g_strdup_printf(_("%u/%u documents, %u quarantined, pages: %u (%.0f/min), %s left"),
		progress->done + progress->quarantined, progress->documents, progress->quarantined,
		progress->pages, progress->pages / MAX(seconds, 1) * 60, left);
}

/* A line that is wider than the terminal could not be taken away again. */
static unsigned find_room(void)
{
	struct winsize size = { 0 };
	bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;

	return (known ? size.ws_col : NARROW) - 1U;
}

static void draw(Progress *progress)
{
	unsigned room = find_room();
	g_autofree char *state = tell_state(progress);
	unsigned length = (unsigned)g_utf8_strlen(state, -1);
	unsigned width = MIN(BAR_WIDTH, room > length + 3 ? room - length - 3 : 0);
	unsigned ended = progress->done + progress->quarantined;
	unsigned full = progress->documents > 0 ? width * ended / progress->documents : 0;

	erase(progress);
	if (width >= LEAST_BAR) {
		fputc('[', stderr);
		for (unsigned i = 0; i < width; i++)
			fputc(i < full ? '#' : '.', stderr);
		fputs("] ", stderr);
	}
	fprintf(stderr, "%.*s", (int)(g_utf8_offset_to_pointer(state, MIN(room, length)) - state),
		state);
	fflush(stderr);
	progress->drawn = true;
}

void progress_tick(Progress *progress)
{
	gint64 now = g_get_monotonic_time();

	if (progress->level == PROGRESS_QUIET ||
		now - progress->last < (progress->terminal ? BAR_PERIOD : LINE_PERIOD))
		return;
	progress->last = now;
	if (progress->terminal) {
		draw(progress);
		return;
	}
	g_autofree char *state = tell_state(progress);
	fprintf(stderr, "%s\n", state);
}

void progress_say(Progress *progress, const char *sentence)
{
	if (progress->level == PROGRESS_QUIET)
		return;
	erase(progress);
	fprintf(stderr, "%s: %s\n", g_get_prgname(), sentence);
}

void progress_page(Progress *progress)
{
	progress->pages++;
	progress_tick(progress);
}

void progress_delivered(Progress *progress, const char *sentence)
{
	progress->done++;
	if (progress->level == PROGRESS_VERBOSE)
		progress_say(progress, sentence);
	progress_tick(progress);
}

void progress_quarantined(Progress *progress, const char *sentence)
{
	progress->quarantined++;
	progress_say(progress, sentence);
	progress_tick(progress);
}

void progress_free(Progress *progress)
{
	if (progress == NULL)
		return;
	erase(progress);
	g_free(progress);
}
