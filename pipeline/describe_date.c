/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Bình Dương, ngày 29 tháng 12 năm 2023", or "ngày 29/12/2023" on older papers.
 *
 * On old papers the day and the month are written by hand, and OCR makes other digits of them. So a
 * part counts only if
 *  1. nothing between its words is known to be written by hand,
 *  2. its digits stand as print does: on the baseline of the year and as high as it is,
 *  3. they stand close to the printed words beside them, or else are not believed much.
 * What does not count is left out; nothing is guessed. What remains of a date is its year, or its
 * month and year.
 */
#include "pipeline/describe.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_YEAR = 1945, LAST_YEAR = 2100 };

/* How sure a date is: in full; in part, as it is printed; in part, because the rest is not read. */
#define FULL 1.0
#define PARTIAL 0.8
#define UNREAD 0.5
/* Digits that stand apart from the words beside them, in em: perhaps filled in by hand. */
#define WIDE_GAP 1.2
#define APART 0.6

/* A day or a month: 0 where nothing is written, -1 what was not read. */
typedef struct {
	int value;
	bool by_hand, apart;
} Part;

typedef struct {
	const Piece *row;
	int day_word, month_word, year_word; /* "ngày", "tháng", "năm"; -1: not there */
	Part day, month;
	int year;
	bool year_by_hand;
	Box box; /* of the row and what is written by hand in it */
} Date;

static bool is_digits(const char *text, unsigned most)
{
	size_t count = strspn(text, "0123456789");

	return count > 0 && count <= most && text[count] == '\0';
}

/* Do the digits stand as the printed digits or capitals of `sample` do? */
static bool stands_as_print(const Placed *digits, const Span *sample)
{
	double height = span_height(sample);

	return fabs(digits->span.bottom - sample->bottom) <= height * 0.2 &&
		fabs(digits->span.top - sample->top) <= height * 0.2;
}

/* The index of the word that is `plain`, from `first`; -1: none. */
static int find_word(const Piece *row, unsigned first, const char *plain)
{
	for (unsigned i = first; i < row->words->len; i++) {
		g_autofree char *word = word_plain(piece_word(row, i));
		if (g_str_equal(word, plain))
			return (int)i;
	}
	return -1;
}

/* Digits, and punctuation after them at the most: "1^" is a number that was not read. */
static bool is_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && text[digits + strspn(text + digits, ".,;:")] == '\0';
}

static Span gap_between(const Piece *row, int after, int before)
{
	const Span *left = &piece_word(row, (unsigned)after)->span;
	const Span *right = &piece_word(row, (unsigned)before)->span;
	double height = fmax(span_height(left), span_height(right));

	return (Span) { left->right, fmin(left->top, right->top) - height, right->left,
		fmax(left->bottom, right->bottom) + height / 2 };
}

/* Takes the digits of one word into the part; what is no number, or does not stand as print, was written
 * there. */
static void take_digits(const Layout *layout, const Date *date, int index, int most, Part *part)
{
	const Placed *placed = piece_word(date->row, (unsigned)index);
	const Span *before = &piece_word(date->row, (unsigned)index - 1)->span;
	const Span *after = &piece_word(date->row, (unsigned)index + 1)->span;
	const Placed *year = piece_word(date->row, (unsigned)date->year_word + 1);
	g_autofree char *digits = word_plain(placed);

	bool is_print = stands_as_print(placed, &year->span) && is_digits(digits, 2) &&
		is_number(placed->word->text);
	part->by_hand |= !is_print;
	if (part->value != 0 || !is_print || placed->word->confidence < DIGITS_LEAST_CONFIDENCE) {
		part->value = -1;
		return;
	}
	int value = (int)g_ascii_strtoll(digits, NULL, 10);
	part->value = value >= 1 && value <= most ? value : -1;
	part->apart = fmax(placed->span.left - before->right, after->left - placed->span.right) >
		WIDE_GAP * layout->em;
}

/* "Bình Dương, tháng 3 năm 2003": was no day printed before this word? */
static bool is_left_out(const Piece *row, int before)
{
	return before > 0 &&
		g_str_has_suffix(piece_word(row, (unsigned)before - 1)->word->text, ",");
}

/* What stands between words `after` and `before`: a printed number up to `most`, nothing, or
 * something else, perhaps handwriting. */
static Part read_part(const Layout *layout, Date *date, int after, int before, int most)
{
	Part part = { 0 };

	if (after < 0) {
		part.value = is_left_out(date->row, before) ? 0 : -1;
		return part;
	}
	Span gap = gap_between(date->row, after, before);
	part.by_hand = layout_find_hand(layout, &gap, &date->box);
	for (int i = after + 1; i < before && part.value >= 0; i++) {
		g_autofree char *plain = word_plain(piece_word(date->row, (unsigned)i));
		if (*plain != '\0') /* else dots to write on */
			take_digits(layout, date, i, most, &part);
	}
	if (part.by_hand)
		part.value = -1;
	return part;
}

static void put_place(Description *description, const Piece *row, int before, unsigned page)
{
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Placed));
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < before; i++) {
		const Placed *placed = piece_word(row, (unsigned)i);
		if (text->len > 0)
			g_string_append_c(text, ' ');
		g_string_append(text, placed->word->text);
		g_array_append_val(words, *placed);
	}
	while (text->len > 0 && strchr(" ,.;:", text->str[text->len - 1]) != NULL)
		g_string_truncate(text, text->len - 1);
	if (text->len == 0 || !g_unichar_isupper(g_utf8_get_char(text->str)))
		return;
	Piece place = { .words = words };
	field_put(description, FIELD_PLACE, text->str, &place, 1, page);
}

