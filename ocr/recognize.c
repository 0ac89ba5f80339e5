/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading, and back from the straightened picture to the upright page.
 *
 * A page of which page_clean() could not tell top from bottom is read both ways: the way in which
 * more letters are read more surely is right. Such pages have little on them.
 */
#include "ocr/recognize.h"

#include "base/error.h"
#include "base/i18n.h"
#include "ocr/error.h"
#include "ocr/pix.h"
#include "ocr/repair.h"

#include <math.h>
#include <string.h>
#include <tesseract/capi.h>

struct Engine {
	TessBaseAPI *api;
};

enum { MOST_WORDS = 20000 };
static const double JUNK_CONFIDENCE = 0.35, SMALLEST_INCHES = 0.02;

const char *engine_version(void)
{
	static char name[64];

	g_snprintf(name, sizeof name, "tesseract %s", TessVersion());
	return name;
}

const char *engine_language(const char *languages)
{
	static const char *const tags[][2] = {
		/* clang-format off */
		{ "vie", "vi" }, { "script/Vietnamese", "vi" }, { "eng", "en" }, { "fra", "fr" },
		{ "rus", "ru" }, { "chi_sim", "zh-Hans" }, { "chi_tra", "zh-Hant" }, { "lao", "lo" },
		{ "khm", "km" },
		/* clang-format on */
	};
	size_t length = strcspn(languages, "+");

	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
		if (strlen(tags[i][0]) == length && strncmp(tags[i][0], languages, length) == 0)
			return tags[i][1];
	return "und";
}

