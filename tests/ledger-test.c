/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"
#include "pipeline/error.h"
#include "pipeline/ledger.h"
#include "pipeline/out.h"
#include "pipeline/sql.h"

#include <string.h>

typedef struct {
	char *out;
	Ledger *ledger;
} Fixture;

static bool fill_nothing(Ledger *ledger, const char *out, GError **error)
{
	(void)ledger;
	(void)out;
	(void)error;
	return true;
}

static void set_up(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	fixture->out = g_dir_make_tmp("ledger-XXXXXX", NULL);
	fixture->ledger = ledger_open(fixture->out, fill_nothing, &error);
	g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
	(void)data;
	ledger_close(fixture->ledger);
	folder_remove(fixture->out, NULL);
	g_free(fixture->out);
}

/* Plans one document of one source; returns what the plan counted. */
static PlanCount plan(Fixture *fixture, const char *path, uint64_t size, const char *refusal)
{
	g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(source_free);
	Source *source = g_new0(Source, 1);
	PlanCount count = { 0 };
	g_autoptr(GError) error = NULL;

	source->path = g_strdup(path);
	source->size = size;
	source->mtime = 42;
	g_ptr_array_add(sources, source);
	g_autofree char *told = NULL;
	g_assert_true(ledger_plan(fixture->ledger, fixture->out, "H1", "001", sources, refusal,
		&count, &told, &error));
	g_assert_cmpuint(count.told, ==, told != NULL);
	g_assert_no_error(error);
	return count;
}

static Document *next(Fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	Document *document = ledger_next_waiting(fixture->ledger, 0, &error);

	g_assert_no_error(error);
	return document;
}

/* Delivers the waiting document with its three products in the store. */
static void deliver(Fixture *fixture, gint64 batch)
{
	g_autoptr(Document) document = next(fixture);
	g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func(product_free);
	g_autofree char *store = g_build_filename(fixture->out, "store/H1", NULL);

	g_assert_true(folder_make(store, NULL));
	for (const char *const *suffix = out_suffixes; *suffix != NULL; suffix++) {
		Product *product = g_new0(Product, 1);
		product->path = out_product("H1", "001", *suffix);
		product->sha256 = g_strdup("00");
		g_autofree char *path = g_build_filename(fixture->out, product->path, NULL);
		g_assert_true(g_file_set_contents(path, "x", 1, NULL));
		g_ptr_array_add(products, product);
	}
	Delivery delivery = { batch, "{}", 1.5, products };
	g_assert_true(ledger_intend(fixture->ledger, document->id, &delivery, NULL));
	g_assert_true(ledger_deliver(fixture->ledger, document->id, NULL));
}

static gint64 begin_batch(Fixture *fixture)
{
	gint64 batch;

	g_assert_true(ledger_begin_batch(fixture->ledger, "/scans", &batch, NULL));
	return batch;
}

static void takes_new_documents(Fixture *fixture, gconstpointer data)
{
	(void)data;
	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 10, NULL).waiting, ==, 1);
	g_autoptr(Document) document = next(fixture);
	g_assert_cmpstr(document->dossier, ==, "H1");
	g_assert_cmpstr(document->name, ==, "001");
	g_assert_cmpuint(document->sources->len, ==, 1);
	g_assert_cmpuint(document->pages->len, ==, 0);
	/* planned again, it is the same one */
	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 10, NULL).waiting, ==, 1);
	g_autoptr(Document) none = ledger_next_waiting(fixture->ledger, document->id, NULL);
	g_assert_null(none);
}

static void remembers_pages(Fixture *fixture, gconstpointer data)
{
	(void)data;
	plan(fixture, "/scans/H1/001.tif", 10, NULL);
	g_autoptr(Document) document = next(fixture);
	for (unsigned i = 0; i < 3; i++) {
		PageState page = { .source_page = i };
		g_array_append_val(document->pages, page);
	}
	g_assert_true(ledger_put_survey(fixture->ledger, document, NULL));
	PageOutcome done = { .stage = "encode", .times = "{}" };
	PageOutcome crashed = { .stage = "recognize", .reason = "it crashed", .times = "{}" };
	g_assert_true(ledger_put_page(fixture->ledger, document->id, 2, &done, NULL));
	g_assert_true(ledger_put_page(fixture->ledger, document->id, 3, &crashed, NULL));

	g_autoptr(Document) again = next(fixture);
	g_assert_cmpuint(again->pages->len, ==, 3);
	g_assert_false(g_array_index(again->pages, PageState, 0).done);
	g_assert_true(g_array_index(again->pages, PageState, 1).done);
	g_assert_false(g_array_index(again->pages, PageState, 2).done);
}

