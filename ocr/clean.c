/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that has to be found is found on a small copy of the page, as stored; then the large page is
 * gone over, step by step (see the table at the end). A blank page ends after the survey.
 */
#include "ocr/clean.h"

#include "base/error.h"
#include "base/i18n.h"
#include "ocr/clean_ink.h"
#include "ocr/clean_light.h"
#include "ocr/clean_pen.h"
#include "ocr/clean_ring.h"
#include "ocr/clean_seal.h"
#include "ocr/error.h"
#include "ocr/steps.h"

#include <math.h>

static const double LEAST_SKEW = 0.4, BILEVEL_SKEW = 1.5, LEAST_UPRIGHTNESS = 0.12,
		    LEAST_SURENESS = 0.5;
static const double LOW_DPI = 180, HIGH_DPI = 420, READING_DPI = 300, MOST_SCALE = 3;
static const unsigned LEAST_LETTERS = 4, SURE_LETTERS = 40;
enum { LEAST_PALE = 30, MOST_PALE = 180 }; /* grey levels of ink */

/* A page while it is cleaned. */
typedef struct {
	const ScanPage *page;
	const CleanRules *rules;
	CleanPage *clean;
	unsigned factor; /* pixels of the page in one of `small` */
	PIX *small, *grey;
	Ink ink;
	GArray *seals; /* of Box, in pixels of the stored page */
	PIX *pix;      /* the picture so far */
	PIX *pen;      /* its blue ink; or NULL */
} Cleaning;

void clean_page_free(CleanPage *page)
{
	if (page == NULL)
		return;
	pixDestroy(&page->pix);
	pixDestroy(&page->pen);
	g_clear_pointer(&page->seals, g_array_unref);
	g_free(page);
}

static void cleaning_clear(Cleaning *work)
{
	pixDestroy(&work->small);
	pixDestroy(&work->grey);
	pixDestroy(&work->pix);
	pixDestroy(&work->pen);
	ink_clear(&work->ink);
	g_clear_pointer(&work->seals, g_array_unref);
}

static void enlarge_boxes(GArray *boxes, double factor)
{
	for (unsigned i = 0; i < boxes->len; i++) {
		Box *box = &g_array_index(boxes, Box, i);
		*box = (Box) { box->x * factor, box->y * factor, box->width * factor,
			box->height * factor };
	}
}

