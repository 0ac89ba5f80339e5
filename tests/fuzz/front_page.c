/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole PDF, whose first page is to be looked at: what is made of it is a PDF of one page. */
#include "signer/front_page.h"
#include "signer/sheet.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(PdfFile) document = pdf_file_open_bytes(bytes, "input", NULL, NULL);
	if (document == NULL || qpdf_get_num_pages(document->qpdf) < 1)
		return 0;

	Sheet sheet;
	if (sheet_read(document, qpdf_get_page_n(document->qpdf, 0), &sheet))
		g_assert_true(sheet.width > 0 && sheet.height > 0);
	g_autoptr(GBytes) front = front_page_make(document);
	if (front == NULL)
		return 0;
	g_autoptr(PdfFile) made = pdf_file_open_bytes(front, "made", NULL, NULL);
	if (made != NULL)
		g_assert_cmpint(qpdf_get_num_pages(made->qpdf), ==, 1);
	return 0;
}
