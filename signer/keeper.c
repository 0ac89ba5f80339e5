/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two sides of the socket pair:
 *  1. The child opens and checks the key, and says HELLO for each certificate and then READY, or
 *     one REFUSAL with the sentence.
 *  2. From then on SIGN with a request of the fixed form is the only one. The answer, a
 *     SIGNATURE, a REFUSAL or, while the key's token is AWAY, a sentence that says so, begins with
 *     the SHA-256 of the request.
 *  3. After whatever is not the answer to the last request (nothing in time, a signal, an odd
 *     message) the parent closes its side, so that no late answer can meet the next request.
 *  4. The end of the parent's side ends the child. The kernel kills it too, if its parent dies
 *     while a token keeps it waiting.
 * The child keeps no descriptor but its end and the standard three. Messages: base/frame.h.
 */
#include "signer/keeper.h"

#include "base/error.h"
#include "base/frame.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/error.h"
#include "signer/key.h"
#include "signer/request.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HELLO = 'H', READY = 'R', SIGN = 'D', SIGNATURE = 'S', REFUSAL = 'N', AWAY = 'A' };
enum {
	FAREWELL_MILLISECONDS = 3000,
	NAME_BYTES = 32, /* of a request: its SHA-256 */
	MOST_BYTES = 1 << 20,
	MOST_CERTIFICATES = 16
};

#if defined(__SANITIZE_ADDRESS__)
#define CAN_LOCK_MEMORY 0 /* terabytes of shadow */
#else
#define CAN_LOCK_MEMORY 1
#endif

struct Keeper {
	pid_t pid;
	int socket;       /* -1: given up */
	int milliseconds; /* that an answer may take */
	Identity identity;
};

/* The child's side. */

static bool tell(int socket, char kind, const void *data, size_t size)
{
	return frame_send(socket, kind, data, size, 0);
}

/* Before the key is read: nothing of it is ever dumped. */
static void forbid_dumps(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}

/* With the key in it: a further wall, and where the system refuses it the others stand. What comes
 * later is not locked: a token's module would fail where little memory may be. */
static void lock_memory(void)
{
	if (CAN_LOCK_MEMORY)
		mlockall(MCL_CURRENT);
}

static bool introduce(int socket, const Key *key)
{
	g_autoptr(GPtrArray) chain = key_make_chain(key);

	for (unsigned i = 0; i < chain->len; i++) {
		gsize size;
		const void *der = g_bytes_get_data(chain->pdata[i], &size);
		if (!tell(socket, HELLO, der, size))
			return false;
	}
	return tell(socket, READY, "", 0);
}

static void name_request(GBytes *request, unsigned char name[NAME_BYTES])
{
	int hashed = EVP_Digest(g_bytes_get_data(request, NULL), g_bytes_get_size(request), name,
		NULL, EVP_sha256(), NULL);

	g_assert(hashed == 1);
}

static bool reply(int socket, char kind, GBytes *request, const void *data, size_t size)
{
	unsigned char name[NAME_BYTES];
	g_autoptr(GByteArray) all = g_byte_array_new();

	name_request(request, name);
	g_byte_array_append(all, name, sizeof name);
	g_byte_array_append(all, data, (guint)size);
	return tell(socket, kind, all->data, all->len);
}

static GBytes *sign(const Key *key, GBytes *request, GError **error)
{
	SignRequest asked;
	KeyShape shape = certificate_key(key->certificate);

	if (!request_read(request, &asked, error) ||
		!policy_check(key->policy, &shape, &asked.algorithm, error))
		return NULL;
	return key_sign(key, &asked, error);
}

static bool answer(int socket, const Key *key)
{
	g_autoptr(GError) error = NULL;
	char kind;
	g_autoptr(GBytes) request = frame_receive(socket, REQUEST_MOST_BYTES, &kind);

	if (request == NULL || kind != SIGN)
		return false;
	g_autoptr(GBytes) signature = sign(key, request, &error);
	if (signature == NULL)
		return reply(socket, error_is_transient(error) ? AWAY : REFUSAL, request,
			error->message, strlen(error->message));
	return reply(socket, SIGNATURE, request, g_bytes_get_data(signature, NULL),
		g_bytes_get_size(signature));
}

static void keep(int socket, const KeySource *source)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Key) key = key_open(source, &error);

	if (key == NULL || (!source->shown_only && !key_check(key, &error))) {
		tell(socket, REFUSAL, error->message, strlen(error->message));
		return;
	}
	lock_memory();
	if (introduce(socket, key) && !source->shown_only)
		while (answer(socket, key))
			continue;
}

static void run_child(int socket, pid_t parent, const KeySource *source)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	prctl(PR_SET_NAME, "keeper");
	int own = dup2(socket, STDERR_FILENO + 1);
	if (own < 0 || close_range(STDERR_FILENO + 2, ~0U, 0) < 0)
		_exit(1);
	forbid_dumps();
	/* Ctrl-C is for the parent, who decides when no signature will be asked for any more. */
	signal(SIGINT, SIG_IGN);
	keep(own, source);
	_exit(0);
}

/* The parent's side. */

static void *give_up(Keeper *keeper, GError **error, const char *why)
{
	close(keeper->socket);
	keeper->socket = -1;
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM, why);
	return NULL;
}