static bool first_is_done(Fixture *fixture, const char *settings)
{
	g_autoptr(Document) document = next(fixture);

	g_assert_true(ledger_take_settings(fixture->ledger, document, settings, NULL));
	g_assert_cmpuint(document->pages->len, ==, 1);
	return g_array_index(document->pages, PageState, 0).done;
}

static void begins_anew_with_other_settings(Fixture *fixture, gconstpointer data)
{
	PageState page = { 0 };
	PageOutcome done = { .stage = "encode", .times = "{}" };

	(void)data;
	plan(fixture, "/scans/H1/001.tif", 10, NULL);
	g_autoptr(Document) document = next(fixture);
	g_assert_true(ledger_take_settings(fixture->ledger, document, "faithful", NULL));
	g_array_append_val(document->pages, page);
	g_assert_true(ledger_put_survey(fixture->ledger, document, NULL));
	g_assert_true(ledger_put_page(fixture->ledger, document->id, 1, &done, NULL));

	g_assert_true(first_is_done(fixture, "faithful"));
	g_assert_false(first_is_done(fixture, "compact"));
	/* and stays so, also under the old ones: nothing of them is left */
	g_assert_false(first_is_done(fixture, "compact"));
	g_assert_false(first_is_done(fixture, "faithful"));
	g_assert_true(ledger_put_page(fixture->ledger, document->id, 1, &done, NULL));
	g_assert_true(first_is_done(fixture, "faithful"));
}

/* Its tables are there for the next writer, and empty for who reads. */
static void takes_up_version_2(Fixture *fixture, gconstpointer data)
{
	gint64 version;

	(void)data;
	plan(fixture, "/scans/H1/001.tif", 10, NULL);
	g_assert_true(sql_execute(ledger_database(fixture->ledger),
		"DROP TABLE makings; DROP TABLE shortfalls; PRAGMA user_version = 2", NULL));
	g_autoptr(Ledger) reader = ledger_open_read(fixture->out, NULL);
	g_assert_nonnull(reader);
	g_assert_true(sql_execute(ledger_database(reader), "SELECT * FROM shortfalls", NULL));
	g_assert_true(sql_number(
		ledger_database(reader), &version, 0, NULL, "PRAGMA main.user_version", ""));
	g_assert_cmpint(version, ==, 2);

	g_autoptr(Ledger) writer = ledger_open(fixture->out, fill_nothing, NULL);
	g_assert_nonnull(writer);
	g_assert_true(sql_execute(ledger_database(writer), "SELECT * FROM main.makings", NULL));
	g_assert_true(sql_number(
		ledger_database(writer), &version, 0, NULL, "PRAGMA main.user_version", ""));
	g_assert_cmpint(version, ==, 3);
	g_autoptr(Document) document = ledger_next_waiting(writer, 0, NULL);
	g_assert_nonnull(document);
}

static void begins_anew_with_a_changed_scan(Fixture *fixture, gconstpointer data)
{
	remembers_pages(fixture, data);
	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 11, NULL).waiting, ==, 1);
	g_autoptr(Document) document = next(fixture);
	g_assert_cmpuint(document->pages->len, ==, 0);
}

static void takes_a_quarantined_scan_up_when_it_changes(Fixture *fixture, gconstpointer data)
{
	(void)data;
	gint64 batch = begin_batch(fixture);
	plan(fixture, "/scans/H1/001.tif", 10, NULL);
	g_autoptr(Document) document = next(fixture);
	g_assert_true(ledger_quarantine(
		fixture->ledger, document->id, batch, "read", "it is torn", NULL));

	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 10, NULL).quarantined, ==, 1);
	g_assert_null(next(fixture));
	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 11, NULL).waiting, ==, 1);
	g_autoptr(Document) again = next(fixture);
	g_assert_nonnull(again);
}

static void keeps_what_is_delivered(Fixture *fixture, gconstpointer data)
{
	(void)data;
	gint64 batch = begin_batch(fixture);
	plan(fixture, "/scans/H1/001.tif", 10, NULL);
	deliver(fixture, batch);

	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 10, NULL).delivered, ==, 1);
	/* the scans' folder may move */
	g_assert_cmpuint(plan(fixture, "/moved/H1/001.tif", 10, NULL).told, ==, 0);
	PlanCount count = plan(fixture, "/scans/H1/001.tif", 11, NULL);
	g_assert_cmpuint(count.delivered, ==, 1);
	g_assert_cmpuint(count.told, ==, 1);
	g_assert_null(next(fixture));
}

