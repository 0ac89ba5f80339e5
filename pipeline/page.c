/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stages of a page: from a scan file to an image for the PDF and words, both in the spool. */
#include "pipeline/page.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "ocr/alto.h"
#include "ocr/clean.h"
#include "ocr/engine.h"
#include "ocr/steps.h"
#include "pipeline/compose.h"
#include "pipeline/encode.h"
#include "pipeline/page_words.h"
#include "pipeline/stages.h"

#include <math.h>
#include <unistd.h>

typedef struct {
	const Job *job;
	GVariantDict facts;
	ScanPage *scan;
	CleanPage *clean;
	Words *words;
	EncodedPage *encoded;
} PageWork;

ScanLimits page_limits(const Settings *settings)
{
	return (ScanLimits) { (unsigned)settings->scan_max_side,
		(unsigned)settings->scan_max_megapixels, (unsigned)settings->scan_max_pages };
}

QualityRules page_quality_rules(const Settings *settings)
{
	return (QualityRules) { settings->quality_unreadable_confidence,
		settings->quality_least_confidence, settings->quality_most_weak,
		settings->quality_most_outside, settings->quality_least_sense,
		settings->quality_least_sense_table, settings->quality_least_dpi };
}

char *page_settings_of(const Settings *settings)
{
	static const char *const groups[] = { "ocr", "quality", "pdf", NULL };
	g_autofree char *values = settings_values(settings, groups);

	return g_strconcat("digitize " VERSION "\n", values, NULL);
}

Reader *page_load_reader(const Settings *settings, GError **error)
{
	ReaderRules rules = { settings->ocr_language, settings->ocr_tessdata,
		settings->ocr_syllables, 0 };

	Reader *reader = steps_read(settings->ocr_without, &rules.without, error)
		? reader_load(&rules, error)
		: NULL;
	if (reader == NULL)
		error_blame_settings(error);
	return reader;
}

/* Where something is written by hand, in pixels of the upright page. */
static void put_handwriting(JsonBuilder *builder, const Words *words)
{
	json_begin_array(builder, "handwriting");
	for (unsigned i = 0; i < words->handwriting->len; i++) {
		const Box *box = &g_array_index(words->handwriting, Box, i);
		json_builder_begin_object(builder);
		json_put_real(builder, "x", box->x);
		json_put_real(builder, "y", box->y);
		json_put_real(builder, "width", box->width);
		json_put_real(builder, "height", box->height);
		json_builder_end_object(builder);
	}
	json_builder_end_array(builder);
}

static void put_quality(JsonBuilder *builder, const Words *words)
{
	const Quality *quality = &words->quality;

	json_begin_object(builder, "quality");
	json_put_text(builder, "verdict", verdict_name(quality->verdict));
	json_put_text(builder, "reason", reason_name(quality->reason));
	json_put_real(builder, "weak", quality->weak);
	json_put_real(builder, "outside", quality->outside);
	json_put_real(builder, "sense", quality->sense);
	json_put_real(builder, "unseen", quality->unseen);
	json_put_real(builder, "in_table", quality->in_table);
	json_put_real(builder, "sharpness", quality->sharpness);
	json_put_real(builder, "clipped", quality->clipped);
	json_put_integer(builder, "bits", quality->bits);
	json_builder_end_object(builder);
}

/* Words that were not read but were in the scan's file. */
static unsigned count_kept(const Words *words)
{
	unsigned count = 0;

	for (unsigned i = 0; i < words->words->len; i++)
		count += isnan(g_array_index(words->words, Word, i).confidence) != 0;
	return count;
}

void page_put_json(JsonBuilder *builder, const Words *words)
{
	json_put_real(builder, "dpi_x", words->dpi_x);
	json_put_real(builder, "dpi_y", words->dpi_y);
	json_put_integer(builder, "turned", words->turn);
	json_put_real(builder, "skew", words->skew);
	json_put_flag(builder, "blank", words->blank);
	json_put_integer(builder, "words", words->words->len);
	json_put_integer(builder, "words_kept", count_kept(words));
	if (isnan(words->confidence))
		json_put_text(builder, "confidence", NULL);
	else
		json_put_real(builder, "confidence", words->confidence);
	json_put_integer(builder, "seals", words->seals->len);
	put_handwriting(builder, words);
	put_quality(builder, words);
}

