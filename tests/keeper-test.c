/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "tests/signing.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

static const unsigned char first[32] = { 1 }, second[32] = { 2 };

static Keeper *start_patient(unsigned patience)
{
	KeySource source = { .file = box, .patience = patience };
	g_autoptr(GError) error = NULL;
	Keeper *keeper = keeper_start(&source, &error);

	g_assert_no_error(error);
	return keeper;
}

/* The only child that this program has. */
static pid_t find_child(void)
{
	g_autofree char *path =
		g_strdup_printf("/proc/%d/task/%d/children", (int)getpid(), (int)getpid());
	g_autofree char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	int child = atoi(text);
	g_assert_cmpint(child, >, 0);
	return child;
}

static void expect_nothing(Keeper *keeper, const unsigned char digest[32])
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) request = make_request(digest);
	g_autoptr(GBytes) signature = keeper_sign(keeper, request, &error);

	g_assert_null(signature);
	g_assert_true(error_is_transient(error));
}

/* A token that hangs for a while: its keeper does not run. */
static void gives_a_late_answer_to_nobody(void)
{
	g_autoptr(Keeper) keeper = start_patient(1);
	pid_t child = find_child();

	kill(child, SIGSTOP);
	expect_nothing(keeper, first);
	kill(child, SIGCONT);
	g_usleep(G_USEC_PER_SEC / 2);
	expect_nothing(keeper, second);
	expect_nothing(keeper, first);
}

static void survives_the_end_of_its_process(void)
{
	g_autoptr(Keeper) keeper = start_patient(0);

	kill(find_child(), SIGKILL);
	expect_nothing(keeper, first);
	expect_nothing(keeper, first);
}

static void tick(int number)
{
	static int left = 30;

	(void)number;
	if (--left == 0)
		setitimer(ITIMER_REAL, &(struct itimerval) { 0 }, NULL);
}

static void stops_waiting_for_a_signal(void)
{
	g_autoptr(Keeper) keeper = start_patient(60);
	pid_t child = find_child();
	struct sigaction handled = { .sa_handler = tick };
	struct itimerval often = { { 0, 100000 }, { 0, 100000 } };
	gint64 begin = g_get_monotonic_time();

	kill(child, SIGSTOP);
	sigaction(SIGALRM, &handled, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	expect_nothing(keeper, first);
	setitimer(ITIMER_REAL, &(struct itimerval) { 0 }, NULL);
	g_assert_cmpint(g_get_monotonic_time() - begin, <, 20 * G_USEC_PER_SEC);
	kill(child, SIGCONT);
	expect_nothing(keeper, first);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	signing_begin();
	g_test_add_func("/keeper/gives a late answer to nobody", gives_a_late_answer_to_nobody);
	g_test_add_func("/keeper/tells when its process has ended, again and again",
		survives_the_end_of_its_process);
	g_test_add_func("/keeper/stops waiting for a signal", stops_waiting_for_a_signal);
	int status = g_test_run();

	signing_end();
	return status;
}
