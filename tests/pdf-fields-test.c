/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/pdf_fields.h"
#include "base/pdf_object.h"

#include <string.h>

#define SIGNED "/FT/Sig/V<</Type/Sig>>"

static char *text;

/* A PDF whose form's fields are `fields`, with more objects if need be. qpdf finds them without a
 * table of references. */
static qpdf_data open_form(const char *fields, const char *objects)
{
	qpdf_data pdf = qpdf_init();

	g_free(text);
	text = g_strdup_printf(
		"%%PDF-1.7\n"
		"1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]>>>> endobj\n"
		"2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\n%s\n"
		"trailer <</Root 1 0 R>>\n%%%%EOF\n",
		fields, objects);
	qpdf_silence_errors(pdf);
	qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
	g_assert_cmpint(
		qpdf_read_memory(pdf, "form", text, strlen(text), NULL) & QPDF_ERRORS, ==, 0);
	return pdf;
}

/* The names of what is found, joined; `out_whole` as of the search. */
static char *names_of(const char *fields, const char *objects, bool *out_whole)
{
	qpdf_data pdf = open_form(fields, objects);
	g_autoptr(GPtrArray) found = pdf_fields_find_signed(pdf, out_whole);
	GString *names = g_string_new(NULL);

	for (unsigned i = 0; i < found->len; i++) {
		const PdfSignedField *field = found->pdata[i];
		g_assert_true(qpdf_oh_is_dictionary(pdf, field->signature));
		g_string_append_printf(names, "%s%s", i == 0 ? "" : " ", field->name);
	}
	qpdf_cleanup(&pdf);
	return g_string_free(names, FALSE);
}

static void test_kinds(void)
{
	static const struct {
		const char *fields, *objects, *names;
	} table[] = {
		{ "", "", "" },
		{ "<<" SIGNED "/T(a)>>", "", "a" },
		{ "<</FT/Sig/T(a)>>", "", "" },
		{ "<</FT/Tx/T(a)/V(x)>> <</FT/Tx/T(b)/V<<>>>>", "", "" },
		{ "<</FT/Sig/T(a)/V(x)>> <</FT/Sig/T(b)/V null>>", "", "" },
		{ "<</T(a)/Kids[<<" SIGNED "/T(b)>><<" SIGNED "/T(c)>>]>>", "", "a.b a.c" },
		/* the type from above, as the list of kids has it, and as the field says */
		{ "<</FT/Sig/T(a)/Kids[<</V<<>>>>]>>", "", "a" },
		{ "<</T(b)/V<<>>/Parent 3 0 R>>", "3 0 obj <</FT/Sig/T(a)>> endobj", "b" },
		/* the value from above; a signature of two widgets counts once */
		{ "<</T(a)/V 3 0 R/Kids[<</FT/Sig>>]>>", "3 0 obj <<>> endobj", "a" },
		{ "<</FT/Sig/T(a)/V 3 0 R/Kids[<<>><<>>]>>", "3 0 obj <<>> endobj", "a" },
		{ "7 null (x) [] <<" SIGNED "/T(a)>>", "", "a" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		bool whole = false;
		g_autofree char *names = names_of(table[i].fields, table[i].objects, &whole);
		g_test_message("%s", table[i].fields);
		g_assert_cmpstr(names, ==, table[i].names);
		g_assert_true(whole);
	}
}

static char *repeat(const char *part, unsigned count)
{
	GString *all = g_string_new(NULL);

	for (unsigned i = 0; i < count; i++)
		g_string_append(all, part);
	return g_string_free(all, FALSE);
}

/* A signed field with `count` fields above it. */
static char *make_deep(unsigned count)
{
	g_autofree char *open = repeat("<</Kids[", count);
	g_autofree char *close = repeat("]>>", count);

	return g_strconcat(open, "<<" SIGNED "/T(a)>>", close, NULL);
}

static void assert_found(const char *fields, const char *names, bool whole)
{
	bool is_whole = !whole;
	g_autofree char *found = names_of(fields, "", &is_whole);

	g_assert_cmpstr(found, ==, names);
	g_assert_cmpint(is_whole, ==, whole);
}

static void test_depth(void)
{
	for (unsigned above = 31; above <= 32; above++) {
		g_autofree char *deep = make_deep(above);
		assert_found(deep, above == 31 ? "a" : "", above == 31);
	}
}

static void test_breadth(void)
{
	g_autofree char *many = repeat("<</FT/Tx/V(x)>>", 99999);
	g_autofree char *last = g_strconcat(many, "<<" SIGNED "/T(a)>>", NULL);
	g_autofree char *beyond = g_strconcat(many, "<<>> <<" SIGNED "/T(a)>>", NULL);

	assert_found(last, "a", true);
	assert_found(beyond, "", false);
}

static void test_count(void)
{
	for (unsigned count = 1000; count <= 1001; count++) {
		g_autofree char *fields = repeat("<<" SIGNED "/T(a)>>", count);
		g_autofree char *names = repeat(" a", 1000);
		assert_found(fields, names + 1, count == 1000);
	}
}

/* Fields that list each other are looked at once, and what follows them is found; but a way up
 * without end leaves it open what they have from above. */
static void test_circle(void)
{
	bool whole = true;
	g_autofree char *names = names_of("3 0 R <<" SIGNED "/T(a)>>",
		"3 0 obj <</T(o)/Parent 4 0 R/Kids[3 0 R 4 0 R 3 0 R]>> endobj\n"
		"4 0 obj <</T(p)/Parent 3 0 R/Kids[4 0 R 3 0 R]>> endobj",
		&whole);

	g_assert_cmpstr(names, ==, "a");
	g_assert_false(whole);
}

/* Each field leaves two attributes to be looked for. */
static void test_climbs(void)
{
	g_autofree char *many = repeat("<</Parent<<>>>>", 10000);
	g_autofree char *all = g_strconcat("<<" SIGNED "/T(a)>>", many, NULL);
	g_autofree char *beyond = g_strconcat(all, "<</FT/Sig/Parent<<>>>>", NULL);

	assert_found(all, "a", true);
	assert_found(beyond, "a", false);
}

static void test_long_name(void)
{
	g_autofree char *most = g_strnfill(500, 'x');
	g_autofree char *field = g_strdup_printf("<<" SIGNED "/T(%sy)>>", most);

	assert_found(field, most, true);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fields/finds what is signed", test_kinds);
	g_test_add_func("/fields/looks 32 deep and says when that is not all", test_depth);
	g_test_add_func("/fields/looks at 100,000 fields", test_breadth);
	g_test_add_func("/fields/finds 1000 signatures", test_count);
	g_test_add_func("/fields/looks at a field once", test_circle);
	g_test_add_func("/fields/goes up by /Parent 20,000 times", test_climbs);
	g_test_add_func("/fields/shows 500 bytes of a name", test_long_name);
	int status = g_test_run();
	g_free(text);
	return status;
}
