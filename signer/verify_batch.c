/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/verify_batch.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/journal.h"

enum {
	FEWEST_FILES = 2, /* of a worker, for the first; twice as many each round, */
	MOST_FILES = 32,  /* so that a few files are shared out, too */
	BYTES_A_WORKER = 64 << 20,
	AHEAD = 128, /* files a job between the first that is not told and the last that is under way */
	SECONDS = 60, /* a file */
	PICTURE_SECONDS = 300,
	ONLINE_SECONDS = 600,
	MEGABYTES = 2048,
};

typedef struct {
	VerifyBatch *order;
	WorkerPool *pool;
	GQueue queue;     /* of VerifyItem, in the order in which they are told */
	GQueue again;     /* of those among them whose worker died before it came to them */
	unsigned started; /* workers */
	bool ended;       /* there is no next file */
	bool stopped;
} Run;

static void end_work(VerifyWork *work)
{
	g_ptr_array_unref(work->items);
	g_free(work);
}

static bool has_room(const Run *run)
{
	return run->queue.length < AHEAD * run->order->jobs;
}

/* The next file that a worker has to look at. */
static VerifyItem *next_item(Run *run)
{
	VerifyItem *item = g_queue_pop_head(&run->again);

	while (item == NULL && !run->ended && has_room(run)) {
		item = run->order->next(run->order->data);
		run->ended = item == NULL;
		if (item != NULL)
			g_queue_push_tail(&run->queue, item);
		if (item != NULL && item->told)
			item = NULL;
	}
	return item;
}

/* How many files the next worker gets: one, where each is drawn. */
static unsigned count_files(const Run *run)
{
	unsigned rounds = MIN(run->started / run->order->jobs, 4);

	return run->order->manner.html != NULL ? 1 : MIN(FEWEST_FILES << rounds, MOST_FILES);
}

static VerifyWork *gather(Run *run)
{
	unsigned most = count_files(run);
	VerifyWork *work = g_new0(VerifyWork, 1);
	guint64 bytes = 0, size = 0;
	gint64 time;
	VerifyItem *item;

	work->manner = &run->order->manner;
	work->items = g_ptr_array_new();
	while (work->items->len < most && bytes < BYTES_A_WORKER &&
		(item = next_item(run)) != NULL) {
		if (journal_look(item->path, &size, &time))
			bytes += size;
		g_ptr_array_add(work->items, item);
	}
	if (work->items->len > 0)
		return work;
	end_work(work);
	return NULL;
}

static void blame(const Run *run, VerifyItem *item, const char *message)
{
	g_autofree char *shown = file_show(item->path);
	g_autofree char *sentence = g_strdup_printf("%s: %s", shown, message);

	verify_item_fail(item, &run->order->manner, sentence);
}

static unsigned find_limit(const VerifyManner *manner)
{
	if (manner->rules->online)
		return ONLINE_SECONDS;
	return manner->html != NULL ? PICTURE_SECONDS : SECONDS;
}

/* False if there is nothing to start for now. */
static bool start(Run *run)
{
	g_autoptr(GError) error = NULL;
	VerifyWork *work = gather(run);
	if (work == NULL)
		return false;

	WorkerTask task = { .body = verify_work_do,
		.data = work,
		.hear = verify_work_hear,
		.hear_data = work,
		.tag = work,
		.seconds = find_limit(&run->order->manner),
		.megabytes = MEGABYTES };
	run->started++;
	if (worker_pool_start(run->pool, &task, &error))
		return true;
	for (unsigned i = 0; i < work->items->len; i++)
		blame(run, work->items->pdata[i], error->message);
	end_work(work);
	return true;
}

/* The one that was being looked at when the worker ended is to blame, and none besides. */
static void settle(Run *run, const WorkerResult *result)
{
	VerifyWork *work = result->tag;

	if (work->heard < work->items->len)
		blame(run, work->items->pdata[work->heard],
			result->message != NULL ? result->message
						: _("the process said nothing of it"));
	for (unsigned i = work->items->len; i > work->heard + 1; i--)
		g_queue_push_head(&run->again, work->items->pdata[i - 1]);
	end_work(work);
}

/* Tells what is known at the head of the queue. */
static void tell_ready(Run *run)
{
	VerifyItem *item;

	while ((item = g_queue_peek_head(&run->queue)) != NULL && item->told) {
		run->stopped |= !run->order->tell(run->order->data, item);
		verify_item_free(g_queue_pop_head(&run->queue));
	}
}

static bool has_more(const Run *run)
{
	return !run->stopped && (!run->ended || run->again.length > 0);
}

void verify_batch_run(VerifyBatch *batch)
{
	g_autoptr(WorkerPool) pool = worker_pool_new(batch->jobs);
	Run run = { .order = batch, .pool = pool };

	g_queue_init(&run.queue);
	g_queue_init(&run.again);
	while (has_more(&run) || worker_pool_busy(pool) > 0) {
		while (has_more(&run) && worker_pool_has_room(pool) && start(&run))
			continue;
		tell_ready(&run);
		if (worker_pool_busy(pool) == 0)
			continue;
		g_autoptr(WorkerResult) result = worker_pool_wait(pool, 200);
		if (result != NULL)
			settle(&run, result);
		tell_ready(&run);
	}
	g_queue_clear(&run.again);
	g_queue_clear_full(&run.queue, (GDestroyNotify)verify_item_free);
}
