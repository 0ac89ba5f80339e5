/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Composes a document of pages made here: a skewed one with two columns, a turned colour one, a
 * bilevel one, a blank one. With KEEP=DIR in the environment the document and its words
 * (sample.pdf, sample.txt) stay in DIR, for strangers to read; so do pages whose order is hard to
 * tell (order.pdf, order.txt).
 */
#include "base/file.h"
#include "ocr/alto.h"
#include "pipeline/compose.h"
#include "pipeline/encode.h"
#include "pipeline/error.h"

#include <glib/gstdio.h>
#include <math.h>
#include <poppler.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DPI 200
#define EM 40 /* pixels */

static char *spool;
static char *pdf;

static void put_word(Words *words, Line *line, const char *text, double x, double y, double slope)
{
	double width = (double)g_utf8_strlen(text, -1) * EM * 0.5;
	Word word = { .text = g_strdup(text),
		.box = { x, y - EM * 0.8 + slope * x, width, EM },
		.confidence = 0.95 };

	g_array_append_val(words->words, word);
	line->count++;
	line->x1 = x + width;
	line->y1 = y + slope * (x + width);
}

/* A line of text whose left end is at (x, y) on a level page, with `gap` ems between words. */
static void put_line(Words *words, const char *text, double x, double y, double slope, double gap)
{
	g_auto(GStrv) parts = g_strsplit(text, " ", -1);
	Line line = { .first = words->words->len, .x0 = x, .y0 = y + slope * x };

	for (unsigned i = 0; parts[i] != NULL; i++) {
		put_word(words, &line, parts[i], x, y, slope);
		x = line.x1 + gap * EM;
	}
	double top = MIN(line.y0, line.y1) - EM * 0.8;
	line.box =
		(Box) { line.x0, top, line.x1 - line.x0, MAX(line.y0, line.y1) + EM * 0.2 - top };
	g_array_append_val(words->lines, line);
}

static void end_block(Words *words, unsigned first)
{
	const Line *line = &g_array_index(words->lines, Line, first);
	const Line *last = &g_array_index(words->lines, Line, words->lines->len - 1);
	Block block = { line->box, first, words->lines->len - first };

	block.box.height = last->box.y + last->box.height - line->box.y;
	g_array_append_val(words->blocks, block);
}

static const char *const body[] = {
	"Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
	"Theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số 88/TTr-SYT (bản in);",
	"Điều 1. Phê duyệt kế hoạch \\ ngân sách năm 2019 cho các đơn vị trực thuộc.",
	"Điều 2. Quyết định này có hiệu lực kể từ ngày ký, thay thế văn bản cũ.",
};

/* A page as of a dossier: `gap` between words, `degrees` askew. */
static Words *make_words(unsigned width, unsigned height, double degrees, double gap)
{
	Words *words = words_new(width, height, DPI, DPI);
	double slope = tan(degrees * G_PI / 180);

	put_line(words, "UBND TỈNH BÌNH DƯƠNG", 100, 200, slope, gap);
	put_line(words, "Số: 921/QĐ-UBND", 130, 260, slope, gap);
	end_block(words, 0);
	for (unsigned i = 0; i < G_N_ELEMENTS(body); i++)
		put_line(words, body[i], 120, 500 + 70 * i, slope, gap);
	end_block(words, 2);
	words->skew = degrees;
	return words;
}

