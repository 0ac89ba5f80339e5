/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/revocation_data.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/error.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

enum { OLDEST = 86400, SECONDS = 30, WEAKEST_DIGEST = 32 };

void revocation_free(Revocation *revocation)
{
	if (revocation == NULL)
		return;
	X509_free(revocation->certificate);
	X509_free(revocation->responder);
	g_clear_pointer(&revocation->ocsp, g_bytes_unref);
	g_clear_pointer(&revocation->crl, g_bytes_unref);
	revocation_free(revocation->responder_status);
	g_free(revocation->why);
	g_free(revocation);
}

Revocation *revocation_new(X509 *certificate)
{
	Revocation *revocation = g_new0(Revocation, 1);

	X509_up_ref(certificate);
	revocation->certificate = certificate;
	revocation->reason = -1;
	return revocation;
}

RevocationRules revocation_rules(const RevocationRules *rules)
{
	RevocationRules whole = *rules;

	if (whole.now == 0)
		whole.now = g_get_real_time() / G_USEC_PER_SEC;
	if (whole.moment == 0)
		whole.moment = whole.now;
	if (whole.slack == 0)
		whole.slack = CLOCK_SKEW;
	if (whole.oldest == 0)
		whole.oldest = OLDEST;
	if (whole.seconds == 0)
		whole.seconds = SECONDS;
	return whole;
}

bool revocation_refuse(GError **error, const char *sentence)
{
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_SERVICE, sentence);
	return false;
}

bool revocation_set_times(Revocation *revocation, const ASN1_TIME *this, const ASN1_TIME *next,
	gint64 keeps, const RevocationRules *rules, GError **error)
{
	gint64 ends;

	if (!certificate_read_time(this, &revocation->this_update) ||
		(next != NULL && !certificate_read_time(next, &revocation->next_update)) ||
		!certificate_read_time(X509_get0_notAfter(revocation->certificate), &ends))
		return revocation_refuse(error, _("its times cannot be read"));
	gint64 until =
		next != NULL ? revocation->next_update : revocation->this_update + rules->oldest;
	if (revocation->this_update > rules->now + rules->slack)
		return revocation_refuse(error, _("it is of a time that has not come yet"));
	if ((!rules->any_age && until + rules->slack < rules->moment) ||
		until < revocation->this_update)
		return revocation_refuse(error, _("it is out of date"));
	/* who issues such data may forget what has ended */
	if (revocation->this_update > ends && (keeps == 0 || keeps > ends))
		return revocation_refuse(error,
			_("it is younger than the certificate's end, and need not tell of it any more"));
	return true;
}

/* CRLReason (RFC 5280, 5.3.1). */
static const char *const reasons[] = {
	N_("no reason is told"),
	N_("its key was compromised"),
	N_("its issuer's key was compromised"),
	N_("its owner's affiliation has changed"),
	N_("it was replaced"),
	N_("it is out of use"),
	N_("it is put on hold"),
	NULL,
	NULL,
	N_("its privilege was withdrawn"),
	N_("its issuer's key was compromised"),
};

bool revocation_set_revoked(Revocation *revocation, const ASN1_TIME *time, int reason,
	const RevocationRules *rules, GError **error)
{
	g_autofree char *shown = certificate_show_time(time);
	const char *words =
		reason >= 0 && reason < (int)G_N_ELEMENTS(reasons) ? reasons[reason] : NULL;

	if (shown == NULL || !certificate_read_time(time, &revocation->revoked_at))
		return revocation_refuse(error, _("its times cannot be read"));
	revocation->reason = reason;
	revocation->status =
		revocation->revoked_at <= rules->moment ? REVOCATION_REVOKED : REVOCATION_GOOD;
	if (revocation->status == REVOCATION_REVOKED)
		revocation->why = g_strdup_printf(_("the certificate was revoked on %s (%s)"),
			shown, _(words != NULL ? words : reasons[0]));
	return true;
}

/* The digest that RSASSA-PSS names; left out, it is SHA-1 (RFC 4055, 3.1). */
static const EVP_MD *find_pss_digest(const X509_ALGOR *algorithm)
{
	const void *value = NULL;
	const ASN1_OBJECT *object = NULL;
	int kind = V_ASN1_UNDEF;

	X509_ALGOR_get0(NULL, &kind, &value, algorithm);
	RSA_PSS_PARAMS *pss = kind != V_ASN1_SEQUENCE
		? NULL
		: ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
	const EVP_MD *digest = EVP_sha1();
	if (pss != NULL && pss->hashAlgorithm != NULL) {
		X509_ALGOR_get0(&object, NULL, NULL, pss->hashAlgorithm);
		digest = EVP_get_digestbyobj(object);
	}
	RSA_PSS_PARAMS_free(pss);
	ERR_clear_error();
	return digest;
}

bool revocation_is_strong(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object = NULL;
	int digest_nid = NID_undef;

	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	int nid = OBJ_obj2nid(object);
	if (nid == NID_ED25519 || nid == NID_ED448)
		return true;
	if (nid != NID_rsassaPss && OBJ_find_sigid_algs(nid, &digest_nid, NULL) != 1)
		return false;
	const EVP_MD *digest =
		nid == NID_rsassaPss ? find_pss_digest(algorithm) : EVP_get_digestbynid(digest_nid);
	return digest != NULL && EVP_MD_get_size(digest) >= WEAKEST_DIGEST;
}
