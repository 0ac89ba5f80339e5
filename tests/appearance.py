# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages for the signature's block, and where it stands on them.

	appearance.py make OUT NAME     a PDF of one page, of those below
	appearance.py look OLD NEW [UNIT]
		renders both, says where they differ as "LEFT TOP RIGHT BOTTOM" in mm from the upper left (RIGHT
		and BOTTOM from the lower right) and how large that is; fails if any print lies there
	appearance.py png FILE          a picture with parts that let the ground through
"""
import subprocess
import struct
import sys
import zlib

A4 = "/MediaBox [0 0 595 842]"
ODD = "/MediaBox [-10 -20 700 900] /CropBox [40 30 635 872]"
HEAD = "0 g 330 790 250 40 re f"          # print at the top right
TOP = "0 g 5 760 585 77 re f"             # all of the top margin
ALL = "0 g " + " ".join(f"0 {y} 595 6 re" for y in range(0, 842, 12)) + " f"
SPECKS = "0 g " + " ".join(f"{330 + 17 * i % 240} {790 + 7 * i % 40} 0.8 0.8 re" for i in range(60)) + " f"
FIELD = ("/Annots [6 0 R]", "/AcroForm << /Fields [6 0 R] /SigFlags 1 >>",
         "<< /Type /Annot /Subtype /Widget /FT /Sig /T (chair) /F 4 /Rect [400 800 590 835] /P 3 0 R >>")
HIDDEN = ("/Annots [6 0 R]", "", "<< /Type /Annot /Subtype /Square /F 2 /Rect [400 800 590 835] /P 3 0 R >>")

# name: entries of the tree of pages, of the page, content, and an annotation
PAGES = {
    "blank": (A4, "", ""),
    "head": (A4, "", HEAD),
    "top": (A4, "", TOP),
    "full": (A4, "", ALL),
    "specks": (A4, "", SPECKS),
    "grey": (A4, "", "0.6 g 0 0 595 842 re f"),
    "rose": (A4, "", "1 0.8 0.8 rg 0 0 595 842 re f"),
    "black": (A4, "", "0 g 0 0 595 842 re f"),
    "red": (A4, "", "1 0 0 rg 330 790 250 40 re f"),
    "edge": (A4, "", "0 g 0 832 595 10 re f 0 0 8 842 re f"),
    "seal": (A4, "", "0.9 0.1 0.1 RG 2 w 400 800 20 20 re S"),
    "field": (A4, "", "", FIELD),
    "hidden": (A4, "", "", HIDDEN),
    "tiny": ("/MediaBox [0 0 40 25]", "", ""),
    "small": ("/MediaBox [0 0 130 90]", "", ""),
    "huge": ("/MediaBox [0 0 14400 14400]", "", "0 g 14000 14000 300 300 re f"),
    "unit": ("/MediaBox [0 0 297.5 421]", "/UserUnit 2", ""),
    "unit-head": ("/MediaBox [0 0 297.5 421]", "/UserUnit 2", "0.5 0 0 0.5 0 0 cm " + HEAD),
    "crop-head": (ODD, "", "1 0 0 1 40 30 cm " + HEAD),
}
for turn in (0, 90, 180, 270):
    PAGES[f"turn-{turn}"] = (f"{ODD} /Rotate {turn}", "", "0 g 300 400 50 50 re f")


def make(path, name):
    inherited, own, content, *rest = PAGES[name]
    annots, catalog, note = rest[0] if rest else ("", "", "null")
    objects = [f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
               f"<< /Type /Pages /Kids [3 0 R] /Count 1 {inherited} >>",
               f"<< /Type /Page /Parent 2 0 R /Resources << >> /Contents 4 0 R {own} {annots} >>",
               f"<< /Length {len(content)} >>\nstream\n{content}\nendstream", "null", note]
    data, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    with open(path, "wb") as file:
        file.write(data)


def render(path, dots):
    ppm = subprocess.run(["pdftoppm", "-cropbox", "-r", str(dots), "-f", "1", "-l", "1", path], check=True,
                         capture_output=True).stdout
    _, size, _, pixels = ppm.split(b"\n", 3)
    width, height = map(int, size.split())
    return width, height, [min(pixels[i:i + 3]) for i in range(0, len(pixels), 3)]


def look(old, new, unit):
    dots = 72
    width, height, before = render(old, dots)
    after = render(new, dots)[2]
    changed = [i for i in range(len(before)) if abs(before[i] - after[i]) > 20]
    if not changed:
        print("nothing to be seen")
        return 1
    mm = 25.4 / dots * unit
    left, right = min(i % width for i in changed), max(i % width for i in changed) + 1
    top, bottom = min(changed) // width, max(changed) // width + 1
    print(*(round(n * mm) for n in (left, top, width - right, height - bottom)),
          f"{round((right - left) * mm)}x{round((bottom - top) * mm)}")
    paper = sorted(before)[len(before) * 4 // 5]
    over = sum(before[y * width + x] < paper - 40 for y in range(top, bottom) for x in range(left, right))
    if over:
        print(f"{over} dots of print lie under it")
    return over > 0


def png(path):
    rows = b""
    for y in range(40):
        rows += b"\0" + b"".join(bytes((0, 90, 200, 255) if (x // 10 + y // 10) % 2 else (0, 0, 0, 0))
                                 for x in range(60))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60, 40, 8, 6, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


command, *arguments = sys.argv[1:]
if command == "make":
    make(*arguments)
elif command == "png":
    png(*arguments)
else:
    sys.exit(look(arguments[0], arguments[1], float(arguments[2]) if len(arguments) > 2 else 1))
