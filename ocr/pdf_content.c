/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ISO 32000-1, 7.8.2. Operands are gathered until an operator comes; of them only numbers and the
 * last name matter here. Strings, arrays and dictionaries are stepped over (text operators have
 * them). Graphics state, saved by q and restored by Q, is the matrix, the text rendering mode and
 * the clip, which must have been made of rectangles that lie along the axes. The dictionaries that
 * gs names are the caller's to look into.
 */
#include "ocr/pdf_content.h"

#include "base/pdf_matrix.h"
#include "ocr/pdf_lex.h"

#include <math.h>
#include <string.h>

enum { MOST_DEPTH = 32, MOST_OPERANDS = 8, MOST_STATES = 32, INVISIBLE = 3, CORNERS = 4 };
static const double NEAR = 0.01;

typedef struct {
	double x, y;
} Point;

typedef struct {
	double matrix[6];
	double clip[4]; /* left, low, right, high */
	bool hides_text;
} State;

typedef struct {
	double numbers[MOST_OPERANDS];
	unsigned count;
	char *name;       /* the last operand that was a name */
	bool is_optional; /* one of them was OC: content that may be hidden (8.11.3) */
	State states[MOST_DEPTH];
	unsigned depth;
	Point path[CORNERS + 1]; /* on the page */
	unsigned points;
	bool is_odd, clips; /* the path is no rectangle; it will be the clip */
	unsigned painted;
	PdfPlacement placement;
} Reader;

void pdf_placement_clear(PdfPlacement *placement)
{
	g_clear_pointer(&placement->image, g_free);
	g_clear_pointer(&placement->states, g_ptr_array_unref);
}

static void push_number(Reader *reader, double number)
{
	if (reader->count == MOST_OPERANDS)
		memmove(reader->numbers, reader->numbers + 1,
			sizeof reader->numbers - sizeof *reader->numbers);
	else
		reader->count++;
	reader->numbers[reader->count - 1] = number;
}

static State *state_of(Reader *reader)
{
	return &reader->states[reader->depth];
}

/* The new matrix comes first. */
static bool concatenate(Reader *reader)
{
	double *matrix = state_of(reader)->matrix;

	if (reader->count != PDF_MATRIX)
		return false;
	pdf_matrix_multiply(reader->numbers, matrix, matrix);
	return true;
}

static bool save(Reader *reader)
{
	if (reader->depth + 1 == MOST_DEPTH)
		return false;
	reader->states[reader->depth + 1] = *state_of(reader);
	reader->depth++;
	return true;
}

static void add_point(Reader *reader, double x, double y)
{
	const double *m = state_of(reader)->matrix;

	if (reader->points == G_N_ELEMENTS(reader->path))
		reader->is_odd = true;
	else
		reader->path[reader->points++] =
			(Point) { x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5] };
}

static bool add_rectangle(Reader *reader)
{
	const double *n = reader->numbers;

	if (reader->count != 4)
		return false;
	reader->is_odd |= reader->points > 0;
	add_point(reader, n[0], n[1]);
	add_point(reader, n[0] + n[2], n[1]);
	add_point(reader, n[0] + n[2], n[1] + n[3]);
	add_point(reader, n[0], n[1] + n[3]);
	return true;
}

static bool add_corner(Reader *reader, bool is_first)
{
	if (reader->count != 2)
		return false;
	reader->is_odd |= is_first != (reader->points == 0);
	add_point(reader, reader->numbers[0], reader->numbers[1]);
	return true;
}

static bool is_near(double a, double b)
{
	return fabs(a - b) <= NEAR;
}

static bool is_rectangle(const Reader *reader)
{
	const Point *p = reader->path;
	bool closed = reader->points == CORNERS ||
		(reader->points == CORNERS + 1 && is_near(p[0].x, p[CORNERS].x) &&
			is_near(p[0].y, p[CORNERS].y));
	bool level = is_near(p[0].y, p[1].y) && is_near(p[1].x, p[2].x) &&
		is_near(p[2].y, p[3].y) && is_near(p[3].x, p[0].x);
	bool upright = is_near(p[0].x, p[1].x) && is_near(p[1].y, p[2].y) &&
		is_near(p[2].x, p[3].x) && is_near(p[3].y, p[0].y);

	return closed && !reader->is_odd && (level || upright);
}

/* The path ends; where W stood before, it narrows the clip (8.5.4). */
static bool end_path(Reader *reader)
{
	double *clip = state_of(reader)->clip;
	const Point *a = &reader->path[0], *c = &reader->path[2];
	bool well = !reader->clips || is_rectangle(reader);

	if (reader->clips && well) {
		clip[0] = MAX(clip[0], MIN(a->x, c->x));
		clip[1] = MAX(clip[1], MIN(a->y, c->y));
		clip[2] = MIN(clip[2], MAX(a->x, c->x));
		clip[3] = MIN(clip[3], MAX(a->y, c->y));
	}
	reader->points = 0;
	reader->is_odd = reader->clips = false;
	return well;
}

