# SPDX-License-Identifier: GPL-3.0-or-later
"""Lawful: what proves time and revocation is added, and time-stamped."""

from attacks_store import der, first, store
from contract import *
from corpus import Update
from pdf import stream
from updates_form import in_turn
from updates_signing import again, existing


def put_store(direct=False, apart=False, **how):
    """A store with certificates and a list, where there was none."""
    def make(pdf):
        number = pdf.size
        certificates = b"[%d 0 R %d 0 R]" % (number + 1, number + 2)
        body = b"<< /Type /DSS /Certs %s /CRLs [%d 0 R] >>" % (b"%d 0 R" % (number + 4) if apart else certificates, number + 3)
        with open(f"{pdf.key.folder}/intermediate.crl", "rb") as file:
            answer = file.read()
        return pdf.increment(pdf.add(CATALOG, b"/DSS %s " % (body if direct else b"%d 0 R" % number)), {
            **({} if direct else {number: body}), number + 1: stream(der("intermediate")(pdf)), number + 2: stream(der("root")(pdf)),
            number + 3: stream(answer), **({number + 4: certificates} if apart else {})}, **how)
    return make


def more(key, name):
    """One more stream in the store's array, of a certificate or a list."""
    def make(pdf):
        number = pdf.size
        if name.endswith(".crl"):
            with open(f"{pdf.key.folder}/{name}", "rb") as file:
                content = file.read()
        else:
            content = der(name)(pdf)
        changes = pdf.edit(store(pdf), rb"/%s ?\[" % key, b"/%s [ %d 0 R " % (key, number)) if b"/" + key in pdf.body(store(pdf)) \
            else pdf.add(store(pdf), b"/%s [%d 0 R] " % (key, number))
        return pdf.increment(changes, {number: stream(content)})
    return make


def vri(pdf, entries=b""):
    """/VRI for the first signature: the digest of its Contents is its key."""
    number = pdf.size
    return pdf.increment(pdf.add(store(pdf), b"/VRI << /%s %d 0 R >> " % (b"A1" * 20, number)), {
        number: b"<< /Cert [%d 0 R] /OCSP [%d 0 R] %s >>" % (first(pdf, b"Certs"), first(pdf, b"OCSPs"), entries)})


def second_vri(pdf):
    return pdf.increment(pdf.edit(store(pdf), rb"/VRI <<", b"/VRI << /%s << /Cert [%d 0 R] >>" % (b"B2" * 20, first(pdf, b"Certs"))))


def stamp(name=b"Stamp", **how):
    return lambda pdf: add_signature(pdf, name, key="tsa", **how)


def stamp_existing(pdf):
    number = pdf.size
    return pdf.sign({**pdf.add(SECOND, b"/V %d 0 R " % number), FORM: pdf.body(FORM)}, number, key="tsa")


def as_is(pdf):
    return pdf.data


UPDATES = {
    "lt": Update("lt", "raised to B-LT by our own program", as_is),
    "lta": Update("lta", "raised to B-LTA by our own program", as_is),
    "lta-renewed": Update("lta-renewed", "B-LTA, renewed by our own program", as_is),
    "lta-again": Update("lta-again", "B-LTA, signed again, and raised again by our own program", as_is),
    "lta-packed": Update("lta-packed", "a file of streams, raised to B-LTA by our own program", as_is),
    "lta-signed": Update("lta", "signed again behind B-LTA", again()),
    "lta-stamped": Update("lta", "a further document time-stamp", stamp()),
    "lta-stamped-twice": Update("lta", "two further document time-stamps", in_turn(stamp(), stamp(b"Stamp2"))),
    "lta-stamped-stream": Update("lta", "the same with a cross-reference stream", stamp(form="stream")),
    "lta-stamped-packed": Update("lta", "the same with a stream of objects", stamp(form="packed")),
    "lta-stamped-hybrid": Update("lta", "the same for old and new readers", stamp(form="hybrid")),
    "lta-cut": Update("lta", "cut back to before the time-stamp", lambda pdf: pdf.data[:pdf.ends()[-2]]),
    "lt-certificate": Update("lt", "one more certificate in the store", more(b"Certs", "other-root")),
    "lt-list": Update("lt", "a list in the store", more(b"CRLs", "intermediate.crl")),
    "lt-lists": Update("lt", "two lists in the store", in_turn(more(b"CRLs", "intermediate.crl"), more(b"CRLs", "root.crl"))),
    "lt-vri": Update("lt", "what belongs to one signature", vri),
    "lt-vri-time": Update("lt", "the same with its time", lambda pdf: vri(pdf, b"/TU (D:20260101000000Z)")),
    "lt-vri-two": Update("lt", "what belongs to two signatures, one after the other", in_turn(
        lambda pdf: pdf.increment(pdf.add(store(pdf), b"/VRI << /%s << /Cert [%d 0 R] >> >> " % (b"A1" * 20, first(pdf, b"Certs")))),
        second_vri)),
    "lt-stamped": Update("lt", "B-LT, and a document time-stamp in another form", stamp(form="packed")),
    "lt-signed-stamped": Update("lt", "B-LT, signed again and time-stamped", in_turn(again(), stamp())),
    "lt-stamp-existing": Update("lt", "the time-stamp takes a field that waited", stamp_existing),
    "stored": Update("signed", "a store", put_store()),
    "stored-direct": Update("signed", "a store in the catalog itself", put_store(direct=True)),
    "stored-apart": Update("signed", "a store whose arrays stand apart", put_store(apart=True)),
    "stored-packed": Update("packed-signed", "a store in a stream of objects", put_store(form="packed")),
    "stored-hybrid": Update("signed", "a store for old and new readers", put_store(form="hybrid")),
    "stored-certified": Update("certified1", "P 1: a store", put_store()),
    "stored-certified-stamped": Update("certified1", "P 1: a store and a time-stamp", in_turn(put_store(), stamp())),
    "stored-locked": Update("locked-p1", "the lock allows no changes: a store and a time-stamp", in_turn(put_store(), stamp())),
    "stored-signed": Update("signed", "a store, and signed again", in_turn(put_store(), again())),
    "stored-twice": Update("twice", "a store behind two signatures", put_store()),
    "stamped": Update("signed", "a document time-stamp", stamp()),
    "stamped-signed": Update("signed", "a document time-stamp, and signed again", in_turn(stamp(), again())),
    "stamped-existing": Update("signed", "a document time-stamp, and signed in a field that waited", in_turn(stamp(), existing())),
}
