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

enum { MOST_DIGITS = 6, MOST_AGENCY_LINES = 5, FIRST_YEAR = 1945, LAST_YEAR = 2100 };

/* Below this a word with digits is not believed. */
#define LEAST_CONFIDENCE 0.6

static const char *const issuers[] = { "so", "phong", "ban", "chi cuc", "trung tam", "van phong",
	"cong an", "uy ban nhan dan", "ubnd", "hoi dong", "thanh tra", "cuc", "bo", "tong cuc",
	"chi nhanh", "truong", "benh vien", "bao hiem", "vien", "toa an", "kho bac", "doan", "doi",
	"hoi", "lien doan", "cong ty", "quy", "tram" };

static const Placed *word_at(const Piece *piece, unsigned i)
{
	return &g_array_index(piece->words, Placed, i);
}

static bool is_digits(const char *text, unsigned most)
{
	size_t count = strspn(text, "0123456789");

	return count > 0 && count <= most && text[count] == '\0';
}

static double height_of(const Span *span)
{
	return fmax(span->bottom - span->top, 1);
}

/* Do the digits stand as the printed digits or capitals of `sample` do? */
static bool stands_as_print(const Placed *digits, const Span *sample)
{
	double height = height_of(sample);

	return digits->word->confidence >= LEAST_CONFIDENCE &&
	       fabs(digits->span.bottom - sample->bottom) <= height * 0.2 &&
	       fabs(digits->span.top - sample->top) <= height * 0.2;
}

/* The index of the word that is `plain`, from `first`; -1: none. */
static int find_word(const Piece *row, unsigned first, const char *plain)
{
	for (unsigned i = first; i < row->words->len; i++) {
		g_autofree char *word = word_plain(word_at(row, i));
		if (g_str_equal(word, plain))
			return (int)i;
	}
	return -1;
}

/* What stands between words `after` and `before`: a printed number up to `most`, 0: nothing,
 * or -1: something else, perhaps handwriting. */
