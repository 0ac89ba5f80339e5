# SPDX-License-Identifier: GPL-3.0-or-later
"""A PDF that others add to: finds its objects in the bytes, writes increments in every form, and signs them.

Objects are bytes: {number: body}; a body of None frees the object. What stands in a stream of objects is read
by qpdf.
"""
import functools
import hashlib
import os
import re
import subprocess
import tempfile
import time
import zlib

ROOM = 16384  # digits of Contents
HOLE = b"%010d %010d %010d"


def stream(content, entries=b""):
    return b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(content), entries + b" " if entries else b"", content)


def references(numbers):
    return b" ".join(b"%d 0 R" % number for number in numbers)


@functools.lru_cache(None)
def ask_qpdf(data, *arguments):
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        return subprocess.run(["qpdf", *arguments, file.name], capture_output=True).stdout


class Pdf:
    def __init__(self, data, key=None):
        self.data, self.key = data, key

    @classmethod
    def read(cls, path, key=None):
        with open(path, "rb") as file:
            return cls(file.read(), key)

    # What is there

    def body(self, number):
        """The newest of the object."""
        found = re.findall(rb"(?<![0-9])%d 0 obj\s*(.*?)\s*endobj" % number, self.data, re.S)
        return found[-1] if found else ask_qpdf(self.data, f"--show-object={number}").strip()

    def reference(self, number, key):
        return int(re.search(rb"/%s\s+(\d+) 0 R" % key, self.body(number))[1])

    @property
    def catalog(self):
        return int(re.findall(rb"/Root\s+(\d+) 0 R", self.data)[-1])

    @property
    def startxref(self):
        return int(re.findall(rb"startxref\s+(\d+)", self.data)[-1])

    @property
    def size(self):
        return max(int(one) for one in re.findall(rb"/Size\s+(\d+)", self.data))

    @property
    def kept(self):
        """What a trailer says for ever: /Info and /ID."""
        found = [re.findall(pattern, self.data, re.S) for pattern in (rb"/Info\s+\d+ 0 R", rb"/ID\s*\[.*?\]")]
        return b" ".join(one[-1] for one in found if one)

    def find(self, pattern):
        """The numbers of objects in whose bodies the pattern is, in the order of the file."""
        return [int(number) for number, body in re.findall(rb"(?<![0-9])(\d+) 0 obj\b(.*?)\bendobj", self.data, re.S)
                if re.search(pattern, body)]

    @functools.cached_property
    def signatures(self):
        return self.find(rb"/ByteRange")

    def field(self, name):
        """The number of the newest object with this /T."""
        return self.find(rb"/T ?\(%s\)" % name)[-1]

    def ends(self):
        """Where each revision ends."""
        return [match.end() for match in re.finditer(rb"%%EOF\r?\n?", self.data)]

    # What is changed in place

    def with_data(self, data):
        return Pdf(data, self.key)

    def replace(self, old, new, count=1):
        assert old in self.data, old
        return self.data.replace(old, new, count)

    def substitute(self, pattern, new, count=1):
        made, times = re.subn(pattern, new if callable(new) else lambda _: new, self.data, count=count, flags=re.S)
        assert times, pattern
        return made

    # Increments

    def edit(self, number, pattern, new):
        """{number: the body with what the pattern matches replaced}"""
        body = self.body(number)
        made = re.sub(pattern, lambda _: new, body, count=1, flags=re.S)
        assert made != body, (pattern, body)
        return {number: made}

    def add(self, number, entries):
        """{number: the dictionary with further entries}"""
        return self.edit(number, rb"^<<", b"<< " + entries)

    def increment(self, *changes, form="table", **how):
        objects = {number: body for change in changes for number, body in change.items()}
        return self.data + FORMS[form](self, objects, **how)

    def increments(self, *revisions, **how):
        data = self.data
        for changes in revisions:
            data = self.with_data(data).increment(changes, **how)
        return data

    def sign(self, objects, number, entries=b"", key="p256", **how):
        """An increment with `objects` and the signature dictionary `number`, which covers all of it; with key "tsa" a
        document time-stamp."""
        head = b"/Sig /SubFilter /ETSI.CAdES.detached /M " + pdf_now() if key != "tsa" else \
            b"/DocTimeStamp /SubFilter /ETSI.RFC3161"
        body = b"<< /Type %s /Filter /Adobe.PPKLite %s /ByteRange [0 %s] /Contents <%s> >>" % (
            head, entries, HOLE % (0, 0, 0), b"0" * ROOM)
        return self.fill(self.increment(objects, {number: body}, **how), key)

    def fill(self, made, key="p256"):
        """Signs the last signature dictionary, of which ByteRange and Contents are not known yet."""
        begin = made.rindex(b"<" + b"0" * ROOM + b">")
        end = begin + ROOM + 2
        at = made.rindex(b"/ByteRange [0 ", 0, begin) + len(b"/ByteRange [0 ")
        hole = HOLE % (begin, end, len(made) - end)
        made = made[:at] + hole + made[at + len(hole):]
        cms = self.key(made[:begin] + made[end:], key)
        digits = cms.hex().upper().encode()
        return made[:begin + 1] + digits.ljust(ROOM, b"0") + made[end - 1:]


