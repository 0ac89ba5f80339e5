/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * EXIF is a small TIFF inside a JPEG (JEITA CP-3451, 4.5). Only the first directory is read: its
 * entries are of twelve bytes, and every offset is checked against the segment.
 */
#include "ocr/scan_format.h"

#include <string.h>

typedef struct {
	const uint8_t *bytes;
	size_t size;
	bool big_endian;
} Exif;

enum { ENTRY = 12, TYPE_SHORT = 3, TYPE_RATIONAL = 5 };
enum { ORIENTATION = 0x112, X_RESOLUTION = 0x11a, Y_RESOLUTION = 0x11b, RESOLUTION_UNIT = 0x128 };
enum { UNIT_CENTIMETRE = 3 };

static uint32_t read_number(const Exif *exif, size_t at, unsigned width)
{
	uint32_t number = 0;

	if (exif->size < width || at > exif->size - width)
		return 0;
	for (unsigned i = 0; i < width; i++)
		number = number << 8 | exif->bytes[exif->big_endian ? at + i : at + width - 1 - i];
	return number;
}

static double read_rational(const Exif *exif, size_t at)
{
	uint32_t over = read_number(exif, at, 4), under = read_number(exif, at + 4, 4);

	return under == 0 ? 0 : (double)over / under;
}

static void read_entry(
	const Exif *exif, size_t at, unsigned *orientation, double dpi[2], unsigned *unit)
{
	uint32_t tag = read_number(exif, at, 2), type = read_number(exif, at + 2, 2);

	if (tag == ORIENTATION && type == TYPE_SHORT)
		*orientation = read_number(exif, at + 8, 2);
	else if (tag == RESOLUTION_UNIT && type == TYPE_SHORT)
		*unit = read_number(exif, at + 8, 2);
	else if (tag == X_RESOLUTION && type == TYPE_RATIONAL)
		dpi[0] = read_rational(exif, read_number(exif, at + 8, 4));
	else if (tag == Y_RESOLUTION && type == TYPE_RATIONAL)
		dpi[1] = read_rational(exif, read_number(exif, at + 8, 4));
}

void exif_read(const uint8_t *bytes, size_t size, unsigned *orientation, double dpi[2])
{
	Exif exif = { bytes, size, size > 0 && bytes[0] == 'M' };
	unsigned unit = 0;
	double found[2] = { 0, 0 };

	if (size < 8 || (memcmp(bytes, "II*\0", 4) != 0 && memcmp(bytes, "MM\0*", 4) != 0))
		return;
	size_t directory = read_number(&exif, 4, 4);
	uint32_t entries = read_number(&exif, directory, 2);
	for (uint32_t i = 0; i < entries; i++)
		read_entry(&exif, directory + 2 + (size_t)i * ENTRY, orientation, found, &unit);
	if (found[0] <= 0 || found[1] <= 0)
		return;
	double scale = unit == UNIT_CENTIMETRE ? 2.54 : 1;
	dpi[0] = found[0] * scale;
	dpi[1] = found[1] * scale;
}
