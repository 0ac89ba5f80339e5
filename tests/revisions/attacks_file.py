# SPDX-License-Identifier: GPL-3.0-or-later
"""The structure of the file is attacked: references, objects and revisions, so that readers see different things."""
import re

from attacks_content import other_tree
from attacks_signature import FORGED, GAP
from contract import *
from corpus import Attack
from pdf import end, put_objects, stream, table_rows, trailer_of

FORGED3 = {TEXT3: stream(text(b"Page three: 30% interest"))}
JUNK = b"\x7fELF and what else there is"


def changed_tail(make):
    return lambda pdf: pdf.data + make(pdf)


def table_at(pdf, at, **how):
    """A table that says that TEXT1 stands at `at`, with its trailer."""
    return b"xref\n0 1\n0000000000 65535 f \n%strailer\n<< %s >>\n" % (
        table_rows({TEXT1: b""}, {TEXT1: at}), trailer_of(pdf, {}, **how))


def in_stream(pdf):
    """Object and table stand in a stream of the increment, which another reader would skip."""
    head = b"%d 0 obj\n<< /Length 00000 >>\nstream\n" % pdf.size
    objects, offsets = put_objects(len(pdf.data) + len(head), FORGED)
    table = len(pdf.data) + len(head) + len(objects)
    content = objects + table_at(pdf, offsets[TEXT1])
    return head.replace(b"00000", b"%05d" % len(content)) + content + b"\nendstream\nendobj\n" + end(table)


def rows_twice(pdf):
    """The table has two rows for one object: readers take the first or the last."""
    objects, offsets = put_objects(len(pdf.data), FORGED)
    table = len(pdf.data) + len(objects)
    old = pdf.data.index(b"\n%d 0 obj" % TEXT1) + 1
    return objects + table_at(pdf, old).replace(b"trailer", b"%d 1\n%010d 00000 n \ntrailer" % (TEXT1, offsets[TEXT1])) + end(table)


def packed_twice(pdf):
    """The page stands in the stream as it was, and with other content."""
    bodies = [pdf.body(PAGE1), re.sub(rb"/Contents \d+", b"/Contents %d" % TEXT3, pdf.body(PAGE1))]
    head = b"%d 0 %d %d " % (PAGE1, PAGE1, len(bodies[0]) + 1)
    return stream(head + b"\n".join(bodies), b"/Type /ObjStm /N 2 /First %d" % len(head))


def prev_loop(pdf):
    objects, offsets = put_objects(len(pdf.data), FORGED)
    table = len(pdf.data) + len(objects)
    return objects + table_at(pdf, offsets[TEXT1], prev=table) + end(table)


def skipped(pdf):
    """/Prev leads past the signature's own revision, whose objects are written again."""
    first = int(re.search(rb"startxref\s+(\d+)", pdf.data)[1])
    again = {number: pdf.body(number) for number in range(NEXT, pdf.size)}
    again.update({number: pdf.body(number) for number in (PAGE1, FORM)})
    return pdf.increment(again, FORGED, prev=first)


def back(pdf):
    """What the signature's revision changed is as it was before, by a new one."""
    old = pdf.with_data(pdf.data[:pdf.ends()[0]])
    return pdf.increment({number: old.body(number) for number in (PAGE1, FORM)})


def two_bodies(first, second):
    """Both bear one number in one revision; the table leads to the first, who repairs reads the second."""
    def make(pdf):
        objects, offsets = put_objects(len(pdf.data), {TEXT1: first})
        more, _ = put_objects(0, {TEXT1: second})
        table = len(pdf.data) + len(objects) + len(more)
        return objects + more + table_at(pdf, offsets[TEXT1]) + end(table)
    return make


def dormant(pdf):
    """Only references change: they lead to an object that was there, and was signed."""
    return pdf.increment({}, moved={4: pdf.data.index(b"\n4 0 obj") + 1})


def hidden_catalog(pdf):
    """No object changes: the trailer names another of the catalogs that were signed."""
    return pdf.increment({}, root=int(re.search(rb"(\d+) 0 obj\n<< /Type /Catalog /Pages 11 0 R", pdf.data)[1]))


