/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An OCSP answer counts (RFC 6960, 3.2) if
 *  1. it is successful and basic, with no critical extension, and answers our nonce if any;
 *  2. it is signed by the issuer of the certificate itself, or by a responder whose certificate that
 *     same key issued for this purpose (4.2.2.2), valid when the answer was made;
 *  3. one of its entries is of this certificate: issuer's name, issuer's key and number;
 *  4. that entry's times hold at the moment.
 * OCSP_basic_verify() with a store would believe responders of other issuers under the same root.
 */
#include "signer/revocation_data.h"

#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/path.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(OCSP_RESPONSE, OCSP_RESPONSE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OCSP_BASICRESP, OCSP_BASICRESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OCSP_REQUEST, OCSP_REQUEST_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OCSP_CERTID, OCSP_CERTID_free)

enum { MOST_BYTES = 1 << 20, MOST_CERTIFICATES = 32 };

static const char *const statuses[] = {
	NULL,
	N_("the responder cannot read the request"),
	N_("the responder is out of order"),
	N_("the responder is busy and wants to be asked later"),
	NULL,
	N_("the responder wants a signed request"),
	N_("the responder does not tell of this certificate"),
};

static OCSP_BASICRESP *parse(GBytes *bytes, GError **error)
{
	gsize size;
	const unsigned char *begin = g_bytes_get_data(bytes, &size), *at = begin;
	g_autoptr(OCSP_RESPONSE) answer =
		size == 0 || size > MOST_BYTES ? NULL : d2i_OCSP_RESPONSE(NULL, &at, (long)size);

	if (answer == NULL || (gsize)(at - begin) != size) {
		revocation_refuse(error, _("it is no OCSP answer"));
		return NULL;
	}
	int status = OCSP_response_status(answer);
	if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
		const char *words = status > 0 && status < (int)G_N_ELEMENTS(statuses)
			? statuses[status]
			: NULL;
		revocation_refuse(
			error, _(words != NULL ? words : N_("the responder gives no answer")));
		return NULL;
	}
	OCSP_BASICRESP *basic = OCSP_response_get1_basic(answer);
	if (basic == NULL)
		revocation_refuse(error, _("it is no OCSP answer"));
	return basic;
}

static bool check_nonce(OCSP_BASICRESP *basic, GBytes *request, GError **error)
{
	gsize size = 0;
	const unsigned char *at = request == NULL ? NULL : g_bytes_get_data(request, &size);
	g_autoptr(OCSP_REQUEST) asked = at == NULL ? NULL : d2i_OCSP_REQUEST(NULL, &at, (long)size);

	/* a responder need not send it back (4.4.1) */
	return asked == NULL || OCSP_check_nonce(asked, basic) != 0 ||
		revocation_refuse(error, _("it answers another request (nonce)"));
}

static bool was_valid(X509 *certificate, const ASN1_TIME *time)
{
	gint64 moment, from, to;

	return certificate_read_time(time, &moment) &&
		certificate_read_time(X509_get0_notBefore(certificate), &from) &&
		certificate_read_time(X509_get0_notAfter(certificate), &to) && from <= moment &&
		moment <= to;
}

