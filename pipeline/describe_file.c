/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/describe_file.h"

#include "base/file.h"
#include "base/json.h"
#include "ocr/alto.h"
#include "pipeline/description.h"
#include "pipeline/description_json.h"

static Description *describe_pages(AltoReader *reader, const Settings *settings, GError **error)
{
	/* as in a batch, there may be none */
	g_autoptr(Syllables) syllables = settings->ocr_syllables != NULL
		? syllables_load(settings->ocr_syllables, NULL)
		: NULL;
	g_autoptr(Describer) describer = describer_new(settings->document_period_end, syllables);
	GError *wrong = NULL;

	for (unsigned page = 1;; page++) {
		g_autoptr(Words) words = alto_read_page(reader, &wrong);
		if (words == NULL)
			break;
		describer_put_page(describer, page, words);
	}
	if (wrong == NULL)
		return describer_finish(describer);
	g_propagate_error(error, wrong);
	return NULL;
}

char *describe_file(const char *path, const Settings *settings, GError **error)
{
	g_autofree char *shown = file_show(path);
	g_autoptr(AltoReader) reader = alto_read(path, error);
	g_autoptr(Description) description =
		reader != NULL ? describe_pages(reader, settings, error) : NULL;

	if (description == NULL) {
		g_prefix_error(error, "%s: ", shown);
		return NULL;
	}
	g_autoptr(JsonBuilder) builder = json_builder_new();
	json_builder_begin_object(builder);
	json_put_path(builder, "file", path);
	description_put_json(builder, description);
	json_builder_end_object(builder);
	return json_finish(builder, false);
}
