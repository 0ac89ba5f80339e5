/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/signing_check.h"

#include "base/error.h"
#include "base/i18n.h"
#include "signer/certificate.h"
#include "signer/error.h"
#include "signer/issuers.h"
#include "signer/path.h"
#include "signer/trust.h"

enum {
	SHORTEST = 60,       /* seconds that any check holds */
	WITH_WARNINGS = 600, /* that one holds after which it shall be tried again to do better */
	DAY = 86400,
};

void signing_check_free(SigningCheck *check)
{
	if (check == NULL)
		return;
	certificate_stack_free(check->path);
	g_ptr_array_unref(check->revocations);
	g_ptr_array_unref(check->warnings);
	g_free(check);
}

bool signing_check_holds(const SigningCheck *check, gint64 now)
{
	return now < check->until;
}

static bool refuse(GError **error, const char *sentence)
{
	g_set_error_literal(error, SIGNER_ERROR, SIGNER_ERROR_KEY, sentence);
	return false;
}

/* A warning, or a refusal that may pass. */
static bool doubt(SigningCheck *check, const SigningRules *rules, char *sentence, GError **error)
{
	if (rules->strict)
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM, sentence);
	g_ptr_array_add(check->warnings, sentence);
	return !rules->strict;
}

static char *show(const X509 *certificate)
{
	char *name = certificate_dup_subject(certificate, NID_commonName);

	return name != NULL ? name : certificate_show_name(X509_get_subject_name(certificate));
}

static bool check_signer(X509 *signer, gint64 now, GError **error)
{
	gint64 from, to;

	if (!certificate_read_time(X509_get0_notBefore(signer), &from) ||
		!certificate_read_time(X509_get0_notAfter(signer), &to))
		return refuse(error, _("the certificate does not say rightly when it is valid"));
	g_autofree char *begins = certificate_show_time(X509_get0_notBefore(signer));
	g_autofree char *ends = certificate_show_time(X509_get0_notAfter(signer));
	if (now < from || now > to) {
		g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY,
			now < from ? _("the certificate is not valid before %s")
				   : _("the certificate has ended on %s"),
			now < from ? begins : ends);
		return false;
	}
	if (!certificate_may_sign(signer))
		return refuse(
			error, _("the certificate does not allow digital signatures (key usage)"));
	return true;
}

static bool find_path(SigningCheck *check, X509 *signer, CertificateStack *others,
	const SigningRules *rules, gint64 now, GError **error)
{
	g_autoptr(CertificateStack) all =
		issuers_fetch(rules->trust, signer, others, &rules->revocation);

	check->path = path_find(rules->trust, signer, all, now, error);
	if (check->path == NULL) {
		g_prefix_error(error, "%s: ", _("the certificate"));
		return false;
	}
	X509 *top = sk_X509_value(check->path, sk_X509_num(check->path) - 1);
	if (trust_anchors(rules->trust) != NULL || path_is_root(top))
		return true;
	g_autofree char *name = show(top);
	return doubt(check, rules,
		g_strdup_printf(_("%s: the certificate of its issuer is not there"), name), error);
}

static bool check_revocation(
	SigningCheck *check, const Revocation *one, const SigningRules *rules, GError **error)
{
	g_autofree char *name = show(one->certificate);

	if (one->status == REVOCATION_GOOD)
		return true;
	if (one->status == REVOCATION_UNKNOWN)
		return doubt(check, rules,
			g_strdup_printf(
				_("%s: it cannot be told whether the certificate was revoked: %s"),
				name, one->why),
			error);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_KEY, "%s: %s", name, one->why);
	return false;
}

static void limit(gint64 *until, gint64 moment)
{
	*until = MIN(*until, moment);
}

static gint64 find_end(const SigningCheck *check, const SigningRules *rules, gint64 now)
{
	gint64 until = now + DAY, end;

	for (int i = 0; i < sk_X509_num(check->path); i++)
		if (certificate_read_time(X509_get0_notAfter(sk_X509_value(check->path, i)), &end))
			limit(&until, end);
	for (unsigned i = 0; i < check->revocations->len; i++) {
		const Revocation *one = check->revocations->pdata[i];
		if (one->next_update != 0)
			limit(&until, one->next_update);
		else if (one->this_update != 0)
			limit(&until,
				one->this_update +
					(rules->revocation.oldest != 0 ? rules->revocation.oldest
								       : DAY));
	}
	if (check->warnings->len > 0)
		limit(&until, now + WITH_WARNINGS);
	return MAX(until, now + SHORTEST);
}

static CertificateStack *parse(const GPtrArray *certificates)
{
	g_autoptr(CertificateStack) stack = sk_X509_new_null();

	g_assert(stack != NULL);
	for (unsigned i = 0; i < certificates->len; i++) {
		X509 *one = certificate_parse(certificates->pdata[i]);
		if (one == NULL)
			return NULL;
		sk_X509_push(stack, one);
	}
	return sk_X509_num(stack) > 0 ? g_steal_pointer(&stack) : NULL;
}

SigningCheck *signing_check_make(
	const GPtrArray *certificates, const SigningRules *rules, GError **error)
{
	g_autoptr(SigningCheck) check = g_new0(SigningCheck, 1);
	g_autoptr(CertificateStack) all = parse(certificates);
	gint64 now = rules->revocation.now != 0 ? rules->revocation.now
						: g_get_real_time() / G_USEC_PER_SEC;

	check->warnings = g_ptr_array_new_with_free_func(g_free);
	check->revocations = g_ptr_array_new_with_free_func((GDestroyNotify)revocation_free);
	if (all == NULL)
		return refuse(error, _("the key's certificate cannot be read")), NULL;
	X509 *signer = sk_X509_value(all, 0);
	if (!check_signer(signer, now, error) || !find_path(check, signer, all, rules, now, error))
		return NULL;
	g_ptr_array_unref(check->revocations);
	check->revocations = revocation_check_path(check->path, &rules->revocation);
	for (unsigned i = 0; i < check->revocations->len; i++)
		if (!check_revocation(check, check->revocations->pdata[i], rules, error))
			return NULL;
	check->until = find_end(check, rules, now);
	return g_steal_pointer(&check);
}
