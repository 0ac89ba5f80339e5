/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of samples/, turned, mirrored, skewed and emptied. Run from the project's root. */
#include "ocr/clean.h"
#include "ocr/recognize.h"

#include <math.h>
#include <string.h>

static const char *const samples[] = {
	"samples/scans/009.818.H07-254893-9140/002.pdf",
	"samples/scans/009.818.H07-254893-9140/003.jpg",
	"samples/scans/035.690.H27-857675-6375/001-01.jpg", /* grey, 200 dpi, stained */
	"samples/scans/055.009.H02-231251-9923/001.pdf",    /* upside down */
};

enum { PLAIN = 1, INVERTED = 3, WIDTH = 2480, HEIGHT = 3508, DPI = 300 };

static Reader *reader;

static ScanPage *read_sample(const char *path)
{
	ScanLimits limits = { 20000, 100, 50 };
	g_autoptr(GError) error = NULL;
	g_autoptr(Scan) scan = scan_open(path, &limits, &error);

	g_assert_no_error(error);
	ScanPage *page = scan_read_page(scan, 0, &error);
	g_assert_no_error(error);
	return page;
}

static void replace_pix(ScanPage *page, PIX *pix)
{
	g_assert_nonnull(pix);
	pixDestroy(&page->pix);
	page->pix = pix;
}

static CleanPage *clean(const ScanPage *page)
{
	g_autoptr(GError) error = NULL;
	CleanPage *cleaned = page_clean(page, &(CleanRules) { 0 }, &error);

	g_assert_no_error(error);
	return cleaned;
}

static Words *read_words(const ScanPage *page)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(CleanPage) cleaned = clean(page);
	Words *words = page_recognize(reader, cleaned, &error);

	g_assert_no_error(error);
	return words;
}

/* Each sample, turned by hand: what is found turns it back. */
static void test_turn(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		for (unsigned turn = 0; turn < 360; turn += 90) {
			g_autoptr(ScanPage) page = read_sample(samples[i]);
			replace_pix(page, pixRotateOrth(page->pix, (int)turn / 90));
			g_autoptr(CleanPage) cleaned = clean(page);
			unsigned expected = (360 - turn + (i == INVERTED ? 180 : 0)) % 360;
			g_test_message("%s turned by %u", samples[i], turn);
			if (cleaned->turn_is_doubtful)
				g_assert_cmpuint(cleaned->turn % 180, ==, expected % 180);
			else
				g_assert_cmpuint(cleaned->turn, ==, expected);
			g_assert_cmpuint(cleaned->width, <, cleaned->height);
		}
	}
}

/* A sheet with a stain, a fold, a black edge and a hole. */
static ScanPage *make_empty_sheet(void)
{
	static const struct {
		int x, y, width, height;
		l_uint32 colour;
	} dirt[] = {
		{ 1500, 2000, 500, 480, 0xb8b0a000 },
		{ 0, 1750, WIDTH, 3, 0xb0a89800 },
		{ 0, 0, 40, HEIGHT, 0x0a0a0a00 },
		{ 120, 1000, 70, 70, 0x0a0a0a00 },
	};
	PIX *pix = pixCreate(WIDTH, HEIGHT, 32);

	pixSetAllArbitrary(pix, 0xdcd6c800);
	for (size_t i = 0; i < G_N_ELEMENTS(dirt); i++) {
		BOX *box = boxCreate(dirt[i].x, dirt[i].y, dirt[i].width, dirt[i].height);
		pixSetInRectArbitrary(pix, box, dirt[i].colour);
		boxDestroy(&box);
	}
	ScanPage *page = g_new0(ScanPage, 1);
	page->pix = pix;
	page->dpi_x = page->dpi_y = DPI;
	return page;
}

static void lay_line(ScanPage *sheet, const ScanPage *printed, const Line *line, int x, int y)
{
	pixRasterop(sheet->pix, x, y, (int)line->box.width, (int)line->box.height, PIX_SRC,
		printed->pix, (int)line->box.x, (int)line->box.y);
}

/* A sheet with two lines of a sample. */
static ScanPage *make_sparse_sheet(void)
{
	g_autoptr(ScanPage) printed = read_sample(samples[PLAIN]);
	g_autoptr(Words) words = read_words(printed);
	ScanPage *sheet = make_empty_sheet();
	unsigned laid = 0;

	for (unsigned i = 0; i < words->lines->len && laid < 2; i++) {
		const Line *line = &g_array_index(words->lines, Line, i);
		if (line->count > 8)
			lay_line(sheet, printed, line, 300, 600 + 70 * (int)laid++);
	}
	g_assert_cmpuint(laid, ==, 2);
	return sheet;
}

