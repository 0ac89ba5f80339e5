/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCR joins what stands side by side on a line: "SỞ Y TẾ      Độc lập - Tự do". A line is parted
 * where a gap is wider than GAP em, and in the head by what it says (layout_head.c). Handwriting
 * leaves gaps of its own: layout_row() closes them again within one column.
 */
#include "pipeline/layout_parts.h"

#include "base/text.h"
#include "ocr/mapping.h"

#include <math.h>
#include <string.h>

#define GAP 1.8

/* Pieces looked at: a page has some 60, a page of noise thousands. */
enum { MOST_PIECES = 2000, MOST_LINE_WORDS = 400, MOST_ROW_WORDS = 100 };

Span span_join(Span a, Span b)
{
	return (Span) { fmin(a.left, b.left), fmin(a.top, b.top), fmax(a.right, b.right),
		fmax(a.bottom, b.bottom) };
}

double span_height(const Span *span)
{
	return fmax(span->bottom - span->top, 1);
}

const Placed *piece_word(const Piece *piece, unsigned i)
{
	return &g_array_index(piece->words, Placed, i);
}

Piece *piece_new(const Placed *row, unsigned count)
{
	Piece *piece = g_new0(Piece, 1);
	g_autoptr(GString) text = g_string_new(NULL);

	piece->words = g_array_new(FALSE, FALSE, sizeof(Placed));
	g_array_append_vals(piece->words, row, count);
	piece->span = row[0].span;
	for (unsigned i = 0; i < count; i++) {
		piece->span = span_join(piece->span, row[i].span);
		if (i > 0)
			g_string_append_c(text, ' ');
		g_string_append(text, row[i].word->text);
	}
	piece->text = text_nfc(text->str);
	piece->plain = text_fold_plain(text->str);
	return piece;
}

void piece_free(Piece *piece)
{
	if (piece == NULL)
		return;
	g_array_unref(piece->words);
	g_free(piece->text);
	g_free(piece->plain);
	g_free(piece);
}

Piece *piece_part(const Piece *piece, unsigned first)
{
	g_assert(first < piece->words->len);
	return piece_new((const Placed *)piece->words->data + first, piece->words->len - first);
}

static void free_piece(gpointer piece)
{
	piece_free(piece);
}

double piece_center(const Piece *piece)
{
	return (piece->span.left + piece->span.right) / 2;
}

bool piece_is_left(const Layout *layout, const Piece *piece)
{
	return piece_center(piece) < layout->split;
}

bool piece_is_centered(const Layout *layout, const Piece *piece)
{
	double middle = (layout->left + layout->right) / 2;

	return fabs(piece_center(piece) - middle) < layout->width * 0.06;
}

bool piece_is_capital(const Piece *piece)
{
	unsigned letters = 0, capitals = 0;

	for (const char *at = piece->text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		letters += g_unichar_isalpha(letter) != 0;
		capitals += g_unichar_isupper(letter) != 0;
	}
	return letters >= 2 && capitals * 10 >= letters * 9;
}

double piece_confidence(const Piece *piece)
{
	double sum = 0, length = 0;

	for (unsigned i = 0; i < piece->words->len; i++) {
		const Word *word = piece_word(piece, i)->word;
		double bytes = (double)strlen(word->text);
		sum += word->confidence * bytes;
		length += bytes;
	}
	return length > 0 ? sum / length : 0;
}

Box piece_box(const Piece *piece)
{
	Box box = piece_word(piece, 0)->word->box;

	for (unsigned i = 1; i < piece->words->len; i++)
		box = box_join(box, piece_word(piece, i)->word->box);
	return box;
}

char *word_plain(const Placed *placed)
{
	char *plain = text_fold_plain(placed->word->text);
	char *to = plain;

	for (const char *from = plain; *from != '\0'; from++)
		if (g_ascii_isalnum(*from))
			*to++ = *from;
	*to = '\0';
	return plain;
}

static int compare_numbers(gconstpointer a, gconstpointer b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* The element at `share` (0 … 1) of the sorted numbers; `fallback` without any. */
static double quantile(GArray *numbers, double share, double fallback)
{
	if (numbers->len == 0)
		return fallback;
	g_array_sort(numbers, compare_numbers);
	return g_array_index(numbers, double, (unsigned)(share * (numbers->len - 1)));
}

static double usual_height(const Words *words)
{
	g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(double));

	for (unsigned i = 0; i < words->words->len; i++)
		g_array_append_val(heights, g_array_index(words->words, Word, i).box.height);
	return fmax(quantile(heights, 0.5, 1), 1);
}

/* Turns the middle of the box back about the corner of the page. The size of a word's box is that of
 * the straightened word already. */
static Span straighten(const Words *words, const Box *box)
{
	double angle = CLAMP(words->skew, -45, 45) * G_PI / 180;
	double right = box->x + box->width / 2;
	double down = box->y + box->height / 2;
	double x = right * cos(angle) + down * sin(angle) - box->width / 2;
	double y = down * cos(angle) - right * sin(angle) - box->height / 2;

	return (Span) { x, y, x + box->width, y + box->height };
}

