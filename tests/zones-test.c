/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of documents other than a decision, and what stands around its text. */
#include "tests/laid_page.h"

/* A licence: the name of the nation in the middle, number below the title, date by the signature. */
static Words *make_licence(const char *agency, const char *title, const char *number)
{
	Words *words = words_new(WIDTH, HEIGHT, 200, 200);

	put_line(words, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", MIDDLE, 160);
	put_line(words, "Độc lập-Tự do-Hạnh phúc", MIDDLE, 205);
	put_line(words, agency, LEFT, 290);
	put_line(words, title, MIDDLE, 420);
	put_line(words, number, MIDDLE, 470);
	put_body(words, 560, 12);
	put_line(words, "Sông Bé, ngày 12 tháng 5 năm 1990", SIGN, 1400);
	put_line(words, "GIÁM ĐỐC", SIGN, 1450);
	put_line(words, "Lê Kim Yến", SIGN, 1700);
	return words;
}

static void reads_licences(void)
{
	static const struct {
		const char *agency, *title, *number, *is_type, *is_number, *is_notation;
	} cases[] = {
		{ "SỞ XÂY DỰNG", "GIẤY PHÉP XÂY DỰNG", "Số: 46/GPXD", "GIẤY PHÉP XÂY DỰNG", "46",
			"GPXD" },
		{ "SỞ KẾ HOẠCH VÀ ĐẦU TƯ", "GIẤY CHỨNG NHẬN ĐĂNG KÝ KINH DOANH", "Số: 46A8001234",
			"GIẤY CHỨNG NHẬN ĐĂNG KÝ KINH DOANH", "46A8001234", NULL },
		{ "SỞ XÂY DỰNG", "CHỨNG CHỈ HÀNH NGHỀ KIẾN TRÚC SƯ", "Số: 123/CCHN-SXD",
			"CHỨNG CHỈ HÀNH NGHỀ KIẾN TRÚC SƯ", "123", "CCHN-SXD" },
		{ "UỶ BAN NHÂN DÂN XÃ AN BÌNH", "TRÍCH LỤC KHAI SINH", "Số: 45/TLKS",
			"TRÍCH LỤC KHAI SINH", "45", "TLKS" },
		{ "UBND XÃ AN BÌNH", "BIÊN BẢN", "Số: 7/BB-UB", "BIÊN BẢN", "7", "BB-UB" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Words *page = make_licence(cases[i].agency, cases[i].title, cases[i].number);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_cmpstr(value(found, FIELD_AGENCY), ==, cases[i].agency);
		g_assert_cmpstr(value(found, FIELD_TYPE), ==, cases[i].is_type);
		g_assert_cmpstr(value(found, FIELD_NUMBER), ==, cases[i].is_number);
		g_assert_cmpstr(value(found, FIELD_NOTATION), ==, cases[i].is_notation);
		g_assert_cmpstr(value(found, FIELD_ISSUED), ==, "1990-05-12");
		g_assert_cmpstr(value(found, FIELD_PLACE), ==, "Sông Bé");
		g_assert_cmpstr(value(found, FIELD_SIGNER), ==, "Lê Kim Yến");
		g_assert_cmpstr(value(found, FIELD_AUTHORITY), ==, "GIÁM ĐỐC");
	}
}

/* What the page process tells of handwriting: a box, in words or beside them. */
static void put_hand(Words *words, double x, double y, double width)
{
	Box hand = { x, y, width, 40 };

	g_array_append_val(words->handwriting, hand);
}

static void marks_handwriting(void)
{
	static const struct {
		const char *number, *date;
		double x, y, width; /* of what is written by hand */
		bool in_number, in_date;
		const char *is_number, *is_issued;
	} cases[] = {
		/* the number's gap goes from 376 to 418, the day's from 1011 to 1039 */
		{ "Số:     /QĐ-UBND", "Bình Dương, ngày 15 tháng 8 năm 2019", 400, 275, 30, true,
			false, NULL, "2019-08-15" },
		{ "Số: 921/QĐ-UBND", "Bình Dương, ngày 15 tháng 8 năm 2019", 410, 275, 40, true,
			false, NULL, "2019-08-15" },
		{ "Số: 921/QĐ-UBND", "Bình Dương, ngày tháng năm 2019", 1130, 275, 30, false, true,
			"921", "2019" },
		{ "Số: 921/QĐ-UBND", "Bình Dương, ngày 15 tháng 8 năm 2019", 1124, 275, 30, false,
			true, "921", "2019" },
		{ "Số: 921/QĐ-UBND", "Bình Dương, ngày 15 tháng 8 năm 2019", 1335, 275, 50, false,
			true, "921", NULL },
		{ "Số: 921/QĐ-UBND", "Bình Dương, ngày 15 tháng 8 năm 2019", 300, 1400, 80, false,
			false, "921", "2019-08-15" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Head head = decision;
		head.number = cases[i].number;
		head.date = cases[i].date;
		Words *page = make_page(&head);
		put_hand(page, cases[i].x, cases[i].y, cases[i].width);
		g_autoptr(Description) found = describe(&page, 1);
		const Field *number = &found->fields[FIELD_NUMBER];
		const Field *issued = &found->fields[FIELD_ISSUED];
		g_test_message("case %zu", i);
		g_assert_cmpstr(number->value, ==, cases[i].is_number);
		g_assert_cmpstr(issued->value, ==, cases[i].is_issued);
		g_assert_true(number->handwritten == cases[i].in_number);
		g_assert_true(issued->handwritten == cases[i].in_date);
		const Box *box = cases[i].in_number ? &number->box : &issued->box;
		g_assert_true(!(cases[i].in_number || cases[i].in_date) ||
			(box->y <= 275 && box->x <= cases[i].x));
	}
}

static void reads_urgency(void)
{
	Words *page = make_page(&decision);
	put_line(page, "HOA TỐC", LEFT, 335);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_URGENCY), ==, "HỎA TỐC");
	g_assert_null(value(found, FIELD_SECRECY));
}

static void reads_the_end(void)
{
	Words *page = make_page(&decision);
	Box seal = { SIGN - 200, 1560, 240, 240 };
	put_signature(page, "Phan Văn Vinh", 1500);
	put_line_at(page, "- Như Điều 3;", 230, 1545);
	put_line_at(page, "- Trung tâm Hành chính công", 230, 1585);
	put_line_at(page, "tỉnh;", 230, 1625);
	put_line_at(page, "~ - Lưu: VT.", 230, 1665);
	put_line_at(page, "2", 230, 2250);
	g_array_append_val(page->seals, seal);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_RECIPIENTS), ==,
		"Như Điều 3; Trung tâm Hành chính công tỉnh; Lưu: VT");
	g_assert_cmpstr(value(found, FIELD_AUTHORITY), ==,
		"TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH");
	g_assert_cmpstr(value(found, FIELD_SEAL), ==, "present");
	g_assert_cmpfloat(found->fields[FIELD_SEAL].confidence, >, 0.9);
	g_assert_cmpfloat(found->fields[FIELD_SEAL].box.x, ==, seal.x);
	g_assert_cmpstr(value(found, FIELD_PAGES), ==, "1");
}

