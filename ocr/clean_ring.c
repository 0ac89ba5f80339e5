/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding: three dots of one connected piece make a circle; of many such circles the one that has
 * ink around most of its circumference is a ring, if that is more than half. The dots are drawn by
 * a generator that starts alike for every page, so that a page always reads the same.
 *
 * Lifting: the circle is fitted to its ink; then, going around the centre, ink at the distance of a
 * ring goes if it is not deeper than the ring usually is there; a stroke of a letter that crosses
 * the ring is deeper.
 */
#include "ocr/clean_ring.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_RADIUS = 0.45, MOST_RADIUS = 1.1; /* inches: seals are 30 to 42 mm wide */
static const double LEAST_COVER = 0.55, RING_COVER = 0.4, INNERMOST = 0.3, OUTERMOST = 1.12;
enum { TRIES = 3000, SECTORS = 72, MOST_DOTS = 2000, MOST_RINGS = 6, MOST_TRIED = 60, DARK = 128 };
enum { DIRECTIONS = 360 };
enum { NEAR = 3, FAR = 20, SLACK = 2 }; /* pixels */

typedef struct {
	double x, y;
} Dot;

static unsigned draw(unsigned *state, unsigned below)
{
	*state = *state * 1664525U + 1013904223U;
	return (unsigned)(((guint64)*state * below) >> 32);
}

/* Up to about MOST_DOTS of the dots of ink, evenly taken. */
static GArray *list_dots(PIX *part, int left, int top)
{
	GArray *dots = g_array_new(FALSE, FALSE, sizeof(Dot));
	int count = 0, number = 0;

	pixCountPixels(part, &count, NULL);
	int step = count / MOST_DOTS + 1;
	for (int y = 0; y < pixGetHeight(part); y++) {
		const l_uint32 *row = pixGetData(part) + (size_t)y * pixGetWpl(part);
		for (int x = 0; x < pixGetWidth(part); x++) {
			Dot dot = { left + x, top + y };
			if (GET_DATA_BIT(row, x) && number++ % step == 0)
				g_array_append_val(dots, dot);
		}
	}
	return dots;
}

/* The circle through three dots; false if they are in line. */
static bool circle_through(const Dot *a, const Dot *b, const Dot *c, Ring *out)
{
	double bx = b->x - a->x, by = b->y - a->y, cx = c->x - a->x, cy = c->y - a->y;
	double twice = 2 * (bx * cy - by * cx), b2 = bx * bx + by * by, c2 = cx * cx + cy * cy;

	if (fabs(twice) < 1)
		return false;
	double x = (cy * b2 - by * c2) / twice, y = (bx * c2 - cx * b2) / twice;
	*out = (Ring) { a->x + x, a->y + y, hypot(x, y) };
	return true;
}

/* How much of the circumference has ink, 0 … 1. */
static double cover(const GArray *dots, const Ring *ring)
{
	bool hit[SECTORS] = { false };
	unsigned count = 0;

	double inner = (ring->radius - 1.2) * (ring->radius - 1.2);
	double outer = (ring->radius + 1.2) * (ring->radius + 1.2);

	for (unsigned i = 0; i < dots->len; i++) {
		const Dot *dot = &g_array_index(dots, Dot, i);
		double x = dot->x - ring->x, y = dot->y - ring->y, square = x * x + y * y;
		if (square < inner || square > outer)
			continue;
		double turn = (atan2(y, x) + G_PI) / (2 * G_PI);
		hit[MIN((int)(turn * SECTORS), SECTORS - 1)] = true;
	}
	for (unsigned i = 0; i < SECTORS; i++)
		count += hit[i];
	return (double)count / SECTORS;
}

