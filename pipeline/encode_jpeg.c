/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The JPEG of a layer of mixed raster content, which is mostly flat. A scan (in JPEG's sense) of its
 * own for the blocks' means, and one a component for all else, cost a flat block one bit and less;
 * means that are refined bit by bit, as is usual, would cost it as much again.
 */
#include "base/i18n.h"
#include "pipeline/encode_image.h"
#include "pipeline/error.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

/* A coefficient that is no more than half a step is left out: of the grain's all but one in forty. */
static const double GRAIN_STEPS = 8;

typedef struct {
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	jmp_buf back;
	unsigned char *bytes;
	unsigned long size;
	JSAMPLE *row;
} Encoder;

static void jump_back(j_common_ptr jpeg)
{
	longjmp(((Encoder *)jpeg->client_data)->back, 1);
}

static void print_nothing(j_common_ptr jpeg)
{
	(void)jpeg;
}

static const jpeg_scan_info grey_scans[] = {
	{ 1, { 0 }, 0, 0, 0, 0 },
	{ 1, { 0 }, 1, 63, 0, 0 },
};

static const jpeg_scan_info colour_scans[] = {
	{ 3, { 0, 1, 2 }, 0, 0, 0, 0 },
	{ 1, { 0 }, 1, 63, 0, 0 },
	{ 1, { 1 }, 1, 63, 0, 0 },
	{ 1, { 2 }, 1, 63, 0, 0 },
};

/* What is finer than the paper's grain is not told from it. */
static void set_steps(struct jpeg_compress_struct *jpeg, double grain)
{
	UINT16 least = (UINT16)lround(CLAMP(grain, 0, 50) * GRAIN_STEPS);
	UINT16 *steps = jpeg->quant_tbl_ptrs[0]->quantval;

	for (int i = 1; i < DCTSIZE2; i++)
		steps[i] = MAX(steps[i], least);
}

static void choose_form(struct jpeg_compress_struct *jpeg, PIX *pix, int quality, double grain)
{
	bool is_colour = pixGetDepth(pix) == 32;

	jpeg->image_width = (JDIMENSION)pixGetWidth(pix);
	jpeg->image_height = (JDIMENSION)pixGetHeight(pix);
	jpeg->input_components = is_colour ? 3 : 1;
	jpeg->in_color_space = is_colour ? JCS_RGB : JCS_GRAYSCALE;
	jpeg_set_defaults(jpeg);
	jpeg_set_quality(jpeg, quality, TRUE);
	set_steps(jpeg, grain);
	jpeg->scan_info = is_colour ? colour_scans : grey_scans;
	jpeg->num_scans = is_colour ? G_N_ELEMENTS(colour_scans) : G_N_ELEMENTS(grey_scans);
}

static void take_row(JSAMPLE *row, PIX *pix, unsigned y)
{
	const l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
	int width = pixGetWidth(pix);

	if (pixGetDepth(pix) == 8) {
		for (int x = 0; x < width; x++)
			row[x] = (JSAMPLE)GET_DATA_BYTE(line, x);
		return;
	}
	for (int x = 0; x < width; x++, row += 3) {
		row[0] = (JSAMPLE)(line[x] >> L_RED_SHIFT);
		row[1] = (JSAMPLE)(line[x] >> L_GREEN_SHIFT);
		row[2] = (JSAMPLE)(line[x] >> L_BLUE_SHIFT);
	}
}

static bool compress(Encoder *encoder, PIX *pix, int quality, double grain)
{
	struct jpeg_compress_struct *jpeg = &encoder->jpeg;

	if (setjmp(encoder->back) != 0)
		return false;
	jpeg_create_compress(jpeg);
	jpeg_mem_dest(jpeg, &encoder->bytes, &encoder->size);
	choose_form(jpeg, pix, quality, grain);
	jpeg_start_compress(jpeg, TRUE);
	while (jpeg->next_scanline < jpeg->image_height) {
		take_row(encoder->row, pix, jpeg->next_scanline);
		jpeg_write_scanlines(jpeg, &encoder->row, 1);
	}
	jpeg_finish_compress(jpeg);
	return true;
}

GBytes *image_jpeg_layer(PIX *pix, int quality, double grain, GString *dictionary, GError **error)
{
	Encoder encoder = { .row = g_new(JSAMPLE, 3 * (size_t)pixGetWidth(pix)) };

	encoder.jpeg.err = jpeg_std_error(&encoder.errors);
	encoder.errors.error_exit = jump_back;
	encoder.errors.output_message = print_nothing;
	encoder.jpeg.client_data = &encoder;
	bool done = compress(&encoder, pix, quality, grain);
	jpeg_destroy_compress(&encoder.jpeg);
	g_free(encoder.row);
	if (!done) {
		free(encoder.bytes);
		return image_refuse(error);
	}
	image_put_size(dictionary, pix, 8);
	g_string_append(dictionary, "/Filter /DCTDecode");
	return g_bytes_new_with_free_func(encoder.bytes, encoder.size, free, encoder.bytes);
}
