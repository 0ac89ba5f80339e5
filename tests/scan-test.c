/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans are made here of the picture, in colour and grey, by libtiff and leptonica. */
#include "base/file.h"
#include "base/flate.h"
#include "base/worker.h"
#include "ocr/error.h"
#include "ocr/scan.h"
#include "pipeline/icc.h"
#include "tests/picture.h"

#include <stdio.h>
#include <string.h>
#include <tiffio.h>

enum { DAMAGES = 40 };

static char *folder;
static const ScanLimits limits = { 20000, 100, 50 };

static char *path_of(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static PIX *make_bilevel(void)
{
	PIX *grey = make_grey(), *pix = pixThresholdToBinary(grey, 100);

	pixDestroy(&grey);
	return pix;
}

typedef struct {
	const char *name;
	int compression, bits, samples, photometric, rows_per_strip, predictor, fill_order;
	int orientation, unit;
	double dpi_x, dpi_y;
} TiffKind;

static void fill_row(const TiffKind *kind, int y, uint8_t *row)
{
	memset(row, 0, WIDTH * 3);
	for (int x = 0; x < WIDTH; x++) {
		int value = grey_at(x, y);
		if (kind->photometric == PHOTOMETRIC_MINISWHITE)
			value = 255 - value;
		if (kind->bits == 1)
			row[x / 8] |= (uint8_t)((value >= 128) << (7 - x % 8));
		for (int i = 0; kind->bits == 8 && i < kind->samples; i++)
			row[x * kind->samples + i] = (uint8_t)value;
	}
}

static void put_directory(TIFF *tiff, const TiffKind *kind, GBytes *icc)
{
	uint8_t row[WIDTH * 3];

	TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
	TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
	TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind->bits);
	TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind->samples);
	TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
	TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind->compression);
	TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind->photometric);
	TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind->rows_per_strip);
	if (kind->fill_order != 0)
		TIFFSetField(tiff, TIFFTAG_FILLORDER, kind->fill_order);
	if (kind->predictor != 0)
		TIFFSetField(tiff, TIFFTAG_PREDICTOR, kind->predictor);
	if (kind->orientation != 0)
		TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind->orientation);
	if (kind->dpi_x != 0) {
		TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, kind->unit);
		TIFFSetField(tiff, TIFFTAG_XRESOLUTION, kind->dpi_x);
		TIFFSetField(tiff, TIFFTAG_YRESOLUTION, kind->dpi_y);
	}
	if (icc != NULL)
		TIFFSetField(tiff, TIFFTAG_ICCPROFILE, (uint32_t)g_bytes_get_size(icc),
			g_bytes_get_data(icc, NULL));
	for (int y = 0; y < HEIGHT; y++) {
		fill_row(kind, y, row);
		g_assert_cmpint(TIFFWriteScanline(tiff, row, (uint32_t)y, 0), ==, 1);
	}
	g_assert_cmpint(TIFFWriteDirectory(tiff), ==, 1);
}

static char *make_tiff_of(const TiffKind *kind, unsigned pages, GBytes *icc)
{
	char *path = path_of("made.tif");
	TIFF *tiff = TIFFOpen(path, "w");

	for (unsigned i = 0; i < pages; i++)
		put_directory(tiff, kind, icc);
	TIFFClose(tiff);
	return path;
}

static char *make_tiff(const TiffKind *kind, unsigned pages)
{
	return make_tiff_of(kind, pages, NULL);
}

static ScanPage *read_first(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Scan) scan = scan_open(path, &limits, &error);

	g_assert_no_error(error);
	ScanPage *page = scan_read_page(scan, 0, &error);
	g_assert_no_error(error);
	return page;
}

/* The refusal's sentence, whichever step it comes from; NULL if the scan is read. */
static char *refusal(const char *path, const ScanLimits *within)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Scan) scan = scan_open(path, within, &error);
	g_autoptr(ScanPage) page = scan == NULL ? NULL : scan_read_page(scan, 0, &error);

	if (page != NULL)
		return NULL;
	g_assert_error(error, OCR_ERROR, OCR_ERROR_INPUT);
	return g_strdup(error->message);
}

