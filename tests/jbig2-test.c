/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures coded as JBIG2 and decoded by two strangers, jbig2dec and poppler. Run from the
 * project's root. */
#include "base/file.h"
#include "base/pdf_write.h"
#include "ocr/pix.h"
#include "pipeline/encode_image.h"
#include "pipeline/jbig2.h"
#include "pipeline/jbig2_mq.h"

#include <poppler.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

static char *folder, *stream_path, *decoded_path, *pdf_path;

static void paint_noise(PIX *pix, GRand *random, int per_mille)
{
	for (int y = 0; y < pixGetHeight(pix); y++)
		for (int x = 0; x < pixGetWidth(pix); x++)
			if (g_rand_int_range(random, 0, 1000) < per_mille)
				pixSetPixel(pix, x, y, 1);
}

/* Lines of upright and leaning strokes with bars across, `size` high; beyond the edges nothing. */
static void paint_letters(PIX *pix, GRand *random, int size)
{
	for (int top = size; top < pixGetHeight(pix); top += 2 * size)
		for (int left = size / 2; left < pixGetWidth(pix); left += size) {
			int lean = g_rand_int_range(random, -1, 2);
			int bar = g_rand_int_range(random, 0, size);
			for (int i = 0; i < size * 3; i++)
				pixSetPixel(pix, left + i % 3 + lean * (i / 3) / 3, top + i / 3, 1);
			for (int i = 0; i < size; i++)
				pixSetPixel(pix, left + i / 2, top + bar + i % 2, 1);
		}
}

/* Rows that are alike, with one that is not every `apart`. */
static void paint_rules(PIX *pix, GRand *random, int apart)
{
	for (int y = 0; y < pixGetHeight(pix); y++)
		for (int x = 0; x < pixGetWidth(pix); x++)
			if (y % apart == 0 || x % apart == apart - 1)
				pixSetPixel(pix, x, y, 1);
	pixSetPixel(pix, g_rand_int_range(random, 0, pixGetWidth(pix)), 0, 0);
}

static void paint_edges(PIX *pix, GRand *random, int inner)
{
	pixSetAll(pix);
	for (int y = 1; y < pixGetHeight(pix) - 1; y++)
		for (int x = 1; x < pixGetWidth(pix) - 1; x++)
			pixSetPixel(pix, x, y, (l_uint32)inner);
	pixSetPixel(pix, 0, g_rand_int_range(random, 0, pixGetHeight(pix)), 0);
}

static const struct {
	const char *name;
	void (*paint)(PIX *pix, GRand *random, int value);
	int value;
} contents[] = {
	{ "white", paint_noise, 0 },
	{ "black", paint_noise, 1000 },
	{ "specks", paint_noise, 5 },
	{ "grain", paint_noise, 120 },
	{ "noise", paint_noise, 500 },
	{ "holes", paint_noise, 990 },
	{ "small letters", paint_letters, 9 },
	{ "large letters", paint_letters, 40 },
	{ "a table", paint_rules, 37 },
	{ "a grid", paint_rules, 2 },
	{ "a frame", paint_edges, 0 },
	{ "black but for a pixel", paint_edges, 1 },
};

static const struct {
	int width, height;
} sizes[] = { { 1, 1 }, { 1, 70 }, { 70, 1 }, { 2, 2 }, { 7, 5 }, { 8, 8 }, { 31, 9 }, { 32, 9 },
	{ 33, 9 }, { 63, 40 }, { 64, 40 }, { 65, 40 }, { 96, 3 }, { 317, 211 }, { 1000, 61 } };

static PIX *make_picture(unsigned content, int width, int height)
{
	PIX *pix = pixCreate(width, height, 1);
	GRand *random = g_rand_new_with_seed(content);

	contents[content].paint(pix, random, contents[content].value);
	g_rand_free(random);
	return pix;
}

/* The picture as a PBM file, in which every row begins with a new byte. */
static GString *make_pbm(PIX *pix)
{
	GString *pbm = g_string_new(NULL);
	gssize row_size = (pixGetWidth(pix) + 7) / 8;
	g_autofree guint32 *row = g_new(guint32, pixGetWpl(pix));

	pixSetPadBits(pix, 0);
	g_string_printf(pbm, "P4\n%d %d\n", pixGetWidth(pix), pixGetHeight(pix));
	for (int y = 0; y < pixGetHeight(pix); y++) {
		const guint32 *words = pixGetData(pix) + (gssize)y * pixGetWpl(pix);
		for (int i = 0; i < pixGetWpl(pix); i++)
			row[i] = GUINT32_TO_BE(words[i]);
		g_string_append_len(pbm, (const char *)row, row_size);
	}
	return pbm;
}

