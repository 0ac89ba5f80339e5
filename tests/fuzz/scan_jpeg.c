/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz_scan.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 3 && memcmp(data, "\xff\xd8\xff", 3) == 0)
		fuzz_scan(data, size);
	return 0;
}