static const TiffKind kinds[] = {
	{ "G4, white is 0", COMPRESSION_CCITTFAX4, 1, 1, PHOTOMETRIC_MINISWHITE, HEIGHT, 0, 0, 0, 2,
		300, 300 },
	{ "G4, black is 0", COMPRESSION_CCITTFAX4, 1, 1, PHOTOMETRIC_MINISBLACK, HEIGHT, 0, 0, 0, 2,
		300, 300 },
	{ "G4, bits reversed", COMPRESSION_CCITTFAX4, 1, 1, PHOTOMETRIC_MINISWHITE, HEIGHT, 0,
		FILLORDER_LSB2MSB, 0, 2, 300, 300 },
	{ "LZW", COMPRESSION_LZW, 8, 1, PHOTOMETRIC_MINISBLACK, 16, 2, 0, 0, 2, 300, 300 },
	{ "LZW, white is 0", COMPRESSION_LZW, 8, 1, PHOTOMETRIC_MINISWHITE, 16, 1, 0, 0, 2, 300,
		300 },
	{ "deflate", COMPRESSION_ADOBE_DEFLATE, 8, 3, PHOTOMETRIC_RGB, HEIGHT, 2, 0, 0, 2, 300,
		300 },
	{ "none", COMPRESSION_NONE, 8, 3, PHOTOMETRIC_RGB, 10, 0, 0, 0, 2, 300, 300 },
	{ "JPEG, strips", COMPRESSION_JPEG, 8, 1, PHOTOMETRIC_MINISBLACK, 16, 0, 0, 0, 2, 300,
		300 },
	{ "JPEG, RGB", COMPRESSION_JPEG, 8, 3, PHOTOMETRIC_RGB, 8, 0, 0, 0, 2, 300, 300 },
	{ "JPEG, one strip", COMPRESSION_JPEG, 8, 3, PHOTOMETRIC_RGB, HEIGHT, 0, 0, 0, 2, 300,
		300 },
};

static void test_tiff_kinds(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *path = make_tiff(&kinds[i], 1);
		g_autoptr(ScanPage) page = read_first(path);
		g_test_message("%s", kinds[i].name);
		assert_picture(page->pix, kinds[i].compression == COMPRESSION_JPEG ? 12 : 0);
		g_assert_cmpfloat(page->dpi_x, ==, 300);
		g_assert_false(page->dpi_assumed);
	}
}

static void test_tiff_streams(void)
{
	static const char *const filters[] = { "CCITTFaxDecode", "CCITTFaxDecode", "CCITTFaxDecode",
		NULL, NULL, "FlateDecode", NULL, "DCTDecode", "DCTDecode", "DCTDecode" };

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *path = make_tiff(&kinds[i], 1);
		g_autoptr(ScanPage) page = read_first(path);
		g_test_message("%s", kinds[i].name);
		g_assert_cmpstr(page->stream == NULL ? NULL : page->stream->filter, ==, filters[i]);
		if (i == 1)
			g_assert_true(page->stream->black_is_1);
		if (i == 5)
			g_assert_cmpint(page->stream->predictor, ==, 2);
	}
}

/* What passes through is a file of its own: a JPEG is read again as one. */
static void test_joined_jpeg(void)
{
	g_autofree char *path = make_tiff(&kinds[8], 1);
	g_autofree char *joined = path_of("joined.jpg");
	g_autoptr(ScanPage) page = read_first(path);

	g_assert_true(file_publish(joined, page->stream->bytes, NULL));
	g_autoptr(ScanPage) again = read_first(joined);
	assert_picture(again->pix, 12);
}

static void test_orientation(void)
{
	static const unsigned expected[][2] = { { 0, 0 }, { 0, 1 }, { 180, 0 }, { 180, 1 },
		{ 270, 1 }, { 90, 0 }, { 90, 1 }, { 270, 0 } };

	for (int i = 1; i <= 8; i++) {
		TiffKind kind = kinds[0];
		kind.orientation = i;
		g_autofree char *path = make_tiff(&kind, 1);
		g_autoptr(ScanPage) page = read_first(path);
		assert_picture(page->pix, 0); /* as stored */
		g_assert_cmpuint(page->turn, ==, expected[i - 1][0]);
		g_assert_cmpint(page->mirrored, ==, (int)expected[i - 1][1]);
	}
}

