/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TIFF in memory, opened so that libtiff prints nothing and allocates within a limit. */
#ifndef OCR_TIFF_FILE_H
#define OCR_TIFF_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include <tiffio.h>

typedef struct {
	TIFF *tiff;
	const uint8_t *data; /* borrowed: outlive the file */
	uint64_t size, at;
	bool has_failed; /* libtiff reported an error, or pixels lost, since this was last cleared */
} TiffFile;

/* NULL if the bytes are no TIFF. The caller owns the file; `bytes` must outlive it. */
TiffFile *tiff_file_open(GBytes *bytes, uint64_t most_memory);
void tiff_file_free(TiffFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TiffFile, tiff_file_free)

#endif
