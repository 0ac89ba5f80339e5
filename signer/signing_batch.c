/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/signing_batch.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/request.h"

#include <string.h>
#include <unistd.h>

enum {
	FIRST_FILES = 16, /* of the first workers, so that few files are shared out, too */
	MOST_FILES = 128, /* of the later ones: processes cost something to begin */
	BYTES_A_WORKER = 64 << 20,
	MEGABYTES = 2048,
	SECONDS = 120,
	BYTES_A_SECOND = 1 << 20,
	WAITING_WORKERS = 8, /* beyond the jobs, where time-stamps are waited for */
	LEVEL_SECONDS = 6 * 3600,
};

typedef struct {
	SigningBatch *order;
	WorkerPool *pool;
	GQueue again;   /* of SigningItem, whose worker died */
	bool ended;     /* there is no next file */
	unsigned begun; /* workers */
	GError *stop;   /* why nothing more is begun */
} Run;

static bool is_waiting_level(const Run *run)
{
	return run->order->manner.plan->level >= LEVEL_T;
}

/* Only what has the form of a request reaches the keeper. */
static GBytes *answer(gpointer data, GBytes *question, GError **error)
{
	Run *run = data;
	const Signer *signer = run->order->manner.signer;
	SignRequest asked;
	g_autoptr(GError) problem = NULL;

	if (!request_read(question, &asked, error))
		return NULL;
	if (run->stop != NULL) {
		g_propagate_error(error, g_error_copy(run->stop));
		return NULL;
	}
	GBytes *signature = signer->sign(signer->sign_data, question, &problem);
	if (signature != NULL)
		return signature;
	if (run->stop == NULL && error_is_transient(problem))
		run->stop = g_error_copy(problem);
	g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

static void tell(Run *run, const SigningItem *item)
{
	const SigningBatch *order = run->order;
	const JournalEntry entry = { item->in, item->out, item->size, item->out_size, item->time };
	GError *error = NULL;

	if (order->journal != NULL && item->out_size > 0 &&
		!journal_knows(order->journal, item->in, item->out) &&
		!journal_add(order->journal, &entry, &error)) {
		if (run->stop == NULL)
			run->stop = g_steal_pointer(&error);
		g_clear_error(&error);
	}
	order->tell(order->data, item);
}

static bool is_in_journal(const SigningBatch *order, const SigningItem *item)
{
	return !order->manner.force && order->journal != NULL &&
		journal_knows(order->journal, item->in, item->out);
}

/* The next file that is not known to be signed. */
static SigningItem *next_item(Run *run)
{
	SigningBatch *order = run->order;
	while (!run->ended) {
		SigningItem *item = order->next(order->data);
		run->ended = item == NULL;
		if (item == NULL || (item->end == 0 && !is_in_journal(order, item)))
			return item;
		if (item->end == 0)
			item->end = SIGNING_KNOWN;
		tell(run, item);
		signing_item_free(item);
	}
	return NULL;
}

static unsigned most_files(const Run *run)
{
	unsigned doublings = run->begun / run->order->jobs;

	return is_waiting_level(run) ? 1 : MIN(FIRST_FILES << MIN(doublings, 8), MOST_FILES);
}

static SigningWork *gather(Run *run, guint64 *out_bytes)
{
	unsigned most = most_files(run);
	g_autoptr(SigningWork) work = signing_work_new(&run->order->manner, &run->stop);
	if (work == NULL)
		return NULL;
	SigningItem *item = g_queue_pop_head(&run->again);

	*out_bytes = 0;
	if (item != NULL) {
		most = 1;
		g_ptr_array_add(work->items, item);
	}
	while (work->items->len < most && *out_bytes < BYTES_A_WORKER &&
		(item = next_item(run)) != NULL) {
		guint64 size = 0;
		gint64 time;
		journal_look(item->in, &size, &time);
		*out_bytes += size;
		g_ptr_array_add(work->items, item);
	}
	return work->items->len > 0 ? g_steal_pointer(&work) : NULL;
}

static bool renew_check(Run *run)
{
	SigningBatch *order = run->order;

	if (order->rules == NULL ||
		(order->check != NULL &&
			signing_check_holds(order->check, g_get_real_time() / G_USEC_PER_SEC)))
		return true;
	signing_check_free(order->check);
	order->check = signing_check_make(
		order->manner.signer->identity->certificates, order->rules, &run->stop);
	return order->check != NULL;
}

static void start(Run *run)
{
	guint64 bytes;
	if (!renew_check(run))
		return;
	SigningWork *work = gather(run, &bytes);
	if (work == NULL)
		return;

	WorkerTask task = { .body = signing_work_do,
		.data = work,
		.answer = answer,
		.answer_data = run,
		.tag = work,
		.questions = 2 *
			work->items->len, /* a time-stamp that has no room makes a file ask again */
		.seconds = is_waiting_level(run) ? LEVEL_SECONDS
						 : SECONDS + (unsigned)(bytes / BYTES_A_SECOND),
		.megabytes = MEGABYTES + (unsigned)(4 * bytes >> 20) };
	run->begun++;
	if (!worker_pool_start(run->pool, &task, &run->stop))
		signing_work_free(work);
}

static void blame(SigningItem *item, const WorkerResult *result)
{
	g_autofree char *shown = file_show(item->in);
	g_autofree char *part = file_name_part(item->out);

	unlink(part);
	item->end = SIGNING_FAILED;
	item->message = g_strdup_printf("%s: %s", shown, result->message);
}

static void settle(Run *run, WorkerResult *result)
{
	SigningWork *work = result->tag;
	SigningItem *at = signing_work_take(work, result->report);

	if (result->message == NULL)
		result->message = g_strdup(_("the process said nothing of it"));
	for (unsigned i = 0; i < work->items->len; i++) {
		SigningItem *item = work->items->pdata[i];
		if (item->end == 0 && (item == at || item->again))
			blame(item, result);
		if (item->end != 0) {
			tell(run, item);
			continue;
		}
		item->again = true;
		g_queue_push_tail(&run->again, item);
		work->items->pdata[i] = NULL;
	}
	g_ptr_array_set_free_func(work->items, NULL);
	for (unsigned i = 0; i < work->items->len; i++)
		if (work->items->pdata[i] != NULL)
			signing_item_free(work->items->pdata[i]);
	signing_work_free(work);
}

static bool has_more(const Run *run)
{
	return run->stop == NULL && (!run->ended || run->again.length > 0);
}

bool signing_batch_run(SigningBatch *batch, GError **error)
{
	Run run = { .order = batch };
	unsigned most = batch->jobs + (is_waiting_level(&run) ? WAITING_WORKERS : 0);
	g_autoptr(WorkerPool) pool = worker_pool_new(most);

	run.pool = pool;
	g_queue_init(&run.again);
	while (has_more(&run) || worker_pool_busy(pool) > 0) {
		while (has_more(&run) && worker_pool_has_room(pool))
			start(&run);
		if (worker_pool_busy(pool) == 0)
			continue;
		g_autoptr(WorkerResult) result = worker_pool_wait(pool, 1000);
		if (result != NULL)
			settle(&run, result);
	}
	g_queue_clear_full(&run.again, (GDestroyNotify)signing_item_free);
	if (run.stop == NULL)
		return true;
	g_propagate_error(error, run.stop);
	return false;
}
