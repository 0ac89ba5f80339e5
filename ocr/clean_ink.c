/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The paper's brightness is the page closed by more than a stroke's width, then blurred: what is
 * broader than that (stains, shadows, a grey sheet) is paper. Ink is what is darker than the paper
 * by INK_PERCENT; print that shows through from the back is not.
 */
#include "ocr/clean_ink.h"

#include <string.h>

enum { STROKE = 15, BLUR = 8, INK_PERCENT = 72 }; /* pixels at INK_DPI */
enum { BLACK = 90, EDGE_LENGTH = 60, HOLE_LEAST = 10, HOLE_MOST = 60 };
enum { LETTER_MOST = 70, LETTER_LEAST = 6, MANY = 60 };

static PIX *read_paper(PIX *grey)
{
	auto_pix closed = pixCloseGray(grey, STROKE, STROKE);

	return closed == NULL ? NULL : pixBlockconvGray(closed, NULL, BLUR, BLUR);
}

static PIX *read_ink(PIX *grey, PIX *paper)
{
	int width = pixGetWidth(grey), height = pixGetHeight(grey);
	PIX *ink = pixCreate(width, height, 1);

	for (int y = 0; ink != NULL && y < height; y++) {
		const l_uint32 *from = pixGetData(grey) + (size_t)y * pixGetWpl(grey);
		const l_uint32 *light = pixGetData(paper) + (size_t)y * pixGetWpl(paper);
		l_uint32 *to = pixGetData(ink) + (size_t)y * pixGetWpl(ink);
		for (int x = 0; x < width; x++)
			if (GET_DATA_BYTE(from, x) * 100 < GET_DATA_BYTE(light, x) * INK_PERCENT)
				SET_DATA_BIT(to, x);
	}
	return ink;
}

static bool is_hole(PIX *component)
{
	int width = pixGetWidth(component), height = pixGetHeight(component), area = 0;

	if (MIN(width, height) < HOLE_LEAST || MAX(width, height) > HOLE_MOST)
		return false;
	pixCountPixels(component, &area, NULL);
	return area * 10 > width * height * 7;
}

static bool is_edge(const BOX *box, PIX *black)
{
	l_int32 x, y, width, height;

	boxGetGeometry((BOX *)box, &x, &y, &width, &height);
	bool touches = x <= 1 || y <= 1 || x + width >= pixGetWidth(black) - 1 ||
		y + height >= pixGetHeight(black) - 1;
	return touches && MAX(width, height) >= EDGE_LENGTH;
}

/* Black that reaches the margin over some length, and black discs. */
static PIX *read_dirt(PIX *grey)
{
	auto_pix black = pixThresholdToBinary(grey, BLACK);
	auto_pix solid = black == NULL ? NULL : pixOpenBrick(NULL, black, 3, 3);
	auto_pixa parts = NULL;
	auto_boxa boxes = solid == NULL ? NULL : pixConnComp(solid, &parts, 8);
	auto_pix dirt = pixCreateTemplate(solid);

	for (int i = 0; boxes != NULL && dirt != NULL && i < boxaGetCount(boxes); i++) {
		const BOX *box = boxes->box[i];
		if (is_edge(box, solid) || is_hole(parts->pix[i]))
			pixRasterop(dirt, box->x, box->y, box->w, box->h, PIX_SRC | PIX_DST,
				parts->pix[i], 0, 0);
	}
	return dirt == NULL ? NULL : pixDilateBrick(NULL, dirt, 7, 7);
}

static bool are_neighbours(const BOX *a, const BOX *b)
{
	int top = MAX(a->y, b->y), bottom = MIN(a->y + a->h, b->y + b->h);
	int left = MAX(a->x, b->x), right = MIN(a->x + a->w, b->x + b->w);

	return 2 * (bottom - top) > MAX(a->h, b->h) && left - right < 2 * MAX(a->h, b->h);
}

/* Lines may run either way: a letter has a neighbour beside it or below it. */
static bool are_neighbours_either_way(const BOX *a, const BOX *b)
{
	BOX ta = { a->y, a->x, a->h, a->w, 0 }, tb = { b->y, b->x, b->h, b->w, 0 };

	return are_neighbours(a, b) || are_neighbours(&ta, &tb);
}

static bool is_letter(const BOX *box)
{
	return MAX(box->w, box->h) >= LETTER_LEAST && MIN(box->w, box->h) >= 2;
}

static unsigned count_letters(BOXA *boxes)
{
	unsigned letters = 0;
	int count = boxaGetCount(boxes);

	for (int i = 0; i < count && letters < MANY; i++) {
		bool found = false;
		for (int k = 0; k < count && !found && is_letter(boxes->box[i]); k++)
			found = k != i && is_letter(boxes->box[k]) &&
				are_neighbours_either_way(boxes->box[i], boxes->box[k]);
		letters += found;
	}
	return letters;
}

/* Takes away what is too large for letters: rules, tables, seals, signatures. */
static PIX *keep_letters(PIX *ink, unsigned *out_letters)
{
	auto_pixa parts = NULL;
	auto_boxa boxes = pixConnComp(ink, &parts, 8);
	PIX *text = pixCopy(NULL, ink);

	for (int i = 0; boxes != NULL && text != NULL && i < boxaGetCount(boxes); i++) {
		const BOX *box = boxes->box[i];
		if (MAX(box->w, box->h) > LETTER_MOST)
			pixRasterop(text, box->x, box->y, box->w, box->h,
				PIX_DST & PIX_NOT(PIX_SRC), parts->pix[i], 0, 0);
	}
	*out_letters = boxes == NULL ? 0 : count_letters(boxes);
	return text;
}

bool ink_read(Ink *ink, PIX *grey)
{
	*ink = (Ink) { .paper = read_paper(grey), .dirt = read_dirt(grey) };
	if (ink->paper == NULL || ink->dirt == NULL)
		return false;
	auto_pix dark = read_ink(grey, ink->paper);
	if (dark == NULL)
		return false;
	pixSubtract(dark, dark, ink->dirt);
	ink->text = keep_letters(dark, &ink->letters);
	ink->large = ink->text == NULL ? NULL : pixSubtract(NULL, dark, ink->text);
	return ink->large != NULL;
}

void ink_clear(Ink *ink)
{
	pixDestroy(&ink->paper);
	pixDestroy(&ink->text);
	pixDestroy(&ink->large);
	pixDestroy(&ink->dirt);
}
