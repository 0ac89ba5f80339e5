/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stages of a document: from the pages in its spool to the files that will be delivered. What
 * is signed already goes another way: it is kept byte for byte, described and indexed.
 */
#include "pipeline/stages.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/i18n.h"
#include "ocr/alto.h"
#include "ocr/engine.h"
#include "pipeline/compose.h"
#include "pipeline/error.h"
#include "pipeline/judge.h"
#include "pipeline/out.h"
#include "pipeline/record.h"
#include "pipeline/signing.h"
#include "pipeline/spool.h"
#include "signer/error.h"
#include "signer/sign.h"
#include "signer/signature_policy.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	const Job *job;
	WorkerLink *link;
	GVariantDict facts;
	GDateTime *time; /* of this run: of the signature, the words and the record */
	char *name;      /* dossier/document */
	GStrv sources;   /* "sha256:… 002.tif" */
	Description *description;
	Composition composition;
	GPtrArray *findings; /* of PageFinding; NULL of what is kept */
	GPtrArray *warnings; /* of signing, or NULL */
} DocumentWork;

static char *spool_file(const DocumentWork *work, const char *name)
{
	return g_build_filename(work->job->spool, name, NULL);
}

static bool gather_pages(DocumentWork *work, AltoWriter *alto, FILE *text, GError **error)
{
	for (unsigned page = 1; page <= work->composition.pages; page++) {
		g_autoptr(Words) words = spool_words(work->job->spool, page, error);
		if (words == NULL || !alto_put_page(alto, words, error))
			return false;
		g_autofree char *plain = words_text(words);
		if (page > 1)
			fputc('\f', text);
		fputs(plain, text);
	}
	return true;
}

/* One ALTO file and one text of all pages. */
static bool gather(gpointer data, GError **error)
{
	DocumentWork *work = data;
	g_autofree char *alto_path = spool_file(work, SPOOL_DOCUMENT ".alto.xml");
	g_autofree char *text_path = spool_file(work, SPOOL_TEXT);
	g_autofree char *pdf = g_strconcat(work->job->document->name, ".pdf", NULL);
	g_autofree char *now = clock_iso8601(work->time);
	const Identity *identity = work->job->identity;
	bool notice = identity->demonstration && !work->job->document->kept;
	AltoHeader header = { pdf, work->composition.language, "digitize", VERSION,
		engine_version(), now, notice ? OUT_NO_LEGAL_VALUE : NULL };

	AltoWriter *alto = alto_open(alto_path, &header, error);
	if (alto == NULL)
		return false;
	FILE *text = fopen(text_path, "we");
	bool gathered = text != NULL ? gather_pages(work, alto, text, error)
				     : error_set_errno(error, errno, text_path);
	if (!alto_close(alto, gathered ? error : NULL))
		gathered = false;
	return text != NULL && file_close(text, text_path, gathered ? error : NULL) && gathered;
}

static bool describe(gpointer data, GError **error)
{
	DocumentWork *work = data;
	const Reader *reader = work->job->reader;
	g_autoptr(Describer) describer = describer_new(work->job->settings->document_period_end,
		reader != NULL ? reader_syllables(reader) : NULL);

	for (unsigned page = 1; page <= work->composition.pages; page++) {
		g_autoptr(Words) words = spool_words(work->job->spool, page, error);
		if (words == NULL)
			return false;
		describer_put_page(describer, page, words);
	}
	work->description = describer_finish(describer);
	work->composition.description = work->description;

	const Field *secrecy = &work->description->fields[FIELD_SECRECY];
	if (secrecy->value != NULL) {
		g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
			_("page %u is marked %s: state secrets may not be drawn up or kept on a machine "
			  "that is connected to a network (law on the protection of state secrets, "
			  "article 5)"),
			secrecy->page, secrecy->value);
		return false;
	}
	return true;
}

static bool compose(gpointer data, GError **error)
{
	DocumentWork *work = data;
	g_autofree char *path = spool_file(work, "unsigned.pdf");

	return document_compose(&work->composition, path, error);
}

static bool prove(gpointer data, GError **error)
{
	DocumentWork *work = data;
	g_autofree char *path = spool_file(work, "unsigned.pdf");

	if (!document_prove(&work->composition, path, error))
		return false;
	work->findings = document_judge(&work->composition, path, error);
	return work->findings != NULL;
}

static GBytes *ask_for_signature(gpointer data, GBytes *request, GError **error)
{
	return worker_ask(data, request, error);
}