static int read_part(const Piece *row, int after, int before, const Span *sample, int most)
{
	int value = 0;

	for (int i = after + 1; i < before; i++) {
		const Placed *placed = word_at(row, (unsigned)i);
		g_autofree char *digits = word_plain(placed);
		if (*digits == '\0')
			continue; /* dots to write on */
		if (value != 0 || !is_digits(digits, 2) || !stands_as_print(placed, sample))
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
		const Placed *placed = word_at(row, (unsigned)i);
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
	const Placed *placed = word_at(row, (unsigned)year_word + 1);
	g_autofree char *digits = word_plain(placed);
	int year = is_digits(digits, 4) ? (int)g_ascii_strtoll(digits, NULL, 10) : 0;
	if (year < FIRST_YEAR || year > LAST_YEAR || placed->word->confidence < LEAST_CONFIDENCE)
		return false;
	int before = month_word >= 0 ? month_word : year_word;
	int day = day_word >= 0 ? read_part(row, day_word, before, &placed->span, 31) : -1;
	int month = month_word >= 0 ? read_part(row, month_word, year_word, &placed->span, 12) : -1;
	g_autofree char *issued =
		day > 0 && month > 0 &&
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

/* Is every word of [first, …) up to the first slash printed as the words beside it? */
static bool number_is_print(const Piece *row, unsigned first)
{
	const Span *sample = &word_at(row, 0)->span;

	for (unsigned i = first; i < row->words->len; i++) {
		const Placed *placed = word_at(row, i);
		double height = height_of(sample);
		/* below the line hang the tails of Q and of commas */
		if (placed->word->confidence < LEAST_CONFIDENCE ||
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
	g_autofree char *opening = word_plain(word_at(row, 0));
	const char *colon = strchr(word_at(row, 0)->word->text, ':');

	*first = g_str_equal(opening, "so") ? 1 : 0;
	if (*first == 0 && colon != NULL)
		g_string_append(code, colon + 1);
	for (unsigned i = 1; i < row->words->len; i++)
		g_string_append(code, word_at(row, i)->word->text);
	while (code->len > 0 && strchr(":.,;", code->str[0]) != NULL)
		g_string_erase(code, 0, 1);
	return g_string_free(g_steal_pointer(&code), FALSE);
}

static bool read_number(Description *description, const Piece *row, unsigned page)
{
	unsigned first;
	size_t length;
	g_autofree char *code = read_code(row, &first);
	const char *behind = find_notation(code, &length);

	if (behind == NULL)
		return false;
	g_autofree char *notation = clean_notation(behind);
	if (*notation == '\0')
		return false;
	g_autofree char *number = g_strndup(code, length);
	field_put(description, FIELD_NOTATION, notation, row, 1, page);
	if (is_number(number) && number_is_print(row, first))
		field_put(description, FIELD_NUMBER, number, row, 1, page);
	return true;
}

static bool opens_number(const Piece *piece)
{
	const char *after = piece->plain + strlen("so");

	return g_str_has_prefix(piece->plain, "so") && strchr(" :.", *after) != NULL;
}

/* The piece that opens the number: in the left column of the head, or below the title. */
static const Piece *find_number(
	const Layout *layout, double end, Description *description, unsigned page)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > end)
			return NULL;
		if (piece->span.top < layout->head_top - layout->em || !opens_number(piece))
			continue;
		g_autoptr(Piece) row = layout_row(layout, piece);
		if (read_number(description, row, page))
			return piece;
	}
	return NULL;
}

/* Does the line begin with the name of a kind of agency, rather than go on with one? */
static bool opens_agency(const Piece *piece)
{
	for (size_t i = 0; i < G_N_ELEMENTS(issuers); i++) {
		size_t length = strlen(issuers[i]);
		if (strncmp(piece->plain, issuers[i], length) == 0 &&
			(piece->plain[length] == ' ' || piece->plain[length] == '\0'))
			return true;
	}
	return false;
}

static void put_lines(Description *description, FieldName name, GPtrArray *lines, unsigned first,
	unsigned end, unsigned page)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(Placed));

	for (unsigned i = first; i < end; i++) {
		const Piece *line = lines->pdata[i];
		if (i > first)
			g_string_append_c(text, ' ');
		g_string_append(text, line->text);
		g_array_append_vals(words, line->words->data, line->words->len);
	}
	if (words->len == 0)
		return;
	Piece whole = { .words = words };
	bool known = opens_agency(lines->pdata[first]);
	field_put(description, name, text->str, &whole, known ? 1 : 0.7, page);
}

/* The lines of capitals in the left column from the level of the nation's name down to `end`. */
static void describe_agency(
	Description *description, const Layout *layout, double end, unsigned page)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	unsigned issuer = 0;

	for (unsigned i = 0; i < layout->pieces->len && lines->len < MOST_AGENCY_LINES; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.bottom > end + layout->em * 0.3)
			break;
		if (piece->span.top < layout->head_top - 1.5 * layout->em ||
			!piece_is_left(layout, piece) || !piece_is_capital(piece))
			continue;
		if (lines->len > 0 && opens_agency(piece))
			issuer = lines->len;
		g_ptr_array_add(lines, (gpointer)piece);
	}
	put_lines(description, FIELD_PARENT, lines, 0, issuer, page);
	put_lines(description, FIELD_AGENCY, lines, issuer, lines->len, page);
}

void describe_head(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	double end = title->title != NULL ? title->bottom + 4 * layout->em : title->top;
	const Piece *number = find_number(layout, end, description, page);
	const Field *issued = &description->fields[FIELD_ISSUED];

	describe_date(description, layout, title->top, page);
	if (!layout->has_nation && number == NULL && issued->value == NULL)
		return; /* no head */
	double agency_end = title->top;
	if (number != NULL)
		agency_end = fmin(agency_end, number->span.top);
	describe_agency(description, layout, agency_end, page);
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
