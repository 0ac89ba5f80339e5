/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A report is a GVariant of type (sa(sd)a{sv}): the stage that was begun last, the milliseconds of
 * each finished one, and the facts. GVariant is safe to read whatever the bytes are.
 */
#include "pipeline/stages.h"

#include <json-glib/json-glib.h>

static const double LONGEST = 1e12; /* milliseconds; a report may say anything */

#define REPORT_TYPE "(sa(sd)a{sv})"

static GVariant *make_times(GArray *times, const Stage *stages)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("a(sd)"));
	for (unsigned i = 0; i < times->len; i++)
		g_variant_builder_add(
			&builder, "(sd)", stages[i].verb, g_array_index(times, double, i));
	return g_variant_builder_end(&builder);
}

static bool send_report(WorkerLink *link, const Stage *stages, const char *stage, GArray *times,
	GVariantDict *facts, GError **error)
{
	if (link == NULL)
		return true;
	GVariant *found = facts != NULL ? g_variant_dict_end(facts)
					: g_variant_new_array(G_VARIANT_TYPE("{sv}"), NULL, 0);
	g_autoptr(GVariant) report = g_variant_ref_sink(
		g_variant_new("(s@a(sd)@a{sv})", stage, make_times(times, stages), found));
	g_autoptr(GBytes) bytes = g_variant_get_data_as_bytes(report);

	return worker_report(link, bytes, error);
}

bool stages_walk(
	const Stage *stages, gpointer work, GVariantDict *facts, WorkerLink *link, GError **error)
{
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
	const Stage *stage = stages;

	for (; stage->verb != NULL; stage++) {
		if (!send_report(link, stages, stage->verb, times, NULL, error))
			return false;
		gint64 start = g_get_monotonic_time();
		if (!stage->run(work, error))
			return false;
		double milliseconds = (double)(g_get_monotonic_time() - start) / 1000;
		g_array_append_val(times, milliseconds);
	}
	/* the facts are handed over once, with the last report */
	return send_report(link, stages, stage[-1].verb, times, facts, error);
}

static char *times_json(GVariant *times)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();
	GVariantIter each;
	const char *verb;
	double milliseconds;

	json_builder_begin_object(builder);
	g_variant_iter_init(&each, times);
	while (g_variant_iter_next(&each, "(&sd)", &verb, &milliseconds)) {
		json_builder_set_member_name(builder, verb);
		json_builder_add_int_value(builder, (gint64)CLAMP(milliseconds + 0.5, 0, LONGEST));
	}
	json_builder_end_object(builder);
	g_autoptr(JsonNode) root = json_builder_get_root(builder);
	return json_to_string(root, FALSE);
}

StageReport *stage_report_read(GBytes *bytes)
{
	StageReport *report = g_new0(StageReport, 1);
	g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
	g_autoptr(GVariant) value = g_variant_ref_sink(g_variant_new_from_bytes(
		G_VARIANT_TYPE(REPORT_TYPE), bytes != NULL ? bytes : empty, FALSE));
	g_autoptr(GVariant) sound = g_variant_get_normal_form(value);
	g_autoptr(GVariant) times = g_variant_get_child_value(sound, 1);
	g_autoptr(GVariant) facts = g_variant_get_child_value(sound, 2);

	g_variant_get_child(sound, 0, "s", &report->stage);
	report->times = times_json(times);
	report->facts = g_variant_dict_new(facts);
	return report;
}

void stage_report_free(StageReport *report)
{
	if (report == NULL)
		return;
	g_free(report->stage);
	g_free(report->times);
	g_variant_dict_unref(report->facts);
	g_free(report);
}
