/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages are set here as NĐ 30/2020 lays them out: A4 at 200 dpi, text of 26 pixels. */
#include "tests/laid_page.h"

#include "pipeline/document_types.h"

#include <math.h>
#include <string.h>

static void reads_a_decision(void)
{
	Words *page = make_page(&decision);
	put_signature(page, "Phan Văn Vinh", 1500);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_NUMBER), ==, "921");
	g_assert_cmpstr(value(found, FIELD_NOTATION), ==, "QĐ-UBND");
	g_assert_cmpstr(value(found, FIELD_ISSUED), ==, "2019-08-15");
	g_assert_cmpstr(value(found, FIELD_PLACE), ==, "Bình Dương");
	g_assert_null(value(found, FIELD_PARENT));
	g_assert_cmpstr(value(found, FIELD_AGENCY), ==, "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG");
	g_assert_cmpstr(value(found, FIELD_TYPE), ==, "QUYẾT ĐỊNH");
	g_assert_cmpstr(value(found, FIELD_SUBJECT), ==,
		"Về việc công nhận hộ thoát nghèo năm 2019 trên địa bàn phường Tân Đông Hiệp");
	g_assert_cmpstr(value(found, FIELD_SIGNER), ==, "Phan Văn Vinh");
	g_assert_null(value(found, FIELD_SECRECY));
	g_assert_false(found->outside_period);

	const Field *number = &found->fields[FIELD_NUMBER];
	g_assert_cmpuint(number->page, ==, 1);
	g_assert_cmpfloat(number->confidence, >, 0.9);
	g_assert_cmpfloat(number->box.y, ==, 285);
	g_assert_cmpfloat(number->box.height, ==, 26);
}

static void reads_a_letter(void)
{
	static const Head letter = { { "UBND TỈNH BÌNH DƯƠNG", "SỞ KẾ HOẠCH VÀ ĐẦU TƯ" },
		"Số: 5187/SKHĐT-ĐKKD", "Bình Dương, ngày 20 tháng 3 năm 2010", NULL, { NULL } };
	Words *page = make_page(&letter);
	put_line(page, "V/v trả lời hồ sơ đăng ký", LEFT, 340);
	put_line(page, "của Ông Trần Công Mỹ", LEFT, 382);
	put_line(page, "Kính gửi: Ông Trần Công Mỹ.", MIDDLE, 430);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_TYPE), ==, "CÔNG VĂN");
	g_assert_cmpstr(
		value(found, FIELD_SUBJECT), ==, "V/v trả lời hồ sơ đăng ký của Ông Trần Công Mỹ");
	g_assert_cmpstr(value(found, FIELD_NOTATION), ==, "SKHĐT-ĐKKD");
	g_assert_cmpstr(value(found, FIELD_PARENT), ==, "UBND TỈNH BÌNH DƯƠNG");
	g_assert_cmpstr(value(found, FIELD_AGENCY), ==, "SỞ KẾ HOẠCH VÀ ĐẦU TƯ");
}

