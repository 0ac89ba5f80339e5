/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signer/marks_drawing.h"

#include <math.h>
#include <string.h>

enum { HEAVY_TEXT = 24 /* points */ };

/* Of the height of a font: below and above the line, and the middle width of a character. */
static const double descent = -0.2, ascent = 0.7, advance = 0.5;

static bool is_heavy(const Drawing *drawing)
{
	Matrix text = matrix_multiply(drawing->text, drawing->state.space);

	return drawing->state.drawn ||
		fabs(drawing->state.size) * hypot(text.n[2], text.n[3]) >= HEAVY_TEXT;
}

/* Dots and dashes are lines to write on. */
static bool has_letters(const Value *string)
{
	for (unsigned i = 0; i < string->count; i++)
		if (strchr(" .-_", string->text[i]) == NULL)
			return true;
	return false;
}

static void show_text(Drawing *drawing, const Value *string)
{
	State *state = &drawing->state;
	double characters = string->count / (state->wide ? 2.0 : 1.0);
	double width = characters * advance * state->size * state->stretch;
	const double edges[4] = { 0, descent * state->size, width, ascent * state->size };

	if (state->wide || has_letters(string))
		drawing_add_mark(drawing, MARK_TEXT, is_heavy(drawing),
			matrix_multiply(drawing->text, state->space), edges);
	drawing->text = matrix_multiply((Matrix) { { 1, 0, 0, 1, width, 0 } }, drawing->text);
}

static void show_items(Drawing *drawing, const Value *array)
{
	const State *state = &drawing->state;

	for (unsigned i = 0; array->kind == VALUE_ARRAY && i < array->count; i++)
		if (array->items[i].kind == VALUE_STRING)
			show_text(drawing, &array->items[i]);
		else
			drawing->text =
				matrix_multiply((Matrix) { { 1, 0, 0, 1,
							-array->items[i].number / 1000 *
								state->size * state->stretch,
							0 } },
					drawing->text);
}

static void move_text(Drawing *drawing, double x, double y)
{
	drawing->line = matrix_multiply((Matrix) { { 1, 0, 0, 1, x, y } }, drawing->line);
	drawing->text = drawing->line;
}

static bool draw_text(Drawing *drawing, const char *word)
{
	State *state = &drawing->state;
	const Value *last = drawing->count > 0 ? &drawing->operands[drawing->count - 1] : NULL;

	if (g_str_equal(word, "BT"))
		drawing->text = drawing->line = (Matrix) { { 1, 0, 0, 1, 0, 0 } };
	else if (g_str_equal(word, "Tm"))
		drawing->text = drawing->line = drawing_matrix(drawing);
	else if (g_str_equal(word, "Td") || g_str_equal(word, "TD"))
		move_text(drawing, drawing_number(drawing, 0), drawing_number(drawing, 1));
	else if (g_str_equal(word, "TL"))
		state->leading = drawing_number(drawing, 0);
	else if (g_str_equal(word, "Tz"))
		state->stretch = drawing_number(drawing, 0) / 100;
	else if (g_str_equal(word, "TJ") && last != NULL)
		show_items(drawing, last);
	else if (g_str_equal(word, "Tj") && last != NULL && last->kind == VALUE_STRING)
		show_text(drawing, last);
	else
		return false;
	if (g_str_equal(word, "TD"))
		state->leading = -drawing_number(drawing, 1);
	return true;
}

/* T*, ' and " begin a new line. */
static bool draw_line(Drawing *drawing, const char *word)
{
	const Value *last = drawing->count > 0 ? &drawing->operands[drawing->count - 1] : NULL;
	bool shows = g_str_equal(word, "'") || g_str_equal(word, "\"");

	if (!shows && !g_str_equal(word, "T*"))
		return false;
	move_text(drawing, 0, -drawing->state.leading);
	if (shows && last != NULL && last->kind == VALUE_STRING)
		show_text(drawing, last);
	return true;
}

bool drawing_draw_text(Drawing *drawing, const char *word)
{
	return draw_text(drawing, word) || draw_line(drawing, word);
}
