/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/show.h"

#include "base/file.h"
#include "base/i18n.h"
#include "signer/report.h"

#include <json-glib/json-glib.h>

static void put_line(GString *text, const char *label, const char *value)
{
	if (value != NULL && *value != '\0')
		g_string_append_printf(text, "    %s: %s\n", label, value);
}

static void put_signature(GString *text, const SignatureReport *report)
{
	g_string_append_printf(
		text, "  %s: %s", report->field, indication_word(report->indication));
	if (report->sub_indication != NULL)
		g_string_append_printf(text, " (%s)", report->sub_indication);
	g_string_append_printf(text, "\n    %s\n", report->reason);
	put_line(text, _("signer"), report->subject);
	put_line(text, _("issuer"), report->issuer);
	put_line(text, _("time (claimed)"), report->time);
	if (report->not_before != NULL && report->not_after != NULL)
		g_string_append_printf(text, "    %s: %s – %s\n", _("certificate's validity"),
			report->not_before, report->not_after);
	put_line(text, _("algorithm"), report->algorithm);
	put_line(text, _("integrity"),
		!report->intact              ? _("not shown")
			: report->whole_file ? _("the whole file is as it was signed")
					     : _("the signed part is as it was signed"));
	if (report->demonstration)
		g_string_append_printf(
			text, "    %s\n", _("DEMONSTRATION IDENTITY: NO LEGAL VALUE"));
}

char *report_show(const char *path, const VerifyReport *report, const char *message)
{
	if (report == NULL)
		return g_strdup_printf("%s: %s\n", message, indication_word(INDETERMINATE));

	g_autofree char *shown = file_show(path);
	GString *text = g_string_new(NULL);

	if (report->signatures->len == 0 && report->reason == NULL)
		g_string_append_printf(text, _("%s: there is no signature\n"), shown);
	else
		g_string_append_printf(
			text, "%s: %s\n", shown, indication_word(report->indication));
	if (report->reason != NULL)
		g_string_append_printf(text, "  %s\n", report->reason);
	for (unsigned i = 0; i < report->signatures->len; i++)
		put_signature(text, report->signatures->pdata[i]);
	return g_string_free(text, FALSE);
}

static const char *const codes[] = {
	[TOTAL_PASSED] = "TOTAL-PASSED",
	[TOTAL_FAILED] = "TOTAL-FAILED",
	[INDETERMINATE] = "INDETERMINATE",
};

static void add_text(JsonBuilder *builder, const char *name, const char *value)
{
	if (value == NULL)
		return;
	g_autofree char *valid = g_utf8_make_valid(value, -1);
	json_builder_set_member_name(builder, name);
	json_builder_add_string_value(builder, valid);
}

static void add_flag(JsonBuilder *builder, const char *name, bool value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_boolean_value(builder, value);
}

static void add_signature(JsonBuilder *builder, const SignatureReport *report)
{
	json_builder_begin_object(builder);
	add_text(builder, "field", report->field);
	add_text(builder, "indication", codes[report->indication]);
	add_text(builder, "sub_indication", report->sub_indication);
	add_text(builder, "conclusion", indication_word(report->indication));
	add_text(builder, "reason", report->reason);
	add_flag(builder, "intact", report->intact);
	add_flag(builder, "whole_file", report->whole_file);
	add_text(builder, "subject", report->subject);
	add_text(builder, "common_name", report->common_name);
	add_text(builder, "issuer", report->issuer);
	add_text(builder, "claimed_time", report->time);
	add_text(builder, "not_before", report->not_before);
	add_text(builder, "not_after", report->not_after);
	add_text(builder, "algorithm", report->algorithm);
	add_flag(builder, "demonstration", report->demonstration);
	json_builder_end_object(builder);
}

char *report_show_json(const char *path, const VerifyReport *report, const char *message)
{
	g_autofree char *shown = file_show(path);
	g_autoptr(JsonBuilder) builder = json_builder_new();

	json_builder_begin_object(builder);
	add_text(builder, "file", shown);
	add_text(builder, "indication", codes[report != NULL ? report->indication : INDETERMINATE]);
	add_text(builder, "sub_indication", report != NULL ? report->sub_indication : "GENERIC");
	add_text(builder, "reason", report != NULL ? report->reason : NULL);
	add_text(builder, "error", message);
	json_builder_set_member_name(builder, "signatures");
	json_builder_begin_array(builder);
	for (unsigned i = 0; report != NULL && i < report->signatures->len; i++)
		add_signature(builder, report->signatures->pdata[i]);
	json_builder_end_array(builder);
	json_builder_end_object(builder);

	g_autoptr(JsonNode) root = json_builder_get_root(builder);
	g_autofree char *line = json_to_string(root, FALSE);
	return g_strconcat(line, "\n", NULL);
}
