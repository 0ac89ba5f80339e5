# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds each line of JSON on standard input against docs/verify.schema.json, and against more than it
asks of others: no member of ours may be missing from it."""
import json
import sys

import jsonschema


def close(schema):
    """No object may have members that the schema does not name."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema["additionalProperties"] = False
        for part in list(schema.values()):
            close(part)


with open("docs/verify.schema.json", encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
close(schema)
validator = jsonschema.Draft202012Validator(schema)
count = 0
for line in sys.stdin:
    validator.validate(json.loads(line))
    count += 1
assert count > 0, "no line"
print(count)