static void reads_heads(void)
{
	static const struct {
		const char *number, *date; /* as read */
		const char *is_number, *is_notation, *is_issued;
	} cases[] = {
		{ "Số: 05/QĐ-UBND", "Bến Cát, ngày 01 tháng 02 năm 2003", "05", "QĐ-UBND",
			"2003-02-01" },
		{ "Sô: 5 / QĐ - UBND", "Bến Cát, ngày 1 tháng 2 năm 2003", "5", "QĐ-UBND",
			"2003-02-01" },
		{ "Số 123-QĐ/UB", "Bến Cát, ngày 31 tháng 12 năm 1998", "123", "QĐ/UB",
			"1998-12-31" },
		{ "Số: 15/2020/QĐ-UBND", "Bến Cát, ngày 30 tháng 2 năm 2003", "15", "2020/QĐ-UBND",
			"2003" },
		{ "Số: 12A/QĐ.UB", "Bến Cát, ngày … tháng 3 năm 2003", "12A", "QĐ.UB", "2003-03" },
		{ "Số: /QĐ-UBND", "Bến Cát, ngày tháng năm 2003", NULL, "QĐ-UBND", "2003" },
		{ "Số: 5Z7/QĐ-UBND", "Bến Cát, ngày l5 tháng 3 năm 2003", NULL, "QĐ-UBND", "2003" },
		{ "Số: 1234567/QĐ-UBND", "Bến Cát, ngày 32 tháng 13 năm 2003", NULL, "QĐ-UBND",
			"2003" },
		{ "Số: 921/", "Bến Cát, ngày 1 tháng 1 năm 20O3", NULL, NULL, NULL },
		{ "Số 45 QĐ/UB", "Sông Bé, ngày 5/8/1990", "45", "QĐ/UB", "1990-08-05" },
		{ "Số: 45/QĐ.UB", "Sông Bé, ngày 15-8-1990", "45", "QĐ.UB", "1990-08-15" },
		{ "Số: 45/QĐ.UB", "Sông Bé, ngày 15/18/1990", "45", "QĐ.UB", "1990" },
		{ "Số: 45/QĐ.UB", "Sông Bé, tháng 8 năm 1990", "45", "QĐ.UB", "1990-08" },
		{ "Số: 921/Q\xc3\x90-UBND;", "Bến Cát, ngày 1 tháng 1 năm 1944", "921", "QĐ-UBND",
			NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Head head = decision;
		head.number = cases[i].number;
		head.date = cases[i].date;
		Words *page = make_page(&head);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_cmpstr(value(found, FIELD_NUMBER), ==, cases[i].is_number);
		g_assert_cmpstr(value(found, FIELD_NOTATION), ==, cases[i].is_notation);
		g_assert_cmpstr(value(found, FIELD_ISSUED), ==, cases[i].is_issued);
	}
}

/* Moves and grows the word `text`, as a hand writes it. */
static void write_by_hand(Words *words, const char *text, double up, double grow)
{
	for (unsigned i = 0; i < words->words->len; i++) {
		Word *word = &g_array_index(words->words, Word, i);
		if (!g_str_equal(word->text, text))
			continue;
		word->box.y -= up;
		word->box.height += grow;
	}
}

static void leaves_handwriting_out(void)
{
	static const struct {
		double up, grow;
	} hands[] = { { 12, 0 }, { 0, 14 }, { 14, 14 }, { -10, 0 } };

	for (size_t i = 0; i < G_N_ELEMENTS(hands); i++) {
		Words *page = make_page(&decision);
		write_by_hand(page, "921/QĐ-UBND", hands[i].up, hands[i].grow);
		write_by_hand(page, "15", hands[i].up, hands[i].grow);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("hand %zu", i);
		g_assert_null(value(found, FIELD_NUMBER));
		g_assert_cmpstr(value(found, FIELD_NOTATION), ==, "QĐ-UBND");
		g_assert_cmpstr(value(found, FIELD_ISSUED), ==, "2019");
	}
}

/* Inclines the text by `degrees` clockwise about the middle of the page, as ocr/ gives it: the box
 * of a word keeps its size. */
static void incline(Words *words, double degrees)
{
	double sine = sin(degrees * G_PI / 180), cosine = cos(degrees * G_PI / 180);

	words->skew = degrees;
	for (unsigned i = 0; i < words->words->len; i++) {
		Box *box = &g_array_index(words->words, Word, i).box;
		double right = box->x + box->width / 2 - WIDTH / 2.0;
		double down = box->y + box->height / 2 - HEIGHT / 2.0;
		box->x = WIDTH / 2.0 + right * cosine - down * sine - box->width / 2;
		box->y = HEIGHT / 2.0 + right * sine + down * cosine - box->height / 2;
	}
}

static void passes_over_scraps(void)
{
	Words *page = make_page(&decision);
	put_line(page, "~", LEFT - 80, 288);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_NUMBER), ==, "921");
}

static void reads_inclined_pages(void)
{
	static const double skews[] = { -7.5, -4, -2.15, 0.6, 3, 7.5 };

	for (size_t i = 0; i < G_N_ELEMENTS(skews); i++) {
		Head head = decision;
		head.number = "Số: 8881/TLKS-UBND-TNMT";
		Words *page = make_page(&head);
		put_signature(page, "Phan Văn Vinh", 1500);
		incline(page, skews[i]);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("%f degrees", skews[i]);
		g_assert_cmpstr(value(found, FIELD_NUMBER), ==, "8881");
		g_assert_cmpstr(value(found, FIELD_ISSUED), ==, "2019-08-15");
		g_assert_cmpstr(value(found, FIELD_AGENCY), ==, "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG");
		g_assert_cmpstr(value(found, FIELD_TYPE), ==, "QUYẾT ĐỊNH");
		g_assert_cmpstr(value(found, FIELD_SUBJECT), ==,
			"Về việc công nhận hộ thoát nghèo năm 2019 trên địa bàn phường Tân Đông "
			"Hiệp");
		g_assert_cmpstr(value(found, FIELD_SIGNER), ==, "Phan Văn Vinh");
	}
}