def pdf_now():
    return time.strftime("(D:%Y%m%d%H%M%SZ)", time.gmtime()).encode()


class Keys:
    """Signs with openssl and the keys of a test PKI (tests/pki-online.sh); what was signed once is remembered."""

    def __init__(self, folder):
        self.folder, self.made = folder, {}

    def __call__(self, content, name):
        known = (hashlib.sha256(content).digest(), name)
        if known not in self.made:
            with tempfile.NamedTemporaryFile() as file:
                file.write(content)
                file.flush()
                self.made[known] = self.stamp(file.name) if name == "tsa" else self.sign(file.name, name)
        return self.made[known]

    def openssl(self, *arguments, said=None):
        return subprocess.run(["openssl", *arguments], check=True, input=said, capture_output=True, cwd=self.folder,
                              env={**os.environ, "BASE": "http://127.0.0.1:1"}).stdout

    def sign(self, path, name):
        return self.openssl("cms", "-sign", "-binary", "-cades", "-nosmimecap", "-md", "sha256", "-in", path, "-signer",
                            name + ".pem", "-inkey", name + ".key", "-certfile", "intermediate.pem", "-outform", "DER")

    def stamp(self, path):
        query = self.openssl("ts", "-query", "-data", path, "-sha256", "-cert")
        return self.openssl("ts", "-reply", "-config", "online.cnf", "-section", "tsa1", "-queryfile", "/dev/stdin", "-signer",
                            "tsa.pem", "-inkey", "tsa.key", "-chain", "intermediate.pem", "-token_out", said=query)


# The forms of an increment. Each gives what is appended.

def put_objects(start, objects, generation=0):
    out, offsets = b"", {}
    for number, body in sorted(objects.items()):
        if body is not None:
            offsets[number] = start + len(out)
            out += b"%d %d obj\n%s\nendobj\n" % (number, generation, body)
    return out, offsets


def trailer_of(pdf, objects, root=None, prev=None, entries=b"", size=None):
    size = size or max([pdf.size - 1, *objects]) + 1
    return b"/Size %d /Root %d 0 R %s /Prev %d %s" % (
        size, root or pdf.catalog, pdf.kept, pdf.startxref if prev is None else prev, entries)


def end(at, eof=b"%%EOF\n"):
    return b"startxref\n%d\n%s" % (at, eof)


def table_rows(objects, offsets, generation=0):
    rows = b""
    for number in sorted(objects):
        rows += b"%d 1\n" % number
        rows += b"%010d %05d n \n" % (offsets[number], generation) if number in offsets else b"0000000000 00001 f \n"
    return rows


