# SPDX-License-Identifier: GPL-3.0-or-later
"""PDFs of every shape, and what can be broken of them: for tests/fuzz_sign.py.

make_shapes writes the PDFs that need no signature; break_pdf changes one, guided by nothing but its random numbers.
"""
import re
import subprocess
import zlib

import levels

HEADER = re.compile(rb"(?<!\d)(\d{1,10}) (\d{1,5}) obj\b")
OBJECT = re.compile(rb"(?<!\d)\d{1,10} \d{1,5} obj\b.*?endobj", re.S)
REFERENCE = re.compile(rb"(?<![\d.])(\d{1,10}) (\d{1,5}) R\b")
NUMBER = re.compile(rb"(?<![\w.#])-?\d+(?:\.\d+)?(?![\w.])")
NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9.]*")
ROW = re.compile(rb"\d{10} \d{5} [nf]")
KEYWORD = re.compile(rb"\b(?:obj|endobj|stream|endstream|xref|trailer|startxref|R|n|f|true|false|null)\b|%%EOF|<<|>>|\[|\]")
# what signing reads, and what qpdf and pdfsig read of it
KEYS = """Root Size Prev ID Info XRefStm Encrypt Type Pages Kids Count Parent MediaBox CropBox Rotate UserUnit Resources
Contents Annots AcroForm Fields SigFlags T FT V Ff P F Rect AP N Subtype Perms DSS Extensions Reference ByteRange
SubFilter Filter DecodeParms W Index First Extends Length Names Outlines Metadata""".split()
NUMBERS = [b"0", b"1", b"-1", b"2", b"3", b"255", b"65535", b"65536", b"2147483647", b"2147483648", b"4294967295",
           b"4294967296", b"9223372036854775807", b"99999999999999999999", b"8388607", b"0.5", b"-32768", b"1e9"]
VALUES = [b"null", b"true", b"()", b"(x)", b"<>", b"<feff>", b"/X", b"/Sig", b"/Widget", b"[]", b"[[]]", b"[null]",
          b"<< >>", b"[0 0 0 0]", b"[0 0 595 842]", b"[-1e9 0 1e9 1]", b"<< /Type /Catalog >>", b"<< /FT /Sig /T (a) >>",
          b"[" * 600 + b"]" * 600, b"<< /A " * 600 + b"null" + b" >>" * 600, b"", b"%", b"#", b"(", b"<", *NUMBERS]


# Shapes

def indirect_form(path):
    """An AcroForm, its fields and the page's notes as objects of their own, and a note that is not of the form."""
    levels.write(path, levels.one_page(
        b"/AcroForm 4 0 R", b"/MediaBox [0 0 595 842] /Annots 6 0 R",
        [b"<< /Fields 5 0 R /DA (/Helv 0 Tf 0 g) /SigFlags 0 >>", b"[7 0 R]", b"[7 0 R 8 0 R 9 0 R]",
         b"<< /FT /Tx /T (name) /V (a) /Kids [8 0 R] >>",
         b"<< /Type /Annot /Subtype /Widget /Parent 7 0 R /Rect [9 9 99 29] /F 4 /P 3 0 R >>",
         b"<< /Type /Annot /Subtype /Text /Rect [9 9 29 29] /Contents (x) >>"]))


