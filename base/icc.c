/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/icc.h"

#include <string.h>

enum { HEADER = 128, MOST_BYTES = 4 << 20 };

bool icc_is_fit(GBytes *profile, unsigned components)
{
	size_t size;
	const guint8 *data = g_bytes_get_data(profile, &size);
	static const char *const classes[] = { "scnr", "mntr", "prtr", "spac" };

	if (size < HEADER + 4 || size > MOST_BYTES || memcmp(data + 36, "acsp", 4) != 0)
		return false;
	guint32 told =
		(guint32)data[0] << 24 | (guint32)data[1] << 16 | (guint32)data[2] << 8 | data[3];
	if (told != size || data[8] < 2 || data[8] > 4)
		return false;
	const char *space = components == 1 ? "GRAY" : components == 4 ? "CMYK" : "RGB ";
	if (memcmp(data + 16, space, 4) != 0)
		return false;
	for (unsigned i = 0; i < G_N_ELEMENTS(classes); i++)
		if (memcmp(data + 12, classes[i], 4) == 0)
			return true;
	return false;
}
