/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layout of a profile (ICC.1:2001-04): a header of 128 bytes, a table of tags (signature,
 * offset, size), and the tags' data, each aligned to four bytes. The three curves share one.
 */
#include "pipeline/icc.h"

#include <math.h>
#include <string.h>

#define HEADER 128
#define CURVE_POINTS 1024

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

static void put_text(GByteArray *out, const char *text)
{
	put_signature(out, "text");
	put32(out, 0);
	g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text) + 1);
}

/* textDescriptionType: the ASCII form, then empty Unicode and ScriptCode forms */
static void put_description(GByteArray *out, const char *text)
{
	static const guint8 empty[4 + 4 + 2 + 1 + 67];

	put_signature(out, "desc");
	put32(out, 0);
	put32(out, (guint32)strlen(text) + 1);
	g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text) + 1);
	g_byte_array_append(out, empty, sizeof empty);
}

static void put_curve(GByteArray *out)
{
	put_signature(out, "curv");
	put32(out, 0);
	put32(out, CURVE_POINTS);
	for (unsigned i = 0; i < CURVE_POINTS; i++) {
		double value = i / (double)(CURVE_POINTS - 1);
		double linear =
			value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
		put16(out, (unsigned)lround(linear * 65535));
	}
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
};
#define DATA 7

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
		put_description(out, "sRGB IEC61966-2.1");
	else if (which == 1)
		put_text(out, "Public domain");
	else if (which < 6)
		put_xyz(out, colours[which - 2]);
	else
		put_curve(out);
	while (out->len % 4 != 0)
		g_byte_array_append(out, (const guint8 *)"", 1);
}

static void put_header(GByteArray *out, guint32 size)
{
	static const guint8 rest[HEADER - 80];

	put32(out, size);
	put32(out, 0); /* no preferred engine */
	put32(out, 0x02100000);
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
