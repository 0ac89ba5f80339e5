/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The left column of the head: lines of capitals, from the level of the nation's name down to the
 * number. Where a line after the first begins with the name of a kind of agency (SỞ, PHÒNG, …), the
 * lines before it name the superior agency; otherwise all lines are one name
 * (ỦY BAN NHÂN DÂN / TỈNH BÌNH DƯƠNG).
 *
 * The words that make up such names are few. Where OCR got only the diacritics of one of them wrong
 * (TÍNH for TỈNH), it is spelt as the list has it.
 */
#include "pipeline/describe.h"

#include "base/text.h"

#include <string.h>

enum { MOST_AGENCY_LINES = 5 };

static const char *const issuers[] = { "so", "phong", "ban", "chi cuc", "trung tam", "van phong",
	"cong an", "uy ban nhan dan", "ubnd", "hoi dong", "thanh tra", "cuc", "bo", "tong cuc",
	"chi nhanh", "truong", "benh vien", "bao hiem", "vien", "toa an", "kho bac", "doan", "doi",
	"hoi", "lien doan", "cong ty", "quy", "tram" };

/* Phrases of agencies' names; `unit`: a kind of territory, known only where a line begins with it,
 * since its syllables occur in names of places as well. */
static const struct {
	const char *phrase;
	bool unit;
} phrases[] = {
	{ "ỦY BAN NHÂN DÂN", false },
	{ "HỘI ĐỒNG NHÂN DÂN", false },
	{ "TÀI NGUYÊN VÀ MÔI TRƯỜNG", false },
	{ "KẾ HOẠCH VÀ ĐẦU TƯ", false },
	{ "GIÁO DỤC VÀ ĐÀO TẠO", false },
	{ "KHOA HỌC VÀ CÔNG NGHỆ", false },
	{ "NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", false },
	{ "LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", false },
	{ "THÔNG TIN VÀ TRUYỀN THÔNG", false },
	{ "GIAO THÔNG VẬN TẢI", false },
	{ "TÀI CHÍNH", false },
	{ "CÔNG THƯƠNG", false },
	{ "XÂY DỰNG", false },
	{ "TƯ PHÁP", false },
	{ "NỘI VỤ", false },
	{ "TỈNH BÌNH DƯƠNG", false },
	{ "TỈNH", true },
	{ "HUYỆN", true },
	{ "THÀNH PHỐ", true },
	{ "THỊ XÃ", true },
	{ "THỊ TRẤN", true },
	{ "PHƯỜNG", true },
	{ "XÃ", true },
	{ "SỞ", true },
	{ "PHÒNG", true },
};

/* Does the phrase, folded plain, stand at word `first` of the line? */
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

/* `spelt[i]` becomes the spelling of word i of the line, where a phrase stands at `first`. */
static void spell_phrase(const Piece *line, unsigned first, size_t index, char **spelt)
{
	g_autofree char *folded = text_fold_plain(phrases[index].phrase);
	g_auto(GStrv) plain = g_strsplit(folded, " ", -1);
	g_auto(GStrv) words = g_strsplit(phrases[index].phrase, " ", -1);

	if ((phrases[index].unit && first > 0) || !stands_at(line, first, plain))
		return;
	for (unsigned i = 0; words[i] != NULL; i++) {
		if (is_spelt(spelt[first + i], words[i]))
			continue;
		g_free(spelt[first + i]);
		spelt[first + i] = g_strdup(words[i]);
	}
}

/* The line as it is printed. The caller frees it. */
static char *spell_line(const Piece *line)
{
	g_auto(GStrv) spelt = g_new0(char *, line->words->len + 1);

	for (unsigned i = 0; i < line->words->len; i++)
		spelt[i] = text_nfc(piece_word(line, i)->word->text);
	for (unsigned i = 0; i < line->words->len; i++)
		for (size_t p = 0; p < G_N_ELEMENTS(phrases); p++)
			spell_phrase(line, i, p, spelt);
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
			!piece_is_left(layout, piece) || !piece_is_capital(piece))
			continue;
		if (lines->len > 0 && opens_agency(piece))
			issuer = lines->len;
		g_ptr_array_add(lines, (gpointer)piece);
	}
	put_lines(description, FIELD_PARENT, lines, 0, issuer, page);
	put_lines(description, FIELD_AGENCY, lines, issuer, lines->len, page);
}
