/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libjpeg reports an error by a call that must not return: it jumps back to where decoding began.
 * Everything that must be freed then lives in the Decoder, which is set up before the jump is.
 * Its memory follows from the image's size, which is checked first: a progressive image is held as
 * coefficients, two bytes a sample.
 * A warning that means lost data (the file ends early, codes are wrong) is an error of ours; stray
 * bytes between markers are not.
 */
#include "base/error.h"
#include "base/i18n.h"
#include "ocr/error.h"
#include "ocr/pix.h"
#include "ocr/scan_format.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

enum { MOST_SCANS = 100 };

typedef struct {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf back;
	PIX *pix;
	JSAMPLE *row; /* of CMYK */
	bool is_damaged, lacks_memory;
} Decoder;

static void jump_back(j_common_ptr jpeg)
{
	Decoder *decoder = jpeg->client_data;

	decoder->lacks_memory |= jpeg->err->msg_code == JERR_OUT_OF_MEMORY;
	longjmp(decoder->back, 1);
}

static void note_message(j_common_ptr jpeg, int level)
{
	Decoder *decoder = jpeg->client_data;

	if (level < 0 && jpeg->err->msg_code != JWRN_EXTRANEOUS_DATA &&
		jpeg->err->msg_code != JWRN_ADOBE_XFORM && jpeg->err->msg_code != JWRN_JFIF_MAJOR)
		decoder->is_damaged = true;
}

static void print_nothing(j_common_ptr jpeg)
{
	(void)jpeg;
}

/* A small progressive file can name thousands of scans, each of which costs a pass. */
static void count_scans(j_common_ptr jpeg)
{
	if (((j_decompress_ptr)jpeg)->input_scan_number > MOST_SCANS)
		jump_back(jpeg);
}

static void decoder_clear(Decoder *decoder)
{
	jpeg_destroy_decompress(&decoder->jpeg);
	pixDestroy(&decoder->pix);
	g_clear_pointer(&decoder->row, g_free);
}

static void decoder_start(Decoder *decoder)
{
	decoder->jpeg.err = jpeg_std_error(&decoder->errors);
	decoder->errors.error_exit = jump_back;
	decoder->errors.emit_message = note_message;
	decoder->errors.output_message = print_nothing;
	decoder->jpeg.client_data = decoder;
}

static bool read_header(Decoder *decoder, GBytes *bytes)
{
	size_t size;
	const unsigned char *data = g_bytes_get_data(bytes, &size);
	struct jpeg_decompress_struct *jpeg = &decoder->jpeg;

	if (setjmp(decoder->back) != 0)
		return false;
	jpeg_create_decompress(jpeg);
	jpeg->progress = &decoder->progress;
	decoder->progress.progress_monitor = count_scans;
	jpeg_mem_src(jpeg, data, size);
	jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xffff);
	jpeg_save_markers(jpeg, JPEG_APP0 + 2, 0xffff);
	return jpeg_read_header(jpeg, TRUE) == JPEG_HEADER_OK;
}

static void choose_output(struct jpeg_decompress_struct *jpeg)
{
	if (jpeg->num_components == 1)
		jpeg->out_color_space = JCS_GRAYSCALE;
	else if (jpeg->num_components == 4)
		jpeg->out_color_space = JCS_CMYK;
	else
		jpeg->out_color_space =
			G_BYTE_ORDER == G_LITTLE_ENDIAN ? JCS_EXT_XBGR : JCS_EXT_RGBX;
}

/* Adobe writes CMYK inverted: 255 is no ink. Files without its marker are the other way round. */
static void put_cmyk(const Decoder *decoder, l_uint32 *line)
{
	unsigned flip = decoder->jpeg.saw_Adobe_marker ? 0 : 255;

	for (JDIMENSION x = 0; x < decoder->jpeg.output_width; x++) {
		const JSAMPLE *ink = decoder->row + 4 * (size_t)x;
		unsigned black = ink[3] ^ flip;
		composeRGBPixel((l_int32)((ink[0] ^ flip) * black / 255),
			(l_int32)((ink[1] ^ flip) * black / 255),
			(l_int32)((ink[2] ^ flip) * black / 255), line + x);
	}
}

