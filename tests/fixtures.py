#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes hostile and poor scans: tests/fixtures.py KIND FILE.

bomb       a G4 TIFF of 32,000 x 32,000 white pixels in a few kilobytes
wide       a G4 TIFF one pixel wider than the limit of 20,000
widest     a G4 TIFF of just 20,000 pixels by 8
foreign    text
low        a G4 TIFF of a white A4 page at 150 dpi
sizeless   the same without resolution
"""
import struct
import sys


def g4(path, width, height, dpi=300):
    """A white page: in G4 each white row under a white row is the one bit 1 (V0)."""
    rows = b"\xff" * ((height + 7) // 8) + b"\x00\x10\x01\x00\x10\x01"
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 1), (259, 3, 1, 4),
               (262, 3, 1, 0), (273, 4, 1, 8), (278, 4, 1, height), (279, 4, 1, len(rows)),
               (282, 5, 1, 0), (283, 5, 1, 0), (296, 3, 1, 2)]
    rational = 8 + len(rows) + len(rows) % 2
    start = rational + 8
    ifd = struct.pack("<H", len(entries))
    for tag, kind, count, value in entries:
        value = rational if kind == 5 else value
        ifd += struct.pack("<HHII", tag, kind, count, value)
    with open(path, "wb") as out:
        out.write(b"II*\x00" + struct.pack("<I", start) + rows + b"\x00" * (len(rows) % 2))
        out.write(struct.pack("<II", dpi, 1) + ifd + struct.pack("<I", 0))


def foreign(path):
    with open(path, "w", encoding="utf-8") as out:
        out.write("Đây không phải là bản quét.\n" * 20)


KINDS = {"bomb": lambda path: g4(path, 32000, 32000), "wide": lambda path: g4(path, 20001, 8),
         "widest": lambda path: g4(path, 20000, 8), "foreign": foreign,
         "low": lambda path: g4(path, 1240, 1754, 150),
         "sizeless": lambda path: g4(path, 1240, 1754, 0)}
KINDS[sys.argv[1]](sys.argv[2])
