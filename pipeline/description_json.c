/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline/description_json.h"

#include "base/json.h"
#include "base/text.h"
#include "pipeline/document_types.h"

#include <math.h>
#include <string.h>

/* No value of ours is longer; a file that was tampered with may hold anything. */
enum { LONGEST_BYTES = 16384 };

static void put_box(JsonBuilder *builder, const Field *field)
{
	if (field->page == 0)
		return;
	json_put_integer(builder, "page", field->page);
	json_begin_array(builder, "box");
	json_builder_add_double_value(builder, field->box.x);
	json_builder_add_double_value(builder, field->box.y);
	json_builder_add_double_value(builder, field->box.width);
	json_builder_add_double_value(builder, field->box.height);
	json_builder_end_array(builder);
}

static void put_field(JsonBuilder *builder, FieldName which, const Field *field)
{
	const char *name = field_name(which);

	if (field->value == NULL && field->page == 0) {
		json_put_text(builder, name, NULL);
		return;
	}
	json_begin_object(builder, name);
	json_put_text(builder, "value", field->value);
	if (which == FIELD_TYPE && field->value != NULL)
		json_put_text(builder, "code", document_type_code(field->value));
	json_put_real(builder, "confidence", round(field->confidence * 1000) / 1000);
	put_box(builder, field);
	json_put_text(builder, "source", source_name(field->source));
	json_put_flag(builder, "handwritten", field->handwritten);
	json_builder_end_object(builder);
}

void description_put_json(JsonBuilder *builder, const Description *description)
{
	json_begin_object(builder, "description");
	for (int i = 0; i < FIELDS; i++)
		put_field(builder, (FieldName)i, &description->fields[i]);
	json_builder_end_object(builder);
	json_put_flag(builder, "outside_period", description->outside_period);
}

/* The member `name` of `object` if it holds a value of this type. */
static JsonNode *find_value(JsonObject *object, const char *name, GType type)
{
	JsonNode *node = json_object_get_member(object, name);

	return node != NULL && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type
		? node
		: NULL;
}

static JsonObject *find_object(JsonObject *object, const char *name)
{
	JsonNode *node = json_object_get_member(object, name);

	return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/* A number of either kind; 0 for anything else. */
static double number_of(JsonNode *node)
{
	if (node == NULL || !JSON_NODE_HOLDS_VALUE(node))
		return 0;
	double value = json_node_get_double(node);
	return isfinite(value) ? value : 0;
}

static Box read_box(JsonObject *object)
{
	JsonNode *node = json_object_get_member(object, "box");
	double sides[4] = { 0 };

	if (node != NULL && JSON_NODE_HOLDS_ARRAY(node)) {
		JsonArray *array = json_node_get_array(node);
		for (unsigned i = 0; i < MIN(json_array_get_length(array), 4); i++)
			sides[i] = number_of(json_array_get_element(array, i));
	}
	return (Box) { sides[0], sides[1], sides[2], sides[3] };
}

static void read_field(Field *field, JsonObject *object)
{
	JsonNode *value = find_value(object, "value", G_TYPE_STRING);
	JsonNode *source = find_value(object, "source", G_TYPE_STRING);
	JsonNode *by_hand = find_value(object, "handwritten", G_TYPE_BOOLEAN);

	if (value != NULL && strlen(json_node_get_string(value)) > LONGEST_BYTES)
		return;
	field->value = value != NULL ? text_nfc(json_node_get_string(value)) : NULL;
	field->confidence = CLAMP(number_of(json_object_get_member(object, "confidence")), 0, 1);
	field->page =
		(unsigned)CLAMP(number_of(json_object_get_member(object, "page")), 0, G_MAXINT);
	field->box = read_box(object);
	field->source = source_from_name(source != NULL ? json_node_get_string(source) : NULL);
	field->handwritten = by_hand != NULL && json_node_get_boolean(by_hand);
}

Description *description_from_json(JsonObject *object)
{
	JsonObject *fields = find_object(object, "description");
	JsonNode *outside = find_value(object, "outside_period", G_TYPE_BOOLEAN);

	if (fields == NULL)
		return NULL;
	Description *description = g_new0(Description, 1);
	for (int i = 0; i < FIELDS; i++) {
		JsonObject *field = find_object(fields, field_name((FieldName)i));
		if (field != NULL)
			read_field(&description->fields[i], field);
	}
	description->outside_period = outside != NULL && json_node_get_boolean(outside);
	return description;
}
