/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of text, seen along their direction, fall into dense rows with empty ones between. For an
 * angle, every dot of ink is counted in the row that it falls into; the sum of the squared
 * differences of adjacent rows is largest along the lines. Both directions of the page are
 * searched, coarsely and then finely, over the same list of dots.
 */
#include "ocr/clean_ink.h"

#include <math.h>
#include <string.h>

static const double MOST_SKEW = 16, COARSE = 0.5, FINE = 0.05;
enum { MOST_DOTS = 200000, CORE_MOST = 16, STRIPS = 2 };
/* Rows that stay empty above and below all ink: a line's core reaches CORE_MOST rows from its peak
 * to either side, and its whole height is looked at beyond that. */
enum { MARGIN = 3 * CORE_MOST + 1 };

typedef struct {
	float x, y;
} Dot;

typedef struct {
	GArray *dots; /* turned so that the lines sought are level */
	unsigned rows;
	unsigned *counts;
	int shift; /* of row 0 */
} Rows;

/* The dots of `text`, turned by 0 or 90 degrees clockwise. */
static GArray *list_dots(PIX *text, unsigned turn)
{
	GArray *dots = g_array_new(FALSE, FALSE, sizeof(Dot));
	int width = pixGetWidth(text), height = pixGetHeight(text);

	for (int y = 0; y < height && dots->len < MOST_DOTS; y++) {
		const l_uint32 *line = pixGetData(text) + (size_t)y * pixGetWpl(text);
		for (int x = 0; x < width; x++) {
			Dot dot = turn == 0 ? (Dot) { x, y } : (Dot) { height - 1 - y, x };
			if (GET_DATA_BIT(line, x))
				g_array_append_val(dots, dot);
		}
	}
	return dots;
}

static void rows_start(Rows *rows, PIX *text, unsigned turn)
{
	unsigned sides = (unsigned)(pixGetWidth(text) + pixGetHeight(text));

	rows->dots = list_dots(text, turn);
	rows->shift = (int)(sides / 2) + MARGIN;
	rows->rows = 2 * (sides + MARGIN);
	rows->counts = g_new(unsigned, rows->rows);
}

static void rows_clear(Rows *rows)
{
	g_array_unref(rows->dots);
	g_free(rows->counts);
}

static void rows_fill(Rows *rows, double degrees)
{
	float slope = (float)tan(degrees * G_PI / 180);
	const Dot *dots = (const Dot *)(const void *)rows->dots->data;

	memset(rows->counts, 0, rows->rows * sizeof *rows->counts);
	for (unsigned i = 0; i < rows->dots->len; i++)
		rows->counts[rows->shift + (int)(dots[i].y - dots[i].x * slope + 0.5F)]++;
}

static double rows_score(Rows *rows, double degrees)
{
	double score = 0;

	rows_fill(rows, degrees);
	for (unsigned i = 1; i < rows->rows; i++) {
		double step = (double)rows->counts[i] - rows->counts[i - 1];
		score += step * step;
	}
	return score;
}

static double search(Rows *rows, double from, double to, double step, double *out_angle)
{
	double best = -1;

	for (double angle = from; angle <= to + step / 2; angle += step) {
		double score = rows_score(rows, angle);
		if (score > best)
			best = score, *out_angle = angle;
	}
	return best;
}

static double find_skew(PIX *text, unsigned turn, double *out_angle)
{
	Rows rows;
	double coarse = 0, angle = 0;

	rows_start(&rows, text, turn);
	search(&rows, -MOST_SKEW, MOST_SKEW, COARSE, &coarse);
	double score = search(&rows, coarse - COARSE, coarse + COARSE, FINE, &angle);
	rows_clear(&rows);
	*out_angle = angle;
	return score;
}

Slant ink_slant(PIX *text)
{
	double level = 0, upended = 0;
	double level_score = find_skew(text, 0, &level);
	double upended_score = find_skew(text, 90, &upended);
	bool sideways = upended_score > level_score;
	double most = MAX(MAX(level_score, upended_score), 1);

	return (Slant) { sideways, sideways ? upended : level,
		fabs(upended_score - level_score) / most };
}

/* The densest rows of a line are its letters without marks and ascenders: the rows about `peak`
 * that have at least half its ink. Counts the ink as far above them as below. */
static void weigh_line(const Rows *rows, unsigned peak, double *above, double *below)
{
	const unsigned *counts = rows->counts;
	unsigned least = counts[peak] / 2, top = peak, bottom = peak;

	while (peak - top < CORE_MOST && counts[top - 1] >= least)
		top--;
	while (bottom - peak < CORE_MOST && counts[bottom + 1] >= least)
		bottom++;
	for (unsigned i = 1; i <= bottom - top + 1; i++) {
		*above += counts[top - i];
		*below += counts[bottom + i];
	}
}

static bool is_peak(const Rows *rows, unsigned row)
{
	for (unsigned i = 1; i <= CORE_MOST / 2; i++)
		if (rows->counts[row - i] > rows->counts[row] ||
			rows->counts[row + i] >= rows->counts[row])
			return false;
	return rows->counts[row] > 0;
}

/* Keeps the dots of one strip of the page, whose columns may have lines of their own. */
static void rows_fill_strip(Rows *rows, double degrees, float left, float right)
{
	g_autoptr(GArray) strip = g_array_new(FALSE, FALSE, sizeof(Dot));
	GArray *all = rows->dots;

	for (unsigned i = 0; i < all->len; i++) {
		Dot dot = g_array_index(all, Dot, i);
		if (dot.x >= left && dot.x < right)
			g_array_append_val(strip, dot);
	}
	rows->dots = strip;
	rows_fill(rows, degrees);
	rows->dots = all;
}

double ink_uprightness(PIX *text, unsigned turn, double skew)
{
	float width = (float)(turn == 0 ? pixGetWidth(text) : pixGetHeight(text)) / STRIPS;
	double above = 0, below = 0;
	Rows rows;

	rows_start(&rows, text, turn);
	for (int strip = 0; strip < STRIPS; strip++) {
		rows_fill_strip(&rows, skew, width * (float)strip, width * (float)(strip + 1));
		for (unsigned i = MARGIN; i + MARGIN < rows.rows; i++)
			if (is_peak(&rows, i))
				weigh_line(&rows, i, &above, &below);
	}
	rows_clear(&rows);
	return above + below == 0 ? 0 : (above - below) / (above + below);
}
