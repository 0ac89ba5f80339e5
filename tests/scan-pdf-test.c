/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDFs whose page is the picture, as a JPEG, or something else. */
#include "base/file.h"
#include "base/flate.h"
#include "ocr/error.h"
#include "ocr/scan.h"
#include "tests/made_pdf.h"
#include "tests/picture.h"

#include <string.h>

#define PLACING "q 203 0 0 301 0 0 cm /I Do Q"

static const ScanLimits limits = { 20000, 100, 50 };

static char *folder, *path;
static GBytes *jpeg;

static GBytes *make_jpeg(void)
{
	g_autofree char *file = g_build_filename(folder, "inner.jpg", NULL);
	PIX *pix = make_colour();

	g_assert_cmpint(pixWrite(file, pix, IFF_JFIF_JPEG), ==, 0);
	pixDestroy(&pix);
	return file_read(file, 1 << 20, NULL);
}

static MadePdf new_pdf(const char *content)
{
	return (MadePdf) { .image = jpeg,
		.image_entries = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode",
		.content = g_bytes_new(content, strlen(content)),
		.box = "0 0 203 301",
		.width = WIDTH,
		.height = HEIGHT };
}

/* Writes the PDF and forgets it. */
static void write_made(MadePdf *made)
{
	make_pdf(path, made);
	g_bytes_unref(made->content);
}

static ScanPage *read_first(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Scan) scan = scan_open(path, &limits, &error);

	g_assert_no_error(error);
	ScanPage *page = scan_read_page(scan, 0, &error);
	g_assert_no_error(error);
	return page;
}

/* A small stream that inflates to one byte more than the limit is left to poppler, which need not
 * hold it at once. */
static void test_bomb(void)
{
	const size_t most = 64 << 20;
	g_autofree char *content = g_malloc(most + 1);

	memset(content, ' ', most + 1);
	memcpy(content, PLACING, strlen(PLACING));
	for (size_t more = 0; more <= 1; more++) {
		MadePdf made = new_pdf("");
		g_bytes_unref(made.content);
		made.content = flate(content, most + more);
		made.content_entries = "/Filter/FlateDecode";
		write_made(&made);
		g_autoptr(ScanPage) page = read_first();
		g_assert_cmpint(page->rendered, ==, more > 0);
	}
}

