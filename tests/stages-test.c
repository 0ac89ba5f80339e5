/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "pipeline/stages.h"

#include <string.h>

/* A walk of three stages, of which the one numbered `failing` fails. */
typedef struct {
	int failing, done;
} Work;

static bool step(Work *work, int number, GError **error)
{
	if (work->failing == number) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_DATA, "stage %d is torn", number);
		return false;
	}
	work->done++;
	return true;
}

static bool one(gpointer work, GError **error)
{
	return step(work, 1, error);
}

static bool two(gpointer work, GError **error)
{
	return step(work, 2, error);
}

static bool three(gpointer work, GError **error)
{
	return step(work, 3, error);
}

static const Stage stages[] = { { "one", one }, { "two", two }, { "three", three },
	{ NULL, NULL } };

static bool body(WorkerLink *link, gpointer data, GError **error)
{
	GVariantDict facts;
	bool walked;

	g_variant_dict_init(&facts, NULL);
	g_variant_dict_insert(&facts, "answer", "u", 42);
	walked = stages_walk(stages, data, &facts, link, error);
	if (!walked)
		g_variant_dict_clear(&facts);
	return walked;
}

static WorkerResult *walk_in_worker(int failing)
{
	Work work = { failing, 0 };
	WorkerTask task = { .body = body, .data = &work, .seconds = 60 };
	g_autoptr(WorkerPool) pool = worker_pool_new(1);
	WorkerResult *result = NULL;

	g_assert_true(worker_pool_start(pool, &task, NULL));
	while (result == NULL)
		result = worker_pool_wait(pool, 10000);
	return result;
}

static void reports_times_and_facts_at_the_end(void)
{
	g_autoptr(WorkerResult) result = walk_in_worker(0);
	g_autoptr(StageReport) report = stage_report_read(result->report);
	guint32 answer = 0;

	g_assert_cmpint(result->end, ==, WORKER_DONE);
	g_assert_cmpstr(report->stage, ==, "three");
	g_assert_nonnull(strstr(report->times, "\"one\""));
	g_assert_nonnull(strstr(report->times, "\"three\""));
	g_assert_true(g_variant_dict_lookup(report->facts, "answer", "u", &answer));
	g_assert_cmpuint(answer, ==, 42);
}

static void names_the_stage_that_failed(void)
{
	g_autoptr(WorkerResult) result = walk_in_worker(2);
	g_autoptr(StageReport) report = stage_report_read(result->report);

	g_assert_cmpint(result->end, ==, WORKER_FAILED);
	g_assert_cmpstr(result->message, ==, "stage 2 is torn");
	g_assert_cmpstr(report->stage, ==, "two");
	g_assert_nonnull(strstr(report->times, "\"one\""));
	g_assert_null(strstr(report->times, "\"two\""));
}

static void stops_at_the_first_error(void)
{
	Work work = { 2, 0 };
	g_autoptr(GError) error = NULL;

	g_assert_false(body(NULL, &work, &error));
	g_assert_error(error, BASE_ERROR, BASE_ERROR_DATA);
	g_assert_cmpint(work.done, ==, 1);
}

static void takes_nonsense_for_an_empty_report(void)
{
	static const char *const nonsense[] = { "", "x", "\377\377\377\377\377\377\377\377",
		"(sa(sd)a{sv})", "\001\002\003\004\005\006\007\010\011\012\013\014\015\016" };

	for (size_t i = 0; i < G_N_ELEMENTS(nonsense); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new(nonsense[i], strlen(nonsense[i]));
		g_autoptr(StageReport) report = stage_report_read(bytes);
		g_assert_true(g_utf8_validate(report->stage, -1, NULL));
		g_assert_nonnull(report->times);
		g_assert_false(g_variant_dict_contains(report->facts, "answer"));
	}
	g_autoptr(StageReport) none = stage_report_read(NULL);
	g_assert_cmpstr(none->stage, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(
		"/stages/reports times and facts at the end", reports_times_and_facts_at_the_end);
	g_test_add_func("/stages/names the stage that failed", names_the_stage_that_failed);
	g_test_add_func("/stages/stops at the first error", stops_at_the_first_error);
	g_test_add_func(
		"/stages/takes nonsense for an empty report", takes_nonsense_for_an_empty_report);
	return g_test_run();
}
