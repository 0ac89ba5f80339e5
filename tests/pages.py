#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes PDFs as scanners and offices make them: tests/pages.py KIND FILE.

mrc         a JPEG of the paper, a stencil of the ink over it, and hidden text in a font that is not
            embedded, with a map to Unicode
mrc-wrong   the same with other words in the hidden text than on the paper
mrc-foreign the same with words in it that are none
mrc-cut     the same with a JPEG that ends too early
boxed       the same with a box that is painted among the hidden text
mrc-plain   the same without the map: the text is ASCII
form        hidden text in a form
unseen      born, with a number in white under its last line
under       text that an image is painted over
stamped     a JPEG of a whole page with text in it, and "Trang 1/3" as real text over it
born        text in an embedded font, no image
long        200 pages of text that share an embedded font and an image
turned-N    born, with /Rotate N, and boxes whose origin is not 0 0
seen-N      a JPEG of the page turned like that, without any text
upside      one that stands upside down
unit        born, with a UserUnit of 2

tests/pages.py all FOLDER makes those too that break one rule of PDF/A-2u each, unfit-CLAUSE-NAME.pdf,
and some that only seem to, fit-NAME.pdf; tests/pages.py small FOLDER makes such pages without the
embedded font, to start fuzzing from.
"""
import pathlib
import struct
import subprocess
import sys
import zlib

FONT = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf"
WIDTH, HEIGHT = 420, 595  # A5, in points
DPI = 300
LINES = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
         "QUYẾT ĐỊNH", "Về việc phê duyệt quy hoạch chi tiết",
         "Căn cứ Luật Tổ chức chính quyền địa phương",
         "Xét đề nghị của Giám đốc Sở Xây dựng", "Điều 1. Phê duyệt quy hoạch chi tiết",
         "Điều 2. Quyết định này có hiệu lực"]
WRONG = ["NGÀY MAI TRỜI LẠI SÁNG TRÊN NÚI", "Sông sâu - cá lặn - chim bay", "MÙA XUÂN",
         "Trẻ em hát vang trên đường làng nhỏ", "Cây đa bến nước sân đình quê hương ta",
         "Gió đưa cành trúc la đà bên sông", "Thuyền 7. Ai về bến cũ có nhớ", "Thuyền 8. Trăng lên đỉnh núi"]
FOREIGN = ["zxq wvk jjp qqw xkz pfw zzk bvc", "wqx zkj vvp fwz", "qzx kwv", "fjw zqk xxv pqz wkj",
           "zwf qkx jjv pzz kqw", "xqz wfk vjp zzw", "kzq 1 xwf jjz", "qfw 2 zkx vvj"]
PLAIN = ["UY BAN NHAN DAN TINH", "So 123 ngay 10 thang 5 nam 2019", "QUYET DINH", "Dieu 1 Phe duyet",
         "Dieu 2 Hieu luc thi hanh"]


class Pdf:
    """Objects as bytes; a pair of entries and data is a stream."""

    def __init__(self):
        self.objects = [b"", b""]  # the catalog, the pages

    def add(self, body):
        self.objects.append(body)
        return len(self.objects)

    def stream(self, entries, data):
        return self.add((entries, data))

    def packed(self, entries, data):
        return self.stream(entries + b"/Filter/FlateDecode", zlib.compress(data))

    def save(self, path, pages, catalog=b""):
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        self.objects[0] = b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog
        self.objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids)
        out, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
        for number, body in enumerate(self.objects, 1):
            offsets.append(len(out))
            if isinstance(body, tuple):
                body = b"<<%s/Length %d>>\nstream\n%s\nendstream" % (body[0], len(body[1]), body[1])
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/ID[<00><00>]>>\n" % (
            len(offsets) + 1, table, len(offsets) + 1) + b"startxref\n%d\n%%%%EOF\n" % len(out)
        pathlib.Path(path).write_bytes(out)


class TrueType:
    def __init__(self, path):
        self.bytes = pathlib.Path(path).read_bytes()
        self.tables = {tag: offset for tag, _, offset, _ in
                       (struct.unpack_from(">4sIII", self.bytes, 12 + 16 * i)
                        for i in range(struct.unpack_from(">H", self.bytes, 4)[0]))}
        self.units = struct.unpack_from(">H", self.bytes, self.tables[b"head"] + 18)[0]
        self.metrics = struct.unpack_from(">H", self.bytes, self.tables[b"hhea"] + 34)[0]
        self.glyphs = self.read_map()

    def read_map(self):
        at = self.tables[b"cmap"]
        for i in range(struct.unpack_from(">H", self.bytes, at + 2)[0]):
            where = struct.unpack_from(">HHI", self.bytes, at + 4 + 8 * i)
            if where[:2] == (3, 1):
                return self.read_segments(at + where[2])
        raise ValueError("no map of Unicode")

    def read_segments(self, at):
        count = struct.unpack_from(">H", self.bytes, at + 6)[0] // 2
        column = lambda n, sign="H": struct.unpack_from(f">{count}{sign}", self.bytes, at + n)
        ends, starts = column(14), column(16 + 2 * count)
        deltas, ranges = column(16 + 4 * count), column(16 + 6 * count)
        glyphs = {}
        for i in range(count):
            for code in range(starts[i], min(ends[i], 0xfffe) + 1):
                glyph = code
                if ranges[i]:
                    place = at + 16 + 6 * count + 2 * i + ranges[i] + 2 * (code - starts[i])
                    glyph = struct.unpack_from(">H", self.bytes, place)[0]
                glyphs[code] = (glyph + deltas[i]) % 65536 if glyph or not ranges[i] else 0
        return glyphs

    def width(self, glyph):
        at = self.tables[b"hmtx"] + 4 * min(glyph, self.metrics - 1)
        return struct.unpack_from(">H", self.bytes, at)[0] * 1000 / self.units


def unicode_map(pairs, digits):
    lines = b"".join(b"<%0*X> <%s>\n" % (digits, code, text.encode("utf-16-be").hex().upper().encode())
                     for code, text in pairs)
    return (b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /A def\n"
            b"1 begincodespacerange <%s> <%s> endcodespacerange\n%d beginbfchar\n%sendbfchar\n"
            b"endcmap end end\n" % (b"0" * digits, b"F" * digits, len(pairs), lines))


def embedded(pdf, text, widths=None, mapped=True, program=True, glyphs=b"/Identity", also=()):
    """A composite font of the letters of `text`, and what makes codes of a text."""
    font = TrueType(FONT)
    letters = sorted(set(text))
    width = widths or (lambda letter: font.width(font.glyphs[ord(letter)]))
    descriptor = b"/FontFile2 %d 0 R" % pdf.packed(b"/Length1 %d" % len(font.bytes), font.bytes)
    descriptor = pdf.add(b"<</Type/FontDescriptor/FontName/LiberationSerif/Flags 4/FontBBox[0 0 1000 1000]"
                         b"/ItalicAngle 0/Ascent 891/Descent -216/CapHeight 655/StemV 80%s>>"
                         % (descriptor if program else b""))
    table = b" ".join(b"%d [%d]" % (font.glyphs[ord(letter)], round(width(letter))) for letter in letters)
    below = pdf.add(b"<</Type/Font/Subtype/CIDFontType2/BaseFont/LiberationSerif/CIDToGIDMap%s/W[%s]"
                    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
                    b"/FontDescriptor %d 0 R>>" % (glyphs, table, descriptor))
    unicode = b"/ToUnicode %d 0 R" % pdf.packed(
        b"", unicode_map([(font.glyphs[ord(letter)], letter) for letter in letters]
                         + [(code, "?") for code in also], 4))
    number = pdf.add(b"<</Type/Font/Subtype/Type0/BaseFont/LiberationSerif/Encoding/Identity-H"
                     b"/DescendantFonts[%d 0 R]%s>>" % (below, unicode if mapped else b""))
    return number, lambda line: b"<%s>" % b"".join(b"%04X" % font.glyphs[ord(c)] for c in line)


def hidden(pdf, lines, mapped):
    """Times, not embedded: what WinAnsi lacks takes codes above 127, if there is a map to tell."""
    letters = sorted({letter for line in lines for letter in line if ord(letter) > 126})
    codes = {letter: 0xa1 + i for i, letter in enumerate(letters)}
    unicode = b""
    if mapped:
        pairs = [(code, letter) for letter, code in codes.items()] + [(c, chr(c)) for c in range(32, 127)]
        unicode = b"/ToUnicode %d 0 R" % pdf.packed(b"", unicode_map(pairs, 2))
    number = pdf.add(b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding%s>>" % unicode)
    return number, lambda line: b"<%s>" % bytes(codes.get(c, ord(c) & 127) for c in line).hex().encode()


def place(i, scale=1):
    """Where line `i` begins, in points from the lower left."""
    return 40 * scale, (HEIGHT - 60 - 40 * i) * scale


def show(lines, encode, begin=b"BT", size=16):
    out = begin + b" /F1 %d Tf\n" % size
    for i, line in enumerate(lines):
        out += b"1 0 0 1 %d %d Tm %s Tj\n" % (*place(i), encode(line))
    return out + b"ET\n"


def draw(lines, *arguments):
    """The lines as an image, which the arguments of ImageMagick finish."""
    command = ["convert", "-size", f"{WIDTH * DPI // 72}x{HEIGHT * DPI // 72}", "xc:white", "-font", FONT,
               "-fill", "black", "-pointsize", str(16 * DPI / 72)]
    for i, line in enumerate(lines):
        x, y = place(i)
        command += ["-annotate", f"+{x * DPI // 72}+{(HEIGHT - y) * DPI // 72}", line]
    return subprocess.run([*command, *arguments], check=True, stdout=subprocess.PIPE).stdout


def jpeg(pdf, lines, quality=60, entries=b"", part=1):
    data = draw(lines, "-colorspace", "sRGB", "-type", "TrueColor", "-quality", str(quality), "jpg:-")
    return pdf.stream(b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
                      b"/BitsPerComponent 8/Filter/DCTDecode%s"
                      % (WIDTH * DPI // 72, HEIGHT * DPI // 72, entries), data[:int(len(data) * part)])


def stencil(pdf, lines):
    data = draw(lines, "-colorspace", "Gray", "-threshold", "50%", "-depth", "1", "gray:-")
    return pdf.packed(b"/Type/XObject/Subtype/Image/Width %d/Height %d/ImageMask true/BitsPerComponent 1"
                      % (WIDTH * DPI // 72, HEIGHT * DPI // 72), data)


def page(pdf, content, resources, entries=b"", box=b"/MediaBox[0 0 420 595]"):
    contents = b" ".join(b"%d 0 R" % pdf.packed(b"", part) for part in
                         (content if isinstance(content, list) else [content]))
    return pdf.add(b"<</Type/Page/Parent 2 0 R%s/Resources<<%s>>/Contents[%s]%s>>"
                   % (box, resources, contents, entries))


PAINT = b"q 420 0 0 595 0 0 cm /%s Do Q\n"


def mrc(path, lines=LINES, mapped=True, told=None, part=1, end=b"ET\n"):
    pdf = Pdf()
    paper, ink = jpeg(pdf, [], 40, part=part), stencil(pdf, lines)
    font, encode = hidden(pdf, told or lines, mapped)
    text = show(told or lines, encode, b"BT 3 Tr").replace(b"ET\n", end)
    pdf.save(path, [page(pdf, [PAINT % b"Bg" + b"0.1 0.1 0.3 rg\n", PAINT % b"Ink" + text],
                         b"/XObject<</Bg %d 0 R/Ink %d 0 R>>/Font<</F1 %d 0 R>>" % (paper, ink, font))])


def form_text(path):
    """The words are others than those of the image."""
    pdf = Pdf()
    font, encode = hidden(pdf, WRONG, True)
    text = pdf.stream(b"/Type/XObject/Subtype/Form/BBox[0 0 420 595]/Resources<</Font<</F1 %d 0 R>>>>" % font,
                      show(WRONG, encode, b"BT 3 Tr"))
    pdf.save(path, [page(pdf, PAINT % b"Im" + b"/Text Do",
                         b"/XObject<</Im %d 0 R/Text %d 0 R>>" % (jpeg(pdf, LINES), text))])


def under(path):
    pdf = Pdf()
    font, encode = embedded(pdf, "".join(WRONG))
    pdf.save(path, [page(pdf, show(WRONG, encode) + PAINT % b"Im",
                         b"/XObject<</Im %d 0 R>>/Font<</F1 %d 0 R>>" % (jpeg(pdf, LINES), font))])


def stamped(path):
    pdf = Pdf()
    font, encode = embedded(pdf, "Trang 1/3")
    text = b"BT /F1 9 Tf 360 20 Td %s Tj ET" % encode("Trang 1/3")
    pdf.save(path, [page(pdf, PAINT % b"Im" + text,
                         b"/XObject<</Im %d 0 R>>/Font<</F1 %d 0 R>>" % (jpeg(pdf, LINES), font))])


def long(path, count=200):
    pdf = Pdf()
    lines = [LINES[i % len(LINES)] + f" trang {i + 1}" for i in range(count)]
    font, encode = embedded(pdf, "".join(lines))
    image = jpeg(pdf, ["UBND"], 40)
    resources = pdf.add(b"<</Font<</F1 %d 0 R>>/XObject<</Im %d 0 R>>>>" % (font, image))
    pages = []
    for line in lines:
        content = pdf.packed(b"", b"q 60 0 0 85 340 500 cm /Im Do Q\n" + show([line, *LINES[:3]], encode))
        pages.append(pdf.add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 395 420 595]/Resources %d 0 R"
                             b"/Contents %d 0 R>>" % (resources, content)))
    pdf.save(path, pages)


def born(path, before=b"", after=b"", resources=b"", entries=b"", box=b"/MediaBox[0 0 420 595]",
         catalog=b"", add=None, **font_entries):
    pdf = Pdf()
    extra = add(pdf) if add else ()
    font, encode = embedded(pdf, "".join(LINES), **font_entries)
    content = before + show(LINES, encode) + after
    number = page(pdf, content, b"/Font<</F1 %d 0 R>>" % font + (resources % extra if extra else resources),
                  entries, box)
    pdf.save(path, [number], catalog)


def small_image(entries, data=bytes(12)):
    return lambda pdf: (pdf.stream(b"/Type/XObject/Subtype/Image/Width 2/Height 2" + entries, data),)


def painted(entries, data=bytes(12)):
    return {"after": b"q 9 0 0 9 9 9 cm /X Do Q", "resources": b"/XObject<</X %d 0 R>>",
            "add": small_image(entries, data)}


RGB = b"/ColorSpace/DeviceRGB/BitsPerComponent 8"


def form(entries, data=b"0 0 9 9 re f"):
    return {"after": b"/X Do", "resources": b"/XObject<</X %d 0 R>>",
            "add": lambda pdf: (pdf.stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + entries, data),)}


def state(entries):
    return {"after": b"/G gs", "resources": b"/ExtGState<</G<<%s>>>>" % entries}


def space(value):
    return {"after": b"/C cs", "resources": b"/ColorSpace<</C %s>>" % value}


RULES = {
    "6.2.2-operator": {"after": b"BX 1 2 foo EX"},
    "6.2.2-open": {"before": b"q "},
    "6.2.2-closed": {"after": b"Q"},
    "6.1.13-deep": {"before": b"q " * 28, "after": b"Q " * 28},
    "6.1.6-odd-hex": {"after": b"BT /F1 9 Tf <003> Tj ET"},
    "6.2.4.3-cmyk": {"after": b"0 0 0 1 k 0 0 9 9 re f"},
    "6.2.4.3-cmyk-image": painted(b"/ColorSpace/DeviceCMYK/BitsPerComponent 8", bytes(16)),
    "6.2.4.4-spot": space(b"[/Separation/Gold/DeviceRGB<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 1]/N 1>>]"),
    "6.2.4.3-indexed-cmyk": space(b"[/Indexed/DeviceCMYK 0<00000000>]"),
    "6.1.7.2-lzw": painted(RGB + b"/Filter/LZWDecode", bytes.fromhex("800020060301")),
    "6.2.8-interpolate": painted(RGB + b"/Interpolate true"),
    "6.2.8-alternates": painted(RGB + b"/Alternates[]"),
    "6.2.8-bits": painted(b"/ColorSpace/DeviceGray/BitsPerComponent 3"),
    "6.2.6-intent": {"after": b"/Vivid ri"},
    "6.1.7.1-external": painted(RGB + b"/F(other.bin)"),
    "6.1.10-inline-lzw": {"after": b"BI /W 1 /H 1 /CS /G /BPC 8 /F /LZW ID \x80\x0b\x60 EI"},
    "6.2.5-transfer": state(b"/TR/Identity"),
    "6.2.5-transfer-2": state(b"/TR2/Identity"),
    "6.2.5-halftone": state(b"/HTP[0 0]"),
    "6.2.10-blend": state(b"/BM/Strange"),
    "6.2.4.3-mask-cmyk": {"after": b"/G gs", "resources": b"/ExtGState<</G<</SMask<</S/Luminosity/G %d 0 R>>>>>>",
                  "add": lambda pdf: (pdf.stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
                                                 b"/Group<</S/Transparency/CS/DeviceCMYK>>", b""),)},
    "6.2.4.3-group": {"entries": b"/Group<</S/Transparency/CS/DeviceCMYK>>"},
    "6.2.9-reference": form(b"/Ref<<>>"),
    "6.2.9-postscript": form(b"/Subtype2/PS"),
    "6.2.2-no-resources": form(b"", b"/X gs"),
    "6.9-layer": {"before": b"/OC /L BDC ", "after": b"EMC", "resources": b"/Properties<</L<</Type/OCG/Name(a)>>>>"},
    "6.2.8-layer-image": painted(RGB + b"/OC<</Type/OCG/Name(a)>>"),
    "6.3-note": {"entries": b"/Annots[<</Type/Annot/Subtype/Square/Rect[9 9 99 99]/C[1 0 0]>>]"},
    "6.3-framed-link": {"entries": b"/Annots[<</Type/Annot/Subtype/Link/Rect[9 9 99 99]>>]"},
    "6.1.13-crop": {"box": b"/MediaBox[0 0 420 595]/CropBox[-99 0 420 595]"},
    "6.1.13-name": {"after": b"/" + b"n" * 128 + b" MP"},
    "6.1.13-string": {"after": b"/A <</B(" + b"s" * 32768 + b")>> DP"},
    "6.1.13-integer": {"after": b"2147483648 w"},
    "6.2.11.4.1-not-embedded": {"program": False},
    "6.2.11.7.2-no-unicode": {"mapped": False},
    "6.2.11.5-width": {"widths": lambda letter: 333},
    "6.2.11.8-notdef": {"also": [0], "after": b"BT /F1 9 Tf <0000> Tj ET"},
    "6.2.11.4.1-no-glyph": {"also": [0xfffe], "after": b"BT /F1 9 Tf <FFFE> Tj ET"},
    "6.2.11.3.2-no-glyph-map": {"glyphs": b" null"},
    "6.2.4.2-icc": {"after": b"/C cs", "resources": b"/ColorSpace<</C[/ICCBased %d 0 R]>>",
            "add": lambda pdf: (pdf.stream(b"/N 3", b"no profile"),)},
}
FIT = {
    "link": {"entries": b"/Annots[<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[9 9 99 99]>>]"},
    "parent": form(b"/Resources<<>>/Parent 3 0 R/StructParent 0"),
    "inline": {"after": b"BI /W 2 /H 2 /CS /RGB /BPC 8 ID 0 k q Q BT 3 EI"},
    "default": {"resources": b"/ColorSpace<</DefaultRGB[/CalRGB<</WhitePoint[.95 1 1.09]>>]>>"},
    "pattern": {"after": b"/Pattern cs /P scn 20 20 99 99 re f",
                "resources": b"/Pattern<</P %d 0 R>>",
                "add": lambda pdf: (pdf.stream(
                    b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
                    b"/Resources<<>>", b"0 .5 0 rg 0 0 4 4 re f"),)},
    }


# how the page lies in its own space, for each /Rotate with which it is shown upright
TURNS = {0: b"1 0 0 1 100 -50", 90: b"0 1 -1 0 695 -50", 180: b"-1 0 0 -1 520 545", 270: b"0 -1 1 0 100 370"}


def turned(path, degrees):
    right, top = (695, 370) if degrees % 180 else (520, 545)
    born(path, before=TURNS[degrees] + b" cm ", entries=b"/Rotate %d" % degrees,
         box=b"/MediaBox[50 -100 %d %d]/CropBox[100 -50 %d %d]" % (right + 9, top + 9, right, top))


def seen(path, degrees, rotate=None):
    pdf = Pdf()
    right, top = (695, 370) if degrees % 180 else (520, 545)
    pdf.save(path, [page(pdf, b"q " + TURNS[degrees] + b" cm " + PAINT % b"F" + b"Q",
                         b"/XObject<</F %d 0 R>>" % jpeg(pdf, LINES),
                         b"/Rotate %d" % (degrees if rotate is None else rotate),
                         b"/MediaBox[100 -50 %d %d]" % (right, top))])


def unseen(path):
    pdf = Pdf()
    font, encode = embedded(pdf, "".join(LINES))
    white = b"1 g BT /F1 16 Tf 40 100 Td %s Tj ET" % encode("QUY 12")
    pdf.save(path, [page(pdf, show(LINES, encode) + white, b"/Font<</F1 %d 0 R>>" % font)])


KINDS = {
    "unseen": unseen,
    "mrc": mrc,
    "mrc-wrong": lambda path: mrc(path, told=WRONG),
    "mrc-foreign": lambda path: mrc(path, told=FOREIGN),
    "mrc-cut": lambda path: mrc(path, part=0.5),
    "form": form_text,
    "under": under,
    "boxed": lambda path: mrc(path, end=b"20 20 200 100 re f ET\n"),
    "mrc-plain": lambda path: mrc(path, PLAIN, False),
    "stamped": stamped,
    "born": born,
    "long": long,
    "unit": lambda path: born(path, entries=b"/UserUnit 2"),
    "upside": lambda path: seen(path, 180, 0),
    **{f"seen-{degrees}": lambda path, degrees=degrees: seen(path, degrees) for degrees in TURNS},
    **{f"turned-{degrees}": lambda path, degrees=degrees: turned(path, degrees) for degrees in TURNS},
}


def small(path, after=b"", resources=b"", entries=b"", add=None):
    """A page as `born`, but for the embedded font, which is most of that."""
    pdf = Pdf()
    extra = add(pdf) if add else ()
    font, encode = hidden(pdf, PLAIN, True)
    pdf.save(path, [page(pdf, show(PLAIN, encode, b"BT 3 Tr") + after, b"/Font<</F1 %d 0 R>>" % font
                         + (resources % extra if extra else resources), entries)])


def make_small(folder):
    for name, entries in {**RULES, **FIT}.items():
        if set(entries) <= {"after", "resources", "entries", "add"}:
            small(f"{folder}/{name}.pdf", **entries)


def make_all(folder):
    for name, entries in RULES.items():
        born(f"{folder}/unfit-{name}.pdf", **entries)
    for name, entries in FIT.items():
        born(f"{folder}/fit-{name}.pdf", **entries)
    for name, make in KINDS.items():
        if name not in ("long", "mrc-cut"):
            make(f"{folder}/fit-{name}.pdf")


if sys.argv[1] == "all":
    make_all(sys.argv[2])
elif sys.argv[1] == "small":
    make_small(sys.argv[2])
else:
    KINDS[sys.argv[1]](sys.argv[2])
