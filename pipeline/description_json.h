/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A description as JSON, as it lies beside each PDF:
 *
 *	"description": {
 *	  "number": { "value": "921", "confidence": 0.95, "page": 1, "box": [x, y, width, height] },
 *	  …
 *	},
 *	"outside_period": false
 *
 * A field that was not found is null. Boxes are in pixels of the upright page.
 */
#ifndef PIPELINE_DESCRIPTION_JSON_H
#define PIPELINE_DESCRIPTION_JSON_H

#include "pipeline/description.h"

#include <json-glib/json-glib.h>

/* Adds the two members to the object that is being built. */
void description_put_json(JsonBuilder *builder, const Description *description);

/* Reads the two members of `object`; what is absent or of another kind stays empty. NULL: there is
 * no object "description". The caller owns the result. */
Description *description_from_json(JsonObject *object);

#endif