/* A service that refuses, or answers nonsense, is no fault of the document: it waits. */
static bool spare_document(GError **error)
{
	if (error != NULL && g_error_matches(*error, SIGNER_ERROR, SIGNER_ERROR_SERVICE)) {
		(*error)->domain = BASE_ERROR;
		(*error)->code = BASE_ERROR_SYSTEM;
	}
	return false;
}

static bool sign(gpointer data, GError **error)
{
	DocumentWork *work = data;
	const Settings *settings = work->job->settings;
	g_autofree char *in = spool_file(work, "unsigned.pdf");
	g_autofree char *out = spool_file(work, SPOOL_DOCUMENT ".pdf");
	Signer signer =
		signing_signer(settings, work->job->identity, ask_for_signature, work->link);
	SignatureBlock block;
	g_auto(SignedAttributes) attributes = { 0 };
	g_auto(SigningServices) services = { 0 };

	g_autoptr(Profiles) profiles = profiles_load(settings->sign_profiles, error);
	if (profiles == NULL || !signing_block(settings, profiles, &block, &attributes, error))
		return false;
	if (!signing_services_make(&services, settings, error) ||
		!signing_allows(work->job->identity, &services,
			g_str_equal(settings->sign_unchecked, "refuse"), work->job->memo,
			&work->warnings, error))
		return spare_document(error);

	block.time = work->time;
	block.told = work->warnings;
	g_unlink(out); /* of a run that was killed */
	g_autoptr(PdfFile) document = pdf_file_open(in, NULL, error);
	if (document == NULL)
		return false;
	return level_plan_sign(&services.plan, document, out, work->name, &signer, &block, error) ||
		spare_document(error);
}

/* A signed PDF is delivered as it came: any change would end the validity of its signature. */
static bool keep(gpointer data, GError **error)
{
	DocumentWork *work = data;
	const Source *source = work->job->document->sources->pdata[0];
	g_autofree char *path = spool_file(work, SPOOL_DOCUMENT ".pdf");

	/* that the spool cannot be written to is not the scan's fault */
	if (!file_publish_copy(source->path, path, error))
		return error != NULL && g_error_matches(*error, BASE_ERROR, BASE_ERROR_SOURCE) &&
			source_blame(source, error);
	g_autofree char *sha256 = file_sha256(path, NULL, error);
	if (sha256 == NULL || strcmp(sha256, source->sha256) == 0)
		return sha256 != NULL;
	g_autofree char *shown = source_show(source);
	g_set_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT,
		_("%s: the scan has changed while it was being digitized"), shown);
	return false;
}

static bool record(gpointer data, GError **error)
{
	const DocumentWork *work = data;
	Record written = { .job = work->job,
		.description = work->description,
		.findings = work->findings,
		.warnings = work->warnings,
		.time = work->time };

	return record_write(&written, error);
}

const Stage document_stages[] = {
	{ "gather", gather },
	{ "describe", describe },
	{ "compose", compose },
	{ "prove", prove },
	{ "sign", sign },
	{ "record", record },
	{ NULL, NULL },
};

const Stage kept_stages[] = {
	{ "gather", gather },
	{ "describe", describe },
	{ "keep", keep },
	{ "record", record },
	{ NULL, NULL },
};

static GStrv list_sources(const Document *document)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (unsigned i = 0; i < document->sources->len; i++) {
		const Source *source = document->sources->pdata[i];
		g_autofree char *shown = source_show(source);
		g_autofree char *line = g_strdup_printf("sha256:%s %s", source->sha256, shown);
		g_strv_builder_add(builder, line);
	}
	return g_strv_builder_end(builder);
}

bool document_body(WorkerLink *link, gpointer data, GError **error)
{
	const Job *job = data;
	const Document *document = job->document;
	g_autoptr(GDateTime) now = clock_now();
	g_auto(GStrv) sources = list_sources(document);
	g_autofree char *name = g_strdup_printf("%s/%s", document->dossier, document->name);
	g_autoptr(GDateTime) digitized = source_time(document->sources);
	g_autofree char *agent = identity_agency(job->identity, job->settings->sign_agency);
	DocumentWork work = { .job = job, .link = link, .time = now, .name = name };

	work.composition = (Composition) { .spool = job->spool,
		.pages = document->pages->len,
		.name = name,
		.language = engine_language(job->settings->ocr_language),
		.creator = "digitize " VERSION,
		.agent = agent,
		.profile = job->settings->pdf_profile,
		.time = digitized,
		.sources = (const char *const *)sources,
		.files = document->sources };
	g_variant_dict_init(&work.facts, NULL);
	return stages_walk(
		document->kept ? kept_stages : document_stages, &work, &work.facts, link, error);
}
