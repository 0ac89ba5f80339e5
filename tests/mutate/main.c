/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify COUNT SEED JOBS ROOTS FOUND FILE…: changes the signed PDFs FILE… in COUNT ways, and has each verified.
 * None may be called valid unless a stranger shows what it showed before (tests/mutate/seen.h), or what an earlier
 * revision of it showed, at whose end it was cut; none may crash, hang for SECONDS or take more memory than
 * MOST_KILOBYTES. What is found lies in the folder FOUND.
 *
 * The children do the work, so that a crash costs one file; they tell in shared memory which is theirs. Which way
 * a file is changed in depends on SEED and its number alone.
 */
#include "signer/verify.h"
#include "tests/mutate/base.h"
#include "tests/mutate/mutation.h"
#include "tests/mutate/seen.h"

#include <poppler.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SECONDS = 20,
	MOST_KILOBYTES = 512 << 10,
	MOST_MUTATIONS = 64,
	MOST_JOBS = 64,
	MOST_FOUND = 100
};

typedef struct {
	guint64 made, valid, harmless, refused;
} Tally;

/* A child's, in memory that it shares with its parent. */
typedef struct {
	pid_t process;
	guint64 next; /* the number of the file it is at; every JOBS-th is its own */
	guint64 found;
	long kilobytes;
	Tally tallies[MOST_MUTATIONS];
} Slot;

static struct {
	guint64 count;
	guint32 seed;
	unsigned jobs;
	const char *found;
	TrustSet *trust;
	GPtrArray *bases;
	GPtrArray *shown; /* of GPtrArray: what each revision of a base shows */
	Slot *slots;
} run;

static GPtrArray *tell_revisions(const Base *base)
{
	GPtrArray *shown = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < base->ends->len; i++) {
		g_autoptr(GBytes) part = g_bytes_new_from_bytes(
			base->bytes, 0, g_array_index(base->ends, size_t, i));
		char *told = seen_tell(part);
		if (told != NULL)
			g_ptr_array_add(shown, told);
	}
	if (shown->len == 0)
		g_error("%s: poppler cannot read it", base->name);
	return shown;
}

static GString *make(guint64 number, unsigned *out_base, unsigned *out_mutation)
{
	*out_base = (unsigned)(number % run.bases->len);
	return mutate(run.bases->pdata[*out_base],
		run.seed + (guint32)(number / run.bases->len) * 2654435761u + *out_base,
		out_mutation);
}

static void keep(guint64 number, const char *why)
{
	unsigned base, mutation;
	g_autoptr(GString) bytes = make(number, &base, &mutation);
	g_autofree char *path = g_strdup_printf("%s/%" G_GUINT64_FORMAT ".pdf", run.found, number);

	g_file_set_contents(path, bytes->str, (gssize)bytes->len, NULL);
	g_print("# %s: %s (%s, %s)\n", path, why, ((Base *)run.bases->pdata[base])->name,
		mutations[mutation].name);
}

static bool is_harmless(const GString *made, unsigned base)
{
	const GPtrArray *shown = run.shown->pdata[base];
	g_autoptr(GBytes) bytes = g_bytes_new(made->str, made->len);
	g_autofree char *told = seen_tell(bytes);

	for (unsigned i = 0; told != NULL && i < shown->len; i++)
		if (strcmp(told, shown->pdata[i]) == 0)
			return true;
	return false;
}

static void try_one(Slot *slot, int file)
{
	g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", file);
	g_autoptr(GError) error = NULL;
	unsigned base, mutation;
	g_autoptr(GString) bytes = make(slot->next, &base, &mutation);
	Tally *tally = &slot->tallies[mutation];

	g_assert_cmpint(ftruncate(file, 0), ==, 0);
	g_assert_cmpint(pwrite(file, bytes->str, bytes->len, 0), ==, (ssize_t)bytes->len);
	g_autoptr(VerifyReport) report =
		verify_file(path, &(VerifyRules) { .trust = run.trust }, &error);
	tally->made++;
	tally->refused += report == NULL;
	if (report == NULL || report->indication != TOTAL_PASSED)
		return;
	tally->valid++;
	if (is_harmless(bytes, base)) {
		tally->harmless++;
		return;
	}
	slot->found++;
	keep(slot->next, "it is called valid");
}

static void work(Slot *slot)
{
	int file = memfd_create("changed", MFD_CLOEXEC);
	struct rusage used;

	for (; slot->next < run.count; slot->next += run.jobs) {
		alarm(SECONDS);
		try_one(slot, file);
		alarm(0);
		if (slot->next % 64 != 0 && slot->next + run.jobs < run.count)
			continue;
		g_assert_cmpint(getrusage(RUSAGE_SELF, &used), ==, 0);
		slot->kilobytes = MAX(slot->kilobytes, used.ru_maxrss);
		if (used.ru_maxrss > MOST_KILOBYTES)
			_exit(2);
	}
	_exit(0);
}

