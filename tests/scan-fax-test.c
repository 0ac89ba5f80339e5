/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bilevel images that are cut off, in TIFFs and PDFs whose own sizes are all right: the decoders
 * go on with white, and only their warnings tell. The picture has ink in every row, so that each
 * row that is lost can be seen.
 */
#include "base/file.h"
#include "ocr/error.h"
#include "ocr/scan.h"
#include "tests/made_pdf.h"

#include <string.h>
#include <tiffio.h>

enum { WIDTH = 203, HEIGHT = 301, ROW = (WIDTH + 7) / 8, EOFB = 3 };

static char *folder, *path;

static bool is_black(unsigned x, unsigned y)
{
	return x % 40 == y % 40 || (x * 7 + y * 13) % 31 < 5;
}

static void fill_row(uint8_t *row, unsigned y)
{
	memset(row, 0, ROW);
	for (unsigned x = 0; x < WIDTH; x++)
		if (is_black(x, y))
			row[x / 8] |= (uint8_t)(128 >> x % 8);
}

typedef struct {
	const char *name;
	uint16_t compression;
	uint32_t options; /* of Group 3 */
	uint32_t rows_per_strip;
} Kind;

static const Kind kinds[] = {
	{ "Group 4", COMPRESSION_CCITTFAX4, 0, HEIGHT },
	{ "Group 4 in strips", COMPRESSION_CCITTFAX4, 0, 100 },
	{ "Group 3", COMPRESSION_CCITTFAX3, 0, HEIGHT },
	{ "Group 3, two dimensions", COMPRESSION_CCITTFAX3, GROUP3OPT_2DENCODING, HEIGHT },
	{ "modified Huffman", COMPRESSION_CCITTRLE, 0, HEIGHT },
	{ "PackBits", COMPRESSION_PACKBITS, 0, HEIGHT },
};

static TIFF *start_tiff(const char *to, const Kind *kind)
{
	TIFF *tiff = TIFFOpen(to, "w");

	TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, WIDTH);
	TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, HEIGHT);
	TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
	TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
	TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind->compression);
	TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind->rows_per_strip);
	if (kind->options != 0)
		TIFFSetField(tiff, TIFFTAG_GROUP3OPTIONS, kind->options);
	return tiff;
}

/* The strips of the picture, of GBytes. */
static GPtrArray *encode(const Kind *kind)
{
	g_autofree char *whole = g_build_filename(folder, "whole.tif", NULL);
	GPtrArray *strips = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	TIFF *tiff = start_tiff(whole, kind);
	uint8_t row[ROW], strip[64 << 10];

	for (unsigned y = 0; y < HEIGHT; y++) {
		fill_row(row, y);
		g_assert_cmpint(TIFFWriteScanline(tiff, row, y, 0), ==, 1);
	}
	TIFFClose(tiff);
	tiff = TIFFOpen(whole, "r");
	for (uint32_t i = 0; i < TIFFNumberOfStrips(tiff); i++) {
		tmsize_t size = TIFFReadRawStrip(tiff, i, strip, sizeof strip);
		g_assert_cmpint(size, >, 0);
		g_ptr_array_add(strips, g_bytes_new(strip, (size_t)size));
	}
	TIFFClose(tiff);
	return strips;
}

/* A TIFF of these strips, of which strip `which` has `size` bytes: cut, or with zeros behind. */
static void write_tiff(const Kind *kind, const GPtrArray *strips, unsigned which, size_t size)
{
	TIFF *tiff = start_tiff(path, kind);

	for (unsigned i = 0; i < strips->len; i++) {
		size_t whole = g_bytes_get_size(strips->pdata[i]),
		       wanted = i == which ? size : whole;
		g_autofree uint8_t *bytes = g_malloc0(MAX(wanted, whole));
		memcpy(bytes, g_bytes_get_data(strips->pdata[i], NULL), whole);
		g_assert_cmpint(TIFFWriteRawStrip(tiff, i, bytes, (tmsize_t)wanted), ==, wanted);
	}
	TIFFClose(tiff);
}

/* A PDF whose page is these bytes. */
static void write_pdf(GBytes *bytes, const char *filter)
{
	static const char content[] = "203 0 0 301 0 0 cm /I Do";
	g_autoptr(GBytes) placing = g_bytes_new_static(content, strlen(content));
	g_autofree char *entries =
		g_strconcat("/ColorSpace/DeviceGray/BitsPerComponent 1", filter, NULL);
	MadePdf made = { .image = bytes,
		.image_entries = entries,
		.content = placing,
		.box = "0 0 203 301",
		.width = WIDTH,
		.height = HEIGHT };

	make_pdf(path, &made);
}

