/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The left column of the head: lines of capitals, from the level of the nation's name down to the
 * number. Where a line after the first begins with the name of a kind of agency (SỞ, PHÒNG, …), the
 * lines before it name the superior agency; otherwise all lines are one name
 * (ỦY BAN NHÂN DÂN / TỈNH BÌNH DƯƠNG).
 *
 * The words that make up such names are few (agencies.ini of the vocabulary). Where OCR got only the
 * diacritics of one of them wrong (TÍNH for TỈNH), it is spelt as the list has it. What was issued
 * before an agency was there, or after, was misread in its date or its agency.
 */
#include "pipeline/describe.h"

#include "base/text.h"
#include "pipeline/vocabulary.h"

#include <string.h>

enum { MOST_AGENCY_LINES = 5 };

#define OUT_OF_PERIOD 0.5
#define BELOW_TITLE 0.75 /* how sure a name there is an agency's */

static const char *const issuers[] = { "so", "phong", "ban", "chi cuc", "trung tam", "van phong",
	"cong an", "uy ban nhan dan", "ubnd", "hoi dong", "thanh tra", "cuc", "bo", "tong cuc",
	"chi nhanh", "truong", "benh vien", "bao hiem", "vien", "toa an", "kho bac", "doan", "doi",
	"hoi", "lien doan", "cong ty", "quy", "tram" };

/* Does the term, folded plain, stand at word `first` of the line? */
static bool stands_at(const Piece *line, unsigned first, char **plain)
{
	unsigned count = g_strv_length(plain);

	for (unsigned i = 0; i < count; i++) {
		if (first + i >= line->words->len)
			return false;
		g_autofree char *word = text_fold_plain(piece_word(line, first + i)->word->text);
		if (!g_str_equal(word, plain[i]))
			return false;
	}
	return true;
}

/* The spelling of the word, were it not for the placement of its tone. */
static bool is_spelt(const char *text, const char *word)
{
	g_autofree char *one = text_fold_exact(text);
	g_autofree char *other = text_fold_exact(word);

	return g_str_equal(one, other);
}

/* `spelt[i]` becomes the spelling of word i of the line, where the term stands at `first`. */
static void spell_term(const Piece *line, unsigned first, const Term *term, char **spelt)
{
	if ((term->unit && first > 0) || !stands_at(line, first, term->plain))
		return;
	for (unsigned i = 0; term->words[i] != NULL; i++) {
		if (is_spelt(spelt[first + i], term->words[i]))
			continue;
		g_free(spelt[first + i]);
		spelt[first + i] = g_strdup(term->words[i]);
	}
}

/* The line as it is printed. The caller frees it. */
static char *spell_line(const Piece *line)
{
	g_auto(GStrv) spelt = g_new0(char *, line->words->len + 1);
	const GPtrArray *terms = vocabulary_terms(VOCABULARY_AGENCIES);

	for (unsigned i = 0; i < line->words->len; i++)
		spelt[i] = text_nfc(piece_word(line, i)->word->text);
	for (unsigned i = 0; i < line->words->len; i++)
		for (unsigned t = 0; t < terms->len; t++)
			spell_term(line, i, terms->pdata[t], spelt);
	return g_strjoinv(" ", spelt);
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

/* "XÃ MỸ PHƯỚC": a kind of territory, at the beginning of a line. */
static bool opens_unit(const Piece *piece)
{
	const GPtrArray *terms = vocabulary_terms(VOCABULARY_AGENCIES);

	for (unsigned i = 0; i < terms->len; i++) {
		const Term *term = terms->pdata[i];
		if (term->unit && stands_at(piece, 0, term->plain))
			return true;
	}
	return false;
}

/* Is the line an agency's first, below those of its superior? Of two territories the lower issues. */
static bool begins_issuer(const Piece *above, const Piece *line)
{
	return opens_agency(line) || (opens_unit(line) && opens_unit(above));
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
		g_autofree char *spelt = spell_line(line);
		g_string_append(text, spelt);
		g_array_append_vals(words, line->words->data, line->words->len);
	}
	if (words->len == 0)
		return;
	Piece whole = { .words = words };
	bool known = opens_agency(lines->pdata[first]);
	field_put(description, name, text->str, &whole, known ? 1 : 0.7, page);
}