/* What readers order by their own lights: blocks in reading order, in ems from the upper left. */
static const struct {
	double x, y;
	const char *text;
} order[] = {
	{ 3, 5, "UBND TỈNH BÌNH DƯƠNG" },
	{ 4, 6.4, "SỞ Y TẾ" },
	{ 3, 8.6, "Số: 921/QĐ-SYT" },
	{ 20, 4.8, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" },
	{ 21, 6.2, "Độc lập - Tự do - Hạnh phúc" },
	{ 20.5, 9, "Bình Dương, ngày 15 tháng 8 năm 2019" },
	{ 15, 11.5, "QUYẾT ĐỊNH" },
	{ 3, 13, "Căn cứ Luật Tổ chức chính quyền địa phương; theo đề nghị của Chánh -" },
	{ 3, 14.4, "Văn phòng, Ủy ban nhân dân tỉnh quyết định phê duyệt kế hoạch sau đây:" },
	{ 3, 17, "STT" },
	{ 7, 17, "Nội dung" },
	{ 30, 17, "Diện tích (m2)" },
	{ 3, 19, "1" },
	{ 7, 18.4, "Đất trồng cây lâu năm," },
	{ 7, 19.6, "cây hằng năm" },
	{ 30, 18.4, "599,3" },
	{ 30, 19.6, "A B" },
	{ 3, 20.4, "2" },
	{ 7, 20.8, "Đất ở" },
	{ 30, 20.8, "132,6" },
	{ 3, 24, "A B C D E G" },
	{ 3, 26, "Nơi nhận:" },
	{ 3, 27.2, "- Như trên;" },
	{ 3, 28.4, "- Lưu: VT." },
	{ 22, 25.6, "TM. ỦY BAN NHÂN DÂN" },
	{ 23, 26.9, "CHỦ TỊCH" },
	{ 22, 33, "Võ Thanh Giang" },
};

/* The page of `order`, `degrees` askew, its words `gap` ems from each other. */
static Words *make_order(double degrees, double gap)
{
	Words *words = words_new(1654, 2339, DPI, DPI);
	double slope = tan(degrees * G_PI / 180);

	for (unsigned i = 0; i < G_N_ELEMENTS(order); i++) {
		put_line(words, order[i].text, order[i].x * EM, order[i].y * EM, slope, gap);
		end_block(words, i);
	}
	words->skew = degrees;
	return words;
}

static PIX *make_pix(int width, int height, int depth)
{
	PIX *pix = pixCreate(width, height, depth);

	if (depth > 1)
		pixSetAllArbitrary(pix, depth == 8 ? 0xf0 : 0xf0e8d000);
	/* a dark square at the upper left tells how the page is held */
	for (int i = 0; i < 200 * 200; i++)
		pixSetPixel(pix, 50 + i % 200, 50 + i / 200, depth == 1 ? 1 : 0x20);
	return pix;
}

static void put_page(unsigned number, PIX *pix, Words *words, unsigned turn)
{
	GError *error = NULL;
	ScanPage scan = { .pix = pix, .dpi_x = DPI, .dpi_y = DPI, .turn = turn };
	EncodeRules rules = { .jpeg_quality = 85 };
	g_autoptr(EncodedPage) page = page_encode(&scan, turn, &rules, &error);
	g_autofree char *image = spool_page_path(spool, number, ".image");
	g_autofree char *text = spool_page_path(spool, number, ".xml");
	AltoHeader header = { .language = "vi", .software = "digitize" };

	g_assert_no_error(error);
	g_assert_true(encoded_page_save(page, image, &error));
	AltoWriter *alto = alto_open(text, &header, &error);
	g_assert_no_error(error);
	g_assert_true(alto_put_page(alto, words, &error));
	g_assert_true(alto_close(alto, &error));
	pixDestroy(&pix);
	words_free(words);
}

static Description description;
static const char *const sources[] = { "sha256:00ff 001 & <002>.tif", NULL };

static Composition make_composition(unsigned pages)
{
	static GDateTime *time;

	if (time == NULL)
		time = g_date_time_new_utc(2019, 8, 15, 3, 4, 5);
	description.fields[FIELD_TYPE].value = (char *)"QUYẾT ĐỊNH";
	description.fields[FIELD_NUMBER].value = (char *)"921";
	description.fields[FIELD_NOTATION].value = (char *)"QĐ-UBND";
	description.fields[FIELD_AGENCY].value = (char *)"UBND TỈNH BÌNH DƯƠNG";
	return (Composition) { .spool = spool,
		.pages = pages,
		.description = &description,
		.name = "H09-123/001",
		.language = "vi",
		.creator = "digitize test",
		.time = time,
		.sources = sources };
}

#define PAGES 4

static void put_sample(void)
{
	put_page(1, make_pix(1654, 2339, 8), make_words(1654, 2339, 1.5, 0.3), 0);
	put_page(2, make_pix(2339, 1654, 32), make_words(1654, 2339, 0, 0.3), 90);
	put_page(3, make_pix(1654, 2339, 1), make_words(1654, 2339, -0.5, 0.02), 180);
	put_page(4, make_pix(1654, 2339, 8), words_new(1654, 2339, DPI, DPI), 0);
}

static void compose(unsigned pages)
{
	GError *error = NULL;
	Composition composition = make_composition(pages);

	g_assert_true(document_compose(&composition, pdf, &error));
	g_assert_no_error(error);
}

static GBytes *read_pdf(void)
{
	GError *error = NULL;
	GBytes *bytes = file_read(pdf, 64 << 20, &error);

	g_assert_no_error(error);
	return bytes;
}

static void test_proves(void)
{
	GError *error = NULL;
	Composition composition = make_composition(PAGES);

	put_sample();
	compose(PAGES);
	document_prove(&composition, pdf, &error);
	g_assert_no_error(error);
}

static void test_same_bytes(void)
{
	put_sample();
	compose(PAGES);
	g_autoptr(GBytes) first = read_pdf();
	compose(PAGES);
	g_autoptr(GBytes) second = read_pdf();

	g_assert_true(g_bytes_equal(first, second));
}

static void assert_refused(unsigned pages, const char *sentence)
{
	g_autoptr(GError) error = NULL;
	Composition composition = make_composition(pages);

	g_assert_false(document_prove(&composition, pdf, &error));
	g_assert_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT);
	if (strstr(error->message, sentence) == NULL)
		g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, sentence));
}