/* What is set once the image is painted does not change it. */
static bool note_state(Reader *reader)
{
	if (reader->name == NULL || reader->placement.states->len == MOST_STATES)
		return false;
	if (reader->painted == 0)
		g_ptr_array_add(reader->placement.states, g_steal_pointer(&reader->name));
	return true;
}

static bool paint(Reader *reader)
{
	const State *state = state_of(reader);

	if (reader->name == NULL || reader->clips || reader->painted++ > 0)
		return false;
	reader->placement.image = g_steal_pointer(&reader->name);
	memcpy(reader->placement.matrix, state->matrix, sizeof state->matrix);
	memcpy(reader->placement.clip, state->clip, sizeof state->clip);
	return true;
}

/* Operators that paint nothing and hide nothing: state, colours, text that is moved, marked
 * content. */
static bool is_harmless(const char *word)
{
	static const char *const words[] = { "w", "J", "j", "M", "d", "ri", "i", "h", "BT", "ET",
		"Tc", "Tw", "Tz", "TL", "Tf", "Ts", "g", "G", "rg", "RG", "k", "K", "cs", "CS",
		"sc", "SC", "scn", "SCN", "Td", "TD", "Tm", "T*", "MP", "DP", "BMC", "EMC", "BX",
		"EX", NULL };

	return g_strv_contains(words, word);
}

static bool is_curve(const char *word)
{
	static const char *const words[] = { "c", "v", "y", NULL };

	return g_strv_contains(words, word);
}

static bool is_text(const char *word)
{
	static const char *const words[] = { "Tj", "TJ", "'", "\"", NULL };

	return g_strv_contains(words, word);
}

static bool set_text_mode(Reader *reader)
{
	state_of(reader)->hides_text = reader->count == 1 && reader->numbers[0] == INVISIBLE;
	return true;
}

static bool obey_path(Reader *reader, const char *word)
{
	if (g_str_equal(word, "re"))
		return add_rectangle(reader);
	if (g_str_equal(word, "m") || g_str_equal(word, "l"))
		return add_corner(reader, *word == 'm');
	if (g_str_equal(word, "W") || g_str_equal(word, "W*"))
		return reader->clips = true;
	if (g_str_equal(word, "n"))
		return end_path(reader);
	if (is_curve(word))
		return reader->is_odd = true;
	return false;
}

static bool obey(Reader *reader, const char *word)
{
	if (g_str_equal(word, "cm"))
		return concatenate(reader);
	if (g_str_equal(word, "q"))
		return save(reader);
	if (g_str_equal(word, "Q"))
		return reader->depth == 0 || reader->depth--;
	if (g_str_equal(word, "Do"))
		return paint(reader);
	if (g_str_equal(word, "gs"))
		return note_state(reader);
	if (g_str_equal(word, "Tr"))
		return set_text_mode(reader);
	if (g_str_equal(word, "BDC"))
		return !reader->is_optional;
	if (is_text(word))
		return state_of(reader)->hides_text;
	return is_harmless(word) || obey_path(reader, word);
}

static bool read_word(Reader *reader, const char *word)
{
	if (g_str_equal(word, "true") || g_str_equal(word, "false") || g_str_equal(word, "null"))
		return true;
	bool well = obey(reader, word);
	reader->count = 0;
	reader->is_optional = false;
	g_clear_pointer(&reader->name, g_free);
	return well;
}

static bool read_token(Reader *reader, const PdfLex *lex)
{
	switch (lex->kind) {
	case LEX_NUMBER:
		push_number(reader, lex->number);
		return true;
	case LEX_NAME:
		g_free(reader->name);
		reader->name = g_strdup(lex->text->str);
		reader->is_optional |= g_str_equal(reader->name, "OC");
		return true;
	case LEX_WORD:
		return read_word(reader, lex->text->str);
	case LEX_MARK:
		return lex->mark != '{' && lex->mark != '}';
	default:
		return lex->kind == LEX_STRING;
	}
}

bool pdf_content_is_image(const char *content, size_t size, PdfPlacement *out_placement)
{
	Reader reader = { 0 };
	PdfLex lex;
	bool well = true;

	reader.states[0] = (State) { .matrix = { 1, 0, 0, 1, 0, 0 },
		.clip = { -INFINITY, -INFINITY, INFINITY, INFINITY } };
	reader.placement.states = g_ptr_array_new_with_free_func(g_free);
	pdf_lex_begin(&lex, content, size);
	while (well && pdf_lex_next(&lex) != LEX_END)
		well = read_token(&reader, &lex);
	pdf_lex_clear(&lex);
	g_free(reader.name);
	if (!well || reader.painted != 1) {
		pdf_placement_clear(&reader.placement);
		return false;
	}
	*out_placement = reader.placement;
	return true;
}
