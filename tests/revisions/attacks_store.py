# SPDX-License-Identifier: GPL-3.0-or-later
"""What proves time and revocation is attacked: the document security store, and time-stamps."""
import re

from attacks_content import EVIL, annotation, edited, replaced
from attacks_form import signature_field, without
from attacks_signature import FORGED, GAP
from contract import *
from corpus import Attack
from pdf import stream

STAMP_ATTRIBUTE = "060B2A864886F70D010910020E".encode()  # id-aa-timeStampToken
TOKEN_INFO = b"060B2A864886F70D0109100104"  # id-ct-TSTInfo


def store(pdf):
    return pdf.reference(CATALOG, b"DSS")


def first(pdf, key):
    """The number of the first stream in the store's array."""
    return int(re.search(rb"/%s ?\[ ?(\d+)" % key, pdf.body(store(pdf)))[1])


def on_store(pattern, new, *more):
    return lambda pdf: pdf.increment(pdf.edit(store(pdf), pattern, new), *more)


def on_stream(key, content):
    return lambda pdf: pdf.increment({first(pdf, key): stream(content(pdf))})


def der(name):
    return lambda pdf: pdf.key.openssl("x509", "-in", name + ".pem", "-outform", "DER")


def clobbered(pdf):
    """What the store adds takes the number of a page's content."""
    return pdf.increment(pdf.edit(store(pdf), rb"/Certs ?\[", b"/Certs [ %d 0 R" % TEXT1), FORGED)


def gaps(pdf):
    return [(match.start(1), match.end(1)) for match in re.finditer(GAP, pdf.data)]


def stamp_elsewhere(pdf):
    """The document time-stamp is one of other data."""
    begin, end = gaps(pdf)[-1]
    token = pdf.key(b"other data", "tsa").hex().upper().encode()
    return pdf.data[:begin + 1] + token.ljust(end - begin - 2, b"0") + pdf.data[end - 1:]


def in_stamp(old, new, last=True):
    """What a time-stamp says is changed in place, in a document time-stamp or in the signature's attribute."""
    def make(pdf):
        begin, end = gaps(pdf)[-1 if last else 0]
        digits = pdf.data[begin:end]
        at = digits.index(TOKEN_INFO, 0 if last else digits.index(STAMP_ATTRIBUTE))
        changed = digits[:at] + re.sub(old, new, digits[at:], count=1)
        assert changed != digits and len(changed) == len(digits)
        return pdf.data[:begin] + changed + pdf.data[end:]
    return make


def backdate(match):
    """genTime YYYY → 2001 in digits of its ASCII."""
    return match[1] + b"32303031"


TIME = rb"(180F)\d{8}"  # GeneralizedTime of 15 bytes


def stamp_field(pdf):
    return pdf.field(b"Signature2")


def with_vri(pdf):
    """The store gets what belongs to one signature (ISO 32000-2, 12.8.4.4)."""
    certificates = re.search(rb"/Certs ?(\[.*?\])", pdf.body(store(pdf)))[1]
    return pdf.with_data(pdf.increment(pdf.add(store(pdf), b"/VRI << /%s << /Cert %s >> >> " % (b"A1" * 20, certificates))))


def vri_deleted(pdf):
    made = pdf.with_data(add_signature(with_vri(pdf), b"Signature3", key="rsa2048"))
    return made.increment(made.edit(store(made), rb"/VRI << /A1.*?>> >>", b""))


def stored(sentence, make):
    """An attack on the store that the document time-stamp covers."""
    return Attack("lta", sentence, make, told="validation data", field="Signature2")


