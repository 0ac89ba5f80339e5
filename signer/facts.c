/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/facts.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "signer/quote.h"
#include "signer/report.h"

static void fact_free(Fact *fact)
{
	g_free(fact->value);
	g_free(fact);
}

/* Takes `value`; NULL is no fact. */
static void take(GPtrArray *facts, FactKind kind, const char *label, char *value)
{
	if (value == NULL)
		return;
	Fact *fact = g_new(Fact, 1);
	*fact = (Fact) { kind, label, value };
	g_ptr_array_add(facts, fact);
}

/* A sentence of ours; NULL is no fact. */
static void say(GPtrArray *facts, const char *label, const char *sentence)
{
	take(facts, FACT_PLAIN, label, sentence != NULL ? quote_line(sentence) : NULL);
}

/* What another wrote; NULL, or nothing, is no fact. */
static void cite(GPtrArray *facts, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		take(facts, FACT_PLAIN, label, quote_text(text));
}

char *signature_headline(const VerifyReport *report, unsigned index)
{
	const SignatureReport *signature = report->signatures->pdata[index];
	g_autofree char *field = quote_text(signature->field != NULL ? signature->field : "");
	g_autofree char *verdict =
		verdict_words(signature->indication, signature->demonstration, LISTING_NONE);
	g_autofree char *sub = signature->sub_indication != NULL
		? g_strdup_printf(" (%s)", signature->sub_indication)
		: g_strdup("");

	/* Translators: kind of signature, its number, how many there are, name of its field, verdict,
	 * code */
	return g_strdup_printf(_("%s %u of %u, field %s: %s%s"), kind_word(signature->kind),
		index + 1, report->signatures->len, field, verdict, sub);
}

static void add_parties(GPtrArray *facts, const SignatureReport *signature)
{
	cite(facts, signature->kind == SIGNATURE_TIMESTAMP ? _("authority") : _("signer"),
		signature->common_name);
	cite(facts, _("agency"), signature->organization);
	cite(facts, _("certificate of"), signature->subject);
	cite(facts, _("issuer"), signature->issuer);
	cite(facts, _("trust set"), signature->trust_set);
}

static void add_times(GPtrArray *facts, const SignatureReport *signature)
{
	say(facts, _("time (claimed)"), signature->time);
	if (signature->proven_time != NULL)
		say(facts, _("time (proven by time-stamp)"), signature->proven_time);
	else if (signature->kind != SIGNATURE_TIMESTAMP)
		say(facts, _("time (proven by time-stamp)"), _("none: no time-stamp proves it"));
}

static void add_integrity(GPtrArray *facts, const SignatureReport *signature)
{
	say(facts, _("integrity"),
		!signature->intact              ? _("not shown")
			: signature->whole_file ? _("the whole file is as it was signed")
						: _("the signed part is as it was signed"));
	if (signature->changes == CHANGES_NONE && signature->changed->len == 0)
		return;
	take(facts, signature->changes >= CHANGES_UNCLEAR ? FACT_LOUD : FACT_PLAIN,
		_("changes after it"), g_strdup(changes_word(signature->changes)));
	for (unsigned i = 0; i < signature->changed->len; i++) {
		const Change *change = signature->changed->pdata[i];
		g_autofree char *sentence = quote_line(change->sentence);
		take(facts, FACT_INNER, NULL,
			change->revision > 0
				? g_strdup_printf(_("revision %u: %s"), change->revision, sentence)
				: g_steal_pointer(&sentence));
	}
}

static void add_certificate(GPtrArray *facts, const SignatureReport *signature)
{
	if (signature->not_before == NULL || signature->not_after == NULL)
		return;
	take(facts, FACT_PLAIN, _("certificate's validity"),
		g_strdup_printf("%s – %s", signature->not_before, signature->not_after));
	say(facts, _("valid when it was signed"),
		validity_word(signature_validity(signature), signature->proven_time != NULL));
}

/* "not revoked (OCSP, 2026-01-02T…)", and why, if that is not known. */
static char *tell_status(const CertificateReport *certificate)
{
	GString *told = g_string_new(status_word(certificate->status));

	if (certificate->revoked_at != NULL)
		g_string_append_printf(told, " %s", certificate->revoked_at);
	if (certificate->status_from != NULL && certificate->status_time != NULL)
		g_string_append_printf(
			told, " (%s, %s)", certificate->status_from, certificate->status_time);
	if (certificate->status_why != NULL) {
		g_autofree char *why = quote_line(certificate->status_why);
		g_string_append_printf(told, ": %s", why);
	}
	return g_string_free(told, FALSE);
}

