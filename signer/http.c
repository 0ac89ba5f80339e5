/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What ends a call to a server that means no good, or is ill:
 *  1. a limit of bytes, counted as they come: of the body, and of the headers of all redirections;
 *  2. a limit of time over all of it, and a shorter one until the connection stands;
 *  3. a least speed, but only from the first byte of the answer's body on: a time-stamp authority
 *     may think for two minutes, and then answers at once. (CURLOPT_LOW_SPEED_TIME would count the
 *     thinking.)
 */
#include "signer/http.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/error.h"

#include <curl/curl.h>
#include <string.h>

enum {
	MOST_BYTES = 1 << 20,
	MOST_HEADER_BYTES = 128 << 10,
	SECONDS = 30,
	MOST_REDIRECTIONS = 4,
	SLOW_AFTER = 5,    /* seconds, from when on the speed counts */
	LEAST_SPEED = 256, /* bytes a second */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_easy_cleanup)
typedef struct curl_slist HeaderList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HeaderList, curl_slist_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURLU, curl_url_cleanup)

/* One call. */
typedef struct {
	const HttpRequest *request;
	GByteArray *body;
	size_t limit, header_bytes;
	gint64 begun; /* monotonic, when the body began; 0: not yet */
	bool too_large, too_slow;
} Call;

bool http_is_address(const char *url)
{
	return g_ascii_strncasecmp(url, "http://", 7) == 0 ||
		g_ascii_strncasecmp(url, "https://", 8) == 0;
}

char *http_show_host(const char *url)
{
	g_autoptr(CURLU) parts = curl_url();
	char *host = NULL;

	if (parts == NULL || curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
		curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		return g_strdup(_("an address that is none"));
	char *shown = file_show(host);
	curl_free(host);
	return shown;
}

static size_t take_header(char *bytes, size_t one, size_t count, void *data)
{
	Call *call = data;

	(void)bytes;
	call->header_bytes += one * count;
	call->too_large |= call->header_bytes > MOST_HEADER_BYTES;
	return call->too_large ? 0 : one * count;
}

static size_t take_body(char *bytes, size_t one, size_t count, void *data)
{
	Call *call = data;
	size_t size = one * count;

	if (call->begun == 0)
		call->begun = g_get_monotonic_time();
	if (size > call->limit - call->body->len) {
		call->too_large = true;
		return 0;
	}
	g_byte_array_append(call->body, (const guint8 *)bytes, (guint)size);
	return size;
}

/* Called at least once a second; non-zero ends the call. */
static int watch(void *data, curl_off_t all, curl_off_t had, curl_off_t to_send, curl_off_t sent)
{
	Call *call = data;
	double seconds = (double)(g_get_monotonic_time() - call->begun) / G_USEC_PER_SEC;

	(void)all;
	(void)had;
	(void)to_send;
	(void)sent;
	if (call->begun == 0 || seconds < SLOW_AFTER)
		return 0;
	call->too_slow = (double)call->body->len < LEAST_SPEED * seconds;
	return call->too_slow;
}

static HeaderList *make_headers(const HttpRequest *request)
{
	g_autofree char *accept =
		g_strdup_printf("Accept: %s", request->accept != NULL ? request->accept : "*/*");
	g_autofree char *type = g_strdup_printf("Content-Type: %s",
		request->content_type != NULL ? request->content_type : "application/octet-stream");
	HeaderList *headers = curl_slist_append(NULL, accept);

	if (request->body != NULL)
		headers = curl_slist_append(headers, type);
	/* no waiting for a "100 Continue" that few servers say */
	return curl_slist_append(headers, "Expect:");
}

static void set_limits(CURL *curl, Call *call)
{
	unsigned seconds = call->request->seconds != 0 ? call->request->seconds : SECONDS;

	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)seconds);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)MAX(seconds / 3, 1));
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)call->limit);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, call);
}

