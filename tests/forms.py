#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures of every form that PDFs hold, as others write them: made by openssl, put into an increment.

tests/forms.py SUBFILTER KIND PKI IN OUT [TYPE]
    SUBFILTER   the name, without its slash
    KIND        see `kinds`
    PKI         folder of tests/pki-online.sh
    IN          a PDF of a plain table of references; it may be encrypted
    TYPE        of the signature's dictionary; "none": it has none
"""
import hashlib
import os
import re
import subprocess
import sys

from der import parts, wrap
from openssl_files import openssl_in

ROOM = 12000


def openssl(*arguments, stdin=b""):
    return openssl_in(PKI, *arguments, stdin=stdin)


def cms(content, *arguments, key="rsa2048"):
    return openssl("cms", "-sign", "-binary", "-nosmimecap", "-signer", key + ".pem", "-inkey",
                   key + ".key", "-certfile", "intermediate.pem", "-outform", "DER", "-in", "{in}",
                   "-out", "{out}", *arguments, stdin=content)


def edit_info(der, edit):
    """Changes the elements of the one SignerInfo."""
    outer = parts(der)
    body = parts(parts(outer[1])[0])
    body[-1] = wrap(0x31, wrap(0x30, *edit(parts(parts(body[-1])[0]))))
    return wrap(0x30, outer[0], wrap(0xA0, wrap(0x30, *body)))


def make_plain(info):
    """ECDSA with r and s side by side (BSI TR-03111)."""
    r, s = (int.from_bytes(one[2:], "big").to_bytes(32, "big") for one in parts(info[-1][2:]))
    info[-2:] = [wrap(0x30, bytes.fromhex("060a04007f00070101040103")), wrap(0x04, r + s)]
    return info


def make_alone(info):
    """ECDSA that leaves the digest to the digest algorithm (id-ecSigType)."""
    info[-2] = wrap(0x30, bytes.fromhex("06062a8648ce3d04"))
    return info


def make_ber(der):
    """With indefinite lengths down to the SignedData, and the value in pieces, as old signers write."""
    def open_ended(tag, *content):
        return bytes([tag, 0x80]) + b"".join(content) + b"\0\0"
    outer = parts(der)
    body = parts(parts(outer[1])[0])
    info = parts(parts(body[-1])[0])
    value = parts(wrap(0x30, info[-1]))[0][4:]
    info[-1] = open_ended(0x24, wrap(0x04, value[:100]), wrap(0x04, value[100:]))
    body[-1] = open_ended(0x31, open_ended(0x30, *info))
    return open_ended(0x30, outer[0], open_ended(0xA0, open_ended(0x30, *body)))


def bare(content, digest):
    return wrap(0x04, openssl("dgst", "-" + digest, "-sign", "rsa2048.key", "-out", "{out}", "{in}",
                              stdin=content))


def stamp(content):
    query = openssl("ts", "-query", "-data", "{in}", "-sha256", "-cert", "-out", "{out}", stdin=content)
    return openssl("ts", "-reply", "-config", "online.cnf", "-section", "tsa1", "-queryfile", "{in}",
                   "-signer", "tsa.pem", "-inkey", "tsa.key", "-chain", "intermediate.pem", "-token_out",
                   "-out", "{out}", stdin=query)


kinds = {
    "cms": lambda content: cms(content, "-md", "sha256"),
    "pss": lambda content: cms(content, "-md", "sha384", "-keyopt", "rsa_padding_mode:pss"),
    "bound": lambda content: cms(content, "-md", "sha256", "-cades"),
    "no-attributes": lambda content: cms(content, "-md", "sha256", "-noattr"),
    "no-attributes-ec": lambda content: cms(content, "-md", "sha256", "-noattr", key="p256"),
    "key-identifier": lambda content: cms(content, "-md", "sha256", "-keyid"),
    "ber": lambda content: make_ber(cms(content, "-md", "sha256")),
    "sha1": lambda content: cms(content, "-md", "sha1"),
    "sha3": lambda content: cms(content, "-md", "sha3-256", "-noattr", key="p256"),
    "two-signers": lambda content: cms(content, "-md", "sha256", "-signer", "p256.pem", "-inkey", "p256.key"),
    "plain-ecdsa": lambda content: edit_info(cms(content, "-md", "sha256", key="p256"), make_plain),
    "ecdsa-alone": lambda content: edit_info(cms(content, "-md", "sha256", key="p256"), make_alone),
    "digest-within": lambda content: cms(hashlib.sha1(content).digest(), "-nodetach", "-md", "sha256"),
    "bare-sha1": lambda content: bare(content, "sha1"),
    "bare-sha256": lambda content: bare(content, "sha256"),
    "stamp": stamp,
}


def increment(pdf, subfilter, kind):
    """`pdf` with a field and a signature; the gap is empty."""
    trailer = pdf[pdf.rindex(b"trailer"):]
    last = int(re.search(rb"startxref\s+(\d+)", trailer)[1])
    size, root = int(re.search(rb"/Size (\d+)", trailer)[1]), int(re.search(rb"/Root (\d+)", trailer)[1])
    catalog = re.search(rb"\n%d 0 obj\s*<<(.*?)>>\s*endobj" % root, pdf, re.S)[1]
    certificate = b""
    if kind.startswith("bare"):
        der = openssl("x509", "-in", "rsa2048.pem", "-outform", "DER", "-out", "{out}")
        above = openssl("x509", "-in", "intermediate.pem", "-outform", "DER", "-out", "{out}")
        certificate = b"/Cert [<%s> <%s>] " % (der.hex().encode(), above.hex().encode())
    time = b"" if b"/Encrypt" in trailer else b"/M (D:%s) " % TIME
    objects = {
        root: b"<<" + catalog + b"/AcroForm << /SigFlags 3 /Fields [%d 0 R] >> >>" % (size + 1),
        size: b"<< %s/Filter /Adobe.PPKLite /SubFilter /%s %s%s/ByteRange [0 %10d %10d %10d] /Contents <%s> >>"
              % (TYPE, subfilter.encode(), certificate, time, 0, 0, 0, b"0" * ROOM),
        size + 1: b"<< /FT /Sig /V %d 0 R /Subtype /Widget /Rect [0 0 0 0] >>" % size,
    }
    table = b""
    for number, body in objects.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    kept = b" ".join(re.findall(rb"/ID \[.*?\]|/Encrypt \d+ 0 R", trailer, re.S))
    return pdf + b"xref\n%strailer\n<< /Size %d /Root %d 0 R /Prev %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, size + 2, root, last, kept, len(pdf))


subfilter, kind, PKI, source, out = sys.argv[1:6]
wanted = sys.argv[6] if len(sys.argv) > 6 else "Sig"
TYPE = b"" if wanted == "none" else b"/Type /%s " % wanted.encode()
TIME = subprocess.run(["date", "-u", "+%Y%m%d%H%M%SZ"], check=True, capture_output=True).stdout.strip()
with open(source, "rb") as file:
    made = increment(file.read(), subfilter, kind)
begin = made.rindex(b"/Contents <") + 10
end = begin + ROOM + 2
made = made.replace(b"[0 %10d %10d %10d]" % (0, 0, 0), b"[0 %10d %10d %10d]" % (begin, end, len(made) - end))
value = kinds[kind](made[:begin] + made[end:])
with open(out, "wb") as file:
    file.write(made[:begin + 1] + value.hex().encode().ljust(ROOM, b"0") + made[end - 1:])
