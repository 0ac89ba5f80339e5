/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input is the content of a page, and of a form that its resources name. */
#include "pipeline/painted.h"
#include "tests/fuzz/fuzz.h"

static GString *make_pdf(const uint8_t *data, size_t size)
{
	GString *pdf = g_string_new(
		"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 61 43]>>endobj\n"
		"3 0 obj<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources 6 0 R>>endobj\n"
		"4 0 obj<</Type/XObject/Subtype/Image/Width 61/Height 43/BitsPerComponent 8"
		"/ColorSpace/DeviceRGB/Length 0>>stream\n\nendstream endobj\n"
		"6 0 obj<</XObject<</I 4 0 R/F 7 0 R>>>>endobj\n");
	static const char *const heads[] = { "5 0 obj<<", "7 0 obj<</Type/XObject/Subtype/Form" };

	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		g_string_append_printf(pdf, "%s/Length %zu>>stream\n", heads[i], size);
		g_string_append_len(pdf, (const char *)data, (gssize)size);
		g_string_append(pdf, "\nendstream endobj\n");
	}
	g_string_append(pdf, "trailer<</Root 1 0 R/Size 8>>\n%%EOF\n");
	return pdf;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GString *text = make_pdf(data, size);
	qpdf_data pdf = qpdf_init();

	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	if ((qpdf_read_memory(pdf, "input", text->str, text->len, NULL) & QPDF_ERRORS) == 0 &&
		qpdf_get_num_pages(pdf) == 1) {
		g_autoptr(GArray) images = painted_images(pdf, 0);
		g_assert_cmpuint(images->len, <=, MOST_PAINTED);
	}
	if (qpdf_has_error(pdf))
		(void)qpdf_get_error(pdf);
	qpdf_cleanup(&pdf);
	g_string_free(text, TRUE);
	return 0;
}
