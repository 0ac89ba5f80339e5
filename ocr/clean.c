/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that has to be found is found on a small copy of the page, as stored; then the large page is
 * gone over once for its light, and turned. Order:
 *  1. reduce; find seals (colour), then paper, text and dirt (grey)
 *  2. blank? then nothing more
 *  3. which way the lines run and lean, and which side is up
 *  4. light, quarter turn, scale, deskew
 */
#include "ocr/clean.h"

#include "base/error.h"
#include "base/i18n.h"
#include "ocr/clean_ink.h"
#include "ocr/clean_light.h"
#include "ocr/clean_seal.h"
#include "ocr/error.h"

#include <math.h>

static const double LEAST_SKEW = 0.4, BILEVEL_SKEW = 1.5, LEAST_UPRIGHTNESS = 0.12;
static const double LOW_DPI = 180, HIGH_DPI = 420, READING_DPI = 300, MOST_SCALE = 3;
static const unsigned LEAST_LETTERS = 4, SURE_LETTERS = 40;

/* What is known of the page while it is cleaned. */
typedef struct {
	PIX *small, *grey;
	unsigned factor;
	Ink ink;
	GArray *seals; /* of Box, in pixels of the stored page */
} Survey;

void clean_page_free(CleanPage *page)
{
	if (page == NULL)
		return;
	pixDestroy(&page->pix);
	g_clear_pointer(&page->seals, g_array_unref);
	g_free(page);
}

static void survey_clear(Survey *survey)
{
	pixDestroy(&survey->small);
	pixDestroy(&survey->grey);
	ink_clear(&survey->ink);
	g_clear_pointer(&survey->seals, g_array_unref);
}

static void enlarge_boxes(GArray *boxes, double factor)
{
	for (unsigned i = 0; i < boxes->len; i++) {
		Box *box = &g_array_index(boxes, Box, i);
		*box = (Box) { box->x * factor, box->y * factor, box->width * factor,
			box->height * factor };
	}
}

static bool survey_read(Survey *survey, const ScanPage *page)
{
	double dpi = MIN(page->dpi_x, page->dpi_y);

	survey->factor = (unsigned)MAX(1, lround(dpi / INK_DPI));
	survey->small = pix_reduce(page->pix, survey->factor);
	if (survey->small == NULL)
		return false;
	bool colour = pixGetDepth(survey->small) == 32;
	survey->seals = colour ? seals_find(survey->small, dpi / survey->factor)
			       : g_array_new(FALSE, FALSE, sizeof(Box));
	enlarge_boxes(survey->seals, survey->factor);
	survey->grey =
		colour ? pixConvertRGBToGray(survey->small, 0, 0, 0) : pixClone(survey->small);
	return survey->grey != NULL && ink_read(&survey->ink, survey->grey);
}

/* A box of the stored page on the upright one: mirrored, then turned. */
static Box turn_box(Box box, double width, double height, bool mirrored, unsigned turn)
{
	if (mirrored)
		box.x = width - box.x - box.width;
	switch (turn) {
	case 90:
		return (Box) { height - box.y - box.height, box.x, box.height, box.width };
	case 180:
		return (Box) { width - box.x - box.width, height - box.y - box.height, box.width,
			box.height };
	case 270:
		return (Box) { box.y, width - box.x - box.width, box.height, box.width };
	default:
		return box;
	}
}

/* Mirrors and turns a picture of the page as stored. */
static PIX *turn_pix(PIX *pix, bool mirrored, unsigned turn)
{
	auto_pix right = mirrored ? pixFlipLR(NULL, pix) : pixClone(pix);

	return right == NULL ? NULL : pixRotateOrth(right, (l_int32)(turn / 90));
}

/* Finds turn and skew. What the file says of its orientation is where the search starts. */
static bool find_turn(CleanPage *clean, const ScanPage *page, const Ink *ink)
{
	auto_pix text = turn_pix(ink->text, page->mirrored, page->turn);

	if (text == NULL)
		return false;
	Slant slant = ink_slant(text);
	unsigned quarter = slant.sideways ? 90 : 0;
	double up = ink_uprightness(text, quarter, slant.skew);
	clean->turn_is_doubtful = fabs(up) < LEAST_UPRIGHTNESS || ink->letters < SURE_LETTERS;
	clean->turn = (page->turn + quarter + (up < 0 ? 180 : 0)) % 360;
	clean->skew = slant.skew;
	return true;
}

