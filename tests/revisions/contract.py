# SPDX-License-Identifier: GPL-3.0-or-later
"""The document that is signed, attacked and updated: three pages, a form, a layer, a picture and a note; and the
signed ones that are made of it.

tests/revisions/contract.py make PKI FOLDER        contract.pdf and those that are signed here, with openssl
"""
import os
import re
import sys

from pdf import Keys, Pdf, pack, put_stream, references, stream

CATALOG, PAGES, PAGE1, PAGE2, PAGE3, TEXT1, TEXT2, TEXT3, FONT, LOGO = range(1, 11)
NAME, AGREE, CITY, KIND, KIND1, KIND2, SECRET, SECOND, FORM, NOTE = range(11, 21)
NAME_AP, YES, NO, CITY_AP, NOTE_AP, IMAGE, LAYER, METADATA, INFO, OTHER_LAYER = range(21, 31)
NEXT = 31  # the first number that is free in contract.pdf


def form_xobject(content, box=b"0 0 200 20", entries=b""):
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [%s] /Resources << /Font << /F1 %d 0 R >> >> %s" % (
        box, FONT, entries))


def text(words, x=60, y=700, size=24):
    return b"BT /F1 %d Tf %d %d Td (%s) Tj ET" % (size, x, y, words)


def value_form(words):
    return form_xobject(b"/Tx BMC q BT /F1 12 Tf 2 5 Td (%s) Tj ET Q EMC" % words)


def field(kind, name, place, entries, page=PAGE2, flags=4):
    return b"<< /Type /Annot /Subtype /Widget /FT /%s /T (%s) /Rect [%s] /P %d 0 R /F %d %s >>" % (
        kind, name, place, page, flags, entries)


def radio(value, place):
    return (b"<< /Type /Annot /Subtype /Widget /Parent %d 0 R /Rect [%s] /P %d 0 R /F 4 /AS /Off"
            b" /AP << /N << /%s %d 0 R /Off %d 0 R >> >> >>" % (KIND, place, PAGE2, value, YES, NO))


def page(content, annotations, entries=b""):
    return (b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Annots [%s]"
            b" /Resources << /Font << /F1 %d 0 R >> /XObject << /Logo %d 0 R /Picture %d 0 R >>"
            b" /Properties << /Layer %d 0 R /Other %d 0 R >> >> %s >>" % (
                PAGES, content, references(annotations), FONT, LOGO, IMAGE, LAYER, OTHER_LAYER, entries))


XMP = (b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
       b" xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about=''"
       b" xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Contract"
       b"</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>")
CONTENT1 = (text(b"Pay 100 to Alice") + b" q 80 0 0 80 60 500 cm /Picture Do Q q 1 0 0 1 60 450 cm /Logo Do Q"
            b" /OC /Layer BDC " + text(b"Due in May", 60, 620) + b" EMC /OC /Other BDC " + text(b"Void", 60, 580) + b" EMC")

