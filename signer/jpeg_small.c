/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libjpeg reports an error by a call that must not return: it jumps back to where decoding began. All
 * that must be freed then lives in the Decoder, which is set up before the jump is.
 */
#include "signer/jpeg_small.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>

enum { MOST_PIXELS = 200000000, MOST_SCANS = 100 };

typedef struct {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf back;
	unsigned char *samples;
} Decoder;

static void jump_back(j_common_ptr jpeg)
{
	longjmp(((Decoder *)jpeg->client_data)->back, 1);
}

static void say_nothing(j_common_ptr jpeg, int level)
{
	(void)jpeg;
	(void)level;
}

/* Each scan of a progressive JPEG costs a pass. */
static void count_scans(j_common_ptr jpeg)
{
	if (((j_decompress_ptr)jpeg)->input_scan_number > MOST_SCANS)
		jump_back(jpeg);
}

static void decoder_start(Decoder *decoder)
{
	decoder->jpeg.err = jpeg_std_error(&decoder->errors);
	decoder->errors.error_exit = jump_back;
	decoder->errors.emit_message = say_nothing;
	decoder->jpeg.client_data = decoder;
}

static bool choose_size(j_decompress_ptr jpeg, unsigned least)
{
	double pixels = (double)jpeg->image_width * jpeg->image_height;
	unsigned part = 1;

	if (pixels > MOST_PIXELS || (jpeg->num_components != 1 && jpeg->num_components != 3))
		return false;
	while (part < 8 && pixels / (4.0 * part * part) >= least)
		part *= 2;
	jpeg->scale_num = 1;
	jpeg->scale_denom = part;
	jpeg->out_color_space = jpeg->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
	jpeg->dct_method = JDCT_IFAST;
	jpeg->do_fancy_upsampling = FALSE;
	return part > 1;
}

static void decode_rows(Decoder *decoder)
{
	j_decompress_ptr jpeg = &decoder->jpeg;
	size_t stride = (size_t)jpeg->output_width * (unsigned)jpeg->output_components;

	decoder->samples = g_malloc(stride * jpeg->output_height);
	while (jpeg->output_scanline < jpeg->output_height) {
		JSAMPROW row = decoder->samples + stride * jpeg->output_scanline;
		jpeg_read_scanlines(jpeg, &row, 1);
	}
}

/* False if libjpeg gave up. */
static bool decode(Decoder *decoder, const unsigned char *data, size_t size, unsigned least)
{
	if (setjmp(decoder->back) != 0)
		return false;
	jpeg_create_decompress(&decoder->jpeg);
	decoder->progress.progress_monitor = count_scans;
	decoder->jpeg.progress = &decoder->progress;
	jpeg_mem_src(&decoder->jpeg, data, size);
	if (jpeg_read_header(&decoder->jpeg, TRUE) != JPEG_HEADER_OK ||
		!choose_size(&decoder->jpeg, least))
		return false;
	jpeg_start_decompress(&decoder->jpeg);
	decode_rows(decoder);
	return true;
}

GBytes *jpeg_decode_small(
	const unsigned char *data, size_t size, unsigned least, JpegSize *out_size)
{
	g_autofree Decoder *decoder = g_new0(Decoder, 1);

	decoder_start(decoder);
	bool decoded = decode(decoder, data, size, least);
	*out_size = (JpegSize) { decoder->jpeg.output_width, decoder->jpeg.output_height,
		(unsigned)decoder->jpeg.output_components };
	jpeg_destroy_decompress(&decoder->jpeg);
	if (decoded)
		return g_bytes_new_take(decoder->samples,
			(gsize)out_size->width * out_size->height * out_size->components);
	g_free(decoder->samples);
	return NULL;
}