static void parts_joined_columns(void)
{
	Words *page = words_new(WIDTH, HEIGHT, 200, 200);
	put_line_at(page, "UBND TỈNH BÌNH DƯƠNG CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300, 160);
	put_line_at(page, "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG Độc lập - Tự do - Hạnh phúc", 240, 205);
	put_line_at(page, "Số: 77/TB-STNMT Bình Dương, ngày 15 tháng 7 năm 2015", 340, 285);
	put_line(page, "THÔNG BÁO", MIDDLE, 380);
	put_line(page, "Về việc đăng ký", MIDDLE, 430);
	put_body(page, 520, 8);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_PARENT), ==, "UBND TỈNH BÌNH DƯƠNG");
	g_assert_cmpstr(value(found, FIELD_AGENCY), ==, "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG");
	g_assert_cmpstr(value(found, FIELD_NUMBER), ==, "77");
	g_assert_cmpstr(value(found, FIELD_NOTATION), ==, "TB-STNMT");
	g_assert_cmpstr(value(found, FIELD_PLACE), ==, "Bình Dương");
	g_assert_cmpstr(value(found, FIELD_ISSUED), ==, "2015-07-15");
	g_assert_cmpstr(value(found, FIELD_TYPE), ==, "THÔNG BÁO");
	g_assert_cmpstr(value(found, FIELD_SUBJECT), ==, "Về việc đăng ký");
}

static void knows_titles(void)
{
	static const struct {
		const char *title, *type;
		bool whole;
	} cases[] = {
		{ "QUYẾT ĐỊNH", "QUYẾT ĐỊNH", true },
		{ "QUYÊT ĐINH", "QUYẾT ĐỊNH", true },
		{ "THÔNG BÁO", "THÔNG BÁO", true },
		{ "THÔNG CÁO", "THÔNG CÁO", true },
		{ "GIẤY PHÉP XÂY DỰNG", "GIẤY PHÉP XÂY DỰNG", true },
		{ "GIẤY PHÉP LÁI XE", "GIẤY PHÉP", false },
		{ "TRÍCH LỤC KHAI SINH", "TRÍCH LỤC KHAI SINH", true },
		{ "BẢN THOẢ THUẬN", "BẢN THỎA THUẬN", true },
		{ "Quyết định này có hiệu lực", "QUYẾT ĐỊNH", false },
		{ "CỘNG HÒA XÃ HỘI", NULL, false },
		{ "", NULL, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		bool whole = false;
		const Term *type = document_type_find(cases[i].title, &whole);
		g_assert_cmpstr(type != NULL ? type->name : NULL, ==, cases[i].type);
		g_assert_true(type == NULL || whole == cases[i].whole);
	}
}

static void spells_agencies(void)
{
	Head head = decision;
	head.agencies[0] = "ỦY BAN NHÂN DẦN";
	head.agencies[1] = "XÃ XA MÁT";
	Words *page = make_page(&head);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_AGENCY), ==, "ỦY BAN NHÂN DÂN XÃ XA MÁT");
}

/* Of two territories, one over the other, the lower issues. */
static void parts_territories(void)
{
	Head head = decision;
	head.agencies[0] = "HUYỆN BẾN CÁT";
	head.agencies[1] = "XÃ MỸ PHƯỚC";
	Words *page = make_page(&head);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_PARENT), ==, "HUYỆN BẾN CÁT");
	g_assert_cmpstr(value(found, FIELD_AGENCY), ==, "XÃ MỸ PHƯỚC");
}

