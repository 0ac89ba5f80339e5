/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include "base/file.h"

#include <string.h>

#define CODED "_base64"

void json_put_text(JsonBuilder *builder, const char *name, const char *value)
{
	json_builder_set_member_name(builder, name);
	if (value != NULL)
		json_builder_add_string_value(builder, value);
	else
		json_builder_add_null_value(builder);
}

void json_put_known(JsonBuilder *builder, const char *name, const char *value)
{
	if (value == NULL)
		return;
	g_autofree char *valid = g_utf8_make_valid(value, -1);
	json_put_text(builder, name, valid);
}

void json_put_integer(JsonBuilder *builder, const char *name, gint64 value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_int_value(builder, value);
}

void json_put_real(JsonBuilder *builder, const char *name, double value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_double_value(builder, value);
}

void json_put_flag(JsonBuilder *builder, const char *name, bool value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_boolean_value(builder, value);
}

void json_put_path(JsonBuilder *builder, const char *name, const char *path)
{
	g_autofree char *shown = file_show(path);

	json_put_text(builder, name, shown);
	if (strcmp(shown, path) == 0)
		return;
	g_autofree char *coded_name = g_strconcat(name, CODED, NULL);
	g_autofree char *coded = g_base64_encode((const guchar *)path, strlen(path));
	json_put_text(builder, coded_name, coded);
}

char *json_read_path(JsonObject *object, const char *name)
{
	g_autofree char *coded_name = g_strconcat(name, CODED, NULL);
	const char *coded = json_object_get_string_member_with_default(object, coded_name, NULL);
	gsize size;

	if (coded == NULL)
		return g_strdup(json_object_get_string_member_with_default(object, name, NULL));
	g_autofree guchar *bytes = g_base64_decode(coded, &size);
	return g_strndup((const char *)bytes, size);
}

void json_begin_array(JsonBuilder *builder, const char *name)
{
	json_builder_set_member_name(builder, name);
	json_builder_begin_array(builder);
}

void json_begin_object(JsonBuilder *builder, const char *name)
{
	json_builder_set_member_name(builder, name);
	json_builder_begin_object(builder);
}

char *json_finish(JsonBuilder *builder, bool pretty)
{
	g_autoptr(JsonNode) root = json_builder_get_root(builder);

	return json_to_string(root, pretty);
}
