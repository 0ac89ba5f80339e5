/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A description as JSON, as it lies beside each PDF:
 *
 *	"description": {
 *	  "number": { "value": "921", "confidence": 0.95, "page": 1, "box": [x, y, width, height],
 *	              "source": "printed", "handwritten": false },
 *	  "type": { "value": "QUYẾT ĐỊNH", "code": "02", … },
 *	  …
 *	},
 *	"outside_period": false
 *
 * A field of which nothing was found is null. One whose place is known, but that is written by hand or
 * could not be read, has the value null; a value that was counted has neither page nor box. Boxes are in
 * pixels of the upright page. What older versions wrote has no source (it was printed) and nothing
 * handwritten.
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
