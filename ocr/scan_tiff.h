/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a TIFF directory can leave it still compressed. */
#ifndef OCR_SCAN_TIFF_H
#define OCR_SCAN_TIFF_H

#include "ocr/scan.h"
#include "ocr/tiff_file.h"

typedef struct {
	TIFF *tiff; /* borrowed, at its directory */
	uint32_t width, height, rows_per_strip;
	uint16_t bits, samples, photometric, compression, orientation, planar, fill_order;
} TiffImage;

void tiff_image_read(TiffImage *image, TIFF *tiff);

/* The image as one JPEG file, or NULL if it is none or cannot be joined. `bytes`: the file. */
GBytes *tiff_image_jpeg(const TiffImage *image, GBytes *bytes);

/* Group 4 or deflate in a single strip, fit to be passed through; or NULL. */
ScanStream *tiff_image_stream(const TiffImage *image, GBytes *bytes);

#endif