OBJECTS = {
    CATALOG: b"<< /Type /Catalog /Version /1.7 /Pages %d 0 R /AcroForm %d 0 R /Metadata %d 0 R /Lang (en)"
             b" /OCProperties << /OCGs [%s] /D << /Name (All) /ON [%d 0 R] /OFF [%d 0 R] >> >> >>" % (
                 PAGES, FORM, METADATA, references([LAYER, OTHER_LAYER]), LAYER, OTHER_LAYER),
    PAGES: b"<< /Type /Pages /Count 3 /Kids [%s] >>" % references([PAGE1, PAGE2, PAGE3]),
    PAGE1: page(TEXT1, [NOTE]),
    PAGE2: page(TEXT2, [NAME, AGREE, CITY, KIND1, KIND2, SECRET]),
    PAGE3: page(TEXT3, [SECOND]),
    TEXT1: stream(CONTENT1),
    TEXT2: stream(text(b"The form")),
    TEXT3: stream(text(b"Page three: no interest")),
    FONT: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    LOGO: form_xobject(text(b"Ministry of Tests", 2, 5, 12)),
    NAME: field(b"Tx", b"name", b"60 600 260 620", b"/V (Bob) /DA (/F1 12 Tf 0 g) /AP << /N %d 0 R >>" % NAME_AP),
    AGREE: field(b"Btn", b"agree", b"60 560 80 580", b"/V /Off /AS /Off /AP << /N << /Yes %d 0 R /Off %d 0 R >> >>" % (YES, NO)),
    CITY: field(b"Ch", b"city", b"60 520 260 540", b"/Ff 131072 /Opt [(Hanoi) (Hue)] /V (Hanoi) /DA (/F1 12 Tf 0 g)"
                b" /AP << /N %d 0 R >>" % CITY_AP),
    KIND: b"<< /FT /Btn /Ff 49152 /T (kind) /V /Off /Kids [%s] >>" % references([KIND1, KIND2]),
    KIND1: radio(b"a", b"60 480 80 500"),
    KIND2: radio(b"b", b"90 480 110 500"),
    SECRET: field(b"Tx", b"amount", b"60 440 260 460", b"/Ff 1 /V (100) /DA (/F1 12 Tf 0 g) /AP << /N %d 0 R >>" % NAME_AP),
    SECOND: field(b"Sig", b"Second", b"60 600 260 650", b"", PAGE3),
    FORM: b"<< /Fields [%s] /DA (/F1 12 Tf 0 g) /DR << /Font << /F1 %d 0 R >> >> >>" % (
        references([NAME, AGREE, CITY, KIND, SECRET, SECOND]), FONT),
    NOTE: b"<< /Type /Annot /Subtype /FreeText /Rect [300 600 500 620] /Contents (Seen) /DA (/F1 12 Tf 0 g) /F 4"
          b" /P %d 0 R /AP << /N %d 0 R >> >>" % (PAGE1, NOTE_AP),
    NAME_AP: value_form(b"Bob"),
    YES: form_xobject(b"0 0 20 20 re f", b"0 0 20 20"),
    NO: form_xobject(b"1 1 18 18 re S", b"0 0 20 20"),
    CITY_AP: value_form(b"Hanoi"),
    NOTE_AP: value_form(b"Seen"),
    IMAGE: stream(bytes(range(0, 256, 16)), b"/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8"
                  b" /ColorSpace /DeviceGray"),
    LAYER: b"<< /Type /OCG /Name (Terms) >>",
    METADATA: stream(XMP, b"/Type /Metadata /Subtype /XML"),
    INFO: b"<< /Title (Contract) /Producer (tests) >>",
    OTHER_LAYER: b"<< /Type /OCG /Name (Void) >>",
}

SIMPLE = {
    1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>",
    2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots []"
       b" /Resources << /Font << /F1 5 0 R >> >> >>",
    4: stream(text(b"Pay 100 to Alice")),
    5: OBJECTS[FONT],
}

# Prepared by who wants to show something else later: a second content, a second catalog, a picture over the text.
SHADOW = {**SIMPLE, 10: b"<< /Type /Catalog /Pages 11 0 R /AcroForm << /Fields [] >> >>",
          11: b"<< /Type /Pages /Count 1 /Kids [12 0 R] >>",
          12: SIMPLE[3].replace(b"/Parent 2", b"/Parent 11").replace(b"/Contents 4", b"/Contents 13"),
          13: stream(text(b"Pay 900 to Mallory!"))}
OVERLAY = {**SIMPLE, 3: SIMPLE[3].replace(b"/Resources <<", b"/Resources << /XObject << /Over 6 0 R >>"),
           4: stream(text(b"Pay 100 to Alice") + b" q 400 0 0 60 50 680 cm /Over Do Q"),
           6: stream(b"\xff", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
                     b" /ColorSpace /DeviceGray")}

INDIRECT = {**SIMPLE, 1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields 6 0 R >> >>", 6: b"[]", 7: b"[]",
            3: SIMPLE[3].replace(b"/Annots []", b"/Annots 7 0 R")}
DANGLING = {**SIMPLE, 3: SIMPLE[3].replace(b"/Contents 4 0 R", b"/Contents [4 0 R 95 0 R]"), 6: b"%d" % len(text(b"Pay 100 to Alice")),
            4: re.sub(rb"/Length \d+", b"/Length 6 0 R", SIMPLE[4])}
UNTYPED = {**SIMPLE, 1: SIMPLE[1].replace(b"<<", b"<< /Outlines 6 0 R", 1), 6: b"<< /Count 0 >>"}


def whole(objects, entries=b"", dormant=b""):
    """`dormant`: objects that no reference leads to."""
    pdf, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + dormant, {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(pdf)
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets.values())
    size = len(objects) + 1
    return pdf + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /ID [<%s> <%s>] %s >>\n"
                  b"startxref\n%d\n%%%%EOF\n" % (size, rows, size, b"5A" * 16, b"5A" * 16, entries, len(pdf)))


