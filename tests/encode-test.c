/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"
#include "pipeline/encode.h"
#include "pipeline/error.h"
#include "pipeline/icc.h"

#include <glib/gstdio.h>
#include <string.h>

static const EncodeRules jpeg_rules = { .jpeg_quality = 85 };
static const EncodeRules compact_rules = {
	.compact = true, .compact_dpi = 200, .compact_quality = 40
};

static PIX *make_pix(int depth)
{
	PIX *pix = pixCreate(300, 200, depth);

	for (int i = 0; i < 3000; i++)
		pixSetPixel(pix, (i * 37) % 300, (i * 53) % 200, depth == 1 ? 1 : 0x40506000);
	return pix;
}

static EncodedPage *encode(ScanPage *scan, unsigned turn, const EncodeRules *rules)
{
	GError *error = NULL;
	EncodedPage *page = page_encode(scan, turn, rules, &error);

	g_assert_no_error(error);
	return page;
}

static void assert_sent(const EncodedPage *page, double u, double v, double x, double y)
{
	const double *m = page->matrix;

	g_assert_cmpfloat_with_epsilon(m[0] * u + m[2] * v + m[4], x, 1e-9);
	g_assert_cmpfloat_with_epsilon(m[1] * u + m[3] * v + m[5], y, 1e-9);
}

/* Where the stored image's upper left corner stands on a page of 72 × 96 or 96 × 72 points, and
 * where its upper right one. */
static const struct {
	unsigned turn;
	bool mirrored;
	double left_x, left_y, right_x, right_y;
} places[] = {
	{ 0, false, 0, 96, 72, 96 },
	{ 90, false, 96, 72, 96, 0 },
	{ 180, false, 72, 0, 0, 0 },
	{ 270, false, 0, 0, 0, 72 },
	{ 0, true, 72, 96, 0, 96 },
	{ 90, true, 96, 0, 96, 72 },
	{ 180, true, 0, 0, 72, 0 },
	{ 270, true, 0, 72, 0, 0 },
};

static void test_place(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
		PIX *pix = make_pix(8);
		ScanPage scan = {
			.pix = pix, .dpi_x = 300, .dpi_y = 150, .mirrored = places[i].mirrored
		};
		g_autoptr(EncodedPage) page = encode(&scan, places[i].turn, &jpeg_rules);
		bool across = places[i].turn % 180 == 90;

		g_assert_cmpfloat_with_epsilon(page->width, across ? 96 : 72, 1e-9);
		g_assert_cmpfloat_with_epsilon(page->height, across ? 72 : 96, 1e-9);
		assert_sent(page, 0, 1, places[i].left_x, places[i].left_y);
		assert_sent(page, 1, 1, places[i].right_x, places[i].right_y);
		pixDestroy(&pix);
	}
}

static void test_size(void)
{
	static const struct {
		double dpi;
		bool fits;
	} sizes[] = { { 4800, true }, { 4801, false }, { 1.5, true }, { 1.49, false }, { 0, false },
		{ -200, false } };

	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		PIX *pix = make_pix(8);
		ScanPage scan = { .pix = pix, .dpi_x = sizes[i].dpi, .dpi_y = sizes[i].dpi };
		g_autoptr(EncodedPage) page = page_encode(&scan, 0, &jpeg_rules, &error);

		g_assert_true((page != NULL) == sizes[i].fits);
		if (page == NULL)
			g_assert_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT);
		pixDestroy(&pix);
	}
}

static void test_filters(void)
{
	static const struct {
		int depth;
		bool lossless;
		const char *filter, *space;
	} rows[] = {
		{ 1, false, "/CCITTFaxDecode", "DeviceGray" },
		{ 1, true, "/CCITTFaxDecode", "DeviceGray" },
		{ 8, false, "/DCTDecode", "DeviceGray" },
		{ 8, true, "/FlateDecode", "DeviceGray" },
		{ 32, false, "/DCTDecode", "DeviceRGB" },
		{ 32, true, "/FlateDecode", "DeviceRGB" },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		PIX *pix = make_pix(rows[i].depth);
		ScanPage scan = { .pix = pix, .dpi_x = 200, .dpi_y = 200 };
		EncodeRules rules = { .lossless = rows[i].lossless, .jpeg_quality = 85 };
		g_autoptr(EncodedPage) page = encode(&scan, 0, &rules);

		g_assert_nonnull(strstr(page->images[0].dictionary, rows[i].filter));
		g_assert_cmpstr(page->images[0].color_space, ==, rows[i].space);
		g_assert_false(page->passed_through);
		pixDestroy(&pix);
	}
}