static void set_sizes(CleanPage *clean, const ScanPage *page)
{
	bool swapped = clean->turn % 180 == 90;
	unsigned width = (unsigned)pixGetWidth(page->pix),
		 height = (unsigned)pixGetHeight(page->pix);

	clean->width = swapped ? height : width;
	clean->height = swapped ? width : height;
	clean->dpi_x = swapped ? page->dpi_y : page->dpi_x;
	clean->dpi_y = swapped ? page->dpi_x : page->dpi_y;
}

static void set_seals(CleanPage *clean, const ScanPage *page, const GArray *seals)
{
	clean->seals = g_array_new(FALSE, FALSE, sizeof(Box));
	for (unsigned i = 0; i < seals->len; i++) {
		Box box = turn_box(g_array_index(seals, Box, i), pixGetWidth(page->pix),
			pixGetHeight(page->pix), page->mirrored, clean->turn);
		g_array_append_val(clean->seals, box);
	}
}

/* The engine wants square pixels and letters neither tiny nor huge. */
static PIX *scale_for_reading(CleanPage *clean, PIX *pix)
{
	double most = MAX(clean->dpi_x, clean->dpi_y);
	bool fits = most >= LOW_DPI && most <= HIGH_DPI;

	clean->dpi = fits ? most : MIN(READING_DPI, most * MOST_SCALE);
	double scale_x = clean->dpi / clean->dpi_x, scale_y = clean->dpi / clean->dpi_y;
	if (fabs(scale_x - 1) < 0.03 && fabs(scale_y - 1) < 0.03)
		return pixClone(pix);
	return pixScale(pix, (l_float32)scale_x, (l_float32)scale_y);
}

static PIX *straighten(const CleanPage *clean, PIX *pix)
{
	if (fabs(clean->skew) < LEAST_SKEW)
		return pixClone(pix);
	return pixRotateAMGray(pix, (l_float32)(-clean->skew * G_PI / 180), 255);
}

/* The page as stored, ready but for its place: a bilevel page has no light to even out, and one
 * that needs no other sampling either stays bilevel, which costs the engine less. */
static PIX *light_page(CleanPage *clean, const ScanPage *page, const Survey *survey)
{
	double most = MAX(page->dpi_x, page->dpi_y), least = MIN(page->dpi_x, page->dpi_y);
	bool stays = pixGetDepth(page->pix) == 1 && fabs(clean->skew) < BILEVEL_SKEW &&
		most - least < 0.03 * least && most >= LOW_DPI && most <= HIGH_DPI;

	if (!stays)
		return pix_light(page->pix, survey->ink.paper, survey->ink.dirt, survey->factor,
			survey->seals);
	clean->skew = 0;
	auto_pix dirt = pixExpandReplicate(survey->ink.dirt, (l_int32)survey->factor);
	return dirt == NULL ? NULL : pixSubtract(NULL, page->pix, dirt);
}

static bool make_readable(CleanPage *clean, const ScanPage *page, const Survey *survey)
{
	auto_pix lit = light_page(clean, page, survey);
	auto_pix upright = lit == NULL ? NULL : turn_pix(lit, page->mirrored, clean->turn);

	pixDestroy(&lit);
	auto_pix scaled = upright == NULL ? NULL : scale_for_reading(clean, upright);
	pixDestroy(&upright);
	if (scaled == NULL)
		return false;
	if (fabs(clean->skew) < LEAST_SKEW)
		clean->skew = 0;
	clean->pix = straighten(clean, scaled);
	return clean->pix != NULL;
}

static bool clean_page(CleanPage *clean, const ScanPage *page, Survey *survey)
{
	if (!survey_read(survey, page))
		return false;
	clean->turn = page->turn;
	clean->blank = survey->ink.letters < LEAST_LETTERS;
	if (!clean->blank && !find_turn(clean, page, &survey->ink))
		return false;
	set_sizes(clean, page);
	set_seals(clean, page, survey->seals);
	return clean->blank || make_readable(clean, page, survey);
}

CleanPage *page_clean(const ScanPage *page, GError **error)
{
	g_autoptr(CleanPage) clean = g_new0(CleanPage, 1);
	Survey survey = { 0 };
	bool done = clean_page(clean, page, &survey);

	survey_clear(&survey);
	if (!done) {
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM,
			_("there is not enough memory for the page"));
		return NULL;
	}
	return g_steal_pointer(&clean);
}
