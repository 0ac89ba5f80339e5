/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf.h"
#include "base/pdf_unicode.h"

#include <locale.h>
#include <string.h>

static const struct {
	double value;
	const char *written;
} numbers[] = { { 0, "0" }, { -0.000001, "0" }, { 1, "1" }, { 100, "100" }, { 0.5, "0.5" },
	{ -1.25, "-1.25" }, { 595.27559, "595.27559" }, { 1e-5, "0.00001" }, { 14400, "14400" },
	{ 1e10, "10000000000" } };

static void writes_numbers_without_exponent_or_comma(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		pdf_put_number(out, numbers[i].value);
		g_assert_cmpstr(out->str, ==, numbers[i].written);
	}
}

static const char *const names[][2] = { { "Font", "/Font" }, { "A B", "/A#20B" },
	{ "A/B", "/A#2FB" }, { "A#B", "/A#23B" }, { "ế", "/#E1#BA#BF" } };

static void escapes_names(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		pdf_put_name(out, names[i][0]);
		g_assert_cmpstr(out->str, ==, names[i][1]);
	}
}

static const char *const texts[][2] = { { "", "()" }, { "a(b)c\\", "(a\\(b\\)c\\\\)" },
	{ "Sở", "<FEFF00531EDF>" }, { "a\nb", "<FEFF0061000A0062>" },
	{ "\xf0\x9f\x96\x8b", "<FEFFD83DDD8B>" } };

static void writes_text_strings(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		pdf_put_text(out, texts[i][0]);
		g_assert_cmpstr(out->str, ==, texts[i][1]);
	}
}

static void writes_bytes_in_even_digits(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	pdf_put_hex(out, "\x01\xff", 2);
	pdf_put_hex(out, "", 0);
	g_assert_cmpstr(out->str, ==, "<01FF><>");
}

static void writes_dates_in_vietnams_zone(void)
{
	g_autoptr(GDateTime) time = g_date_time_new_utc(2024, 5, 17, 23, 3, 22);
	g_autoptr(GString) out = g_string_new(NULL);

	pdf_put_date(out, time);
	g_assert_cmpstr(out->str, ==, "(D:20240518060322+07'00')");
}

static char *map_letters(unsigned count)
{
	PdfUnicode *map = pdf_unicode_begin(count);

	for (unsigned i = 0; i < count; i++)
		pdf_unicode_put(map, i + 1, i == 0 ? "\xf0\x9f\x96\x8b" : "e\xcc\x82");
	g_autoptr(GBytes) bytes = pdf_unicode_end(map);
	return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static unsigned count_sections(const char *map, const char *begin)
{
	g_auto(GStrv) parts = g_strsplit(map, begin, -1);

	return g_strv_length(parts) - 1;
}

static void maps_codes_to_text_in_sections(void)
{
	static const struct {
		unsigned letters, sections;
		const char *begin;
	} rows[] = { { 0, 0, "beginbfchar" }, { 1, 1, "\n1 beginbfchar" },
		{ 100, 1, "\n100 beginbfchar" }, { 101, 1, "\n1 beginbfchar" },
		{ 250, 2, "\n100 beginbfchar" } };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *map = map_letters(rows[i].letters);
		g_assert_cmpuint(count_sections(map, rows[i].begin), ==, rows[i].sections);
		g_assert_cmpuint(
			count_sections(map, "\nendbfchar\n"), ==, (rows[i].letters + 99) / 100);
		g_assert_true(g_str_has_suffix(map, "\nend\nend\n"));
	}
	g_autofree char *map = map_letters(2);
	g_assert_nonnull(strstr(map,
		"\n2 beginbfchar\n<0001> <D83DDD8B>\n<0002> <00650302>\n"
		"endbfchar\nendcmap\n"));
}

int main(int argc, char **argv)
{
	/* a locale with decimal commas, where the system has one */
	setlocale(LC_ALL, "de_DE.UTF-8");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pdf/writes numbers without exponent or comma",
		writes_numbers_without_exponent_or_comma);
	g_test_add_func("/pdf/escapes names", escapes_names);
	g_test_add_func("/pdf/writes text strings", writes_text_strings);
	g_test_add_func("/pdf/writes bytes in even digits", writes_bytes_in_even_digits);
	g_test_add_func("/pdf/writes dates in Vietnam's zone", writes_dates_in_vietnams_zone);
	g_test_add_func("/pdf/maps codes to text in sections", maps_codes_to_text_in_sections);
	return g_test_run();
}