/* May it answer for `issuer`? */
static bool is_responder(X509 *candidate, X509 *issuer, const ASN1_TIME *time)
{
	uint32_t usage = X509_get_key_usage(candidate);
	uint32_t purposes = X509_get_extended_key_usage(candidate);

	return purposes != UINT32_MAX && (purposes & XKU_OCSP_SIGN) != 0 &&
		(usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0 &&
		path_issued(issuer, candidate) && was_valid(candidate, time) &&
		certificate_is_strong(candidate);
}

/* 1: it signed; 0: the answer names another one; -1: it is named, and did not sign. */
static int has_signed(OCSP_BASICRESP *basic, X509 *candidate)
{
	STACK_OF(X509) *one = sk_X509_new_null();
	X509 *named = NULL;

	g_assert(one != NULL);
	sk_X509_push(one, candidate);
	int found = OCSP_resp_get0_signer(basic, &named, one) == 1 && named != NULL &&
			X509_cmp(named, candidate) == 0
		? -1
		: 0;
	if (found != 0 && OCSP_basic_verify(basic, one, NULL, OCSP_NOINTERN | OCSP_TRUSTOTHER) == 1)
		found = 1;
	sk_X509_free(one);
	return found;
}

/* The certificate that signed the answer and may, lent by the answer, the rules or the caller; NULL with error. */
static X509 *find_responder(
	OCSP_BASICRESP *basic, X509 *issuer, const RevocationRules *rules, GError **error)
{
	const STACK_OF(X509) *const stacks[] = { OCSP_resp_get0_certs(basic), rules->others };
	const ASN1_TIME *time = OCSP_resp_get0_produced_at(basic);
	int found = has_signed(basic, issuer);

	if (found == 1)
		return issuer;
	for (size_t i = 0; i < G_N_ELEMENTS(stacks); i++)
		for (int j = 0; j < MIN(sk_X509_num(stacks[i]), MOST_CERTIFICATES) && found == 0;
			j++) {
			X509 *candidate = sk_X509_value(stacks[i], j);
			if (!is_responder(candidate, issuer, time))
				continue;
			found = has_signed(basic, candidate);
			if (found == 1)
				return candidate;
		}
	revocation_refuse(error,
		found < 0 ? _("its signature is wrong")
			  : _("it is signed by nobody who may answer for the issuer"));
	return NULL;
}

static bool is_of(const OCSP_SINGLERESP *single, X509 *certificate, X509 *issuer)
{
	OCSP_CERTID *said = (OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single);
	ASN1_OBJECT *object = NULL;

	OCSP_id_get0_info(NULL, &object, NULL, NULL, said);
	const EVP_MD *digest = EVP_get_digestbyobj(object);
	g_autoptr(OCSP_CERTID) id =
		digest == NULL ? NULL : OCSP_cert_to_id(digest, certificate, issuer);
	return id != NULL && OCSP_id_cmp(id, said) == 0;
}

/* archiveCutoff (4.4.4): since when it tells also of certificates that have ended; or 0. */
static gint64 read_cutoff(OCSP_SINGLERESP *single)
{
	ASN1_GENERALIZEDTIME *time =
		OCSP_SINGLERESP_get1_ext_d2i(single, NID_id_pkix_OCSP_archiveCutoff, NULL, NULL);
	gint64 seconds = 0;

	certificate_read_time(time, &seconds);
	ASN1_GENERALIZEDTIME_free(time);
	return seconds;
}

static bool read_entry(OCSP_SINGLERESP *single, Revocation *revocation,
	const RevocationRules *rules, GError **error)
{
	ASN1_GENERALIZEDTIME *revoked = NULL, *this = NULL, *next = NULL;
	int reason = -1;
	int status = OCSP_single_get0_status(single, &reason, &revoked, &this, &next);

	if (OCSP_SINGLERESP_get_ext_by_critical(single, 1, -1) >= 0)
		return revocation_refuse(error, _("it makes a condition that is unknown"));
	if (status == V_OCSP_CERTSTATUS_REVOKED)
		return revocation_set_times(revocation, this, next, 1, rules, error) &&
			revocation_set_revoked(revocation, revoked, reason, rules, error);
	if (status != V_OCSP_CERTSTATUS_GOOD)
		return revocation_refuse(error, _("the responder does not know the certificate"));
	revocation->status = REVOCATION_GOOD;
	return revocation_set_times(revocation, this, next, read_cutoff(single), rules, error);
}

static OCSP_SINGLERESP *find_entry(OCSP_BASICRESP *basic, X509 *certificate, X509 *issuer)
{
	for (int i = 0; i < OCSP_resp_count(basic); i++)
		if (is_of(OCSP_resp_get0(basic, i), certificate, issuer))
			return OCSP_resp_get0(basic, i);
	return NULL;
}

static Revocation *read_basic(OCSP_BASICRESP *basic, X509 *certificate, X509 *issuer,
	const RevocationRules *rules, GError **error)
{
	g_autoptr(Revocation) revocation = revocation_new(certificate);

	if (OCSP_BASICRESP_get_ext_by_critical(basic, 1, -1) >= 0)
		return revocation_refuse(error, _("it makes a condition that is unknown")), NULL;
	if (!revocation_is_strong(OCSP_resp_get0_tbs_sigalg(basic)))
		return revocation_refuse(error, _("it is signed with a weak algorithm")), NULL;
	X509 *responder = find_responder(basic, issuer, rules, error);
	if (responder == NULL)
		return NULL;
	OCSP_SINGLERESP *single = find_entry(basic, certificate, issuer);
	if (single == NULL)
		return revocation_refuse(error, _("it is of another certificate")), NULL;
	if (!read_entry(single, revocation, rules, error))
		return NULL;
	if (responder != issuer) {
		X509_up_ref(responder);
		revocation->responder = responder;
	}
	return g_steal_pointer(&revocation);
}

Revocation *revocation_read_ocsp(GBytes *answer, X509 *certificate, X509 *issuer, GBytes *request,
	const RevocationRules *rules, GError **error)
{
	RevocationRules whole = revocation_rules(rules);
	g_autoptr(OCSP_BASICRESP) basic = parse(answer, error);
	Revocation *revocation = NULL;

	if (basic != NULL && check_nonce(basic, request, error))
		revocation = read_basic(basic, certificate, issuer, &whole, error);
	ERR_clear_error();
	if (revocation != NULL)
		revocation->ocsp = g_bytes_ref(answer);
	return revocation;
}

/* The issuer's certificate may not be there: his name and the number must do. */
static bool is_named(const OCSP_SINGLERESP *single, X509 *certificate)
{
	OCSP_CERTID *said = (OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single);
	ASN1_OBJECT *object = NULL;
	ASN1_OCTET_STRING *name = NULL;
	ASN1_INTEGER *serial = NULL;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	OCSP_id_get0_info(&name, &object, NULL, &serial, said);
	const EVP_MD *algorithm = EVP_get_digestbyobj(object);
	return algorithm != NULL &&
		X509_NAME_digest(X509_get_issuer_name(certificate), algorithm, digest, &size) ==
		1 &&
		(unsigned)ASN1_STRING_length(name) == size &&
		memcmp(ASN1_STRING_get0_data(name), digest, size) == 0 &&
		ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(certificate)) == 0;
}

bool revocation_names_ocsp(GBytes *answer, X509 *certificate)
{
	g_autoptr(OCSP_BASICRESP) basic = parse(answer, NULL);
	bool named = false;

	for (int i = 0; basic != NULL && i < OCSP_resp_count(basic) && !named; i++)
		named = is_named(OCSP_resp_get0(basic, i), certificate);
	ERR_clear_error();
	return named;
}
