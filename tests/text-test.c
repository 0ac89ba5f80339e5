/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <glib.h>

typedef struct {
	const char *text, *exact, *plain;
} Folding;

static const Folding foldings[] = {
	{ "", "", "" },
	{ "Giấy phép xây dựng", "giấy phép xây dựng", "giay phep xay dung" },
	{ "CỘNG HOÀ", "cộng hoà", "cong hoa" },
	{ "CỘNG HÒA", "cộng hoà", "cong hoa" },
	{ "UỶ BAN", "uỷ ban", "uy ban" },
	{ "ỦY BAN", "uỷ ban", "uy ban" },
	{ "thủy lợi, thuỷ lợi", "thuỷ lợi, thuỷ lợi", "thuy loi, thuy loi" },
	{ "khỏe khoẻ", "khoẻ khoẻ", "khoe khoe" },
	{ "Họa hoạ", "hoạ hoạ", "hoa hoa" },
	{ "quý của đào huệ", "quý của đào huệ", "quy cua dao hue" },
	{ "hoàn hòan", "hoàn hoàn", "hoan hoan" },
	{ "QĐ-UBND", "qđ-ubnd", "qd-ubnd" },
	{ "Q\xc3\x90-UBND", "qđ-ubnd", "qd-ubnd" },
	{ "ho\xcc\x80"
	  "a",
		"hoà", "hoa" },
	{ "u\xcc\xa3\xcc\x9b", "ự", "u" },
	{ "gi\xc2\xad\xe1\xba\xa5y", "giấy", "giay" },
	{ "Số: 921/2019", "số: 921/2019", "so: 921/2019" },
	{ "a\nb\tc", "a\nb\tc", "a\nb\tc" },
};

static void folds_the_table(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(foldings); i++) {
		g_autofree char *exact = text_fold_exact(foldings[i].text);
		g_autofree char *plain = text_fold_plain(foldings[i].text);
		g_assert_cmpstr(exact, ==, foldings[i].exact);
		g_assert_cmpstr(plain, ==, foldings[i].plain);
	}
}

static void is_stable(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(foldings); i++) {
		g_autofree char *exact = text_fold_exact(foldings[i].exact);
		g_autofree char *plain = text_fold_plain(foldings[i].exact);
		g_assert_cmpstr(exact, ==, foldings[i].exact);
		g_assert_cmpstr(plain, ==, foldings[i].plain);
	}
}

static void keeps_different_words_apart(void)
{
	g_autofree char *one = text_fold_exact("hóa");
	g_autofree char *other = text_fold_exact("hòa");

	g_assert_cmpstr(one, !=, other);
}

static void composes(void)
{
	g_autofree char *composed = text_nfc("Vie\xcc\xa3\xcc\x82t HO\xcc\x80"
					     "A");

	g_assert_cmpstr(composed, ==, "Việt HÒA");
}

static void survives_stray_bytes(void)
{
	g_autofree char *nfc = text_nfc("a\xff"
					"b");
	g_autofree char *exact = text_fold_exact("\xe1\xba");
	g_autofree char *plain = text_fold_plain("\xcc");

	g_assert_cmpstr(nfc, ==,
		"a\xef\xbf\xbd"
		"b");
	g_assert_true(g_utf8_validate(exact, -1, NULL));
	g_assert_true(g_utf8_validate(plain, -1, NULL));
}

/* Takes minutes where time grows with the square of the length. */
static void takes_long_texts(void)
{
	g_autoptr(GString) apart = g_string_new(NULL);
	g_autoptr(GString) composed = g_string_new(NULL);
	g_autoptr(GString) marks = g_string_new("a");

	for (unsigned i = 0; i < 60000; i++) {
		g_string_append(apart, i % 3 == 0 ? "Vie\xcc\xa3\xcc\x82t" : "o\xcc\x80 ");
		g_string_append(composed, i % 3 == 0 ? "Việt" : "ò ");
		g_string_append(marks, "\xcc\x80");
	}
	g_autofree char *nfc = text_nfc(apart->str);
	g_autofree char *plain = text_fold_plain(marks->str);
	g_assert_cmpstr(nfc, ==, composed->str);
	g_assert_cmpstr(plain, ==, "a");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/text/folds case, tones and diacritics", folds_the_table);
	g_test_add_func("/text/folds what is folded to itself", is_stable);
	g_test_add_func(
		"/text/keeps words with different tones apart", keeps_different_words_apart);
	g_test_add_func("/text/composes decomposed letters", composes);
	g_test_add_func("/text/survives bytes that are not UTF-8", survives_stray_bytes);
	g_test_add_func("/text/takes long texts in linear time", takes_long_texts);
	return g_test_run();
}
