/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Authorities are asked in their order, each as often as trying again can help, with a pause that
 * doubles and is of uneven length: forty documents that were turned away together shall not come
 * back together. A place in the turnstile is held for the call alone, not for the pause.
 */
#include "signer/timestamp.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/der.h"
#include "signer/error.h"
#include "signer/http.h"
#include "signer/path.h"
#include "signer/turnstile.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <string.h>

enum {
	SECONDS = 180,
	TRIES = 3,
	PAUSE = 2000,
	LONGEST_PAUSE = 60000,
	AT_ONCE = 4,
	MOST_ANSWER_BYTES = 256 << 10,
	MOST_STATUS_LETTERS = 200,
	WEAKEST_DIGEST = 32, /* bytes: SHA-256 */
};

#define value_or(value, otherwise) ((value) != 0 ? (value) : (otherwise))

void timestamp_request_free(TimestampRequest *request)
{
	if (request == NULL)
		return;
	g_clear_pointer(&request->digest, g_bytes_unref);
	g_clear_pointer(&request->nonce, g_bytes_unref);
	g_clear_pointer(&request->der, g_bytes_unref);
	g_free(request->policy);
	g_free(request);
}

static bool put_policy(GByteArray *out, const char *policy)
{
	ASN1_OBJECT *object = policy == NULL ? NULL : OBJ_txt2obj(policy, 1);
	bool fine = policy == NULL || (object != NULL && OBJ_length(object) > 0);

	if (object != NULL && fine)
		der_put(out, DER_OID, OBJ_get0_data(object), OBJ_length(object));
	ASN1_OBJECT_free(object);
	ERR_clear_error();
	return fine;
}

/* The content of a positive INTEGER of 64 bits, in its shortest form. */
static GBytes *make_nonce(void)
{
	unsigned char bytes[9] = { 0 };
	unsigned first = 0;

	g_assert(RAND_bytes(bytes + 1, sizeof bytes - 1) == 1);
	while (first < sizeof bytes - 1 && bytes[first] == 0 && bytes[first + 1] < 0x80)
		first++;
	return g_bytes_new(bytes + first, sizeof bytes - first);
}

static void put_bytes(GByteArray *out, unsigned char tag, GBytes *bytes)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);

	der_put(out, tag, data, size);
}

TimestampRequest *timestamp_request_new(
	const EVP_MD *algorithm, const unsigned char *digest, const char *policy)
{
	static const unsigned char version[] = { 1 }, yes[] = { 0xFF };
	g_autoptr(TimestampRequest) request = g_new0(TimestampRequest, 1);
	g_autoptr(GByteArray) parts = g_byte_array_new(), imprint = g_byte_array_new();
	GByteArray *whole;

	request->algorithm = algorithm;
	request->digest = g_bytes_new(digest, (gsize)EVP_MD_get_size(algorithm));
	request->nonce = make_nonce();
	request->policy = g_strdup(policy);
	der_put_algorithm(imprint, EVP_MD_get_type(algorithm), true);
	put_bytes(imprint, DER_OCTETS, request->digest);
	der_put(parts, DER_INTEGER, version, sizeof version);
	der_put_array(parts, DER_SEQUENCE, imprint);
	if (!put_policy(parts, policy))
		return NULL;
	put_bytes(parts, DER_INTEGER, request->nonce);
	der_put(parts, DER_BOOLEAN, yes, sizeof yes); /* certReq */
	whole = g_byte_array_new();
	der_put_array(whole, DER_SEQUENCE, parts);
	request->der = g_byte_array_free_to_bytes(whole);
	return g_steal_pointer(&request);
}

static bool refuse(GError **error, const char *sentence)
{
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_SERVICE, sentence);
	return false;
}

/* PKIFailureInfo (RFC 3161, 2.4.2). */
static const struct {
	int bit;
	bool transient;
	const char *sentence;
} failures[] = {
	{ 0, false, N_("it does not take this digest algorithm") },
	{ 2, false, N_("it does not do this") },
	{ 5, false, N_("it cannot read the request") },
	{ 14, true, N_("its clock is not available") },
	{ 15, false, N_("it does not stamp by this policy") },
	{ 16, false, N_("it does not know an extension of the request") },
	{ 17, false, N_("it does not have what was asked for") },
	{ 25, true, N_("it is out of order") },
};

