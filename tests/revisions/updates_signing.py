# SPDX-License-Identifier: GPL-3.0-or-later
"""Lawful: what was signed is signed again, in every form that an increment can have."""
import re

from contract import *
from corpus import Update


BLOCK = form_xobject(b"q BT /F1 9 Tf 2 5 Td (Signed by the second) Tj ET Q")


def again(**how):
    return lambda pdf: add_signature(pdf, b"Another", key="rsa2048", **how)


def visible(number, place):
    def make(pdf):
        appearance = pdf.size + 2
        return add_signature(pdf, b"Another", key="rsa2048", page_number=number, place=place,
                             widget_entries=b"/AP << /N %d 0 R >>" % appearance, extra=[{appearance: BLOCK}])
    return make


def existing(appearance=None, **how):
    """The field that waits for a signature gets one."""
    def make(pdf):
        number = pdf.size
        entries = b"/V %d 0 R " % number + (b"/AP << /N %d 0 R >> " % (number + 1) if appearance else b"")
        changes = {**pdf.add(SECOND, entries), **({number + 1: appearance} if appearance else {})}
        changes[FORM] = pdf.body(FORM) if b"/SigFlags" in pdf.body(FORM) else pdf.add(FORM, b"/SigFlags 3 ")[FORM]
        return pdf.sign(changes, number, key="rsa2048", **how)
    return make


def with_changes(make, **how):
    """Signed again in one increment with further changes: make(pdf) → {number: body}"""
    return lambda pdf: add_signature(pdf, b"Another", key="rsa2048", extra=[make(pdf)], **how)


def after(make):
    """Changed first, and signed again by another increment."""
    return lambda pdf: again()(pdf.with_data(pdf.increment(make(pdf))))


def separate(pdf):
    """Field and widget are two objects."""
    number = pdf.size
    return pdf.sign({
        **add_field(pdf, number), **add_to(pdf, PAGE1, b"Annots", number + 1),
        number: b"<< /FT /Sig /T (Another) /V %d 0 R /Kids [%d 0 R] >>" % (number + 2, number + 1),
        number + 1: b"<< /Type /Annot /Subtype /Widget /Parent %d 0 R /Rect [0 0 0 0] /F 132 /P %d 0 R >>" % (number, PAGE1),
    }, number + 2, key="rsa2048")


def grouped(pdf):
    """The field is a kid of another."""
    number = pdf.size
    return pdf.sign({
        **add_field(pdf, number), **add_to(pdf, PAGE1, b"Annots", number + 1),
        number: b"<< /T (group) /Kids [%d 0 R] >>" % (number + 1),
        number + 1: widget(b"Another", number + 2, b"/Parent %d 0 R" % number),
    }, number + 2, key="rsa2048")


def pageless(pdf):
    """The field stands on no page."""
    number = pdf.size
    return pdf.sign({**add_field(pdf, number), number: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Another) /V %d 0 R"
                     b" /Rect [0 0 0 0] /F 132 >>" % (number + 1)}, number + 1, key="rsa2048")


def simple(pdf):
    """Arrays and form stand in page and catalog themselves, or apart: each is written again."""
    number = pdf.size
    changes = {number: widget(b"Another", number + 1, b"", 3)}
    for holder, key in ((3, b"Annots"), (pdf.catalog, b"Fields")):
        array = re.search(rb"/%s ?(?:(\d+) 0 R|\[)" % key, pdf.body(holder))
        if key == b"Fields" and array is None:
            holder = pdf.reference(holder, b"AcroForm")
            array = re.search(rb"/Fields ?(?:(\d+) 0 R|\[)", pdf.body(holder))
        changes.update(add_to(pdf, holder, key, number) if array[1] is None else pdf.edit(
            int(array[1]), rb"\[", b"[ %d 0 R " % number))
    return pdf.sign(changes, number + 1, key="rsa2048")


def same(*numbers):
    return lambda pdf: pdf.increment({number: pdf.body(number) for number in numbers})


def shaken(pdf):
    """The same values, in other words: names escaped, numbers and white space written otherwise."""
    page_body = pdf.body(PAGE2).replace(b"/MediaBox", b"/Media#42ox").replace(b" 595 ", b"\n+595.0 ").replace(b"/Type /Page", b"/Type/Page")
    return pdf.increment({PAGE2: page_body, INFO: b"<< /Title <436F6E7472616374> /Producer (te\\163ts) >>"})


def crlf(pdf):
    return pdf.data + pdf.increment({PAGE3: pdf.body(PAGE3)}, eof=b"%%EOF\r\n")[len(pdf.data):]


def tail(what):
    return lambda pdf: pdf.data + what


def cut(pdf):
    """Back to the first signature."""
    return pdf.data[:pdf.ends()[1]]