/* Seals, paper, print and dirt, on the small copy. */
static bool survey(Cleaning *work)
{
	const ScanPage *page = work->page;
	double dpi = MIN(page->dpi_x, page->dpi_y);

	work->factor = (unsigned)MAX(1, lround(dpi / INK_DPI));
	work->small = pix_reduce(page->pix, work->factor);
	if (work->small == NULL)
		return false;
	bool colour = pixGetDepth(work->small) == 32;
	work->seals = colour ? seals_find(work->small, dpi / work->factor)
			     : g_array_new(FALSE, FALSE, sizeof(Box));
	enlarge_boxes(work->seals, work->factor);
	work->grey = colour ? pixConvertRGBToGray(work->small, 0, 0, 0) : pixClone(work->small);
	if (work->grey == NULL || !ink_read(&work->ink, work->grey))
		return false;
	work->clean->blank = work->ink.letters < LEAST_LETTERS;
	work->clean->bits = pixGetDepth(page->pix) == 32 ? 24 : (unsigned)pixGetDepth(page->pix);
	work->clean->sharpness = 1;
	work->pix = pixClone(page->pix);
	return work->pix != NULL;
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

/* The text of the survey with square pixels, however the page was sampled. */
static PIX *square_text(const ScanPage *page, const Ink *ink)
{
	double most = MAX(page->dpi_x, page->dpi_y);
	double x = most / page->dpi_x, y = most / page->dpi_y;

	if (fabs(x - y) < 0.03)
		return pixClone(ink->text);
	return pixScaleBySampling(ink->text, (l_float32)x, (l_float32)y);
}

/* Finds turn and skew. What the file says of its orientation is where the search starts; of a page
 * with little on it only clear signs are believed against it. */
static bool find_turn(CleanPage *clean, const ScanPage *page, const Ink *ink, bool is_known)
{
	auto_pix square = square_text(page, ink);
	auto_pix text = square == NULL ? NULL : turn_pix(square, page->mirrored, page->turn);

	if (text == NULL)
		return false;
	bool few = ink->letters < SURE_LETTERS;
	Slant slant = ink_slant(text);
	if (few && slant.sideways && slant.sureness < LEAST_SURENESS)
		slant = (Slant) { 0 };
	unsigned quarter = slant.sideways ? 90 : 0;
	if (is_known) {
		clean->skew = slant.sideways ? 0 : slant.skew;
		return true;
	}
	double up = ink_uprightness(text, quarter, slant.skew);
	clean->turn_is_doubtful = fabs(up) < LEAST_UPRIGHTNESS || few;
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

static bool orient(Cleaning *work)
{
	CleanPage *clean = work->clean;

	clean->turn = work->page->turn;
	if (!clean->blank && !find_turn(clean, work->page, &work->ink, work->rules->is_turn_known))
		return false;
	set_sizes(clean, work->page);
	return true;
}

/* Puts another picture in place of the one so far. */
static bool replace(Cleaning *work, PIX *pix)
{
	pixDestroy(&work->pix);
	work->pix = pix;
	return pix != NULL;
}

/* A bilevel page has no light to even out, and one that needs no other sampling either stays
 * bilevel, which costs less. */
static bool stays_bilevel(const Cleaning *work)
{
	const ScanPage *page = work->page;
	double most = MAX(page->dpi_x, page->dpi_y), least = MIN(page->dpi_x, page->dpi_y);

	return pixGetDepth(page->pix) == 1 && fabs(work->clean->skew) < BILEVEL_SKEW &&
		most - least < 0.03 * least && most >= LOW_DPI && most <= HIGH_DPI;
}

/* The pixels of a grey picture that are from `least` up to, but not, `end`; every fourth is looked
 * at. */
static double count_grey(PIX *pix, int least, int end)
{
	NUMA *counts = pixGetGrayHistogram(pix, 4);
	l_float32 sum = 0;

	if (counts != NULL)
		numaGetSumOnInterval(counts, least, end - 1, &sum);
	numaDestroy(&counts);
	return sum;
}

/* How sharp the print is, and how much of the scan was too bright or too dark for the scanner. */
static void measure(Cleaning *work)
{
	CleanPage *clean = work->clean;

	if (pixGetDepth(work->page->pix) == 1)
		return;
	double dark = count_grey(work->pix, 0, 96), edge = count_grey(work->pix, 96, 224);
	double all = count_grey(work->grey, 0, 256);
	clean->sharpness = dark > 0 ? dark / (dark + edge) : 0;
	clean->clipped = all > 0
		? (count_grey(work->grey, 0, 1) + count_grey(work->grey, 255, 256)) / all
		: 0;
}

/* Pale ink is made black: the level that a third of the ink lies below becomes 0. */
static bool darken(Cleaning *work)
{
	l_int32 text = 0, large = 0, level = 0;
	double sum = 0;

	pixCountPixels(work->ink.text, &text, NULL);
	pixCountPixels(work->ink.large, &large, NULL);
	double third = (double)(text + large) * work->factor * work->factor / 3;
	NUMA *counts = pixGetGrayHistogram(work->pix, 1);
	if (counts == NULL)
		return false;
	for (; level < MOST_PALE; level++) {
		l_float32 count = 0;
		numaGetFValue(counts, level, &count);
		sum += count;
		if (sum >= third)
			break;
	}
	numaDestroy(&counts);
	return level < LEAST_PALE || pixGammaTRC(work->pix, work->pix, 1, level, 255) != NULL;
}

static bool light(Cleaning *work)
{
	if (!stays_bilevel(work)) {
		PIX *lit = step_is_done(work->rules->without, STEP_LIGHT)
			? pix_light(work->page->pix, work->ink.paper, work->ink.dirt, work->factor)
			: pixConvertTo8(work->page->pix, 0);
		if (!replace(work, lit))
			return false;
		measure(work);
		return !step_is_done(work->rules->without, STEP_LIGHT) || darken(work);
	}
	work->clean->skew = 0;
	auto_pix dirt = pixExpandReplicate(work->ink.dirt, (l_int32)work->factor);
	return dirt != NULL && replace(work, pixSubtract(NULL, work->page->pix, dirt));
}

static bool drop_seals(Cleaning *work)
{
	for (unsigned i = 0; step_is_done(work->rules->without, STEP_SEALS) && i < work->seals->len;
		i++)
		pix_light_seal(work->page->pix, work->ink.paper, work->factor,
			&g_array_index(work->seals, Box, i), work->pix);
	return true;
}

static bool part_pen(Cleaning *work)
{
	if (pixGetDepth(work->page->pix) != 32 || !step_is_done(work->rules->without, STEP_PEN))
		return true;
	auto_pix all = pixOr(NULL, work->ink.text, work->ink.large);
	auto_pix where = all == NULL
		? NULL
		: pen_find(work->small, all,
			  MIN(work->page->dpi_x, work->page->dpi_y) / work->factor);
	if (where == NULL)
		return all != NULL;
	work->pen = pen_part(work->page->pix, where, work->factor, work->pix);
	return work->pen != NULL;
}

/* Lifts one ring off the picture, and notes it as a seal. */
static void lift_ring(Cleaning *work, Ring ring, PIX *mask)
{
	ring = (Ring) { ring.x * work->factor, ring.y * work->factor, ring.radius * work->factor };
	Box seal = { ring.x - ring.radius, ring.y - ring.radius, 2 * ring.radius, 2 * ring.radius };

	ring_mark(work->pix, &ring, mask);
	g_array_append_val(work->seals, seal);
}

static bool lift_rings(Cleaning *work)
{
	double dpi = MIN(work->page->dpi_x, work->page->dpi_y);

	if (work->seals->len > 0 || !step_is_done(work->rules->without, STEP_RINGS))
		return true;
	auto_pix all = pixOr(NULL, work->ink.text, work->ink.large);
	if (all == NULL)
		return false;
	g_autoptr(GArray) rings = rings_find(all, work->ink.large, dpi / work->factor);
	if (rings->len == 0)
		return true;
	auto_pix mask = pixCreate(pixGetWidth(work->pix), pixGetHeight(work->pix), 1);
	if (mask == NULL)
		return false;
	for (unsigned i = 0; i < rings->len; i++)
		lift_ring(work, g_array_index(rings, Ring, i), mask);
	if (pixGetDepth(work->pix) == 1)
		pixSubtract(work->pix, work->pix, mask);
	else
		pixPaintThroughMask(work->pix, mask, 0, 0, 255);
	return true;
}

/* Does the same to the picture and to its layer of blue ink. */
static bool change(Cleaning *work, PIX *(*how)(const Cleaning *, PIX *))
{
	PIX *pen = work->pen == NULL ? NULL : how(work, work->pen);
	bool had_pen = work->pen != NULL;

	pixDestroy(&work->pen);
	work->pen = pen;
	return replace(work, how(work, work->pix)) && (pen != NULL || !had_pen);
}

static PIX *turned(const Cleaning *work, PIX *pix)
{
	return turn_pix(pix, work->page->mirrored, work->clean->turn);
}

static bool turn(Cleaning *work)
{
	set_seals(work->clean, work->page, work->seals);
	return change(work, turned);
}

/* The engine wants square pixels and letters neither tiny nor huge. */
static PIX *scaled(const Cleaning *work, PIX *pix)
{
	double x = work->clean->dpi / work->clean->dpi_x, y = work->clean->dpi / work->clean->dpi_y;

	if (fabs(x - 1) < 0.03 && fabs(y - 1) < 0.03)
		return pixClone(pix);
	return pixScale(pix, (l_float32)x, (l_float32)y);
}

static bool scale(Cleaning *work)
{
	double most = MAX(work->clean->dpi_x, work->clean->dpi_y);
	bool fits = most >= LOW_DPI && most <= HIGH_DPI;

	work->clean->dpi = fits ? most : MIN(READING_DPI, most * MOST_SCALE);
	return change(work, scaled);
}

static PIX *straightened(const Cleaning *work, PIX *pix)
{
	return pixRotateAMGray(pix, (l_float32)(-work->clean->skew * G_PI / 180), 255);
}

static bool straighten(Cleaning *work)
{
	if (fabs(work->clean->skew) < LEAST_SKEW ||
		!step_is_done(work->rules->without, STEP_STRAIGHTEN)) {
		work->clean->skew = 0;
		return true;
	}
	return change(work, straightened);
}

static const struct {
	const char *name;
	bool (*run)(Cleaning *work);
	bool blank; /* also of a blank page? */
} steps[] = {
	{ "survey", survey, true },
	{ "orient", orient, true },
	{ "light", light, false },
	{ "seals", drop_seals, false },
	{ "pen", part_pen, false },
	{ "rings", lift_rings, false },
	{ "turn", turn, false },
	{ "scale", scale, false },
	{ "straighten", straighten, false },
};

/* The survey is kept as what it found, every other step as what it made. */
static void keep(const Cleaning *work, const char *step)
{
	const CleanRules *rules = work->rules;

	if (rules->keep == NULL)
		return;
	rules->keep(rules->keep_data, step, work->clean->dpi_x == 0 ? work->ink.text : work->pix);
	if (work->pen != NULL)
		rules->keep(rules->keep_data, "ink", work->pen);
}

static bool run_steps(Cleaning *work)
{
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		if (work->clean->blank && !steps[i].blank)
			continue;
		if (!steps[i].run(work))
			return false;
		keep(work, steps[i].name);
	}
	if (work->clean->blank)
		set_seals(work->clean, work->page, work->seals);
	else
		work->clean->pix = g_steal_pointer(&work->pix);
	work->clean->pen = g_steal_pointer(&work->pen);
	return true;
}

CleanPage *page_clean(const ScanPage *page, const CleanRules *rules, GError **error)
{
	g_autoptr(CleanPage) clean = g_new0(CleanPage, 1);
	Cleaning work = { .page = page, .rules = rules, .clean = clean };
	bool done = run_steps(&work);

	cleaning_clear(&work);
	if (!done) {
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM,
			_("there is not enough memory for the page"));
		return NULL;
	}
	return g_steal_pointer(&clean);
}