static void test_resolution(void)
{
	static const struct {
		double x, y;
		int unit;
		double expected_x, expected_y;
		bool assumed;
	} table[] = {
		{ 118.11, 118.11, RESUNIT_CENTIMETER, 300, 300, false },
		{ 204, 98, RESUNIT_INCH, 204, 98, false },
		{ 0, 0, RESUNIT_INCH, 301 / 11.693, 301 / 11.693, true },
		{ 1, 1, RESUNIT_INCH, 301 / 11.693, 301 / 11.693, true },
		{ 49, 49, RESUNIT_INCH, 301 / 11.693, 301 / 11.693, true },
		{ 50, 50, RESUNIT_INCH, 50, 50, false },
		{ 2400, 2400, RESUNIT_INCH, 2400, 2400, false },
		{ 2401, 2401, RESUNIT_INCH, 301 / 11.693, 301 / 11.693, true },
		{ 300, 300, RESUNIT_NONE, 301 / 11.693, 301 / 11.693, true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		TiffKind kind = kinds[0];
		kind.dpi_x = table[i].x, kind.dpi_y = table[i].y, kind.unit = table[i].unit;
		g_autofree char *path = make_tiff(&kind, 1);
		g_autoptr(ScanPage) page = read_first(path);
		g_test_message("%g × %g", table[i].x, table[i].y);
		g_assert_cmpfloat_with_epsilon(page->dpi_x, table[i].expected_x, 0.01);
		g_assert_cmpfloat_with_epsilon(page->dpi_y, table[i].expected_y, 0.01);
		g_assert_cmpint(page->dpi_assumed, ==, table[i].assumed);
	}
}

static void test_limits(void)
{
	g_autofree char *path = make_tiff(&kinds[0], 3);
	ScanLimits at = { HEIGHT, 1, 3 }, side = { HEIGHT - 1, 1, 3 }, pages = { HEIGHT, 1, 2 };
	ScanLimits area = { HEIGHT, 0, 3 };
	g_autofree char *well = refusal(path, &at);
	g_autofree char *high = refusal(path, &side);
	g_autofree char *many = refusal(path, &pages);
	g_autofree char *large = refusal(path, &area);

	g_assert_null(well);
	g_assert_cmpstr(high, ==, "the image is higher than 300 pixels");
	g_assert_cmpstr(many, ==, "the file has more than 2 pages");
	g_assert_cmpstr(large, ==, "the image has more than 0 million pixels");
}

static char *make_file(const char *name, const char *format)
{
	char *path = path_of(name);
	PIX *pix = g_str_equal(format, "png1") ? make_bilevel()
		: g_str_equal(format, "png8")  ? make_grey()
					       : make_colour();
	int kind = g_str_has_prefix(format, "png") ? IFF_PNG
		: g_str_equal(format, "jpg")       ? IFF_JFIF_JPEG
						   : IFF_JP2;

	pixSetResolution(pix, 200, 200);
	g_assert_cmpint(pixWrite(path, pix, kind), ==, 0);
	pixDestroy(&pix);
	return path;
}

static void test_other_formats(void)
{
	static const struct {
		const char *made;
		const char *filter;
		int tolerance, dpi;
	} table[] = {
		{ "jpg", "DCTDecode", 16, 200 },
		{ "png1", "FlateDecode", 0, 200 },
		{ "png8", "FlateDecode", 0, 200 },
		{ "png32", "FlateDecode", 0, 200 },
		{ "jp2", "JPXDecode", 40, 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *path = make_file("no.name", table[i].made);
		g_autoptr(ScanPage) page = read_first(path);
		g_test_message("%s", table[i].made);
		assert_picture(page->pix, table[i].tolerance);
		g_assert_cmpstr(page->stream->filter, ==, table[i].filter);
		if (table[i].dpi != 0)
			g_assert_cmpint((int)(page->dpi_x + 0.5), ==, table[i].dpi);
	}
}

/* Lays `part` into a file. */
static void insert(const char *path, size_t at, const void *part, size_t part_size)
{
	g_autoptr(GBytes) old = file_read(path, 1 << 20, NULL);
	g_autoptr(GByteArray) with = g_byte_array_new();
	size_t size;
	const uint8_t *data = g_bytes_get_data(old, &size);

	g_byte_array_append(with, data, (guint)at);
	g_byte_array_append(with, part, (guint)part_size);
	g_byte_array_append(with, data + at, (guint)(size - at));
	g_assert_true(g_file_set_contents(path, (const char *)with->data, with->len, NULL));
}

static void put_number(GByteArray *out, uint32_t number)
{
	number = GUINT32_TO_BE(number);
	g_byte_array_append(out, (const uint8_t *)&number, sizeof number);
}

/* PNG, annex D */
static uint32_t checksum(const uint8_t *data, size_t size)
{
	uint32_t sum = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		sum ^= data[i];
		for (unsigned bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

/* A PNG's chunk: length, kind, data, checksum. */
static GByteArray *make_chunk(const char *kind, const void *data, size_t size)
{
	GByteArray *chunk = g_byte_array_new();

	put_number(chunk, (uint32_t)size);
	g_byte_array_append(chunk, (const uint8_t *)kind, 4);
	g_byte_array_append(chunk, data, (guint)size);
	put_number(chunk, checksum(chunk->data + 4, size + 4));
	return chunk;
}

static size_t file_size(const char *path)
{
	g_autoptr(GBytes) bytes = file_read(path, 1 << 20, NULL);

	return g_bytes_get_size(bytes);
}

/* What follows the image says that it is small: nobody believes it. */
static void assert_size_told(const char *path)
{
	ScanLimits below = { HEIGHT - 1, 1, 1 };
	g_autofree char *sentence = refusal(path, &below);
	g_autoptr(ScanPage) page = read_first(path);

	g_assert_cmpstr(sentence, ==, "the image is higher than 300 pixels");
	g_assert_nonnull(page->stream);
	g_assert_cmpuint(page->stream->width, ==, WIDTH);
	g_assert_cmpuint(page->stream->height, ==, HEIGHT);
}

static void test_second_header_png(void)
{
	static const uint8_t small[] = { 0, 0, 0, 100, 0, 0, 0, 50, 8, 0, 0, 0, 0 };
	g_autofree char *path = make_file("twice.png", "png8");
	g_autoptr(GByteArray) chunk = make_chunk("IHDR", small, sizeof small);

	insert(path, file_size(path), chunk->data, chunk->len);
	assert_size_told(path);
}

static void test_second_header_jp2(void)
{
	g_autofree char *path = make_file("twice.jp2", "jp2");
	g_autofree char *data = NULL;
	size_t size;

	g_assert_true(g_file_get_contents(path, &data, &size, NULL));
	const char *code = (const char *)memmem(data, size, "jp2c", 4) + 4;
	g_autoptr(GByteArray) box = g_byte_array_new();
	put_number(box, 8 + 200);
	g_byte_array_append(box, (const uint8_t *)"jp2c", 4);
	g_byte_array_append(box, (const uint8_t *)code, 200);
	memcpy(box->data + 16, "\0\0\0\x64\0\0\0\x32", 8);
	insert(path, size, box->data, box->len);
	assert_size_told(path);
}

static void assert_profile(const char *path, GBytes *icc)
{
	g_autoptr(ScanPage) page = read_first(path);

	g_assert_nonnull(page->icc);
	g_assert_true(g_bytes_equal(page->icc, icc));
}

static void test_profile_tiff(void)
{
	g_autoptr(GBytes) icc = icc_srgb();
	g_autoptr(GBytes) long_icc = g_bytes_new_take(g_malloc0((4 << 20) + 1), (4 << 20) + 1);
	g_autoptr(GBytes) none = g_bytes_new_static("", 0);

	for (size_t i = 5; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *path = make_tiff_of(&kinds[i], 1, icc);
		g_test_message("%s", kinds[i].name);
		assert_profile(path, icc);
	}
	g_autofree char *path = make_tiff_of(&kinds[5], 1, long_icc);
	assert_profile(path, none);
}

static void test_profile_png(void)
{
	g_autoptr(GBytes) icc = icc_srgb(), none = g_bytes_new_static("", 0);
	size_t size;
	const void *data = g_bytes_get_data(icc, &size);
	g_autoptr(GBytes) packed = flate(data, size);
	g_autoptr(GByteArray) named = g_byte_array_new();
	g_byte_array_append(named, (const uint8_t *)"sRGB\0", 6);
	g_byte_array_append(named, g_bytes_get_data(packed, NULL), (guint)g_bytes_get_size(packed));

	for (unsigned cut = 0; cut <= 20; cut += 20) {
		g_autofree char *path = make_file("icc.png", "png32");
		g_autoptr(GByteArray) chunk = make_chunk("iCCP", named->data, named->len - cut);
		insert(path, 8 + 25, chunk->data, chunk->len);
		assert_profile(path, cut == 0 ? icc : none);
	}
}

static void test_profile_jpeg(void)
{
	g_autoptr(GBytes) icc = icc_srgb(), none = g_bytes_new_static("", 0);
	size_t size;
	const void *data = g_bytes_get_data(icc, &size);

	for (unsigned part = 1; part <= 2; part++) {
		g_autofree char *path = make_file("icc.jpg", "jpg");
		g_autoptr(GByteArray) segment = g_byte_array_new();
		put_number(segment, 0xffe20000 | (uint32_t)(size + 16));
		g_byte_array_append(segment, (const uint8_t *)"ICC_PROFILE\0", 12);
		g_byte_array_append(segment, (const uint8_t[]) { (uint8_t)part, 1 }, 2);
		g_byte_array_append(segment, data, (guint)size);
		insert(path, 2, segment->data, segment->len);
		assert_profile(path, part == 1 ? icc : none);
	}
}

/* A JPEG with an EXIF segment laid in behind SOI. */
static void test_exif(void)
{
	static const uint8_t exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0,
		42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0 };
	g_autofree char *path = make_file("plain.jpg", "jpg");

	insert(path, 2, exif, sizeof exif);
	g_autoptr(ScanPage) page = read_first(path);
	g_assert_cmpuint(page->turn, ==, 90);
	g_assert_false(page->mirrored);
}

/* Cuts files at many places: each is read or refused in a sentence, and short ones are refused. */
static void test_truncated(void)
{
	static const char *const formats[] = { "jpg", "png8", "jp2", "tif" };

	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *path =
			i == 3 ? make_tiff(&kinds[3], 1) : make_file("cut", formats[i]);
		g_autofree char *cut = path_of("part");
		g_autofree char *data = NULL;
		size_t size;
		g_assert_true(g_file_get_contents(path, &data, &size, NULL));
		for (size_t part = 0; part < size * 3 / 4; part += size / 23 + 1) {
			g_assert_true(g_file_set_contents(cut, data, (gssize)part, NULL));
			g_autofree char *sentence = refusal(cut, &limits);
			g_test_message("%s cut to %zu of %zu", formats[i], part, size);
			g_assert_nonnull(sentence);
		}
	}
}

static void test_foreign(void)
{
	static const char *const contents[] = { "", "Kính gửi: a letter\n", "II*", "%PDF-1.4\nnone",
		"\xff\xd8\xff", "\x89PNG\r\n\x1a\n" };
	g_autofree char *path = path_of("text.tif");

	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		g_assert_true(g_file_set_contents(path, contents[i], -1, NULL));
		g_autofree char *sentence = refusal(path, &limits);
		g_assert_nonnull(sentence);
	}
}

/* What a page process does with a scan. */
static bool read_all(WorkerLink *link, gpointer data, GError **error)
{
	g_autoptr(Scan) scan = scan_open(data, &limits, error);

	(void)link;
	for (unsigned i = 0; scan != NULL && i < scan_page_count(scan); i++) {
		g_autoptr(ScanPage) page = scan_read_page(scan, i, error);
		if (page == NULL)
			return false;
	}
	return scan != NULL;
}

/* Damage number `number`: some bytes changed, half of the times near the beginning or the end, where
 * headers are; every fourth is cut off as well. */
static char *spoil(const char *sample, unsigned number)
{
	g_autofree char *name = g_strdup_printf("spoilt-%u", number);
	g_autofree char *data = NULL;
	char *path = path_of(name);
	size_t size;
	GRand *dice = g_rand_new_with_seed(number);

	g_assert_true(g_file_get_contents(sample, &data, &size, NULL));
	for (unsigned i = 0; i <= number % 8; i++) {
		size_t span = number % 2 == 0 ? size : MIN(size, 1500);
		size_t at = g_rand_int(dice) % span;
		if (number % 4 == 1)
			at = size - 1 - at;
		data[at] = (char)(g_rand_boolean(dice) ? g_rand_int(dice)
						       : (unsigned)data[at] ^ 1U << number % 8);
	}
	if (number % 4 == 3)
		size = 1 + g_rand_int(dice) % size;
	g_rand_free(dice);
	g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
	return path;
}

static void assert_survived(WorkerPool *pool, const char *sample)
{
	g_autoptr(WorkerResult) result = worker_pool_wait(pool, 30000);

	g_assert_nonnull(result);
	g_test_message("%s, damage %u: %s", sample, GPOINTER_TO_UINT(result->tag),
		result->message != NULL ? result->message : "read");
	g_assert_true(result->end == WORKER_DONE || result->end == WORKER_FAILED);
	g_assert_true(result->end == WORKER_DONE || strlen(result->message) > 0);
}

static void test_damaged(void)
{
	static const char *const samples[] = { "009.818.H07-254893-9140/002.pdf",
		"009.818.H07-254893-9140/003.jpg", "025.577.H01-265130-4901/002.tif",
		"055.009.H02-231251-9923/001.pdf" };
	g_autoptr(WorkerPool) pool = worker_pool_new(2);

	for (size_t i = 0; i < G_N_ELEMENTS(samples) * DAMAGES; i++) {
		const char *sample = samples[i / DAMAGES];
		g_autofree char *whole = g_build_filename("samples/scans", sample, NULL);
		g_autofree char *path = spoil(whole, (unsigned)(i % DAMAGES));
		WorkerTask task = { .body = read_all,
			.data = path,
			.tag = GUINT_TO_POINTER(i % DAMAGES),
			.seconds = 20,
			.megabytes = 2048 };
		g_assert_true(worker_pool_start(pool, &task, NULL));
		while (!worker_pool_has_room(pool))
			assert_survived(pool, sample);
	}
	while (worker_pool_busy(pool) > 0)
		assert_survived(pool, "the last");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("scan-XXXXXX", NULL);
	g_test_add_func("/scan/reads TIFF of every compression", test_tiff_kinds);
	g_test_add_func("/scan/passes through what a PDF can hold", test_tiff_streams);
	g_test_add_func("/scan/joins JPEG strips into a JPEG", test_joined_jpeg);
	g_test_add_func("/scan/knows all eight orientations", test_orientation);
	g_test_add_func("/scan/believes only believable resolutions", test_resolution);
	g_test_add_func("/scan/keeps its limits", test_limits);
	g_test_add_func("/scan/reads JPEG, PNG and JPEG 2000 by content", test_other_formats);
	g_test_add_func("/scan/believes the first header of a PNG", test_second_header_png);
	g_test_add_func("/scan/believes the first codestream of a JP2", test_second_header_jp2);
	g_test_add_func("/scan/keeps a TIFF's colour profile", test_profile_tiff);
	g_test_add_func("/scan/keeps a PNG's colour profile", test_profile_png);
	g_test_add_func("/scan/keeps a JPEG's colour profile", test_profile_jpeg);
	g_test_add_func("/scan/turns as EXIF says", test_exif);
	g_test_add_func("/scan/refuses files that are cut off", test_truncated);
	g_test_add_func("/scan/refuses foreign, empty and headless files", test_foreign);
	g_test_add_func("/scan/survives damaged files", test_damaged);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	return status;
}