static void start(Slot *slot)
{
	fflush(stdout);
	slot->process = fork();
	g_assert_cmpint(slot->process, >=, 0);
	if (slot->process == 0)
		work(slot);
}

static void take_end(Slot *slot, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return;
	slot->found++;
	keep(slot->next,
		WIFEXITED(status)                     ? "the memory has grown too much"
			: WTERMSIG(status) == SIGALRM ? "it takes too long"
						      : g_strsignal(WTERMSIG(status)));
	slot->next += run.jobs;
	if (slot->found < MOST_FOUND)
		start(slot);
}

static void run_all(void)
{
	int status;
	pid_t ended;

	for (unsigned i = 0; i < run.jobs; i++) {
		run.slots[i].next = i;
		start(&run.slots[i]);
	}
	while ((ended = wait(&status)) > 0)
		for (unsigned i = 0; i < run.jobs; i++)
			if (run.slots[i].process == ended)
				take_end(&run.slots[i], status);
}

static guint64 report_all(double seconds)
{
	Tally all = { 0 };
	guint64 found = 0;
	long kilobytes = 0;

	g_print("%10s %8s %8s %8s\n", "changed", "no PDF", "valid", "harmless");
	for (unsigned m = 0; m < mutation_count; m++) {
		Tally sum = { 0 };
		for (unsigned i = 0; i < run.jobs; i++) {
			const Tally *one = &run.slots[i].tallies[m];
			sum.made += one->made;
			sum.refused += one->refused;
			sum.valid += one->valid;
			sum.harmless += one->harmless;
		}
		g_print("%10" G_GUINT64_FORMAT " %8" G_GUINT64_FORMAT " %8" G_GUINT64_FORMAT
			" %8" G_GUINT64_FORMAT "  %s\n",
			sum.made, sum.refused, sum.valid, sum.harmless, mutations[m].name);
		all.made += sum.made;
		all.valid += sum.valid;
	}
	for (unsigned i = 0; i < run.jobs; i++) {
		found += run.slots[i].found;
		kilobytes = MAX(kilobytes, run.slots[i].kilobytes);
	}
	g_print("%" G_GUINT64_FORMAT " changed, %" G_GUINT64_FORMAT
		" found; %.0f s, %.0f /s, %ld MB\n",
		all.made, found, seconds, (double)all.made / seconds, kilobytes >> 10);
	return found + (all.made < run.count);
}

/* Every base must be verified as its own name says, or nothing that was found would mean anything. */
static void load_bases(char **paths)
{
	run.bases = g_ptr_array_new_with_free_func((GDestroyNotify)base_free);
	run.shown = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	for (; *paths != NULL; paths++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(VerifyReport) report =
			verify_file(*paths, &(VerifyRules) { .trust = run.trust }, &error);
		if (report == NULL || report->indication != TOTAL_PASSED)
			g_error("%s: it is not valid to begin with", *paths);
		g_ptr_array_add(run.bases, base_load(*paths));
		g_ptr_array_add(run.shown, tell_revisions(run.bases->pdata[run.bases->len - 1]));
	}
}

static void be_silent(G_GNUC_UNUSED const char *domain, G_GNUC_UNUSED GLogLevelFlags level,
	G_GNUC_UNUSED const char *message, G_GNUC_UNUSED gpointer data)
{
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (argc < 7)
		g_error("verify COUNT SEED JOBS ROOTS FOUND FILE...");
	g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, be_silent, NULL);
	run.count = g_ascii_strtoull(argv[1], NULL, 10);
	run.seed = (guint32)g_ascii_strtoull(argv[2], NULL, 10);
	run.jobs = CLAMP((unsigned)atoi(argv[3]), 1, MOST_JOBS);
	run.trust = trust_load((const char *const[]) { argv[4], NULL }, &error);
	g_assert_no_error(error);
	run.found = argv[5];
	load_bases(argv + 6);
	g_assert_cmpuint(mutation_count, <=, MOST_MUTATIONS);
	run.slots = mmap(NULL, MOST_JOBS * sizeof(Slot), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g_assert_true(run.slots != MAP_FAILED);

	gint64 began = g_get_monotonic_time();
	run_all();
	guint64 found = report_all((double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC);
	g_ptr_array_unref(run.bases);
	g_ptr_array_unref(run.shown);
	trust_free(run.trust);
	return found == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
