/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Số: 6898/KH-UBND": the number stands before the slash, the notation behind it. OCR puts blanks
 * where there are none, so the words of the row are joined. A number written by hand is left out:
 * what is read for it does not stand as the printed word before it stands, or is no number.
 */
#include "pipeline/describe.h"

#include <math.h>
#include <string.h>

enum { MOST_DIGITS = 6, LEAST_LONE = 4, MOST_LONE = 13 };

/* A number apart from its notation, further than OCR puts blanks, may be filled in by hand: in heights
 * of the printed word before it. */
#define WIDE_GAP 0.9
#define APART 0.6

/* Capitals, digits and what joins them, with two capitals at least: "QĐ-UBND", "QĐ.UB", "TTr-SNV".
 * Gives the part that is one, without what OCR put behind it. */
static char *clean_notation(const char *text)
{
	g_autoptr(GString) clean = g_string_new(NULL);
	unsigned capitals = 0;

	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		if (letter == 0x00D0)
			letter = 0x0110; /* Đ */
		if (letter == 0x2013 || letter == 0x2014)
			letter = '-';
		bool joins = letter == '-' || letter == '.' || letter == '/' || letter == '&';
		if (!joins && !g_unichar_isalnum(letter))
			break;
		capitals += g_unichar_isupper(letter) != 0;
		g_string_append_unichar(clean, letter);
	}
	while (clean->len > 0 && strchr("-./&", clean->str[clean->len - 1]) != NULL)
		g_string_truncate(clean, clean->len - 1);
	while (clean->len > 0 && strchr("-./&", clean->str[0]) != NULL)
		g_string_erase(clean, 0, 1);
	return capitals >= 2 ? g_string_free(g_steal_pointer(&clean), FALSE) : g_strdup("");
}

static bool is_upper_at(const char *text)
{
	return g_unichar_isupper(g_utf8_get_char(text));
}

/* Is it "2020/", the year that rules of law bear between number and notation? */
static bool is_year_at(const char *text)
{
	return strspn(text, "0123456789") == 4 && text[4] == '/';
}

/* Where the notation begins in "921/QĐ-UBND", "123-QĐ/UB", "/QĐ-UBND": behind the slash, or behind
 * the dash between digits and a capital; NULL: nowhere. `*number_length`: bytes before it. */
static const char *find_notation(const char *code, size_t *number_length)
{
	size_t digits = strspn(code, "0123456789");
	const char *slash = strchr(code, '/');

	*number_length = digits;
	if (digits > 0 && code[digits] == '-' && is_upper_at(code + digits + 1))
		return code + digits + 1;
	/* "45 QĐ/UB"; but "12A/QĐ-UB" */
	if (digits > 0 && is_upper_at(code + digits) &&
		is_upper_at(g_utf8_next_char(code + digits)))
		return code + digits;
	if (slash == NULL)
		return NULL;
	*number_length = (size_t)(slash - code);
	/* handwriting may be read with slashes of its own */
	while (!is_upper_at(slash + 1) && !is_year_at(slash + 1)) {
		slash = strchr(slash + 1, '/');
		*number_length = 0;
		if (slash == NULL)
			return NULL;
	}
	return slash + 1;
}

/* "921", "12A": digits, and perhaps one letter. */
static bool is_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= MOST_DIGITS &&
		(text[digits] == '\0' ||
			(g_ascii_isupper(text[digits]) && text[digits + 1] == '\0'));
}

/* The rule or a stain under "Số:" is read as a word of its own, and its colon may be one. */
static bool is_scrap(const Piece *row, unsigned i)
{
	g_autofree char *plain = word_plain(piece_word(row, i));
	const char *text = piece_word(row, i)->word->text;

	return *plain == '\0' && strchr(text, '/') == NULL &&
		(piece_word(row, i)->span.left < piece_word(row, 0)->span.right ||
			g_str_equal(text, ":"));
}

/* Is every word of [first, …) up to the first slash printed as the words beside it, and read with this
 * confidence at least? */
static bool number_is_print(const Piece *row, unsigned first, double confidence)
{
	const Span *sample = &piece_word(row, 0)->span;

	/* nothing to compare with in "Số:921/QĐ-UBND" */
	if (first == 0 && confidence > 0 &&
		piece_word(row, 0)->word->confidence < NOTATION_WELL_READ)
		return false;
	for (unsigned i = first; i < row->words->len; i++) {
		const Placed *placed = piece_word(row, i);
		double height = span_height(sample);
		if (is_scrap(row, i))
			continue;
		/* below the line hang the tails of Q and of commas */
		if (placed->word->confidence < confidence ||
			fabs(placed->span.top - sample->top) > height * 0.25 ||
			placed->span.bottom - sample->bottom > height * 0.45 ||
			sample->bottom - placed->span.bottom > height * 0.2)
			return false;
		if (strchr(placed->word->text, '/') != NULL)
			return true;
	}
	return true;
}