static void add_revocation(GPtrArray *facts, const SignatureReport *signature)
{
	if (signature->path->len == 0) {
		say(facts, _("revocation"), _("not looked up"));
		return;
	}
	for (unsigned i = 0; i < signature->path->len; i++) {
		const CertificateReport *certificate = signature->path->pdata[i];
		g_autofree char *status = tell_status(certificate);
		if (i == 0) {
			take(facts, FACT_PLAIN, _("revocation"), g_steal_pointer(&status));
		} else if (certificate->status != STATUS_NOT_NEEDED) {
			g_autofree char *subject = quote_text(
				certificate->subject != NULL ? certificate->subject : "");
			take(facts, FACT_INNER, NULL, g_strdup_printf("%s: %s", subject, status));
		}
	}
}

static void add_timestamps(GPtrArray *facts, const SignatureReport *signature)
{
	for (unsigned i = 0; i < signature->timestamps->len; i++) {
		const TimestampReport *stamp = signature->timestamps->pdata[i];
		g_autofree char *authority =
			quote_text(stamp->authority != NULL ? stamp->authority : "");
		take(facts, FACT_PLAIN, stamp->within ? _("time-stamp") : _("document time-stamp"),
			g_strdup_printf("%s, %s: %s%s%s",
				stamp->time != NULL ? stamp->time : _("no time"), authority,
				indication_word(stamp->indication),
				stamp->sub_indication != NULL ? " " : "",
				stamp->sub_indication != NULL ? stamp->sub_indication : ""));
		if (stamp->indication != TOTAL_PASSED && stamp->reason != NULL)
			take(facts, FACT_INNER, NULL, quote_line(stamp->reason));
	}
}

static void add_form(GPtrArray *facts, const VerifyReport *report, const SignatureReport *signature)
{
	say(facts, _("level"), signature->level);
	cite(facts, _("form"), signature->form);
	say(facts, _("algorithm"), signature->algorithm);
	if (signature->revision > 0 && report->revisions > 0)
		take(facts, FACT_PLAIN, _("revision"),
			g_strdup_printf(_("%u of %u"), signature->revision, report->revisions));
	say(facts, _("allowed afterwards"), permissions_word(signature->permissions));
	cite(facts, _("reason (the signer's words)"), signature->claimed_reason);
	cite(facts, _("place (the signer's words)"), signature->location);
	cite(facts, _("commitment"), signature->commitment);
	cite(facts, _("signature policy"), signature->policy);
}

GPtrArray *facts_of_signature(const VerifyReport *report, const SignatureReport *signature)
{
	GPtrArray *facts = g_ptr_array_new_with_free_func((GDestroyNotify)fact_free);

	if (signature->demonstration)
		take(facts, FACT_LOUD, NULL, g_strdup(_("DEMONSTRATION IDENTITY: NO LEGAL VALUE")));
	say(facts, _("reason"), signature->reason);
	say(facts, _("what to do"),
		telling_advice(signature->indication, signature->sub_indication));
	add_parties(facts, signature);
	add_times(facts, signature);
	add_integrity(facts, signature);
	add_certificate(facts, signature);
	add_revocation(facts, signature);
	add_timestamps(facts, signature);
	add_form(facts, report, signature);
	for (unsigned i = 0; i < signature->warnings->len; i++)
		say(facts, _("warning"), signature->warnings->pdata[i]);
	return facts;
}

GPtrArray *facts_of_file(const Telling *telling)
{
	GPtrArray *facts = g_ptr_array_new_with_free_func((GDestroyNotify)fact_free);
	const VerifyReport *report = telling->report;

	say(facts, _("reason"), report != NULL ? report->reason : telling->message);
	if (report != NULL && report->signatures->len == 0 && report->reason == NULL)
		say(facts, _("reason"), _("there is no signature"));
	if (report == NULL || report->reason != NULL)
		say(facts, _("what to do"),
			telling_advice(INDETERMINATE, telling_sub_indication(telling)));
	say(facts, _("manifest"), listing_word(telling->listing));
	if (report != NULL && report->at != 0)
		take(facts, FACT_PLAIN, _("judged as of"), clock_show(report->at));
	return facts;
}