/* The next message, or the keeper is given up. */
static GBytes *listen_to(Keeper *keeper, char *out_kind, GError **error)
{
	struct pollfd waited = { .fd = keeper->socket, .events = POLLIN };
	int ready = poll(&waited, 1, keeper->milliseconds);

	if (ready == 0) {
		g_autofree char *why =
			g_strdup_printf(_("the key's token does not answer within %d seconds"),
				keeper->milliseconds / 1000);
		return give_up(keeper, error, why);
	}
	if (ready < 0)
		return give_up(keeper, error, _("stopped while the key's token was asked"));
	GBytes *said = frame_receive(keeper->socket, MOST_BYTES, out_kind);
	return said != NULL ? said
			    : give_up(keeper, error, _("the process that keeps the key has ended"));
}

static bool set_refusal(GError **error, GBytes *said, bool away)
{
	gsize size;
	const char *text = g_bytes_get_data(said, &size);
	g_autofree char *line = g_utf8_make_valid(text, (gssize)size);

	if (away)
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM, line);
	else
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, line);
	return false;
}

static bool meet(Keeper *keeper, GError **error)
{
	GPtrArray *certificates = keeper->identity.certificates;

	while (certificates->len <= MOST_CERTIFICATES) {
		char kind;
		g_autoptr(GBytes) said = listen_to(keeper, &kind, error);
		if (said == NULL)
			return false;
		if (kind == REFUSAL)
			return set_refusal(error, said, false);
		if (kind == READY && certificates->len > 0)
			return true;
		if (kind != HELLO)
			break;
		g_ptr_array_add(certificates, g_steal_pointer(&said));
	}
	give_up(keeper, error, _("the process that keeps the key says what was not asked"));
	return false;
}

static bool describe(Identity *identity, GError **error)
{
	g_autoptr(X509) certificate = certificate_parse(identity->certificates->pdata[0]);

	if (certificate == NULL) {
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			_("the key's certificate cannot be read"));
		return false;
	}
	identity->key = certificate_key(certificate);
	identity->subject = certificate_show_name(X509_get_subject_name(certificate));
	identity->common_name = certificate_dup_subject(certificate, NID_commonName);
	identity->not_after = certificate_show_time(X509_get0_notAfter(certificate));
	identity->demonstration = certificate_is_demonstration(certificate);
	return true;
}

static bool fork_keeper(Keeper *keeper, const KeySource *source, GError **error)
{
	int ends[2];
	pid_t parent = getpid();

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, g_strerror(errno));
		return false;
	}
	keeper->pid = fork();
	if (keeper->pid == 0)
		run_child(ends[1], parent, source);
	close(ends[1]);
	keeper->socket = ends[0];
	if (keeper->pid < 0) {
		g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, g_strerror(errno));
		return false;
	}
	return true;
}

Keeper *keeper_start(const KeySource *source, GError **error)
{
	g_autoptr(Keeper) keeper = g_new0(Keeper, 1);

	keeper->socket = -1;
	keeper->pid = -1;
	keeper->milliseconds =
		1000 * (int)(source->patience > 0 ? source->patience : KEEPER_PATIENCE);
	keeper->identity.certificates =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	if (!fork_keeper(keeper, source, error) || !meet(keeper, error) ||
		!describe(&keeper->identity, error))
		return NULL;
	return g_steal_pointer(&keeper);
}

/* The child wipes the key when it sees the end of the socket, and is given time to: only one that
 * hangs in its token is killed. */
static void see_off(pid_t child)
{
	for (int waited = 0; waited < FAREWELL_MILLISECONDS; waited += 10) {
		if (waitpid(child, NULL, WNOHANG) != 0)
			return;
		g_usleep(10000);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

void keeper_free(Keeper *keeper)
{
	if (keeper == NULL)
		return;
	if (keeper->socket >= 0)
		close(keeper->socket);
	if (keeper->pid > 0)
		see_off(keeper->pid);
	g_ptr_array_unref(keeper->identity.certificates);
	g_free(keeper->identity.subject);
	g_free(keeper->identity.common_name);
	g_free(keeper->identity.not_after);
	g_free(keeper);
}

const Identity *keeper_identity(const Keeper *keeper)
{
	return &keeper->identity;
}

GBytes *keeper_sign(Keeper *keeper, GBytes *request, GError **error)
{
	SignRequest asked;
	unsigned char name[NAME_BYTES];
	char kind;

	if (!request_read(request, &asked, error))
		return NULL;
	if (keeper->socket < 0) {
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM,
			_("the key is not asked again after it gave no answer"));
		return NULL;
	}
	if (!frame_send(keeper->socket, SIGN, g_bytes_get_data(request, NULL),
		    g_bytes_get_size(request), 0))
		return give_up(keeper, error, _("the process that keeps the key has ended"));
	g_autoptr(GBytes) said = listen_to(keeper, &kind, error);
	if (said == NULL)
		return NULL;

	gsize size;
	const unsigned char *bytes = g_bytes_get_data(said, &size);
	name_request(request, name);
	if ((kind != SIGNATURE && kind != REFUSAL && kind != AWAY) || size < NAME_BYTES ||
		memcmp(bytes, name, NAME_BYTES) != 0)
		return give_up(
			keeper, error, _("the process that keeps the key says what was not asked"));
	g_autoptr(GBytes) told = g_bytes_new_from_bytes(said, NAME_BYTES, size - NAME_BYTES);
	if (kind == REFUSAL || kind == AWAY)
		return set_refusal(error, told, kind == AWAY), NULL;
	return g_steal_pointer(&told);
}
