/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "Số: 6898/KH-UBND": the number stands before the slash, the notation behind it. OCR puts blanks
 * where there are none, so the words of the row are joined. A number written by hand is left out:
 * what is read for it does not stand as the printed word before it stands, or is no number.
 */
#include "pipeline/describe.h"

#include "base/text.h"
#include "pipeline/document_types.h"

#include <math.h>
#include <string.h>

enum { MOST_DIGITS = 6 };

/* A notation of this confidence is left as it is. */
#define WELL_READ 0.85

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

/* The rule or a stain under "Số:" is read as a word of its own. */
static bool is_scrap(const Piece *row, unsigned i)
{
	g_autofree char *plain = word_plain(piece_word(row, i));

	return *plain == '\0' && strchr(piece_word(row, i)->word->text, '/') == NULL &&
		piece_word(row, i)->span.left < piece_word(row, 0)->span.right;
}

/* Is every word of [first, …) up to the first slash printed as the words beside it? */
static bool number_is_print(const Piece *row, unsigned first)
{
	const Span *sample = &piece_word(row, 0)->span;

	/* nothing to compare with in "Số:921/QĐ-UBND" */
	if (first == 0 && piece_word(row, 0)->word->confidence < WELL_READ)
		return false;
	for (unsigned i = first; i < row->words->len; i++) {
		const Placed *placed = piece_word(row, i);
		double height = span_height(sample);
		if (is_scrap(row, i))
			continue;
		/* below the line hang the tails of Q and of commas */
		if (placed->word->confidence < DIGITS_LEAST_CONFIDENCE ||
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

/* The first letters of an agency's words but "và": "SỞ KẾ HOẠCH VÀ ĐẦU TƯ" → "SKHĐT". */
static char *initials_of(const char *agency)
{
	g_autoptr(GString) initials = g_string_new(NULL);
	g_auto(GStrv) words = g_strsplit(agency, " ", -1);

	for (unsigned i = 0; words[i] != NULL; i++) {
		g_autofree char *plain = text_fold_plain(words[i]);
		if (g_str_equal(plain, "va") || !g_unichar_isalpha(g_utf8_get_char(words[i])))
			continue;
		g_string_append_unichar(initials, g_unichar_toupper(g_utf8_get_char(words[i])));
	}
	return g_string_free(g_steal_pointer(&initials), FALSE);
}

/* Are both as long, and but for one letter the same? */
static bool differs_once(const char *one, const char *other)
{
	unsigned different = 0;

	if (g_utf8_strlen(one, -1) != g_utf8_strlen(other, -1) || g_utf8_strlen(one, -1) < 2)
		return false;
	for (; *one != '\0'; one = g_utf8_next_char(one), other = g_utf8_next_char(other))
		different += g_utf8_get_char(one) != g_utf8_get_char(other);
	return different == 1;
}

/* The notation names the type and the agency, which are printed in full as well: a part that was
 * read badly and differs from what they say by one letter is spelt as they say. */
static char *spell_notation(const Description *description, const char *notation)
{
	const char *type = description->fields[FIELD_TYPE].value;
	const char *agency = description->fields[FIELD_AGENCY].value;
	const char *abbreviation = type != NULL ? document_type_abbreviation(type) : NULL;
	g_autofree char *initials = initials_of(agency != NULL ? agency : "");
	g_auto(GStrv) parts = g_strsplit(notation, "-", -1);

	for (unsigned i = 0; parts[i] != NULL; i++) {
		const char *meant = i == 0 && abbreviation != NULL ? abbreviation : initials;
		if (!differs_once(parts[i], meant))
			continue;
		g_free(parts[i]);
		parts[i] = g_strdup(meant);
	}
	return g_strjoinv("-", parts);
}

void describe_notation(Description *description)
{
	Field *field = &description->fields[FIELD_NOTATION];

	if (field->value == NULL || field->confidence >= WELL_READ)
		return;
	char *spelt = spell_notation(description, field->value);
	g_free(field->value);
	field->value = spelt;
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

const Piece *describe_number(
	Description *description, const Layout *layout, double end, unsigned page)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > end)
			return NULL;
		if (piece->span.top < layout->head_top - layout->em || !piece_opens_number(piece))
			continue;
		g_autoptr(Piece) row = layout_row(layout, piece);
		if (read_number(description, row, page))
			return piece;
	}
	return NULL;
}
