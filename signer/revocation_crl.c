/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A revocation list counts (RFC 5280, 6.3.3) if the issuer of the certificate itself issued it, or one
 * whom the certificate names for that and who stands under the same issuer (an indirect list), and
 * signed it with a key that may, if it is a complete one, is meant for such certificates and for
 * all reasons, and holds at the moment. Delta lists and lists of some reasons are left aside: what
 * they would say counts as unknown.
 */
#include "signer/revocation_data.h"

#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/path.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_CRL, X509_CRL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ISSUING_DIST_POINT, ISSUING_DIST_POINT_free)

enum { MOST_BYTES = 64 << 20 };

static X509_CRL *parse(GBytes *bytes)
{
	gsize size;
	const unsigned char *begin = g_bytes_get_data(bytes, &size), *at = begin;
	g_autoptr(X509_CRL) list =
		size == 0 || size > MOST_BYTES ? NULL : d2i_X509_CRL(NULL, &at, (long)size);

	return list != NULL && (gsize)(at - begin) == size ? g_steal_pointer(&list) : NULL;
}

static bool is_issuer(const GENERAL_NAMES *names, const X509_NAME *issuer)
{
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type == GEN_DIRNAME && X509_NAME_cmp(name->d.directoryName, issuer) == 0)
			return true;
	}
	return false;
}

/* Does the certificate say that this issuer of lists tells of it (cRLIssuer, 4.2.1.13)? */
static bool is_delegated(X509_CRL *list, X509 *certificate)
{
	CRL_DIST_POINTS *points =
		X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_DIST_POINT_num(points) && !found; i++)
		found = is_issuer(
			sk_DIST_POINT_value(points, i)->CRLissuer, X509_CRL_get_issuer(list));
	CRL_DIST_POINTS_free(points);
	return found;
}

static bool was_valid(X509 *certificate, const ASN1_TIME *time)
{
	return ASN1_TIME_compare(X509_get0_notBefore(certificate), time) <= 0 &&
		ASN1_TIME_compare(time, X509_get0_notAfter(certificate)) <= 0;
}

/* One of `others` that issued an indirect list and may: `issuer`, or the one above it, issued it. Lent;
 * NULL if there is none. */
static X509 *find_delegate(X509_CRL *list, X509 *issuer, CertificateStack *others)
{
	X509 *above = path_find_issuer(issuer, others);

	for (int i = 0; i < sk_X509_num(others); i++) {
		X509 *one = sk_X509_value(others, i);
		if (X509_NAME_cmp(X509_get_subject_name(one), X509_CRL_get_issuer(list)) == 0 &&
			X509_get_key_usage(one) != UINT32_MAX &&
			(path_issued(issuer, one) || (above != NULL && path_issued(above, one))) &&
			was_valid(one, X509_CRL_get0_lastUpdate(list)))
			return one;
	}
	return NULL;
}

/* The certificate that must have signed the list, lent; NULL if it tells of others. */
static X509 *find_signer(
	X509_CRL *list, X509 *certificate, X509 *issuer, const RevocationRules *rules)
{
	const X509_NAME *name = X509_CRL_get_issuer(list);

	if (X509_NAME_cmp(name, X509_get_issuer_name(certificate)) == 0 &&
		X509_NAME_cmp(name, X509_get_subject_name(issuer)) == 0)
		return issuer;
	return is_delegated(list, certificate) ? find_delegate(list, issuer, rules->others) : NULL;
}

static bool check_signature(X509_CRL *list, X509 *signer, GError **error)
{
	const X509_ALGOR *algorithm = NULL;

	if (signer == NULL)
		return revocation_refuse(error, _("it is the list of another issuer"));
	if ((X509_get_key_usage(signer) & KU_CRL_SIGN) == 0)
		return revocation_refuse(
			error, _("the issuer's certificate may sign no such list"));
	X509_CRL_get0_signature(list, NULL, &algorithm);
	if (!revocation_is_strong(algorithm))
		return revocation_refuse(error, _("it is signed with a weak algorithm"));
	return X509_CRL_verify(list, X509_get0_pubkey(signer)) == 1 ||
		revocation_refuse(error, _("its signature is wrong"));
}

/* Does the name of the list's distribution point stand in the certificate as well? */
static bool is_named(const DIST_POINT_NAME *name, X509 *certificate)
{
	CRL_DIST_POINTS *points =
		X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		const DIST_POINT_NAME *other = sk_DIST_POINT_value(points, i)->distpoint;
		if (name->type != 0 || other == NULL || other->type != 0)
			continue;
		for (int j = 0; j < sk_GENERAL_NAME_num(other->name.fullname); j++)
			for (int k = 0; k < sk_GENERAL_NAME_num(name->name.fullname); k++)
				found |=
					GENERAL_NAME_cmp(
						sk_GENERAL_NAME_value(other->name.fullname, j),
						sk_GENERAL_NAME_value(name->name.fullname, k)) == 0;
	}
	CRL_DIST_POINTS_free(points);
	return found;
}