/* The lines of capitals in the left column from the level of the nation's name down to `end`. */
void describe_agency(Description *description, const Layout *layout, double end, unsigned page)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	unsigned issuer = 0;

	for (unsigned i = 0; i < layout->pieces->len && lines->len < MOST_AGENCY_LINES; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.bottom > end + layout->em * 0.3)
			break;
		if (piece->span.top < layout->head_top - 1.5 * layout->em ||
			!piece_is_left(layout, piece) || !piece_is_capital(piece) ||
			piece_is_nation(piece))
			continue;
		if (lines->len > 0 && begins_issuer(lines->pdata[lines->len - 1], piece))
			issuer = lines->len;
		g_ptr_array_add(lines, (gpointer)piece);
	}
	put_lines(description, FIELD_PARENT, lines, 0, issuer, page);
	put_lines(description, FIELD_AGENCY, lines, issuer, lines->len, page);
}

/* Without the office of who heads it: "GIÁM ĐỐC SỞ Y TẾ" → the words of "SỞ Y TẾ". */
static unsigned skip_office(const Piece *piece)
{
	static const char *const offices[] = { "giam doc ", "chu tich ", "truong ban ",
		"cuc truong " };

	for (size_t i = 0; i < G_N_ELEMENTS(offices); i++)
		if (g_str_has_prefix(piece->plain, offices[i]))
			return 2;
	return 0;
}

/* Certificates have who certifies below their title: a line of capitals in the middle. */
void describe_certifier(
	Description *description, const Layout *layout, const Title *title, unsigned page)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top < title->bottom || !piece_is_capital(piece) ||
			!piece_is_centered(layout, piece))
			continue;
		if (piece->span.top > title->bottom + 12 * layout->em)
			return;
		unsigned skip = skip_office(piece);
		g_autoptr(Piece) rest = piece_part(piece, skip < piece->words->len ? skip : 0);
		if (!opens_agency(rest))
			continue;
		g_autofree char *spelt = spell_line(rest);
		field_put(description, FIELD_AGENCY, spelt, rest, BELOW_TITLE, page);
		return;
	}
}

/* Whole words within the name. */
static bool names(char **agency, const Term *term)
{
	for (; *agency != NULL; agency++) {
		unsigned i = 0;
		while (term->plain[i] != NULL && g_strcmp0(agency[i], term->plain[i]) == 0)
			i++;
		if (term->plain[i] == NULL)
			return true;
	}
	return false;
}

/* Is a longer name meant, that begins with the term's: HÀ NAM NINH, not HÀ NAM? */
static bool names_longer(char **agency, const Term *term)
{
	const GPtrArray *terms = vocabulary_terms(VOCABULARY_AGENCIES);

	for (unsigned i = 0; i < terms->len; i++) {
		const Term *other = terms->pdata[i];
		if (other != term && g_str_has_prefix(other->name, term->name) &&
			names(agency, other))
			return true;
	}
	return false;
}

/* Does a date, perhaps partial, lie before another for certain? */
static bool is_before(const char *date, const char *other)
{
	return strncmp(date, other, MIN(strlen(date), strlen(other))) < 0;
}

static bool is_out_of_period(const char *issued, const Term *term)
{
	return (term->from != NULL && is_before(issued, term->from)) ||
		(term->until != NULL && is_before(term->until, issued));
}

void describe_period(Description *description)
{
	Field *agency = &description->fields[FIELD_AGENCY];
	Field *issued = &description->fields[FIELD_ISSUED];
	const GPtrArray *terms = vocabulary_terms(VOCABULARY_AGENCIES);

	if (agency->value == NULL || issued->value == NULL)
		return;
	g_autofree char *plain = text_fold_plain(agency->value);
	g_auto(GStrv) words = g_strsplit(plain, " ", -1);
	for (unsigned i = 0; i < terms->len; i++) {
		const Term *term = terms->pdata[i];
		if (!is_out_of_period(issued->value, term) || !names(words, term) ||
			names_longer(words, term))
			continue;
		agency->confidence = MIN(agency->confidence, OUT_OF_PERIOD);
		issued->confidence = MIN(issued->confidence, OUT_OF_PERIOD);
	}
}
