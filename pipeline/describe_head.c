/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of the first page: agencies over the number in the left column, place and date in the
 * right one.
 *
 * On old papers the number, the day and the month are written by hand, and OCR makes other digits
 * of them. So digits count only where they stand as print does: on the baseline of the printed
 * word beside them and as high as it is. What does not is left out; nothing is guessed. What
 * remains of a date is its year.
 */
#include "pipeline/describe.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

enum { FIRST_YEAR = 1945, LAST_YEAR = 2100 };

static bool is_digits(const char *text, unsigned most)
{
	size_t count = strspn(text, "0123456789");

	return count > 0 && count <= most && text[count] == '\0';
}

/* Do the digits stand as the printed digits or capitals of `sample` do? */
static bool stands_as_print(const Placed *digits, const Span *sample)
{
	double height = span_height(sample);

	return digits->word->confidence >= DIGITS_LEAST_CONFIDENCE &&
		fabs(digits->span.bottom - sample->bottom) <= height * 0.2 &&
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

/* What stands between words `after` and `before`: a printed number up to `most`, 0: nothing,
 * or -1: something else, perhaps handwriting. */
static int read_part(const Piece *row, int after, int before, const Span *sample, int most)
{
	int value = 0;

	for (int i = after + 1; i < before; i++) {
		const Placed *placed = piece_word(row, (unsigned)i);
		g_autofree char *digits = word_plain(placed);
		if (*digits == '\0')
			continue; /* dots to write on */
		if (value != 0 || !is_digits(digits, 2) || !is_number(placed->word->text) ||
			!stands_as_print(placed, sample))
			return -1;
		value = (int)g_ascii_strtoll(digits, NULL, 10);
		if (value < 1 || value > most)
			return -1;
	}
	return value;
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

/* "Bình Dương, ngày 29 tháng 12 năm 2023". */
static bool read_date(Description *description, const Piece *row, unsigned page)
{
	int day_word = find_word(row, 0, "ngay");
	int month_word = find_word(row, (unsigned)(day_word + 1), "thang");
	int year_word = find_word(row, (unsigned)(month_word + 1), "nam");

	if (year_word < 0 || (unsigned)year_word + 1 >= row->words->len ||
		(day_word < 0 && month_word < 0))
		return false;
	const Placed *placed = piece_word(row, (unsigned)year_word + 1);
	g_autofree char *digits = word_plain(placed);
	int year = is_digits(digits, 4) ? (int)g_ascii_strtoll(digits, NULL, 10) : 0;
	if (year < FIRST_YEAR || year > LAST_YEAR ||
		placed->word->confidence < DIGITS_LEAST_CONFIDENCE)
		return false;
	int before = month_word >= 0 ? month_word : year_word;
	int day = day_word >= 0 ? read_part(row, day_word, before, &placed->span, 31) : -1;
	int month = month_word >= 0 ? read_part(row, month_word, year_word, &placed->span, 12) : -1;
	g_autofree char *issued = day > 0 && month > 0 &&
			g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year)
		? g_strdup_printf("%04d-%02d-%02d", year, month, day)
		: day == 0 && month > 0 ? g_strdup_printf("%04d-%02d", year, month)
					: g_strdup_printf("%04d", year);
	field_put(description, FIELD_ISSUED, issued, row, strlen(issued) == 10 ? 1 : 0.8, page);
	put_place(description, row, day_word >= 0 ? day_word : month_word, page);
	return true;
}

static void describe_date(Description *description, const Layout *layout, double end, unsigned page)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > end)
			return;
		if (piece->span.top < layout->head_top || strstr(piece->plain, "nam") == NULL ||
			(layout->has_nation && piece_is_left(layout, piece)))
			continue;
		g_autoptr(Piece) row = layout_row(layout, piece);
		if (read_date(description, row, page))
			return;
	}
}

void describe_head(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	double end = title->title != NULL ? title->bottom + 4 * layout->em : title->top;
	const Piece *number = describe_number(description, layout, end, page);
	const Field *issued = &description->fields[FIELD_ISSUED];

	describe_date(description, layout, title->top, page);
	if (!layout->has_nation && number == NULL && issued->value == NULL)
		return; /* no head */
	double agency_end = title->top;
	if (number != NULL)
		agency_end = fmin(agency_end, number->span.top);
	describe_agency(description, layout, agency_end, page);
	describe_notation(description);
}

/* The letters of the text, without the frame that OCR may have read as bars. */
static char *letters_only(const char *text)
{
	g_autoptr(GString) letters = g_string_new(NULL);

	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		if (g_unichar_isalpha(letter))
			g_string_append_unichar(letters, letter);
	}
	return g_string_free(g_steal_pointer(&letters), FALSE);
}

void describe_secrecy(Description *description, const Layout *layout, unsigned page)
{
	static const char *const marks[][2] = { { "mat", "MẬT" }, { "toimat", "TỐI MẬT" },
		{ "tuyetmat", "TUYỆT MẬT" } };

	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > layout->height * 0.4)
			return;
		if (piece_center(piece) > layout->width * 0.55 || !piece_is_capital(piece))
			continue;
		/* the diacritics of a stamp are easily lost: without them it counts as well */
		g_autofree char *letters = letters_only(piece->plain);
		for (size_t m = 0; m < G_N_ELEMENTS(marks); m++)
			if (g_str_equal(letters, marks[m][0]))
				field_put(description, FIELD_SECRECY, marks[m][1], piece, 1, page);
	}
}
