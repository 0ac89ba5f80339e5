/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ocr/alto.h"
#include "tests/fuzz/fuzz.h"

static bool read_next(AltoReader *reader)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Words) words = alto_read_page(reader, &error);

	g_assert_true(words == NULL || error == NULL);
	if (words == NULL)
		return false;
	g_autofree char *text = words_text(words);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(AltoReader) reader = alto_read(fuzz_file(data, size), &error);

	g_assert_true((reader == NULL) == (error != NULL));
	while (reader != NULL && read_next(reader))
		continue;
	return 0;
}
