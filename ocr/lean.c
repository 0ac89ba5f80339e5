/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lean is the median of the slopes between the feet of all pairs of letters that are not too close:
 * letters with tails, and a scrap of a seal that was chained to the line, do not move it.
 */
#include "ocr/lean.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_LETTERS = 5, MOST_LETTERS = 60 };
static const double LEAST_APART = 2;                      /* heights of letters */
static const double LEAST_LEAN = 0.026, MOST_LEAN = 0.35; /* 1.5°, 20° */

static void add_slopes(const Print *print, const PrintLine *line, unsigned first, GArray *slopes)
{
	unsigned count = MIN(line->letters->len, MOST_LETTERS);
	const int *letters = (const int *)line->letters->data;
	const Extent *a = &g_array_index(print->parts, Part, letters[first]).at;

	for (unsigned i = first + 1; i < count; i++) {
		const Extent *b = &g_array_index(print->parts, Part, letters[i]).at;
		double apart = (b->left + b->right - a->left - a->right) / 2.0;
		double slope = (b->bottom - a->bottom) / apart;
		if (fabs(apart) >= LEAST_APART * line->height)
			g_array_append_val(slopes, slope);
	}
}

double line_lean(const Print *print, const PrintLine *line)
{
	g_autoptr(GArray) slopes = g_array_new(FALSE, FALSE, sizeof(double));
	unsigned count = MIN(line->letters->len, MOST_LETTERS);

	if (count < LEAST_LETTERS)
		return 0;
	for (unsigned i = 0; i < count; i++)
		add_slopes(print, line, i, slopes);
	if (slopes->len == 0)
		return 0;
	qsort(slopes->data, slopes->len, sizeof(double), number_compare);
	double lean = atan(g_array_index(slopes, double, slopes->len / 2));
	return fabs(lean) >= LEAST_LEAN && fabs(lean) <= MOST_LEAN ? lean : 0;
}

PIX *lean_undo(PIX *picture, double lean)
{
	return pixRotate(picture, (l_float32)-lean, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
		pixGetWidth(picture), pixGetHeight(picture));
}

/* Turns a point about the middle of one picture, and moves it to the middle of the other. */
static void turn(double *x, double *y, PIX *from, PIX *to, double angle)
{
	double right = *x - pixGetWidth(from) / 2.0, down = *y - pixGetHeight(from) / 2.0;

	*x = pixGetWidth(to) / 2.0 + right * cos(angle) - down * sin(angle);
	*y = pixGetHeight(to) / 2.0 + right * sin(angle) + down * cos(angle);
}

void reading_lean(Reading *reading, PIX *straight, PIX *picture, double lean)
{
	for (unsigned i = 0; i < reading->words->len; i++) {
		Box *box = &g_array_index(reading->words, Word, i).box;
		double x = box->x + box->width / 2, y = box->y + box->height / 2;
		turn(&x, &y, straight, picture, lean);
		box->x = x - box->width / 2;
		box->y = y - box->height / 2;
	}
	turn(&reading->x0, &reading->y0, straight, picture, lean);
	turn(&reading->x1, &reading->y1, straight, picture, lean);
}
