#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the seeds that no program makes: tests/fuzz/seeds.py FOLDER images|signatures.

images      after the pictures are there: PDFs of them, EXIF, strips, pixels, texts
signatures  after the PDFs are signed: the signatures' values
"""
import pathlib
import re
import struct
import sys

FOLDER = pathlib.Path(sys.argv[1])
PLACING = b"q 61 0 0 43 0 0 cm /I Do Q"
ALTO = """<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Description>
<MeasurementUnit>pixel</MeasurementUnit></Description><Layout>
<Page ID="P1" PHYSICAL_IMG_NR="1" HEIGHT="800" WIDTH="600" PAGECLASS="text" PC="0.9"
 ROTATION="-0.5" QUALITY_DETAIL="turn=90 dpi=300x300">
<PrintSpace HPOS="0" VPOS="0" WIDTH="600" HEIGHT="800">
<TextBlock ID="B0" HPOS="9" VPOS="9" WIDTH="99" HEIGHT="20">
<TextLine ID="L0" BASELINE="9,25 108,25" HPOS="9" VPOS="9" WIDTH="99" HEIGHT="20">
<String ID="W0" HPOS="9" VPOS="9" WIDTH="50" HEIGHT="20" WC="0.9" CONTENT="Số:"/><SP/>
<String ID="W1" HPOS="70" VPOS="9" WIDTH="38" HEIGHT="20" WC="0.5" CONTENT="1 &amp; 2"/>
</TextLine></TextBlock>
<Illustration ID="S0" TYPE="seal" HPOS="9" VPOS="99" WIDTH="40" HEIGHT="40"/>
</PrintSpace></Page></Layout></alto>
"""


def put(target, name, data):
    (FOLDER / target / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def picture(name):
    return (FOLDER / name).read_bytes()


def pdf(name, objects):
    """Objects as bytes, the first of which is the catalog; a pair is a stream."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        if isinstance(body, tuple):
            body = b"<<%s/Length %d>> stream\n%s\nendstream" % (body[0], len(body[1]), body[1])
        out += b"%d 0 obj %s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d/Root 1 0 R>>\n" % (
        len(objects) + 1, table, len(objects) + 1) + b"startxref\n%d\n%%%%EOF\n" % len(out)
    put("scan_pdf", name, out)


def scan(name, entries, data, content=PLACING, page=b"", catalog=b""):
    pdf(name, [b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
               b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 61 43]>>",
               b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>"
               b"/ExtGState<</G<</ca 1/SMask/None>>>>>>%s>>" % page,
               (b"", content),
               (b"/Type/XObject/Subtype/Image/Width 61/Height 43" + entries, data)])


def strip(tiff):
    """The one strip of a little-endian TIFF."""
    at = struct.unpack_from("<I", tiff, 4)[0]
    entries = dict((tag, (struct.unpack_from("<H", raw)[0] if kind == 3 else
                          struct.unpack_from("<I", raw)[0]))
                   for tag, kind, _, raw in struct.iter_unpack(
                       "<HHI4s", tiff[at + 2:at + 2 + 12 * struct.unpack_from("<H", tiff, at)[0]]))
    return tiff[entries[273]:entries[273] + entries[279]]


def chunks(png):
    at, data = 8, b""
    while at < len(png):
        length = struct.unpack_from(">I", png, at)[0]
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    return data


def put_pdfs():
    jpeg, rgb = picture("scan_jpeg/colour.jpg"), b"/ColorSpace/DeviceRGB/BitsPerComponent 8"
    field = b"/AcroForm<</Fields[<</T(a)/Kids[<</FT/Sig/T(b)/V<</Type/Sig>>>>]>>]>>"
    scan("jpeg", rgb + b"/Filter/DCTDecode", jpeg)
    scan("turned", rgb + b"/Filter/DCTDecode", jpeg, b"0 0 61 43 re W n /G gs " + PLACING,
         b"/Rotate 90/UserUnit 2", field)
    scan("fax", b"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode"
         b"/DecodeParms<</K -1/Columns 61/Rows 43>>", strip(picture("scan_tiff/one.tif")))
    scan("flate", rgb + b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/Columns 61>>",
         chunks(picture("scan_png/colour.png")))
    scan("jp2", b"/Filter/JPXDecode" + rgb, picture("scan_jp2/colour.jp2"))
    scan("plain", rgb, bytes(61 * 43 * 3))


