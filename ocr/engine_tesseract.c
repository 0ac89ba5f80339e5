/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tesseract's recognizer of lines (LSTM). Its own layout analysis is not used: lines come ready
 * made, and it is told that each is one.
 */
#include "ocr/engine.h"

#include "base/i18n.h"
#include "ocr/error.h"
#include "ocr/repair.h"

#include <math.h>
#include <tesseract/capi.h>

static const char *version(void)
{
	return TessVersion();
}

static bool refuse_language(GError **error, const char *language)
{
	g_auto(GStrv) parts = g_strsplit_set(language, "_/", -1);
	g_autofree char *suffix = g_strjoinv("-", parts);
	g_autofree char *package = g_ascii_strdown(suffix, -1);

	g_set_error(error, OCR_ERROR, OCR_ERROR_ENGINE,
		_("tesseract has no data for the language \"%s\": install the package "
		  "tesseract-ocr-%s"),
		language, package);
	return false;
}

static bool has_languages(TessBaseAPI *api, const char *languages, GError **error)
{
	g_auto(GStrv) wanted = g_strsplit(languages, "+", -1);
	char **loaded = TessBaseAPIGetLoadedLanguagesAsVector(api);
	bool all = true;

	for (char **language = wanted; all && *language != NULL; language++)
		if (loaded == NULL || !g_strv_contains((const char *const *)loaded, *language))
			all = refuse_language(error, *language);
	TessDeleteTextArray(loaded);
	return all;
}

static void release(gpointer model)
{
	TessBaseAPIEnd(model);
	TessBaseAPIDelete(model);
}

static bool start(TessBaseAPI *api, const char *languages, const char *tessdata, GError **error)
{
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	if (TessBaseAPIInit2(api, tessdata, languages, OEM_LSTM_ONLY) != 0) {
		g_auto(GStrv) wanted = g_strsplit(languages, "+", -1);
		return refuse_language(error, wanted[0] == NULL ? "" : wanted[0]);
	}
	TessBaseAPISetVariable(api, "tessedit_do_invert", "0");
	return has_languages(api, languages, error);
}

static gpointer load(const char *languages, const char *tessdata, GError **error)
{
	TessBaseAPI *api = TessBaseAPICreate();

	if (start(api, languages, tessdata, error))
		return api;
	release(api);
	return NULL;
}

static void put_word(Reading *reading, TessResultIterator *result)
{
	const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(result);
	char *raw = TessResultIteratorGetUTF8Text(result, RIL_WORD);
	double confidence = TessResultIteratorConfidence(result, RIL_WORD) / 100;
	int left = 0, top = 0, right = 0, bottom = 0;

	TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom);
	Word word = { .text = text_repair(raw == NULL ? "" : raw),
		.box = { left, top, right - left, bottom - top },
		.confidence = CLAMP(confidence, 0, 1) };
	TessDeleteText(raw);
	if (*word.text == '\0' || right <= left || bottom <= top)
		g_free(word.text);
	else
		g_array_append_val(reading->words, word);
}

static void gather(Reading *reading, TessResultIterator *result)
{
	const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(result);
	int x0 = 0, y0 = 0, x1 = 0, y1 = 0;

	if (TessPageIteratorBaseline(place, RIL_TEXTLINE, &x0, &y0, &x1, &y1)) {
		reading->x0 = x0, reading->y0 = y0;
		reading->x1 = x1, reading->y1 = y1;
	}
	do
		put_word(reading, result);
	while (TessResultIteratorNext(result, RIL_WORD));
}

static Reading *read_line(gpointer model, PIX *line, double dpi, GError **error)
{
	g_autoptr(Reading) reading = reading_new();

	TessBaseAPISetPageSegMode(model, PSM_SINGLE_LINE);
	TessBaseAPISetImage2(model, line);
	TessBaseAPISetSourceResolution(model, (int)lround(dpi));
	if (TessBaseAPIRecognize(model, NULL) != 0) {
		g_set_error_literal(
			error, OCR_ERROR, OCR_ERROR_ENGINE, _("tesseract gave the page up"));
		return NULL;
	}
	TessResultIterator *result = TessBaseAPIGetIterator(model);
	if (result != NULL)
		gather(reading, result);
	TessResultIteratorDelete(result);
	TessBaseAPIClear(model);
	return g_steal_pointer(&reading);
}

const EngineKind engine_tesseract = { "tesseract", version, load, read_line, release };
