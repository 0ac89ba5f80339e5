/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Worker processes: a piece of work in a forked child with a time and a memory limit, so that
 * whatever the input makes a library do costs that piece of work only.
 *
 *	pool = worker_pool_new(jobs)
 *	while (work is left or worker_pool_busy(pool) > 0) {
 *		while (work is left && worker_pool_has_room(pool)) worker_pool_start(pool, &task)
 *		result = worker_pool_wait(pool, milliseconds)
 *	}
 *
 * The child inherits the parent's memory (copy on write), is killed with its parent, never runs
 * the parent's exit handlers, and says how it ended over a socket of its own. It may ask its
 * parent one kind of question (a document asks for a signature); a task without `answer` gets a
 * refusal. The pool is not for programs with threads.
 */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

#include <glib.h>
#include <stdbool.h>

typedef struct WorkerLink WorkerLink; /* the child's side of the socket */

/* What runs in the child. It may report as often as it likes: its parent keeps the last. */
typedef bool (*WorkerBody)(WorkerLink *link, gpointer data, GError **error);

/* What the parent makes of a report as soon as it has come. It starts no worker. */
typedef void (*WorkerHear)(gpointer data, GBytes *report);

/* What the parent says to a question; NULL with error: a refusal that the child gets as error. */
typedef GBytes *(*WorkerAnswer)(gpointer data, GBytes *question, GError **error);

typedef struct {
	WorkerBody body;
	gpointer data; /* for the body; borrowed, must live until worker_pool_start() returns */
	WorkerAnswer answer; /* may be NULL */
	gpointer answer_data;
	WorkerHear hear; /* may be NULL; else the time limit is that between two reports */
	gpointer hear_data;
	gpointer tag;       /* comes back in the result; borrowed */
	unsigned seconds;   /* wall-clock limit, without the time that a question is open */
	unsigned megabytes; /* limit of the address space; 0: none */
	unsigned questions; /* that it may ask before it is killed; 0: 16 */
} WorkerTask;

typedef enum {
	WORKER_DONE,      /* the body returned true */
	WORKER_FAILED,    /* the body returned false: `message` is its error */
	WORKER_CRASHED,   /* it died: `message` says of which signal or status */
	WORKER_TIMED_OUT, /* it was killed at its time limit */
} WorkerEnd;

typedef struct {
	gpointer tag;
	WorkerEnd end;
	bool transient;      /* WORKER_FAILED: error_is_transient() of the body's error */
	char *message;       /* one line; NULL when done */
	GBytes *report;      /* what the body reported last, however it ended; or NULL */
	double seconds;      /* wall clock */
	double cpu_seconds;  /* user + system */
	long peak_kilobytes; /* largest resident set */
} WorkerResult;

void worker_result_free(WorkerResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerResult, worker_result_free)

/* Child: what one piece of work needed of memory serves the next, instead of new pages from the system. */
void worker_keep_memory(void);

/* Child: hands the parent its result so far. Error: BASE_ERROR_DATA if that is more than 1 MiB. */
bool worker_report(WorkerLink *link, GBytes *report, GError **error);

/* Child: asks the parent and waits. At most 1 MiB each way, and as often as the task allows. The caller
 * owns the answer. */
GBytes *worker_ask(WorkerLink *link, GBytes *question, GError **error);

typedef struct WorkerPool WorkerPool;

WorkerPool *worker_pool_new(unsigned jobs);
/* Kills what still runs. */
void worker_pool_free(WorkerPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkerPool, worker_pool_free)

bool worker_pool_has_room(const WorkerPool *pool);
unsigned worker_pool_busy(const WorkerPool *pool);

/* Forks. Error: BASE_ERROR_SYSTEM, if the system refuses. */
bool worker_pool_start(WorkerPool *pool, const WorkerTask *task, GError **error);

/* The next worker to end, or NULL after `milliseconds` (or a signal) with none. */
WorkerResult *worker_pool_wait(WorkerPool *pool, int milliseconds);

#endif
