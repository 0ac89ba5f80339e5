/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the resolution that a scan names to the box of its page in the PDF: 1:1, to 0.1 mm. */
#include "base/file.h"
#include "ocr/alto.h"
#include "pipeline/encode.h"
#include "pipeline/judge.h"
#include "pipeline/painted.h"

#include <math.h>
#include <tiffio.h>

static char *folder;

typedef struct {
	const char *title;
	unsigned width, height;
	int unit;
	double x, y; /* 0: not there */
	int orientation;
	double wide, high; /* mm */
	bool assumed;
} Case;

static const Case cases[] = {
	{ "inches", 2480, 3508, RESUNIT_INCH, 300, 300, 1, 209.97, 297.01, false },
	{ "inches, 200", 1654, 2339, RESUNIT_INCH, 200, 200, 1, 210.06, 297.05, false },
	{ "centimetres", 2480, 3508, RESUNIT_CENTIMETER, 118.11, 118.11, 1, 209.97, 297.01, false },
	{ "whole centimetres", 1654, 2339, RESUNIT_CENTIMETER, 79, 79, 1, 209.37, 296.08, false },
	{ "a fine fax", 1728, 2287, RESUNIT_INCH, 204, 196, 1, 215.15, 296.38, false },
	{ "a coarse fax", 1728, 1145, RESUNIT_INCH, 204, 98, 1, 215.15, 296.77, false },
	{ "a fax in centimetres", 1728, 2287, RESUNIT_CENTIMETER, 80.31, 77, 1, 215.17, 297.01,
		false },
	{ "unequal and turned", 2339, 827, RESUNIT_INCH, 200, 100, 6, 210.06, 297.05, false },
	{ "no resolution", 2480, 3508, RESUNIT_INCH, 0, 0, 1, 209.96, 297, true },
	{ "none, across", 3508, 2480, RESUNIT_INCH, 0, 0, 1, 297, 209.96, true },
	{ "none, turned", 3508, 2480, RESUNIT_INCH, 0, 0, 8, 209.96, 297, true },
	{ "no unit", 2480, 3508, RESUNIT_NONE, 300, 300, 1, 209.96, 297, true },
	{ "1 dpi", 2480, 3508, RESUNIT_INCH, 1, 1, 1, 209.96, 297, true },
	{ "10,000 dpi", 2480, 3508, RESUNIT_INCH, 10000, 10000, 1, 209.96, 297, true },
	{ "one axis of five", 2480, 3508, RESUNIT_INCH, 300, 60, 1, 209.96, 297, true },
	{ "72 by default, of 300", 2480, 3508, RESUNIT_INCH, 72, 72, 1, 209.96, 297, true },
	{ "72 by default, of 150", 1240, 1754, RESUNIT_INCH, 72, 72, 1, 209.96, 297, true },
	{ "96 by default, of 200", 1654, 2339, RESUNIT_INCH, 96, 96, 1, 210, 296.98, true },
	{ "96 by default, of 150", 1240, 1754, RESUNIT_INCH, 96, 96, 1, 209.96, 297, true },
	{ "72 of an A3", 842, 1191, RESUNIT_INCH, 72, 72, 1, 297.04, 420.16, false },
	{ "96 of an A4", 794, 1123, RESUNIT_INCH, 96, 96, 1, 210.08, 297.13, false },
	{ "100 of an A1", 2339, 3311, RESUNIT_INCH, 100, 100, 1, 594.11, 840.99, false },
};

static char *make_tiff(const Case *kind)
{
	char *path = g_build_filename(folder, "made.tif", NULL);
	TIFF *tiff = TIFFOpen(path, "w");
	g_autofree char *row = g_malloc0(kind->width / 8 + 1);

	TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kind->width);
	TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, kind->height);
	TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
	TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
	TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
	TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind->height);
	TIFFSetField(tiff, TIFFTAG_ORIENTATION, kind->orientation);
	if (kind->x != 0) {
		TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, kind->unit);
		TIFFSetField(tiff, TIFFTAG_XRESOLUTION, kind->x);
		TIFFSetField(tiff, TIFFTAG_YRESOLUTION, kind->y);
	}
	for (unsigned y = 0; y < kind->height; y++)
		g_assert_cmpint(TIFFWriteScanline(tiff, row, y, 0), ==, 1);
	TIFFClose(tiff);
	return path;
}

