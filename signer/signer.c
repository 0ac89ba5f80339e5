/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/signer.h"

#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "signer/cms.h"
#include "signer/keeper.h"
#include "signer/level_plan.h"
#include "signer/profile.h"
#include "signer/signing_check.h"

#include <unistd.h>

struct Digisign {
	Keeper *keeper;
	char *policy;
	LevelPlan plan;
	bool strict;
	SigningCheck *check; /* that may still hold, or NULL */
};

const char *digisign_subject(const Digisign *digisign)
{
	return keeper_identity(digisign->keeper)->subject;
}

bool digisign_may_pass(const GError *error)
{
	return error_is_transient(error);
}

static bool make_plan(
	LevelPlan *plan, const DigisignServices *services, Level otherwise, GError **error)
{
	unsigned count = services->tsas == NULL ? 0 : g_strv_length((GStrv)services->tsas);

	plan->level = otherwise;
	if (services->level != NULL && !level_find(services->level, &plan->level))
		return error_set_usage(error, _("there is no level %s"), services->level);
	if (plan->level >= LEVEL_T && count == 0)
		return error_set_usage(error, _("the level %s needs a time-stamp authority: --tsa"),
			level_name(plan->level));
	if (services->trust != NULL && (plan->trust = trust_load(services->trust, error)) == NULL)
		return false;
	plan->tsas = g_new0(Tsa, count);
	for (unsigned i = 0; i < count; i++)
		plan->tsas[i] = (Tsa) { services->tsas[i], services->user, services->password };
	plan->revocation = (RevocationRules) { .cache = services->cache };
	plan->authorities = (TsaRules) { .authorities = plan->tsas,
		.count = count,
		.seconds = services->tsa_seconds,
		.trust = plan->trust };
	return true;
}

Digisign *digisign_open(const DigisignKey *key, const DigisignServices *services, GError **error)
{
	static const DigisignServices none;
	const DigisignServices *who = services != NULL ? services : &none;
	const KeySource source = { .file = key->file,
		.pkcs11 = key->pkcs11,
		.module = key->module,
		.pin = key->pin,
		.policy = key->policy,
		.certificates = key->certificates };
	g_autoptr(Digisign) digisign = g_new0(Digisign, 1);

	digisign->policy = g_strdup(key->policy);
	digisign->strict = who->strict;
	if ((key->file == NULL) == (key->pkcs11 == NULL)) {
		error_set_usage(error, "%s", _("a key is in a file or in a token"));
		return NULL;
	}
	if (!make_plan(&digisign->plan, who, LEVEL_B, error))
		return NULL;
	digisign->keeper = keeper_start(&source, error);
	return digisign->keeper != NULL ? g_steal_pointer(&digisign) : NULL;
}

void digisign_close(Digisign *digisign)
{
	if (digisign == NULL)
		return;
	signing_check_free(digisign->check);
	keeper_free(digisign->keeper);
	level_plan_clear(&digisign->plan);
	g_free(digisign->policy);
	g_free(digisign);
}

/* The certificate, unless it was checked lately; a demonstration is what it is. */
static bool check(Digisign *digisign, GError **error)
{
	const Identity *identity = keeper_identity(digisign->keeper);
	const SigningRules rules = { digisign->plan.trust, digisign->plan.revocation,
		digisign->strict };
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;

	if (identity->demonstration ||
		(digisign->check != NULL && signing_check_holds(digisign->check, now)))
		return true;
	signing_check_free(digisign->check);
	digisign->check = signing_check_make(identity->certificates, &rules, error);
	return digisign->check != NULL;
}

static GStrv list_warnings(const Digisign *digisign)
{
	g_autoptr(GStrvBuilder) warnings = g_strv_builder_new();

	for (unsigned i = 0; digisign->check != NULL && i < digisign->check->warnings->len; i++)
		g_strv_builder_add(warnings, digisign->check->warnings->pdata[i]);
	return g_strv_builder_end(warnings);
}

static GBytes *ask_keeper(gpointer keeper, GBytes *request, GError **error)
{
	return keeper_sign(keeper, request, error);
}

/* Publishes what was made, or takes it away. */
static bool finish(bool made, const char *part, const char *out, GError **error)
{
	if (made && file_publish_made(part, out, error))
		return true;
	unlink(part);
	return false;
}

static bool is_same(const char *in, const char *out)
{
	g_autofree char *from = g_canonicalize_filename(in, NULL);
	g_autofree char *to = g_canonicalize_filename(out, NULL);

	return g_str_equal(from, to);
}

static bool check_order(const DigisignOrder *order, const char *in, const char *out, GError **error)
{
	g_autofree char *shown = file_show(in);

	if (order->profile != NULL && !profiles_have(NULL, order->profile))
		return error_set_usage(error, _("there is no profile %s"), order->profile);
	if (order->certify > 3)
		return error_set_usage(error, _("%s: a certification allows 1, 2 or 3"), shown);
	return !is_same(in, out) ||
		error_set_usage(error, _("%s: a file is never changed in its place"), shown);
}

/* `out` is nobody's yet. */
static bool sign(Digisign *digisign, const char *in, const char *out, const DigisignOrder *order,
	GError **error)
{
	const SignedAttributes attributes = { .commitment = order->commitment };
	const SignatureBlock block = { .profile = order->profile != NULL ? order->profile : "none",
		.copy_form = order->copy_form,
		.agency = order->agency,
		.reason = order->reason,
		.location = order->location,
		.field = order->field,
		.certify = order->certify,
		.attributes = &attributes };
	const Signer signer = { .identity = keeper_identity(digisign->keeper),
		.sign = ask_keeper,
		.sign_data = digisign->keeper,
		.digest = order->digest,
		.scheme = order->scheme };
	g_autofree char *shown = file_show(in);
	g_autoptr(PdfFile) document = NULL;

	return cms_check(&signer, digisign->policy, error) && check(digisign, error) &&
		(document = pdf_file_open(in, NULL, error)) != NULL &&
		level_plan_sign(&digisign->plan, document, out, shown, &signer, &block, error);
}

bool digisign_sign(Digisign *digisign, const char *in, const char *out, const DigisignOrder *order,
	GStrv *out_warnings, GError **error)
{
	static const DigisignOrder plain;
	const DigisignOrder *what = order != NULL ? order : &plain;
	g_autofree char *part = file_name_part(out);

	if (!check_order(what, in, out, error) ||
		!finish(sign(digisign, in, part, what, error), part, out, error))
		return false;
	if (out_warnings != NULL)
		*out_warnings = list_warnings(digisign);
	return true;
}

bool digisign_extend(
	const char *in, const char *out, const DigisignServices *services, GError **error)
{
	g_autofree char *part = file_name_part(out), *shown = file_show(in);
	g_auto(LevelPlan) plan = { 0 };

	if (!make_plan(&plan, services, LEVEL_LTA, error))
		return false;
	bool made = file_publish_copy(in, part, error) &&
		level_plan_raise(&plan, part, shown, digest_find("sha256"), false, error);
	return finish(made, part, out, error);
}