def overlay_gone(pdf):
    return pdf.increment({6: None})


def other_value(pdf):
    """The signature's value is that of another document, which the same key has signed."""
    found = re.search(GAP, pdf.data)
    digits = pdf.key(b"another document", "p256").hex().upper().encode()
    return pdf.data[:found.start(1) + 1] + digits.ljust(len(found[1]) - 2, b"0") + pdf.data[found.end(1) - 1:]


SIGNED = "signed"
ATTACKS = {
    "file-junk": Attack(SIGNED, "bytes stand behind the end", changed_tail(lambda pdf: JUNK)),
    "file-zeros": Attack(SIGNED, "zeros stand behind the end", changed_tail(lambda pdf: b"\0" * 512 + b"%%EOF\n")),
    "file-comment": Attack(SIGNED, "a comment stands behind the end", changed_tail(lambda pdf: b"% I did not sign this\n")),
    "file-ends": Attack(SIGNED, "the end is there several times", changed_tail(lambda pdf: b"%%EOF\n%%EOF\n" + JUNK + b"\n%%EOF\n")),
    "file-startxref": Attack(SIGNED, "a second startxref leads to the first revision", changed_tail(
        lambda pdf: end(int(re.search(rb"startxref\s+(\d+)", pdf.data)[1]))), shown=True),
    "file-before": Attack(SIGNED, "bytes stand before the header", lambda pdf: JUNK + b"\n" + pdf.data),
    "file-header": Attack(SIGNED, "the header says an older version", lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-1.0")),
    "file-cut": Attack("twice", "the end of the second revision is gone", lambda pdf: pdf.data[:-40], field="Signature2"),
    "file-cut-inside": Attack("twice", "the second signature is cut in two", lambda pdf: pdf.data[:pdf.ends()[1] + 5000],
                              field="Signature2"),
    "object-twice": Attack(SIGNED, "two objects of one number in one increment", changed_tail(
        two_bodies(FORGED[TEXT1], stream(CONTENT1))), shown=True),
    "object-twice-last": Attack(SIGNED, "two objects of one number, the table leads to the sound one", changed_tail(
        two_bodies(stream(CONTENT1), FORGED[TEXT1]))),
    "object-untold": Attack(SIGNED, "an object that no table tells of, for who repairs", lambda pdf: pdf.with_data(
        pdf.data + put_objects(0, FORGED)[0]).increment({PAGE3: pdf.body(PAGE3)})),
    "keys-twice": Attack(SIGNED, "a dictionary has the same key twice", lambda pdf: pdf.increment(
        {PAGE1: pdf.body(PAGE1).replace(b"<<", b"<< /Contents 90 0 R", 1), 90: FORGED[TEXT1]})),
    "keys-escaped": Attack(SIGNED, "the same key twice, once with an escaped letter", lambda pdf: pdf.increment(
        {PAGE1: pdf.body(PAGE1).replace(b"<<", b"<< /C#6fntents 90 0 R", 1), 90: FORGED[TEXT1]})),
    "length-wrong": Attack(SIGNED, "a stream says that it is shorter than it is", lambda pdf: pdf.increment(
        {TEXT3: stream(text(b"Page three: no interest") + b" " + text(b"but 900", 60, 600)).replace(b"/Length", b"/Length 41 /Old")})),
    "table-twice": Attack(SIGNED, "the table tells of an object twice", changed_tail(rows_twice)),
    "trailer-twice": Attack(SIGNED, "the trailer names two catalogs", lambda pdf: pdf.increment(
        other_tree(pdf, None), entries=b"/Root %d 0 R" % pdf.size)),
    "packed-index": Attack("packed-signed", "a stream of objects has one of them twice", lambda pdf: pdf.increment(
        {90: packed_twice(pdf), PAGE1: b"@"}, form="stream", packed=[PAGE1], holder=90)),
    "table-in-stream": Attack(SIGNED, "object and table stand within a stream", changed_tail(in_stream), shown=True),
    "table-shadow": Attack("shadow-signed", "shadow: the table leads to the other of two signed objects", dormant, shown=True),
    "table-freed": Attack("overlay-signed", "shadow: the picture that hid the text is freed", overlay_gone, shown=True),
    "table-root": Attack("shadow-signed", "shadow: the trailer names the other of two signed catalogs", hidden_catalog, shown=True),
    "table-crossed": Attack(SIGNED, "the table leads to an object of another number", lambda pdf: pdf.increment(
        {}, moved={TEXT1: pdf.data.index(b"%d 0 obj" % TEXT3)})),
    "table-contents": Attack(SIGNED, "the table leads into the signature's value", lambda pdf: pdf.increment(
        {}, moved={TEXT1: re.search(GAP, pdf.data).start(1) + 9})),
    "table-beyond": Attack(SIGNED, "the table leads behind the file", lambda pdf: pdf.increment({}, moved={TEXT1: 9999999})),
    "prev-loop": Attack(SIGNED, "/Prev leads to itself", changed_tail(prev_loop)),
    "prev-skips": Attack(SIGNED, "/Prev leads past the signature's revision", skipped, shown=True),
    "prev-none": Attack(SIGNED, "/Prev leads nowhere", lambda pdf: pdf.increment(FORGED, prev=7)),
    "size-small": Attack(SIGNED, "/Size hides the signature's objects", lambda pdf: pdf.increment(FORGED, size=NEXT)),
    "hybrid-disagrees": Attack(SIGNED, "table and stream say different things", lambda pdf: pdf.increment(
        {TEXT1: stream(CONTENT1), PAGE1: pdf.body(PAGE1)}, form="hybrid",
        hidden={PAGE1: re.sub(rb"/Contents \d+", b"/Contents %d" % TEXT3, pdf.body(PAGE1))})),
    "hybrid-hidden": Attack(SIGNED, "what a stream hides replaces a page", lambda pdf: pdf.increment(
        {}, form="hybrid", hidden={PAGE1: re.sub(rb"/Contents \d+", b"/Contents %d" % TEXT3, pdf.body(PAGE1))})),
    "packed-stream": Attack("packed-signed", "another content in a file of streams", lambda pdf: pdf.increment(
        FORGED, form="stream"), told="page 1", shown=True),
    "back": Attack("signed", "the page is as it was before the signature", back),
    "back-then-signed": Attack("signed", "the first signature is taken away, and signed anew", lambda pdf: add_signature(
        pdf.with_data(back(pdf)), b"Signature2", key="rsa2048")),
    "forged-then-signed": Attack("signed", "other content is signed by somebody else", lambda pdf: add_signature(
        pdf.with_data(pdf.increment(FORGED)), b"Signature2", key="rsa2048"), told="page 1", shown=True),
    "signed-then-forged": Attack("twice", "other content behind two signatures", lambda pdf: pdf.increment(FORGED),
                                 told="page 1", shown=True, field="Signature2"),
    "forged-and-back": Attack("signed", "other content, signed by somebody else, and the old one again", lambda pdf: pdf.with_data(
        add_signature(pdf.with_data(pdf.increment(FORGED3)), b"Signature2", key="rsa2048")).increment({TEXT3: pdf.body(TEXT3)}),
        told="page 3"),
    "other-tree-signed": Attack("signed", "another catalog is signed by somebody else", lambda pdf: pdf.with_data(
        pdf.increment(other_tree(pdf, None), root=pdf.size)).sign({}, pdf.size + 9), shown=True),
    "version-lower": Attack("signed", "the catalog says an older version", lambda pdf: pdf.increment(
        pdf.edit(CATALOG, rb"/Version ?/1.7", b"/Version /1.0"))),
    "value-swapped": Attack("signed", "the signature's value is that of another document", other_value,
                            sub="HASH_FAILURE"),
    "byte-content": Attack("signed", "one byte of a page", lambda pdf: pdf.replace(b"Pay 100 to", b"Pay 900 to"), sub="HASH_FAILURE",
                           shown=True),
    "byte-value": Attack("signed", "one digit of the signature's value", lambda pdf: pdf.substitute(
        rb"(/Contents ?<3082[0-9A-F]{300})([0-9A-F])", lambda m: m[1] + (b"0" if m[2] != b"0" else b"1"))),
}
