/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/key_list.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "signer/certificate.h"

#include <openssl/bn.h>

enum { DAY = 86400 };

/* What is told of a key. */
typedef struct {
	char *place, *key, *subject, *issuer, *serial, *not_before, *not_after;
	int days;      /* that the certificate is still valid */
	char *refusal; /* why it may not sign; NULL: it may */
} Told;

static void told_clear(Told *told)
{
	g_free(told->place);
	g_free(told->key);
	g_free(told->subject);
	g_free(told->issuer);
	g_free(told->serial);
	g_free(told->not_before);
	g_free(told->not_after);
	g_free(told->refusal);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Told, told_clear)

static char *show_serial(X509 *certificate)
{
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
	char *digits = number == NULL ? NULL : BN_bn2hex(number);
	char *serial = g_strdup(digits);

	OPENSSL_free(digits);
	BN_free(number);
	return serial;
}

static int count_days(X509 *certificate)
{
	gint64 end;

	if (!certificate_read_time(X509_get0_notAfter(certificate), &end))
		return 0;
	return (int)(MAX(end - g_get_real_time() / G_USEC_PER_SEC, 0) / DAY);
}

static char *find_refusal(const ListedKey *listed, const Policy *policy)
{
	g_autoptr(GError) error = NULL;

	if (listed->certificate == NULL)
		return g_strdup(_("there is no certificate for the key"));
	if (certificate_check_signer(listed->certificate, policy, &error))
		return NULL;
	return g_strdup(error->message);
}

static Told tell(const ListedKey *listed, const Policy *policy)
{
	X509 *certificate = listed->certificate;
	Told told = { .place = file_show(listed->place),
		.key = g_strdup_printf("%s %u", key_kind_name(listed->key.kind), listed->key.bits),
		.refusal = find_refusal(listed, policy) };

	if (certificate == NULL)
		return told;
	told.subject = certificate_show_name(X509_get_subject_name(certificate));
	told.issuer = certificate_show_name(X509_get_issuer_name(certificate));
	told.serial = show_serial(certificate);
	told.not_before = certificate_show_time(X509_get0_notBefore(certificate));
	told.not_after = certificate_show_time(X509_get0_notAfter(certificate));
	told.days = count_days(certificate);
	return told;
}

static void put_line(GString *text, const char *label, const char *value)
{
	if (value != NULL)
		g_string_append_printf(text, "    %s: %s\n", label, value);
}

char *listed_key_show(const ListedKey *listed, const Policy *policy)
{
	g_auto(Told) told = tell(listed, policy);
	GString *text = g_string_new(told.place);

	g_string_append_c(text, '\n');
	put_line(text, _("key"), told.key);
	put_line(text, _("owner"), told.subject);
	put_line(text, _("issuer"), told.issuer);
	put_line(text, _("serial number"), told.serial);
	if (told.not_before != NULL && told.not_after != NULL) {
		g_autofree char *left = g_strdup_printf(
			ngettext("%d day left", "%d days left", (unsigned long)told.days),
			told.days);
		g_string_append_printf(text, "    %s: %s – %s (%s)\n", _("certificate's validity"),
			told.not_before, told.not_after, left);
	}
	if (told.refusal == NULL)
		put_line(text, _("may sign"), policy_shown(policy));
	else
		put_line(text, _("may not sign"), told.refusal);
	return g_string_free(text, FALSE);
}

char *listed_key_show_json(const ListedKey *listed, const Policy *policy)
{
	g_auto(Told) told = tell(listed, policy);
	g_autoptr(JsonBuilder) builder = json_builder_new();

	json_builder_begin_object(builder);
	json_put_known(builder, "place", told.place);
	json_put_known(builder, "kind", key_kind_name(listed->key.kind));
	json_put_integer(builder, "bits", listed->key.bits);
	json_put_known(builder, "subject", told.subject);
	json_put_known(builder, "issuer", told.issuer);
	json_put_known(builder, "serial", told.serial);
	json_put_known(builder, "not_before", told.not_before);
	json_put_known(builder, "not_after", told.not_after);
	if (listed->certificate != NULL)
		json_put_integer(builder, "days_left", told.days);
	json_put_flag(builder, "may_sign", told.refusal == NULL);
	json_put_known(builder, "reason", told.refusal);
	json_builder_end_object(builder);

	g_autofree char *line = json_finish(builder, false);
	return g_strconcat(line, "\n", NULL);
}
