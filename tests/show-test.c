/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports made by hand, with all that a record can hold and all that a stranger can put into it. */
#include "base/file.h"
#include "signer/quote.h"
#include "signer/report.h"
#include "signer/show.h"
#include "signer/show_html.h"
#include "signer/show_xml.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define HOSTILE                                                                                    \
	"\033[2J\r\nvalid: \342\200\234x.pdf\342\200\235\342\200\256</h1><script>alert(1)"         \
	"</script>\"'&\342\200\250"

static char *folder;

static CertificateReport *make_certificate(const char *text, CertificateStatus status)
{
	CertificateReport *certificate = g_new0(CertificateReport, 1);

	certificate->subject = file_show(text);
	certificate->issuer = file_show(text);
	certificate->serial = g_strdup("0A");
	certificate->not_before = g_strdup("2020-01-01T00:00:00+07:00");
	certificate->not_after = g_strdup("2030-01-01T00:00:00+07:00");
	certificate->sha256 = g_strnfill(64, (char)('a' + status));
	certificate->status = status;
	certificate->status_from = "OCSP";
	certificate->status_time = g_strdup("2025-01-01T00:00:00+07:00");
	if (status == STATUS_REVOKED)
		certificate->revoked_at = g_strdup("2024-06-01T00:00:00+07:00");
	certificate->status_why = g_strdup("the authority says so");
	return certificate;
}

static void add_details(SignatureReport *one, const char *text)
{
	Change *change = g_new0(Change, 1);
	TimestampReport *stamp = g_new0(TimestampReport, 1);

	*change = (Change) { CHANGES_FORBIDDEN, 3, g_strdup_printf("page 2: %s", text) };
	g_ptr_array_add(one->changed, change);
	*stamp = (TimestampReport) { true, file_show(text), g_strdup("2024-01-02T00:00:00+07:00"),
		file_show(text), INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND", g_strdup("no root") };
	g_ptr_array_add(one->timestamps, stamp);
	g_ptr_array_add(one->path, make_certificate(text, STATUS_REVOKED));
	g_ptr_array_add(one->path, make_certificate(text, STATUS_UNKNOWN));
	g_ptr_array_add(one->path, make_certificate(text, STATUS_NOT_NEEDED));
	g_ptr_array_add(one->warnings, g_strdup(text));
}

/* A signature whose every text is `text`. */
static SignatureReport *make_signature(const char *text, Indication indication)
{
	SignatureReport *one = signature_report_new();
	char **const texts[] = { &one->field, &one->form, &one->reason, &one->subject,
		&one->common_name, &one->organization, &one->issuer, &one->claimed_reason,
		&one->location, &one->commitment, &one->policy, &one->trust_set };

	for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = file_show(text);
	one->indication = indication;
	one->sub_indication = indication == TOTAL_PASSED ? NULL
		: indication == TOTAL_FAILED             ? "HASH_FAILURE"
							 : "REVOKED_NO_POE";
	one->revision = 1;
	one->permissions = 2;
	one->changes = CHANGES_FORBIDDEN;
	one->level = "B-LT";
	one->time = g_strdup("2024-01-01T00:00:00+07:00");
	one->not_before = g_strdup("2023-01-01T00:00:00+07:00");
	one->not_after = g_strdup("2025-01-01T00:00:00+07:00");
	one->algorithm = g_strdup("RSA 2048, SHA-256");
	add_details(one, text);
	return one;
}

static VerifyReport *make_report(const char *text, Indication indication)
{
	VerifyReport *report = g_new0(VerifyReport, 1);

	report->signatures = g_ptr_array_new_with_free_func((GDestroyNotify)signature_report_free);
	g_ptr_array_add(report->signatures, make_signature(text, indication));
	report->indication = indication;
	report->sub_indication = ((SignatureReport *)report->signatures->pdata[0])->sub_indication;
	report->revisions = 4;
	report->at = 1700000000;
	return report;
}

static char *show_hostile(char *(*show)(const Telling *), Indication indication)
{
	g_autoptr(VerifyReport) report = make_report(HOSTILE, indication);
	const Telling telling = { .path = HOSTILE, .report = report };

	return show(&telling);
}

/* Each line is of ours: the first a verdict, the others indented. Nothing moves a cursor. */
static void test_lines(void)
{
	g_autofree char *text = show_hostile(show_text, TOTAL_FAILED);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	g_assert_true(g_str_has_prefix(lines[0], "not valid: “"));
	for (unsigned i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
		g_assert_true(g_str_has_prefix(lines[i], "  "));
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
		GUnicodeType type = g_unichar_type(g_utf8_get_char(c));
		g_assert_true(*c == '\n' || type != G_UNICODE_CONTROL);
		g_assert_true(type != G_UNICODE_FORMAT && type != G_UNICODE_LINE_SEPARATOR);
	}
}

/* No mark of ours stands within what is quoted. */
static void test_quotes(void)
{
	g_autofree char *quoted = quote_text("a” not valid: “b");
	g_autofree char *long_text = g_strnfill(5000, 'x'), *cut = quote_text(long_text);
	g_autofree char *stray = quote_text("\xff\xfe");

	g_assert_cmpstr(quoted, ==, "“a\" not valid: \"b”");
	g_assert_cmpint(g_utf8_strlen(cut, -1), ==, QUOTE_CHARACTERS + 3);
	g_assert_true(g_str_has_suffix(cut, "”…"));
	g_assert_cmpstr(stray, ==, "“\\xFF\\xFE”");
}

static const struct {
	Indication indication;
	bool demonstration;
	Listing listing;
	const char *begins;
	bool well;
} verdicts[] = {
	{ TOTAL_PASSED, false, LISTING_NONE, "valid: “f.pdf”\n", true },
	{ TOTAL_PASSED, false, LISTING_SAME, "valid: “f.pdf”\n", true },
	{ TOTAL_PASSED, true, LISTING_NONE, "valid, DEMONSTRATION: NO LEGAL VALUE: “f.pdf”\n",
		true },
	{ TOTAL_PASSED, false, LISTING_DIFFERENT,
		"valid, BUT NOT THE FILE THAT THE MANIFEST LISTS: “f.pdf”\n", false },
	{ TOTAL_PASSED, false, LISTING_SURPLUS, "valid, BUT IN NO MANIFEST: “f.pdf”\n", false },
	{ TOTAL_FAILED, false, LISTING_NONE, "not valid: “f.pdf”\n", false },
	{ INDETERMINATE, false, LISTING_NONE, "not enough grounds to conclude: “f.pdf”\n", false },
};

static void test_verdicts(void)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(verdicts); i++) {
		g_autoptr(VerifyReport) report = make_report("x", verdicts[i].indication);
		const Telling telling = {
			.path = "f.pdf", .report = report, .listing = verdicts[i].listing
		};
		((SignatureReport *)report->signatures->pdata[0])->demonstration =
			verdicts[i].demonstration;
		g_autofree char *text = show_text(&telling);
		g_assert_true(g_str_has_prefix(text, verdicts[i].begins));
		g_assert_true(telling_is_well(&telling) == verdicts[i].well);
	}
}

