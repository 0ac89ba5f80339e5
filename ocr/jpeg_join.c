/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes out: SOI, Adobe marker, the tables, the first strip's SOF with the image's height,
 * DRI, the first strip's SOS, and the coded data of all strips with RST0 … RST7 between them, EOI.
 */
#include "ocr/jpeg_join.h"

#include <stdint.h>
#include <string.h>

enum {
	SOF0 = 0xc0,
	SOF1 = 0xc1,
	DHT = 0xc4,
	RST0 = 0xd0,
	SOI = 0xd8,
	EOI = 0xd9,
	SOS = 0xda,
	DQT = 0xdb,
	DRI = 0xdd,
	APP0 = 0xe0,
	COM = 0xfe
};

/* Part of somebody's bytes. */
typedef struct {
	const uint8_t *data;
	size_t size;
} Span;

typedef struct {
	GByteArray *tables; /* DQT and DHT segments, whole */
	uint8_t process;    /* SOF0 or SOF1 */
	Span frame, scan;   /* contents of SOF and SOS, without marker and length */
	Span coded;
} Strip;

static void strip_free(gpointer data)
{
	Strip *strip = data;

	g_byte_array_unref(strip->tables);
	g_free(strip);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Strip, strip_free)

static Strip *strip_new(void)
{
	Strip *strip = g_new0(Strip, 1);

	strip->tables = g_byte_array_new();
	return strip;
}

static bool take_byte(Span *span, uint8_t *out)
{
	if (span->size == 0)
		return false;
	*out = *span->data++;
	span->size--;
	return true;
}

/* The next marker, with the fill bytes before it skipped. */
static bool take_marker(Span *span, uint8_t *out)
{
	if (!take_byte(span, out) || *out != 0xff)
		return false;
	while (*out == 0xff)
		if (!take_byte(span, out))
			return false;
	return true;
}

static bool take_segment(Span *span, Span *out)
{
	if (span->size < 2)
		return false;
	size_t length = (size_t)span->data[0] << 8 | span->data[1];
	if (length < 2 || length > span->size)
		return false;
	*out = (Span) { span->data + 2, length - 2 };
	span->data += length;
	span->size -= length;
	return true;
}

/* The coded data up to EOI: false if any other marker stands in it. */
static bool take_coded(Span *span, Span *out)
{
	for (size_t i = 0; i + 1 < span->size; i++) {
		if (span->data[i] != 0xff || span->data[i + 1] == 0)
			continue;
		*out = (Span) { span->data, i };
		return span->data[i + 1] == EOI;
	}
	return false;
}

static void keep_table(GByteArray *tables, uint8_t marker, const Span *segment)
{
	size_t length = segment->size + 2;
	uint8_t head[] = { 0xff, marker, (uint8_t)(length >> 8), (uint8_t)length };

	g_byte_array_append(tables, head, sizeof head);
	g_byte_array_append(tables, segment->data, (guint)segment->size);
}

/* Reads an abbreviated stream, of tables alone or of an image; false if it holds what cannot be
 * joined. */
static bool read_stream(GBytes *bytes, Strip *strip)
{
	Span span, segment;
	uint8_t marker;

	span.data = g_bytes_get_data(bytes, &span.size);
	if (!take_marker(&span, &marker) || marker != SOI)
		return false;
	while (take_marker(&span, &marker)) {
		if (marker == EOI)
			return true;
		if (!take_segment(&span, &segment))
			return false;
		if (marker == DQT || marker == DHT)
			keep_table(strip->tables, marker, &segment);
		else if (marker == SOF0 || marker == SOF1)
			strip->frame = segment, strip->process = marker;
		else if (marker == SOS)
			return strip->scan = segment, take_coded(&span, &strip->coded);
		else if ((marker & 0xf0) != APP0 && marker != COM)
			return false;
	}
	return false;
}

static Strip *read_strip(GBytes *bytes)
{
	g_autoptr(Strip) strip = strip_new();

	if (read_stream(bytes, strip) && strip->frame.size >= 6 && strip->scan.size > 0 &&
		strip->coded.size > 0)
		return g_steal_pointer(&strip);
	return NULL;
}

