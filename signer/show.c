/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/show.h"

#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"
#include "signer/report.h"

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
	for (unsigned i = 0; i < report->warnings->len; i++)
		put_line(text, _("note"), report->warnings->pdata[i]);
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

static void add_signature(JsonBuilder *builder, const SignatureReport *report)
{
	json_builder_begin_object(builder);
	json_put_known(builder, "field", report->field);
	json_put_known(builder, "indication", codes[report->indication]);
	json_put_known(builder, "sub_indication", report->sub_indication);
	json_put_known(builder, "conclusion", indication_word(report->indication));
	json_put_known(builder, "reason", report->reason);
	json_put_flag(builder, "intact", report->intact);
	json_put_flag(builder, "whole_file", report->whole_file);
	json_put_known(builder, "subject", report->subject);
	json_put_known(builder, "common_name", report->common_name);
	json_put_known(builder, "issuer", report->issuer);
	json_put_known(builder, "claimed_time", report->time);
	json_put_known(builder, "not_before", report->not_before);
	json_put_known(builder, "not_after", report->not_after);
	json_put_known(builder, "algorithm", report->algorithm);
	json_put_flag(builder, "demonstration", report->demonstration);
	json_builder_end_object(builder);
}

char *report_show_json(const char *path, const VerifyReport *report, const char *message)
{
	g_autofree char *shown = file_show(path);
	g_autoptr(JsonBuilder) builder = json_builder_new();

	json_builder_begin_object(builder);
	json_put_known(builder, "file", shown);
	json_put_known(
		builder, "indication", codes[report != NULL ? report->indication : INDETERMINATE]);
	json_put_known(
		builder, "sub_indication", report != NULL ? report->sub_indication : "GENERIC");
	json_put_known(builder, "reason", report != NULL ? report->reason : NULL);
	json_put_known(builder, "error", message);
	json_begin_array(builder, "signatures");
	for (unsigned i = 0; report != NULL && i < report->signatures->len; i++)
		add_signature(builder, report->signatures->pdata[i]);
	json_builder_end_array(builder);
	json_builder_end_object(builder);

	g_autofree char *line = json_finish(builder, false);
	return g_strconcat(line, "\n", NULL);
}