/* All that TT 15/2025 asks to show, and what it rests on. */
static void test_facts(void)
{
	static const char *const facts[] = { "signer: “Tên”", "agency: “Tên”", "issuer: “Tên”",
		"trust set: “Tên”", "time (claimed): 2024-01-01T00:00:00+07:00",
		"time (proven by time-stamp): 2024-01-02T00:00:00+07:00",
		"integrity: the signed part is as it was signed",
		"*** changes after it: what is shown may not be what was signed",
		"        revision 3: page 2: Tên",
		"certificate's validity: 2023-01-01T00:00:00+07:00 – 2025-01-01T00:00:00+07:00",
		"valid when it was signed: yes\n",
		"revocation: revoked 2024-06-01T00:00:00+07:00 (OCSP, 2025-01-01T00:00:00+07:00)",
		"time-stamp: 2024-01-02T00:00:00+07:00, “Tên”: not enough grounds", "level: B-LT",
		"what to do: look for evidence that it was signed before the certificate was revoked",
		"revision: 1 of 4", "allowed afterwards: forms may be filled in and signed\n",
		"reason (the signer's words): “Tên”", "warning: Tên",
		"judged as of: 2023-11-15T05:13:20+07:00", "REVOKED_NO_POE" };
	g_autoptr(VerifyReport) report = make_report("Tên", INDETERMINATE);
	SignatureReport *one = report->signatures->pdata[0];
	const Telling telling = { .path = "f.pdf", .report = report };

	one->intact = true;
	one->proven_time = g_strdup("2024-01-02T00:00:00+07:00");
	g_autofree char *text = show_text(&telling);
	for (unsigned i = 0; i < G_N_ELEMENTS(facts); i++)
		if (strstr(text, facts[i]) == NULL)
			g_error("%s\nsays nothing of: %s", text, facts[i]);
}

static void test_validity(void)
{
	static const struct {
		const char *proven;
		Validity validity;
	} rows[] = { { NULL, VALIDITY_WITHIN }, { "2022-12-31T23:59:59+07:00", VALIDITY_BEFORE },
		{ "2022-12-31T17:00:00Z", VALIDITY_WITHIN },
		{ "2025-01-01T00:00:01+07:00", VALIDITY_AFTER }, { "today", VALIDITY_UNKNOWN } };

	for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(SignatureReport) one = make_signature("x", TOTAL_PASSED);
		one->proven_time = g_strdup(rows[i].proven);
		g_assert_cmpint(signature_validity(one), ==, rows[i].validity);
	}
}

static void test_advice(void)
{
	g_assert_null(telling_advice(TOTAL_PASSED, NULL));
	g_assert_null(telling_advice(TOTAL_FAILED, "REVOKED"));
	g_assert_nonnull(telling_advice(INDETERMINATE, NULL));
	g_assert_cmpstr(telling_advice(INDETERMINATE, "TRY_LATER"), !=,
		telling_advice(INDETERMINATE, "GENERIC"));
}

