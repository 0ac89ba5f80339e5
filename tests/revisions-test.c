/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the file's own structure may look like, and what readers could take in different ways. */
#include "signer/syntax.h"
#include "tests/revised.h"

#define NOTHING "50 0 obj\n(new)\nendobj\n"
#define UNUSED "12 0 obj\n(nobody leads here)\nendobj\n"
#define FONT(name) "5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /" name " >>\nendobj\n"

static void replace(Revised *revised, const char *old, const char *new)
{
	char *at = g_strrstr_len(revised->pdf->str, (gssize)revised->pdf->len, old);

	g_assert_nonnull(at);
	g_assert_cmpuint(strlen(old), ==, strlen(new));
	memcpy(at, new, strlen(new));
}

static void put_plain(Revised *revised)
{
	revised_append(revised, NOTHING);
}

static void put_comment(Revised *revised)
{
	g_string_append(revised->pdf, "% by some program\n\n\r\n");
	revised_append(revised, NOTHING);
}

/* A revision of one new object, whose table has another entry, for what stands at `place`. */
static void append_with_entry(Revised *revised, unsigned number, const char *place)
{
	gsize offset = (gsize)(strstr(revised->pdf->str, place) + 1 - revised->pdf->str);

	g_string_append(revised->pdf, NOTHING);
	gsize table = revised->pdf->len;
	g_string_append_printf(revised->pdf,
		"xref\n%u 1\n%010" G_GSIZE_FORMAT " 00000 n \n50 1\n%010" G_GSIZE_FORMAT
		" 00000 n \ntrailer\n<< /Size 60 /Root 1 0 R /Info 13 0 R /Prev %" G_GSIZE_FORMAT
		" >>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
		number, offset, revised->from, revised->table, table);
}

static void put_same_place(Revised *revised)
{
	append_with_entry(revised, 4, "\n4 0 obj");
}

static void put_older_place(Revised *revised)
{
	revised_append(revised, UNUSED);
	append_with_entry(revised, 12, "\n12 0 obj");
}

static void put_hidden_object(Revised *revised)
{
	g_string_append(revised->pdf, " 5 0 obj\n<< /Type /Font /BaseFont /Courier >>\nendobj\n");
	revised->from = revised->pdf->len;
	revised_append(revised, NOTHING);
}

static void put_text_between(Revised *revised)
{
	g_string_append(revised->pdf, "what is this\n");
	revised_append(revised, NOTHING);
}

static void put_end_of_file(Revised *revised)
{
	revised_append(revised, NOTHING "%%EOF\n");
}

static void put_beginning(Revised *revised)
{
	revised_append(revised, "%PDF-1.4\n" NOTHING);
}

static void put_wrong_place(Revised *revised)
{
	revised_append(revised, NOTHING UNUSED);
	replace(revised, "12 0 obj", "14 0 obj");
}

static void put_object_twice(Revised *revised)
{
	revised_append(revised, FONT("Helvetica") FONT("Courier"));
}

static void put_beyond_size(Revised *revised)
{
	revised_append(revised, "60 0 obj\n(beyond)\nendobj\n");
}

static void put_key_twice(Revised *revised)
{
	revised_append(
		revised, "50 0 obj\n<< /A 1 >>\nendobj\n51 0 obj\n<< /A 1 /B 2 /A 2 >>\nendobj\n");
}

static void put_wrong_length(Revised *revised)
{
	revised_append(revised, "50 0 obj\n<< /Length 2 >>\nstream\nabcdef\nendstream\nendobj\n");
}

static void put_object_in_stream(Revised *revised)
{
	revised_append(revised,
		"50 0 obj\n<< /Length 26 >>\nstream\n"
		"51 0 obj\n(hidden)\nendobj\n\nendstream\nendobj\n");
}

static void put_circle(Revised *revised)
{
	gsize table = revised->pdf->len + strlen(NOTHING);

	revised->table = table;
	revised_append(revised, NOTHING);
}

static void put_bytes_after(Revised *revised)
{
	g_string_append(revised->pdf, "more\n");
}

static void put_blanks_after(Revised *revised)
{
	g_string_append(revised->pdf, "\r\n \t\n");
}

static void put_many_blanks_after(Revised *revised)
{
	for (unsigned i = 0; i < 1025; i++)
		g_string_append_c(revised->pdf, ' ');
}

static void put_zeros_after(Revised *revised)
{
	g_string_append_len(revised->pdf, "\0\0", 2);
}