/* The words of the row behind "Số:", without blanks. `*first`: the first of them. */
static char *read_code(const Piece *row, unsigned *first)
{
	g_autoptr(GString) code = g_string_new(NULL);
	const char *colon = strchr(piece_word(row, 0)->word->text, ':');

	*first = colon == NULL || colon[1] == '\0' ? 1 : 0;
	if (*first == 0)
		g_string_append(code, colon + 1);
	for (unsigned i = 1; i < row->words->len; i++)
		if (!is_scrap(row, i))
			g_string_append(code, piece_word(row, i)->word->text);
	while (code->len > 0 && strchr(":.,;", code->str[0]) != NULL)
		g_string_erase(code, 0, 1);
	return g_string_free(g_steal_pointer(&code), FALSE);
}

/* From "Số:" to the slash, or to the end of the row: what stands there is the number. */
static Span number_gap(const Layout *layout, const Piece *row)
{
	const Span *first = &piece_word(row, 0)->span;
	Span gap = { first->right, first->top - span_height(first),
		row->span.right + layout->em * 2, first->bottom + span_height(first) * 0.5 };

	for (unsigned i = 0; i < row->words->len; i++) {
		const Placed *placed = piece_word(row, i);
		const char *text = placed->word->text, *slash = strchr(text, '/');
		if (slash == NULL)
			continue;
		double share =
			(double)g_utf8_strlen(text, slash - text) / (double)g_utf8_strlen(text, -1);
		gap.right = placed->span.left + share * (placed->span.right - placed->span.left);
		if (i == 0)
			gap.left = placed->span.left + layout->em;
		break;
	}
	return gap;
}

/* Is there room between the digits and the notation, or before them, as in a form filled in? */
static bool stands_apart(const Piece *row, unsigned first)
{
	double room = WIDE_GAP * span_height(&piece_word(row, 0)->span);

	for (unsigned i = MAX(first, 1); i < row->words->len; i++) {
		if (piece_word(row, i)->span.left - piece_word(row, i - 1)->span.right > room)
			return true;
		if (strchr(piece_word(row, i)->word->text, '/') != NULL)
			return false;
	}
	return false;
}

/* "4602000123", "46A8001234": the number of a register, with no notation. */
static bool is_lone_number(const char *text)
{
	size_t length = strlen(text), digits = 0;

	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isdigit(text[i]) && !g_ascii_isupper(text[i]))
			return false;
		digits += g_ascii_isdigit(text[i]) != 0;
	}
	return length >= LEAST_LONE && length <= MOST_LONE && g_ascii_isdigit(text[0]) &&
		digits + 3 >= length;
}

static void put_number(Description *description, const Layout *layout, const Piece *row,
	unsigned first, const char *number, bool is_number, double strength, unsigned page)
{
	Box box = piece_box(row);
	Span gap = number_gap(layout, row);

	if (is_number && number_is_print(row, first, DIGITS_LEAST_CONFIDENCE))
		field_put(description, FIELD_NUMBER, number, row, strength, page);
	/* what is no number, or does not stand as print, was written there */
	bool by_hand = layout_find_hand(layout, &gap, &box) ||
		(*number != '\0' && (!is_number || !number_is_print(row, first, 0)));
	field_mark(description, FIELD_NUMBER, &box, by_hand, page);
}

/* False: this is no number of a document. `lone`: one without a notation may stand here. */
static bool read_number(
	Description *description, const Layout *layout, const Piece *row, bool lone, unsigned page)
{
	unsigned first;
	size_t length;
	g_autofree char *code = read_code(row, &first);
	const char *behind = find_notation(code, &length);

	if (behind == NULL) {
		lone = lone && row->words->len == first + 1 && is_lone_number(code);
		if (lone)
			put_number(description, layout, row, first, code, true, 0.9, page);
		return lone;
	}
	g_autofree char *notation = clean_notation(behind);
	if (*notation == '\0')
		return false;
	g_autofree char *number = g_strndup(code, length);
	field_put(description, FIELD_NOTATION, notation, row, 1, page);
	put_number(description, layout, row, first, number, is_number(number),
		stands_apart(row, first) ? APART : 1, page);
	return true;
}

/* "Số:" with nothing behind it that can be read: a person looks there. */
static void mark_unread(
	Description *description, const Layout *layout, const Piece *row, unsigned page)
{
	Box box = piece_box(row);
	Span gap = number_gap(layout, row);
	bool by_hand = layout_find_hand(layout, &gap, &box);

	field_mark(description, FIELD_NUMBER, &box, by_hand, page);
	field_mark(description, FIELD_NOTATION, &box, by_hand, page);
}

const Piece *describe_number(Description *description, const Layout *layout, const Title *title,
	double end, unsigned page)
{
	const Piece *unread = NULL;

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > end)
			break;
		if (piece->span.top < layout->head_top - layout->em || !piece_opens_number(piece))
			continue;
		/* in the head a number alone is one of the registry's stamps */
		bool below = piece->span.top > title->top;
		g_autoptr(Piece) row = layout_row(layout, piece, below);
		if (read_number(description, layout, row, below, page))
			return piece;
		if (unread == NULL && row->words->len <= 2)
			unread = piece;
	}
	if (unread == NULL)
		return NULL;
	g_autoptr(Piece) row = layout_row(layout, unread, unread->span.top > title->top);
	mark_unread(description, layout, row, page);
	return unread;
}