static bool read_pixels(Decoder *decoder)
{
	struct jpeg_decompress_struct *jpeg = &decoder->jpeg;

	if (setjmp(decoder->back) != 0)
		return false;
	choose_output(jpeg);
	jpeg_start_decompress(jpeg);
	decoder->pix = pixCreateNoInit((l_int32)jpeg->output_width, (l_int32)jpeg->output_height,
		jpeg->num_components == 1 ? 8 : 32);
	decoder->lacks_memory = decoder->pix == NULL;
	if (decoder->pix == NULL)
		return false;
	if (jpeg->num_components == 4)
		decoder->row = g_malloc(4 * (size_t)jpeg->output_width);
	while (jpeg->output_scanline < jpeg->output_height) {
		l_uint32 *line = pixGetData(decoder->pix) +
			(size_t)jpeg->output_scanline * pixGetWpl(decoder->pix);
		JSAMPROW row = decoder->row != NULL ? decoder->row : (JSAMPROW)line;
		jpeg_read_scanlines(jpeg, &row, 1);
		if (decoder->row != NULL)
			put_cmyk(decoder, line);
	}
	if (pixGetDepth(decoder->pix) == 8)
		pixEndianByteSwap(decoder->pix);
	return true; /* not finished: that would drop the markers */
}

/* B.4 of ICC.1:2010: a profile in parts. libjpeg warns of parts that make no whole. */
static GBytes *read_icc(Decoder *decoder)
{
	JOCTET *icc = NULL;
	unsigned size = 0;

	decoder->is_damaged = false;
	if (setjmp(decoder->back) != 0)
		return scan_icc_unreadable();
	if (!jpeg_read_icc_profile(&decoder->jpeg, &icc, &size))
		return decoder->is_damaged ? scan_icc_unreadable() : NULL;
	GBytes *bytes = size <= MOST_ICC ? g_bytes_new(icc, size) : scan_icc_unreadable();
	free(icc);
	return bytes;
}

static ScanStream *pass_through(const Decoder *decoder, GBytes *bytes)
{
	const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;

	if (jpeg->data_precision != 8 || (jpeg->num_components != 1 && jpeg->num_components != 3))
		return NULL;
	ScanStream *stream = g_new0(ScanStream, 1);
	stream->bytes = g_bytes_ref(bytes);
	stream->width = jpeg->image_width;
	stream->height = jpeg->image_height;
	stream->filter = "DCTDecode";
	stream->bits = 8;
	stream->components = (unsigned)jpeg->num_components;
	stream->predictor = 1;
	return stream;
}

static void read_marks(const Decoder *decoder, ScanPage *page)
{
	const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
	double scale = jpeg->density_unit == 2 ? 2.54 : jpeg->density_unit == 1 ? 1 : 0;
	double dpi[2] = { jpeg->X_density * scale, jpeg->Y_density * scale };
	unsigned orientation = 1;

	if (!jpeg->saw_JFIF_marker)
		dpi[0] = dpi[1] = 0;
	for (jpeg_saved_marker_ptr mark = jpeg->marker_list; mark != NULL; mark = mark->next)
		if (mark->marker == JPEG_APP0 + 1 && mark->data_length > 6 &&
			memcmp(mark->data, "Exif\0", 6) == 0)
			exif_read(mark->data + 6, mark->data_length - 6, &orientation, dpi);
	scan_page_set_dpi(page, dpi[0], dpi[1]);
	scan_page_set_orientation(page, orientation);
}

static bool decode(Decoder *decoder, const ScanLimits *limits, GBytes *bytes, GError **error)
{
	if (!read_header(decoder, bytes))
		return scan_refuse(error, _("the JPEG image has a damaged header"));
	const struct jpeg_decompress_struct *jpeg = &decoder->jpeg;
	if (!scan_check_size(limits, jpeg->image_width, jpeg->image_height, error))
		return false;
	if (jpeg->num_components != 1 && jpeg->num_components != 3 && jpeg->num_components != 4)
		return scan_refuse(
			error, _("the JPEG image has a number of colours that is unknown"));
	bool well = read_pixels(decoder);
	if (decoder->lacks_memory) {
		g_set_error_literal(error, BASE_ERROR, BASE_ERROR_SYSTEM,
			_("there is not enough memory for the page"));
		return false;
	}
	if (!well || decoder->is_damaged)
		return scan_refuse(error, _("the JPEG image is damaged or cut off"));
	return true;
}

ScanPage *jpeg_read(const ScanLimits *limits, GBytes *bytes, GError **error)
{
	g_autofree Decoder *decoder = g_new0(Decoder, 1);
	ScanPage *page = NULL;

	decoder_start(decoder);
	if (decode(decoder, limits, bytes, error)) {
		page = scan_page_new(g_steal_pointer(&decoder->pix));
		read_marks(decoder, page);
		page->stream = pass_through(decoder, bytes);
		page->icc = read_icc(decoder);
	}
	decoder_clear(decoder);
	return page;
}

static bool open_jpeg(Scan *scan, GError **error)
{
	(void)error;
	scan->pages = 1;
	return true;
}

static ScanPage *read_jpeg(Scan *scan, unsigned number, GError **error)
{
	(void)number;
	return jpeg_read(&scan->limits, scan->bytes, error);
}

static void close_jpeg(gpointer state)
{
	(void)state;
}

const ScanReader scan_jpeg = { open_jpeg, read_jpeg, close_jpeg };
