/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A word is unseen where the page has no contrast at its place: it is hidden text with no print under it,
 * white on white, covered, clipped or too small to be seen. The page as it was scanned is asked, since
 * cleaning takes seals and pens away, and its darkest component, in which all inks are dark.
 */
#include "ocr/existing.h"

#include "ocr/pix.h"

#include <math.h>

enum { LEAST_CONTRAST = 32, MOST_SAMPLES = 4096 };

static int level_at(PIX *pix, int x, int y)
{
	l_uint32 value = 0;

	pixGetPixel(pix, x, y, &value);
	if (pixGetDepth(pix) == 1)
		return value != 0 ? 0 : 255;
	if (pixGetDepth(pix) == 8)
		return (int)value;
	return (int)MIN(MIN(value >> L_RED_SHIFT & 0xff, value >> L_GREEN_SHIFT & 0xff),
		value >> L_BLUE_SHIFT & 0xff);
}

static bool is_seen(PIX *pix, const Box *box)
{
	int left = MAX((int)floor(box->x), 0), top = MAX((int)floor(box->y), 0);
	int right = MIN((int)ceil(box->x + box->width) + 1, pixGetWidth(pix));
	int bottom = MIN((int)ceil(box->y + box->height) + 1, pixGetHeight(pix));
	int lightest = 0, darkest = 255;
	int step = MAX((int)sqrt((double)(right - left) * (bottom - top) / MOST_SAMPLES), 1);

	for (int y = top; y < bottom; y += step)
		for (int x = left; x < right; x += step) {
			int level = level_at(pix, x, y);
			lightest = MAX(lightest, level);
			darkest = MIN(darkest, level);
		}
	return lightest - darkest >= LEAST_CONTRAST;
}

static PIX *as_shown(const ScanPage *page)
{
	auto_pix flipped = page->mirrored ? pixFlipLR(NULL, page->pix) : pixClone(page->pix);

	return flipped == NULL ? NULL : pixRotateOrth(flipped, (l_int32)(page->turn / 90));
}

double existing_unseen(const ScanPage *page)
{
	auto_pix pix = as_shown(page);
	double letters = 0, unseen = 0;

	for (unsigned i = 0; pix != NULL && i < page->text->words->len; i++) {
		const Word *word = &g_array_index(page->text->words, Word, i);
		double length = (double)g_utf8_strlen(word->text, -1);
		letters += length;
		unseen += is_seen(pix, &word->box) ? 0 : length;
	}
	return letters > 0 ? unseen / letters : 0;
}