static void shows_where_a_signer_is_missing(void)
{
	Words *page = make_page(&decision);
	put_signature(page, "~", 1500);
	g_autoptr(Description) found = describe(&page, 1);
	const Field *signer = &found->fields[FIELD_SIGNER];

	g_assert_null(signer->value);
	g_assert_cmpuint(signer->page, ==, 1);
	g_assert_cmpfloat(signer->box.y, <, 1800);
	g_assert_cmpfloat(signer->box.y + signer->box.height, >, 1826);
}

static void reads_titles_of_their_time(void)
{
	static const struct {
		const char *title, *subject, *is_type, *is_subject;
	} cases[] = {
		{ "QUYẾT ĐỊNH CỦA UỶ BAN NHÂN DÂN TỈNH", "Về việc giao đất", "QUYẾT ĐỊNH",
			"Về việc giao đất" },
		{ "GIẤY PHÉP", "Khai thác nước dưới đất", "GIẤY PHÉP", "Khai thác nước dưới đất" },
		{ "TRÍCH LỤC KHAI SINH", "(BẢN SAO)", "TRÍCH LỤC KHAI SINH", NULL },
		{ "NGHỊ QUYẾT", "điều động cán bộ", "NGHỊ QUYẾT", "điều động cán bộ" },
		{ "QUYẾT ĐỊNH", "Phân công Kiểm sát viên", "QUYẾT ĐỊNH",
			"Phân công Kiểm sát viên" },
		{ "QUYẾT ĐỊNH", "CHỦ TỊCH ỦY BAN NHÂN DÂN", "QUYẾT ĐỊNH", NULL },
		{ "BIÊN BẢN HỌP", "Xét duyệt hồ sơ", "BIÊN BẢN HỌP", "Xét duyệt hồ sơ" },
		{ "TỜ TRÌNH", "V⁄v xin kinh phí", "TỜ TRÌNH", "V/v xin kinh phí" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Head head = decision;
		head.title = cases[i].title;
		head.subject[0] = cases[i].subject;
		head.subject[1] = NULL;
		Words *page = make_page(&head);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_cmpstr(value(found, FIELD_TYPE), ==, cases[i].is_type);
		g_assert_cmpstr(value(found, FIELD_SUBJECT), ==, cases[i].is_subject);
	}
}

/* Number and date written by hand as a whole, of which no word was read. */
static void marks_what_was_not_read_at_all(void)
{
	Head head = decision;
	head.number = head.date = NULL;
	Words *page = make_page(&head);
	put_hand(page, 400, 290, 200);
	put_hand(page, 1000, 290, 300);
	put_hand(page, 1300, 700, 90);
	g_autoptr(Description) found = describe(&page, 1);

	for (int i = 0; i < 2; i++) {
		const Field *field = &found->fields[i == 0 ? FIELD_NUMBER : FIELD_ISSUED];
		g_assert_null(field->value);
		g_assert_true(field->handwritten);
		g_assert_cmpuint(field->page, ==, 1);
		g_assert_cmpfloat(field->box.x, ==, i == 0 ? 400 : 1000);
		g_assert_cmpfloat(field->box.height, ==, 40);
	}
}

/* The stamp of who received it, over the document's own number. */
static void passes_over_stamps_of_registries(void)
{
	Words *page = make_page(&decision);
	put_line(page, "ĐẾN", LEFT, 60);
	put_line(page, "Số: 1234", LEFT, 100);
	put_line(page, "Ngày: 12/5/2003", LEFT, 130);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_cmpstr(value(found, FIELD_NUMBER), ==, "921");
	g_assert_cmpstr(value(found, FIELD_ISSUED), ==, "2019-08-15");
	g_assert_cmpstr(value(found, FIELD_AGENCY), ==, "ỦY BAN NHÂN DÂN TỈNH BÌNH DƯƠNG");
}

/* Degrees are no part of a name, and no scraps beside it. */
static void leaves_degrees_out(void)
{
	static const char *const lines[] = { "ThS.BS. Lê Kim Yến", "BS CKII Lê Kim Yến" };

	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		Words *page = make_page(&decision);
		put_signature(page, lines[i], 1500);
		g_autoptr(Description) found = describe(&page, 1);
		g_assert_cmpstr(value(found, FIELD_SIGNER), ==, "Lê Kim Yến");
	}
}

