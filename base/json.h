/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One member of a JSON object, named and valued in one call. A NULL text is JSON's null. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <json-glib/json-glib.h>
#include <stdbool.h>

void json_put_text(JsonBuilder *builder, const char *name, const char *value);
/* Left out if it is NULL, and made valid UTF-8. */
void json_put_known(JsonBuilder *builder, const char *name, const char *value);
void json_put_integer(JsonBuilder *builder, const char *name, gint64 value);
void json_put_real(JsonBuilder *builder, const char *name, double value);
void json_put_flag(JsonBuilder *builder, const char *name, bool value);

/* A path as one line of UTF-8, as file_show() has it; where that is not the path itself, its bytes
 * stand beside it in NAME_base64. json_read_path() gives the bytes back: the caller frees them; NULL
 * without such a member. */
void json_put_path(JsonBuilder *builder, const char *name, const char *path);
char *json_read_path(JsonObject *object, const char *name);

/* Begins a member that is an array or an object; its end is json_builder_end_…(). */
void json_begin_array(JsonBuilder *builder, const char *name);
void json_begin_object(JsonBuilder *builder, const char *name);

/* The finished text, on one line or pretty. The caller frees it. */
char *json_finish(JsonBuilder *builder, bool pretty);

#endif