static void test_image(void)
{
	static const struct {
		const char *content, *entries;
		unsigned turn;
		bool mirrored, rendered;
	} table[] = {
		{ PLACING, "", 0, false, false },
		{ PLACING, "/Rotate 90", 90, false, false },
		{ PLACING, "/Rotate -90", 270, false, false },
		{ "q -203 0 0 -301 203 301 cm /I Do Q", "", 180, false, false },
		{ "q -203 0 0 301 203 0 cm /I Do Q", "", 0, true, false },
		{ "q 203 0 0 -301 0 301 cm /I Do Q", "", 180, true, false },
		{ "q 0 301 -203 0 203 0 cm /I Do Q", "", 270, false, false },
		{ "q 0 -301 203 0 0 301 cm /I Do Q", "", 90, false, false },
		{ PLACING " BT 3 Tr (x) Tj ET", "", 0, false, false },
		{ PLACING " BT (x) Tj ET", "", 0, false, true },
		{ PLACING " 0 0 9 9 re f", "", 0, false, true },
		{ "q 100 0 0 150 0 0 cm /I Do Q", "", 0, false, true },
		{ "q 200 20 -20 280 0 0 cm /I Do Q", "", 0, false, true },
		{ "/I Do /I Do", "", 0, false, true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		MadePdf made = new_pdf(table[i].content);
		made.page_entries = table[i].entries;
		write_made(&made);
		g_autoptr(ScanPage) page = read_first();
		g_test_message("%s %s", table[i].content, table[i].entries);
		g_assert_cmpint(page->rendered, ==, table[i].rendered);
		g_assert_cmpint(page->stream == NULL, ==, table[i].rendered);
		if (table[i].rendered)
			continue;
		assert_picture(page->pix, 16);
		g_assert_cmpuint(page->turn, ==, table[i].turn);
		g_assert_cmpint(page->mirrored, ==, table[i].mirrored);
	}
}

/* What a page does to its image besides placing it: nothing may be lost by taking it as it is. */
static void test_changed(void)
{
	static const struct {
		const char *before, *after;
		bool rendered;
	} table[] = {
		{ "q 0 0 203 301 re W n", "Q", false },
		{ "q 0 0 203 301 re W* n", "Q", false },
		{ "q -9 -9 999 999 re W n 0.2 0.2 202.6 300.6 re W n", "Q", false },
		{ "q 203 301 -203 -301 re W n", "Q", false },
		{ "q 0 0 m 203 0 l 203 301 l 0 301 l h W n", "Q", false },
		{ "q 0 0 m 0 301 l 203 301 l 203 0 l 0 0 l W n", "Q", false },
		{ "q 0 1 -1 0 203 0 cm 0 0 301 203 re W n Q q", "Q", false },
		{ "0 0 9 9 re n", "", false },
		{ "q 0 0 9 9 re W n Q", "0 0 9 9 re W n", false },
		{ "0 0 101 301 re W n", "", true },
		{ "0 0 203 298 re W n", "", true },
		{ "q 0 0 203 301 re W n 100 0 203 301 re W n", "Q", true },
		{ "q 2 0 0 1 0 0 cm 0 0 50 301 re W n 0.5 0 0 1 0 0 cm", "Q", true },
		{ "0 0 203 301 re 0 0 9 9 re W* n", "", true },
		{ "0 0 m 203 0 l 203 301 l W n", "", true },
		{ "0 0 m 203 0 l 203 301 l 0 301 l 9 9 l 9 8 l W n", "", true },
		{ "0 0 m 203 0 l 203 301 l 0 200 l h W n", "", true },
		{ "0 0 m 203 0 203 301 v 0 301 l W n", "", true },
		{ "W n", "", true },
		{ "0 0 203 301 re W", "n", true },
		{ "/Plain gs", "", false },
		{ "", "/Faint gs", false },
		{ "/Faint gs", "", true },
		{ "/Outlines gs", "", true },
		{ "/Masked gs", "", true },
		{ "/Mixed gs", "", true },
		{ "/Curved gs", "", true },
		{ "/Nowhere gs", "", true },
		{ "q 3 Tr Q BT (x) Tj ET", "", true },
		{ "3 Tr q 0 Tr Q BT (x) Tj ET", "", false },
		{ "/Artifact BMC", "EMC", false },
		{ "/Span <</Lang(vi)>> BDC", "EMC", false },
		{ "/OC /Layer BDC", "EMC", true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *content =
			g_strdup_printf("%s " PLACING " %s", table[i].before, table[i].after);
		MadePdf made = new_pdf(content);
		made.resource_entries =
			"/ExtGState<</Plain<</ca 1/CA 1.0/SMask/None/BM/Normal/TR2/Default>>"
			"/Faint<</ca .5>>/Outlines<</CA .5>>/Masked<</SMask<<>>>>"
			"/Mixed<</BM/Multiply>>/Curved<</TR<<>>>>>>";
		write_made(&made);
		g_autoptr(ScanPage) page = read_first();
		g_test_message("%s", content);
		g_assert_cmpint(page->rendered, ==, table[i].rendered);
	}
}

/* The page keeps its size, be it a plan of few pixels or a stamp of many. */
static void test_size(void)
{
	static const struct {
		double width, height, unit;
	} table[] = { { 203, 301, 1 }, { 1684, 2497, 1 }, { 168.4, 249.7, 10 }, { 6, 9, 1 },
		{ 400, 301, 1 } };

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		double width = table[i].width, height = table[i].height, unit = table[i].unit;
		g_autofree char *content =
			g_strdup_printf("q %g 0 0 %g 0 0 cm /I Do Q", width, height);
		g_autofree char *box = g_strdup_printf("0 0 %g %g", width, height);
		g_autofree char *entries = g_strdup_printf("/UserUnit %g", unit);
		MadePdf made = new_pdf(content);
		made.box = box;
		made.page_entries = entries;
		write_made(&made);
		g_autoptr(ScanPage) page = read_first();
		g_assert_false(page->rendered);
		g_assert_false(page->dpi_assumed);
		g_assert_cmpfloat_with_epsilon(WIDTH / page->dpi_x * 72, width * unit, 0.01);
		g_assert_cmpfloat_with_epsilon(HEIGHT / page->dpi_y * 72, height * unit, 0.01);
	}
}

static void test_render(void)
{
	for (int unit = 1; unit <= 2; unit++) {
		MadePdf made = new_pdf("0 0 100 301 re f");
		made.page_entries = unit == 1 ? "" : "/UserUnit 2";
		write_made(&made);
		g_autoptr(ScanPage) page = read_first();
		g_assert_cmpint(pixGetWidth(page->pix), ==, (203 * unit * 300 + 36) / 72);
		g_assert_cmpfloat(page->dpi_x, ==, 300);
		g_assert_cmpint(grey_of(page->pix, 400 * unit, 600), ==, 0);
		g_assert_cmpint(grey_of(page->pix, 430 * unit, 600), ==, 255);
	}
}

static GBytes *cut(GBytes *bytes, double part)
{
	return g_bytes_new_from_bytes(bytes, 0, (gsize)((double)g_bytes_get_size(bytes) * part));
}

static GBytes *deflate_bytes(GBytes *bytes)
{
	size_t size;
	const char *data = g_bytes_get_data(bytes, &size);

	return flate(data, size);
}

static GBytes *hex(GBytes *bytes)
{
	size_t size;
	const uint8_t *data = g_bytes_get_data(bytes, &size);
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < size; i++)
		g_string_append_printf(out, "%02x", data[i]);
	return g_string_free_to_bytes(g_string_append_c(out, '>'));
}

