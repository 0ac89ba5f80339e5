/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The survey: the first look into a document's scans. It counts pages and takes the checksums that
 * the manifest will hold; a scan that cannot be opened ends here, before any page is read.
 */
#include "pipeline/stages.h"

#include "base/file.h"
#include "base/i18n.h"
#include "ocr/scan.h"
#include "pipeline/error.h"
#include "pipeline/page.h"

typedef struct {
	const Job *job;
	GVariantDict facts;
	GVariantBuilder sources; /* a(su): checksum and pages of each */
	bool kept;
} SurveyWork;

static bool survey_source(SurveyWork *work, const Source *source, GError **error)
{
	const Settings *settings = work->job->settings;
	ScanLimits limits = page_limits(settings);
	g_autofree char *shown = source_show(source);

	g_autofree char *sha256 = file_sha256(source->path, NULL, error);
	if (sha256 == NULL)
		return source_blame(source, error);
	g_autoptr(Scan) scan = scan_open(source->path, &limits, error);
	if (scan == NULL) {
		g_prefix_error(error, "%s: ", shown);
		return source_blame(source, error);
	}
	if (scan_is_signed(scan) && work->job->document->sources->len > 1) {
		g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("%s: a signed PDF cannot be one of a series"), shown);
		return false;
	}
	if (!source_check(source, error))
		return false;
	work->kept |= scan_is_signed(scan);
	g_variant_builder_add(&work->sources, "(su)", sha256, scan_page_count(scan));
	return true;
}

static bool survey(gpointer data, GError **error)
{
	SurveyWork *work = data;
	GPtrArray *sources = work->job->document->sources;

	g_variant_builder_init(&work->sources, G_VARIANT_TYPE("a(su)"));
	for (unsigned i = 0; i < sources->len; i++)
		if (!survey_source(work, sources->pdata[i], error))
			return false;
	g_variant_dict_insert_value(&work->facts, "sources", g_variant_builder_end(&work->sources));
	g_variant_dict_insert(&work->facts, "kept", "b", (gboolean)work->kept);
	return true;
}

const Stage survey_stages[] = { { "survey", survey }, { NULL, NULL } };

bool survey_body(WorkerLink *link, gpointer data, GError **error)
{
	SurveyWork work = { .job = data };

	g_variant_dict_init(&work.facts, NULL);
	return stages_walk(survey_stages, &work, &work.facts, link, error);
}
