/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a worker lives:
 *  1. The parent makes a socket pair and forks. The child keeps its end of the pair and the three
 *     standard descriptors and closes every other one: it reaches no other worker, no database
 *     and no keeper.
 *  2. The child asks the kernel to be killed when its parent dies, sets its limits, runs the body
 *     and sends one last frame, a report or an error. It leaves by _exit(): what the parent
 *     registered to be done at exit is the parent's.
 *  3. The parent waits for frames and for the end of the process (a pidfd) together. A worker has
 *     ended when the process has, whatever it had sent; only then is its result made.
 *  4. A worker past its time, or one that breaks the framing, asks without listening or asks
 *     without end, is killed; it still ends by 3. The parent never waits for a worker to read.
 *  5. A worker's clock stands while a question of its is open. The parent answers one after the
 *     other, so it counts as open from when the parent last knew that the worker had said nothing:
 *     what its parent was busy with is not its fault.
 *
 * A frame (base/frame.h) is at most MOST_BYTES long, so that a hostile child cannot make its parent
 * grow.
 */
#include "base/worker.h"

#include "base/error.h"
#include "base/frame.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20, MOST_QUESTIONS = 16, KEPT_BYTES = 16 << 20 };
enum { REPORT = 'R', ERROR = 'E', TRANSIENT = 'T', QUESTION = 'Q', ANSWER = 'A', REFUSAL = 'N' };

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1 /* needs terabytes of address space, and standard error to speak on */
#else
#define SANITIZED 0
#endif

struct WorkerLink {
	int socket;
};

typedef struct {
	WorkerTask task;
	pid_t pid;
	int handle; /* pidfd */
	int socket;
	gint64 start, deadline; /* microseconds, monotonic */
	gint64 silent;          /* when it was last known to have said nothing */
	unsigned questions;
	bool timed_out, broken, closed;
	GByteArray *inbox;
	GBytes *report, *failure; /* the last of each, or NULL */
	bool transient;           /* of the failure */
} Worker;

struct WorkerPool {
	unsigned jobs;
	GPtrArray *workers; /* of Worker */
};

/* A message as text of a sentence. */
static char *bytes_line(GBytes *bytes)
{
	size_t size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data, size);

	return g_utf8_make_valid(text, -1);
}

/* The child's side. */

void worker_keep_memory(void)
{
	mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
	mallopt(M_TRIM_THRESHOLD, 2 * KEPT_BYTES);
}

bool worker_report(WorkerLink *link, GBytes *report, GError **error)
{
	size_t size;
	const void *data = g_bytes_get_data(report, &size);

	if (size > MOST_BYTES) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_DATA,
			_("what was found takes more than %d bytes to tell"), MOST_BYTES);
		return false;
	}
	if (!frame_send(link->socket, REPORT, data, size, 0))
		return error_set_errno(error, errno, _("telling the parent process"));
	return true;
}

GBytes *worker_ask(WorkerLink *link, GBytes *question, GError **error)
{
	size_t size;
	const void *data = g_bytes_get_data(question, &size);
	g_autoptr(GBytes) answer = NULL;
	char kind;

	g_assert(size <= MOST_BYTES);
	if (frame_send(link->socket, QUESTION, data, size, 0))
		answer = frame_receive(link->socket, MOST_BYTES, &kind);
	if (answer == NULL) {
		error_set_errno(error, errno, _("asking the parent process"));
		return NULL;
	}
	if (kind == ANSWER)
		return g_steal_pointer(&answer);
	/* a signature that cannot be had now may be had later */
	g_autofree char *why = bytes_line(answer);
	g_set_error(error, BASE_ERROR, BASE_ERROR_SYSTEM, "%s", why);
	return NULL;
}

static void limit(int resource, rlim_t most)
{
	struct rlimit both = { most, most };

	setrlimit(resource, &both);
}

/* What the libraries say on standard error is theirs; the user hears our sentence. */
static void become_silent(void)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (nothing >= 0) {
		dup2(nothing, STDIN_FILENO);
		dup2(nothing, STDOUT_FILENO);
		dup2(nothing, STDERR_FILENO);
		close(nothing);
	}
}

G_NORETURN static void live(const WorkerTask *task, int socket, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	signal(SIGINT, SIG_IGN); /* the parent decides what a Ctrl-C ends */
	signal(SIGTERM, SIG_DFL);
	int own = dup2(socket, STDERR_FILENO + 1);
	if (own < 0 || close_range(STDERR_FILENO + 2, ~0U, 0) < 0)
		_exit(EXIT_FAILURE);
	limit(RLIMIT_CORE, 0);
	if (!SANITIZED) {
		become_silent();
		if (task->megabytes > 0)
			limit(RLIMIT_AS, (rlim_t)task->megabytes << 20);
	}

	WorkerLink link = { own };
	GError *error = NULL;
	if (task->body(&link, task->data, &error))
		_exit(EXIT_SUCCESS);
	g_assert(error != NULL);
	frame_send(own, error_is_transient(error) ? TRANSIENT : ERROR, error->message,
		MIN(strlen(error->message), MOST_BYTES), 0);
	_exit(EXIT_SUCCESS);
}