/* `indirect`: it is another's than the issuer's of the certificate. */
static bool check_scope(X509_CRL *list, X509 *certificate, bool indirect, GError **error)
{
	int critical = -1;
	g_autoptr(ISSUING_DIST_POINT) point =
		X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, &critical, NULL);
	bool ca = X509_check_ca(certificate) != 0;

	for (int i = 0; i < X509_CRL_get_ext_count(list); i++) {
		X509_EXTENSION *extension = X509_CRL_get_ext(list, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
		if (nid == NID_delta_crl)
			return revocation_refuse(error, _("it is a list of changes alone"));
		if (X509_EXTENSION_get_critical(extension) && nid != NID_issuing_distribution_point)
			return revocation_refuse(error, _("it makes a condition that is unknown"));
	}
	if (point == NULL && critical != -1)
		return revocation_refuse(error, _("it does not say rightly what it is a list of"));
	if (indirect && (point == NULL || point->indirectCRL <= 0))
		return revocation_refuse(error, _("it is the list of another issuer"));
	if (point == NULL)
		return true;
	if (point->onlyattr > 0 || point->onlysomereasons != NULL || (ca && point->onlyuser > 0) ||
		(!ca && point->onlyCA > 0) ||
		(point->distpoint != NULL && !is_named(point->distpoint, certificate)))
		return revocation_refuse(error, _("it is a list of other certificates"));
	return true;
}

/* expiredCertsOnCRL (X.509, 9.5.2.8): since when the ended ones stay on the list; or 0. */
static gint64 read_keeps(X509_CRL *list)
{
	gint64 seconds = 0;

	for (int i = 0; i < X509_CRL_get_ext_count(list); i++) {
		X509_EXTENSION *extension = X509_CRL_get_ext(list, i);
		const ASN1_OBJECT *object = X509_EXTENSION_get_object(extension);
		static const unsigned char oid[] = { 0x55, 0x1D, 0x3C };
		if (OBJ_length(object) != sizeof oid ||
			memcmp(OBJ_get0_data(object), oid, sizeof oid) != 0)
			continue;
		const ASN1_STRING *value = X509_EXTENSION_get_data(extension);
		const unsigned char *at = ASN1_STRING_get0_data(value);
		ASN1_GENERALIZEDTIME *time =
			d2i_ASN1_GENERALIZEDTIME(NULL, &at, ASN1_STRING_length(value));
		certificate_read_time(time, &seconds);
		ASN1_GENERALIZEDTIME_free(time);
	}
	return seconds;
}

/* certificateIssuer (5.3.3) is heeded by OpenSSL when it looks the entry up. */
static bool has_condition(const X509_REVOKED *entry)
{
	for (int i = 0; i < X509_REVOKED_get_ext_count(entry); i++) {
		X509_EXTENSION *extension = X509_REVOKED_get_ext(entry, i);
		if (X509_EXTENSION_get_critical(extension) &&
			OBJ_obj2nid(X509_EXTENSION_get_object(extension)) != NID_certificate_issuer)
			return true;
	}
	return false;
}

static int read_reason(const X509_REVOKED *entry)
{
	ASN1_ENUMERATED *value = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
	int reason = value == NULL ? -1 : (int)ASN1_ENUMERATED_get(value);

	ASN1_ENUMERATED_free(value);
	return reason;
}

static bool read_entry(
	X509_CRL *list, Revocation *revocation, const RevocationRules *rules, GError **error)
{
	X509_REVOKED *entry = NULL;
	int found = X509_CRL_get0_by_cert(list, &entry, revocation->certificate);
	gint64 keeps = found == 1 ? 1 : read_keeps(list);

	if (!revocation_set_times(revocation, X509_CRL_get0_lastUpdate(list),
		    X509_CRL_get0_nextUpdate(list), keeps, rules, error))
		return false;
	if (found != 1) {
		revocation->status = REVOCATION_GOOD;
		return true;
	}
	if (has_condition(entry))
		return revocation_refuse(error, _("it makes a condition that is unknown"));
	return revocation_set_revoked(revocation, X509_REVOKED_get0_revocationDate(entry),
		read_reason(entry), rules, error);
}

Revocation *revocation_read_crl(GBytes *bytes, X509 *certificate, X509 *issuer,
	const RevocationRules *rules, GError **error)
{
	RevocationRules whole = revocation_rules(rules);
	g_autoptr(X509_CRL) list = parse(bytes);
	g_autoptr(Revocation) revocation = revocation_new(certificate);
	X509 *signer = NULL;

	if (list == NULL)
		revocation_refuse(error, _("it is no revocation list"));
	else if (X509_CRL_get0_nextUpdate(list) == NULL)
		/* RFC 5280, 5.1.2.5 */
		revocation_refuse(error, _("it does not say until when it holds"));
	else
		signer = find_signer(list, certificate, issuer, &whole);
	bool fine = list != NULL && X509_CRL_get0_nextUpdate(list) != NULL &&
		check_signature(list, signer, error) &&
		check_scope(list, certificate, signer != issuer, error) &&
		read_entry(list, revocation, &whole, error);
	ERR_clear_error();
	if (!fine)
		return NULL;
	revocation->crl = g_bytes_ref(bytes);
	if (signer != issuer) {
		X509_up_ref(signer);
		revocation->responder = signer;
	}
	return g_steal_pointer(&revocation);
}

bool revocation_names_crl(GBytes *bytes, X509 *certificate)
{
	g_autoptr(X509_CRL) list = parse(bytes);
	bool named = list != NULL &&
		(X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_issuer_name(certificate)) == 0 ||
			is_delegated(list, certificate));

	ERR_clear_error();
	return named;
}
