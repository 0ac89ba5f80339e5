/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JPEG-in-TIFF as one JPEG, without decoding (TIFF Technical Note 2; ITU-T T.81).
 *
 * A TIFF holds an image as strips, each an abbreviated JPEG stream, with the tables apart. Each
 * strip starts with fresh predictors, just as what follows a restart marker does: so the strips'
 * coded data, parted by RST markers, are one image whose restart interval is a strip. Not a
 * coefficient changes.
 */
#ifndef OCR_JPEG_JOIN_H
#define OCR_JPEG_JOIN_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	GBytes *tables;          /* JPEGTables, or NULL */
	const GPtrArray *strips; /* of GBytes, in order */
	unsigned width, height, rows_per_strip;
	bool is_rgb; /* the components are R, G, B rather than Y, Cb, Cr */
} JpegStrips;

/* The whole stream, or NULL if these strips cannot be joined so (progressive, differing tables or
 * sampling, restart markers of their own, rows that end within a block): then they are decoded. */
GBytes *jpeg_join(const JpegStrips *strips);

#endif
