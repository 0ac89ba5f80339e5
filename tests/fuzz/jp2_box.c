/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/jp2_box.h"
#include "tests/fuzz/fuzz.h"

/* Touches the content: a box that lies outside of the input would be noticed. */
static void walk(Bytes part, unsigned depth)
{
	uint32_t type;
	Bytes box;

	while (jp2_box_take(&part, &type, &box)) {
		unsigned sum = 0;
		for (size_t i = 0; i < box.left; i++)
			sum += box.at[i];
		if (depth < 4 && sum % 2 == 0)
			walk(box, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	walk((Bytes) { data, size }, 0);
	return 0;
}
