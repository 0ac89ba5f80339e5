#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaks a signed PDF/A in as many ways as there are rules: tests/broken.py FILE FOLDER.

Writes CLAUSE-NAME.pdf for each; what is not changed in place is changed by an increment.
"""
import pathlib
import re
import struct
import sys

from pdfa_file import File, run_qpdf


class Made:
    def __init__(self, path):
        self.file, self.data = File(path), pathlib.Path(path).read_bytes()
        table = run_qpdf("--show-xref", path).decode()
        self.offsets = {int(n): int(at) for n, at in re.findall(r"^(\d+)/0: uncompressed; offset = (\d+)$", table, re.M)}
        self.catalog = self.number(self.file.root)
        self.page = self.number(self.file.list(self.file.root, "/Pages")[0]["/Kids"][0])

    @staticmethod
    def number(reference):
        return int(reference.split()[0])

    def find(self, wanted):
        """The number of the first object whose entries hold all of these."""
        for name, holder in self.file.objects.items():
            entries = self.file.find(name)
            if isinstance(entries, dict) and wanted.items() <= entries.items():
                return self.number(name)
        raise KeyError(wanted)

    def body(self, number):
        start = self.data.index(b"obj", self.offsets[number]) + 3
        entries = self.file.objects[f"{number} 0 R"]
        if "stream" not in entries:
            return self.data[start:self.data.index(b"endobj", start)].strip()
        at = self.data.index(b"stream", start)
        at += len(re.match(rb"stream\r?\n", self.data[at:])[0])
        return self.data[start:at + entries["stream"]["dict"]["/Length"]].strip(b"\r\n") + b"\nendstream"

    def increment(self, number, body):
        out = self.data + b"%d 0 obj\n%s\nendobj\n" % (number, body)
        before = re.findall(rb"startxref\s+(\d+)", self.data)[-1]
        trailer = re.search(rb"/ID *\[.*?\]", self.data[self.data.rindex(b"trailer"):], re.S)[0]
        size = max([*self.offsets, number]) + 1
        return out + b"xref\n0 1\n0000000000 65535 f \n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R %s /Prev %s >>\n" % (
            number, len(self.data), size, self.catalog, trailer, before) + b"startxref\n%d\n%%%%EOF\n" % len(out)

    def edit(self, number, old, new):
        body = self.body(number)
        changed = re.sub(old, lambda _: new, body, count=1, flags=re.S)
        assert changed != body, old
        return self.increment(number, changed)

    def add(self, number, entries):
        body = self.body(number)
        return self.increment(number, body[:2] + entries + b" " + body[2:])

    def in_place(self, old, new, count=1):
        assert len(old) == len(new) and old in self.data, old
        return self.data.replace(old, new, count)

    def match_in_place(self, pattern, make):
        match = re.search(pattern, self.data, re.S)
        return self.in_place(match[0], make(match))


def packet(made, old, new):
    number = made.number(made.file.find(made.file.root)["/Metadata"])
    data = made.file.stream(f"{number} 0 R")
    changed = re.sub(old, lambda _: new, data, flags=re.S)
    assert changed != data, old
    return made.increment(number, b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(changed), changed))


def note(entries):
    return lambda made: made.edit(made.page, rb"/Annots *\[.*?\]", b"/Annots [ << /Type /Annot /Rect [9 9 99 99] %s >> ]" % entries)


def jpx(boxes, entries=b""):
    box = lambda kind, body: struct.pack(">I", 8 + len(body)) + kind + body
    data = box(b"jP  ", b"\r\n\x87\n") + box(b"jp2h", b"".join(box(kind, body) for kind, body in boxes))
    return lambda made: made.increment(
        made.find({"/Subtype": "/Image"}), b"<< /Type /XObject /Subtype /Image /Width 9 /Height 9 %s /Filter /JPXDecode "
        b"/Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data))


def header(channels, depth=7):
    return (b"ihdr", struct.pack(">IIHBBBB", 9, 9, channels, depth, 7, 0, 0))


def colour(method, space=16):
    return (b"colr", struct.pack(">BBBI", method, 0, 0, space))


def catalog(entries):
    return lambda made: made.add(made.catalog, entries)


def font(old, new):
    return lambda made: made.edit(made.find({"/Subtype": "/CIDFontType2"}), old, new)


def image(entries):
    return lambda made: made.add(made.find({"/Subtype": "/Image"}), entries)


KINDS = {
    "6.1.2-version": lambda made: made.in_place(b"%PDF-1.7", b"%PDF-1.8"),
    "6.1.2-comment": lambda made: made.match_in_place(rb"\n%[\x80-\xff]{4}", lambda m: b"\n%abcd"),
    "6.1.3-identifier": lambda made: made.in_place(b"/ID", b"/IX", -1),
    "6.1.3-tail": lambda made: made.data + b"more\n",
    "6.1.4-table": lambda made: made.match_in_place(rb"\d{10} 00000 n \n\d{10} 00000 n \n",
                                                    lambda m: m[0][:18] + b"\t\n" + m[0][20:]),
    "6.1.6-odd": lambda made: made.match_in_place(rb"<FEFF[0-9A-F]+>", lambda m: m[0][:-2] + b"> "),
    "6.1.7.1-length": lambda made: made.match_in_place(rb"/Length \d+[0-8]\b", lambda m: m[0][:-1] + b"%d" % (int(m[0][-1:]) + 1)),
    "6.1.7.1-line": lambda made: made.match_in_place(rb"\nendstream", lambda m: b"Xendstream"),
    "6.1.7.1-external": image(b"/F (other.bin)"),
    "6.1.7.2-filter": lambda made: made.edit(made.find({"/Subtype": "/Image"}), rb"/Filter */\w+", b"/Filter /LZWDecode"),
    "6.1.8-name": lambda made: made.in_place(b"/DigitizeBlank", b"/Digitize#FFnk", -1),
    "6.1.9-object": lambda made: made.match_in_place(rb"\n1 0 obj\n", lambda m: b"\n1 0 obj "),
    "6.1.12-permissions": catalog(b"/Perms << /Other 1 0 R >>"),
    "6.1.13-string": lambda made: made.increment(made.number(made.file.trailer["/Info"]), b"<< /Keywords (%s) >>" % (b"s" * 32768)),
    "6.1.13-name": catalog(b"/%s 1" % (b"n" * 128)),
    "6.1.13-integer": catalog(b"/Some 2147483648"),
    "6.1.13-real": catalog(b"/Some 0.%s1" % (b"0" * 40)),
    "6.1.13-box": lambda made: made.edit(made.page, rb"/MediaBox *\[.*?\]", b"/MediaBox [0 0 2 2]"),
    "6.2.2-resources": lambda made: made.edit(made.page, rb"/Resources", b"/Rosources"),
    "6.2.3-intent": lambda made: made.edit(made.catalog, rb"GTS_PDFA1", b"GTS_OTHER"),
    "6.2.3-profile": lambda made: made.edit(made.catalog, rb"/DestOutputProfile \d+ 0 R", b""),
    "6.2.4.2-profile": lambda made: made.edit(made.find({"/Subtype": "/Image"}), rb"/ColorSpace.*?(?=[/>])/?\w*",
                                              b"/ColorSpace [/ICCBased %d 0 R] " % made.page),
    "6.2.6-intent": image(b"/Intent /Vivid"),
    "6.2.8-interpolate": image(b"/Interpolate true"),
    "6.2.8-alternates": image(b"/Alternates []"),
    "6.2.8.3-channels": jpx([header(2), colour(1)]),
    "6.2.8.3-depths": jpx([header(3, 255), colour(1)]),
    "6.2.8.3-colour": jpx([header(3), colour(1, 19)]),
    "6.2.8.3-method": jpx([header(3), colour(4)]),
    "6.2.11.2-name": lambda made: made.edit(made.find({"/Type": "/FontDescriptor", "/FontName": "/DigitizeBlank"}),
                                            rb"/FontName /\w+", b"/FontName /Other"),
    "6.2.11.3.2-map": font(rb"/CIDToGIDMap \d+ 0 R", b""),
    "6.2.11.3.3-cmap": lambda made: made.edit(made.find({"/Subtype": "/Type0"}), rb"/Identity-H", b"/Strange-H"),
    "6.2.11.4.2-set": lambda made: made.edit(made.find({"/Type": "/FontDescriptor", "/FontName": "/DigitizeBlank"}),
                                             rb"/FontName", b"/CIDSet %d 0 R /FontName" % made.page),
    "6.2.11.7.2-none": lambda made: made.edit(made.find({"/Subtype": "/Type0"}), rb"/ToUnicode \d+ 0 R", b""),
    "6.2.11.7.2-few": lambda made: made.increment(
        made.number(made.file.find(f"{made.find({'/Subtype': '/Type0'})} 0 R")["/ToUnicode"]),
        b"<< /Length 36 >>\nstream\n1 beginbfchar\n<0001> <0041>\nendbfchar\nendstream"),
    "6.2.11.8-notdef": lambda made: made.increment(
        made.number(made.file.find(f"{made.find({'/Subtype': '/CIDFontType2'})} 0 R")["/CIDToGIDMap"]),
        b"<< /Length 0 >>\nstream\n\nendstream"),
    "6.3.1-movie": note(b"/Subtype /Movie /F 4"),
    "6.3.2-flags": note(b"/Subtype /Link"),
    "6.3.2-hidden": note(b"/Subtype /Link /F 6"),
    "6.3.3-none": note(b"/Subtype /Square /F 4"),
    "6.3.3-rollover": lambda made: note(b"/Subtype /Square /F 4 /AP << /N %d 0 R /R %d 0 R >>" % (
        (made.find({"/Subtype": "/Form"}),) * 2))(made),
    "6.3.3-states": note(b"/Subtype /Square /F 4 /AP << /N << /On 1 0 R >> >>"),
    "6.4.1-appearances": lambda made: made.edit(made.catalog, rb"/AcroForm *<<", b"/AcroForm << /NeedAppearances true"),
    "6.4.2-xfa": lambda made: made.edit(made.catalog, rb"/AcroForm *<<", b"/AcroForm << /XFA []"),
    "6.4.2-rendering": catalog(b"/NeedsRendering true"),
    "6.4.3-range": lambda made: made.match_in_place(rb"/ByteRange\s*\[\s*0\s+\d+", lambda m: m[0][:-1] + b"%d" % ((int(m[0][-1:]) + 1) % 10)),
    "6.4.3-signer": lambda made: made.match_in_place(rb"/Contents *<3082[0-9a-fA-F]{200}", lambda m: m[0][:-200] + b"0" * 200),
    "6.5.1-script": catalog(b"/OpenAction << /S /JavaScript /JS () >>"),
    "6.5.1-named": catalog(b"/OpenAction << /S /Named /N /Print >>"),
    "6.5.2-document": catalog(b"/AA << >>"),
    "6.5.2-page": lambda made: made.add(made.page, b"/AA << >>"),
    "6.6.2.1-none": lambda made: made.edit(made.catalog, rb"/Metadata \d+ 0 R", b""),
    "6.6.2.1-bytes": lambda made: packet(made, rb"(?<=begin=.{5}) id=", b" bytes='9' id="),
    "6.6.2.1-xml": lambda made: packet(made, rb"</rdf:RDF>", b""),
    "6.6.2.3.1-unknown": lambda made: packet(made, rb"(?<=Property:name>)sources", b"sourced"),
    "6.6.2.3.1-date": lambda made: packet(made, rb"(?<=xmp:CreateDate>)", b"about "),
    "6.6.2.3.2-field": lambda made: packet(made, rb"<pdfaProperty:category>", b"<pdfaProperty:more>a</pdfaProperty:more><pdfaProperty:category>"),
    "6.6.2.3.3-category": lambda made: packet(made, rb"(?<=Property:category>)\w+", b"other"),
    "6.6.2.3.3-type": lambda made: packet(made, rb"(?<=Property:valueType>)[\w ]+", b"Strange"),
    "6.6.2.3.3-prefix": lambda made: packet(made, rb"pdfaProperty", b"pdfaOther"),
    "6.6.4-part": lambda made: packet(made, rb"(?<=pdfaid:part>)2", b"1"),
    "6.6.4-level": lambda made: packet(made, rb"(?<=pdfaid:conformance>)U", b"B"),
    "6.6.4-prefix": lambda made: packet(made, rb"pdfaid", b"pdfaie"),
    "6.8-attached": catalog(b"/Names << /EmbeddedFiles << /Names [] >> >>"),
    "6.8-file": catalog(b"/Some << /Type /Filespec /EF << /F 1 0 R >> >>"),
    "6.9-unnamed": catalog(b"/OCProperties << /OCGs [] /D << >> >>"),
    "6.9-switching": catalog(b"/OCProperties << /OCGs [] /D << /Name (a) /AS [] >> >>"),
    "6.10-presentations": catalog(b"/Names << /AlternatePresentations << >> >>"),
    "6.10-steps": lambda made: made.add(made.page, b"/PresSteps << >>"),
    "6.11-requirements": catalog(b"/Requirements []"),
}

if __name__ == "__main__":
    sound = Made(sys.argv[1])
    for kind, make in KINDS.items():
        pathlib.Path(sys.argv[2], kind + ".pdf").write_bytes(make(sound))