static bool read_page(gpointer data, GError **error)
{
	PageWork *work = data;
	const Document *document = work->job->document;
	const PageState *page = &g_array_index(document->pages, PageState, work->job->page - 1);
	const Source *source = document->sources->pdata[page->source];
	ScanLimits limits = page_limits(work->job->settings);

	g_autoptr(Scan) scan = scan_open(source->path, &limits, error);
	if (scan == NULL)
		return source_blame(source, error);
	work->scan = scan_read_page(scan, page->source_page, error);
	return work->scan != NULL && source_check(source, error);
}

static bool clean_page(gpointer data, GError **error)
{
	PageWork *work = data;

	CleanRules rules = { .without = reader_without(work->job->reader) };

	work->clean = page_clean_words(
		work->job->reader, work->job->settings, work->scan, &rules, &work->words, error);
	return work->clean != NULL;
}

static bool recognize_page(gpointer data, GError **error)
{
	PageWork *work = data;

	work->words = page_read_words(work->job->reader, work->job->settings, work->scan,
		work->clean, work->words, error);
	return work->words != NULL;
}

static bool save_words(const PageWork *work, GError **error)
{
	g_autofree char *path = spool_page_path(work->job->spool, work->job->page, ".xml");
	g_autofree char *part = g_strconcat(path, ".part", NULL);
	AltoHeader header = { .language = engine_language(work->job->settings->ocr_language),
		.software = "digitize",
		.software_version = VERSION,
		.engine = engine_version() };
	AltoWriter *alto = alto_open(part, &header, error);

	if (alto == NULL)
		return false;
	bool put = alto_put_page(alto, work->words, error);
	return alto_close(alto, put ? error : NULL) && put && file_publish_made(part, path, error);
}

static bool encode_page(gpointer data, GError **error)
{
	PageWork *work = data;
	const Settings *settings = work->job->settings;
	const PageState *page =
		&g_array_index(work->job->document->pages, PageState, work->job->page - 1);
	EncodeRules rules = { g_str_equal(settings->pdf_image, "lossless"),
		settings->pdf_jpeg_quality, g_str_equal(settings->pdf_profile, "compact"),
		settings->pdf_compact_dpi, settings->pdf_compact_quality };

	bool without_text;
	work->encoded = page_keeps_content(work->scan, settings, &without_text)
		? page_keep(work->scan, work->words->turn, page->source, without_text)
		: page_encode(work->scan, work->words->turn, &rules, error);
	if (work->encoded == NULL)
		return false;
	g_autofree char *path = spool_page_path(work->job->spool, work->job->page, ".image");
	g_variant_dict_insert(&work->facts, "confidence", "d", work->words->confidence);
	g_variant_dict_insert(&work->facts, "words", "u", work->words->words->len);
	g_variant_dict_insert(&work->facts, "blank", "b", (gboolean)work->words->blank);
	g_variant_dict_insert(
		&work->facts, "verdict", "s", verdict_name(work->words->quality.verdict));
	g_variant_dict_insert(&work->facts, "doubt", "s", reason_name(work->words->quality.reason));
	return encoded_page_save(work->encoded, path, error) && save_words(work, error);
}

const Stage page_stages[] = {
	{ "read", read_page },
	{ "clean", clean_page },
	{ "recognize", recognize_page },
	{ "encode", encode_page },
	{ NULL, NULL },
};

bool page_body(WorkerLink *link, gpointer data, GError **error)
{
	PageWork work = { .job = data };

	g_variant_dict_init(&work.facts, NULL);
	return folder_make(work.job->spool, error) &&
		stages_walk(page_stages, &work, &work.facts, link, error);
}