/* What the authority says of its refusal, as one short line. */
static char *show_status(const TS_STATUS_INFO *status)
{
	const STACK_OF(ASN1_UTF8STRING) *texts = TS_STATUS_INFO_get0_text(status);

	if (sk_ASN1_UTF8STRING_num(texts) <= 0)
		return g_strdup("");
	const ASN1_UTF8STRING *text = sk_ASN1_UTF8STRING_value(texts, 0);
	g_autofree char *bytes = g_strndup((const char *)ASN1_STRING_get0_data(text),
		(gsize)MIN(ASN1_STRING_length(text), 4 * MOST_STATUS_LETTERS));
	g_autofree char *shown = file_show(bytes);
	g_autofree char *brief =
		g_utf8_substring(shown, 0, MIN(g_utf8_strlen(shown, -1), MOST_STATUS_LETTERS));
	return g_strdup_printf(": %s", brief);
}

static bool check_status(DerSpan span, GError **error)
{
	const unsigned char *at = span.at;
	g_autoptr(TS_STATUS_INFO) status = d2i_TS_STATUS_INFO(NULL, &at, (long)span.left);
	const char *why = N_("it does not say why");
	bool transient = false;

	if (status == NULL || at != span.at + span.left)
		return refuse(error, _("the answer is no time-stamp answer"));
	long value = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status));
	if (value == TS_STATUS_GRANTED || value == TS_STATUS_GRANTED_WITH_MODS)
		return true;
	const ASN1_BIT_STRING *bits = TS_STATUS_INFO_get0_failure_info(status);
	for (unsigned i = 0; i < G_N_ELEMENTS(failures); i++)
		if (bits != NULL && ASN1_BIT_STRING_get_bit(bits, failures[i].bit)) {
			why = failures[i].sentence;
			transient = failures[i].transient;
		}
	g_autofree char *said = show_status(status);
	g_set_error(error, transient ? BASE_ERROR : SIGNER_ERROR,
		transient ? (int)BASE_ERROR_SYSTEM : (int)SIGNER_ERROR_SERVICE,
		_("the authority refuses to stamp, %s%s"), _(why), said);
	return false;
}

static bool check_request(const Timestamp *stamp, const TimestampRequest *request, GError **error)
{
	if (EVP_MD_get_type(stamp->algorithm) != EVP_MD_get_type(request->algorithm) ||
		!g_bytes_equal(stamp->imprint, request->digest))
		return refuse(error, _("the time-stamp is one of other data (imprint)"));
	if (stamp->nonce == NULL || !g_bytes_equal(stamp->nonce, request->nonce))
		return refuse(error, _("the time-stamp answers another request (nonce)"));
	if (request->policy != NULL && strcmp(stamp->policy, request->policy) != 0)
		return refuse(error, _("the time-stamp is of another policy than was asked for"));
	return true;
}

static bool check_rules(const Timestamp *stamp, const TsaRules *rules, gint64 now, GError **error)
{
	gint64 slack = value_or(rules->slack, CLOCK_SKEW);
	gint64 earliest = now - slack - value_or(rules->seconds, SECONDS);

	if (stamp->time > now + slack || stamp->time < earliest)
		return refuse(
			error, _("the time that is stamped is far from this machine's clock"));
	if (EVP_MD_get_size(stamp->signed_with) < WEAKEST_DIGEST)
		return refuse(error, _("the time-stamp is signed with a weak digest algorithm"));
	if (!certificate_is_strong(stamp->signer))
		return refuse(
			error, _("the authority's key is too weak, or of a kind that is unknown"));
	g_autoptr(CertificateStack) path =
		path_find(rules->trust, stamp->signer, stamp->certificates, stamp->time, error);
	if (path != NULL)
		return true;
	g_prefix_error(error, "%s: ", _("the authority's certificate"));
	if (error != NULL)
		(*error)->code = SIGNER_ERROR_SERVICE;
	return false;
}