ATTACKS = {
    "store-gone": stored("the store is gone from the catalog", edited(CATALOG, rb"/DSS \d+ 0 R", b"")),
    "store-empty": stored("the store is emptied", lambda pdf: pdf.increment({store(pdf): b"<< /Type /DSS >>"})),
    "store-certificates": stored("the store has no certificates any more", on_store(rb"/Certs ?\[.*?\]", b"")),
    "store-one-less": stored("one certificate is gone from the store", on_store(rb"/Certs ?\[ ?\d+ 0 R", b"/Certs [")),
    "store-answers": stored("the store has no answers of responders any more", on_store(rb"/OCSPs ?\[.*?\]", b"")),
    "store-typing": stored("the store's certificates are a string", on_store(rb"/Certs ?\[.*?\]", b"/Certs (none)")),
    "store-typing-name": stored("the store is a name", edited(CATALOG, rb"/DSS \d+ 0 R", b"/DSS /None")),
    "store-typing-page": stored("a page is among the certificates", on_store(rb"/Certs ?\[", b"/Certs [ %d 0 R" % PAGE1)),
    "store-other": stored("a certificate in the store is another", on_stream(b"Certs", der("other-root"))),
    "store-nonsense": stored("a certificate in the store is none", on_stream(b"Certs", lambda pdf: b"none")),
    "store-other-answer": stored("an answer in the store is another", on_stream(b"OCSPs", lambda pdf: b"0\3\n\1\0")),
    "store-clobbers": Attack("lt", "what is added to the store takes the number of a page's content", clobbered, shown=True),
    "store-and-content": Attack("lt", "certificates are added, and a page's content is replaced", lambda pdf: pdf.increment(
        pdf.edit(store(pdf), rb"/Certs ?\[", b"/Certs [ 90 0 R"), {90: stream(der("other-root")(pdf))}, FORGED), told="page 1", shown=True),
    "store-and-note": Attack("signed", "a store is added, and a note", lambda pdf: pdf.with_data(
        annotation(b"/Subtype /Stamp")(pdf)).increment(
            pdf.add(CATALOG, b"/DSS << /Certs [99 0 R] >> "), {99: stream(der("other-root")(pdf))}), told="page 1", shown=True),
    "vri-deleted": Attack("lt", "what belonged to one signature is deleted", vri_deleted, field="Signature3"),
    "stamp-other-data": Attack("lta", "the document time-stamp is one of other data", stamp_elsewhere, field="Signature2"),
    "stamp-time": Attack("lta", "the document time-stamp says another time", in_stamp(TIME, backdate), field="Signature2"),
    "stamp-imprint": Attack("lta", "the document time-stamp is of another digest", in_stamp(
        rb"(0420)[0-9A-F]{64}", lambda match: match[1] + b"AB" * 32), field="Signature2"),
    "stamp-field-gone": Attack("lta", "the document time-stamp is gone from the form", without(FORM, stamp_field)),
    "stamp-emptied": Attack("lta", "the document time-stamp's field is emptied", lambda pdf: pdf.increment(
        pdf.edit(stamp_field(pdf), rb"/V \d+ 0 R", b""))),
    "stamp-forged-content": Attack("lta", "other content behind the document time-stamp", replaced(TEXT1, stream(text(EVIL))),
                                   told="page 1", shown=True),
    "stamp-on-forged": Attack("signed", "other content, under a document time-stamp", lambda pdf: add_signature(
        pdf.with_data(pdf.increment(FORGED)), b"Stamp", key="tsa"), told="page 1", shown=True),
    "stamp-kind": Attack("lta", "the document time-stamp calls itself a signature", lambda pdf: pdf.increment(
        pdf.edit(pdf.signatures[-1], rb"/SubFilter /ETSI.RFC3161", b"/SubFilter /ETSI.CAdES.detached")), field="Signature2"),
    "stamp-shared": Attack("lta", "the signature's field holds the document time-stamp", lambda pdf: pdf.increment(
        pdf.edit(signature_field(pdf), rb"/V \d+ 0 R", b"/V %d 0 R" % pdf.signatures[-1]))),
    "attribute-time": Attack("bt", "the signature's time-stamp says another time", in_stamp(TIME, backdate, False)),
    "attribute-imprint": Attack("bt", "the signature's time-stamp is of another digest", in_stamp(
        rb"(0420)[0-9A-F]{64}", lambda match: match[1] + b"AB" * 32, False)),
}