static GArray *straighten_marks(const Words *words, const GArray *boxes)
{
	GArray *marks = g_array_new(FALSE, FALSE, sizeof(Mark));

	for (unsigned i = 0; i < boxes->len; i++) {
		Box box = g_array_index(boxes, Box, i);
		Mark mark = { box, straighten(words, &box) };
		g_array_append_val(marks, mark);
	}
	return marks;
}

static void put_piece(Layout *layout, const Placed *row, unsigned count)
{
	if (count > 0 && layout->pieces->len < MOST_PIECES)
		g_ptr_array_add(layout->pieces, piece_new(row, count));
}

static int compare_left(gconstpointer a, gconstpointer b)
{
	return compare_numbers(&((const Placed *)a)->span.left, &((const Placed *)b)->span.left);
}

static void put_line(Layout *layout, const Words *words, const Line *line)
{
	g_autoptr(GArray) row = g_array_new(FALSE, FALSE, sizeof(Placed));
	unsigned end = MIN(line->first + MIN(line->count, MOST_LINE_WORDS), words->words->len);

	for (unsigned i = line->first; i < end; i++) {
		const Word *word = &g_array_index(words->words, Word, i);
		Placed placed = { word, straighten(words, &word->box) };
		if (placed.word->text != NULL && *placed.word->text != '\0')
			g_array_append_val(row, placed);
	}
	g_array_sort(row, compare_left);
	const Placed *all = (const Placed *)row->data;
	unsigned first = 0;
	for (unsigned i = 1; i < row->len; i++)
		if (all[i].span.left - all[i - 1].span.right > GAP * layout->em) {
			put_piece(layout, all + first, i - first);
			first = i;
		}
	put_piece(layout, all + first, row->len - first);
}

static void find_edges(Layout *layout)
{
	g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(double));
	g_autoptr(GArray) rights = g_array_new(FALSE, FALSE, sizeof(double));

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Span *span = &((const Piece *)layout->pieces->pdata[i])->span;
		if (span->right - span->left < layout->width * 0.5)
			continue;
		g_array_append_val(lefts, span->left);
		g_array_append_val(rights, span->right);
	}
	layout->left = quantile(lefts, 0.1, layout->width * 0.13);
	layout->right = quantile(rights, 0.9, layout->width * 0.93);
}

static int compare_tops(gconstpointer a, gconstpointer b)
{
	const Piece *one = *(const Piece *const *)a, *other = *(const Piece *const *)b;
	int order = compare_numbers(&one->span.top, &other->span.top);

	return order != 0 ? order : compare_numbers(&one->span.left, &other->span.left);
}

Layout *layout_new(const Words *words)
{
	Layout *layout = g_new0(Layout, 1);

	layout->width = fmax(words->width, 1);
	layout->height = fmax(words->height, 1);
	layout->em = usual_height(words);
	layout->split = layout->width * 0.46;
	layout->head_top = 0;
	layout->pieces = g_ptr_array_new_with_free_func(free_piece);
	layout->hands = straighten_marks(words, words->handwriting);
	layout->seals = straighten_marks(words, words->seals);
	for (unsigned i = 0; i < words->lines->len; i++)
		put_line(layout, words, &g_array_index(words->lines, Line, i));
	layout_find_head(layout);
	find_edges(layout);
	g_ptr_array_sort(layout->pieces, compare_tops);
	return layout;
}

void layout_free(Layout *layout)
{
	if (layout == NULL)
		return;
	g_ptr_array_unref(layout->pieces);
	g_array_unref(layout->hands);
	g_array_unref(layout->seals);
	g_free(layout);
}

bool span_is_level(const Span *a, const Span *b)
{
	double shared = fmin(a->bottom, b->bottom) - fmax(a->top, b->top);

	return shared > 0.4 * fmin(a->bottom - a->top, b->bottom - b->top);
}

Piece *layout_row(const Layout *layout, const Piece *anchor, bool across)
{
	g_autoptr(GArray) row = g_array_new(FALSE, FALSE, sizeof(Placed));
	bool left = piece_is_left(layout, anchor);

	g_array_append_vals(row, anchor->words->data, MIN(anchor->words->len, MOST_ROW_WORDS));
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece == anchor || row->len + piece->words->len > MOST_ROW_WORDS)
			continue;
		if ((across || piece_is_left(layout, piece) == left) &&
			span_is_level(&piece->span, &anchor->span))
			g_array_append_vals(row, piece->words->data, piece->words->len);
	}
	g_array_sort(row, compare_left);
	return piece_new((const Placed *)row->data, row->len);
}

/* Does a good part of the one lie within the other? */
static bool spans_meet(const Span *gap, const Span *mark, double em)
{
	double across = fmin(gap->right, mark->right) - fmax(gap->left, mark->left);
	double down = fmin(gap->bottom, mark->bottom) - fmax(gap->top, mark->top);

	return across > fmin(em, mark->right - mark->left) * 0.4 &&
		down > fmin(gap->bottom - gap->top, mark->bottom - mark->top) * 0.4;
}

bool layout_find_hand(const Layout *layout, const Span *gap, Box *box)
{
	bool found = false;

	for (unsigned i = 0; i < layout->hands->len; i++) {
		const Mark *hand = &g_array_index(layout->hands, Mark, i);
		if (!spans_meet(gap, &hand->span, layout->em))
			continue;
		*box = box->width > 0 ? box_join(*box, hand->box) : hand->box;
		found = true;
	}
	return found;
}
