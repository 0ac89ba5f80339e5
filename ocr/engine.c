/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/engine.h"

#include <string.h>

/* The engine that is built in; another one takes its place here. */
static const EngineKind *const kind = &engine_tesseract;

struct Engine {
	gpointer model;
};

Reading *reading_new(void)
{
	Reading *reading = g_new0(Reading, 1);

	reading->words = g_array_new(FALSE, FALSE, sizeof(Word));
	g_array_set_clear_func(reading->words, word_free_text);
	return reading;
}

void reading_free(Reading *reading)
{
	if (reading == NULL)
		return;
	g_array_unref(reading->words);
	g_free(reading);
}

double reading_confidence(const Reading *reading)
{
	return words_confidence(reading->words, NULL);
}

void reading_scale(Reading *reading, double scale)
{
	for (unsigned i = 0; i < reading->words->len; i++) {
		Box *box = &g_array_index(reading->words, Word, i).box;
		*box = (Box) { box->x * scale, box->y * scale, box->width * scale,
			box->height * scale };
	}
	reading->x0 *= scale, reading->y0 *= scale;
	reading->x1 *= scale, reading->y1 *= scale;
}

void reading_move(Reading *reading, int left, int top)
{
	for (unsigned i = 0; i < reading->words->len; i++) {
		Box *box = &g_array_index(reading->words, Word, i).box;
		box->x += left;
		box->y += top;
	}
	reading->x0 += left, reading->y0 += top;
	reading->x1 += left, reading->y1 += top;
}

const char *engine_version(void)
{
	static char name[64];

	g_snprintf(name, sizeof name, "%s %s", kind->name, kind->version());
	return name;
}

const char *engine_language(const char *languages)
{
	static const char *const tags[][2] = {
		/* clang-format off */
		{ "vie", "vi" }, { "Vietnamese", "vi" }, { "script/Vietnamese", "vi" },
		{ "eng", "en" }, { "fra", "fr" }, { "rus", "ru" }, { "chi_sim", "zh-Hans" },
		{ "chi_tra", "zh-Hant" }, { "lao", "lo" }, { "khm", "km" },
		/* clang-format on */
	};
	size_t length = strcspn(languages, "+");

	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
		if (strlen(tags[i][0]) == length && strncmp(tags[i][0], languages, length) == 0)
			return tags[i][1];
	return "und";
}

Engine *engine_load(const char *languages, const char *tessdata, GError **error)
{
	gpointer model = kind->load(languages, tessdata, error);

	if (model == NULL)
		return NULL;
	Engine *engine = g_new0(Engine, 1);
	engine->model = model;
	return engine;
}

void engine_free(Engine *engine)
{
	if (engine == NULL)
		return;
	kind->free(engine->model);
	g_free(engine);
}

Reading *engine_read(const Engine *engine, PIX *line, double dpi, GError **error)
{
	return kind->read(engine->model, line, dpi, error);
}
