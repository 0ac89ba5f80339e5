/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "base/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool say_hello(WorkerLink *link, gpointer data, GError **error)
{
	g_autoptr(GBytes) report = g_bytes_new_static("hello", 5);

	(void)data;
	return worker_report(link, report, error);
}

static bool fail(WorkerLink *link, gpointer data, GError **error)
{
	(void)link;
	int code = data != NULL ? BASE_ERROR_SYSTEM : BASE_ERROR_DATA;
	g_set_error(error, BASE_ERROR, code, "the page is torn");
	return false;
}

static bool crash(WorkerLink *link, gpointer data, GError **error)
{
	(void)link;
	(void)data;
	(void)error;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return true;
}

static bool hang(WorkerLink *link, gpointer data, GError **error)
{
	(void)link;
	(void)data;
	(void)error;
	while (pause() < 0)
		continue;
	return true;
}

#if !defined(__SANITIZE_ADDRESS__)
static bool eat_memory(WorkerLink *link, gpointer data, GError **error)
{
	(void)link;
	(void)data;
	(void)error;
	char *much = g_malloc(2UL << 30);
	return much != NULL;
}
#endif

static bool flood(WorkerLink *link, gpointer data, GError **error)
{
	(void)data;
	g_autofree char *big = g_malloc0(1 << 20);
	g_autoptr(GBytes) report = g_bytes_new(big, 1 << 20);
	for (int i = 0; i < 64; i++)
		if (!worker_report(link, report, error))
			return false;
	return true;
}

static bool say_too_much(WorkerLink *link, gpointer data, GError **error)
{
	g_autofree char *big = g_malloc0((1 << 20) + 1);
	g_autoptr(GBytes) report = g_bytes_new(big, (1 << 20) + 1);

	(void)data;
	return worker_report(link, report, error);
}

static bool write_garbage(WorkerLink *link, gpointer data, GError **error)
{
	unsigned char head[5] = { 'R', 0xff, 0xff, 0xff, 0xff };
	g_assert_cmpint(write(3, head, sizeof head), ==, sizeof head);
	return hang(link, data, error);
}

static bool ask(WorkerLink *link, gpointer data, GError **error)
{
	g_autoptr(GBytes) question = g_bytes_new_static("sign", 4);
	g_autoptr(GBytes) answer = worker_ask(link, question, error);

	(void)data;
	return answer != NULL && worker_report(link, answer, error);
}

static bool list_descriptors(WorkerLink *link, gpointer data, GError **error)
{
	int *foreign = data;
	bool open = write(*foreign, "x", 1) == 1;
	g_autoptr(GBytes) report = g_bytes_new_static(open ? "open" : "shut", 4);

	return worker_report(link, report, error);
}

static GBytes *answer_twice(gpointer data, GBytes *question, GError **error)
{
	(void)data;
	(void)error;
	size_t size;
	const char *text = g_bytes_get_data(question, &size);
	g_autofree char *twice = g_strdup_printf("%.*s %.*s", (int)size, text, (int)size, text);
	return g_bytes_new(twice, strlen(twice));
}

static GBytes *answer_late(gpointer data, GBytes *question, GError **error)
{
	g_usleep(G_USEC_PER_SEC * 3 / 2);
	return answer_twice(data, question, error);
}

static bool ask_without_end(WorkerLink *link, gpointer data, GError **error)
{
	while (ask(link, data, error))
		continue;
	return false;
}

static bool count_up(WorkerLink *link, gpointer data, GError **error)
{
	(void)data;
	for (char digit = '1'; digit <= '9'; digit++) {
		g_autoptr(GBytes) report = g_bytes_new(&digit, 1);
		if (!worker_report(link, report, error))
			return false;
	}
	raise(SIGKILL);
	return true;
}

static void hear(gpointer data, GBytes *report)
{
	g_string_append_len(data, g_bytes_get_data(report, NULL), (gssize)g_bytes_get_size(report));
}