/* A revision with a stream of objects, and one of references to what is in it. */
static void put_packed(Revised *revised, const char *objects)
{
	GString *pdf = revised->pdf;
	gsize holder = pdf->len;

	g_string_append_printf(pdf,
		"50 0 obj\n<< /Type /ObjStm /N 2 /First 11 /Length %zu >>\nstream\n%s\n"
		"endstream\nendobj\n",
		strlen(objects), objects);
	gsize section = pdf->len;
	const guint8 rows[] = { 2, 0, 0, 0, 50, 0, 1, 0, 0, (guint8)(holder >> 8), (guint8)holder,
		0, 1, 0, 0, (guint8)(section >> 8), (guint8)section, 0 };
	g_string_append_printf(pdf,
		"51 0 obj\n<< /Type /XRef /Index [12 1 50 2] /W [1 4 1] /Size 60 /Root 1 0 R\n"
		"/Info 13 0 R /Prev %" G_GSIZE_FORMAT " /Length 18 >>\nstream\n",
		revised->table);
	g_string_append_len(pdf, (const char *)rows, sizeof rows);
	g_string_append_printf(
		pdf, "\nendstream\nendobj\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", section);
}

static void put_packed_once(Revised *revised)
{
	put_packed(revised, "12 0 52 20 (nobody leads here) (else)");
}

static void put_packed_twice(Revised *revised)
{
	put_packed(revised, "12 0 12 20 (nobody leads here) (else)");
}

static void put_encryption(Revised *revised)
{
	g_string_append(revised->pdf, NOTHING);
	revised_end(revised, "/Encrypt null");
}

static const struct {
	const char *title;
	void (*put)(Revised *revised);
	Changes changes;
	const char *words;
} rows[] = {
	{ "an object more", put_plain, CHANGES_NONE, "" },
	{ "comments and white space", put_comment, CHANGES_NONE, "" },
	{ "an entry that repeats an older one", put_same_place, CHANGES_NONE, "" },
	{ "no encryption, said twice", put_encryption, CHANGES_NONE, "" },
	{ "an object that no entry leads to", put_hidden_object, CHANGES_UNCLEAR,
		"no cross-reference" },
	{ "text between objects", put_text_between, CHANGES_UNCLEAR, "no cross-reference" },
	{ "an end within a revision", put_end_of_file, CHANGES_UNCLEAR, "more than once" },
	{ "a beginning within a revision", put_beginning, CHANGES_UNCLEAR, "more than once" },
	{ "an entry that leads to another object", put_wrong_place, CHANGES_UNCLEAR, "not where" },
	{ "an entry that leads into an older revision", put_older_place, CHANGES_UNCLEAR,
		"not where" },
	{ "an object that stands twice", put_object_twice, CHANGES_UNCLEAR, "cannot be followed" },
	{ "an object beyond the size", put_beyond_size, CHANGES_UNCLEAR, "cannot be followed" },
	{ "a key that stands twice", put_key_twice, CHANGES_UNCLEAR, "without guessing" },
	{ "a length that is wrong", put_wrong_length, CHANGES_UNCLEAR, "without guessing" },
	{ "an object within a stream", put_object_in_stream, CHANGES_UNCLEAR, "within another" },
	{ "sections in a circle", put_circle, CHANGES_UNCLEAR, "cannot be followed" },
	{ "an object in a stream of objects", put_packed_once, CHANGES_NONE, "" },
	{ "an object that stands twice in a stream of objects", put_packed_twice, CHANGES_UNCLEAR,
		"without guessing" },
	{ "blanks after the end", put_blanks_after, CHANGES_NONE, "" },
	{ "so many that the end is not found", put_many_blanks_after, CHANGES_UNCLEAR,
		"cannot be followed" },
	{ "zeros after the end", put_zeros_after, CHANGES_UNCLEAR, "no signature covers" },
	{ "bytes after the end", put_bytes_after, CHANGES_UNCLEAR, "no signature covers" },
};

static void test_row(gconstpointer data)
{
	const typeof(rows[0]) *row = data;
	g_autoptr(Revised) revised = revised_new(0, "");

	row->put(revised);
	g_autoptr(SignatureReport) report = revised_judge(revised);
	revised_assert(report, row->changes, row->words);
}

/* Sets the range anew: to end after `end` bytes of the file. */
static void cover_until(Revised *revised, gsize end)
{
	char *after = strstr(revised->pdf->str, "/ByteRange [0 ") + strlen("/ByteRange [0 ") + 11;
	gsize from = (gsize)g_ascii_strtoull(after, NULL, 10);
	g_autofree char *digits = g_strdup_printf("%010" G_GSIZE_FORMAT, end - from);

	memcpy(after + 11, digits, 10);
}