static void assert_jbig2dec(PIX *pix, GBytes *stream)
{
	const char *command[] = { "jbig2dec", "--quiet", "--embedded", "--format", "pbm",
		"--output", decoded_path, stream_path, NULL };
	g_autoptr(GString) pbm = make_pbm(pix);
	g_autofree char *decoded = NULL;
	g_autofree char *said = NULL;
	GError *error = NULL;
	int status;
	gsize size;

	g_file_set_contents(stream_path, g_bytes_get_data(stream, NULL),
		(gssize)g_bytes_get_size(stream), &error);
	g_assert_no_error(error);
	g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said,
		&status, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(said, ==, "");
	g_assert_cmpint(status, ==, 0);
	g_file_get_contents(decoded_path, &decoded, &size, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(size, ==, pbm->len);
	g_assert_true(memcmp(decoded, pbm->str, size) == 0);
}

/* Writes a page of a point a pixel with the picture as image /I that has more `entries`, and one
 * black pixel as image /B that has it as `mask`; `drawn` is the one that fills the page. */
static void write_pdf(
	PIX *pix, GBytes *stream, const char *entries, const char *mask, const char *drawn)
{
	PdfWriter *pdf = pdf_write_open(pdf_path, NULL);
	int width = pixGetWidth(pix), height = pixGetHeight(pix);
	g_autofree char *content = g_strdup_printf("%d 0 0 %d 0 0 cm %s Do", width, height, drawn);
	g_autofree char *base = g_strdup_printf("/Type /XObject /Subtype /Image /Width 1 /Height 1 "
						"/BitsPerComponent 8 /ColorSpace /DeviceGray%s",
		mask);
	g_autofree char *page = g_strdup_printf(
		"<< /Type /Page /Parent 4 0 R /MediaBox [0 0 %d %d] /Contents 3 0 R "
		"/Resources << /XObject << /I 1 0 R /B 2 0 R >> >> >>",
		width, height);
	g_autoptr(GBytes) black = g_bytes_new_static("", 1);
	g_autoptr(GBytes) drawing = g_bytes_new(content, strlen(content));

	for (unsigned i = 1; i <= 6; i++)
		g_assert_cmpuint(pdf_write_reserve(pdf), ==, i);
	pdf_write_stream(pdf, 1, entries, stream);
	pdf_write_stream(pdf, 2, base, black);
	pdf_write_stream(pdf, 3, "", drawing);
	pdf_write_object(pdf, 4, "<< /Type /Pages /Kids [5 0 R] /Count 1 >>");
	pdf_write_object(pdf, 5, page);
	pdf_write_object(pdf, 6, "<< /Type /Catalog /Pages 4 0 R >>");
	g_assert_true(pdf_write_finish(pdf, 6, 0, NULL));
}

static PopplerPage *open_page(void)
{
	GError *error = NULL;
	g_autofree char *uri = g_filename_to_uri(pdf_path, NULL, NULL);
	g_autoptr(PopplerDocument) document = poppler_document_new_from_file(uri, NULL, &error);

	g_assert_no_error(error);
	return poppler_document_get_page(document, 0);
}

/* Is the surface black where the picture is `black`, and white elsewhere? */
static void assert_same(PIX *pix, cairo_surface_t *surface, l_uint32 black)
{
	g_assert_cmpint(cairo_image_surface_get_width(surface), ==, pixGetWidth(pix));
	g_assert_cmpint(cairo_image_surface_get_height(surface), ==, pixGetHeight(pix));
	for (int y = 0; y < pixGetHeight(pix); y++) {
		const guint32 *row =
			(const guint32 *)(const void *)(cairo_image_surface_get_data(surface) +
				y * cairo_image_surface_get_stride(surface));
		for (int x = 0; x < pixGetWidth(pix); x++) {
			l_uint32 value;
			pixGetPixel(pix, x, y, &value);
			if ((row[x] & 0xffffff) != (value == black ? 0 : 0xffffff))
				g_error("%d, %d is %x", x, y, row[x]);
		}
	}
}

static void assert_poppler(PIX *pix, GBytes *stream, GString *dictionary)
{
	g_string_append(dictionary, " /ColorSpace /DeviceGray");
	write_pdf(pix, stream, dictionary->str, "", "/I");
	g_autoptr(PopplerPage) page = open_page();
	GList *images = poppler_page_get_image_mapping(page);
	g_assert_nonnull(images);
	g_autoptr(cairo_surface_t) surface =
		poppler_page_get_image(page, ((PopplerImageMapping *)images->data)->image_id);
	poppler_page_free_image_mapping(images);
	g_assert_nonnull(surface);
	assert_same(pix, surface, 1);
}

/* A decoder stops at a marker, which is 0xFF and more than 0x8F: only the end may be one. */
static void assert_marker(GBytes *stream)
{
	gsize size, heads = 30 + 11 + 26;
	const guint8 *bytes = g_bytes_get_data(stream, &size);

	for (gsize i = heads; i < size - 2; i++)
		g_assert_true(bytes[i] != 0xff || bytes[i + 1] <= 0x8f);
	g_assert_cmphex(bytes[size - 2], ==, 0xff);
	g_assert_cmphex(bytes[size - 1], ==, 0xac);
}

static void test_pictures(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(contents); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(sizes); j++) {
			auto_pix pix = make_picture(i, sizes[j].width, sizes[j].height);
			g_autoptr(GString) dictionary = g_string_new(NULL);
			g_autoptr(GBytes) stream = image_jbig2(pix, dictionary);

			g_test_message(
				"%s, %d by %d", contents[i].name, sizes[j].width, sizes[j].height);
			assert_marker(stream);
			assert_jbig2dec(pix, stream);
			assert_poppler(pix, stream, dictionary);
		}
}