GBytes *timestamp_check_answer(GBytes *answer, const TimestampRequest *request,
	const TsaRules *rules, gint64 now, GError **error)
{
	gsize size;
	const unsigned char *bytes = g_bytes_get_data(answer, &size);
	DerSpan all = { bytes, size }, body, status, found;

	if (!der_take_tag(&all, DER_SEQUENCE, &body) || all.left != 0 ||
		!der_take(&body, NULL, NULL, &status)) {
		refuse(error, _("the answer is no time-stamp answer"));
		return NULL;
	}
	bool granted = check_status(status, error);
	ERR_clear_error();
	if (!granted)
		return NULL;
	if (!der_take(&body, NULL, NULL, &found) || body.left != 0) {
		refuse(error, _("the answer holds no time-stamp"));
		return NULL;
	}
	g_autoptr(GBytes) token = g_bytes_new(found.at, found.left);
	g_autoptr(Timestamp) stamp = timestamp_read(token, NULL, error);
	if (stamp == NULL || !check_request(stamp, request, error) ||
		!check_rules(stamp, rules, now, error))
		return NULL;
	return g_steal_pointer(&token);
}

static GBytes *call(
	const Tsa *tsa, const TimestampRequest *request, const TsaRules *rules, GError **error)
{
	HttpRequest http = {
		.url = tsa->url,
		.body = request->der,
		.content_type = "application/timestamp-query",
		.accept = "application/timestamp-reply",
		.user = tsa->user,
		.password = tsa->password,
		.roots = rules->roots,
		.limit = MOST_ANSWER_BYTES,
		.seconds = value_or(rules->seconds, SECONDS),
	};
	/* as long as all that are before us may take */
	unsigned patience = 10 * http.seconds;
	int place = turnstile_enter(
		rules->folder, tsa->url, value_or(rules->at_once, AT_ONCE), patience, error);
	if (place < 0)
		return NULL;
	GBytes *answer = http_ask(&http, error);
	turnstile_leave(place);
	return answer;
}

static GBytes *try_once(const Tsa *tsa, const TsaRules *rules, const EVP_MD *algorithm,
	const unsigned char *digest, GError **error)
{
	g_autoptr(TimestampRequest) request =
		timestamp_request_new(algorithm, digest, rules->policy);
	if (request == NULL) {
		g_set_error(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("%s is no policy of a time-stamp authority (an OID like 1.2.3)"),
			rules->policy);
		return NULL;
	}
	g_autoptr(GBytes) answer = call(tsa, request, rules, error);
	if (answer == NULL)
		return NULL;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	GBytes *token = timestamp_check_answer(answer, request, rules, now, error);
	if (token == NULL) {
		g_autofree char *host = http_show_host(tsa->url);
		g_prefix_error(error, "%s: ", host);
	}
	return token;
}

/* The pause before try `number` (1, 2 …): between a half and the whole of what it has grown to. */
static void pause_before(unsigned number, const TsaRules *rules)
{
	guint64 grown = (guint64)value_or(rules->pause, PAUSE) << MIN(number - 1, 16);
	guint32 most = (guint32)MIN(grown, LONGEST_PAUSE);

	g_usleep(1000UL * (most - openssl_random(most / 2 + 1)));
}

static GBytes *try_authority(const Tsa *tsa, const TsaRules *rules, const EVP_MD *algorithm,
	const unsigned char *digest, GError **error)
{
	unsigned tries = value_or(rules->tries, TRIES);

	for (unsigned i = 0;; i++) {
		g_autoptr(GError) wrong = NULL;
		if (i > 0)
			pause_before(i, rules);
		GBytes *token = try_once(tsa, rules, algorithm, digest, &wrong);
		if (token != NULL)
			return token;
		if (i + 1 >= tries || !error_is_transient(wrong)) {
			g_propagate_error(error, g_steal_pointer(&wrong));
			return NULL;
		}
	}
}

GBytes *timestamp_get(
	const TsaRules *rules, const EVP_MD *algorithm, const unsigned char *digest, GError **error)
{
	g_autoptr(GError) last = NULL;
	bool transient = false;

	for (unsigned i = 0; i < rules->count; i++) {
		g_clear_error(&last);
		GBytes *token =
			try_authority(&rules->authorities[i], rules, algorithm, digest, &last);
		if (token != NULL)
			return token;
		transient |= error_is_transient(last);
	}
	if (last == NULL) {
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SETTINGS,
			_("no time-stamp authority is set"));
		return NULL;
	}
	if (transient && !error_is_transient(last))
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM, last->message);
	else
		g_propagate_error(error, g_steal_pointer(&last));
	return NULL;
}