static bool find_circle(const GArray *dots, double dpi, Ring *out)
{
	unsigned state = 1;
	double best = LEAST_COVER;
	bool found = false;

	for (unsigned i = 0; i < TRIES; i++) {
		const Dot *all = (const Dot *)(const void *)dots->data;
		Ring ring;
		if (!circle_through(&all[draw(&state, dots->len)], &all[draw(&state, dots->len)],
			    &all[draw(&state, dots->len)], &ring) ||
			ring.radius < LEAST_RADIUS * dpi || ring.radius > MOST_RADIUS * dpi)
			continue;
		double covered = cover(dots, &ring);
		/* of circles that are covered alike the larger is the outer one */
		if (covered > best + 0.02 ||
			(found && covered > best - 0.05 && ring.radius > out->radius + 2)) {
			best = MAX(best, covered);
			*out = ring;
			found = true;
		}
	}
	return found;
}

static bool is_known(const GArray *rings, const Ring *ring)
{
	for (unsigned i = 0; i < rings->len; i++) {
		const Ring *known = &g_array_index(rings, Ring, i);
		if (hypot(known->x - ring->x, known->y - ring->y) < known->radius / 2)
			return true;
	}
	return false;
}

/* All ink in and around a box. */
static GArray *dots_around(PIX *ink, const BOX *box, double dpi)
{
	int room = (int)(0.3 * dpi), left = MAX(box->x - room, 0), top = MAX(box->y - room, 0);
	BOX around = { left, top, MIN(box->x + box->w + room, pixGetWidth(ink)) - left,
		MIN(box->y + box->h + room, pixGetHeight(ink)) - top, 1 };
	auto_pix part = pixClipRectangle(ink, &around, NULL);

	return part == NULL ? NULL : list_dots(part, left, top);
}

/* Rings are worn: what is large is joined over gaps before it is told apart. */
GArray *rings_find(PIX *ink, PIX *large, double dpi)
{
	GArray *rings = g_array_new(FALSE, FALSE, sizeof(Ring));
	int gap = (int)(0.15 * dpi);
	auto_pix joined = pixCloseSafeBrick(NULL, large, gap, gap);
	auto_boxa boxes = joined == NULL ? NULL : pixConnComp(joined, NULL, 8);

	unsigned tried = 0;

	for (int i = 0; boxes != NULL && i < boxaGetCount(boxes) && rings->len < MOST_RINGS; i++) {
		const BOX *box = boxes->box[i];
		Ring ring;
		if (MIN(box->w, box->h) < LEAST_RADIUS * dpi ||
			MAX(box->w, box->h) > 5 * MOST_RADIUS * dpi)
			continue;
		if (++tried > MOST_TRIED)
			break;
		g_autoptr(GArray) dots = dots_around(ink, box, dpi);
		if (dots != NULL && dots->len > 0 && find_circle(dots, dpi, &ring) &&
			!is_known(rings, &ring))
			g_array_append_val(rings, ring);
	}
	return rings;
}

static bool is_dark(PIX *page, double x, double y)
{
	int column = (int)lround(x), line = (int)lround(y);

	if (column < 0 || line < 0 || column >= pixGetWidth(page) || line >= pixGetHeight(page))
		return false;
	const l_uint32 *row = pixGetData(page) + (size_t)line * pixGetWpl(page);
	return pixGetDepth(page) == 1 ? GET_DATA_BIT(row, column) != 0
				      : GET_DATA_BYTE(row, column) < DARK;
}

/* The share of directions in which there is ink at this distance from the centre. */
static double cover_at(PIX *page, const Ring *ring, double radius)
{
	unsigned count = 0;

	for (unsigned i = 0; i < DIRECTIONS; i++) {
		double angle = i * 2 * G_PI / DIRECTIONS;
		count +=
			is_dark(page, ring->x + radius * cos(angle), ring->y + radius * sin(angle));
	}
	return (double)count / DIRECTIONS;
}

/* The run of ink across a direction, from the ring's centre, that passes near `radius`: its ends.
 * False: there is none. */
static bool find_run(
	PIX *page, const Ring *ring, double angle, double radius, double *from, double *to)
{
	double across = cos(angle), down = sin(angle);

	*from = *to = radius;
	while (*from > radius - FAR &&
		is_dark(page, ring->x + *from * across, ring->y + *from * down))
		*from -= 0.5;
	while (*to < radius + FAR && is_dark(page, ring->x + *to * across, ring->y + *to * down))
		*to += 0.5;
	return *to - *from >= 0.9;
}