static void test_end_without_line(void)
{
	g_autoptr(Revised) revised = revised_new(0, "");

	cover_until(revised, revised->pdf->len - 1);
	g_autoptr(SignatureReport) alone = revised_judge(revised);
	revised_assert(alone, CHANGES_NONE, "");
	revised_append(revised, NOTHING);
	g_autoptr(SignatureReport) report = revised_judge(revised);
	revised_assert(report, CHANGES_NONE, "");
	g_assert_cmpuint(report->revision, ==, 1);
}

static void test_end_elsewhere(void)
{
	g_autoptr(Revised) revised = revised_new(0, "");

	cover_until(revised, revised->pdf->len - 8);
	revised_append(revised, NOTHING);
	g_autoptr(SignatureReport) report = revised_judge(revised);
	revised_assert(report, CHANGES_FORBIDDEN, "where a revision ends");
	g_assert_cmpuint(report->revision, ==, 0);
}

/* The range of one revision, the dictionary in another. */
static void test_other_revision(void)
{
	g_autoptr(Revised) revised = revised_new(0, "");

	revised_append(revised, NOTHING);
	cover_until(revised, revised->pdf->len);
	g_autoptr(SignatureReport) report = revised_judge(revised);
	revised_assert(report, CHANGES_FORBIDDEN, "does not stand in the field");
}

/* Two keys /Contents, of which one reader takes the first and another the second. */
static void test_contents_twice(void)
{
	g_autoptr(Revised) revised = revised_new(0, "");

	replace(revised, "/Filter /Adobe.PPKLite", "/Contents <00> /F /ABC");
	g_autoptr(SignatureReport) report = revised_judge(revised);
	g_assert_cmpint(report->changes, >=, CHANGES_UNCLEAR);
}

static const struct {
	const char *text;
	bool right;
} values[] = {
	{ "<< /A 1 /B [2 0 R (x) <6a> true null -.5] >>", true },
	{ "<</A#42 1/AC 2>>", true },
	{ "(a(b)\\)\\101)", true },
	{ "[% comment\n 1]", true },
	{ "<< /A 1 /A 2 >>", false },
	{ "<< /A 1 /#41 2 >>", false },
	{ "<< /A >>", false },
	{ "<< 1 2 >>", false },
	{ "(a(b)", false },
	{ "<6x>", false },
	{ "<61", false },
	{ "[1 2", false },
	{ "1.2.3", false },
	{ "--1", false },
	{ "/A#4", false },
	{ "/A#00", false },
	{ "truth", false },
};

static void test_values(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autoptr(Values) all = values_new();
		Bytes bytes = { (const uint8_t *)values[i].text, strlen(values[i].text) };
		Value value;
		g_test_message("%s", values[i].text);
		g_assert_cmpint(syntax_read_value(bytes, 0, all, &value), ==, values[i].right);
		g_assert_true(!values[i].right || value.end == bytes.left);
	}
}

static void test_depth(void)
{
	for (unsigned depth = 101; depth <= 102; depth++) {
		g_autofree char *text = g_strnfill(2 * (gsize)depth, '[');
		memset(text + depth, ']', depth);
		g_autoptr(Values) all = values_new();
		Bytes bytes = { (const uint8_t *)text, strlen(text) };
		Value value;
		g_assert_cmpint(syntax_read_value(bytes, 0, all, &value), ==, depth == 101);
	}
}

static void test_text(void)
{
	static const char text[] = "<< /A (a\\n\\(\\\r\nb\rc\\0501) /B <4 1 4> /C 12 0 R >>";
	g_autoptr(Values) all = values_new();
	Bytes bytes = { (const uint8_t *)text, strlen(text) };
	Value value;

	g_assert_true(syntax_read_value(bytes, 0, all, &value));
	g_assert_cmpstr(value_find(&value, "A")->text, ==, "a\n(b\nc(1");
	g_assert_cmpstr(value_find(&value, "B")->text, ==, "A@");
	g_assert_cmpuint(value_find(&value, "C")->reference.number, ==, 12);
	g_assert_null(value_find(&value, "D"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strconcat("/revisions/", rows[i].title, NULL);
		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func(
		"/revisions/covers a revision without its last line end", test_end_without_line);
	g_test_add_func("/revisions/refuses a range that ends elsewhere", test_end_elsewhere);
	g_test_add_func("/revisions/refuses a range of another revision", test_other_revision);
	g_test_add_func("/revisions/doubts a value that is there twice", test_contents_twice);
	g_test_add_func("/syntax/takes what is right and nothing else", test_values);
	g_test_add_func("/syntax/reads 100 levels", test_depth);
	g_test_add_func("/syntax/decodes text", test_text);
	return g_test_run();
}