static void reads_who_certifies(void)
{
	static const struct {
		const char *line, *agency;
	} cases[] = {
		{ "ỦY BAN NHÂN DÂN HUYỆN DẦU TIẾNG", "ỦY BAN NHÂN DÂN HUYỆN DẦU TIẾNG" },
		{ "GIÁM ĐỐC SỞ Y TẾ TỈNH BÌNH DƯƠNG", "SỞ Y TẾ TỈNH BÌNH DƯƠNG" },
		{ "CHỨNG NHẬN", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Words *page = make_licence("", "GIẤY CHỨNG NHẬN", "Số: 46/GCN");
		put_line(page, cases[i].line, MIDDLE, 520);
		g_autoptr(Description) found = describe(&page, 1);
		g_test_message("case %zu", i);
		g_assert_cmpstr(value(found, FIELD_AGENCY), ==, cases[i].agency);
	}
}

/* Only a line of its own is the date of a document. */
static void takes_no_date_out_of_prose(void)
{
	Words *page = words_new(WIDTH, HEIGHT, 200, 200);
	put_line(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", MIDDLE, 160);
	put_line(page, "Độc lập - Tự do - Hạnh phúc", MIDDLE, 205);
	put_line_at(page,
		"Căn cứ Nghị định của Chính phủ ban hành ngày 15 tháng 5 năm 2014 và quy định", 230,
		400);
	put_line_at(page, "tại văn bản ngày 15 tháng 5 năm 2014", 230, 445);
	put_body(page, 490, 10);
	g_autoptr(Description) found = describe(&page, 1);

	g_assert_null(value(found, FIELD_ISSUED));
	g_assert_null(value(found, FIELD_PLACE));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/zones/reads licences and certificates", reads_licences);
	g_test_add_func(
		"/zones/marks what is written by hand and gives it no value", marks_handwriting);
	g_test_add_func("/zones/reads how urgent a document is", reads_urgency);
	g_test_add_func("/zones/reads recipients, authority, seal and pages", reads_the_end);
	g_test_add_func(
		"/zones/shows where a signer ought to stand", shows_where_a_signer_is_missing);
	g_test_add_func("/zones/reads titles as they were printed at their time",
		reads_titles_of_their_time);
	g_test_add_func("/zones/marks number and date of which nothing was read",
		marks_what_was_not_read_at_all);
	g_test_add_func(
		"/zones/passes over stamps of registries", passes_over_stamps_of_registries);
	g_test_add_func("/zones/leaves degrees out of names", leaves_degrees_out);
	g_test_add_func("/zones/reads who certifies, below the title", reads_who_certifies);
	g_test_add_func("/zones/takes no date out of prose", takes_no_date_out_of_prose);
	return g_test_run();
}
