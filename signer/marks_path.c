/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/marks_drawing.h"

#include <math.h>

enum { THICK_LINE = 4 /* points */ };

static void add_point(Drawing *drawing, double x, double y)
{
	if (!drawing->drawn)
		for (unsigned i = 0; i < 4; i++)
			drawing->path[i] = i < 2 ? INFINITY : -INFINITY;
	drawing->drawn = true;
	box_extend(drawing->path, drawing->state.space, x, y);
}

/* A line as thick as that is an area. */
static bool is_thick(const Drawing *drawing)
{
	const double *n = drawing->state.space.n;

	return drawing->state.width * hypot(n[0], n[1]) >= THICK_LINE;
}

static void end_path(Drawing *drawing, bool filled)
{
	const double *n = drawing->state.space.n;
	double half = is_thick(drawing) ? drawing->state.width * hypot(n[0], n[1]) / 2 : 0;
	const double box[4] = { drawing->path[0] - half, drawing->path[1] - half,
		drawing->path[2] + half, drawing->path[3] + half };

	if (filled && drawing->drawn)
		drawing_add_box(drawing, MARK_FILL, !drawing->state.transparent, box);
	drawing->drawn = false;
}

static bool is_one_of(const char *word, const char *const *words, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (g_str_equal(word, words[i]))
			return true;
	return false;
}

bool drawing_draw_path(Drawing *drawing, const char *word)
{
	static const char *const fills[] = { "f", "F", "f*", "B", "B*", "b", "b*" };
	static const char *const ends[] = { "n", "S", "s" };
	static const char *const points[] = { "m", "l", "c", "v", "y" };

	if (is_one_of(word, points, G_N_ELEMENTS(points))) {
		for (unsigned i = 0; i + 1 < drawing->count; i += 2)
			add_point(drawing, drawing_number(drawing, i),
				drawing_number(drawing, i + 1));
	} else if (g_str_equal(word, "re")) {
		double x = drawing_number(drawing, 0), y = drawing_number(drawing, 1);
		for (unsigned i = 0; i < 4; i++)
			add_point(drawing, x + (i & 1 ? drawing_number(drawing, 2) : 0),
				y + (i & 2 ? drawing_number(drawing, 3) : 0));
	} else if (is_one_of(word, fills, G_N_ELEMENTS(fills))) {
		end_path(drawing, true);
	} else if (is_one_of(word, ends, G_N_ELEMENTS(ends))) {
		end_path(drawing, *word != 'n' && is_thick(drawing));
	} else {
		return false;
	}
	return true;
}