static void put_page(const char *tiff)
{
	ScanLimits limits = { 20000, 200, 10 };
	EncodeRules rules = { .jpeg_quality = 85 };
	AltoHeader header = { .language = "vi", .software = "digitize" };
	g_autoptr(Scan) scan = scan_open(tiff, &limits, NULL);
	g_autoptr(ScanPage) page = scan_read_page(scan, 0, NULL);
	g_autoptr(EncodedPage) encoded = page_encode(page, page->turn, &rules, NULL);
	g_autoptr(Words) words = words_new(100, 100, 100, 100);
	g_autofree char *image = spool_page_path(folder, 1, ".image");
	g_autofree char *text = spool_page_path(folder, 1, ".xml");
	AltoWriter *alto = alto_open(text, &header, NULL);

	g_assert_true(encoded_page_save(encoded, image, NULL));
	g_assert_true(alto_put_page(alto, words, NULL));
	g_assert_true(alto_close(alto, NULL));
}

/* The MediaBox as a stranger reads it. */
static void read_box(const char *pdf, double out[4])
{
	qpdf_data qpdf = qpdf_init();

	g_assert_cmpint(qpdf_read(qpdf, pdf, NULL), ==, 0);
	qpdf_oh box = qpdf_oh_get_key(qpdf, qpdf_get_page_n(qpdf, 0), "/MediaBox");
	for (int i = 0; i < 4; i++)
		out[i] = qpdf_oh_get_numeric_value(qpdf, qpdf_oh_get_array_item(qpdf, box, i)) *
			25.4 / 72;
	qpdf_cleanup(&qpdf);
}

static bool is_flagged(const PageFinding *finding)
{
	for (unsigned i = 0; i < finding->shortfalls->len; i++)
		if (g_array_index(finding->shortfalls, Shortfall, i).rule->measure == MEASURE_SCALE)
			return true;
	return false;
}

static void is_true_to_the_scan(gconstpointer data)
{
	const Case *kind = data;
	g_autofree char *tiff = make_tiff(kind), *pdf = g_build_filename(folder, "made.pdf", NULL);
	g_autoptr(GDateTime) time = g_date_time_new_utc(2024, 1, 2, 3, 4, 5);
	Composition composition = { .spool = folder,
		.pages = 1,
		.name = "H1/001",
		.language = "vi",
		.creator = "digitize",
		.time = time };
	double box[4];

	put_page(tiff);
	g_assert_true(document_compose(&composition, pdf, NULL));
	g_assert_true(document_prove(&composition, pdf, NULL));
	read_box(pdf, box);
	g_assert_cmpfloat_with_epsilon(box[2] - box[0], kind->wide, 0.1);
	g_assert_cmpfloat_with_epsilon(box[3] - box[1], kind->high, 0.1);

	g_autoptr(GPtrArray) findings = document_judge(&composition, pdf, NULL);
	const PageFinding *finding = findings->pdata[0];
	g_assert_cmpuint(finding->images->len, ==, 1);
	const PaintedImage *image = &g_array_index(finding->images, PaintedImage, 0);
	double rows = kind->orientation > 4 ? kind->high : kind->wide;
	g_assert_cmpfloat_with_epsilon(image->dpi_x, kind->width / rows * 25.4, 0.2);
	g_assert_cmpint(is_flagged(finding), ==, kind->assumed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("boxes-XXXXXX", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strconcat("/boxes/", cases[i].title, NULL);
		g_test_add_data_func(path, &cases[i], is_true_to_the_scan);
	}
	int status = g_test_run();

	folder_remove(folder, NULL);
	g_free(folder);
	return status;
}
