/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages are set here as NĐ 30/2020 lays them out: A4 at 200 dpi, text of 26 pixels. */
#ifndef TESTS_LAID_PAGE_H
#define TESTS_LAID_PAGE_H

#include "pipeline/describe.h"

enum { WIDTH = 1654, HEIGHT = 2339, LEFT = 460, MIDDLE = 860, RIGHT = 1130, SIGN = 1200 };

static void put_word(Words *words, const char *text, double x, double y, double height)
{
	double width = 14.0 * (double)g_utf8_strlen(text, -1);
	Word word = { .text = g_strdup(text), .box = { x, y, width, height }, .confidence = 0.95 };

	g_array_append_val(words->words, word);
}

/* A line of words beginning at x. */
static void put_line_at(Words *words, const char *text, double x, double y)
{
	g_auto(GStrv) parts = g_strsplit(text, " ", -1);
	Line line = { .first = words->words->len, .count = g_strv_length(parts) };

	for (unsigned i = 0; parts[i] != NULL; i++) {
		put_word(words, parts[i], x, y, 26);
		x += 14.0 * (double)(g_utf8_strlen(parts[i], -1) + 1);
	}
	g_array_append_val(words->lines, line);
}

/* A line of words around `center`. */
static void put_line(Words *words, const char *text, double center, double y)
{
	put_line_at(words, text, center - 7.0 * (double)g_utf8_strlen(text, -1), y);
}

static void put_body(Words *words, double y, unsigned lines)
{
	for (unsigned i = 0; i < lines; i++)
		put_line_at(words,
			"các cơ quan đơn vị có trách nhiệm thi hành theo quy định của pháp luật hiện "
			"hành trên",
			230, y + 45 * i);
}

typedef struct {
	const char *agencies[3];
	const char *number, *date, *title, *subject[3];
} Head;

static const Head decision = { { "ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG" }, "Số: 921/QĐ-UBND",
	"Bình Dương, ngày 15 tháng 8 năm 2019", "QUYẾT ĐỊNH",
	{ "Về việc công nhận hộ thoát nghèo năm 2019 trên địa bàn", "phường Tân Đông Hiệp" } };

static inline Words *make_page(const Head *head)
{
	Words *words = words_new(WIDTH, HEIGHT, 200, 200);
	double y = 440;

	put_line(words, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT, 160);
	put_line(words, "Độc lập - Tự do - Hạnh phúc", RIGHT, 205);
	for (unsigned i = 0; head->agencies[i] != NULL; i++)
		put_line(words, head->agencies[i], LEFT, 162 + 45 * i);
	if (head->number != NULL)
		put_line(words, head->number, LEFT, 285);
	if (head->date != NULL)
		put_line(words, head->date, RIGHT, 287);
	if (head->title != NULL)
		put_line(words, head->title, MIDDLE, 380);
	for (unsigned i = 0; head->subject[i] != NULL; i++, y += 45)
		put_line(words, head->subject[i], MIDDLE, y);
	put_line_at(words, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
		310, y + 30);
	put_body(words, y + 75, 12);
	return words;
}

static inline void put_signature(Words *words, const char *name, double y)
{
	put_line_at(words, "Nơi nhận:", 230, y);
	put_line(words, "TM. ỦY BAN NHÂN DÂN", SIGN, y);
	put_line(words, "KT. CHỦ TỊCH", SIGN, y + 45);
	put_line(words, "PHÓ CHỦ TỊCH", SIGN, y + 90);
	put_line(words, name, SIGN, y + 300);
}

static inline Description *describe(Words *words[], unsigned pages)
{
	g_autoptr(Describer) describer = describer_new("2022-01-01", NULL);

	for (unsigned i = 0; i < pages; i++) {
		describer_put_page(describer, i + 1, words[i]);
		words_free(words[i]);
	}
	return describer_finish(describer);
}

static const char *value(const Description *description, FieldName field)
{
	return description->fields[field].value;
}

#endif
