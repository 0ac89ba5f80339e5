/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The marks of secrecy and urgency (zones 10a, 10b): a stamp of a word or two in capitals, alone in
 * the left column of the head. Prose that speaks of secrets is no mark: it is not in capitals, does
 * not stand alone, or goes on.
 *
 * A stamp loses its diacritics easily: a letter that lost one of its marks, or all, counts as well.
 * What is another word, as MẮT or MÁT, does not.
 */
#include "pipeline/describe.h"

#include "base/text.h"

#define LETTER_A "[AÂẠẬẶĂ]"
#define LETTER_E "[EÊẸỆ]"
#define LETTER_O "[OÔÓỐ]"

/* In lines that were reduced to their letters. */
static const struct {
	const char *pattern, *mark;
	FieldName field;
} marks[] = {
	{ "^M" LETTER_A "T$", "MẬT", FIELD_SECRECY },
	{ "^T" LETTER_O "IM" LETTER_A "T$", "TỐI MẬT", FIELD_SECRECY },
	{ "^TUY" LETTER_E "TM" LETTER_A "T$", "TUYỆT MẬT", FIELD_SECRECY },
	{ "^KH[AÂẨẢ]N$", "KHẨN", FIELD_URGENCY },
	{ "^TH[UƯ][OƠỢỌ]NGKH[AÂẨẢ]N$", "THƯỢNG KHẨN", FIELD_URGENCY },
	{ "^H[OỎ][AẢ]T[OÔÓỐ]C$", "HỎA TỐC", FIELD_URGENCY },
	{ "^H[OỎ][AẢ]T[OÔÓỐ]CH[EẸ]NGI[OÒỜƠ]$", "HỎA TỐC HẸN GIỜ", FIELD_URGENCY },
};

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

/* Does nothing else stand on its line in its column? Cells of a table have neighbours. */
static bool stands_alone(const Layout *layout, const Piece *piece)
{
	g_autoptr(Piece) row = layout_row(layout, piece, false);
	g_autofree char *whole = letters_only(row->text);
	g_autofree char *own = letters_only(piece->text);

	return g_str_equal(whole, own);
}

void describe_marks(Description *description, const Layout *layout, unsigned page)
{
	for (unsigned i = 0; i < layout->pieces->len; i++) {
		const Piece *piece = layout->pieces->pdata[i];
		if (piece->span.top > layout->height * 0.4)
			return;
		if (piece_center(piece) > layout->width * 0.55 || !piece_is_capital(piece))
			continue;
		g_autofree char *letters = letters_only(piece->text);
		for (size_t m = 0; m < G_N_ELEMENTS(marks); m++)
			if (g_regex_match_simple(marks[m].pattern, letters, G_REGEX_DEFAULT, 0) &&
				stands_alone(layout, piece))
				field_put(
					description, marks[m].field, marks[m].mark, piece, 1, page);
	}
}
