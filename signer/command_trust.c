/* SPDX-License-Identifier: GPL-3.0-or-later */
/* digisign trust: the sets of roots that verification trusts, each with a name and a purpose. */
#include "signer/commands.h"

#include "base/command.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/settings.h"
#include "signer/certificate.h"
#include "signer/quote.h"
#include "signer/trust_sets.h"

#include <string.h>
#include <time.h>

enum { DAY = 86400, FINGERPRINT_DIGITS = 64 };

static struct {
	char *purpose, *note, **rest;
	gboolean json;
} how;

static const GOptionEntry options[] = {
	{ "purpose", 0, 0, G_OPTION_ARG_STRING, &how.purpose,
		N_("of a new set: public, service or demo"), N_("NAME") },
	{ "note", 0, 0, G_OPTION_ARG_STRING, &how.note, N_("what is to be known of the set"),
		N_("TEXT") },
	{ "json", 0, 0, G_OPTION_ARG_NONE, &how.json, N_("list: one JSON object an anchor"), NULL },
	{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &how.rest, NULL,
		N_("add SET FILE… | list [SET] | remove SET FINGERPRINT|FILE…") },
	{ 0 },
};

static const char *const purpose_words[] = {
	[PURPOSE_NONE] = "",
	[PURPOSE_PUBLIC] = N_("public certification authorities"),
	[PURPOSE_SERVICE] = N_("service signatures of the State"),
	[PURPOSE_DEMO] = N_("demonstrations: NO LEGAL VALUE"),
};

/* Days until the anchor ends; negative: since it has. */
static gint64 count_days(X509 *certificate)
{
	gint64 end;

	if (!certificate_read_time(X509_get0_notAfter(certificate), &end))
		return 0;
	gint64 left = end - (gint64)time(NULL);
	return left >= 0 ? left / DAY : -((-left + DAY - 1) / DAY);
}

/* "“CN=Root”, SHA-256 ab…, valid 2020… – 2040… (5000 days left)". The caller frees it. */
static char *show_anchor(X509 *certificate)
{
	g_autofree char *name = certificate_show_name(X509_get_subject_name(certificate));
	g_autofree char *subject = quote_text(name);
	g_autofree char *fingerprint = certificate_fingerprint(certificate);
	g_autofree char *from = certificate_show_time(X509_get0_notBefore(certificate));
	g_autofree char *to = certificate_show_time(X509_get0_notAfter(certificate));
	gint64 days = count_days(certificate);
	g_autofree char *life = days >= 0 ? g_strdup_printf(_("%d days left"), (int)days)
					  : g_strdup(_("HAS ENDED"));

	return g_strdup_printf("%s\n    SHA-256 %s\n    %s – %s (%s)", subject, fingerprint,
		from != NULL ? from : "?", to != NULL ? to : "?", life);
}

/* All certificates of the files that are named from `first` on. */
static CertificateStack *load_named(char **files, GError **error)
{
	g_autoptr(CertificateStack) all = sk_X509_new_null();

	for (; *files != NULL; files++) {
		g_autoptr(CertificateStack) loaded = certificates_load(*files, error);
		if (loaded == NULL)
			return NULL;
		while (sk_X509_num(loaded) > 0)
			sk_X509_push(all, sk_X509_shift(loaded));
	}
	return g_steal_pointer(&all);
}

/* All are looked at before the first is added. */
static int add(const char *folder, GError **error)
{
	TrustPurpose purpose = purpose_find(how.purpose);
	if (how.purpose != NULL && purpose == PURPOSE_NONE)
		return error_set_usage(error, _("trust: there is no purpose %s"), how.purpose),
		       EXIT_USAGE;
	g_autoptr(NamedSet) set = named_set_open(folder, how.rest[1], purpose, how.note, error);
	g_autoptr(CertificateStack) all = set != NULL ? load_named(how.rest + 2, error) : NULL;
	if (all == NULL)
		return EXIT_NOT_ALL;

	for (int i = 0; i < sk_X509_num(all); i++)
		if (!named_set_accepts(set, sk_X509_value(all, i), error))
			return EXIT_NOT_ALL;
	if (!named_set_save(set, error))
		return EXIT_NOT_ALL;
	for (int i = 0; i < sk_X509_num(all); i++) {
		X509 *certificate = sk_X509_value(all, i);
		g_autofree char *shown = show_anchor(certificate);
		bool new;
		if (!named_set_add(set, certificate, &new, error))
			return EXIT_NOT_ALL;
		g_print("%s: %s\n", new ? _("added") : _("already there"), shown);
	}
	return EXIT_WELL;
}