def put_table(pdf, objects, moved=None, generation=0, eof=b"%%EOF\n", **how):
    """`moved`: {number: offset} that the table says instead of what is true."""
    out, offsets = put_objects(len(pdf.data), objects, generation)
    offsets.update(moved or {})
    rows = table_rows({**objects, **(moved or {})}, offsets, generation)
    at = len(pdf.data) + len(out)
    return out + b"xref\n0 1\n0000000000 65535 f \n%strailer\n<< %s >>\n" % (rows, trailer_of(pdf, objects, **how)) + end(at, eof)


def stream_rows(numbers, place):
    """(/Index, rows of [1 4 2]) of a cross-reference stream; place(number) → (type, value, value)."""
    rows = b""
    for number in numbers:
        kind, first, second = place(number)
        rows += bytes([kind]) + first.to_bytes(4, "big") + second.to_bytes(2, "big")
    return b" ".join(b"%d 1" % number for number in numbers), rows


def put_stream(pdf, objects, packed=(), holder=None, eof=b"%%EOF\n", **how):
    """A cross-reference stream; the objects `packed` stand in the stream of objects `holder`."""
    own = max([pdf.size - 1, *objects, holder or 0]) + 1
    out, offsets = put_objects(len(pdf.data), {n: body for n, body in objects.items() if n not in packed})
    at = len(pdf.data) + len(out)
    offsets[own] = at

    def place(number):
        if number in packed:
            return 2, holder, packed.index(number)
        return (1, offsets[number], 0) if number in offsets else (0, 0, 1)

    index, rows = stream_rows(sorted([*objects, own]), place)
    entries = b"/Type /XRef /W [1 4 2] /Index [%s] /Filter /FlateDecode %s" % (
        index, trailer_of(pdf, {**objects, own: b""}, **how))
    return out + b"%d 0 obj\n%s\nendobj\n" % (own, stream(zlib.compress(rows), entries)) + end(at, eof)


def pack(objects, numbers, entries=b""):
    head, content = b"", b""
    for number in numbers:
        head += b"%d %d " % (number, len(content))
        content += objects[number] + b"\n"
    return stream(zlib.compress(head + content), b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode %s" % (
        len(numbers), len(head), entries))


def put_packed(pdf, objects, **how):
    """What is neither stream nor signature stands in a stream of objects."""
    packed = [n for n, body in sorted(objects.items()) if body and b"stream" not in body and b"/ByteRange" not in body]
    holder = max([pdf.size - 1, *objects]) + 1
    return put_stream(pdf, {**objects, holder: pack(objects, packed)}, packed=packed, holder=holder, **how)


def put_hybrid(pdf, objects, hidden=None, **how):
    """A table, and a cross-reference stream for what stands in a stream of objects (ISO 32000-1, 7.5.8.4).
    `hidden`: what the stream holds of objects that are in the table as well."""
    packed = hidden or {n: body for n, body in objects.items() if body and b"stream" not in body and b"/ByteRange" not in body}
    plain = {n: body for n, body in objects.items() if hidden or n not in packed}
    holder = max([pdf.size - 1, *objects, *packed]) + 1
    out, offsets = put_objects(len(pdf.data), {**plain, holder: pack(packed, sorted(packed))})
    at = len(pdf.data) + len(out)
    index, rows = stream_rows(sorted(packed), lambda number: (2, holder, sorted(packed).index(number)))
    own = stream(rows, b"/Type /XRef /W [1 4 2] /Index [%s] %s" % (index, trailer_of(pdf, {holder + 1: b""}, **how)))
    out += b"%d 0 obj\n%s\nendobj\n" % (holder + 1, own)
    offsets[holder + 1] = at
    table = len(pdf.data) + len(out)
    listed = {**plain, holder: b"", holder + 1: b"", **({} if hidden else {n: None for n in packed})}
    rows = table_rows(listed, offsets)
    return out + b"xref\n0 1\n0000000000 65535 f \n%strailer\n<< %s /XRefStm %d >>\n" % (
        rows, trailer_of(pdf, {holder + 1: b""}, **how), at) + end(table)


FORMS = {"table": put_table, "stream": put_stream, "packed": put_packed, "hybrid": put_hybrid}
