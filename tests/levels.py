#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of PDFs that signing meets, and a judge of what it made of them, who asks openssl alone.

tests/levels.py make FOLDER                 classic, hybrid, form, turned and two (PDF 2.0), *.pdf
tests/levels.py ours IN OUT    OUT is what IN, a PDF that a batch delivered, was before it was signed
tests/levels.py judge PKI LEVEL SIGNER IN OUT    OUT begins with IN, and all that it is signed with holds:
                                            signatures, time-stamps, and at B-LT and B-LTA the store
tests/levels.py cut IN OUT FOLDER           OUT at B-LTA, cut where it was at B-T and at B-LT
tests/levels.py raised PKI LEVEL SIGNER OUT    the only signature, at B-B, was raised
tests/levels.py renewed PKI SIGNER OLD NEW     a time-stamp was added to OLD at B-LTA, and nothing else
tests/levels.py kept OUT                    what was in the store of `change more` still is
tests/levels.py change WHAT IN OUT             see `change`
"""
import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

from der import elements as spans

SIGNATURE = re.compile(rb"/SubFilter ?/(\S+)\s+/ByteRange \[0 +(\d+) +(\d+) +(\d+)\]\s*/Contents <([0-9A-F]+)>")
STAMP = bytes.fromhex("060b2a864886f70d010910020e")  # id-aa-timeStampToken
END_OF_REVISION = b"%%EOF\n"


# Shapes

def write(path, objects, version=b"1.7", trailer=b"", size=None):
    """objects: of bodies, from number 1 on."""
    pdf, offsets = b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    pdf += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    pdf += b"trailer\n<< /Size %d /Root 1 0 R %s>>\n" % (size or len(objects) + 1, trailer)
    with open(path, "wb") as file:
        file.write(pdf + b"startxref\n%d\n%%%%EOF\n" % table)


def one_page(catalog=b"", page=b"/MediaBox [0 0 595 842]", more=()):
    return [b"<< /Type /Catalog /Pages 2 0 R " + catalog + b">>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R " + page + b" >>", *more]


def write_hybrid(path):
    """Objects 1 to 3 are hidden in a stream, which only the stream of references leads to."""
    bodies = one_page()
    head, content = b"", b""
    for number, body in enumerate(bodies, 1):
        head += b"%d %d " % (number, len(content))
        content += body + b"\n"
    pdf = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
    holder = len(pdf)
    pdf += b"4 0 obj\n<< /Type /ObjStm /N 3 /First %d /Length %d >>\nstream\n%s%s\nendstream\nendobj\n" % (
        len(head), len(head + content), head, content)
    stream = len(pdf)
    rows = b"".join(bytes([2, 0, 0, 4, index]) for index in range(3))
    pdf += b"5 0 obj\n<< /Type /XRef /W [1 3 1] /Index [1 3] /Size 6 /Root 1 0 R /Length 15 >>\nstream\n%s\nendstream\nendobj\n" % rows
    table = len(pdf)
    pdf += b"xref\n0 6\n0000000001 65535 f \n0000000002 00000 f \n0000000003 00000 f \n0000000000 00000 f \n"
    pdf += b"%010d 00000 n \n%010d 00000 n \n" % (holder, stream)
    pdf += b"trailer\n<< /Size 6 /Root 1 0 R /XRefStm %d >>\nstartxref\n%d\n%%%%EOF\n" % (stream, table)
    with open(path, "wb") as file:
        file.write(pdf)


def make(folder):
    os.makedirs(folder, exist_ok=True)
    write(folder + "/classic.pdf", one_page())
    write_hybrid(folder + "/hybrid.pdf")
    write(folder + "/form.pdf", one_page(
        b"/AcroForm 5 0 R /Extensions 6 0 R", b"/MediaBox [0 0 595 842] /Annots [4 0 R]",
        [b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (Signature1) /V (a) /Rect [9 9 99 29] /F 4 /P 3 0 R >>",
         b"<< /Fields [4 0 R] /DA (/Helv 0 Tf 0 g) >>", b"<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 3 >> >>"]))
    write(folder + "/turned.pdf", one_page(
        b"", b"/MediaBox [-10 822 585 -20] /CropBox [20.5 30 500 700.25] /Rotate 90 /UserUnit 1.5"))
    write(folder + "/two.pdf", one_page(), b"2.0")


# The judge

def openssl(*arguments, right=True):
    ended = subprocess.run(["openssl", *arguments], capture_output=True)
    assert (ended.returncode == 0) is right, (arguments, ended.stdout[-600:], ended.stderr[-600:])
    return ended.stdout.decode(errors="replace")


def elements(der):
    """(tag, content, whole) of each element."""
    for tag, start, begin, end in spans(der, 0, len(der)):
        yield tag, der[begin:end], der[start:end]


def inner(der, *path):
    for index in path:
        der = list(elements(der))[index][1]
    return der


def value_and_stamp(cms):
    """The signature value, and the token of its time-stamp or None."""
    info = list(elements(inner(cms, 0, 1, 0, -1, 0)))
    stamp = None
    if info[-1][0] == 0xA1:
        for _, attribute, _ in elements(info[-1][1]):
            oid, values = list(elements(attribute))
            if oid[2] == STAMP:
                assert stamp is None
                stamp = values[1]
        info.pop()
    assert info[-1][0] == 4
    return info[-1][1], stamp


class Judge:
    def __init__(self, pki, folder):
        self.pki, self.folder = pki, folder

    def put(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def check_stamp(self, token, content):
        openssl("ts", "-verify", "-data", self.put("data", content), "-in", self.put("token", token),
                "-token_in", "-CAfile", self.pki + "/root.pem", "-untrusted", self.pki + "/intermediate.pem")

    def check_signature(self, cms, content):
        """Of OpenSSL 3.0, which knows no Ed25519 in CMS: the digest alone; tests/algorithms.t does more."""
        if bytes.fromhex("06032b6570") in inner(cms, 0, 1, 0, -1):
            assert hashlib.sha512(content).digest() in cms
            return
        openssl("cms", "-verify", "-binary", "-inform", "DER", "-in", self.put("cms", cms), "-content",
                self.put("data", content), "-CAfile", self.pki + "/root.pem", "-purpose", "any", "-out", os.devnull)

    def check_all(self, data):
        """(kind, has a time-stamp, where it ends) of each, in the order of the file."""
        found = []
        for kind, before, after, length, digits in SIGNATURE.findall(data):
            before, after, length = int(before), int(after), int(length)
            assert data[before:after] == b"<" + digits + b">"
            cms = bytes.fromhex(digits.decode())
            size = 4 + int.from_bytes(cms[2:4], "big")
            assert cms[:2] == b"\x30\x82" and not any(cms[size:])
            content = data[:before] + data[after:after + length]
            stamp = None
            if kind == b"ETSI.RFC3161":
                self.check_stamp(cms[:size], content)
            else:
                self.check_signature(cms[:size], content)
                value, stamp = value_and_stamp(cms[:size])
            if stamp is not None:
                self.check_stamp(stamp, value)
            found.append((kind, stamp is not None, after + length))
        assert found and found == sorted(found, key=lambda one: one[2])
        return found

    def serial(self, name):
        return openssl("x509", "-in", f"{self.pki}/{name}.pem", "-noout", "-serial").strip().split("=")[1]

    def check_store(self, path, names):
        store, extensions = read_store(path)
        every = [one for kind in store.values() for one in kind]
        assert len(set(every)) == len(every), "twice the same"
        assert extensions.get("/ESIC", {}).get("/BaseVersion") == "/1.7", extensions
        certificates = {openssl("x509", "-inform", "DER", "-noout", "-serial", "-in", self.put("der", one))
                        .strip().split("=")[1] for one in store["/Certs"]}
        told = set()
        for one in store["/OCSPs"]:
            text = openssl("ocsp", "-respin", self.put("ocsp", one), "-noverify", "-text")
            assert "Cert Status: good" in text
            told |= set(re.findall(r"Serial Number: ([0-9A-F]+)", text))
        lists = {openssl("crl", "-inform", "DER", "-noout", "-issuer", "-in", self.put("crl", one))
                 for one in store["/CRLs"]}
        assert told or lists
        for name in names:
            number = self.serial(name)
            assert number in certificates, (name, "is not among", certificates)
            issuer = "Online Root" if name == "intermediate" else "Online Intermediate"
            assert number in told or any(issuer.lower() in one.lower() for one in lists), (name, told, lists)
        assert self.serial("root") in certificates


def read_store(path):
    """({kind: bytes of each}, /Extensions) of the catalog."""
    said = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", path],
                          capture_output=True, check=True).stdout
    objects = json.loads(said)["qpdf"][1]

    def get(value):
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            one = objects["obj:" + value]
            value = one["stream"] if "stream" in one else one["value"]
        return value

    catalog = get(objects["trailer"]["value"]["/Root"])
    store = get(catalog.get("/DSS", {}))
    streams = {kind: [base64.b64decode(get(one)["data"]) for one in get(store.get(kind, []))]
               for kind in ("/Certs", "/OCSPs", "/CRLs")}
    return streams, get(catalog.get("/Extensions", {}))


def judge(pki, level, signer, old, new):
    with open(old, "rb") as file:
        before = file.read()
    with open(new, "rb") as file:
        data = file.read()
    assert data.startswith(before) and len(data) > len(before), "earlier bytes were changed"
    with tempfile.TemporaryDirectory() as folder:
        check = Judge(pki, folder)
        found = check.check_all(data)
        kinds = [kind for kind, _, end in found if end > len(before)]
        stamped = [stamped for kind, stamped, _ in found if kind == b"ETSI.CAdES.detached"]
        assert stamped[-1] is (level != "B-B"), (level, stamped)
        assert kinds == [b"ETSI.CAdES.detached"] + [b"ETSI.RFC3161"] * (level == "B-LTA"), kinds
        assert (found[-1][2] == len(data)) is (level != "B-LT"), "what is signed ends before the file"
        if level in ("B-B", "B-T"):
            assert b"/DSS" not in data[len(before):]
        else:
            check.check_store(new, [signer, "tsa", "intermediate"])
    if level != "B-LT":
        told = subprocess.run(["pdfsig", "-nocert", new], capture_output=True, text=True).stdout.split("Signature #")
        known = [one for one in told[1:] if "Type: unknown" not in one]  # poppler knows no document time-stamps
        assert len(known) == len(stamped)
        assert signer == "ed25519" or all("Signature is Valid" in one for one in known), told
        assert "- Total document signed" in told[-1], told


def kept(path):
    """The store that `change more` has made holds what it held, and data."""
    said = subprocess.run(["qpdf", "--json=2", path], capture_output=True, check=True).stdout
    objects = json.loads(said)["qpdf"][1]
    catalog = objects["obj:" + objects["trailer"]["value"]["/Root"]]["value"]
    store = objects["obj:" + catalog["/DSS"]]["value"]
    assert store["/Own"] == ["u:kept"] and store["/Certs"], store
    assert store["/VRI"] == {"/" + "AB" * 20: {"/TU": "u:D:2024", "/Own": 1}}, store


def ends(data, since):
    """Where each revision behind `since` ends."""
    return [m.end() for m in re.finditer(END_OF_REVISION, data) if m.end() > since]


def cut(old, new, folder):
    with open(new, "rb") as file:
        data = file.read()
    revisions = ends(data, os.path.getsize(old))
    assert len(revisions) == 3 and revisions[2] == len(data), revisions
    for level, end in zip(("B-T", "B-LT"), revisions):
        with open(f"{folder}/{level}.pdf", "wb") as file:
            file.write(data[:end])


def ours(delivered, new):
    with open(delivered, "rb") as file:
        data = file.read()
    with open(new, "wb") as file:
        file.write(data[:ends(data, 0)[0]])


def raised(pki, level, signer, path):
    with open(path, "rb") as file:
        data = file.read()
    with tempfile.TemporaryDirectory() as folder:
        check = Judge(pki, folder)
        found = check.check_all(data)
        kinds = [kind for kind, _, _ in found]
        assert kinds == [b"ETSI.CAdES.detached"] + [b"ETSI.RFC3161"] * (2 if level == "B-LTA" else 1), kinds
        assert (found[-1][2] == len(data)) is (level != "B-LT")
        if level != "B-T":
            check.check_store(path, [signer, "tsa", "intermediate"])


def renewed(pki, signer, old, new):
    with open(old, "rb") as file:
        before = file.read()
    with open(new, "rb") as file:
        data = file.read()
    assert data.startswith(before) and len(ends(data, len(before))) == 1
    with tempfile.TemporaryDirectory() as folder:
        check = Judge(pki, folder)
        found = check.check_all(data)
        assert found[-1][0] == b"ETSI.RFC3161" and found[-2][2] == len(before) and found[-1][2] == len(data)
        check.check_store(new, [signer, "tsa", "intermediate"])


def change(what, old, new):
    """`content`: a byte that is signed; `stamp`: a byte that a document time-stamp covers alone;
    `store`: a store that is none, `many`: of too many
    streams, `more`: with entries of others, `extensions`: another object, used elsewhere; `root`: the catalog is in the trailer."""
    with open(old, "rb") as file:
        data = file.read()
    if what == "content":
        data = data.replace(b"/MediaBox [0 0 595", b"/MediaBox [0 0 594", 1)
    elif what == "stamp":
        place = data.rindex(b"/F 132")
        data = data[:place] + b"/F 133" + data[place + 6:]
    elif what == "more":
        return write(new, one_page(b"/DSS << /Type /DSS /VRI << /%s << /TU (D:2024) /Own 1 >> >> /Own [(kept)] >>"
                                   % (b"AB" * 20)))
    elif what in ("store", "many", "extensions"):
        head = b"/DSS (none) " if what == "store" else b"/DSS << /Certs [" + b"1 0 R " * 1001 + b"] >> "
        if what == "extensions":
            head = b"/Extensions 2 0 R "
        return write(new, one_page(head))
    elif what == "root":
        data = data.replace(b"/Root 1 0 R ", b"/Root << /Type /Catalog /Pages 2 0 R >> ")
    with open(new, "wb") as file:
        file.write(data)


if __name__ == "__main__":
    {"make": make, "ours": ours, "judge": judge, "cut": cut, "raised": raised, "renewed": renewed,
     "kept": kept, "change": change}[sys.argv[1]](*sys.argv[2:])
