/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker process reports, which the parent must read whatever it is. */
#include "pipeline/stages.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(StageReport) report = stage_report_read(bytes);

	g_assert_true(g_utf8_validate(report->stage, -1, NULL));
	g_assert_true(g_utf8_validate(report->times, -1, NULL));
	g_assert_nonnull(report->facts);
	return 0;
}