PACKED = [number for number, body in sorted(OBJECTS.items()) if b"stream" not in body]


def packed(objects, inside):
    """Those `inside` stand in a stream of objects, which is the last one."""
    head = Pdf(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n/Root 1 0 R /Size 1 startxref 0\n")
    holder = max(objects) + 1
    tail = put_stream(head, {**objects, holder: pack(objects, inside)}, packed=inside, holder=holder)
    return head.data + tail.replace(b"/Prev 0 ", b"")


# What is signed here, because our own program neither certifies nor locks.

def widget(name, number, entries=b"", page_number=PAGE1, place=b"0 0 0 0"):
    return field(b"Sig", name, place, b"/V %d 0 R %s" % (number, entries), page_number, 132)


def add_to(pdf, holder, key, *numbers):
    """The object with further references in its array `key`."""
    return pdf.edit(holder, rb"/%s ?\[" % key, b"/%s [ %s " % (key, references(numbers)))


def add_field(pdf, *numbers):
    """The form with further fields."""
    made = add_to(pdf, FORM, b"Fields", *numbers)
    flags = b"" if b"/SigFlags" in made[FORM] else b" /SigFlags 3"
    return {FORM: made[FORM].replace(b"<<", b"<<" + flags, 1)}


def add_signature(pdf, name=b"Signature1", entries=b"", extra=(), widget_entries=b"", page_number=PAGE1,
                  place=b"0 0 0 0", more_catalog=b"", **how):
    """Signs with a new field, by references from the page and the form."""
    number = pdf.size
    changes = [
        {number: widget(name, number + 1, widget_entries, page_number, place)},
        add_to(pdf, page_number, b"Annots", number),
        add_field(pdf, number),
        {CATALOG: pdf.body(CATALOG).replace(b"<<", b"<< " + more_catalog, 1)} if more_catalog else {},
        *extra]
    objects = {n: body for change in changes for n, body in change.items()}
    return pdf.sign(objects, number + 1, entries, **how)


def certify(pdf, permissions):
    reference = (b"/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams"
                 b" << /Type /TransformParams /P %d /V /1.2 >> >>]" % permissions)
    return add_signature(pdf, entries=reference, more_catalog=b"/Perms << /DocMDP %d 0 R >> " % (pdf.size + 1))


def lock(pdf, action, fields=(), permissions=b"", **how):
    """A signature that locks fields, by its field's /Lock and by its own /Reference."""
    names = b"/Fields [%s]" % b" ".join(b"(%s)" % name for name in fields) if action != b"All" else b""
    said = b"/Action /%s %s %s" % (action, names, permissions)
    reference = (b"/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams"
                 b" << /Type /TransformParams /V /1.2 %s >> >>]" % said)
    return add_signature(pdf, entries=reference, widget_entries=b"/Lock << /Type /SigFieldLock %s >>" % said, **how)


def make(pki, folder):
    keys = Keys(pki)
    contract = Pdf(whole(OBJECTS, b"/Info %d 0 R" % INFO), keys)
    made = {
        "contract": contract.data,
        "simple": whole(SIMPLE),
        "shadow": whole({**SHADOW, **dict.fromkeys(range(6, 10), b"null")}, dormant=b"4 0 obj\n%s\nendobj\n" % SHADOW[13]),
        "overlay": whole(OVERLAY),
        "indirect": whole(INDIRECT),
        "untyped": whole(UNTYPED),
        "dangling": whole(DANGLING),
        "unended-signed": add_signature(contract, eof=b"%%EOF"),
        "packed": packed(OBJECTS, PACKED),
        "hybrid-signed": add_signature(contract, form="hybrid"),
        "certified1": certify(contract, 1),
        "certified2": certify(contract, 2),
        "certified3": certify(contract, 3),
        "locked-all": lock(contract, b"All"),
        "locked-include": lock(contract, b"Include", [b"name", b"kind"]),
        "locked-exclude": lock(contract, b"Exclude", [b"name", b"city"]),
        "locked-p1": lock(contract, b"All", (), b"/P 1"),
    }
    for name, data in made.items():
        with open(os.path.join(folder, name + ".pdf"), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    make(sys.argv[2], sys.argv[3])