/* How thick the ring is at `radius`: the usual length of runs across it. */
static double measure_ring(PIX *page, const Ring *ring, double radius)
{
	g_autoptr(GArray) lengths = g_array_new(FALSE, FALSE, sizeof(double));

	for (unsigned i = 0; i < DIRECTIONS; i++) {
		double from, to, length;
		if (!find_run(page, ring, i * 2 * G_PI / DIRECTIONS, radius, &from, &to))
			continue;
		length = to - from;
		g_array_append_val(lengths, length);
	}
	if (lengths->len == 0)
		return 0;
	qsort(lengths->data, lengths->len, sizeof(double), number_compare);
	return g_array_index(lengths, double, lengths->len / 2);
}

/* The run nearest to `radius` in a direction, if it is as thick as the ring: its middle; or 0. */
static double find_middle(
	PIX *page, const Ring *ring, double angle, double radius, double thick, double reach)
{
	double best = 0;

	for (double off = -reach; off <= reach; off++) {
		double from, to;
		if (!find_run(page, ring, angle, radius + off, &from, &to) ||
			to - from > thick + SLACK || to - from < thick / 2)
			continue;
		double middle = (from + to) / 2;
		if (fabs(middle - radius) <= reach &&
			(best == 0 || fabs(middle - radius) < fabs(best - radius)))
			best = middle;
	}
	return best;
}

/* One step of fitting the circle to its ink: how far the middles of the runs are off, as a function
 * of the direction, tells how far the centre and the radius are. */
static void fit(PIX *page, Ring *ring, double thick, double reach)
{
	double across = 0, down = 0, radius = 0;
	unsigned count = 0;

	for (unsigned i = 0; i < DIRECTIONS; i++) {
		double angle = i * 2 * G_PI / DIRECTIONS;
		double middle = find_middle(page, ring, angle, ring->radius, thick, reach);
		if (middle == 0)
			continue;
		across += (middle - ring->radius) * cos(angle);
		down += (middle - ring->radius) * sin(angle);
		radius += middle - ring->radius;
		count++;
	}
	if (count < DIRECTIONS / 4)
		return;
	ring->x += 2 * across / count;
	ring->y += 2 * down / count;
	ring->radius += radius / count;
}

static void mark_circle(PIX *page, const Ring *ring, double radius, double thick, PIX *mask)
{
	unsigned directions = (unsigned)(4 * G_PI * radius) + 1;

	for (unsigned i = 0; i < directions; i++) {
		double angle = i * 2 * G_PI / directions, from, to;
		double middle = find_middle(page, ring, angle, radius, thick, NEAR);
		if (middle == 0 || !find_run(page, ring, angle, middle, &from, &to))
			continue;
		for (double r = from - 1; r <= to + 1; r += 0.5)
			pixSetPixel(mask, (l_int32)lround(ring->x + r * cos(angle)),
				(l_int32)lround(ring->y + r * sin(angle)), 1);
	}
}

static bool is_peak(PIX *page, const Ring *ring, double radius)
{
	double here = cover_at(page, ring, radius);

	for (unsigned off = 1; here >= RING_COVER && off <= NEAR; off++)
		if (cover_at(page, ring, radius - off) > here ||
			cover_at(page, ring, radius + off) >= here)
			return false;
	return here >= RING_COVER;
}

void ring_mark(PIX *page, const Ring *found, PIX *mask)
{
	Ring ring = *found;

	for (unsigned reach = 6; reach >= NEAR; reach--)
		fit(page, &ring, measure_ring(page, &ring, ring.radius), reach);
	for (double r = INNERMOST * ring.radius; r <= OUTERMOST * ring.radius; r++)
		if (is_peak(page, &ring, r))
			mark_circle(page, &ring, r, measure_ring(page, &ring, r), mask);
}