void engine_free(Engine *engine)
{
	if (engine == NULL)
		return;
	TessBaseAPIEnd(engine->api);
	TessBaseAPIDelete(engine->api);
	g_free(engine);
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

static bool has_languages(Engine *engine, const char *languages, GError **error)
{
	g_auto(GStrv) wanted = g_strsplit(languages, "+", -1);
	char **loaded = TessBaseAPIGetLoadedLanguagesAsVector(engine->api);
	bool all = true;

	for (char **language = wanted; all && *language != NULL; language++)
		if (loaded == NULL || !g_strv_contains((const char *const *)loaded, *language))
			all = refuse_language(error, *language);
	TessDeleteTextArray(loaded);
	return all;
}

Engine *engine_load(const char *languages, const char *tessdata, GError **error)
{
	g_autoptr(Engine) engine = g_new0(Engine, 1);

	engine->api = TessBaseAPICreate();
	TessBaseAPISetVariable(engine->api, "debug_file", "/dev/null");
	if (TessBaseAPIInit2(engine->api, tessdata, languages, OEM_LSTM_ONLY) != 0) {
		g_auto(GStrv) wanted = g_strsplit(languages, "+", -1);
		refuse_language(error, wanted[0] == NULL ? "" : wanted[0]);
		return NULL;
	}
	if (!has_languages(engine, languages, error))
		return NULL;
	TessBaseAPISetVariable(engine->api, "tessedit_do_invert", "0");
	TessBaseAPISetPageSegMode(engine->api, PSM_AUTO);
	return g_steal_pointer(&engine);
}

/* From the picture that was read to the upright page. */
typedef struct {
	double cosine, sine, centre_x, centre_y, scale_x, scale_y;
} Mapping;

static Mapping mapping_to_page(const CleanPage *page)
{
	double angle = page->skew * G_PI / 180;
	double width = pixGetWidth(page->pix), height = pixGetHeight(page->pix);

	return (Mapping) { cos(angle), sin(angle), width / 2, height / 2, page->width / width,
		page->height / height };
}

static void map_point(const Mapping *mapping, double x, double y, double *out_x, double *out_y)
{
	double right = x - mapping->centre_x, down = y - mapping->centre_y;

	*out_x = (mapping->centre_x + right * mapping->cosine - down * mapping->sine) *
		mapping->scale_x;
	*out_y = (mapping->centre_y + right * mapping->sine + down * mapping->cosine) *
		mapping->scale_y;
}

/* The box keeps its size about its middle: the box around a turned box would be too high. */
static Box map_box(const Mapping *mapping, int left, int top, int right, int bottom)
{
	double x, y;
	double width = (right - left) * mapping->scale_x,
	       height = (bottom - top) * mapping->scale_y;

	map_point(mapping, (left + right) / 2.0, (top + bottom) / 2.0, &x, &y);
	return (Box) { x - width / 2, y - height / 2, width, height };
}

static Box clip_box(Box box, const Words *words)
{
	double right = CLAMP(box.x + box.width, 0, words->width);
	double bottom = CLAMP(box.y + box.height, 0, words->height);

	box.x = CLAMP(box.x, 0, words->width);
	box.y = CLAMP(box.y, 0, words->height);
	return (Box) { box.x, box.y, right - box.x, bottom - box.y };
}

static Box join_boxes(Box a, Box b)
{
	double right = MAX(a.x + a.width, b.x + b.width);
	double bottom = MAX(a.y + a.height, b.y + b.height);
	double x = MIN(a.x, b.x), y = MIN(a.y, b.y);

	return (Box) { x, y, right - x, bottom - y };
}

static bool is_junk(const char *text, double confidence, const Box *box, const Words *words)
{
	if (*text == '\0' || box->width <= 0 || box->height <= 0)
		return true;
	if (box->height / words->dpi_y < SMALLEST_INCHES && text_has_letters(text))
		return true;
	return confidence < JUNK_CONFIDENCE && !text_has_letters(text);
}

static void start_line(Words *words, const TessPageIterator *place, const Mapping *mapping)
{
	int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
	Line line = { .first = words->words->len };

	if (TessPageIteratorBaseline(place, RIL_TEXTLINE, &x0, &y0, &x1, &y1)) {
		map_point(mapping, x0, y0, &line.x0, &line.y0);
		map_point(mapping, x1, y1, &line.x1, &line.y1);
	}
	g_array_append_val(words->lines, line);
}

static void put_word(Words *words, TessResultIterator *result, const Mapping *mapping)
{
	const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(result);
	char *raw = TessResultIteratorGetUTF8Text(result, RIL_WORD);
	int left = 0, top = 0, right = 0, bottom = 0;
	Word word = { .confidence = TessResultIteratorConfidence(result, RIL_WORD) / 100 };

	word.confidence = CLAMP(word.confidence, 0, 1);
	word.text = raw == NULL ? g_strdup("") : text_repair(raw);
	TessDeleteText(raw);
	TessPageIteratorBoundingBox(place, RIL_WORD, &left, &top, &right, &bottom);
	word.box = clip_box(map_box(mapping, left, top, right, bottom), words);
	if (is_junk(word.text, word.confidence, &word.box, words))
		g_free(word.text);
	else
		g_array_append_val(words->words, word);
}

/* Ends the last line: counts its words, or forgets it if none was left. */
static void end_line(Words *words)
{
	if (words->lines->len == 0)
		return;
	Line *line = &g_array_index(words->lines, Line, words->lines->len - 1);
	line->count = words->words->len - line->first;
	if (line->count == 0) {
		g_array_set_size(words->lines, words->lines->len - 1);
		return;
	}
	line->box = g_array_index(words->words, Word, line->first).box;
	for (unsigned i = 1; i < line->count; i++)
		line->box = join_boxes(
			line->box, g_array_index(words->words, Word, line->first + i).box);
}

static void end_block(Words *words)
{
	if (words->blocks->len == 0)
		return;
	Block *block = &g_array_index(words->blocks, Block, words->blocks->len - 1);
	block->count = words->lines->len - block->first;
	if (block->count == 0) {
		g_array_set_size(words->blocks, words->blocks->len - 1);
		return;
	}
	block->box = g_array_index(words->lines, Line, block->first).box;
	for (unsigned i = 1; i < block->count; i++)
		block->box = join_boxes(
			block->box, g_array_index(words->lines, Line, block->first + i).box);
}

static void gather(Words *words, TessResultIterator *result, const Mapping *mapping)
{
	const TessPageIterator *place = TessResultIteratorGetPageIteratorConst(result);
	bool line_open = false;

	do {
		bool new_block = TessPageIteratorIsAtBeginningOf(place, RIL_PARA);
		bool new_line = new_block || TessPageIteratorIsAtBeginningOf(place, RIL_TEXTLINE);
		if (new_line && line_open)
			end_line(words);
		if (new_block) {
			end_block(words);
			Block block = { .first = words->lines->len };
			g_array_append_val(words->blocks, block);
		}
		if (new_line)
			start_line(words, place, mapping);
		line_open = true;
		put_word(words, result, mapping);
	} while (words->words->len < MOST_WORDS && TessResultIteratorNext(result, RIL_WORD));
	end_line(words);
	end_block(words);
}

/* Mean confidence, weighted by length; gives the weight, i.e. the letters read surely. */
static double weigh(Words *words)
{
	double sum = 0, letters = 0;

	for (unsigned i = 0; i < words->words->len; i++) {
		const Word *word = &g_array_index(words->words, Word, i);
		double length = (double)g_utf8_strlen(word->text, -1);
		sum += length * word->confidence;
		letters += length;
	}
	words->confidence = letters > 0 ? sum / letters : 0;
	return sum * words->confidence;
}

static Words *empty_words(const CleanPage *page, bool upside_down)
{
	Words *words = words_new(page->width, page->height, page->dpi_x, page->dpi_y);

	words->turn = (page->turn + (upside_down ? 180 : 0)) % 360;
	words->skew = page->skew;
	words->blank = page->blank;
	g_array_append_vals(words->seals, page->seals->data, page->seals->len);
	for (unsigned i = 0; upside_down && i < words->seals->len; i++) {
		Box *box = &g_array_index(words->seals, Box, i);
		box->x = page->width - box->x - box->width;
		box->y = page->height - box->y - box->height;
	}
	return words;
}

static Words *read_pix(
	Engine *engine, const CleanPage *page, PIX *pix, bool upside_down, GError **error)
{
	g_autoptr(Words) words = empty_words(page, upside_down);
	Mapping mapping = mapping_to_page(page);

	TessBaseAPISetImage2(engine->api, pix);
	TessBaseAPISetSourceResolution(engine->api, (int)lround(page->dpi));
	if (TessBaseAPIRecognize(engine->api, NULL) != 0) {
		g_set_error_literal(
			error, OCR_ERROR, OCR_ERROR_ENGINE, _("tesseract gave the page up"));
		return NULL;
	}
	TessResultIterator *result = TessBaseAPIGetIterator(engine->api);
	if (result != NULL)
		gather(words, result, &mapping);
	TessResultIteratorDelete(result);
	TessBaseAPIClear(engine->api);
	return g_steal_pointer(&words);
}

static Words *read_both_ways(Engine *engine, const CleanPage *page, GError **error)
{
	g_autoptr(Words) words = read_pix(engine, page, page->pix, false, error);
	auto_pix turned = pixRotate180(NULL, page->pix);

	if (words == NULL || turned == NULL)
		return g_steal_pointer(&words);
	g_autoptr(Words) other = read_pix(engine, page, turned, true, error);
	if (other == NULL)
		return NULL;
	return weigh(other) > weigh(words) ? g_steal_pointer(&other) : g_steal_pointer(&words);
}

Words *page_recognize(Engine *engine, const CleanPage *page, GError **error)
{
	if (page->blank)
		return empty_words(page, false);
	Words *words = page->turn_is_doubtful ? read_both_ways(engine, page, error)
					      : read_pix(engine, page, page->pix, false, error);
	if (words != NULL)
		weigh(words);
	return words;
}
