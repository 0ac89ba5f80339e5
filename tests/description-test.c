/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/description.h"

#include "base/json.h"
#include "pipeline/description_json.h"

static JsonParser *parse(const char *json)
{
	JsonParser *parser = json_parser_new();

	g_assert_true(json_parser_load_from_data(parser, json, -1, NULL));
	return parser;
}

static Description *read_text(const char *json)
{
	g_autoptr(JsonParser) parser = parse(json);

	return description_from_json(json_node_get_object(json_parser_get_root(parser)));
}

static char *write_text(const Description *description)
{
	g_autoptr(JsonBuilder) builder = json_builder_new();

	json_builder_begin_object(builder);
	description_put_json(builder, description);
	json_builder_end_object(builder);
	return json_finish(builder, false);
}

static void comes_back_as_it_was(void)
{
	Description made = { .outside_period = true };
	Field *fields = made.fields;
	fields[FIELD_NUMBER] = (Field) { NULL, 0, 1, { 1, 2, 3, 4 }, SOURCE_PRINTED, true };
	fields[FIELD_ISSUED] = (Field) { "2019", 0.5, 1, { 5, 6, 7, 8 }, SOURCE_PRINTED, true };
	fields[FIELD_TYPE] = (Field) { "QUYẾT ĐỊNH", 1, 2, { 1, 1, 1, 1 }, SOURCE_REGISTER, false };
	fields[FIELD_SIGNER] = (Field) { "Lê An", 1, 2, { 1, 1, 1, 1 }, SOURCE_PERSON, false };
	fields[FIELD_PAGES] = (Field) { .value = "2", .confidence = 1 };
	g_autofree char *json = write_text(&made);
	g_autoptr(Description) back = read_text(json);

	g_assert_true(back->outside_period);
	for (int i = 0; i < FIELDS; i++) {
		g_assert_cmpstr(back->fields[i].value, ==, fields[i].value);
		g_assert_cmpfloat(back->fields[i].confidence, ==, fields[i].confidence);
		g_assert_cmpuint(back->fields[i].page, ==, fields[i].page);
		g_assert_cmpfloat(back->fields[i].box.height, ==, fields[i].box.height);
		g_assert_true(back->fields[i].source == fields[i].source);
		g_assert_true(back->fields[i].handwritten == fields[i].handwritten);
	}
	g_autofree char *again = write_text(back);
	g_assert_cmpstr(again, ==, json);
}

static void gives_codes_of_types(void)
{
	static const struct {
		char *type;
		const char *code;
	} cases[] = { { "QUYẾT ĐỊNH", "\"code\":\"02\"" }, { "BIÊN BẢN HỌP", "\"code\":\"20\"" },
		{ "TRÍCH LỤC KHAI SINH", "\"code\":\"32\"" } };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Description made = { 0 };
		made.fields[FIELD_TYPE] = (Field) { .value = cases[i].type, .page = 1 };
		g_autofree char *json = write_text(&made);
		g_assert_nonnull(strstr(json, cases[i].code));
	}
}

static void reads_what_older_versions_wrote(void)
{
	g_autoptr(Description) old =
		read_text("{\"description\": {\"number\": {\"value\": \"921\","
			  " \"confidence\": 0.9, \"page\": 1, \"box\": [1, 2, 3, 4]},"
			  " \"signer\": null}, \"outside_period\": false}");

	g_assert_cmpstr(old->fields[FIELD_NUMBER].value, ==, "921");
	g_assert_true(old->fields[FIELD_NUMBER].source == SOURCE_PRINTED);
	g_assert_false(old->fields[FIELD_NUMBER].handwritten);
	g_assert_null(old->fields[FIELD_SIGNER].value);
	g_assert_null(old->fields[FIELD_RECIPIENTS].value);
}

static void survives_other_json(void)
{
	static const char *const texts[] = {
		"{\"description\": {\"number\": {\"value\": 7,"
		" \"source\": 3, \"handwritten\": \"yes\", \"box\": {}}}}",
		"{\"description\": {\"number\": [], \"pages\": {\"source\": \"oracle\"}}}"
	};

	g_assert_null(read_text("{\"description\": 1}"));
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Description) found = read_text(texts[i]);
		g_assert_null(found->fields[FIELD_NUMBER].value);
		g_assert_false(found->fields[FIELD_NUMBER].handwritten);
		g_assert_true(found->fields[FIELD_PAGES].source == SOURCE_PRINTED);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/description/comes back from JSON as it was", comes_back_as_it_was);
	g_test_add_func("/description/gives the codes of types", gives_codes_of_types);
	g_test_add_func(
		"/description/reads what older versions wrote", reads_what_older_versions_wrote);
	g_test_add_func("/description/survives other JSON", survives_other_json);
	return g_test_run();
}
