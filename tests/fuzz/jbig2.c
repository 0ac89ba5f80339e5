/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Input: width and height, each less one (16 bits, the most significant first), then bytes that
 * fill the picture's memory, over and over. jbig2dec must decode the stream to the same pixels. */
#include "pipeline/jbig2.h"

#include "base/bytes.h"
#include "ocr/pix.h"
#include "tests/fuzz/fuzz.h"

#include <jbig2.h>

enum { HEAD = 4, MOST_WIDTH = 300, MOST_HEIGHT = 100 };

static void G_GNUC_NORETURN refuse(
	void *data G_GNUC_UNUSED, const char *message, Jbig2Severity severity, uint32_t segment)
{
	g_error("severity %d, segment %u: %s", severity, segment, message);
}

static void complain(void *data, const char *message, Jbig2Severity severity, uint32_t segment)
{
	if (severity >= JBIG2_SEVERITY_WARNING)
		refuse(data, message, severity, segment);
}

/* Also what a PIX holds behind a row's last pixel is the input's. */
static PIX *make_pix(const uint8_t *data, size_t size)
{
	int width = (int)(read_be16(data) % MOST_WIDTH + 1);
	int height = (int)(read_be16(data + 2) % MOST_HEIGHT + 1);
	PIX *pix = pixCreate(width, height, 1);
	uint8_t *bytes = (uint8_t *)pixGetData(pix);

	for (size_t i = 0; i < 4 * (size_t)pixGetWpl(pix) * (size_t)height; i++)
		bytes[i] = data[HEAD + i % (size - HEAD)];
	return pix;
}

static void compare(PIX *pix, const Jbig2Image *image)
{
	g_assert_nonnull(image);
	g_assert_cmpuint(image->width, ==, (unsigned)pixGetWidth(pix));
	g_assert_cmpuint(image->height, ==, (unsigned)pixGetHeight(pix));
	for (int y = 0; y < pixGetHeight(pix); y++)
		for (int x = 0; x < pixGetWidth(pix); x++) {
			const uint8_t *row = image->data + (size_t)y * image->stride;
			l_uint32 value;
			pixGetPixel(pix, x, y, &value);
			g_assert_cmpuint(row[x / 8] >> (7 - x % 8) & 1, ==, value);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size <= HEAD)
		return 0;
	auto_pix pix = make_pix(data, size);
	g_autoptr(GBytes) stream = jbig2_encode(pix);
	Jbig2Ctx *decoder = jbig2_ctx_new(NULL, JBIG2_OPTIONS_EMBEDDED, NULL, complain, NULL);

	g_assert_cmpint(
		jbig2_data_in(decoder, g_bytes_get_data(stream, NULL), g_bytes_get_size(stream)),
		==, 0);
	g_assert_cmpint(jbig2_complete_page(decoder), ==, 0);
	Jbig2Image *image = jbig2_page_out(decoder);
	compare(pix, image);
	jbig2_release_page(decoder, image);
	jbig2_ctx_free(decoder);
	return 0;
}
