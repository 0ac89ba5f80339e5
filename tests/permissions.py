#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PDFs with empty signature fields, and what became of them.

tests/permissions.py make OUT ENTRIES       fields A (of ENTRIES), B and C.D (a widget of its own), text field "note"
tests/permissions.py certified PDF P        the first signature is the certification with P, and there is no other
tests/permissions.py filled PDF NAME        the field has its signature and its place, and no other was added
tests/permissions.py locks PDF ENTRIES      the last signature has a FieldMDP with these entries over the catalog
tests/permissions.py entry PDF KEY VALUE    so says the last signature's dictionary; VALUE "-": it has no such key
tests/permissions.py intact PDF PKI N       openssl finds all right, and so many of them are signatures
tests/permissions.py attributes PDF OID…    the last signature's signed attributes are these, in any order
"""
import json
import re
import subprocess
import sys
import tempfile

import levels

PLACES = {"A": [100, 100, 300, 160], "B": [320, 100, 520, 160], "C.D": [0, 0, 0, 0]}


def make(path, entries):
    widget = "<< /Type /Annot /Subtype /Widget /F 132 /P 3 0 R /Rect [%d %d %d %d]"
    more = [widget % tuple(PLACES["A"]) + " /FT /Sig /T (A) " + entries + " >>",
            widget % tuple(PLACES["B"]) + " /FT /Sig /T (B) >>",
            "<< /T (C) /Kids [7 0 R] >>",
            "<< /T (D) /FT /Sig /Parent 6 0 R /Kids [8 0 R] >>",
            widget % tuple(PLACES["C.D"]) + " /Parent 7 0 R >>",
            widget % (9, 9, 99, 29) + " /FT /Tx /T (note) >>"]
    levels.write(path, levels.one_page(
        b"/AcroForm << /Fields [4 0 R 5 0 R 6 0 R 9 0 R] /DA (/Helv 0 Tf 0 g) >>",
        b"/MediaBox [0 0 595 842] /Annots [4 0 R 5 0 R 8 0 R 9 0 R]", [one.encode() for one in more]))


class File:
    def __init__(self, path):
        said = subprocess.run(["qpdf", "--json=2", path], capture_output=True, check=True).stdout
        self.objects = json.loads(said)["qpdf"][1]
        self.root = self.objects["trailer"]["value"]["/Root"]
        self.catalog = self.get(self.root)
        with open(path, "rb") as file:
            self.data = file.read()

    def get(self, value):
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            value = self.objects["obj:" + value]["value"]
        return value

    def fields(self, fields=None, above=""):
        """(name, dictionary) of each field with a name."""
        for one in fields if fields is not None else self.get(self.get(self.catalog["/AcroForm"])["/Fields"]):
            field = self.get(one)
            if "/T" in field:
                name = above + field["/T"][2:]
                yield name, field
                yield from self.fields(self.get(field.get("/Kids", [])), name + ".")

    def signatures(self):
        """By where they end; without document time-stamps."""
        values = [self.get(field["/V"]) for _, field in self.fields() if field.get("/FT") == "/Sig" and "/V" in field]
        return sorted((one for one in values if one["/Type"] == "/Sig"), key=lambda one: one["/ByteRange"][2])

    def transforms(self, signature, method):
        return [one for one in map(self.get, self.get(signature.get("/Reference", [])))
                if one["/TransformMethod"] == "/" + method]


def certified(path, level):
    pdf = File(path)
    first, *rest = pdf.signatures()
    assert pdf.get(pdf.get(pdf.catalog["/Perms"])["/DocMDP"]) == first, pdf.catalog
    [transform] = pdf.transforms(first, "DocMDP")
    assert transform["/TransformParams"] == {"/Type": "/TransformParams", "/V": "/1.2", "/P": int(level)}, transform
    assert not any(key.startswith("/Digest") for key in transform), "ISO 19005-2, 6.1.12"
    assert not any(pdf.transforms(one, "DocMDP") for one in rest)


def filled(path, name):
    pdf = File(path)
    fields = dict(pdf.fields())
    assert set(fields) == {"A", "B", "C", "C.D", "note"}, fields
    assert pdf.get(fields[name]["/V"])["/Type"] == "/Sig"
    widget = pdf.get(fields[name]["/Kids"][0]) if "/Kids" in fields[name] else fields[name]
    assert widget["/Rect"] == PLACES[name], widget
    left, bottom, right, top = PLACES[name]
    if right > left:
        shown = widget["/AP"]["/N"]
        form = pdf.objects["obj:" + shown]["stream"]["dict"]
        assert form["/BBox"] == [0, 0, right - left, top - bottom], form
    else:
        form = pdf.objects["obj:" + widget["/AP"]["/N"]]["stream"]["dict"]
        assert form["/BBox"] == [0, 0, 1, 1] and form["/Length"] < 20, form
    assert pdf.get(pdf.catalog["/AcroForm"])["/SigFlags"] == 3


def locks(path, entries):
    pdf = File(path)
    [transform] = pdf.transforms(pdf.signatures()[-1], "FieldMDP")
    wanted = json.loads(entries) | {"/Type": "/TransformParams", "/V": "/1.2"}
    assert transform["/TransformParams"] == wanted, transform
    assert transform["/Data"] == pdf.root and transform["/Type"] == "/SigRef", transform


def entry(path, key, value):
    found = File(path).signatures()[-1].get(key)
    assert found == (None if value == "-" else value), found


def intact(path, pki, count):
    with tempfile.TemporaryDirectory() as folder:
        found = levels.Judge(pki, folder).check_all(File(path).data)
    assert [kind for kind, _, _ in found].count(b"ETSI.CAdES.detached") == int(count), found


def attributes(path, *wanted):
    signature = File(path).signatures()[-1]
    _, before, after, _ = signature["/ByteRange"]
    cms = bytes.fromhex(File(path).data[before + 1:after - 1].decode())
    size = 4 + int.from_bytes(cms[2:4], "big")
    text = subprocess.run(["openssl", "cms", "-cmsout", "-print", "-noout", "-inform", "DER"],
                          input=cms[:size], capture_output=True, check=True).stdout.decode()
    part = text[text.index("signedAttrs:"):text.index("signatureAlgorithm:")]
    found = re.findall(r"^ +object: .*\(([\d.]+)\)$", part, re.M)
    assert sorted(found) == sorted(wanted), part
    print(part)


if __name__ == "__main__":
    {"make": make, "certified": certified, "filled": filled, "locks": locks, "entry": entry, "intact": intact,
     "attributes": attributes}[sys.argv[1]](*sys.argv[2:])
