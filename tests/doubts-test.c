/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read and yet not believed, or not taken at all. */
#include "tests/laid_page.h"

static void doubts_agencies_out_of_their_period(void)
{
	static const struct {
		const char *first, *second, *date;
		bool doubted;
	} cases[] = {
		{ "ỦY BAN NHÂN DÂN", "TỈNH SÔNG BÉ", "Thủ Dầu Một, ngày 5 tháng 8 năm 1994",
			false },
		{ "ỦY BAN NHÂN DÂN", "TỈNH SÔNG BÉ", "Thủ Dầu Một, ngày 5 tháng 8 năm 1999", true },
		{ "ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG", "Bình Dương, ngày 1 tháng 1 năm 1997",
			false },
		{ "ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG", "Bình Dương, ngày 31 tháng 12 năm 1996",
			true },
		{ "ỦY BAN NHÂN DÂN", "TỈNH BÌNH DƯƠNG", "Bình Dương, ngày tháng năm 1996", true },
		{ "ỦY BAN NHÂN DÂN", "TỈNH HÀ NAM NINH", "Nam Định, ngày 5 tháng 8 năm 1985",
			false },
		{ "ỦY BAN NHÂN DÂN", "HUYỆN BÀU BÀNG", "Bàu Bàng, ngày 29 tháng 12 năm 2013",
			false },
		{ "ỦY BAN NHÂN DÂN", "HUYỆN BÀU BÀNG", "Bàu Bàng, ngày 28 tháng 12 năm 2013",
			true },
		{ "UBND TỈNH BÌNH DƯƠNG", "SỞ CÔNG THƯƠNG", "Bình Dương, ngày 2 tháng 3 năm 2005",
			true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Head head = decision;
		head.agencies[0] = cases[i].first;
		head.agencies[1] = cases[i].second;
		head.date = cases[i].date;
		Words *page = make_page(&head);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_nonnull(value(found, FIELD_AGENCY));
		g_assert_true((found->fields[FIELD_AGENCY].confidence < 0.6) == cases[i].doubted);
		g_assert_true(!cases[i].doubted || found->fields[FIELD_ISSUED].confidence < 0.6);
	}
}

static void doubts_misread_names(void)
{
	static const struct {
		const char *name;
		bool sure;
	} cases[] = {
		{ "Nguyễn Thị Hoa", true }, { "Nguyen Thị Hoa", false }, { "Trấn Văn An", false },
		{ "HUỲNH THỊ THU PHƯƠNG", true }, { "LÊ KIM YẾN", true },
		{ "Hoàng Hải", false }, /* the first word may be missing */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Words *page = make_page(&decision);
		put_signature(page, cases[i].name, 1500);
		g_autoptr(Description) found = describe(&page, 1);
		g_assert_cmpstr(value(found, FIELD_SIGNER), ==, cases[i].name);
		g_assert_true((found->fields[FIELD_SIGNER].confidence > 0.8) == cases[i].sure);
	}
}

/* A word of the page is read with this confidence. */
static void set_confidence(Words *words, const char *text, double confidence)
{
	for (unsigned i = 0; i < words->words->len; i++) {
		Word *word = &g_array_index(words->words, Word, i);
		if (g_str_equal(word->text, text))
			word->confidence = confidence;
	}
}

static void doubts_strange_notations(void)
{
	static const struct {
		const char *number, *word, *is_notation;
		bool doubted;
	} cases[] = {
		{ "Số: 921/QĐ-UBND", "921/QĐ-UBND", "QĐ-UBND", false },
		{ "Số: 921/QO-UBND", "921/QO-UBND", "QĐ-UBND", false },
		{ "Số: 921/QĐĐ-UBND", "921/QĐĐ-UBND", "QĐ-UBND", false },
		{ "Số: 921/QĐX-UBND", "921/QĐX-UBND", "QĐX-UBND", true },
		{ "Số: 921/2019/QĐ-UBND", "921/2019/QĐ-UBND", "2019/QĐ-UBND", false },
		{ "Số: 921/UBND-NC", "921/UBND-NC", "UBND-NC", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Head head = decision;
		head.number = cases[i].number;
		Words *page = make_page(&head);
		set_confidence(page, cases[i].word, 0.75);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_cmpstr(value(found, FIELD_NOTATION), ==, cases[i].is_notation);
		g_assert_true((found->fields[FIELD_NOTATION].confidence < 0.6) == cases[i].doubted);
	}
}

static void takes_no_names_that_lost_letters(void)
{
	static const char *const lines[] = { "Hoàng Quc Yn", "Phan Th Th o", "Võ Ng c An",
		"Lê Công Đ t", "Nguy n Kim Trúc", "~ Văn Đạt", "1.y Văn Đạt" };

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		Words *page = make_page(&decision);
		put_signature(page, lines[i], 1500);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("%s", lines[i]);
		g_assert_null(value(found, FIELD_SIGNER));
	}
}

static void doubts_what_is_on_doubtful_pages(void)
{
	Words *page = make_page(&decision);
	page->quality.verdict = QUALITY_DOUBTFUL;
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_NUMBER), ==, "921");
	g_assert_cmpfloat(found->fields[FIELD_NUMBER].confidence, <, 0.8);
	g_assert_cmpfloat(found->fields[FIELD_PAGES].confidence, ==, 1);
}

static void doubts_words_that_do_not_exist(void)
{
	static const struct {
		const char *subject;
		bool doubted;
	} cases[] = {
		{ "Về việc công nhận luật sư tập sự của UBND tỉnh Đắk Lắk (đợt 2)", false },
		{ "Về việc công nhận tuật sư tập sự", true },
	};
	g_autoptr(Syllables) syllables = syllables_load("/usr/share/hunspell/vi_VN.dic", NULL);

	g_assert_nonnull(syllables);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Head head = decision;
		head.subject[0] = cases[i].subject;
		head.subject[1] = NULL;
		g_autoptr(Words) page = make_page(&head);
		g_autoptr(Describer) describer = describer_new("2022-01-01", syllables);
		describer_put_page(describer, 1, page);
		g_autoptr(Description) found = describer_finish(describer);
		g_assert_cmpstr(value(found, FIELD_SUBJECT), ==, cases[i].subject);
		g_assert_true((found->fields[FIELD_SUBJECT].confidence < 0.7) == cases[i].doubted);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doubts/an agency that was not there yet, or no more",
		doubts_agencies_out_of_their_period);
	g_test_add_func("/doubts/names that were not read well", doubts_misread_names);
	g_test_add_func(
		"/doubts/takes no names that lost letters", takes_no_names_that_lost_letters);
	g_test_add_func("/doubts/notations that stand for nothing", doubts_strange_notations);
	g_test_add_func("/doubts/words that do not exist", doubts_words_that_do_not_exist);
	g_test_add_func("/doubts/what stands on doubtful pages", doubts_what_is_on_doubtful_pages);
	return g_test_run();
}
