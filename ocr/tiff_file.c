/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/tiff_file.h"

#include <stdio.h>
#include <string.h>

static tmsize_t read_bytes(thandle_t handle, void *out, tmsize_t size)
{
	TiffFile *file = handle;
	uint64_t left = file->at < file->size ? file->size - file->at : 0;
	uint64_t most = size < 0 ? 0 : MIN((uint64_t)size, left);

	memcpy(out, file->data + file->at, most);
	file->at += most;
	return (tmsize_t)most;
}

static tmsize_t write_nothing(thandle_t handle, void *bytes, tmsize_t size)
{
	(void)handle, (void)bytes, (void)size;
	return -1;
}

static toff_t seek_to(thandle_t handle, toff_t offset, int whence)
{
	TiffFile *file = handle;

	file->at = whence == SEEK_CUR ? file->at + offset
		: whence == SEEK_END  ? file->size + offset
				      : offset;
	return file->at;
}

static int close_nothing(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t tell_size(thandle_t handle)
{
	return ((TiffFile *)handle)->size;
}

static int note_error(TIFF *tiff, void *data, const char *module, const char *format, va_list rest)
{
	(void)tiff, (void)module, (void)format, (void)rest;
	((TiffFile *)data)->has_failed = true;
	return 1;
}

/* libtiff goes on where a decoder of fax, PackBits or JPEG meets a wrong code or the end of the
 * data: it warns, and what is missing is white or grey. Other warnings are about the directory or
 * about things that it set right. */
static bool loses_pixels(const char *module)
{
	static const char *const decoders[] = { "Fax3Decode1D", "Fax3Decode2D", "Fax3DecodeRLE",
		"Fax4Decode", "PackBitsDecode", "JPEGLib", "LibJpeg", NULL };

	return module != NULL && g_strv_contains(decoders, module);
}

static int note_warning(
	TIFF *tiff, void *data, const char *module, const char *format, va_list rest)
{
	(void)tiff, (void)format, (void)rest;
	if (loses_pixels(module))
		((TiffFile *)data)->has_failed = true;
	return 1;
}

TiffFile *tiff_file_open(GBytes *bytes, uint64_t most_memory)
{
	g_autoptr(TiffFile) file = g_new0(TiffFile, 1);
	TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
	size_t size;

	file->data = g_bytes_get_data(bytes, &size);
	file->size = size;
	TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)most_memory);
	TIFFOpenOptionsSetErrorHandlerExtR(options, note_error, file);
	TIFFOpenOptionsSetWarningHandlerExtR(options, note_warning, file);
	/* m: no mapping callbacks; the bytes are in memory anyhow. */
	file->tiff = TIFFClientOpenExt("scan", "rm", file, read_bytes, write_nothing, seek_to,
		close_nothing, tell_size, NULL, NULL, options);
	TIFFOpenOptionsFree(options);
	return file->tiff == NULL ? NULL : g_steal_pointer(&file);
}

void tiff_file_free(TiffFile *file)
{
	if (file == NULL)
		return;
	if (file->tiff != NULL)
		TIFFClose(file->tiff);
	g_free(file);
}