static void test_page_missing(void)
{
	put_sample();
	compose(PAGES - 1);

	assert_refused(PAGES, "3 pages instead of 4");
}

static void test_other_words(void)
{
	put_sample();
	compose(PAGES);
	put_page(4, make_pix(1654, 2339, 8), make_words(1654, 2339, 0, 0.3), 0);

	assert_refused(PAGES, "page 4: ");
}

static void test_other_size(void)
{
	put_sample();
	compose(PAGES);
	/* one pixel of 200 a inch: 0.127 mm */
	put_page(2, make_pix(2340, 1654, 32), make_words(1654, 2340, 0, 0.3), 90);

	assert_refused(PAGES, "page 2: the page measures");
}

static void test_broken_image(void)
{
	put_sample();
	compose(PAGES);
	g_autoptr(GBytes) bytes = read_pdf();
	size_t size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *spoiled = g_memdup2(data, size);
	char *width = memmem(spoiled, size, "/Width 1654", 11);

	g_assert_nonnull(width);
	memcpy(width, "/Wodth", 6);
	g_assert_true(g_file_set_contents(pdf, spoiled, (gssize)size, NULL));
	assert_refused(PAGES, "page 1: ");
}

static void test_spool_damaged(void)
{
	g_autoptr(GError) error = NULL;
	Composition composition = make_composition(PAGES);
	g_autofree char *image = spool_page_path(spool, 2, ".image");

	put_sample();
	g_assert_true(g_file_set_contents(image, "OCEDEPG1", -1, NULL));
	g_assert_false(document_compose(&composition, pdf, &error));
	g_assert_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT);
	g_assert_true(g_str_has_prefix(error->message, "page 2: "));
	g_assert_false(g_file_test(pdf, G_FILE_TEST_EXISTS));
}

/* Peak of resident memory, in MiB. */
static long peak_memory(void)
{
	g_autofree char *status = NULL;
	long kilobytes = 0;

	g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
	const char *line = strstr(status, "VmHWM:");
	g_assert_true(line != NULL && sscanf(line, "VmHWM: %ld", &kilobytes) == 1);
	return kilobytes / 1024;
}

static void compose_and_prove(unsigned pages)
{
	GError *error = NULL;
	Composition composition = make_composition(pages);

	compose(pages);
	document_prove(&composition, pdf, &error);
	g_assert_no_error(error);
}

/* A small page, which is quickly decoded, but with the words of a large one. */
static void put_small_page(unsigned number)
{
	Words *words = words_new(600, 700, DPI, DPI);

	for (unsigned i = 0; i < 12; i++)
		put_line(words, "Căn cứ Luật Tổ chức 2015;", 20, 60 + 50 * i, 0, 0.3);
	end_block(words, 0);
	put_page(number, make_pix(600, 700, 1), words, 0);
}

/* MiB; the address sanitizer keeps a quarter of a GiB of what was freed. */
#if defined(__SANITIZE_ADDRESS__)
#define MOST_GROWTH (40 + 256)
#else
#define MOST_GROWTH 40
#endif