def inline_form(path):
    levels.write(path, levels.one_page(
        b"/AcroForm << /Fields [4 0 R << /FT /Tx /T (b) >>] >> /Perms << >> ", b"/MediaBox [0 0 595 842] /Annots [4 0 R]",
        [b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [9 9 99 29] /F 4 /P 3 0 R >>"]))


def stray_field(path):
    """A field that stands on the page and not in the form."""
    levels.write(path, levels.one_page(
        b"/AcroForm << /Fields [] >> ", b"/MediaBox [0 0 595 842] /Annots [4 0 R]",
        [b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /Rect [9 9 99 29] /F 4 /P 3 0 R >>"]))


def many_pages(path):
    """A tree of pages that hands its boxes down."""
    pages = [b"<< /Type /Page /Parent %d 0 R /Resources << >> >>" % (3 + n // 4) for n in range(8)]
    levels.write(path, [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 8 /MediaBox [0 0 420 595] /Rotate 270 >>",
        *(b"<< /Type /Pages /Parent 2 0 R /Count 4 /Kids [%s] >>" % b" ".join(
            b"%d 0 R" % (5 + 4 * half + n) for n in range(4)) for half in range(2)),
        *pages], b"1.4", b"/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] ")


def make_shapes(folder):
    levels.make(folder)
    indirect_form(folder + "/indirect.pdf")
    inline_form(folder + "/inline.pdf")
    stray_field(folder + "/stray.pdf")
    many_pages(folder + "/pages.pdf")
    # streams that are not packed can be changed by their words
    for name, source, *options in (
            ("streams", "indirect", "--object-streams=generate", "--compress-streams=n"),
            ("packed", "form", "--object-streams=generate"),
            ("linear", "pages", "--linearize"),
            ("linear-streams", "form", "--linearize", "--object-streams=generate", "--compress-streams=n")):
        subprocess.run(["qpdf", "--static-id", *options, f"{folder}/{source}.pdf", f"{folder}/{name}.pdf"], check=True)


# Changes

def pick(rng, pattern, data):
    found = list(pattern.finditer(data))
    return rng.choice(found) if found else None


def put(data, begin, end, new):
    return data[:begin] + new + data[end:]


def keep_length(rng, old, new):
    """Half of the time what follows stays where it is."""
    return new.ljust(len(old))[:len(old)] if rng.random() < 0.5 else new


def replace(rng, data, pattern, make):
    found = pick(rng, pattern, data)
    return data if found is None else put(data, *found.span(), keep_length(rng, found[0], make(found)))


def near(rng, number):
    value = int(number) if re.fullmatch(rb"-?\d+", number) else 0
    return rng.choice([*NUMBERS, b"%d" % (value + 1), b"%d" % (value - 1), b"%d" % (2 * value), b"%d" % -value])


def flip_bits(rng, data):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8])):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def change_byte(rng, data):
    at = rng.randrange(len(data))
    return put(data, at, at + 1, bytes([rng.choice([0, 10, 13, 32, 37, 40, 41, 47, 60, 62, 91, 93, rng.randrange(256)])]))


def change_number(rng, data):
    return replace(rng, data, NUMBER, lambda found: near(rng, found[0]))


def change_reference(rng, data):
    numbers = [int(found[1]) for found in HEADER.finditer(data)] or [1]
    return replace(rng, data, REFERENCE, lambda _: b"%d %d R" % (
        rng.choice([*numbers, 0, max(numbers) + 1, 9999]), rng.choice([0, 0, 0, 1])))


def change_header(rng, data):
    return replace(rng, data, HEADER, lambda found: b"%s %d obj" % (near(rng, found[1]), rng.choice([0, 0, 1, 65536])))


def change_name(rng, data):
    return replace(rng, data, NAME, lambda _: rng.choice(
        [b"/", b"/#00", b"/X" + b"y" * 200, *(b"/" + key.encode() for key in KEYS)]))


def change_keyword(rng, data):
    return replace(rng, data, KEYWORD, lambda found: rng.choice(
        [b"", found[0][:-1], found[0] * 2, b"endobj", b"stream", b"endstream", b"trailer", b"xref", b"null", b"<<", b">>"]))


def value_end(data, at):
    """Where the simple value or the bracketed one that begins at `at` ends, roughly."""
    found = re.compile(rb"\s*(?:\d+ \d+ R\b|/?[^\s/<>\[\]()]+|\([^)]*\)|\[[^\]]*\]|<<.*?>>|<[^>]*>)", re.S).match(data, at)
    return found.end() if found else at


def any_value(rng, data):
    numbers = [found[1] for found in HEADER.finditer(data)] or [b"1"]
    return rng.choice([*VALUES, rng.choice(numbers) + b" 0 R", b"[" + b" ".join(n + b" 0 R" for n in numbers[:9]) + b"]"])


def change_value(rng, data):
    key = rng.choice(KEYS).encode()
    found = pick(rng, re.compile(rb"/%s\b" % key), data)
    if found is None:
        return add_entry(rng, data, key)
    end = value_end(data, found.end())
    return put(data, found.end(), end, keep_length(rng, data[found.end():end], b" " + any_value(rng, data)))


def add_entry(rng, data, key=None):
    found = pick(rng, re.compile(rb"<<"), data)
    key = key or rng.choice(KEYS).encode()
    return data if found is None else put(data, found.end(), found.end(), b" /" + key + b" " + any_value(rng, data) + b" ")


def drop_entry(rng, data):
    found = pick(rng, NAME, data)
    if found is None:
        return data
    end = value_end(data, found.end())
    return put(data, found.start(), end, keep_length(rng, data[found.start():end], b""))


def drop_object(rng, data):
    return replace(rng, data, OBJECT, lambda _: b"")


def copy_object(rng, data):
    found, place = pick(rng, OBJECT, data), pick(rng, OBJECT, data)
    return data if found is None else put(data, place.end(), place.end(), b"\n" + found[0] + b"\n")


def swap_objects(rng, data):
    one, other = pick(rng, OBJECT, data), pick(rng, OBJECT, data)
    if one is None or one.end() > other.start():
        return data
    return data[:one.start()] + other[0] + data[one.end():other.start()] + one[0] + data[other.end():]


def change_row(rng, data):
    offsets = [found.start() for found in HEADER.finditer(data)] or [0]
    return replace(rng, data, ROW, lambda _: b"%010d %05d %s" % (
        rng.choice([*offsets, 0, 1, len(data), 9999999999]), rng.choice([0, 0, 1, 65535]), rng.choice([b"n", b"f"])))


def change_start(rng, data):
    found = pick(rng, re.compile(rb"startxref\s+(\d+)"), data)
    places = [m.start() for m in re.finditer(rb"xref|obj|trailer|startxref", data)] + [0, len(data), 1 << 31]
    return data if found is None else put(data, *found.span(1), b"%d" % rng.choice(places))


def loop_sections(rng, data):
    """/Prev leads to a section that there is, or to itself."""
    places = [int(n) for n in re.findall(rb"startxref\s+(\d+)", data)] + [m.start() for m in re.finditer(rb"\bxref\b", data)]
    found = pick(rng, re.compile(rb"/Size\b"), data)
    return data if found is None or not places else put(
        data, found.start(), found.start(), b"/%s %d " % (rng.choice([b"Prev", b"Prev", b"XRefStm"]), rng.choice(places)))


def change_length(rng, data):
    return replace(rng, data, re.compile(rb"(?<=/Length )\d+(?: 0 R)?"), lambda found: near(rng, found[0]))


def cut_tail(rng, data):
    return data[:rng.choice([rng.randrange(1, len(data)), len(data) - rng.randrange(1, min(len(data), 80))])]


def add_tail(rng, data):
    return data + rng.choice([b"\0" * rng.randrange(1, 3000), b"\n%%EOF\n", b"%%EOF", b" ", b"startxref\n0\n%%EOF\n",
                              data[-rng.randrange(1, min(len(data), 400)):], b"x" * rng.randrange(1, 3000)])


def drop_chunk(rng, data):
    at = rng.randrange(len(data))
    return put(data, at, at + rng.choice([1, 2, 16, 200]), b"")


def copy_chunk(rng, data):
    at, place = rng.randrange(len(data)), rng.randrange(len(data))
    return put(data, place, place, data[at:at + rng.choice([1, 2, 16, 200])])


def change_packed(rng, data):
    """What a packed stream holds; its length is kept by space behind it, if it can be."""
    streams = [m for m in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S) if m[1][:1] == b"\x78"]
    if not streams:
        return change_number(rng, data)
    found = rng.choice(streams)
    try:
        inner = zlib.decompress(found[1])
    except zlib.error:
        return data
    packed = zlib.compress(rng.choice([flip_bits, change_number, change_value, change_byte])(rng, inner or b" "), 9)
    return put(data, *found.span(1), packed.ljust(len(found[1]), b"\0"))


def revise(rng, data):
    """An update in due form of one object, of which one thing was changed: what is broken is not the file's form."""
    found, root = pick(rng, OBJECT, data), re.search(rb"/Root \d+ \d+ R", data)
    starts, sizes = re.findall(rb"startxref\s+(\d+)", data), re.findall(rb"/Size (\d+)", data)
    if not (found and root and starts and sizes):
        return data
    changed = rng.choice(INNER)(rng, found[0])
    number = HEADER.match(found[0])[1]
    row = b"%s 1\n%010d 00000 n \n" % (number, len(data) + 1)
    table = len(data) + 2 + len(changed)
    return (data + b"\n" + changed + b"\nxref\n" + row + b"trailer\n<< /Size %s %s /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
            % (sizes[-1], root[0], starts[-1], table))


INNER = [change_number, change_reference, change_name, change_value, change_value, add_entry, drop_entry]
CHANGES = [flip_bits, change_byte, change_header, change_keyword, drop_object, copy_object, swap_objects, change_row,
           change_start, loop_sections, change_length, cut_tail, add_tail, drop_chunk, copy_chunk, change_packed,
           *INNER, *[revise] * 12]


def mend_table(data):
    """Its only table tells again where the objects are, so that what is in them is looked at."""
    table, trailer = data.rfind(b"xref\n0 "), data.rfind(b"trailer")
    if not 0 < table < trailer or data.count(b"startxref") != 1:
        return data
    places = {int(found[1]): found.start() for found in HEADER.finditer(data, 0, table) if int(found[1]) < 99999}
    size = max(places, default=0) + 1
    rows = b"".join(b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size))
    return re.sub(rb"(?<=startxref\n)\d+", b"%d" % table, data[:table] + b"xref\n0 %d\n" % size + rows + data[trailer:])


def break_pdf(rng, data):
    """(the broken PDF, the names of what was done to it)"""
    done = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        change = rng.choice(CHANGES)
        data = change(rng, data) or b"%"
        done.append(change.__name__)
    return (mend_table(data), [*done, "mend_table"]) if rng.random() < 0.6 else (data, done)