/* A page as of print: white, with bars of black and red. */
static PIX *make_print(void)
{
	PIX *pix = pixCreate(900, 600, 32);

	pixSetAllArbitrary(pix, 0xfefefe00);
	for (int y = 0; y < 600; y++)
		for (int x = 0; x < 900; x++)
			if (x % 20 < 5 && y % 50 < 30)
				pixSetPixel(pix, x, y, y < 300 ? 0x10101000 : 0xc0202000);
	return pix;
}

static void test_compact(void)
{
	static const struct {
		const char *filter, *space;
		unsigned width, height;
	} layers[] = {
		{ "/DCTDecode", "DeviceRGB", 600, 400 },
		{ "/DCTDecode", "DeviceRGB", 600, 400 },
		{ "/JBIG2Decode", "", 900, 600 },
	};
	PIX *pix = make_print();
	ScanPage scan = { .pix = pix, .dpi_x = 300, .dpi_y = 300 };
	g_autoptr(EncodedPage) page = encode(&scan, 0, &compact_rules);

	g_assert_cmpuint(page->count, ==, G_N_ELEMENTS(layers));
	for (unsigned i = 0; i < page->count; i++) {
		const EncodedImage *image = &page->images[i];
		g_assert_nonnull(strstr(image->dictionary, layers[i].filter));
		g_assert_cmpstr(image->color_space, ==, layers[i].space);
		g_assert_cmpuint(image->width, ==, layers[i].width);
		g_assert_cmpuint(image->height, ==, layers[i].height);
		g_assert_true(encoded_image_is_stencil(image) == (i == 2));
	}
	g_assert_false(page->passed_through);
	pixDestroy(&pix);
}

/* Bilevel: JBIG2 alone. Blank: the paper alone. Less than the law's resolution: as it is. */
static void test_compact_single(void)
{
	static const struct {
		int depth;
		const char *filter;
		double dpi;
		unsigned width;
	} rows[] = {
		{ 1, "/JBIG2Decode", 300, 300 },
		{ 8, "/DCTDecode", 300, 200 },
		{ 32, "/DCTDecode", 300, 200 },
		{ 32, "/DCTDecode", 150, 300 },
		{ 32, "/DCTDecode", 201, 299 },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		PIX *pix = pixCreate(300, 200, rows[i].depth);
		ScanPage scan = { .pix = pix, .dpi_x = rows[i].dpi, .dpi_y = rows[i].dpi };
		if (rows[i].depth > 1)
			pixSetAllArbitrary(pix, rows[i].depth == 8 ? 0xf0 : 0xf0f0e000);
		g_autoptr(EncodedPage) page = encode(&scan, 0, &compact_rules);
		g_assert_cmpuint(page->count, ==, 1);
		g_assert_nonnull(strstr(page->images[0].dictionary, rows[i].filter));
		g_assert_cmpuint(page->images[0].width, ==, rows[i].width);
		pixDestroy(&pix);
	}
}

/* A stream that is smaller than the layers would be is passed through; a larger one is not. */
static void test_compact_passes(void)
{
	PIX *pix = make_print();

	for (unsigned small = 0; small < 2; small++) {
		ScanPage scan = { .pix = pix, .dpi_x = 300, .dpi_y = 300 };
		ScanStream stream = { .width = 900,
			.height = 600,
			.filter = "FlateDecode",
			.bits = 8,
			.components = 3,
			.predictor = 1 };
		stream.bytes = g_bytes_new_take(g_malloc0(1000000), small ? 100 : 1000000);
		scan.stream = &stream;
		g_autoptr(EncodedPage) page = encode(&scan, 0, &compact_rules);
		g_assert_true(page->passed_through == (small == 1));
		g_assert_cmpuint(page->count, ==, small ? 1 : 3);
		g_bytes_unref(stream.bytes);
	}
	pixDestroy(&pix);
}

/* A page of JPEG whose stream is that JPEG, spoiled by a row of the table below. */
static EncodedPage *pass(const char *find, const char *put, size_t size, unsigned cut)
{
	PIX *pix = make_pix(32);
	ScanPage scan = { .pix = pix, .dpi_x = 200, .dpi_y = 200 };
	g_autoptr(EncodedPage) first = encode(&scan, 0, &jpeg_rules);
	gsize length;
	const void *data = g_bytes_get_data(first->images[0].stream, &length);
	g_autofree char *bytes = g_memdup2(data, length);
	char *place = size > 0 ? memmem(bytes, length, find, size) : NULL;
	ScanStream stream = {
		.width = 300, .height = 200, .filter = "DCTDecode", .bits = 8, .components = 3
	};

	if (size > 0) {
		g_assert_nonnull(place);
		memcpy(place, put, size);
	}
	stream.bytes = g_bytes_new(bytes, length - cut);
	scan.stream = &stream;
	EncodedPage *page = encode(&scan, 0, &jpeg_rules);
	if (page->passed_through)
		g_assert_true(g_bytes_equal(page->images[0].stream, stream.bytes));
	g_bytes_unref(stream.bytes);
	pixDestroy(&pix);
	return page;
}

