/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A JPEG decoded small, which costs a fraction of the whole. */
#ifndef SIGNER_JPEG_SMALL_H
#define SIGNER_JPEG_SMALL_H

#include <glib.h>

typedef struct {
	unsigned width, height, components; /* 1 grey, 3 RGB; 8 bits each */
} JpegSize;

/* The samples, row by row, of the JPEG at a half, a quarter or an eighth of its size, the smallest that has
 * `least` pixels. NULL: it cannot be decoded so, or is small already. The caller owns the bytes. */
GBytes *jpeg_decode_small(
	const unsigned char *data, size_t size, unsigned least, JpegSize *out_size);

#endif