UPDATES = {
    "again": Update("signed", "signed again, out of sight", again()),
    "again-visible": Update("signed", "signed again, with a block on the margin of page 3", visible(PAGE3, b"300 20 500 40")),
    "again-existing": Update("signed", "signed in a field that waited for it", existing()),
    "again-existing-block": Update("signed", "signed in a field that waited for it, with a block", existing(BLOCK)),
    "again-existing-packed": Update("packed-signed", "the same in streams of objects", existing(BLOCK, form="packed")),
    "again-three": Update("twice", "signed a third time", lambda pdf: add_signature(pdf, b"Signature3")),
    "again-four": Update("twice", "signed a third and a fourth time", lambda pdf: add_signature(
        pdf.with_data(add_signature(pdf, b"Signature3")), b"Signature4", key="rsa2048")),
    "again-program": Update("twice", "signed twice by our own program", lambda pdf: pdf.data),
    "again-stream": Update("signed", "signed again, with a cross-reference stream", again(form="stream")),
    "again-packed": Update("signed", "signed again, with a stream of objects", again(form="packed")),
    "again-hybrid": Update("signed", "signed again, for old and new readers", again(form="hybrid")),
    "again-packed-stream": Update("packed-signed", "a file of streams, signed again with a stream", again(form="stream")),
    "again-packed-packed": Update("packed-signed", "a file of streams, signed again with streams of objects", again(form="packed")),
    "again-separate": Update("signed", "signed again: field and widget are two objects", separate),
    "again-grouped": Update("signed", "signed again: the field is a kid of another", grouped),
    "again-pageless": Update("signed", "signed again: the field stands on no page", pageless),
    "again-page2": Update("signed", "signed again, on another page", again(page_number=PAGE2)),
    "again-inline": Update("simple-signed", "signed again: arrays in page and catalog", simple),
    "again-indirect": Update("indirect-signed", "signed again: arrays apart", simple),
    "again-linear": Update("linear-twice", "a linearized file, signed twice by our own program", lambda pdf: pdf.data),
    "again-generated": Update("generated-twice", "a file of streams that qpdf made, the same", lambda pdf: pdf.data),
    "tabs": Update("signed", "signed again, and the page's order of tabs set", with_changes(lambda pdf: {
        PAGE1: add_to(pdf, PAGE1, b"Annots", pdf.size)[PAGE1].replace(b"<<", b"<< /Tabs /S", 1)})),
    "tabs-alone": Update("signed", "a page's order of tabs set", lambda pdf: pdf.increment(pdf.add(PAGE3, b"/Tabs /S "))),
    "extensions": Update("signed", "the catalog names an extension", lambda pdf: pdf.increment(
        pdf.add(CATALOG, b"/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >> "))),
    "extensions-more": Update("lt", "the catalog names a second extension", lambda pdf: pdf.increment(
        pdf.edit(CATALOG, rb"/Extensions <<", b"/Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >>"))),
    "version-higher": Update("signed", "the catalog says a newer version", lambda pdf: pdf.increment(
        pdf.edit(CATALOG, rb"/Version ?/1.7", b"/Version /2.0"))),
    "version-added": Update("simple-signed", "the catalog says a version", lambda pdf: pdf.increment(
        pdf.add(pdf.catalog, b"/Version /2.0 "))),
    "type-added": Update("untyped-signed", "the outline says its type", lambda pdf: pdf.increment(pdf.add(6, b"/Type /Outlines "))),
    "same": Update("signed", "objects are written again as they were", same(PAGES, PAGE1, PAGE2, TEXT1, FONT, NAME)),
    "same-all": Update("signed", "all objects are written again as they were", same(*range(1, NEXT))),
    "same-packed": Update("packed-signed", "objects are written again in a stream of objects", lambda pdf: pdf.increment(
        {number: pdf.body(number) for number in (PAGES, PAGE1, NAME)}, form="packed")),
    "same-hybrid": Update("signed", "objects are written again in a hybrid increment", lambda pdf: pdf.increment(
        {number: pdf.body(number) for number in (PAGES, PAGE1, NAME)}, form="hybrid")),
    "same-words": Update("signed", "the same values in other words", shaken),
    "nothing": Update("signed", "an increment that changes nothing", lambda pdf: pdf.increment({})),
    "nothing-stream": Update("signed", "the same with a cross-reference stream", lambda pdf: pdf.increment({}, form="stream")),
    "free": Update("signed", "a number that nobody uses is freed", lambda pdf: pdf.increment({95: None})),
    "line-end": Update("signed", "one more end of line at the end", tail(b"\n")),
    "line-ends": Update("signed", "ends of lines of all kinds at the end", tail(b"\r\n\r\n")),
    "line-ends-crlf": Update("signed", "an increment of another system", crlf),
    "line-end-again": Update("unended-signed", "the end of the file had no end of line, and it was signed again", lambda pdf: again()(
        pdf.with_data(pdf.data + b"\n"))),
    "dated": Update("signed", "signed again, and the time of change noted", with_changes(lambda pdf: {
        INFO: pdf.add(INFO, b"/ModDate (D:20260101000000Z) ")[INFO]})),
    "cut": Update("twice", "cut back to the first signature", cut),
}