static void test_pass(void)
{
	static const struct {
		const char *what, *find, *put;
		size_t size;
		unsigned cut;
		bool passes;
	} rows[] = {
		{ "as it is", "", "", 0, 0, true },
		{ "progressive", "\xff\xc0\0\x11", "\xff\xc2\0\x11", 4, 0, true },
		{ "arithmetic", "\xff\xc0\0\x11", "\xff\xc9\0\x11", 4, 0, false },
		{ "lossless", "\xff\xc0\0\x11", "\xff\xc3\0\x11", 4, 0, false },
		{ "12 bits", "\xff\xc0\0\x11\x08", "\xff\xc0\0\x11\x0c", 5, 0, false },
		{ "another height", "\x08\0\xc8\1\x2c", "\x08\0\xc9\1\x2c", 5, 0, false },
		{ "another width", "\x08\0\xc8\1\x2c", "\x08\0\xc8\1\x2d", 5, 0, false },
		{ "truncated", "", "", 0, 2, false },
		{ "no start", "\xff\xd8\xff", "\xff\xd9\xff", 3, 0, false },
		{ "a segment too long", "\xff\xc0\0\x11", "\xff\xc0\xff\xff", 4, 0, false },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].what);
		g_autoptr(EncodedPage) page =
			pass(rows[i].find, rows[i].put, rows[i].size, rows[i].cut);
		g_assert_true(page->passed_through == rows[i].passes);
	}
}

/* Of a page with a profile: what has one that no PDF may hold is encoded anew without it; a fit one
 * stays with the page, whether its stream passes or not. */
static void test_profile(void)
{
	g_autoptr(GBytes) fit = icc_srgb(), foreign = g_bytes_new_static("not a profile", 13);
	g_autoptr(GBytes) unreadable = g_bytes_new_static("", 0);
	g_autoptr(GBytes) samples = g_bytes_new_take(g_malloc0(100), 100);
	const struct {
		GBytes *icc;
		int depth;
		bool has_stream, passes;
		const char *space;
	} rows[] = {
		{ NULL, 32, true, true, "DeviceRGB" },
		{ fit, 32, true, true, "ICCBased" },
		{ fit, 32, false, false, "ICCBased" },
		{ fit, 8, true, false, "DeviceGray" },
		{ foreign, 32, true, false, "DeviceRGB" },
		{ unreadable, 32, true, false, "DeviceRGB" },
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		PIX *pix = make_pix(rows[i].depth);
		ScanStream stream = { .width = 300,
			.height = 200,
			.filter = "FlateDecode",
			.bits = 8,
			.components = rows[i].depth == 32 ? 3 : 1,
			.predictor = 1,
			.bytes = samples };
		ScanPage scan = { .pix = pix,
			.dpi_x = 200,
			.dpi_y = 200,
			.stream = rows[i].has_stream ? &stream : NULL,
			.icc = rows[i].icc };
		g_autoptr(EncodedPage) page = encode(&scan, 0, &jpeg_rules);

		g_test_message("row %u", i);
		g_assert_true(page->passed_through == rows[i].passes);
		g_assert_cmpstr(page->images[0].color_space, ==, rows[i].space);
		g_assert_true((page->icc != NULL) ==
			g_str_equal(page->images[0].color_space, "ICCBased"));
		pixDestroy(&pix);
	}
}

