/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages are directories; thumbnails and masks (NewSubfileType) are none. Their offsets are
 * gathered once, so that a page is reached without decoding another.
 *
 * A page is decoded by the first of these that fits:
 *  1. JPEG whose strips join into one stream (jpeg_join.h): as that JPEG, which also passes through.
 *  2. One or eight bits of grey in strips: row by row.
 *  3. All else: libtiff's RGBA interface, which knows every photometric and tiles.
 */
#include "ocr/scan_tiff.h"
#include "base/i18n.h"
#include "ocr/error.h"
#include "ocr/pix.h"
#include "ocr/scan_format.h"

#include <string.h>

typedef struct {
	TiffFile *file;
	GArray *offsets; /* of uint64_t */
} TiffScan;

static void close_tiff(gpointer state)
{
	TiffScan *tiff = state;

	if (tiff == NULL)
		return;
	tiff_file_free(tiff->file);
	g_array_unref(tiff->offsets);
	g_free(tiff);
}

static void note_directory(TiffScan *tiff)
{
	uint32_t kind = 0;
	uint64_t offset = TIFFCurrentDirOffset(tiff->file->tiff);

	TIFFGetFieldDefaulted(tiff->file->tiff, TIFFTAG_SUBFILETYPE, &kind);
	if ((kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0)
		g_array_append_val(tiff->offsets, offset);
}

static bool open_tiff(Scan *scan, GError **error)
{
	uint64_t most = MAX((uint64_t)scan->limits.max_megapixels * 4000000, 64 << 20);
	TiffScan *tiff = scan->state = g_new0(TiffScan, 1);

	tiff->offsets = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	tiff->file = tiff_file_open(scan->bytes, most);
	if (tiff->file == NULL)
		return scan_refuse(error, _("the TIFF has a damaged header"));
	note_directory(tiff);
	while (!TIFFLastDirectory(tiff->file->tiff) &&
		tiff->offsets->len <= scan->limits.max_pages) {
		if (!TIFFReadDirectory(tiff->file->tiff))
			return scan_refuse(error, _("the TIFF's list of pages is damaged"));
		note_directory(tiff);
	}
	scan->pages = tiff->offsets->len;
	return true;
}

static double resolution(TIFF *tiff, uint32_t tag)
{
	uint16_t unit = RESUNIT_INCH;
	float value = 0;

	TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
	if (!TIFFGetField(tiff, tag, &value) || unit == RESUNIT_NONE)
		return 0;
	return unit == RESUNIT_CENTIMETER ? value * 2.54 : value;
}

/* A profile of the TIFF's goes before one of the JPEG in it. */
static void read_icc(TIFF *tiff, ScanPage *page)
{
	uint32_t size = 0;
	const void *icc = NULL;

	if (!TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &size, &icc))
		return;
	g_clear_pointer(&page->icc, g_bytes_unref);
	page->icc = size <= MOST_ICC ? g_bytes_new(icc, size) : scan_icc_unreadable();
}

static bool read_rows(const TiffImage *image, PIX *pix)
{
	tmsize_t size = TIFFScanlineSize(image->tiff);
	g_autofree uint8_t *row = g_malloc((size_t)MAX(size, 4 * pixGetWpl(pix)));

	for (uint32_t y = 0; y < image->height; y++) {
		if (TIFFReadScanline(image->tiff, row, y, 0) < 0)
			return false;
		memcpy(pixGetData(pix) + (size_t)y * pixGetWpl(pix), row, (size_t)size);
	}
	pixEndianByteSwap(pix);
	/* Leptonica: 1 bit, 1 is black; 8 bits, 0 is black. */
	bool zero_is_white = image->photometric == PHOTOMETRIC_MINISWHITE;
	if ((image->bits == 1) != zero_is_white)
		pixInvert(pix, pix);
	return true;
}

static PIX *decode_rows(const TiffImage *image)
{
	auto_pix pix = pixCreate((l_int32)image->width, (l_int32)image->height, image->bits);

	if (pix == NULL || TIFFScanlineSize(image->tiff) > 4 * (tmsize_t)pixGetWpl(pix))
		return NULL;
	return read_rows(image, pix) ? g_steal_pointer(&pix) : NULL;
}