static ScanPage *read_page(GError **error)
{
	ScanLimits limits = { 1000, 1, 10 };
	g_autoptr(Scan) scan = scan_open(path, &limits, error);

	return scan == NULL ? NULL : scan_read_page(scan, 0, error);
}

static void assert_whole(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ScanPage) page = read_page(&error);

	g_assert_no_error(error);
	g_assert_false(page->rendered);
	for (unsigned y = 0; y < HEIGHT; y++)
		for (unsigned x = 0; x < WIDTH; x++) {
			l_uint32 black;
			pixGetPixel(page->pix, (int)x, (int)y, &black);
			g_assert_cmpint(black != 0, ==, is_black(x, y));
		}
}

static void assert_refused(const char *sentence)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ScanPage) page = read_page(&error);

	g_assert_null(page);
	g_assert_error(error, OCR_ERROR, OCR_ERROR_INPUT);
	g_assert_cmpstr(error->message, ==, sentence);
}

static void test_cut_tiff(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autoptr(GPtrArray) strips = encode(&kinds[i]);
		unsigned last = strips->len - 1;
		for (unsigned which = 0; which <= last; which += MAX(last, 1)) {
			size_t size = g_bytes_get_size(strips->pdata[which]);
			g_test_message("%s, strip %u", kinds[i].name, which);
			write_tiff(&kinds[i], strips, which, size + 100);
			assert_whole();
			for (size_t cut = 1; cut < size - EOFB; cut += size / 41) {
				write_tiff(&kinds[i], strips, which, cut);
				assert_refused("the TIFF's image is damaged, cut off or of an "
					       "unknown kind");
			}
		}
	}
}

/* T.6, 2.4.1.1: the end of the block. Some writers leave it out. */
static void test_no_end(void)
{
	for (size_t i = 0; i < 2; i++) {
		g_autoptr(GPtrArray) strips = encode(&kinds[i]);
		for (unsigned which = 0; which < strips->len; which++) {
			size_t size = g_bytes_get_size(strips->pdata[which]) - EOFB;
			write_tiff(&kinds[i], strips, which, size);
			assert_whole();
			write_tiff(&kinds[i], strips, which, size - 1);
			assert_refused("the TIFF's image is damaged, cut off or of an unknown "
				       "kind");
		}
	}
}

static void test_cut_pdf(void)
{
	static const char entries[] =
		"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 203/Rows 301>>";
	g_autoptr(GPtrArray) strips = encode(&kinds[0]);
	GBytes *whole = strips->pdata[0];
	size_t size = g_bytes_get_size(whole);

	for (size_t cut = 1; cut <= size; cut += cut < size - EOFB - 200 ? 90 : 1) {
		g_autoptr(GBytes) bytes = g_bytes_new_from_bytes(whole, 0, cut);
		write_pdf(bytes, entries);
		if (cut >= size - EOFB)
			assert_whole();
		else
			assert_refused("the PDF's image is damaged or cut off");
	}
}

/* A PDF's image in Flate that ends after `rows` rows. */
static void write_flate(unsigned rows)
{
	g_autoptr(GByteArray) flate = g_byte_array_new();
	uint8_t row[ROW];

	g_byte_array_append(flate, (const uint8_t *)"\x78\x01", 2);
	for (unsigned y = 0; y < rows; y++) {
		/* RFC 1951, 3.2.4: a block as it is */
		const uint8_t head[] = { y == HEIGHT - 1, ROW, 0, (uint8_t)~ROW, 0xff };
		fill_row(row, y);
		for (unsigned i = 0; i < ROW; i++)
			row[i] = (uint8_t)~row[i];
		g_byte_array_append(flate, head, sizeof head);
		g_byte_array_append(flate, row, ROW);
	}
	g_autoptr(GBytes) bytes = g_bytes_new(flate->data, flate->len);
	write_pdf(bytes, "/Filter/FlateDecode");
}

static void test_cut_flate(void)
{
	write_flate(HEIGHT);
	assert_whole();
	write_flate(HEIGHT - 1);
	assert_refused("the PDF's image is damaged or cut off");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TIFFSetWarningHandler(NULL);
	folder = g_dir_make_tmp("scan-fax-XXXXXX", NULL);
	path = g_build_filename(folder, "scan", NULL);
	g_test_add_func("/fax/refuses a TIFF's image that is cut off anywhere", test_cut_tiff);
	g_test_add_func("/fax/wants the rows and not the mark of their end", test_no_end);
	g_test_add_func("/fax/refuses a PDF's image that is cut off anywhere", test_cut_pdf);
	g_test_add_func("/fax/refuses a PDF's inflated image that is too short", test_cut_flate);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	g_free(path);
	return status;
}