/* Whatever is thought of the side at first, reading knows. */
static void test_doubt(void)
{
	for (unsigned turn = 0; turn < 360; turn += 180) {
		g_autoptr(GError) error = NULL;
		g_autoptr(ScanPage) page = make_sparse_sheet();
		replace_pix(page, pixRotateOrth(page->pix, (int)turn / 90));
		g_autoptr(CleanPage) cleaned = clean(page);
		cleaned->turn_is_doubtful = true;
		g_autoptr(Words) words = page_recognize(reader, cleaned, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(words->turn, ==, turn);
		g_assert_cmpuint(words->words->len, >, 15);
		g_assert_cmpfloat(g_array_index(words->words, Word, 0).box.y, <, 700);
	}
}

/* A ring of 36 mm, and a name stamp beside it. */
static void draw_seal(PIX *pix, int x, int y)
{
	for (int row = -213; row <= 213; row++)
		for (int column = -213; column <= 213; column++) {
			double radius = hypot(row, column);
			bool ring = radius > 203 && radius <= 213;
			if (ring || radius < 40)
				pixSetRGBPixel(pix, x + column, y + row, 190, 30, 40);
		}
	for (int row = 0; row < 40; row++)
		for (int column = 0; column < 400; column++)
			if (column % 30 < 20)
				pixSetRGBPixel(pix, x + 300 + column, y + row, 190, 30, 40);
}

static void test_seal(void)
{
	for (int turn = 0; turn < 4; turn++) {
		g_autoptr(ScanPage) page = read_sample(samples[PLAIN]);
		draw_seal(page->pix, 1500, 2600);
		replace_pix(page, pixRotateOrth(page->pix, turn));
		g_autoptr(CleanPage) cleaned = clean(page);
		g_assert_cmpuint(cleaned->seals->len, ==, 1);
		const Box *seal = &g_array_index(cleaned->seals, Box, 0);
		g_assert_cmpfloat(fabs(seal->x + seal->width / 2 - 1500), <, 12);
		g_assert_cmpfloat(fabs(seal->y + seal->height / 2 - 2600), <, 12);
		g_assert_cmpfloat(fabs(seal->width - 427), <, 20);
		l_uint32 ring, stamp;
		pixGetPixel(cleaned->pix, 1500 + 208, 2600, &ring);
		pixGetPixel(cleaned->pix, 1500 + 300 + 40, 2620, &stamp);
		g_assert_cmpuint(ring, >, stamp + 60);
	}
}

static void test_file_orientation(void)
{
	g_autoptr(ScanPage) page = read_sample(samples[PLAIN]);

	replace_pix(page, pixRotateOrth(page->pix, 3));
	replace_pix(
		page, pixFlipLR(NULL, page->pix)); /* so mirrored, then turned by 90, is right */
	page->mirrored = true;
	page->turn = 90;
	g_autoptr(CleanPage) cleaned = clean(page);
	g_assert_cmpuint(cleaned->turn, ==, 90);
}

static void test_skew(void)
{
	static const double angles[] = { -9, -3, 2, 8 };

	for (size_t i = 0; i < G_N_ELEMENTS(angles); i++) {
		g_autoptr(ScanPage) page = read_sample(samples[PLAIN]);
		g_autoptr(CleanPage) straight = clean(page);
		replace_pix(page,
			pixRotate(page->pix, (float)(angles[i] * G_PI / 180), L_ROTATE_AREA_MAP,
				L_BRING_IN_WHITE, 0, 0));
		g_autoptr(CleanPage) cleaned = clean(page);
		g_test_message("%g degrees", angles[i]);
		g_assert_cmpfloat(fabs(cleaned->skew - angles[i] - straight->skew), <, 0.5);
	}
}

/* A word of a skewed page is found where it stands on that page. */
static void test_mapping(void)
{
	g_autoptr(ScanPage) page = read_sample(samples[PLAIN]);
	g_autoptr(ScanPage) skewed = read_sample(samples[PLAIN]);
	double angle = 3 * G_PI / 180;

	replace_pix(skewed,
		pixRotate(skewed->pix, (float)angle, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
	g_autoptr(Words) words = read_words(page);
	g_autoptr(Words) turned = read_words(skewed);
	for (unsigned i = 0; i < words->words->len; i++) {
		const Word *word = &g_array_index(words->words, Word, i);
		if (!g_str_equal(word->text, "HOẠCH"))
			continue;
		double x = word->box.x + word->box.width / 2 - WIDTH / 2.0;
		double y = word->box.y + word->box.height / 2 - HEIGHT / 2.0;
		double expected_x = WIDTH / 2.0 + x * cos(angle) - y * sin(angle);
		double expected_y = HEIGHT / 2.0 + x * sin(angle) + y * cos(angle);
		for (unsigned k = 0; k < turned->words->len; k++) {
			const Word *other = &g_array_index(turned->words, Word, k);
			if (!g_str_equal(other->text, word->text))
				continue;
			g_assert_cmpfloat(
				fabs(other->box.x + other->box.width / 2 - expected_x), <, 12);
			g_assert_cmpfloat(
				fabs(other->box.y + other->box.height / 2 - expected_y), <, 12);
			return;
		}
	}
	g_assert_not_reached();
}

static void test_blank(void)
{
	g_autoptr(ScanPage) page = make_empty_sheet();
	g_autoptr(CleanPage) cleaned = clean(page);
	g_autoptr(Words) words = read_words(page);

	g_assert_true(cleaned->blank);
	g_assert_true(words->blank);
	g_assert_cmpuint(words->words->len, ==, 0);
	g_assert_cmpuint(words->width, ==, WIDTH);
}

/* One line of a sample, cut out and laid on the empty sheet. */
static void test_one_line(void)
{
	g_autoptr(ScanPage) printed = read_sample(samples[PLAIN]);
	g_autoptr(Words) words = read_words(printed);
	unsigned lines = 0;

	for (unsigned i = 0; i < words->lines->len; i++) {
		const Line *line = &g_array_index(words->lines, Line, i);
		if (line->count < 3)
			continue;
		g_autoptr(ScanPage) sheet = make_empty_sheet();
		lay_line(sheet, printed, line, 300, 2800);
		g_autoptr(CleanPage) cleaned = clean(sheet);
		g_test_message("line %u", i);
		g_assert_false(cleaned->blank);
		lines++;
	}
	g_assert_cmpuint(lines, >, 8);
}

/* A bilevel page, and one of other resolution in each direction as fax machines send it. */
static void test_kinds(void)
{
	g_autoptr(ScanPage) page = read_sample(samples[PLAIN]);
	g_autoptr(ScanPage) fax = read_sample(samples[PLAIN]);
	PIX *grey = pixConvertTo8(page->pix, 0);

	replace_pix(fax, pixScale(grey, 1, 0.5F));
	fax->dpi_y = DPI / 2;
	replace_pix(page, pixThresholdToBinary(grey, 150));
	pixDestroy(&grey);
	for (int i = 0; i < 2; i++) {
		g_autoptr(Words) words = read_words(i == 0 ? page : fax);
		g_autofree char *text = words_text(words);
		g_assert_nonnull(strstr(text, "KẾ HOẠCH"));
		g_assert_cmpuint(words->height, ==, i == 0 ? HEIGHT : (HEIGHT + 1) / 2);
		g_assert_cmpfloat(words->confidence, >, 0.85);
		const Word *last = &g_array_index(words->words, Word, words->words->len - 1);
		g_assert_cmpfloat(last->box.y + last->box.height, <=, words->height);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ReaderRules rules = { .languages = "vie", .syllables = "/usr/share/hunspell/vi_VN.dic" };
	reader = reader_load(&rules, &error);
	g_assert_no_error(error);
	g_test_add_func("/clean/finds which side is up", test_turn);
	g_test_add_func("/clean/leaves doubt about the side to reading", test_doubt);
	g_test_add_func("/clean/finds seals and leaves name stamps", test_seal);
	g_test_add_func("/clean/starts from what the file says", test_file_orientation);
	g_test_add_func("/clean/finds skew up to nine degrees", test_skew);
	g_test_add_func("/clean/gives boxes on the page as it was", test_mapping);
	g_test_add_func("/clean/calls a dirty empty sheet blank", test_blank);
	g_test_add_func("/clean/calls no sheet with one line blank", test_one_line);
	g_test_add_func("/clean/reads bilevel and fax pages", test_kinds);
	int status = g_test_run();
	reader_free(reader);
	return status;
}
