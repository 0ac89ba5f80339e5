/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A revocation list counts (RFC 5280, 6.3.3) if the issuer of the certificate itself issued it and
 * signed it with a key that may, if it is a complete one, is meant for such certificates and for
 * all reasons, and holds at the moment. Indirect lists, delta lists and lists of some reasons are
 * left aside: what they would say counts as unknown.
 */
#include "signer/revocation_data.h"

#include "base/i18n.h"
#include "signer/certificate.h"

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

static bool check_issuer(X509_CRL *list, X509 *certificate, X509 *issuer, GError **error)
{
	const X509_ALGOR *algorithm = NULL;

	if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_issuer_name(certificate)) != 0 ||
		X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) != 0)
		return revocation_refuse(error, _("it is the list of another issuer"));
	if ((X509_get_key_usage(issuer) & KU_CRL_SIGN) == 0)
		return revocation_refuse(
			error, _("the issuer's certificate may sign no such list"));
	X509_CRL_get0_signature(list, NULL, &algorithm);
	if (!revocation_is_strong(algorithm))
		return revocation_refuse(error, _("it is signed with a weak algorithm"));
	return X509_CRL_verify(list, X509_get0_pubkey(issuer)) == 1 ||
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

static bool check_scope(X509_CRL *list, X509 *certificate, GError **error)
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
	if (point == NULL)
		return critical == -1 ||
			revocation_refuse(error, _("it does not say rightly what it is a list of"));
	if (point->onlyattr > 0 || point->indirectCRL > 0 || point->onlysomereasons != NULL ||
		(ca && point->onlyuser > 0) || (!ca && point->onlyCA > 0) ||
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

static bool has_condition(const X509_REVOKED *entry)
{
	return X509_REVOKED_get_ext_by_critical(entry, 1, -1) >= 0;
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

	if (list == NULL)
		revocation_refuse(error, _("it is no revocation list"));
	else if (X509_CRL_get0_nextUpdate(list) == NULL)
		/* RFC 5280, 5.1.2.5 */
		revocation_refuse(error, _("it does not say until when it holds"));
	bool fine = list != NULL && X509_CRL_get0_nextUpdate(list) != NULL &&
		check_issuer(list, certificate, issuer, error) &&
		check_scope(list, certificate, error) &&
		read_entry(list, revocation, &whole, error);
	ERR_clear_error();
	if (!fine)
		return NULL;
	revocation->crl = g_bytes_ref(bytes);
	return g_steal_pointer(&revocation);
}