static void stops_secrets(void)
{
	static const struct {
		const char *text;
		double center, y;
		const char *mark;
	} cases[] = {
		{ "MẬT", LEFT, 335, "MẬT" },
		{ "|TỐI MẬT|", LEFT, 335, "TỐI MẬT" },
		{ "TUYỆT MẬT", LEFT, 335, "TUYỆT MẬT" },
		{ "TUYET MAT", LEFT, 335, "TUYỆT MẬT" },
		{ "Mật", LEFT, 335, NULL },
		{ "MẮT", LEFT, 335, NULL },
		{ "MÁT", LEFT, 335, NULL },
		{ "BÍ MẬT NHÀ NƯỚC", LEFT, 335, NULL },
		{ "MẬT VỤ", LEFT, 335, NULL },
		{ "MẬT", RIGHT, 335, NULL },
		{ "MẬT", LEFT, 1500, NULL },
		{ "HỎA TỐC", LEFT, 335, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Words *page = make_page(&decision);
		put_line(page, cases[i].text, cases[i].center, cases[i].y);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_cmpstr(value(found, FIELD_SECRECY), ==, cases[i].mark);
	}
}

static void marks_what_is_outside(void)
{
	static const struct {
		const char *date;
		bool outside;
	} cases[] = {
		{ "Bình Dương, ngày 31 tháng 12 năm 2021", false },
		{ "Bình Dương, ngày 01 tháng 01 năm 2022", true },
		{ "Bình Dương, ngày tháng năm 2021", false },
		{ "Bình Dương, ngày tháng năm 2022", true },
		{ "Bình Dương, ngày tháng 12 năm 2021", false },
		{ NULL, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Head head = decision;
		head.date = cases[i].date;
		Words *page = make_page(&head);
		g_autoptr(Description) found = describe(&page, 1);
		g_assert_true(found->outside_period == cases[i].outside);
	}
}

static void takes_signers_of_the_document_only(void)
{
	static const Head annex = { { "SỞ Y TẾ" }, NULL, NULL, "DANH SÁCH", { NULL } };
	Words *pages[] = { make_page(&decision), words_new(WIDTH, HEIGHT, 200, 200),
		make_page(&annex) };
	put_body(pages[1], 200, 10);
	put_signature(pages[1], "Phan Văn Vinh", 900);
	put_signature(pages[2], "Lê Kim Yến", 1500);
	g_autoptr(Description) found = describe(pages, 3);

	g_assert_cmpstr(value(found, FIELD_SIGNER), ==, "Phan Văn Vinh");
	g_assert_cmpuint(found->fields[FIELD_SIGNER].page, ==, 2);
}

static void takes_only_names_as_signers(void)
{
	static const struct {
		const char *line, *name;
	} cases[] = {
		{ "NGUYỄN VĂN AN", "NGUYỄN VĂN AN" },
		{ "~ Lê Kim Yến", "Lê Kim Yến" },
		{ "NI Văn Vinh", NULL },
		{ "aguU Trúc", NULL },
		{ "Phan 3Văn", NULL },
		{ "các cơ quan", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Words *page = make_page(&decision);
		put_signature(page, cases[i].line, 1500);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_cmpstr(value(found, FIELD_SIGNER), ==, cases[i].name);
	}
}

static void finds_nothing_where_nothing_is(void)
{
	Words *pages[] = { words_new(WIDTH, HEIGHT, 200, 200), words_new(0, 0, 0, 0),
		words_new(WIDTH, HEIGHT, 200, 200) };
	pages[0]->blank = true;
	put_body(pages[2], 200, 40);
	g_autoptr(Description) found = describe(pages, 3);

	for (int i = 0; i < FIELDS; i++)
		if (i != FIELD_PAGES)
			g_assert_null(found->fields[i].value);
	g_assert_cmpstr(value(found, FIELD_PAGES), ==, "1");
}

static void survives_noise(void)
{
	static const char *const scraps[] = { "Số:", "/", "QĐ-UBND", "ngày", "tháng", "năm", "2019",
		"CỘNG", "HÒA", "QUYẾT", "ĐỊNH", "TM.", "KT.", "Nguyễn", "Văn", "MẬT", "V/v", "-",
		"…", "921/", "\xef\xbf\xbd" };
	g_autoptr(GRand) random = g_rand_new_with_seed(7);

	for (unsigned round = 0; round < 200; round++) {
		Words *page = words_new(WIDTH, HEIGHT, 200, 200);
		page->skew = g_rand_double_range(random, -90, 90);
		for (unsigned l = 0; l < 100; l++) {
			Line line = { .first = page->words->len,
				.count = (unsigned)g_rand_int_range(random, 0, 9) };
			for (unsigned i = 0; i < line.count; i++)
				put_word(page,
					scraps[g_rand_int_range(random, 0, G_N_ELEMENTS(scraps))],
					g_rand_double_range(random, -100, WIDTH),
					g_rand_double_range(random, -100, HEIGHT),
					g_rand_double_range(random, 0, 80));
			line.count += round % 7 == 0 ? 1000000 : 0;
			g_array_append_val(page->lines, line);
		}
		g_autoptr(Description) found = describe(&page, 1);
		for (int i = 0; i < FIELDS; i++)
			g_assert_true(found->fields[i].value == NULL ||
				g_utf8_validate(found->fields[i].value, -1, NULL));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/describe/reads a decision", reads_a_decision);
	g_test_add_func("/describe/reads an official letter", reads_a_letter);
	g_test_add_func("/describe/reads numbers and dates, whole and partial", reads_heads);
	g_test_add_func("/describe/leaves handwriting out", leaves_handwriting_out);
	g_test_add_func("/describe/passes over scraps beside the number", passes_over_scraps);
	g_test_add_func("/describe/reads pages that lie askew", reads_inclined_pages);
	g_test_add_func("/describe/parts columns that OCR joined", parts_joined_columns);
	g_test_add_func("/describe/knows titles", knows_titles);
	g_test_add_func("/describe/spells what agencies' names are made of", spells_agencies);
	g_test_add_func(
		"/describe/parts a territory from the one that it lies in", parts_territories);
	g_test_add_func("/describe/stops secrets by their mark, not in prose", stops_secrets);
	g_test_add_func("/describe/marks what is outside the period", marks_what_is_outside);
	g_test_add_func("/describe/takes the signer of the document, not of its annex",
		takes_signers_of_the_document_only);
	g_test_add_func("/describe/takes only names as signers", takes_only_names_as_signers);
	g_test_add_func("/describe/finds nothing where nothing is", finds_nothing_where_nothing_is);
	g_test_add_func("/describe/survives noise", survives_noise);
	return g_test_run();
}
