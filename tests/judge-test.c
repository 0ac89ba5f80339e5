/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a finished PDF really holds: its images, their sizes and colours, and where they fall short. */
#include "base/file.h"
#include "ocr/alto.h"
#include "pipeline/encode.h"
#include "pipeline/judge.h"
#include "pipeline/painted.h"
#include "tests/made_pdf.h"

#include <string.h>

static char *folder;
static char *pdf;

/* Images of a page. */

static GArray *read_painted(const char *content, MadePdf *made)
{
	g_autoptr(GBytes) pixel = g_bytes_new_static("\x80\x80\x80", 3);
	g_autoptr(GBytes) text = g_bytes_new_static(content, strlen(content));
	qpdf_data qpdf = qpdf_init();

	made->image = made->image != NULL ? made->image : pixel;
	made->content = text;
	made->box = "0 0 595 842";
	make_pdf(pdf, made);
	g_assert_cmpint(qpdf_read(qpdf, pdf, NULL), ==, 0);
	GArray *images = painted_images(qpdf, 0);
	qpdf_cleanup(&qpdf);
	return images;
}

#define RGB "/ColorSpace/DeviceRGB/BitsPerComponent 8"

static void tells_sizes(void)
{
	static const struct {
		const char *content, *page;
		double x, y;
	} table[] = {
		{ "q 144 0 0 72 0 0 cm /I Do Q", NULL, 150, 300 },
		{ "144 0 0 72 0 0 cm q 2 0 0 2 0 0 cm Q /I Do", NULL, 150, 300 },
		{ "72 0 0 72 0 0 cm 2 0 0 1 0 0 cm /I Do", NULL, 150, 300 },
		{ "0 144 -72 0 0 0 cm (not /I Do \\) cm) pop %/I Do\n/I Do", NULL, 150, 300 },
		{ "q 144 0 0 72 0 0 cm /#49 Do Q", NULL, 150, 300 },
		{ "q 144 0 0 72 0 0 cm /I Do Q", "/UserUnit 2", 75, 150 },
		{ "q 144 0 0 72 0 0 cm /I Do Q", "/Rotate 90", 150, 300 },
		{ "1 0 0 1 9 9 cm 0 0 144 72 re W n 144 0 0 -72 0 72 cm /I Do", NULL, 150, 300 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		MadePdf made = { .image_entries = RGB,
			.page_entries = table[i].page,
			.width = 300,
			.height = 300 };
		g_autoptr(GArray) images = read_painted(table[i].content, &made);
		g_test_message("%s", table[i].content);
		g_assert_cmpuint(images->len, ==, 1);
		const PaintedImage *image = &g_array_index(images, PaintedImage, 0);
		g_assert_cmpfloat_with_epsilon(image->dpi_x, table[i].x, 0.001);
		g_assert_cmpfloat_with_epsilon(image->dpi_y, table[i].y, 0.001);
	}
}

static void tells_colours(void)
{
	static const struct {
		const char *entries;
		unsigned bits;
		bool colour, stencil;
	} table[] = {
		{ RGB, 24, true, false },
		{ "/ColorSpace/DeviceGray/BitsPerComponent 8", 8, false, false },
		{ "/ColorSpace/DeviceGray/BitsPerComponent 1", 1, false, false },
		{ "/ColorSpace/DeviceCMYK/BitsPerComponent 8", 32, true, false },
		{ "/ColorSpace[/CalRGB<</WhitePoint[1 1 1]>>]/BitsPerComponent 8", 24, true,
			false },
		{ "/ColorSpace[/CalGray<</WhitePoint[1 1 1]>>]/BitsPerComponent 8", 8, false,
			false },
		{ "/ColorSpace[/Indexed/DeviceRGB 1<000000FFFFFF>]/BitsPerComponent 4", 4, true,
			false },
		{ "/ColorSpace[/Indexed/DeviceGray 1<00FF>]/BitsPerComponent 4", 4, false, false },
		{ "/ColorSpace[/Indexed[/Indexed/DeviceRGB 1<00>]1<00>]/BitsPerComponent 4", 4,
			false, false },
		{ "/ImageMask true/BitsPerComponent 1", 0, false, true },
		{ "", 0, false, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		MadePdf made = { .image_entries = table[i].entries, .width = 9, .height = 9 };
		g_autoptr(GArray) images = read_painted("72 0 0 72 0 0 cm /I Do", &made);
		g_test_message("%s", table[i].entries);
		g_assert_cmpuint(images->len, ==, 1);
		const PaintedImage *image = &g_array_index(images, PaintedImage, 0);
		g_assert_cmpuint(image->bits, ==, table[i].bits);
		g_assert_cmpint(image->colour, ==, table[i].colour);
		g_assert_cmpint(image->stencil, ==, table[i].stencil);
	}
}

/* A header that is cut short tells nothing. */
static void asks_jpeg_2000_for_its_colours(void)
{
	static const struct {
		unsigned char components;
		size_t size;
		unsigned bits;
		bool colour;
	} table[] = {
		{ 1, 51, 8, false },
		{ 3, 51, 24, true },
		{ 3, 50, 0, false },
		{ 3, 20, 0, false },
		{ 3, 0, 0, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		unsigned char file[51] = "jp2c....\xff\x4f\xff\x51";
		file[8 + 41] = table[i].components, file[8 + 42] = 7;
		g_autoptr(GBytes) image = g_bytes_new_static(file, table[i].size);
		MadePdf made = { .image = image,
			.image_entries = "/Filter/JPXDecode",
			.width = 9,
			.height = 9 };
		g_autoptr(GArray) images = read_painted("9 0 0 9 0 0 cm /I Do", &made);
		const PaintedImage *first = &g_array_index(images, PaintedImage, 0);
		g_assert_cmpuint(first->bits, ==, table[i].bits);
		g_assert_cmpint(first->colour, ==, table[i].colour);
	}
}

static void finds_inline_images(void)
{
	MadePdf made = { .image_entries = RGB, .width = 9, .height = 9 };
	g_autoptr(GArray) images =
		read_painted("q 72 0 0 72 0 0 cm BI /W 100 /H 50 /BPC 8 /CS /RGB "
			     "/F [/AHx] ID 80>EI q\nEI Q 36 0 0 36 0 0 cm\n"
			     "BI /IM true /W 2 /H 2 ID \x80\x80\nEI /I Do",
			&made);

	g_assert_cmpuint(images->len, ==, 3);
	const PaintedImage *first = &g_array_index(images, PaintedImage, 0);
	g_assert_cmpuint(first->width, ==, 100);
	g_assert_cmpuint(first->bits, ==, 24);
	g_assert_true(first->colour);
	g_assert_cmpfloat_with_epsilon(first->dpi_y, 50, 0.001);
	const PaintedImage *second = &g_array_index(images, PaintedImage, 1);
	g_assert_true(second->stencil);
	g_assert_cmpfloat_with_epsilon(second->dpi_x, 4, 0.001);
}

/* An image in a form in a form, each with a matrix; and a form that paints itself. */
static void looks_into_forms(void)
{
	PdfWriter *writer = pdf_write_open(pdf, NULL);
	unsigned pages = pdf_write_reserve(writer), image = pdf_write_reserve(writer);
	unsigned inner = pdf_write_reserve(writer), outer = pdf_write_reserve(writer);
	unsigned content = pdf_write_reserve(writer);
	g_autoptr(GBytes) pixel = g_bytes_new_static("\x80\x80\x80", 3);
	g_autoptr(GBytes) paints = g_bytes_new_static("/I Do /F Do", 11);
	g_autoptr(GBytes) passes = g_bytes_new_static("q .5 0 0 .5 0 0 cm /F Do Q", 26);
	g_autoptr(GBytes) begins = g_bytes_new_static("144 0 0 144 0 0 cm /G Do", 24);
	g_autofree char *inner_entries =
		g_strdup_printf("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Matrix[.5 0 0 .25 0 0]"
				"/Resources<</XObject<</I %u 0 R/F %u 0 R>>>>",
			image, inner);
	qpdf_data qpdf = qpdf_init();

	pdf_write_stream(
		writer, image, "/Type/XObject/Subtype/Image/Width 300/Height 300" RGB, pixel);
	pdf_write_stream(writer, inner, inner_entries, paints);
	pdf_write_stream(writer, outer, "/Type/XObject/Subtype/Form/BBox[0 0 1 1]", passes);
	pdf_write_stream(writer, content, "", begins);
	unsigned page = put_made(writer,
		"<</Type/Page/Parent %u 0 R/Contents %u 0 R/Resources<</XObject<</G %u 0 R/F %u 0 R>>>>>>",
		pages, content, outer, inner);
	g_autofree char *tree =
		g_strdup_printf("<</Type/Pages/Kids[%u 0 R]/Count 1/MediaBox[0 0 99 99]>>", page);
	pdf_write_object(writer, pages, tree);
	unsigned catalog = put_made(writer, "<</Type/Catalog/Pages %u 0 R>>", pages);
	g_assert_true(pdf_write_finish(writer, catalog, 0, NULL));

	g_assert_cmpint(qpdf_read(qpdf, pdf, NULL), ==, 0);
	g_autoptr(GArray) images = painted_images(qpdf, 0);
	qpdf_cleanup(&qpdf);
	g_assert_cmpuint(images->len, >=, 1);
	g_assert_cmpuint(images->len, <, 20);
	const PaintedImage *first = &g_array_index(images, PaintedImage, 0);
	/* 144 points × ½ of the outer content, × ½ and × ¼ of the inner form */
	g_assert_cmpfloat_with_epsilon(first->dpi_x, 600, 0.001);
	g_assert_cmpfloat_with_epsilon(first->dpi_y, 1200, 0.001);
}

static void survives_nonsense(void)
{
	static const char *const contents[] = { "", "Q Q Q cm /I Do", "(((", "<<", "[", "/", "BI",
		"BI /W", "BI ID", "BI ID EI", "1 2 3 4 5 cm /I Do Do", "/Nowhere Do", "%",
		"nan 1e999 q", "0 0 0 0 0 0 cm /I Do",
		"q q q q q q q q q q q q q q q q q q q q q q q q q q q q q q q q q "
		"q q q q q q q q q q q q q q q q q q q q q q q q q q q q q q q "
		"q q q q 2 0 0 2 0 0 cm /I Do Q Q Q Q Q Q Q Q Q Q Q Q Q Q Q" };

	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		MadePdf made = { .image_entries = RGB, .width = 9, .height = 9 };
		g_autoptr(GArray) images = read_painted(contents[i], &made);
		g_assert_cmpuint(images->len, <=, 1);
	}
}

/* Rules. */

/* The names of the rules that one image falls short of, with their sentences. */
static char *tell(const PaintedImage *image, bool size_assumed)
{
	g_autoptr(GArray) images = g_array_new(FALSE, FALSE, sizeof *image);
	g_autoptr(GString) told = g_string_new(NULL);

	if (image->width > 0)
		g_array_append_val(images, *image);
	g_autoptr(GArray) shortfalls = rules_judge(images, size_assumed);
	for (unsigned i = 0; i < shortfalls->len; i++) {
		const Shortfall *one = &g_array_index(shortfalls, Shortfall, i);
		g_string_append_printf(told, "%s(%u,%u) ", one->rule->name, one->x, one->y);
	}
	return g_string_free(g_steal_pointer(&told), FALSE);
}

static void judges_by_the_rules(void)
{
	static const struct {
		PaintedImage image;
		bool size_assumed;
		const char *told;
	} table[] = {
		{ { 1654, 2339, 200, 200, 24, true, false }, false, "" },
		/* 78.7 a centimetre */
		{ { 1654, 2339, 199.9, 199.9, 24, true, false }, false, "" },
		{ { 1654, 2339, 199.5, 199.5, 24, true, false }, false, "" },
		{ { 1654, 2339, 199.4, 200, 24, true, false }, false,
			"nd30-resolution(199,200) tt05-resolution(199,200) " },
		{ { 1654, 2339, 200, 100, 24, true, false }, false,
			"nd30-resolution(200,100) tt05-resolution(200,100) " },
		{ { 1654, 2339, 200, 200, 8, false, false }, false,
			"nd30-colour(8,0) tt05-depth(8,0) " },
		{ { 1654, 2339, 200, 200, 8, true, false }, false, "tt05-depth(8,0) " },
		{ { 1654, 2339, 200, 200, 1, false, false }, false,
			"nd30-colour(1,0) tt05-depth(1,0) " },
		{ { 1654, 2339, 200, 200, 0, false, false }, false, "" },
		{ { 1654, 2339, 300, 300, 0, false, true }, false, "" },
		{ { 1654, 2339, 100, 100, 0, false, true }, false,
			"nd30-resolution(100,100) tt05-resolution(100,100) " },
		{ { 1, 2339, 1, 1, 8, false, false }, false, "" },
		{ { 1654, 2339, 200, 200, 24, true, false }, true,
			"nd30-scale(0,0) tt05-scale(0,0) " },
		{ { 0 }, false, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *told = tell(&table[i].image, table[i].size_assumed);
		g_test_message("%zu", i);
		g_assert_cmpstr(told, ==, table[i].told);
	}
}

static void tells_the_poorest_image(void)
{
	static const PaintedImage images[] = {
		{ 100, 100, 180, 180, 24, true, false },
		{ 100, 100, 300, 300, 24, true, false },
		{ 100, 100, 400, 150, 8, false, false },
		{ 100, 100, 150, 160, 1, false, false },
	};
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof *images);

	g_array_append_vals(all, images, G_N_ELEMENTS(images));
	g_autoptr(GArray) shortfalls = rules_judge(all, false);
	g_assert_cmpuint(shortfalls->len, ==, 4);
	const Shortfall *resolution = &g_array_index(shortfalls, Shortfall, 0);
	g_autofree char *sentence = shortfall_sentence(resolution);
	g_assert_cmpstr(
		sentence, ==, "150 × 160 dpi, less than the 200 dpi of NĐ 30/2020/NĐ-CP, annex I");
	const Shortfall *depth = &g_array_index(shortfalls, Shortfall, 3);
	g_autofree char *other = shortfall_sentence(depth);
	g_assert_cmpstr(
		other, ==, "1 bit a pixel, less than the 24 of TT 05/2025/TT-BNV, article 8");
}

/* Documents. */

static void save_page(unsigned number, const EncodedPage *page)
{
	g_autofree char *image = spool_page_path(folder, number, ".image");
	g_autofree char *text = spool_page_path(folder, number, ".xml");
	g_autoptr(Words) words = words_new(100, 100, 100, 100);
	AltoHeader header = { .language = "vi", .software = "digitize" };
	AltoWriter *alto = alto_open(text, &header, NULL);

	g_assert_true(encoded_page_save(page, image, NULL));
	g_assert_true(alto_put_page(alto, words, NULL));
	g_assert_true(alto_close(alto, NULL));
}

static EncodedImage make_image(const char *space, unsigned bits, unsigned side)
{
	return (EncodedImage) { g_strdup_printf("/Type/XObject/Subtype/Image/Width %u/Height %u"
						"/BitsPerComponent %u",
					side, side, bits),
		g_strdup(space), g_bytes_new_static("\x80", 1), side, side };
}

/* As mixed raster content: paper, and ink through a finer stencil. */
static void judges_images_upon_each_other(void)
{
	EncodedPage page = {
		.count = 3, .width = 72, .height = 72, .matrix = { 72, 0, 0, 72, 0, 0 }
	};
	Composition composition = { .spool = folder,
		.pages = 1,
		.name = "H1/001",
		.language = "vi",
		.creator = "digitize",
		.time = g_date_time_new_utc(2024, 1, 2, 3, 4, 5) };
	GError *error = NULL;

	page.images[0] = make_image("DeviceRGB", 8, 200);
	page.images[1] = make_image("DeviceRGB", 8, 150);
	page.images[2] = make_image("", 1, 300);
	save_page(1, &page);
	for (unsigned i = 0; i < page.count; i++) {
		g_free(page.images[i].dictionary);
		g_free(page.images[i].color_space);
		g_bytes_unref(page.images[i].stream);
	}
	g_assert_true(document_compose(&composition, pdf, &error));
	g_autoptr(GPtrArray) findings = document_judge(&composition, pdf, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(findings->len, ==, 1);
	const PageFinding *finding = findings->pdata[0];
	g_assert_cmpuint(finding->images->len, ==, 2);
	g_assert_cmpuint(finding->shortfalls->len, ==, 2);
	const Shortfall *first = &g_array_index(finding->shortfalls, Shortfall, 0);
	g_assert_cmpstr(first->rule->name, ==, "nd30-resolution");
	g_assert_cmpuint(first->x, ==, 150);

	/* what the PDF holds counts, not what the spool says of it */
	composition.pages = 2;
	g_assert_null(document_judge(&composition, pdf, &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_date_time_unref(composition.time);
}

/* No image of our own is on it: what it paints is judged, not compared. */
static void takes_a_page_that_was_kept(void)
{
	EncodedPage page = { .width = 72, .height = 72 };
	Composition composition = { .spool = folder,
		.pages = 1,
		.name = "H1/001",
		.language = "vi",
		.creator = "digitize",
		.time = g_date_time_new_utc(2024, 1, 2, 3, 4, 5) };
	MadePdf made = { .image_entries = "/ColorSpace/DeviceGray/BitsPerComponent 8",
		.width = 100,
		.height = 100 };
	g_autoptr(GError) error = NULL;

	save_page(1, &page);
	g_autoptr(GArray) painted = read_painted("72 0 0 72 0 0 cm /I Do", &made);
	g_assert_cmpuint(painted->len, ==, 1);
	made.box = "0 0 72 72";
	g_autoptr(GBytes) image = g_bytes_new_static("\x80", 1);
	g_autoptr(GBytes) content = g_bytes_new_static("72 0 0 72 0 0 cm /I Do", 22);
	made.image = image, made.content = content;
	make_pdf(pdf, &made);
	g_assert_true(document_prove(&composition, pdf, &error));
	g_autoptr(GPtrArray) findings = document_judge(&composition, pdf, &error);
	g_assert_no_error(error);
	const PageFinding *finding = findings->pdata[0];
	g_assert_cmpuint(finding->images->len, ==, 1);
	g_assert_cmpuint(finding->shortfalls->len, ==, 4);
	g_date_time_unref(composition.time);
}

static const struct {
	const char *title;
	void (*run)(void);
} tests[] = {
	{ "/painted/tells how large an image stands", tells_sizes },
	{ "/painted/tells the colours of an image", tells_colours },
	{ "/painted/asks JPEG 2000 for its colours", asks_jpeg_2000_for_its_colours },
	{ "/painted/finds images within the content", finds_inline_images },
	{ "/painted/looks into forms, and ends", looks_into_forms },
	{ "/painted/survives nonsense", survives_nonsense },
	{ "/rules/judges one image by each rule", judges_by_the_rules },
	{ "/rules/tells the poorest of several images", tells_the_poorest_image },
	{ "/judge/judges images that lie upon each other", judges_images_upon_each_other },
	{ "/judge/takes a page that was kept as it was", takes_a_page_that_was_kept },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("judge-XXXXXX", NULL);
	pdf = g_build_filename(folder, "made.pdf", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].title, tests[i].run);
	int status = g_test_run();

	folder_remove(folder, NULL);
	g_free(folder);
	g_free(pdf);
	return status;
}