/* 200 megapixels */
static void test_large(void)
{
	auto_pix pix = pixCreate(20000, 10000, 1);

	for (int i = 0; i < 40000; i++)
		pixSetPixel(pix, i * 7919 % 20000, i / 4, 1);
	g_autoptr(GBytes) stream = jbig2_encode(pix);
	g_assert_cmpuint(g_bytes_get_size(stream), <, 150000);
	assert_jbig2dec(pix, stream);
}

/* What a picture's memory holds right of its last pixel is no part of it. */
static void test_padding(void)
{
	for (unsigned j = 0; j < G_N_ELEMENTS(sizes); j++) {
		auto_pix pix = make_picture(3, sizes[j].width, sizes[j].height);
		g_autoptr(GBytes) clean = jbig2_encode(pix);
		pixSetPadBits(pix, 1);
		g_autoptr(GBytes) soiled = jbig2_encode(pix);
		g_assert_true(g_bytes_equal(clean, soiled));
	}
}

/* What the header says of masks. `black`: the pixels where the page becomes black. */
static void test_masks(void)
{
	static const struct {
		const char *entries, *mask, *drawn;
		l_uint32 black;
	} rows[] = {
		{ " /ColorSpace /DeviceGray", "", "/I", 1 },
		{ " /ImageMask true", "", "/I", 1 },
		{ " /ImageMask true /Decode [1 0]", "", "/I", 0 },
		{ " /ImageMask true", " /Mask 1 0 R", "/B", 1 },
		{ " /ColorSpace /DeviceGray", " /SMask 1 0 R", "/B", 0 },
		{ " /ColorSpace /DeviceGray /Decode [1 0]", " /SMask 1 0 R", "/B", 1 },
	};
	auto_pix pix = make_picture(6, 150, 90);

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) dictionary = g_string_new(NULL);
		g_autoptr(GBytes) stream = image_jbig2(pix, dictionary);
		g_autoptr(cairo_surface_t) surface =
			cairo_image_surface_create(CAIRO_FORMAT_RGB24, 150, 90);
		cairo_t *cairo = cairo_create(surface);

		g_test_message("%s%s", rows[i].entries, rows[i].mask);
		g_string_append(dictionary, rows[i].entries);
		write_pdf(pix, stream, dictionary->str, rows[i].mask, rows[i].drawn);
		g_autoptr(PopplerPage) page = open_page();
		cairo_set_source_rgb(cairo, 1, 1, 1);
		cairo_paint(cairo);
		poppler_page_render(page, cairo);
		cairo_destroy(cairo);
		cairo_surface_flush(surface);
		assert_same(pix, surface, rows[i].black);
	}
}

static PIX *read_bilevel(const char *path)
{
	auto_pix pix = pixRead(path);

	g_assert_nonnull(pix);
	if (pixGetDepth(pix) == 1)
		return g_steal_pointer(&pix);
	auto_pix grey = pixConvertTo8(pix, 0);
	return pixThresholdToBinary(grey, 150);
}

