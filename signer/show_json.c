/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape is docs/verify.schema.json: members are added, never renamed and never removed. */
#include "signer/show.h"

#include "base/clock.h"
#include "base/json.h"

static void put_certificate(JsonBuilder *builder, const CertificateReport *certificate)
{
	json_builder_begin_object(builder);
	json_put_known(builder, "subject", certificate->subject);
	json_put_known(builder, "issuer", certificate->issuer);
	json_put_known(builder, "serial", certificate->serial);
	json_put_known(builder, "not_before", certificate->not_before);
	json_put_known(builder, "not_after", certificate->not_after);
	json_put_known(builder, "sha256", certificate->sha256);
	json_put_known(builder, "status", status_code(certificate->status));
	json_put_known(builder, "status_from", certificate->status_from);
	json_put_known(builder, "status_time", certificate->status_time);
	json_put_known(builder, "revoked_at", certificate->revoked_at);
	json_put_known(builder, "status_why", certificate->status_why);
	json_builder_end_object(builder);
}

static void put_timestamp(JsonBuilder *builder, const TimestampReport *stamp)
{
	json_builder_begin_object(builder);
	json_put_flag(builder, "within", stamp->within);
	json_put_known(builder, "field", stamp->field);
	json_put_known(builder, "time", stamp->time);
	json_put_known(builder, "authority", stamp->authority);
	json_put_known(builder, "indication", indication_code(stamp->indication));
	json_put_known(builder, "sub_indication", stamp->sub_indication);
	json_put_known(builder, "reason", stamp->reason);
	json_builder_end_object(builder);
}

static void put_change(JsonBuilder *builder, const Change *change)
{
	json_builder_begin_object(builder);
	json_put_known(builder, "gravity", changes_code(change->gravity));
	if (change->revision > 0)
		json_put_integer(builder, "revision", change->revision);
	json_put_known(builder, "sentence", change->sentence);
	json_builder_end_object(builder);
}

static void put_warning(JsonBuilder *builder, const char *sentence)
{
	g_autofree char *valid = g_utf8_make_valid(sentence, -1);

	json_builder_add_string_value(builder, valid);
}

typedef void (*Put)(JsonBuilder *builder, gconstpointer record);

static void put_array(JsonBuilder *builder, const char *name, const GPtrArray *records, Put put)
{
	json_begin_array(builder, name);
	for (unsigned i = 0; i < records->len; i++)
		put(builder, records->pdata[i]);
	json_builder_end_array(builder);
}

/* The texts of a signature, in the order in which they are told. */
static void put_texts(JsonBuilder *builder, const SignatureReport *report)
{
	const struct {
		const char *name, *value;
	} texts[] = {
		{ "subject", report->subject },
		{ "common_name", report->common_name },
		{ "organization", report->organization },
		{ "issuer", report->issuer },
		{ "trust_set", report->trust_set },
		{ "claimed_time", report->time },
		{ "proven_time", report->proven_time },
		{ "not_before", report->not_before },
		{ "not_after", report->not_after },
		{ "valid_when_signed", validity_code(signature_validity(report)) },
		{ "algorithm", report->algorithm },
		{ "form", report->form },
		{ "level", report->level },
		{ "claimed_reason", report->claimed_reason },
		{ "location", report->location },
		{ "commitment", report->commitment },
		{ "policy", report->policy },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		json_put_known(builder, texts[i].name, texts[i].value);
}

static void put_verdict(JsonBuilder *builder, const SignatureReport *report)
{
	g_autofree char *verdict =
		verdict_words(report->indication, report->demonstration, LISTING_NONE);

	json_put_known(builder, "field", report->field);
	json_put_known(builder, "kind", kind_code(report->kind));
	json_put_known(builder, "indication", indication_code(report->indication));
	json_put_known(builder, "sub_indication", report->sub_indication);
	json_put_known(builder, "conclusion", verdict);
	json_put_known(builder, "reason", report->reason);
	json_put_known(
		builder, "advice", telling_advice(report->indication, report->sub_indication));
	json_put_flag(builder, "intact", report->intact);
	json_put_flag(builder, "whole_file", report->whole_file);
	if (report->revision > 0)
		json_put_integer(builder, "revision", report->revision);
	json_put_known(builder, "changes", changes_code(report->changes));
	if (report->permissions > 0)
		json_put_integer(builder, "permissions", report->permissions);
}

static void put_signature(JsonBuilder *builder, const SignatureReport *report)
{
	json_builder_begin_object(builder);
	put_verdict(builder, report);
	put_texts(builder, report);
	json_put_flag(builder, "demonstration", report->demonstration);
	put_array(builder, "changed", report->changed, (Put)put_change);
	put_array(builder, "path", report->path, (Put)put_certificate);
	put_array(builder, "timestamps", report->timestamps, (Put)put_timestamp);
	put_array(builder, "warnings", report->warnings, (Put)put_warning);
	json_builder_end_object(builder);
}

static void put_moment(JsonBuilder *builder, const char *name, gint64 seconds)
{
	g_autofree char *shown = clock_show(seconds);

	json_put_known(builder, name, shown);
}

static void put_file(JsonBuilder *builder, const Telling *telling)
{
	const VerifyReport *report = telling->report;
	g_autofree char *verdict = telling_verdict(telling);

	json_put_path(builder, "file", telling->path);
	json_put_known(builder, "indication", indication_code(telling_indication(telling)));
	json_put_known(builder, "sub_indication", telling_sub_indication(telling));
	json_put_known(builder, "reason", report != NULL ? report->reason : NULL);
	json_put_known(builder, "error", telling->message);
	json_put_known(builder, "conclusion", verdict);
	json_put_known(builder, "manifest", listing_code(telling->listing));
	json_put_flag(builder, "demonstration", telling_is_demonstration(telling));
	if (report != NULL && report->revisions > 0)
		json_put_integer(builder, "revisions", report->revisions);
	if (report != NULL && report->at != 0)
		put_moment(builder, "judged_as_of", report->at);
}

char *show_json(const Telling *telling)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	g_autoptr(GPtrArray) none = g_ptr_array_new();

	json_builder_begin_object(builder);
	put_file(builder, telling);
	put_array(builder, "signatures",
		telling->report != NULL ? telling->report->signatures : none, (Put)put_signature);
	json_builder_end_object(builder);

	g_autofree char *line = json_finish(builder, false);
	return g_strconcat(line, "\n", NULL);
}