static void list_json(const NamedSet *set, X509 *certificate)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autofree char *subject = certificate_show_name(X509_get_subject_name(certificate));
	g_autofree char *fingerprint = certificate_fingerprint(certificate);
	g_autofree char *from = certificate_show_time(X509_get0_notBefore(certificate));
	g_autofree char *to = certificate_show_time(X509_get0_notAfter(certificate));

	json_builder_begin_object(builder);
	json_put_known(builder, "set", set->name);
	json_put_known(builder, "purpose", purpose_name(set->purpose));
	json_put_known(builder, "note", set->note);
	json_put_known(builder, "subject", subject);
	json_put_known(builder, "sha256", fingerprint);
	json_put_known(builder, "not_before", from);
	json_put_known(builder, "not_after", to);
	json_put_integer(builder, "days_left", count_days(certificate));
	json_builder_end_object(builder);
	g_autofree char *line = json_finish(builder, false);
	g_print("%s\n", line);
}

static void list_set(const NamedSet *set)
{
	if (!how.json)
		g_print("%s (%s: %s)\n", set->name, purpose_name(set->purpose),
			_(purpose_words[set->purpose]));
	if (!how.json && set->note != NULL) {
		g_autofree char *note = quote_text(set->note);
		g_print("  %s\n", note);
	}
	for (unsigned i = 0; i < set->anchors->len; i++) {
		if (how.json) {
			list_json(set, set->anchors->pdata[i]);
			continue;
		}
		g_autofree char *shown = show_anchor(set->anchors->pdata[i]);
		g_print("  %s\n", shown);
	}
}

static int list(const char *folder, GError **error)
{
	const char *only = how.rest[1];
	g_autoptr(GPtrArray) sets = trust_sets_read(folder, error);
	bool any = only == NULL;
	if (sets == NULL)
		return EXIT_NOT_ALL;

	for (unsigned i = 0; i < sets->len; i++) {
		const NamedSet *set = sets->pdata[i];
		if (only != NULL && strcmp(set->name, only) != 0)
			continue;
		list_set(set);
		any = true;
	}
	if (!any)
		error_set_usage(error, _("there is no trust set %s"), only);
	else if (sets->len == 0)
		g_printerr(_("digisign: there are no trust sets in %s\n"), folder);
	return any ? EXIT_WELL : EXIT_USAGE;
}

/* Fingerprints are known with or without colons, in either case. */
static char *read_fingerprint(const char *text)
{
	GString *digits = g_string_new(NULL);

	for (; *text != '\0'; text++)
		if (g_ascii_isxdigit(*text))
			g_string_append_c(digits, g_ascii_tolower(*text));
		else if (*text != ':')
			break;
	bool right = *text == '\0' && digits->len == FINGERPRINT_DIGITS;
	return g_string_free(digits, !right);
}

static bool remove_one(NamedSet *set, const char *fingerprint, GError **error)
{
	bool found;

	if (!named_set_remove(set, fingerprint, &found, error))
		return false;
	if (!found)
		return error_set_usage(error, _("%s is not in the trust set"), fingerprint);
	g_print("%s: SHA-256 %s\n", _("removed"), fingerprint);
	return true;
}

static bool remove_named(NamedSet *set, const char *named, GError **error)
{
	g_autofree char *fingerprint = read_fingerprint(named);
	if (fingerprint != NULL)
		return remove_one(set, fingerprint, error);
	g_autoptr(CertificateStack) loaded = certificates_load(named, error);
	if (loaded == NULL)
		return false;

	for (int i = 0; i < sk_X509_num(loaded); i++) {
		g_autofree char *own = certificate_fingerprint(sk_X509_value(loaded, i));
		if (!remove_one(set, own, error))
			return false;
	}
	return true;
}

static int remove_all(const char *folder, GError **error)
{
	g_autoptr(NamedSet) set = named_set_find(folder, how.rest[1], error);
	if (set == NULL)
		return EXIT_USAGE;
	for (char **named = how.rest + 2; *named != NULL; named++)
		if (!remove_named(set, *named, error))
			return EXIT_NOT_ALL;
	return EXIT_WELL;
}

static const struct {
	const char *name;
	unsigned least, most; /* words, itself among them */
	int (*run)(const char *folder, GError **error);
} verbs[] = {
	{ "add", 3, G_MAXUINT, add },
	{ "list", 1, 2, list },
	{ "remove", 3, G_MAXUINT, remove_all },
};

static int run(GError **error)
{
	unsigned count = how.rest != NULL ? g_strv_length(how.rest) : 0;
	g_autoptr(Settings) settings = settings_load(NULL, NULL, error);
	if (settings == NULL)
		return EXIT_USAGE;
	g_autofree char *folder = trust_sets_folder(settings->verify_trust_sets);

	for (unsigned i = 0; count > 0 && i < G_N_ELEMENTS(verbs); i++)
		if (strcmp(how.rest[0], verbs[i].name) == 0 && count >= verbs[i].least &&
			count <= verbs[i].most)
			return verbs[i].run(folder, error);
	g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SETTINGS,
		_("trust: say add SET FILE…, list [SET] or remove SET FINGERPRINT|FILE…"));
	return EXIT_USAGE;
}

const Command trust_command = { "trust", options, run,
	N_("Keeps the sets of roots that verification trusts.") };