static void set_ways(CURL *curl, const HttpRequest *request)
{
	bool safe = g_ascii_strncasecmp(request->url, "https:", 6) == 0;

	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, safe ? "https" : "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTIONS);
	curl_easy_setopt(curl, CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (request->roots != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, request->roots);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "digitize/" VERSION);
	if (request->user != NULL) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, request->user);
		curl_easy_setopt(
			curl, CURLOPT_PASSWORD, request->password != NULL ? request->password : "");
	}
}

static void set_body(CURL *curl, const HttpRequest *request)
{
	gsize size;

	if (request->body == NULL)
		return;
	const void *body = g_bytes_get_data(request->body, &size);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, size > 0 ? body : "");
}

static bool set_error(GError **error, const Call *call, bool transient, const char *what)
{
	g_autofree char *host = http_show_host(call->request->url);

	g_set_error(error, transient ? BASE_ERROR : SIGNER_ERROR,
		transient ? (int)BASE_ERROR_SYSTEM : (int)SIGNER_ERROR_SERVICE, "%s: %s", host,
		what);
	return false;
}

static const struct {
	CURLcode code;
	bool transient; /* asking again may help */
	const char *sentence;
} faults[] = {
	{ CURLE_OPERATION_TIMEDOUT, true, N_("no answer in time") },
	{ CURLE_COULDNT_RESOLVE_HOST, true, N_("no such host is known") },
	{ CURLE_COULDNT_RESOLVE_PROXY, true, N_("the proxy is not known") },
	{ CURLE_COULDNT_CONNECT, true, N_("no connection") },
	{ CURLE_URL_MALFORMAT, false, N_("the address is none") },
	{ CURLE_UNSUPPORTED_PROTOCOL, false,
		N_("this leads to an address that is neither http nor https, or from https to http") },
	{ CURLE_TOO_MANY_REDIRECTS, false, N_("the server redirects too often") },
	{ CURLE_PEER_FAILED_VERIFICATION, false,
		N_("the server's certificate for the connection is not trusted") },
	{ CURLE_SSL_CONNECT_ERROR, true, N_("no safe connection of TLS 1.2 or newer") },
	{ CURLE_SSL_CACERT_BADFILE, false,
		N_("the file of trusted roots for connections cannot be read") },
	{ CURLE_WEIRD_SERVER_REPLY, false, N_("the server does not speak HTTP") },
	{ CURLE_FILESIZE_EXCEEDED, false, N_("the answer is too large") },
};

static bool explain(const Call *call, CURLcode code, GError **error)
{
	if (call->too_large)
		return set_error(error, call, false, _("the answer is too large"));
	if (call->too_slow)
		return set_error(error, call, true, _("the answer comes too slowly"));
	for (unsigned i = 0; i < G_N_ELEMENTS(faults); i++)
		if (faults[i].code == code)
			return set_error(error, call, faults[i].transient, _(faults[i].sentence));
	return set_error(error, call, true, _("the connection broke"));
}

static bool check_status(const Call *call, long status, GError **error)
{
	bool transient = status >= 500 || status == 408 || status == 425 || status == 429;

	if (status == 200)
		return true;
	if (status == 401 || status == 403)
		return set_error(error, call, false,
			_("the server does not let us in: user or password are wrong, or missing"));
	g_autofree char *what = g_strdup_printf(_("the server answers with status %ld"), status);
	return set_error(error, call, transient, what);
}

GBytes *http_ask(const HttpRequest *request, GError **error)
{
	static gsize ready;
	g_autoptr(GByteArray) body = g_byte_array_new();
	g_autoptr(HeaderList) headers = make_headers(request);
	Call call = { .request = request, .body = body };

	if (g_once_init_enter(&ready))
		g_once_init_leave(
			&ready, curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 1 : 2);
	g_autoptr(CURL) curl = curl_easy_init();
	g_assert(ready == 1 && curl != NULL && headers != NULL);
	call.limit = MIN(request->limit != 0 ? request->limit : MOST_BYTES, G_MAXINT32);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	set_limits(curl, &call);
	set_ways(curl, request);
	set_body(curl, request);

	long status = 0;
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK ? !explain(&call, code, error) : !check_status(&call, status, error))
		return NULL;
	return g_byte_array_free_to_bytes(g_steal_pointer(&body));
}