/* Of a scan that waits, and of one that is delivered. */
static void keeps_to_the_folder_a_name_came_from(Fixture *fixture, gconstpointer data)
{
	(void)data;
	gint64 batch = begin_batch(fixture);
	plan(fixture, "/scans/H1/001.tif", 10, NULL);
	PlanCount count = plan(fixture, "/others/H1/001.tif", 11, NULL);
	g_assert_cmpuint(count.told, ==, 1);
	g_assert_cmpuint(count.waiting, ==, 1);
	g_autoptr(Document) document = next(fixture);
	const Source *source = document->sources->pdata[0];
	g_assert_cmpstr(source->path, ==, "/scans/H1/001.tif");

	deliver(fixture, batch);
	count = plan(fixture, "/others/H1/001.tif", 11, NULL);
	g_assert_cmpuint(count.told, ==, 1);
	g_assert_cmpuint(count.delivered, ==, 1);
	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 10, NULL).told, ==, 0);
}

static void makes_a_lost_pdf_again(Fixture *fixture, gconstpointer data)
{
	keeps_what_is_delivered(fixture, data);
	g_autofree char *alto = g_build_filename(fixture->out, "store/H1/001.alto.xml", NULL);
	g_autofree char *pdf = g_build_filename(fixture->out, "store/H1/001.pdf", NULL);

	/* where the PDF is, nothing is made again */
	g_assert_true(folder_remove(alto, NULL));
	PlanCount count = plan(fixture, "/scans/H1/001.tif", 11, NULL);
	g_assert_cmpuint(count.delivered, ==, 1);
	g_assert_cmpuint(count.told, ==, 1);
	g_assert_true(folder_remove(pdf, NULL));
	g_assert_cmpuint(plan(fixture, "/scans/H1/001.tif", 10, NULL).waiting, ==, 1);
}

static void remembers_why_the_plan_refuses(Fixture *fixture, gconstpointer data)
{
	(void)data;
	g_assert_cmpuint(
		plan(fixture, "/scans/H1/001.tif", 10, "a page is missing").waiting, ==, 1);
	g_autoptr(Document) document = next(fixture);
	g_assert_cmpstr(document->refusal, ==, "a page is missing");
}

static void remembers_the_unfinished_batch(Fixture *fixture, gconstpointer data)
{
	gint64 batch;

	(void)data;
	g_assert_true(ledger_unfinished_batch(fixture->ledger, &batch, NULL));
	g_assert_cmpint(batch, ==, 0);
	gint64 begun = begin_batch(fixture);
	g_assert_true(ledger_unfinished_batch(fixture->ledger, &batch, NULL));
	g_assert_cmpint(batch, ==, begun);
	g_assert_true(ledger_finish_batch(fixture->ledger, begun, NULL));
	g_assert_true(ledger_unfinished_batch(fixture->ledger, &batch, NULL));
	g_assert_cmpint(batch, ==, 0);
}

static void refuses_what_is_no_ledger(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *other = g_build_filename(fixture->out, "other", NULL);
	g_autofree char *path = out_database(other);

	(void)data;
	g_assert_true(folder_make(other, NULL));
	g_assert_true(
		g_file_set_contents(path, "this is no database at all, only text\n", -1, NULL));
	g_autoptr(Ledger) ledger = ledger_open(other, fill_nothing, &error);
	g_assert_null(ledger);
	g_assert_error(error, PIPELINE_ERROR, PIPELINE_ERROR_LEDGER);
}

static void refuses_another_versions_ledger(Fixture *fixture, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_true(
		sql_execute(ledger_database(fixture->ledger), "PRAGMA user_version = 99", NULL));
	g_autoptr(Ledger) ledger = ledger_open(fixture->out, fill_nothing, &error);
	g_assert_null(ledger);
	g_assert_error(error, PIPELINE_ERROR, PIPELINE_ERROR_LEDGER);
}

static const struct {
	const char *title;
	void (*run)(Fixture *, gconstpointer);
} tests[] = {
	{ "/ledger/takes new documents", takes_new_documents },
	{ "/ledger/remembers pages", remembers_pages },
	{ "/ledger/begins anew with other settings", begins_anew_with_other_settings },
	{ "/ledger/takes up a ledger of version 2", takes_up_version_2 },
	{ "/ledger/begins anew with a changed scan", begins_anew_with_a_changed_scan },
	{ "/ledger/takes a quarantined scan up when it changes",
		takes_a_quarantined_scan_up_when_it_changes },
	{ "/ledger/keeps what is delivered", keeps_what_is_delivered },
	{ "/ledger/keeps to the folder a name came from", keeps_to_the_folder_a_name_came_from },
	{ "/ledger/makes a lost PDF again", makes_a_lost_pdf_again },
	{ "/ledger/remembers why the plan refuses", remembers_why_the_plan_refuses },
	{ "/ledger/remembers the unfinished batch", remembers_the_unfinished_batch },
	{ "/ledger/refuses what is no ledger", refuses_what_is_no_ledger },
	{ "/ledger/refuses another version's ledger", refuses_another_versions_ledger },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].title, Fixture, NULL, set_up, tests[i].run, tear_down);
	return g_test_run();
}
