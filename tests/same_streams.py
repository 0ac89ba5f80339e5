#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/same_streams.py SOURCE PDF: has the PDF every stream of the source, byte for byte as it is stored,
and each just once? Its own metadata and tables are left aside."""
import collections
import hashlib
import json
import subprocess
import sys


def streams(path):
    text = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=none", path],
                          check=True, stdout=subprocess.PIPE).stdout
    for key, holder in json.loads(text)["qpdf"][1].items():
        stream = holder.get("stream")
        if stream and stream["dict"].get("/Type") not in ("/XRef", "/ObjStm", "/Metadata"):
            yield hashlib.sha256(stream["data"].encode()).hexdigest(), key


source, made = streams(sys.argv[1]), collections.Counter(digest for digest, _ in streams(sys.argv[2]))
wrong = [key for digest, key in source if made[digest] != 1]
for key in wrong:
    print(f"{key} is not there once")
sys.exit(bool(wrong))