def put_exif():
    for order, name, magic in ("<", "little", b"II*\0"), (">", "big", b"MM\0*"):
        entries = [(0x112, 3, 6), (0x11a, 5, 62), (0x11b, 5, 70), (0x128, 3, 3)]
        body = b"".join(struct.pack(order + "HHI", tag, kind, 1) +
                        (struct.pack(order + "HH", value, 0) if kind == 3
                         else struct.pack(order + "I", value)) for tag, kind, value in entries)
        put("exif", name, magic + struct.pack(order + "IH", 8, 4) + body + bytes(4)
            + struct.pack(order + "IIII", 300, 1, 118, 1))


def put_strips():
    jpeg = picture("scan_jpeg/grey.jpg")
    for name, height, rows, flags, strips in (
            ("whole", 43, 43, 0, 1), ("twice", 86, 43, 0, 2), ("tables", 43, 43, 3, 2)):
        put("jpeg_join", name, struct.pack(">HHHB", 61, height, rows, flags) + strips * jpeg)


def put_pixels():
    for name, width, height, pixels in (
            ("white", 99, 9, b"\0"), ("black", 31, 9, b"\xff"), ("rows", 95, 40, bytes(95) + b"\7"),
            ("strokes", 200, 60, bytes(50) + b"\0\x1c\x38\xff\x0f\xe0\0\0\x1c" * 9)):
        put("jbig2", name, struct.pack(">HH", width - 1, height - 1) + pixels)


def put_texts():
    put("alto", "page", ALTO)
    put("pdf_content", "plain", PLACING)
    put("pdf_content", "clipped", "q 0 0 61 43 re W* n /G gs 1 0 0 1 0 0 cm 61 0 0 43 0 0 cm /I Do"
        " Q BT 3 Tr /F 9 Tf 1 0 0 1 7 7 Tm [(x\\)) -3 <6162>] TJ T* (y) ' ET")
    put("pdf_content", "corners", "0 0 m 61 0 l 61 43 l 0 43 l h W n /Span <</Lang(vi)>> BDC"
        " /I Do EMC 1 2 3 4 5 6 c % comment\n0 g 1 1 1 rg")
    put("painted", "plain", PLACING)
    put("painted", "inline", "q 61 0 0 43 0 0 cm BI /W 61 /H 43 /BPC 8 /CS [/Indexed /RGB 1 <00ff>] ID"
        " \x80\x80\nEI Q BI /IM true /W 2 /H 2 /D [1 0] ID \x01\nEI /F Do % form\n/I#31 Do (a\\(b) Tj")
    put("settings", "some", "# here\n[page]\nseconds = 90\nmemory=2048\n[ocr]\nlanguage=vie\n"
        "[document]\nperiod_end=2022-01-01\n[sign]\nagency=Sở Tư pháp\npkcs12=key.p12\n"
        "[pdf]\nimage=lossless\njpeg_quality=50\n")
    put("settings", "wrong", "[page]\nseconds=0\nminutes=1\n[none]\nkey=\n")


def put_uris():
    put("token_uri", "key", "pkcs11:token=Sở%20Y%20tế;manufacturer=M;model=2;serial=00ff;id=%01%00;object=k"
        ";type=private?module-name=softhsm2")
    put("token_uri", "slot", "PKCS11:slot-id=7;slot-description=a%3Bb;library-version=2.6?module-path=/x/y.so")
    put("token_uri", "pin", "pkcs11:object=k?pin-value=1234&module-name=../x")


def put_reports():
    """GVariant (sa(sd)a{sv}): a stage, times, facts; frames behind what they end."""
    times = b"read\0\0\0\0" + struct.pack("<d", 12.5) + b"\x05" + b"\x11"
    facts = b"n\0\0\0\0\0\0\0" + struct.pack("<I", 7) + b"\0u" + b"\x02" + b"\x0f"
    put("report", "stage", b"survey\0\0" + times + bytes(6) + facts + b"\x1a\x07")
    put("report", "bare", b"survey\0\0\x08\x07")
    put("report", "empty", b"")


def put_signatures():
    for name in "once", "twice":
        values = re.findall(rb"/Contents ?<([0-9A-Fa-f]+)>", picture("verify/" + name))
        value = bytes.fromhex(values[-1].decode())
        put("cms", name, value)
        put("der", name, value.rstrip(b"\0"))
        put("cms_timestamp", name, value.rstrip(b"\0"))


if sys.argv[2] == "images":
    put_pdfs()
    put_exif()
    put_strips()
    put_pixels()
    put_texts()
    put_reports()
    put_uris()
    put("jp2_box", "file", picture("scan_jp2/grey.jp2"))
else:
    put_signatures()