static bool is_same(const Span *a, const Span *b)
{
	return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

static unsigned frame_number(const Span *frame, size_t at)
{
	return (unsigned)frame->data[at] << 8 | frame->data[at + 1];
}

/* Is `strip` of the same kind as the first, and of this many rows? The frame holds precision,
 * height (2), width (2), count of components, and three bytes for each. */
static bool fits(const Strip *strip, const Strip *first, unsigned width, unsigned rows)
{
	Span kind = { strip->frame.data + 3, strip->frame.size - 3 };
	Span first_kind = { first->frame.data + 3, first->frame.size - 3 };
	bool same_tables = strip->tables->len == first->tables->len &&
		(strip->tables->len == 0 ||
			memcmp(strip->tables->data, first->tables->data, first->tables->len) == 0);

	return frame_number(&strip->frame, 1) == rows && frame_number(&strip->frame, 3) == width &&
		strip->frame.data[0] == 8 && strip->process == first->process &&
		is_same(&kind, &first_kind) && is_same(&strip->scan, &first->scan) && same_tables;
}

/* Number of MCUs in a strip; 0 if its rows end within one. */
static unsigned restart_interval(const JpegStrips *strips, const Span *frame)
{
	unsigned across = 0, down = 0, components = frame->data[5];

	if (frame->size != 6 + 3 * (size_t)components)
		return 0;
	for (unsigned i = 0; i < components; i++) {
		across = MAX(across, frame->data[7 + 3 * i] >> 4);
		down = MAX(down, frame->data[7 + 3 * i] & 15U);
	}
	if (components == 1) /* a scan of one component is not interleaved: its MCU is a block */
		across = down = 1;
	if (across == 0 || down == 0 || strips->rows_per_strip % (8 * down) != 0)
		return 0;
	unsigned columns = (strips->width + 8 * across - 1) / (8 * across);
	guint64 interval = (guint64)columns * (strips->rows_per_strip / (8 * down));
	return interval <= 65535 ? (unsigned)interval : 0;
}

static GPtrArray *read_strips(const JpegStrips *strips)
{
	g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func(strip_free);
	unsigned left = strips->height;

	for (unsigned i = 0; i < strips->strips->len; i++) {
		Strip *strip = read_strip(strips->strips->pdata[i]);
		if (strip == NULL)
			return NULL;
		g_ptr_array_add(read, strip);
		unsigned rows = MIN(left, strips->rows_per_strip);
		if (rows == 0 || !fits(strip, read->pdata[0], strips->width, rows))
			return NULL;
		left -= rows;
	}
	return left == 0 && read->len > 0 ? g_steal_pointer(&read) : NULL;
}

static void put_segment(GByteArray *out, uint8_t marker, const void *data, size_t size)
{
	Span segment = { data, size };

	keep_table(out, marker, &segment);
}

static void put_marker(GByteArray *out, uint8_t marker)
{
	uint8_t both[] = { 0xff, marker };

	g_byte_array_append(out, both, sizeof both);
}

static GBytes *write_joined(
	const JpegStrips *strips, const GPtrArray *read, const Strip *tables, unsigned interval)
{
	const Strip *first = read->pdata[0];
	g_autoptr(GByteArray) out = g_byte_array_new();
	uint8_t adobe[] = { 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, !strips->is_rgb };
	uint8_t restart[] = { (uint8_t)(interval >> 8), (uint8_t)interval };
	g_autofree uint8_t *frame = g_memdup2(first->frame.data, first->frame.size);

	frame[1] = (uint8_t)(strips->height >> 8);
	frame[2] = (uint8_t)strips->height;
	put_marker(out, SOI);
	if (frame[5] == 3)
		put_segment(out, 0xee, adobe, sizeof adobe);
	g_byte_array_append(out, tables->tables->data, tables->tables->len);
	g_byte_array_append(out, first->tables->data, first->tables->len);
	put_segment(out, first->process, frame, first->frame.size);
	if (read->len > 1)
		put_segment(out, DRI, restart, sizeof restart);
	put_segment(out, SOS, first->scan.data, first->scan.size);
	for (unsigned i = 0; i < read->len; i++) {
		const Strip *strip = read->pdata[i];
		if (i > 0)
			put_marker(out, (uint8_t)(RST0 + (i - 1) % 8));
		g_byte_array_append(out, strip->coded.data, (guint)strip->coded.size);
	}
	put_marker(out, EOI);
	return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

GBytes *jpeg_join(const JpegStrips *strips)
{
	if (strips->width == 0 || strips->width > 65535 || strips->height == 0 ||
		strips->height > 65535 || strips->rows_per_strip == 0)
		return NULL;
	g_autoptr(Strip) tables = strip_new();
	if (strips->tables != NULL && !read_stream(strips->tables, tables))
		return NULL;
	g_autoptr(GPtrArray) read = read_strips(strips);
	if (read == NULL)
		return NULL;
	const Strip *first = read->pdata[0];
	unsigned interval = restart_interval(strips, &first->frame);
	if (read->len > 1 && interval == 0)
		return NULL;
	return write_joined(strips, read, tables, interval);
}