static WorkerResult *run(const WorkerTask *task)
{
	g_autoptr(WorkerPool) pool = worker_pool_new(1);
	g_autoptr(GError) error = NULL;
	WorkerResult *result = NULL;

	g_assert_true(worker_pool_start(pool, task, &error));
	g_assert_no_error(error);
	g_assert_false(worker_pool_has_room(pool));
	while (result == NULL)
		result = worker_pool_wait(pool, 10000);
	g_assert_cmpuint(worker_pool_busy(pool), ==, 0);
	return result;
}

static WorkerResult *run_body(WorkerBody body)
{
	return run(&(WorkerTask) { .body = body, .seconds = 60, .megabytes = 1024 });
}

static void brings_the_report_back(void)
{
	int tag;
	g_autoptr(WorkerResult) result =
		run(&(WorkerTask) { .body = say_hello, .seconds = 60, .tag = &tag });

	g_assert_cmpint(result->end, ==, WORKER_DONE);
	g_assert_true(result->tag == &tag);
	g_assert_cmpmem(g_bytes_get_data(result->report, NULL), 5, "hello", 5);
	g_assert_null(result->message);
}

static void brings_the_error_back(void)
{
	g_autoptr(WorkerResult) result = run_body(fail);
	g_autoptr(WorkerResult) later =
		run(&(WorkerTask) { .body = fail, .data = &result, .seconds = 60 });

	g_assert_cmpint(result->end, ==, WORKER_FAILED);
	g_assert_cmpstr(result->message, ==, "the page is torn");
	g_assert_false(result->transient);
	g_assert_true(later->transient);
}

static void survives_a_crash(void)
{
	g_autoptr(WorkerResult) result = run_body(crash);

	g_assert_cmpint(result->end, ==, WORKER_CRASHED);
	g_assert_nonnull(strstr(result->message, "11"));
}

static void kills_at_the_time_limit(void)
{
	g_autoptr(WorkerResult) result = run(&(WorkerTask) { .body = hang, .seconds = 1 });

	g_assert_cmpint(result->end, ==, WORKER_TIMED_OUT);
	g_assert_cmpfloat(result->seconds, >=, 1.0);
	g_assert_cmpfloat(result->seconds, <, 10.0);
}

static void holds_the_memory_limit(void)
{
#if defined(__SANITIZE_ADDRESS__)
	g_test_skip("the address sanitizer needs the address space");
#else
	g_autoptr(WorkerResult) result = run_body(eat_memory);
	g_assert_cmpint(result->end, ==, WORKER_CRASHED);
#endif
}

static void does_not_grow_with_a_talkative_worker(void)
{
	g_autoptr(WorkerResult) result = run_body(flood);

	g_assert_cmpint(result->end, ==, WORKER_DONE);
	g_assert_cmpuint(g_bytes_get_size(result->report), ==, 1 << 20);
}

static void refuses_a_report_that_is_too_long(void)
{
	g_autoptr(WorkerResult) result = run_body(say_too_much);

	g_assert_cmpint(result->end, ==, WORKER_FAILED);
	g_assert_false(result->transient);
	g_assert_nonnull(strstr(result->message, "1048576"));
}

static void kills_who_breaks_the_framing(void)
{
	g_autoptr(WorkerResult) result = run_body(write_garbage);

	g_assert_cmpint(result->end, ==, WORKER_CRASHED);
	g_assert_cmpfloat(result->seconds, <, 30.0);
}

static void answers_questions(void)
{
	g_autoptr(WorkerResult) result =
		run(&(WorkerTask) { .body = ask, .answer = answer_twice, .seconds = 60 });

	g_assert_cmpint(result->end, ==, WORKER_DONE);
	g_assert_cmpmem(g_bytes_get_data(result->report, NULL), 9, "sign sign", 9);
}