static void test_size(void)
{
	static const char *const samples[] = {
		"samples/scans/009.818.H07-254893-9140/003.jpg",
		"samples/scans/025.577.H01-265130-4901/002.tif",
		"samples/scans/035.690.H27-857675-6375/001-01.jpg",
		"samples/scans/035.690.H27-857675-6375/001-02.jpg",
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(samples); i++) {
		auto_pix pix = read_bilevel(samples[i]);
		g_autoptr(GString) dictionary = g_string_new(NULL);
		g_autoptr(GBytes) fax = image_fax(pix, dictionary, NULL);
		g_autoptr(GBytes) jbig2 = image_jbig2(pix, dictionary);

		g_test_message("%s: %zu bytes, G4 %zu", samples[i], g_bytes_get_size(jbig2),
			g_bytes_get_size(fax));
		g_assert_cmpuint(g_bytes_get_size(jbig2), <, g_bytes_get_size(fax));
		assert_jbig2dec(pix, jbig2);
	}
}

/* T.88, H.2: one context, and what must come of it */
static void test_sequence(void)
{
	static const guint8 bits[] = { 0x00, 0x02, 0x00, 0x51, 0x00, 0x00, 0x00, 0xc0, 0x03, 0x52,
		0x87, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x82, 0xc0, 0x20, 0x00, 0xfc, 0xd7, 0x9e, 0xf6,
		0xbf, 0x7f, 0xed, 0x90, 0x4f, 0x46, 0xa3, 0xbf };
	static const guint8 code[] = { 0x84, 0xc7, 0x3b, 0xfc, 0xe1, 0xa1, 0x43, 0x04, 0x02, 0x20,
		0x00, 0x00, 0x41, 0x0d, 0xbb, 0x86, 0xf4, 0x31, 0x7f, 0xff, 0x88, 0xff, 0x37, 0x47,
		0x1a, 0xdb, 0x6a, 0xdf, 0xff, 0xac };
	g_autoptr(GByteArray) out = g_byte_array_new();
	MqContext context = 0;

	g_byte_array_append(out, (const guint8 *)"x", 1);
	MqEncoder mq = mq_begin(out);
	for (unsigned i = 0; i < 8 * sizeof bits; i++)
		mq_encode(&mq, &context, bits[i / 8] >> (7 - i % 8) & 1);
	mq_finish(&mq);
	g_assert_cmpmem(out->data + 1, out->len - 1, code, sizeof code);
}

/* A run is coded as its bits are, one after the other, whatever the context has learnt. */
static void test_run(void)
{
	g_autoptr(GByteArray) one = g_byte_array_new();
	g_autoptr(GByteArray) other = g_byte_array_new();
	MqContext contexts[2] = { 0, 0 };

	g_byte_array_append(one, (const guint8 *)"x", 1);
	g_byte_array_append(other, (const guint8 *)"x", 1);
	MqEncoder single = mq_begin(one), runs = mq_begin(other);
	for (unsigned i = 0; i < 3000; i++) {
		unsigned bit = i % 100 == 99, count = bit ? 1 : 1 + i % 64;
		for (unsigned j = 0; j < count; j++)
			mq_encode(&single, &contexts[0], bit);
		mq_encode_run(&runs, &contexts[1], bit, count);
		g_assert_cmpuint(contexts[0], ==, contexts[1]);
	}
	mq_finish(&single);
	mq_finish(&runs);
	g_assert_cmpmem(one->data, one->len, other->data, other->len);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("jbig2-XXXXXX", NULL);
	stream_path = g_build_filename(folder, "stream.jb2", NULL);
	decoded_path = g_build_filename(folder, "decoded.pbm", NULL);
	pdf_path = g_build_filename(folder, "page.pdf", NULL);
	g_test_add_func("/jbig2/codes the standard's sequence as the standard does", test_sequence);
	g_test_add_func("/jbig2/codes a run as its bits one by one", test_run);
	g_test_add_func(
		"/jbig2/is decoded to the same pixels by jbig2dec and poppler", test_pictures);
	g_test_add_func("/jbig2/takes a picture of 200 megapixels", test_large);
	g_test_add_func("/jbig2/looks at no bit beyond the picture's width", test_padding);
	g_test_add_func("/jbig2/paints as image and as mask what the header says", test_masks);
	g_test_add_func("/jbig2/takes less room than G4 on the samples", test_size);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	g_free(stream_path);
	g_free(decoded_path);
	g_free(pdf_path);
	return status;
}