/* One page stands for a thousand. */
static void test_long(void)
{
	enum { FEW = 50, MANY = 1000 };
	long before;

	put_small_page(1);
	for (unsigned page = 2; page <= MANY; page++)
		for (unsigned i = 0; i < 2; i++) {
			const char *suffix = i == 0 ? ".image" : ".xml";
			g_autofree char *from = spool_page_path(spool, 1, suffix);
			g_autofree char *to = spool_page_path(spool, page, suffix);
			g_unlink(to);
			g_assert_cmpint(link(from, to), ==, 0);
		}
	compose_and_prove(FEW);
	before = peak_memory();
	compose_and_prove(MANY);
	g_test_message("peak: %ld MiB of %d pages, %ld of %d", before, FEW, peak_memory(), MANY);
	g_assert_cmpint(peak_memory() - before, <=, MOST_GROWTH);
	for (unsigned page = 2; page <= MANY; page++)
		for (unsigned i = 0; i < 2; i++) {
			g_autofree char *path =
				spool_page_path(spool, page, i == 0 ? ".image" : ".xml");
			g_unlink(path);
		}
}

/* Its search knows no blanks but single ones: gaps between words of a line must not be filled. */
static void test_poppler_finds(void)
{
	g_autofree char *uri = g_filename_to_uri(pdf, NULL, NULL);

	put_page(1, make_pix(1654, 2339, 1), make_order(0.7, 0.5), 0);
	compose(1);
	PopplerDocument *document = poppler_document_new_from_file(uri, NULL, NULL);
	PopplerPage *page = poppler_document_get_page(document, 0);
	GList *found = poppler_page_find_text(page, "ủy ban nhân dân");
	g_assert_cmpuint(g_list_length(found), ==, 2);
	g_list_free_full(found, (GDestroyNotify)poppler_rectangle_free);
	g_object_unref(page);
	g_object_unref(document);
}

/* Composes the pages and keeps them as `name`.pdf, and `words`, which is on the first `written` of
 * them, as `name`.txt. */
static void keep(
	const char *folder, const char *name, unsigned pages, Words *words, unsigned written)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *kept = g_strdup_printf("%s/%s.pdf", folder, name);
	g_autofree char *said = g_strdup_printf("%s/%s.txt", folder, name);
	g_autofree char *page = words_text(words);

	compose(pages);
	g_autoptr(GBytes) bytes = read_pdf();
	g_assert_true(file_publish(kept, bytes, NULL));
	for (unsigned i = 0; i < written; i++)
		g_string_append_printf(text, "%s\f", page);
	g_assert_true(g_file_set_contents(said, text->str, -1, NULL));
	words_free(words);
}

static void keep_samples(const char *folder)
{
	static const double skews[] = { 0, 0.7, -0.7, 2, -2, 4 };

	put_sample();
	keep(folder, "sample", PAGES, make_words(1654, 2339, 0, 0.3), PAGES - 1);
	for (unsigned i = 0; i < G_N_ELEMENTS(skews); i++)
		put_page(i + 1, make_pix(1654, 2339, 1), make_order(skews[i], 0.05 + 0.1 * i), 0);
	keep(folder, "order", G_N_ELEMENTS(skews), make_order(0, 0.3), G_N_ELEMENTS(skews));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	spool = g_dir_make_tmp("compose-XXXXXX", NULL);
	pdf = g_build_filename(spool, "made.pdf", NULL);

	g_test_add_func("/compose/proves what it composed", test_proves);
	g_test_add_func("/compose/makes the same bytes of the same pages", test_same_bytes);
	g_test_add_func("/compose/refuses a page of the spool that is damaged", test_spool_damaged);
	g_test_add_func("/compose/composes and proves 1,000 pages in the memory of 50", test_long);
	g_test_add_func("/compose/lets poppler find a phrase", test_poppler_finds);
	g_test_add_func("/prove/misses a page", test_page_missing);
	g_test_add_func("/prove/misses words", test_other_words);
	g_test_add_func("/prove/notices a page of another size", test_other_size);
	g_test_add_func("/prove/notices an image that does not decode", test_broken_image);
	int status = g_test_run();

	if (g_getenv("KEEP") != NULL)
		keep_samples(g_getenv("KEEP"));
	folder_remove(spool, NULL);
	g_free(pdf);
	g_free(spool);
	return status;
}