/* Three ask at once, and each answer takes longer than any of them may live. */
static void stops_the_clock_while_a_question_is_open(void)
{
	WorkerTask task = { .body = ask, .answer = answer_late, .seconds = 1 };
	g_autoptr(WorkerPool) pool = worker_pool_new(3);

	while (worker_pool_has_room(pool))
		g_assert_true(worker_pool_start(pool, &task, NULL));
	while (worker_pool_busy(pool) > 0) {
		g_autoptr(WorkerResult) result = worker_pool_wait(pool, 10000);
		g_assert_true(result == NULL || result->end == WORKER_DONE);
	}
}

static void kills_who_asks_without_end(void)
{
	g_autoptr(WorkerResult) result = run(
		&(WorkerTask) { .body = ask_without_end, .answer = answer_twice, .seconds = 60 });

	g_assert_cmpint(result->end, ==, WORKER_CRASHED);
	g_assert_cmpfloat(result->seconds, <, 30.0);
}

static bool ask_twenty_times(WorkerLink *link, gpointer data, GError **error)
{
	for (unsigned i = 0; i < 20; i++)
		if (!ask(link, data, error))
			return false;
	return true;
}

static void lets_ask_as_often_as_the_task_says(void)
{
	WorkerTask task = {
		.body = ask_twenty_times, .answer = answer_twice, .seconds = 60, .questions = 20
	};
	g_autoptr(WorkerResult) enough = run(&task);
	task.questions = 19;
	g_autoptr(WorkerResult) too_few = run(&task);

	g_assert_cmpint(enough->end, ==, WORKER_DONE);
	g_assert_cmpint(too_few->end, ==, WORKER_CRASHED);
}

static void refuses_questions_of_those_who_may_not_ask(void)
{
	g_autoptr(WorkerResult) result = run_body(ask);

	g_assert_cmpint(result->end, ==, WORKER_FAILED);
}

static void leaves_no_foreign_descriptor_open(void)
{
	int ends[2];
	g_assert_cmpint(pipe(ends), ==, 0);
	g_autoptr(WorkerResult) result =
		run(&(WorkerTask) { .body = list_descriptors, .data = &ends[1], .seconds = 60 });

	g_assert_cmpmem(g_bytes_get_data(result->report, NULL), 4, "shut", 4);
	close(ends[0]);
	close(ends[1]);
}

static void hands_on_each_report(void)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	g_autoptr(WorkerResult) result = run(&(WorkerTask) {
		.body = count_up, .hear = hear, .hear_data = heard, .seconds = 60 });

	g_assert_cmpint(result->end, ==, WORKER_CRASHED);
	g_assert_cmpstr(heard->str, ==, "123456789");
	g_assert_cmpmem(g_bytes_get_data(result->report, NULL), 1, "9", 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/worker/brings the report back", brings_the_report_back);
	g_test_add_func("/worker/brings the error back", brings_the_error_back);
	g_test_add_func("/worker/survives a crash", survives_a_crash);
	g_test_add_func("/worker/kills at the time limit", kills_at_the_time_limit);
	g_test_add_func("/worker/holds the memory limit", holds_the_memory_limit);
	g_test_add_func("/worker/does not grow with a talkative worker",
		does_not_grow_with_a_talkative_worker);
	g_test_add_func(
		"/worker/refuses a report that is too long", refuses_a_report_that_is_too_long);
	g_test_add_func("/worker/kills who breaks the framing", kills_who_breaks_the_framing);
	g_test_add_func("/worker/answers questions", answers_questions);
	g_test_add_func("/worker/stops the clock while a question is open",
		stops_the_clock_while_a_question_is_open);
	g_test_add_func("/worker/kills who asks without end", kills_who_asks_without_end);
	g_test_add_func("/worker/lets a worker ask as often as its task says",
		lets_ask_as_often_as_the_task_says);
	g_test_add_func("/worker/refuses questions of those who may not ask",
		refuses_questions_of_those_who_may_not_ask);
	g_test_add_func(
		"/worker/leaves no foreign descriptor open", leaves_no_foreign_descriptor_open);
	g_test_add_func("/worker/hands on each report of one that dies too", hands_on_each_report);
	return g_test_run();
}
