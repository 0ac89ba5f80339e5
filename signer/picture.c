/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A JPEG goes into the PDF as it is (DCTDecode), if its header says what every reader of PDF decodes: 8
 * bits, grey or YCbCr. A PNG is drawn upon white and packed anew.
 */
#include "signer/picture.h"

#include "base/bytes.h"
#include "base/file.h"
#include "base/flate.h"
#include "base/i18n.h"
#include "signer/error.h"

#include <cairo.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20, MOST_SIDE = 4000 };

struct Picture {
	unsigned width, height, components;
	bool jpeg;
	GBytes *data; /* packed, or the JPEG */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)

static bool is_in_limits(unsigned width, unsigned height)
{
	return width > 0 && height > 0 && width <= MOST_SIDE && height <= MOST_SIDE;
}

/* The frame header: SOF0 to SOF2 (ITU-T T.81, B.2.2). */
static bool read_frame(Picture *picture, const uint8_t *segment, size_t size)
{
	if (size < 8 || segment[2] != 8)
		return false;
	picture->height = read_be16(segment + 3);
	picture->width = read_be16(segment + 5);
	picture->components = segment[7];
	return picture->components == 1 || picture->components == 3;
}

static bool is_frame(uint8_t mark)
{
	return mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc;
}

static bool read_jpeg(Picture *picture, Bytes file)
{
	if (file.left < 4 || file.at[0] != 0xff || file.at[1] != 0xd8 ||
		file.at[file.left - 2] != 0xff || file.at[file.left - 1] != 0xd9)
		return false;
	picture->jpeg = true;
	for (size_t at = 2; at + 4 <= file.left && file.at[at] == 0xff;) {
		uint8_t mark = file.at[at + 1];
		size_t size = read_be16(file.at + at + 2);
		if (size < 2 || size > file.left - at - 2)
			return false;
		if (is_frame(mark))
			return mark <= 0xc2 && read_frame(picture, file.at + at + 2, size);
		at += 2 + size;
	}
	return false;
}

static cairo_status_t give(void *closure, unsigned char *out, unsigned length)
{
	Bytes *left = closure;

	if (length > left->left)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(out, left->at, length);
	left->at += length;
	left->left -= length;
	return CAIRO_STATUS_SUCCESS;
}

/* IHDR says the size before anything is decoded. */
static cairo_surface_t *decode_png(Bytes file)
{
	if (file.left < 24 || memcmp(file.at, "\x89PNG\r\n\x1a\n", 8) != 0 ||
		!is_in_limits(read_be32(file.at + 16), read_be32(file.at + 20)))
		return NULL;
	cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(give, &file);

	if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
		return surface;
	cairo_surface_destroy(surface);
	return NULL;
}

static cairo_surface_t *whiten(cairo_surface_t *decoded)
{
	cairo_surface_t *white = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		cairo_image_surface_get_width(decoded), cairo_image_surface_get_height(decoded));
	g_autoptr(cairo_t) cairo = cairo_create(white);

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_set_source_surface(cairo, decoded, 0, 0);
	cairo_paint(cairo);
	cairo_surface_flush(white);
	return white;
}

static bool read_png(Picture *picture, Bytes file)
{
	g_autoptr(cairo_surface_t) decoded = decode_png(file);
	if (decoded == NULL)
		return false;
	g_autoptr(cairo_surface_t) surface = whiten(decoded);
	const unsigned char *data = cairo_image_surface_get_data(surface);
	int stride = cairo_image_surface_get_stride(surface);
	g_autoptr(GByteArray) samples = g_byte_array_new();
	if (data == NULL)
		return false;

	picture->width = (unsigned)cairo_image_surface_get_width(surface);
	picture->height = (unsigned)cairo_image_surface_get_height(surface);
	picture->components = 3;
	for (unsigned y = 0; y < picture->height; y++)
		for (unsigned x = 0; x < picture->width; x++) {
			guint32 pixel;
			memcpy(&pixel, data + (gsize)y * stride + 4 * x, sizeof pixel);
			const guint8 sample[] = { pixel >> 16 & 255, pixel >> 8 & 255,
				pixel & 255 };
			g_byte_array_append(samples, sample, sizeof sample);
		}
	picture->data = flate(samples->data, samples->len);
	return true;
}

Picture *picture_load(const char *path, GError **error)
{
	g_autoptr(Picture) picture = g_new0(Picture, 1);
	g_autoptr(GBytes) file = file_read(path, MOST_BYTES, error);
	if (file == NULL)
		return NULL;

	if (read_jpeg(picture, bytes_of(file)))
		picture->data = g_bytes_ref(file);
	else if (picture->jpeg || !read_png(picture, bytes_of(file)))
		picture->width = 0;
	if (is_in_limits(picture->width, picture->height))
		return g_steal_pointer(&picture);
	g_autofree char *shown = file_show(path);
	g_set_error(error, SIGNER_ERROR, SIGNER_ERROR_INPUT,
		_("%s: this is no PNG and no JPEG of grey or colour, of at most %d pixels a side"),
		shown, MOST_SIDE);
	return NULL;
}

void picture_free(Picture *picture)
{
	if (picture == NULL)
		return;
	g_clear_pointer(&picture->data, g_bytes_unref);
	g_free(picture);
}

double picture_aspect(const Picture *picture)
{
	return (double)picture->width / picture->height;
}

unsigned picture_write(const Picture *picture, Increment *increment)
{
	unsigned number = increment_reserve(increment);
	g_autofree char *entries = g_strdup_printf(
		"/Type /XObject /Subtype /Image /Width %u /Height %u /BitsPerComponent 8 "
		"/ColorSpace /%s",
		picture->width, picture->height,
		picture->components == 1 ? "DeviceGray" : "DeviceRGB");

	increment_put_filtered(increment, number, entries,
		picture->jpeg ? "DCTDecode" : "FlateDecode", picture->data);
	return number;
}
