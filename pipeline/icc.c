/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layout of a profile (ICC.1:2004-10): a header of 128 bytes, a table of tags (signature,
 * offset, size), and the tags' data, each aligned to four bytes. The three curves share one, given
 * by its formula: a curve of sampled points, as version 2 has it, must be inverted by searching,
 * which costs a viewer more than drawing the page.
 */
#include "pipeline/icc.h"

#include <math.h>
#include <string.h>

#define HEADER 128

static void put16(GByteArray *out, unsigned value)
{
	guint8 bytes[2] = { (guint8)(value >> 8), (guint8)value };

	g_byte_array_append(out, bytes, sizeof bytes);
}

static void put32(GByteArray *out, guint32 value)
{
	put16(out, value >> 16);
	put16(out, value & 0xffff);
}

static void put_signature(GByteArray *out, const char *signature)
{
	g_byte_array_append(out, (const guint8 *)signature, 4);
}

/* s15Fixed16Number */
static void put_fixed(GByteArray *out, double value)
{
	put32(out, (guint32)(gint32)lround(value * 65536));
}

static void put_xyz(GByteArray *out, const double xyz[3])
{
	put_signature(out, "XYZ ");
	put32(out, 0);
	for (unsigned i = 0; i < 3; i++)
		put_fixed(out, xyz[i]);
}

/* multiLocalizedUnicodeType with one text, of ASCII */
static void put_text(GByteArray *out, const char *text)
{
	size_t length = strlen(text);

	put_signature(out, "mluc");
	put32(out, 0);
	put32(out, 1);  /* record */
	put32(out, 12); /* its size */
	put_signature(out, "enUS");
	put32(out, (guint32)length * 2);
	put32(out, 28); /* where the text begins */
	for (size_t i = 0; i < length; i++)
		put16(out, (unsigned char)text[i]);
}

/* s15Fixed16ArrayType: from the white D65 to D50, after Bradford */
static void put_adaptation(GByteArray *out)
{
	static const double matrix[9] = { 1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707,
		-0.00925, 0.01508, 0.75168 };

	put_signature(out, "sf32");
	put32(out, 0);
	for (unsigned i = 0; i < G_N_ELEMENTS(matrix); i++)
		put_fixed(out, matrix[i]);
}

/* parametricCurveType 3: Y = (aX + b)^g from X = d on, and cX below */
static void put_curve(GByteArray *out)
{
	static const double g_a_b_c_d[5] = { 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045 };

	put_signature(out, "para");
	put32(out, 0);
	put16(out, 3);
	put16(out, 0);
	for (unsigned i = 0; i < G_N_ELEMENTS(g_a_b_c_d); i++)
		put_fixed(out, g_a_b_c_d[i]);
}

typedef struct {
	const char *signature;
	unsigned data; /* which of the data below */
} Tag;

static const Tag tags[] = {
	{ "desc", 0 },
	{ "cprt", 1 },
	{ "wtpt", 2 },
	{ "rXYZ", 3 },
	{ "gXYZ", 4 },
	{ "bXYZ", 5 },
	{ "rTRC", 6 },
	{ "gTRC", 6 },
	{ "bTRC", 6 },
	{ "chad", 7 },
};
#define DATA 8

/* white, red, green and blue of sRGB, adapted to D50 */
static const double colours[4][3] = {
	{ 0.9642, 1.0, 0.8249 },
	{ 0.43607, 0.22249, 0.01392 },
	{ 0.38515, 0.71687, 0.09708 },
	{ 0.14307, 0.06061, 0.71410 },
};

static void put_data(GByteArray *out, unsigned which)
{
	if (which == 0)
		put_text(out, "sRGB IEC61966-2.1");
	else if (which == 1)
		put_text(out, "Public domain");
	else if (which < 6)
		put_xyz(out, colours[which - 2]);
	else if (which == 6)
		put_curve(out);
	else
		put_adaptation(out);
	while (out->len % 4 != 0)
		g_byte_array_append(out, (const guint8 *)"", 1);
}

static void put_header(GByteArray *out, guint32 size)
{
	static const guint8 rest[HEADER - 80];

	put32(out, size);
	put32(out, 0); /* no preferred engine */
	put32(out, 0x04200000);
	put_signature(out, "mntr");
	put_signature(out, "RGB ");
	put_signature(out, "XYZ ");
	/* 2000-01-01 00:00:00: the same profile in every file */
	put16(out, 2000);
	put16(out, 1);
	put16(out, 1);
	put16(out, 0);
	put32(out, 0);
	put_signature(out, "acsp");
	for (unsigned i = 0; i < 7; i++) /* platform … rendering intent: none, perceptual */
		put32(out, 0);
	for (unsigned i = 0; i < 3; i++)
		put_fixed(out, colours[0][i]);
	g_byte_array_append(out, rest, sizeof rest);
}

GBytes *icc_srgb(void)
{
	g_autoptr(GByteArray) data = g_byte_array_new();
	guint32 first[DATA], size[DATA], begin = HEADER + 4 + 12 * G_N_ELEMENTS(tags);

	for (unsigned i = 0; i < DATA; i++) {
		first[i] = begin + data->len;
		put_data(data, i);
		size[i] = begin + data->len - first[i];
	}

	GByteArray *profile = g_byte_array_new();
	put_header(profile, begin + data->len);
	put32(profile, G_N_ELEMENTS(tags));
	for (unsigned i = 0; i < G_N_ELEMENTS(tags); i++) {
		put_signature(profile, tags[i].signature);
		put32(profile, first[tags[i].data]);
		put32(profile, size[tags[i].data]);
	}
	g_assert(profile->len == begin);
	g_byte_array_append(profile, data->data, data->len);
	return g_byte_array_free_to_bytes(profile);
}