/* The schema is held against what we write by a stranger. */
static void test_schema(void)
{
	g_autofree char *path = g_build_filename(folder, "lines.json", NULL);
	GString *lines = g_string_new(NULL);
	int status;

	for (unsigned i = TOTAL_PASSED; i <= INDETERMINATE; i++) {
		g_autofree char *line = show_hostile(show_json, i);
		g_string_append(lines, line);
	}
	const Telling missing = {
		.path = "\xff", .message = "it is gone", .listing = LISTING_MISSING
	};
	g_autofree char *line = show_json(&missing);
	g_string_append(lines, line);
	g_assert_true(g_file_set_contents(path, lines->str, (gssize)lines->len, NULL));
	g_string_free(lines, TRUE);
	g_autofree char *command =
		g_strdup_printf("sh -c 'python3 tests/schema.py <%s >%s.out'", path, path);
	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, &status, NULL));
	g_assert_cmpint(status, ==, 0);
}

/* A program gets the text as it is in the record. */
static void test_json(void)
{
	g_autofree char *line = show_hostile(show_json, TOTAL_FAILED);
	g_autoptr(JsonParser) parser = json_parser_new();
	g_autofree char *shown = file_show(HOSTILE);

	g_assert_true(json_parser_load_from_data(parser, line, -1, NULL));
	g_assert_true(strchr(line, '\n') == line + strlen(line) - 1);
	JsonObject *object = json_node_get_object(json_parser_get_root(parser));
	JsonObject *one = json_array_get_object_element(
		json_object_get_array_member(object, "signatures"), 0);
	g_assert_cmpstr(json_object_get_string_member(one, "common_name"), ==, shown);
	g_assert_cmpstr(json_object_get_string_member(one, "indication"), ==, "TOTAL-FAILED");
	g_assert_true(json_object_has_member(object, "file_base64"));
}

static void test_csv(void)
{
	g_autoptr(VerifyReport) report = make_report("=cmd|' /C calc'!A0,\"x\"", TOTAL_PASSED);
	const Telling telling = { .path = "-a,b.pdf", .report = report };
	g_autofree char *row = show_csv(&telling);

	g_assert_true(g_str_has_prefix(row, "\"'-a,b.pdf\",TOTAL-PASSED,,valid,no,,"));
	g_assert_nonnull(strstr(row, ",\"'=cmd|' /C calc'!A0,\"\"x\"\"\","));
	g_assert_true(strchr(row, '\n') == row + strlen(row) - 1);
	g_autofree char *hostile = show_hostile(show_csv, TOTAL_PASSED);
	g_assert_true(strchr(hostile, '\n') == hostile + strlen(hostile) - 1);
}

static char *write_hostile(
	bool (*write)(const Telling *, const char *, GError **), const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(VerifyReport) report = make_report(text, INDETERMINATE);
	const Telling telling = { .path = text, .report = report };
	g_autoptr(GError) error = NULL;
	char *written = NULL;

	write(&telling, path, &error);
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents(path, &written, NULL, NULL));
	return written;
}

static bool is_well_formed(const char *name)
{
	g_autofree char *command = g_strdup_printf("xmllint --nonet --noout %s/%s", folder, name);
	int status;

	return g_spawn_command_line_sync(command, NULL, NULL, &status, NULL) && status == 0;
}

static void test_xml(void)
{
	g_autofree char *xml = write_hostile(show_xml, "hostile.xml", HOSTILE "\357\277\277");

	g_assert_null(strstr(xml, "<script"));
	g_assert_true(is_well_formed("hostile.xml"));
}

static void test_html(void)
{
	g_autofree char *html = write_hostile(show_html, "hostile.html", HOSTILE);

	g_assert_null(strstr(html, "<script"));
	g_assert_null(strstr(html, "\033"));
	g_assert_nonnull(strstr(html, "&lt;script&gt;"));
	g_assert_nonnull(strstr(html, "default-src 'none'"));
	g_assert_nonnull(strstr(html, "<h1 class=\"unknown\"><bdi>not enough grounds"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	folder = g_dir_make_tmp("show-XXXXXX", NULL);
	g_assert_nonnull(folder);
	g_test_add_func("/show/text/no line of another's is taken for ours", test_lines);
	g_test_add_func("/show/text/what is quoted ends where it is seen to end", test_quotes);
	g_test_add_func("/show/text/the verdict comes first, with all against it", test_verdicts);
	g_test_add_func("/show/text/tells all that it is to tell", test_facts);
	g_test_add_func("/show/text/knows when a certificate was valid", test_validity);
	g_test_add_func("/show/text/advises where there are not enough grounds", test_advice);
	g_test_add_func("/show/json/is what its schema says", test_schema);
	g_test_add_func("/show/json/gives programs the text as it is", test_json);
	g_test_add_func("/show/csv/has no formula and one line a row", test_csv);
	g_test_add_func("/show/xml/takes text as text", test_xml);
	g_test_add_func("/show/html/takes text as text", test_html);
	int status = g_test_run();
	folder_remove(folder, NULL);
	g_free(folder);
	return status;
}
