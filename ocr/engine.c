/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/engine.h"

#include <string.h>

/* The engine that is built in; another one takes its place here. */
static const EngineKind *const kind = &engine_tesseract;

struct Engine {
	gpointer models[ENGINE_SECOND + 1];
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
	double sum = 0, letters = 0;

	for (unsigned i = 0; i < reading->words->len; i++) {
		const Word *word = &g_array_index(reading->words, Word, i);
		double length = (double)g_utf8_strlen(word->text, -1);
		sum += length * word->confidence;
		letters += length;
	}
	return letters > 0 ? sum / letters : 0;
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

Engine *engine_load(const char *languages, const char *second, const char *tessdata, GError **error)
{
	g_autoptr(Engine) engine = g_new0(Engine, 1);

	engine->models[ENGINE_FIRST] = kind->load(languages, tessdata, error);
	if (engine->models[ENGINE_FIRST] == NULL)
		return NULL;
	if (second != NULL)
		engine->models[ENGINE_SECOND] = kind->load(second, tessdata, NULL);
	return g_steal_pointer(&engine);
}

void engine_free(Engine *engine)
{
	if (engine == NULL)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(engine->models); i++)
		if (engine->models[i] != NULL)
			kind->free(engine->models[i]);
	g_free(engine);
}

bool engine_has(const Engine *engine, EngineModel model)
{
	return engine->models[model] != NULL;
}

Reading *engine_read(const Engine *engine, EngineModel model, PIX *line, double dpi, GError **error)
{
	return kind->read(engine->models[model], line, dpi, error);
}
