# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature itself is attacked: what it covers, and its value (incremental saving, signature wrapping, universal
signature forgery)."""
import re

from attacks_content import EVIL
from contract import *
from corpus import Attack
from pdf import HOLE, ROOM, pdf_now, put_objects, stream, table_rows, trailer_of

FORGED = {TEXT1: stream(text(EVIL))}
GAP = rb"/Contents ?(<[0-9A-Fa-f]+>)"


def parts(pdf):
    """(where the gap of the first signature begins, where it ends)"""
    found = re.search(GAP, pdf.data)
    return found.start(1), found.end(1)


def in_gap(make):
    """What the gap holds is made of its digits without padding; it stays as long as it is."""
    def attack(pdf):
        begin, end = parts(pdf)
        digits = pdf.data[begin + 1:end - 1]
        der = digits[:2 * (4 + int(digits[4:8], 16))]
        made = make(der, end - begin)
        assert len(made) == end - begin, (len(made), end - begin)
        return pdf.data[:begin] + made + pdf.data[end:]
    return attack


def token_in_gap(token):
    """Contents ends early, and something else stands in what was its padding."""
    return in_gap(lambda der, size: b"<" + der + b"> " + token + b"0" * (size - len(der) - len(token) - 5) + b"> "
                  if token.endswith(b"<") else b"<" + der + b"> " + token.ljust(size - len(der) - 3))


# Universal signature forgery: the signature dictionary is redefined so that nothing can be checked.

def forge(pattern, new):
    def attack(pdf):
        return pdf.increment(pdf.edit(pdf.signatures[0], pattern, new), FORGED)
    return attack


def forge_range(new):
    return forge(rb"/ByteRange ?\[.*?\]", b"/ByteRange " + new if new is not None else b"")


def forge_contents(new):
    return forge(GAP, b"/Contents " + new if new is not None else b"")


def usf(what, sentence, make):
    return {f"usf-{what}": Attack("signed", f"universal forgery: {sentence}", make, shown=True)}


# Signature wrapping: the second part of what is covered is moved, and the room between is used.

def wrap(pdf):
    """A new dictionary, in the gap that was widened, says where the second part is: digest and value are right for it.
    The tail says where its table is, which is now in the gap as well: there stands another."""
    begin, end = parts(pdf)
    tail, number, table = pdf.data[end:], pdf.signatures[0], pdf.startxref
    first_end, first_table = pdf.ends()[0], int(re.search(rb"startxref\s+(\d+)", pdf.data)[1])
    signed = {int(match[1]): match.start() for match in re.finditer(rb"(?<![0-9])(\d+) 0 obj\b", pdf.data)
              if match.start() >= first_end}

    def rows(offsets):
        return b"xref\n0 1\n0000000000 65535 f \n%strailer\n<< %s >>\n" % (
            table_rows(offsets, offsets), trailer_of(pdf, {}, prev=first_table))

    def lay(at, moved):
        said = b"/ByteRange [0 %s]" % (HOLE % (begin, moved, len(tail)))
        objects, offsets = put_objects(at, {**FORGED, number: re.sub(rb"/ByteRange ?\[.*?\]", said, pdf.body(number))})
        shifted = {n: place + (moved - end if place > end else 0) for n, place in signed.items()}
        return objects, {**shifted, **offsets}

    at = table + len(rows(lay(0, end)[1]))
    objects, offsets = lay(at, at + len(lay(at, end)[0]))
    return pdf.data[:end] + b" " * (table - end) + rows(offsets) + objects + tail


def wrap_in_string(pdf):
    """The gap grows inside of the hexadecimal string, where some readers skip what is no digit."""
    begin, end = parts(pdf)
    evil, _ = put_objects(0, FORGED)
    return pdf.data[:end - 1] + b"\n" + evil + b">" + pdf.data[end:]


def wrap_behind(pdf):
    """Contents is moved behind what is covered; the dictionary says where."""
    begin, end = parts(pdf)
    moved = pdf.data[:begin] + b" " * (end - begin) + pdf.data[end:]
    return moved + pdf.data[begin:end]


def swap(pdf):
    gaps = [(match.start(1), match.end(1)) for match in re.finditer(GAP, pdf.data)]
    (a, b), (c, d) = gaps
    size = min(b - a, d - c) - 2
    first, second = pdf.data[a + 1:b - 1], pdf.data[c + 1:d - 1]
    fit = lambda digits, room: digits[:size].ljust(room, b"0")[:room]
    return pdf.data[:a + 1] + fit(second, len(first)) + pdf.data[b - 1:c + 1] + fit(first, len(second)) + pdf.data[d - 1:]


# Incremental saving: what is appended lacks what a check would look for.

def append(make):
    return lambda pdf: pdf.data + make(pdf)


def bare(pdf):
    return put_objects(len(pdf.data), FORGED)[0]


def trailer(pdf, at):
    return b"trailer\n<< %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer_of(pdf, FORGED), at)


def with_copy(pdf):
    """The increment holds a copy of the signature, so that the last one stands in it."""
    number, free = pdf.signatures[0], pdf.size
    field = pdf.field(b"Signature1")
    return pdf.increment(FORGED, {free: pdf.body(number)}, pdf.edit(field, rb"/V \d+ 0 R", b"/V %d 0 R" % free))


# The signer's own range is too small or too wide from the start, and what it leaves free is used.

def sign_by(choose, after=lambda data, begin, end: data):
    """choose(begin and end of Contents, size) → the four numbers that are signed."""
    def attack(pdf):
        number = pdf.size
        body = (b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M %s /ByteRange [%s] /Free ()"
                b" /Contents <%s> /Text (          ) >>" % (
                    pdf_now(), b"%010d %010d %010d %010d" % (0, 0, 0, 0), b"0" * ROOM))
        made = pdf.increment({number: widget(b"Signature1", number + 1), number + 1: body},
                             add_to(pdf, PAGE1, b"Annots", number), add_field(pdf, number))
        begin = made.rindex(b"<" + b"0" * ROOM + b">")
        end = begin + ROOM + 2
        numbers = choose(begin, end, len(made))
        at = made.rindex(b"/ByteRange [", 0, begin) + 12
        said = b"%010d %010d %010d %010d" % tuple(numbers[:4])
        made = made[:at] + said + made[at + len(said):]
        covered = made[numbers[0]:numbers[0] + numbers[1]] + made[numbers[2]:numbers[2] + numbers[3]]
        digits = pdf.key(covered, "p256").hex().upper().encode()
        made = made[:begin + 1] + digits.ljust(ROOM, b"0") + made[end - 1:]
        return after(made, begin, end)
    return attack


def in_text(data, begin, end):
    return data.replace(b"/Text (          )", b"/Text (I pay 900)")


SIGNED = "signed"
ATTACKS = {
    "gap-two-strings": Attack(SIGNED, "a second string stands in the gap", token_in_gap(b"/Other <"), sub="FORMAT_FAILURE"),
    "gap-second-contents": Attack(SIGNED, "a second /Contents stands in the gap", token_in_gap(b"/Contents <"), sub="FORMAT_FAILURE"),
    "gap-second-range": Attack(SIGNED, "a second /ByteRange stands in the gap", token_in_gap(b"/ByteRange [0 1 2 3]"),
                               sub="FORMAT_FAILURE"),
    "gap-name": Attack(SIGNED, "a reason stands in the gap", token_in_gap(b"/Reason (Refused)"), sub="FORMAT_FAILURE"),
    "gap-comment": Attack(SIGNED, "a comment stands in the gap", token_in_gap(b"% 900\n"), sub="FORMAT_FAILURE"),
    "gap-object": Attack(SIGNED, "an object stands in the gap", token_in_gap(b">> endobj 6 0 obj <<>> endobj 90 0 obj <<"),
                         sub="FORMAT_FAILURE"),
    "gap-white": Attack(SIGNED, "the padding is white space", in_gap(
        lambda der, size: b"<" + der + b" " * (size - len(der) - 2) + b">"), sub="FORMAT_FAILURE"),
    "gap-padding": Attack(SIGNED, "the padding holds something", in_gap(
        lambda der, size: b"<" + der + b"50617920393030".ljust(size - len(der) - 2, b"0") + b">")),
    "gap-case": Attack(SIGNED, "digits of both cases hide a message", in_gap(
        lambda der, size: b"<" + (der[:400].lower() + der[400:]).ljust(size - 2, b"0") + b">"), sub="FORMAT_FAILURE"),
    "gap-odd": Attack(SIGNED, "the string has an odd number of digits", in_gap(
        lambda der, size: b"<" + der.ljust(size - 3, b"0") + b"> "), sub="FORMAT_FAILURE"),
    "gap-literal": Attack(SIGNED, "Contents is a string in parentheses", in_gap(
        lambda der, size: (b"(" + re.sub(rb"[()\\\r]", lambda m: b"\\%03o" % m[0][0], bytes.fromhex(der.decode())) + b")").ljust(size)),
        sub="FORMAT_FAILURE"),
    "range-short": Attack("contract", "the range ends before the file does", sign_by(
        lambda begin, end, size: (0, begin, end, size - end - 200))),
    "range-late": Attack("contract", "the range begins behind the header", sign_by(
        lambda begin, end, size: (9, begin - 9, end, size - end)), sub="FORMAT_FAILURE"),
    "range-wide": Attack("contract", "what follows Contents is in the gap as well, and changed", sign_by(
        lambda begin, end, size: (0, begin, end + 19, size - end - 19), in_text), sub="FORMAT_FAILURE"),
    "range-before": Attack("contract", "what precedes Contents is in the gap as well", sign_by(
        lambda begin, end, size: (0, begin - 12, end, size - end), lambda data, begin, end: data.replace(b"/Free ()", b"/Free 99")),
        sub="FORMAT_FAILURE"),
    "range-head": Attack("contract", "nothing behind Contents is covered", sign_by(
        lambda begin, end, size: (0, begin, end, 0))),
    "range-overlap": Attack("contract", "both parts are the same", sign_by(
        lambda begin, end, size: (0, begin, 0, begin)), sub="FORMAT_FAILURE"),
    "range-all": Attack("contract", "the range is the file with Contents", sign_by(
        lambda begin, end, size: (0, end, end, size - end)), sub="FORMAT_FAILURE"),
    "range-elsewhere": Attack("contract", "the gap is a page's content", sign_by(
        lambda begin, end, size: (0, 800, 900, size - 900)), sub="FORMAT_FAILURE"),
    "swa-moved": Attack("locked-all", "wrapping: the second part is moved behind new objects", wrap, shown=True),
    "swa-filler": Attack("signed", "wrapping: the same, with a block", wrap, shown=True),
    "swa-string": Attack(SIGNED, "wrapping: objects within the string", wrap_in_string),
    "swa-contents": Attack(SIGNED, "wrapping: Contents is moved behind the file", wrap_behind),
    "isa-bare": Attack(SIGNED, "incremental saving: an object alone", append(bare)),
    "isa-no-table": Attack(SIGNED, "incremental saving: an object and a trailer", append(
        lambda pdf: bare(pdf) + trailer(pdf, pdf.startxref))),
    "isa-no-table-zero": Attack(SIGNED, "incremental saving: startxref is 0", append(lambda pdf: bare(pdf) + trailer(pdf, 0)), shown=True),
    "isa-no-trailer": Attack(SIGNED, "incremental saving: an object and a table", append(
        lambda pdf: bare(pdf) + b"xref\n0 1\n0000000000 65535 f \n" + table_rows(FORGED, {TEXT1: len(pdf.data)}))),
    "isa-no-startxref": Attack(SIGNED, "incremental saving: no startxref", lambda pdf: re.sub(
        rb"startxref\n\d+\n%%EOF\n$", b"", pdf.increment(FORGED))),
    "isa-no-end": Attack(SIGNED, "incremental saving: no %%EOF", lambda pdf: pdf.increment(FORGED, eof=b""), shown=True),
    "isa-sound": Attack(SIGNED, "incremental saving by the rules", lambda pdf: pdf.increment(FORGED), told="page 1", shown=True),
    "isa-copy": Attack(SIGNED, "incremental saving with a copy of the signature", with_copy, shown=True),
    "isa-comment": Attack(SIGNED, "incremental saving behind a comment", lambda pdf: pdf.with_data(
        pdf.data + b"% all is well\n").increment(FORGED), told="page 1", shown=True),
    "contents-swapped": Attack("twice", "each signature has the value of the other", swap, field="Signature2"),
    **usf("no-contents", "no Contents", forge_contents(None)),
    **usf("null-contents", "Contents is null", forge_contents(b"null")),
    **usf("empty-contents", "Contents is empty", forge_contents(b"<>")),
    **usf("zero-contents", "Contents is a zero", forge_contents(b"<00>")),
    **usf("number-contents", "Contents is a number", forge_contents(b"0")),
    **usf("name-contents", "Contents is a name", forge_contents(b"/A")),
    **usf("array-contents", "Contents is an array", forge_contents(b"[<00>]")),
    **usf("der-contents", "Contents is an empty sequence", forge_contents(b"<3000>")),
    **usf("no-range", "no ByteRange", forge_range(None)),
    **usf("null-range", "ByteRange is null", forge_range(b"null")),
    **usf("empty-range", "ByteRange is empty", forge_range(b"[]")),
    **usf("zero-range", "ByteRange is of zeros", forge_range(b"[0 0 0 0]")),
    **usf("negative-range", "ByteRange is negative", forge_range(b"[0 -1 -1 -1]")),
    **usf("huge-range", "ByteRange is larger than any file", forge_range(b"[0 18446744073709551615 18446744073709551615 1]")),
    **usf("two-range", "ByteRange is of two numbers", forge_range(b"[0 99]")),
    **usf("real-range", "ByteRange is of real numbers", forge_range(b"[0.0 9.5 12.5 30.5]")),
    **usf("text-range", "ByteRange is text", forge_range(b"(0 9 12 30)")),
    **usf("name-range", "ByteRange holds a name", forge_range(b"[0 /a 12 30]")),
    **usf("nested-range", "ByteRange holds an array", forge_range(b"[[0 9] [12 30]]")),
    **usf("four-parts", "ByteRange has four parts", forge_range(b"[0 9 12 30 40 50 60 70]")),
    **usf("backwards", "ByteRange runs backwards", forge_range(b"[900 100 0 800]")),
    **usf("no-filter", "no SubFilter", forge(rb"/SubFilter ?/[\w.]+", b"")),
    **usf("strange-filter", "a SubFilter that nobody knows", forge(rb"/SubFilter ?/[\w.]+", b"/SubFilter /Trust.me")),
    **usf("null-value", "the signature is null", lambda pdf: pdf.increment({pdf.signatures[0]: b"null"}, FORGED)),
    **usf("value-freed", "the signature is freed", lambda pdf: pdf.increment({pdf.signatures[0]: None}, FORGED)),
    **usf("value-empty", "the signature is an empty dictionary", lambda pdf: pdf.increment({pdf.signatures[0]: b"<< >>"}, FORGED)),
}