/* The parent's side. */

static void worker_free(gpointer data)
{
	Worker *worker = data;

	if (worker->pid > 0) {
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, NULL, 0);
	}
	close(worker->handle);
	close(worker->socket);
	g_byte_array_unref(worker->inbox);
	g_clear_pointer(&worker->report, g_bytes_unref);
	g_clear_pointer(&worker->failure, g_bytes_unref);
	g_free(worker);
}

WorkerPool *worker_pool_new(unsigned jobs)
{
	WorkerPool *pool = g_new0(WorkerPool, 1);

	pool->jobs = MAX(jobs, 1);
	pool->workers = g_ptr_array_new_with_free_func(worker_free);
	return pool;
}

void worker_pool_free(WorkerPool *pool)
{
	if (pool == NULL)
		return;
	g_ptr_array_unref(pool->workers);
	g_free(pool);
}

bool worker_pool_has_room(const WorkerPool *pool)
{
	return pool->workers->len < pool->jobs;
}

unsigned worker_pool_busy(const WorkerPool *pool)
{
	return pool->workers->len;
}

bool worker_pool_start(WorkerPool *pool, const WorkerTask *task, GError **error)
{
	int ends[2];
	pid_t parent = getpid();

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return error_set_errno(error, errno, _("starting a process"));
	pid_t pid = fork();
	if (pid == 0)
		live(task, ends[1], parent);
	int number = errno;
	close(ends[1]);
	int handle = pid > 0 ? pidfd_open(pid, 0) : -1;
	if (handle < 0) {
		if (pid > 0) {
			number = errno;
			kill(pid, SIGKILL);
			waitpid(pid, NULL, 0);
		}
		close(ends[0]);
		return error_set_errno(error, number, _("starting a process"));
	}

	Worker *worker = g_new0(Worker, 1);
	worker->task = *task;
	worker->pid = pid;
	worker->handle = handle;
	worker->socket = ends[0];
	worker->start = worker->silent = g_get_monotonic_time();
	worker->deadline = worker->start + (gint64)task->seconds * G_USEC_PER_SEC;
	worker->inbox = g_byte_array_new();
	g_ptr_array_add(pool->workers, worker);
	return true;
}

static void send_answer(Worker *worker, GBytes *question)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) answer = NULL;

	if (worker->task.answer != NULL)
		answer = worker->task.answer(worker->task.answer_data, question, &error);
	if (answer != NULL) {
		size_t size;
		const void *data = g_bytes_get_data(answer, &size);
		worker->broken |= !frame_send(worker->socket, ANSWER, data, size, MSG_DONTWAIT);
		return;
	}
	const char *why = error != NULL ? error->message : _("this process may not ask");
	worker->broken |= !frame_send(worker->socket, REFUSAL, why, strlen(why), MSG_DONTWAIT);
}

static void reply(Worker *worker, GBytes *question)
{
	unsigned most = worker->task.questions > 0 ? worker->task.questions : MOST_QUESTIONS;

	worker->broken |= ++worker->questions > most;
	if (worker->broken)
		return;
	send_answer(worker, question);
	gint64 now = g_get_monotonic_time();
	worker->deadline += now - worker->silent;
	worker->silent = now;
}

/* Takes a whole frame out of the inbox, if there is one. */
static bool take_frame(Worker *worker)
{
	uint32_t length;

	if (worker->inbox->len < FRAME_HEAD_BYTES)
		return false;
	memcpy(&length, worker->inbox->data + 1, sizeof length);
	if (length > MOST_BYTES) {
		worker->broken = true;
		return false;
	}
	if (worker->inbox->len < FRAME_HEAD_BYTES + length)
		return false;

	int kind = worker->inbox->data[0];
	g_autoptr(GBytes) content = g_bytes_new(worker->inbox->data + FRAME_HEAD_BYTES, length);
	g_byte_array_remove_range(worker->inbox, 0, FRAME_HEAD_BYTES + length);
	if (kind == QUESTION) {
		reply(worker, content);
		return true;
	}
	if (kind == REPORT && worker->task.hear != NULL) {
		worker->task.hear(worker->task.hear_data, content);
		worker->deadline =
			g_get_monotonic_time() + (gint64)worker->task.seconds * G_USEC_PER_SEC;
	}
	GBytes **place = kind == REPORT ? &worker->report : &worker->failure;
	g_clear_pointer(place, g_bytes_unref);
	*place = g_steal_pointer(&content);
	worker->transient = kind == TRANSIENT;
	return true;
}