static bool read_rgba(const TiffImage *image, l_uint32 *raster)
{
	TIFFRGBAImage rgba;
	char message[1024];

	if (!TIFFRGBAImageOK(image->tiff, message) ||
		!TIFFRGBAImageBegin(&rgba, image->tiff, 1, message))
		return false;
	rgba.orientation = rgba.req_orientation = ORIENTATION_TOPLEFT; /* as stored */
	bool done = TIFFRGBAImageGet(&rgba, raster, image->width, image->height) != 0;
	TIFFRGBAImageEnd(&rgba);
	return done;
}

/* libtiff's pixel is ABGR, its colours multiplied by alpha: laid on white. */
static void pour_rgba(PIX *pix)
{
	l_uint32 *data = pixGetData(pix);
	size_t count = (size_t)pixGetWpl(pix) * (size_t)pixGetHeight(pix);

	for (size_t i = 0; i < count; i++) {
		l_uint32 pixel = data[i];
		unsigned white = 255 - TIFFGetA(pixel);
		composeRGBPixel((l_int32)MIN(TIFFGetR(pixel) + white, 255),
			(l_int32)MIN(TIFFGetG(pixel) + white, 255),
			(l_int32)MIN(TIFFGetB(pixel) + white, 255), data + i);
	}
}

static PIX *decode_rgba(const TiffImage *image)
{
	auto_pix pix = pixCreate((l_int32)image->width, (l_int32)image->height, 32);

	if (pix == NULL || !read_rgba(image, pixGetData(pix)))
		return NULL;
	pour_rgba(pix);
	bool grey = image->photometric <= PHOTOMETRIC_MINISBLACK && image->samples == 1;
	return grey ? pixGetRGBComponent(pix, COLOR_RED) : g_steal_pointer(&pix);
}

static PIX *decode(TiffFile *file, const TiffImage *image)
{
	bool grey = image->photometric <= PHOTOMETRIC_MINISBLACK && image->samples == 1 &&
		(image->bits == 1 || image->bits == 8) && !TIFFIsTiled(image->tiff);

	file->has_failed = false;
	auto_pix pix = grey ? decode_rows(image) : decode_rgba(image);
	return file->has_failed ? NULL : g_steal_pointer(&pix);
}

static ScanPage *read_image(Scan *scan, const TiffImage *image, GError **error)
{
	TiffScan *tiff = scan->state;
	g_autoptr(GBytes) jpeg = tiff_image_jpeg(image, scan->bytes);

	if (jpeg != NULL)
		return jpeg_read(&scan->limits, jpeg, error);
	PIX *pix = decode(tiff->file, image);
	if (pix == NULL) {
		scan_refuse(error, _("the TIFF's image is damaged, cut off or of an unknown kind"));
		return NULL;
	}
	ScanPage *page = scan_page_new(pix);
	page->stream = tiff_image_stream(image, scan->bytes);
	return page;
}

static ScanPage *read_tiff(Scan *scan, unsigned number, GError **error)
{
	TiffScan *tiff = scan->state;
	uint64_t offset = g_array_index(tiff->offsets, uint64_t, number);
	TiffImage image;

	if (!TIFFSetSubDirectory(tiff->file->tiff, offset)) {
		scan_refuse(error, _("the TIFF's list of pages is damaged"));
		return NULL;
	}
	tiff_image_read(&image, tiff->file->tiff);
	if (!scan_check_size(&scan->limits, image.width, image.height, error))
		return NULL;
	ScanPage *page = read_image(scan, &image, error);
	if (page == NULL)
		return NULL;
	scan_page_set_dpi(page, resolution(image.tiff, TIFFTAG_XRESOLUTION),
		resolution(image.tiff, TIFFTAG_YRESOLUTION));
	scan_page_set_orientation(page, image.orientation);
	read_icc(image.tiff, page);
	return page;
}

const ScanReader scan_tiff = { open_tiff, read_tiff, close_tiff };
