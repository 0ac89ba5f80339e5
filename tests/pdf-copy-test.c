/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of PDFs with circles, ways back to the pages, too much and too deep, copied into another. */
#include "base/file.h"
#include "base/pdf_copy.h"
#include "base/pdf_object.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

/* A source whose object 3 is `body`, written beside a stream (4) and a page (5). */
static qpdf_data make_source(const char *body, GBytes **out_bytes)
{
	g_autofree char *path = g_build_filename(folder, "source.pdf", NULL);
	PdfWriter *writer = pdf_write_open(path, NULL);
	g_autoptr(GBytes) data = g_bytes_new("q\0Q", 3);

	for (unsigned i = 0; i < 5; i++)
		pdf_write_reserve(writer);
	pdf_write_object(writer, 1, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_write_object(writer, 2, "<</Type/Pages/Count 1/Kids[5 0 R]>>");
	pdf_write_object(writer, 3, body);
	pdf_write_stream(writer, 4, "/Back 3 0 R /Length1 3", data);
	pdf_write_object(writer, 5, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>");
	g_assert_true(pdf_write_finish(writer, 1, 0, NULL));

	*out_bytes = file_read(path, 1 << 20, NULL);
	size_t size;
	const char *bytes = g_bytes_get_data(*out_bytes, &size);
	qpdf_data pdf = qpdf_init();
	qpdf_silence_errors(pdf);
	g_assert_cmpint(qpdf_read_memory(pdf, "source", bytes, size, NULL), ==, 0);
	return pdf;
}

static unsigned copied; /* times the judge was asked of a stream */

static bool count_streams(gpointer data, qpdf_data pdf, qpdf_oh value)
{
	(void)data;
	copied += qpdf_oh_is_stream(pdf, value) != 0;
	return true;
}

/* Copies object 3 as a value of a new file's catalog, which is then read and given; NULL: refused. */
static char *copy(const char *body, unsigned most)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *path = g_build_filename(folder, "made.pdf", NULL);
	PdfCopyRules rules = { count_streams, NULL, most };
	g_autoptr(GString) value = g_string_new("<</Type/Catalog/Pages 1 0 R/Value ");
	qpdf_data pdf = make_source(body, &bytes);
	g_autoptr(PdfWriter) writer = pdf_write_open(path, NULL);
	g_autoptr(PdfCopier) copier = pdf_copy_new(pdf, writer, &rules);

	copied = 0;
	pdf_write_object(writer, pdf_write_reserve(writer), "<</Type/Pages/Count 0/Kids[]>>");
	bool well = pdf_copy_value(copier, qpdf_get_object_by_id(pdf, 3, 0), value);
	if (well) {
		g_string_append(value, ">>");
		unsigned catalog = pdf_write_reserve(writer);
		pdf_write_object(writer, catalog, value->str);
		g_assert_true(pdf_write_finish(g_steal_pointer(&writer), catalog, 0, NULL));
	}
	g_clear_pointer(&copier, pdf_copy_free);
	qpdf_cleanup(&pdf);
	g_autoptr(GBytes) made = well ? file_read(path, 1 << 20, NULL) : NULL;
	return made == NULL ? NULL
			    : g_strndup(g_bytes_get_data(made, NULL), g_bytes_get_size(made));
}

static void test_copies(void)
{
	static const struct {
		const char *body, *made;
	} table[] = {
		{ "<</A 4 0 R/B[4 0 R 4 0 R]>>", "/A 3 0 R /B [3 0 R 3 0 R]" },
		{ "<</A#20B(x\\)\\000)/C/D#23/E true/F null>>", "/A#20B" },
		{ "<</Parent 5 0 R/StructParent 7/Metadata 4 0 R/A 1>>", "<</A 1 >>" },
		{ "<</Self 3 0 R>>", "<</Self 2 0 R >>" },
		{ "[1 -2.50 .5 <</A[]>>]", "[1 -2.50 .5 <</A [] >>]" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *made = copy(table[i].body, 100);
		g_test_message("%s", table[i].body);
		g_assert_nonnull(made);
		g_assert_nonnull(strstr(made, table[i].made));
		g_assert_cmpuint(copied, ==, i == 0);
	}
}

static void check_deep(unsigned depth, bool wanted)
{
	g_autofree char *open = g_strnfill(depth, '['), *shut = g_strnfill(depth, ']');
	g_autofree char *deep = g_strconcat(open, shut, NULL);
	g_autofree char *made = copy(deep, 100);

	g_assert_cmpint(made != NULL, ==, wanted);
}

static void test_refuses(void)
{
	g_autofree char *enough = copy("<</A 4 0 R>>", 2);

	g_assert_nonnull(enough);
	g_assert_null(copy("<</A 4 0 R>>", 1));
	g_assert_null(copy("<</A 5 0 R>>", 100));
	g_assert_null(copy("<</A 1 0 R>>", 100));
	check_deep(49, true);
	check_deep(50, false);
}

/* A rehearsal finds the same, and writes nothing. */
static void test_rehearses(void)
{
	g_autoptr(GBytes) bytes = NULL;
	PdfCopyRules rules = { count_streams, NULL, 2 };
	g_autoptr(GString) value = g_string_new(NULL);
	qpdf_data pdf = make_source("<</A 4 0 R>>", &bytes);
	g_autoptr(PdfCopier) copier = pdf_copy_new(pdf, NULL, &rules);

	copied = 0;
	g_assert_true(pdf_copy_value(copier, qpdf_get_object_by_id(pdf, 3, 0), value));
	g_assert_cmpuint(copied, ==, 1);
	g_assert_cmpstr(value->str, ==, "1 0 R");
	g_assert_false(pdf_copy_value(copier, qpdf_get_object_by_id(pdf, 5, 0), value));
	qpdf_cleanup(&pdf);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("copy-XXXXXX", NULL);
	g_test_add_func("/pdf-copy/copies an object once, and circles", test_copies);
	g_test_add_func("/pdf-copy/refuses pages, too much and too deep", test_refuses);
	g_test_add_func("/pdf-copy/rehearses", test_rehearses);
	int status = g_test_run();
	for (const char *const *name = (const char *const[]) { "source.pdf", "made.pdf", NULL };
		*name != NULL; name++) {
		g_autofree char *path = g_build_filename(folder, *name, NULL);
		g_unlink(path);
	}
	g_rmdir(folder);
	g_free(folder);
	return status;
}