/* The year: four digits that were read well, and that nobody wrote by hand. */
static bool read_year(const Layout *layout, Date *date)
{
	const Placed *placed = piece_word(date->row, (unsigned)date->year_word + 1);
	const Span *before = &piece_word(date->row, (unsigned)date->year_word)->span;
	g_autofree char *digits = word_plain(placed);
	Span gap = { before->right, placed->span.top - span_height(&placed->span),
		placed->span.right + layout->em, placed->span.bottom };

	date->year = is_digits(digits, 4) ? (int)g_ascii_strtoll(digits, NULL, 10) : 0;
	date->year_by_hand = layout_find_hand(layout, &gap, &date->box);
	return date->year >= FIRST_YEAR && date->year <= LAST_YEAR && !date->year_by_hand &&
		placed->word->confidence >= DIGITS_LEAST_CONFIDENCE;
}

static void put_date(Description *description, const Date *date, unsigned page)
{
	int day = date->day.value, month = date->month.value;
	bool valid = day > 0 && month > 0 &&
		g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)date->year);
	g_autofree char *issued = valid ? g_strdup_printf("%04d-%02d-%02d", date->year, month, day)
		: day == 0 && month > 0 ? g_strdup_printf("%04d-%02d", date->year, month)
					: g_strdup_printf("%04d", date->year);
	double strength = valid                              ? FULL
		: day >= 0 && month >= 0 && day * month == 0 ? PARTIAL
							     : UNREAD;

	if (date->day.apart || date->month.apart)
		strength = fmin(strength, APART);
	field_put(description, FIELD_ISSUED, issued, date->row, strength, page);
}

/* A date stands alone with its place: prose that holds one goes on before and behind it. */
static bool stands_alone(const Piece *row, int day_word, int last)
{
	enum { MOST_PLACE_WORDS = 7, MOST_BEHIND = 2 };
	const char *text = piece_word(row, 0)->word->text;

	return day_word <= MOST_PLACE_WORDS && (int)row->words->len - 1 - last <= MOST_BEHIND &&
		(day_word == 0 || !g_unichar_islower(g_utf8_get_char(text)));
}

/* False: the row holds no date. */
static bool read_date(
	Description *description, const Layout *layout, const Piece *row, unsigned page)
{
	Date date = { .row = row, .box = piece_box(row) };

	date.day_word = find_word(row, 0, "ngay");
	date.month_word = find_word(row, (unsigned)(date.day_word + 1), "thang");
	date.year_word = find_word(row, (unsigned)(date.month_word + 1), "nam");
	if (date.year_word < 0 || (date.day_word < 0 && date.month_word < 0) ||
		(unsigned)date.year_word + 1 >= row->words->len)
		return false;
	int first = date.day_word >= 0 ? date.day_word : date.month_word;
	if (!stands_alone(row, first, date.year_word + 1))
		return false;
	int before = date.month_word >= 0 ? date.month_word : date.year_word;
	bool is_read = read_year(layout, &date);
	date.day = read_part(layout, &date, date.day_word, before, 31);
	date.month = read_part(layout, &date, date.month_word, date.year_word, 12);
	if (is_read)
		put_date(description, &date, page);
	bool by_hand = date.day.by_hand || date.month.by_hand || date.year_by_hand;
	field_mark(description, FIELD_ISSUED, &date.box, by_hand, page);
	put_place(description, row, first, page);
	return true;
}

/* "ngày 15/8/1998", "ngày 15-8-1998": all in one word behind "ngày". */
static bool read_figures(
	Description *description, const Layout *layout, const Piece *row, unsigned page)
{
	int day_word = find_word(row, 0, "ngay"), day, month, year;
	char first, second, rest;

	if (day_word < 0 || (unsigned)day_word + 2 != row->words->len ||
		!stands_alone(row, day_word, day_word + 1))
		return false;
	const Placed *placed = piece_word(row, (unsigned)day_word + 1);
	if (sscanf(placed->word->text, "%2d%c%2d%c%4d%c", &day, &first, &month, &second, &year,
		    &rest) != 5 ||
		first != second || strchr("/-.", first) == NULL)
		return false;
	Date date = { .row = row,
		.box = piece_box(row),
		.day = { .value = day },
		.month = { .value = month },
		.year = year };
	Span whole = { row->span.left, row->span.top - layout->em, row->span.right + layout->em,
		row->span.bottom + layout->em / 2 };
	bool by_hand = layout_find_hand(layout, &whole, &date.box);
	if (!by_hand && year >= FIRST_YEAR && year <= LAST_YEAR && day > 0 && month > 0 &&
		placed->word->confidence >= DIGITS_LEAST_CONFIDENCE)
		put_date(description, &date, page);
	field_mark(description, FIELD_ISSUED, &date.box, by_hand, page);
	put_place(description, row, day_word, page);
	return true;
}

bool describe_date_row(
	Description *description, const Layout *layout, const Piece *row, unsigned page)
{
	return read_date(description, layout, row, page) ||
		read_figures(description, layout, row, page);
}

void describe_date(Description *description, const Layout *layout, double end, unsigned page)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > end)
			return;
		if (piece->span.top < layout->head_top ||
			(strstr(piece->plain, "nam") == NULL &&
				strstr(piece->plain, "ngay") == NULL) ||
			(layout->has_nation && !layout->is_centered &&
				piece_is_left(layout, piece)))
			continue;
		g_autoptr(Piece) row = layout_row(layout, piece, false);
		if (describe_date_row(description, layout, row, page))
			return;
	}
}
