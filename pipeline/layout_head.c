/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of a page: the name of the nation (CỘNG HÒA …, Độc lập …) opens the right column, or stands
 * in the middle over both. A line that holds a number and reaches over the border is parted behind
 * the number, or at the gap that is nearest to the border.
 */
#include "pipeline/layout_parts.h"

#include <math.h>
#include <string.h>

/* Parts the piece at `index` before word `at`; the new piece is put at the end. */
static void split_piece(Layout *layout, unsigned index, unsigned at)
{
	g_autoptr(Piece) whole = layout->pieces->pdata[index];
	const Placed *row = (const Placed *)whole->words->data;

	layout->pieces->pdata[index] = piece_new(row, at);
	g_ptr_array_add(layout->pieces, piece_new(row + at, whole->words->len - at));
}

/* The word at which `first second` begins, or -1. What follows may be joined to it: "lập-Tự". */
static int find_pair(const Piece *piece, const char *first, const char *second)
{
	for (unsigned i = 0; i + 1 < piece->words->len; i++) {
		g_autofree char *one = word_plain(piece_word(piece, i));
		g_autofree char *other = word_plain(piece_word(piece, i + 1));
		if (g_str_equal(one, first) && g_str_has_prefix(other, second))
			return (int)i;
	}
	return -1;
}

static const struct {
	const char *first, *second;
} openings[] = { { "cong", "hoa" }, { "doc", "lap" } };

bool piece_is_nation(const Piece *piece)
{
	for (size_t o = 0; o < G_N_ELEMENTS(openings); o++)
		if (find_pair(piece, openings[o].first, openings[o].second) == 0)
			return true;
	return false;
}

/* Licences and certificates have the name of the nation in the middle, alone on its line. */
static bool stands_in_middle(const Layout *layout, const Piece *piece)
{
	double center = piece_center(piece) / layout->width;

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *other = layout->pieces->pdata[i];
		if (other != piece && span_is_level(&other->span, &piece->span))
			return false;
	}
	return center > 0.42 && center < 0.6;
}

/* Notes that `piece` is the name of the nation or its motto. */
static void put_nation(Layout *layout, const Piece *piece)
{
	bool first = !layout->has_nation;
	bool middle = stands_in_middle(layout, piece);
	double split = middle ? piece_center(piece) : piece->span.left;

	layout->is_centered = middle && (first || layout->is_centered);
	layout->split = first ? split : fmin(layout->split, split);
	layout->head_top = first ? piece->span.top : fmin(layout->head_top, piece->span.top);
	layout->has_nation = true;
}

static void find_nation(Layout *layout)
{
	unsigned count = layout->pieces->len;

	for (unsigned i = 0; i < count; i++) {
		for (size_t o = 0; o < G_N_ELEMENTS(openings); o++) {
			const Piece *piece = layout->pieces->pdata[i];
			int at = find_pair(piece, openings[o].first, openings[o].second);
			if (at < 0 || piece->span.top > layout->height * 0.4)
				continue;
			if (at > 0)
				split_piece(layout, i, (unsigned)at);
			put_nation(layout,
				at > 0 ? layout->pieces->pdata[layout->pieces->len - 1] : piece);
		}
	}
}

bool piece_opens_number(const Piece *piece)
{
	g_autofree char *first = word_plain(piece_word(piece, 0));
	const char *text = piece_word(piece, 0)->word->text;

	if (g_str_has_prefix(piece->plain, "so:") || g_str_equal(first, "so"))
		return true;
	return first[0] == 's' && strlen(first) <= 2 && g_str_has_suffix(text, ":");
}

/* Does it hold a number, so that what stands in the right column may have been joined to it? */
static bool holds_number(const Piece *piece)
{
	return piece_opens_number(piece) || strchr(piece->plain, '/') != NULL;
}

/* Does a word hold a slash and end on a capital or a digit, as "921/QĐ-UBND" does? */
static bool ends_number(const Word *word)
{
	const char *slash = strchr(word->text, '/');
	const char *last = g_utf8_find_prev_char(word->text, word->text + strlen(word->text));

	return slash != NULL && slash[1] != '\0' && last != NULL &&
		(g_unichar_isupper(g_utf8_get_char(last)) || g_ascii_isdigit(*last));
}

/* The word before which the right column begins: behind the notation, or where the gap is nearest
 * to the border of the columns. */
static unsigned nearest_gap(const Layout *layout, const Piece *piece)
{
	unsigned best = 0;
	double least = layout->width;

	for (unsigned i = 1; i < piece->words->len; i++) {
		double from = piece_word(piece, i - 1)->span.right;
		double to = piece_word(piece, i)->span.left;
		double away = fmax(fmax(from - layout->split, layout->split - to), 0);
		if (ends_number(piece_word(piece, i - 1)->word) && to - from > layout->em * 0.3)
			return i;
		if (to - from > layout->em * 0.5 && away < least) {
			least = away;
			best = i;
		}
	}
	return least < layout->width * 0.1 ? best : 0;
}

static void split_head(Layout *layout)
{
	unsigned count = layout->pieces->len;
	double end = layout->head_top + 10 * layout->em;

	for (unsigned i = 0; i < count; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > end || piece->span.left > layout->split - 2 * layout->em ||
			piece->span.right < layout->split + 2 * layout->em || !holds_number(piece))
			continue;
		unsigned at = nearest_gap(layout, piece);
		if (at > 0)
			split_piece(layout, i, at);
	}
}

void layout_find_head(Layout *layout)
{
	find_nation(layout);
	split_head(layout);
}