/* A page information segment and a generic region (MMR) of white rows that ends as T.88 wants. */
static GBytes *make_jbig2(void)
{
	static const uint8_t start[] = { 0, 0, 0, 0, 0x30, 0, 1, 0, 0, 0, 19, 0, 0, 0, WIDTH, 0, 0,
		HEIGHT >> 8, HEIGHT & 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	enum { ROWS = (HEIGHT + 7) / 8 }; /* a white row is one bit: V0 */
	static const uint8_t region[] = { 0, 0, 0, 1, 0x26, 0, 1, 0, 0, 0, 18 + ROWS + 3, 0, 0, 0,
		WIDTH, 0, 0, 8 * ROWS >> 8, 8 * ROWS & 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
	static const uint8_t end[] = { 0, 0x10, 0x01 };
	GByteArray *out = g_byte_array_new();

	g_byte_array_append(out, start, sizeof(start));
	g_byte_array_append(out, region, sizeof(region));
	for (unsigned i = 0; i < ROWS; i++)
		g_byte_array_append(out, (const uint8_t[]) { 0xff }, 1);
	g_byte_array_append(out, end, sizeof(end));
	return g_byte_array_free_to_bytes(out);
}

#define GREY "/ColorSpace/DeviceGray/BitsPerComponent "
#define RGB "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter"

/* Is `image` (taken) read or refused, alone on its page and with more? */
static void check_image(GBytes *image, const char *entries, bool refused)
{
	static const char *const contents[] = { PLACING, PLACING " 0 0 9 9 re f" };

	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		g_autoptr(GError) error = NULL;
		MadePdf made = new_pdf(contents[i]);
		made.image = image;
		made.image_entries = entries;
		write_made(&made);
		g_autoptr(Scan) scan = scan_open(path, &limits, &error);
		g_assert_no_error(error);
		G_GNUC_UNUSED g_autoptr(ScanPage) page = scan_read_page(scan, 0, &error);
		g_test_message("%s, %zu bytes, %s", entries, g_bytes_get_size(image), contents[i]);
		if (refused)
			g_assert_error(error, OCR_ERROR, OCR_ERROR_INPUT);
		else
			g_assert_no_error(error);
	}
	g_bytes_unref(image);
}

static void test_jbig2(void)
{
	const char *entries = GREY "1/Filter/JBIG2Decode";
	g_autoptr(GBytes) whole = make_jbig2();

	check_image(g_bytes_ref(whole), entries, false);
	check_image(cut(whole, 0.9), entries, true);
	check_image(cut(whole, 0.45), entries, true);
	check_image(cut(whole, 0), entries, true);
	check_image(g_bytes_new_static("junkjunkjunkjunk", 16), entries, true);
}

static void test_damaged(void)
{
	g_autoptr(GBytes) half = cut(jpeg, 0.5);
	g_autofree char *zeros = g_malloc0((size_t)WIDTH * HEIGHT);
	g_autoptr(GBytes) samples = flate(zeros, (size_t)WIDTH * HEIGHT);
	g_autoptr(GBytes) half_samples = cut(samples, 0.5);

	check_image(g_bytes_ref(jpeg), RGB "/DCTDecode", false);
	check_image(g_bytes_ref(half), RGB "/DCTDecode", true);
	check_image(deflate_bytes(jpeg), RGB "[/FlateDecode/DCTDecode]", false);
	check_image(deflate_bytes(half), RGB "[/FlateDecode/DCTDecode]", true);
	check_image(hex(samples), GREY "8/Filter[/ASCIIHexDecode/FlateDecode]", false);
	check_image(hex(half_samples), GREY "8/Filter[/ASCIIHexDecode/FlateDecode]", true);
	check_image(cut(jpeg, 0), GREY "1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 203>>",
		true);
}

/* Of two filters the outer one is undone: the JPEG within is taken as it is. */
static void test_two_filters(void)
{
	MadePdf made = new_pdf(PLACING);
	g_autoptr(GBytes) image = deflate_bytes(jpeg);

	made.image = image;
	made.image_entries = RGB "[/FlateDecode/DCTDecode]";
	write_made(&made);
	g_autoptr(ScanPage) page = read_first();
	g_assert_false(page->rendered);
	g_assert_true(g_bytes_equal(page->stream->bytes, jpeg));
}

/* Pages 4 and 5 are the picture; `kids` names them as often as it wants. */
static void write_tree(const char *kids, int count)
{
	PdfWriter *pdf = pdf_write_open(path, NULL);
	g_autoptr(GBytes) content = g_bytes_new_static(PLACING, strlen(PLACING));
	unsigned tree = pdf_write_reserve(pdf), image = pdf_write_reserve(pdf),
		 contents = pdf_write_reserve(pdf);
	g_autofree char *pages = g_strdup_printf(
		"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 203 301]>>", kids, count);

	for (unsigned i = 0; i < 2; i++)
		put_made(pdf,
			"<</Type/Page/Parent %u 0 R/Contents %u 0 R"
			"/Resources<</XObject<</I %u 0 R>>>>>>",
			tree, contents, image);
	pdf_write_stream(pdf, image,
		"/Type/XObject/Subtype/Image/Width 203/Height 301/ColorSpace/DeviceRGB"
		"/BitsPerComponent 8/Filter/DCTDecode",
		jpeg);
	pdf_write_stream(pdf, contents, "", content);
	pdf_write_object(pdf, tree, pages);
	unsigned catalog = put_made(pdf, "<</Type/Catalog/Pages %u 0 R>>", tree);
	g_assert_true(pdf_write_finish(pdf, catalog, 0, NULL));
}

/* Writes `with` over the first `what` in the file. */
static void overwrite(const char *what, const char *with)
{
	g_autofree char *data = NULL;
	size_t size;

	g_assert_true(g_file_get_contents(path, &data, &size, NULL));
	char *place = memmem(data, size, what, strlen(what));
	g_assert_nonnull(place);
	memcpy(place, with, strlen(with));
	g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
}

/* Only of a file in which nothing was guessed is qpdf asked for a page's image. */
static void test_page_lists(void)
{
	static const struct {
		const char *kids;
		int count;
		const char *what, *with;
		bool rendered;
		const char *refusal;
	} table[] = {
		{ "4 0 R 5 0 R", 2, NULL, NULL, false, NULL },
		{ "4 0 R 5 0 R", 2, "/Size 7", "/Size 9", false, NULL },
		{ "4 0 R 5 0 R", 2, "xref", "____", true, NULL },
		{ "4 0 R 4 0 R", 2, NULL, NULL, true, NULL },
		{ "4 0 R 5 0 R", 3, NULL, NULL, true, NULL },
		{ "4 0 R 5 0 R", 1, NULL, NULL, false, "the PDF's list of pages is damaged" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(GError) error = NULL;
		write_tree(table[i].kids, table[i].count);
		if (table[i].what != NULL)
			overwrite(table[i].what, table[i].with);
		g_autoptr(Scan) scan = scan_open(path, &limits, &error);
		g_test_message("%s, %d", table[i].kids, table[i].count);
		g_assert_cmpstr(error == NULL ? NULL : error->message, ==, table[i].refusal);
		if (scan == NULL)
			continue;
		g_autoptr(ScanPage) page = scan_read_page(scan, 0, &error);
		g_assert_no_error(error);
		g_assert_cmpint(page->rendered, ==, table[i].rendered);
	}
}

#define HAS_FILES "the PDF has other files attached, which would be lost: take them out first"

static void test_signed(void)
{
	static const struct {
		const char *catalog, *page;
		bool is_signed;
		const char *refusal;
	} table[] = {
		{ "", "", false, NULL },
		{ "/AcroForm<</SigFlags 3/Fields[<</FT/Sig/T(a)/V<</Type/Sig>>>>]>>", "", true,
			NULL },
		{ "/AcroForm<</Fields[<</FT/Sig/T(a)>>]>>", "", false, NULL },
		{ "/AcroForm<</Fields[<</FT/Sig/T(a)/Kids[<</V<</Type/Sig>>>>]>>]>>", "", true,
			NULL },
		{ "/AcroForm<</Fields[<</V<</Type/Sig>>/Kids[<</FT/Sig/T(a)>>]>>]>>", "", true,
			NULL },
		{ "/Perms<</DocMDP<</Type/Sig>>>>", "", true, NULL },
		{ "", "/Annots[<</FT/Sig/V<</Type/Sig/ByteRange[0 1 2 3]>>>>]", false,
			"the PDF holds a signature that is in no field of its form" },
		{ "/Names<</EmbeddedFiles<</Names[]>>>>", "", false, HAS_FILES },
		{ "/Collection<</Type/Collection>>", "", false, HAS_FILES },
		{ "/AF[<</Type/Filespec>>]", "", false, HAS_FILES },
		{ "/Names<</Dests<</Names[]>>>>", "", false, NULL },
		{ "/Names<</EmbeddedFiles<</Names[]>>>>/Perms<</DocMDP<</Type/Sig>>>>", "", true,
			NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autoptr(GError) error = NULL;
		MadePdf made = new_pdf(PLACING);
		made.catalog_entries = table[i].catalog;
		made.page_entries = table[i].page;
		write_made(&made);
		g_autoptr(Scan) scan = scan_open(path, &limits, &error);
		g_test_message("%s %s", table[i].catalog, table[i].page);
		g_assert_cmpstr(error == NULL ? NULL : error->message, ==, table[i].refusal);
		if (scan != NULL)
			g_assert_cmpint(scan_is_signed(scan), ==, table[i].is_signed);
	}
}

/* A form in which fields are nested too deeply to be searched. */
static void test_deep_form(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) form = g_string_new("/AcroForm<</Fields[");
	MadePdf made = new_pdf(PLACING);

	for (unsigned i = 0; i < 40; i++)
		g_string_append(form, "<</FT/Sig/Kids[");
	for (unsigned i = 0; i < 40; i++)
		g_string_append(form, "]>>");
	g_string_append(form, "]>>");
	made.catalog_entries = form->str;
	write_made(&made);
	g_autoptr(Scan) scan = scan_open(path, &limits, &error);
	g_assert_cmpstr(scan != NULL ? NULL : error->message, ==,
		"the PDF's form is too large: it cannot be told whether it is signed");
}

/* An update names a root that is not there. Poppler goes back to the older one; qpdf gives the file
 * up, and nobody has looked for signatures. */
static void test_unreadable(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) pdf = NULL;
	g_autofree char *data = NULL;
	MadePdf made = new_pdf(PLACING);
	size_t size;

	write_made(&made);
	g_assert_true(g_file_get_contents(path, &data, &size, NULL));
	pdf = g_string_new_len(data, (gssize)size);
	g_string_append_printf(pdf,
		"xref\n0 1\n0000000000 65535 f \ntrailer <</Size 9/Root 8 0 R>>\n"
		"startxref\n%zu\n%%%%EOF\n",
		size);
	g_assert_true(g_file_set_contents(path, pdf->str, (gssize)pdf->len, NULL));
	g_autoptr(Scan) scan = scan_open(path, &limits, &error);
	g_assert_cmpstr(scan != NULL ? NULL : error->message, ==,
		"the PDF is damaged: it cannot be told whether it is signed");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("scan-pdf-XXXXXX", NULL);
	path = g_build_filename(folder, "made.pdf", NULL);
	jpeg = make_jpeg();
	g_test_add_func("/scan-pdf/takes the one image of a page", test_image);
	g_test_add_func("/scan-pdf/takes no image that the page clips or fades", test_changed);
	g_test_add_func("/scan-pdf/keeps the page's size", test_size);
	g_test_add_func("/scan-pdf/renders other pages", test_render);
	g_test_add_func("/scan-pdf/refuses a damaged JBIG2 image", test_jbig2);
	g_test_add_func("/scan-pdf/refuses a damaged image, rendered or not", test_damaged);
	g_test_add_func("/scan-pdf/undoes the outer of two filters", test_two_filters);
	g_test_add_func("/scan-pdf/inflates no page's content without limit", test_bomb);
	g_test_add_func("/scan-pdf/trusts no list of pages that was guessed", test_page_lists);
	g_test_add_func("/scan-pdf/tells what is signed, or that it cannot", test_signed);
	g_test_add_func("/scan-pdf/refuses a form that cannot be searched", test_deep_form);
	g_test_add_func("/scan-pdf/refuses what is not certain to be unsigned", test_unreadable);
	int status = g_test_run();
	g_bytes_unref(jpeg);
	folder_remove(folder, NULL);
	g_free(folder);
	g_free(path);
	return status;
}