/* Reads what has come; false when there is no more for now. */
static bool listen_to(Worker *worker)
{
	guint8 chunk[16384];
	ssize_t got = recv(worker->socket, chunk, sizeof chunk, MSG_DONTWAIT);

	worker->closed |= got == 0;
	if (got <= 0)
		return false;
	g_byte_array_append(worker->inbox, chunk, (guint)got);
	while (take_frame(worker))
		continue;
	worker->silent = g_get_monotonic_time();
	return !worker->broken;
}

static char *tell_death(int status)
{
	if (WIFSIGNALED(status))
		return g_strdup_printf(_("the process died of signal %d (%s)"), WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	return g_strdup_printf(_("the process ended with status %d"), WEXITSTATUS(status));
}

static WorkerResult *conclude(Worker *worker, int status, const struct rusage *usage)
{
	WorkerResult *result = g_new0(WorkerResult, 1);
	bool fine = WIFEXITED(status) && WEXITSTATUS(status) == 0 && !worker->broken;

	result->tag = worker->task.tag;
	result->seconds = (double)(g_get_monotonic_time() - worker->start) / G_USEC_PER_SEC;
	result->cpu_seconds = (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
		(double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e6;
	result->peak_kilobytes = usage->ru_maxrss;
	result->report = g_steal_pointer(&worker->report);
	if (worker->timed_out && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
		result->end = WORKER_TIMED_OUT;
		result->message =
			g_strdup_printf(_("took longer than %u seconds"), worker->task.seconds);
	} else if (fine && worker->failure != NULL) {
		result->end = WORKER_FAILED;
		result->transient = worker->transient;
		result->message = bytes_line(worker->failure);
	} else if (fine) {
		result->end = WORKER_DONE;
	} else {
		result->end = WORKER_CRASHED;
		result->message = tell_death(status);
	}
	return result;
}

static WorkerResult *reap(WorkerPool *pool, Worker *worker)
{
	int status = 0;
	struct rusage usage = { 0 };

	while (wait4(worker->pid, &status, 0, &usage) < 0 && errno == EINTR)
		continue;
	while (listen_to(worker))
		continue;
	worker->pid = 0;
	WorkerResult *result = conclude(worker, status, &usage);
	g_ptr_array_remove_fast(pool->workers, worker);
	return result;
}

/* Milliseconds until the next worker is past its time, at most `most`. */
static int find_patience(const WorkerPool *pool, int most)
{
	gint64 now = g_get_monotonic_time();

	for (unsigned i = 0; i < pool->workers->len; i++) {
		const Worker *worker = pool->workers->pdata[i];
		gint64 left = (worker->deadline - now) / 1000 + 1;
		if (!worker->timed_out)
			most = (int)CLAMP(left, 0, most);
	}
	return most;
}

/* Kills who was past its time at the moment of `now`, or broke the framing. */
static void enforce_deadlines(WorkerPool *pool, gint64 now)
{
	for (unsigned i = 0; i < pool->workers->len; i++) {
		Worker *worker = pool->workers->pdata[i];
		if (worker->deadline > now && !worker->broken)
			continue;
		worker->timed_out |= worker->deadline <= now;
		kill(worker->pid, SIGKILL);
	}
}

WorkerResult *worker_pool_wait(WorkerPool *pool, int milliseconds)
{
	gint64 end = g_get_monotonic_time() + (gint64)milliseconds * 1000;

	for (;;) {
		int left = (int)MAX(0, (end - g_get_monotonic_time()) / 1000);
		unsigned count = pool->workers->len;
		g_autofree struct pollfd *polled = g_new0(struct pollfd, 2 * count + 1);
		for (unsigned i = 0; i < count; i++) {
			Worker *worker = pool->workers->pdata[i];
			polled[2 * i] = (struct pollfd) { .fd = worker->handle, .events = POLLIN };
			polled[2 * i + 1].fd = worker->closed ? -1 : worker->socket;
			polled[2 * i + 1].events = POLLIN;
		}
		int ready = poll(polled, 2 * count, find_patience(pool, left));
		if (ready < 0)
			return NULL;
		gint64 now = g_get_monotonic_time();
		/* who has ended in time has ended, however late we look */
		for (unsigned i = 0; i < count; i++)
			if (polled[2 * i].revents != 0)
				return reap(pool, pool->workers->pdata[i]);
		for (unsigned i = 0; i < count; i++)
			if (polled[2 * i + 1].revents == 0)
				((Worker *)pool->workers->pdata[i])->silent = now;
			else
				listen_to(pool->workers->pdata[i]);
		/* what was said while others were answered is heard before anybody is killed */
		enforce_deadlines(pool, now);
		if (ready == 0 && left == 0)
			return NULL;
	}
}

void worker_result_free(WorkerResult *result)
{
	if (result == NULL)
		return;
	g_free(result->message);
	g_clear_pointer(&result->report, g_bytes_unref);
	g_free(result);
}