static void test_file(void)
{
	GError *error = NULL;
	g_autofree char *folder = g_dir_make_tmp("encode-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "00001.image", NULL);
	PIX *pix = make_print();
	ScanPage scan = { .pix = pix, .dpi_x = 200, .dpi_y = 200, .dpi_assumed = true };
	g_autoptr(EncodedPage) page = encode(&scan, 90, &compact_rules);

	g_assert_true(encoded_page_save(page, path, &error));
	g_autoptr(EncodedPage) loaded = encoded_page_load(path, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(loaded->count, ==, 3);
	for (unsigned i = 0; i < 3; i++) {
		const EncodedImage *one = &loaded->images[i], *other = &page->images[i];
		g_assert_cmpstr(one->dictionary, ==, other->dictionary);
		g_assert_cmpstr(one->color_space, ==, other->color_space);
		g_assert_true(g_bytes_equal(one->stream, other->stream));
		g_assert_cmpuint(one->width, ==, other->width);
		g_assert_cmpuint(one->height, ==, other->height);
	}
	g_assert_cmpmem(loaded->matrix, sizeof loaded->matrix, page->matrix, sizeof page->matrix);
	g_assert_true(loaded->size_assumed && !loaded->rendered && loaded->icc == NULL);

	/* cut anywhere, or one byte too long, it is not taken */
	g_autofree char *bytes = NULL;
	gsize size;
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	for (gsize cut = 0; cut <= size + 1; cut += cut < 400 ? 1 : size + 1 - cut) {
		g_autofree char *other = g_malloc0(size + 1);
		memcpy(other, bytes, size);
		g_assert_true(g_file_set_contents(path, other, (gssize)MIN(cut, size + 1), NULL));
		g_assert_null(encoded_page_load(path, &error));
		g_assert_error(error, PIPELINE_ERROR, PIPELINE_ERROR_DOCUMENT);
		g_clear_error(&error);
		if (cut == size + 1)
			break;
	}
	folder_remove(folder, NULL);
	pixDestroy(&pix);
}

/* Content that is kept: the upright picture's lower left corner, right and up, in the page's own space,
 * however the page is shown and the picture was turned to be read. */
static void test_keep(void)
{
	static char *resources[] = { "/Font/F1", "/XObject/Im 0", NULL };
	static const struct {
		unsigned shown, scan_turn, turn, rotate;
		double matrix[6];
	} table[] = {
		{ 0, 0, 0, 0, { 200, 0, 0, 300, 10, -20 } },
		{ 90, 0, 0, 90, { 0, 300, -200, 0, 210, -20 } },
		{ 180, 180, 180, 180, { -200, 0, 0, -300, 210, 280 } },
		{ 0, 0, 270, 270, { 0, -300, 200, 0, 10, 280 } },
		{ 270, 90, 180, 0, { 200, 0, 0, 300, 10, -20 } },
	};
	g_autofree char *folder = g_dir_make_tmp("encode-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "00001.image", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		ScanContent content = { .number = 6,
			.resources = resources,
			.box = { 10, -20, 210, 280 },
			.area = { 10, -20, 210, 280 },
			.rotate = table[i].shown,
			.unit = 2 };
		ScanPage scan = { .content = &content, .turn = table[i].scan_turn };
		g_autoptr(EncodedPage) page = page_keep(&scan, table[i].turn, 3, i == 4);
		bool lies = table[i].rotate % 180 == 90;

		g_assert_true(encoded_page_save(page, path, NULL));
		g_autoptr(EncodedPage) loaded = encoded_page_load(path, NULL);
		g_assert_cmpuint(loaded->count, ==, 0);
		g_assert_cmpfloat(loaded->width, ==, lies ? 600 : 400);
		g_assert_cmpfloat(loaded->height, ==, lies ? 400 : 600);
		g_assert_cmpuint(loaded->content->rotate, ==, table[i].rotate);
		for (unsigned j = 0; j < 6; j++)
			g_assert_cmpfloat(loaded->matrix[j], ==, table[i].matrix[j]);
		g_assert_cmpuint(loaded->content->source, ==, 3);
		g_assert_cmpuint(loaded->content->page, ==, 6);
		g_assert_cmpfloat(loaded->content->unit, ==, 2);
		g_assert_cmpint(loaded->content->without_text, ==, i == 4);
		/* no text, no fonts */
		g_assert_cmpstr(loaded->content->resources, ==,
			i == 4 ? "/XObject/Im 0" : "/Font/F1\n/XObject/Im 0");
	}
	folder_remove(folder, NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/encode/places the image by its turn and mirroring", test_place);
	g_test_add_func("/encode/refuses a page of a size that no page may have", test_size);
	g_test_add_func("/encode/chooses fax, JPEG or Flate by depth and rules", test_filters);
	g_test_add_func("/encode/compact: a stencil of the ink over two images", test_compact);
	g_test_add_func(
		"/encode/compact: one image of what has no ink or no levels", test_compact_single);
	g_test_add_func("/encode/compact: passes a smaller stream through", test_compact_passes);
	g_test_add_func("/encode/passes a JPEG through unless its header forbids it", test_pass);
	g_test_add_func(
		"/encode/keeps a fit profile and passes nothing with another", test_profile);
	g_test_add_func("/encode/saves a page and takes no other file for one", test_file);
	g_test_add_func("/encode/keeps content, however it is turned", test_keep);
	return g_test_run();
}
