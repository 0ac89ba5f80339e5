#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/indirect_list.py LISTER OF OUT [revoked] [plain]: an indirect revocation list (RFC 5280, 5.2.5),
which openssl does not make: LISTER.pem and .key sign it, and OF.pem is on it if `revoked`; `plain`: it
does not say that it is indirect."""
import subprocess
import sys
import time

from der import parts, wrap


def run(*command, stdin=b""):
    return subprocess.run(command, input=stdin, check=True, capture_output=True).stdout


def certificate(name):
    """serial number, issuer, subject."""
    der = run("openssl", "x509", "-in", name + ".pem", "-outform", "DER")
    fields = parts(parts(der)[0])
    return fields[1], fields[3], fields[5]


def moment(days):
    return wrap(0x17, time.strftime("%y%m%d%H%M%SZ", time.gmtime(time.time() + 86400 * days)).encode())


def extension(oid, value):
    return wrap(0x30, oid, b"\x01\x01\xff", wrap(0x04, value))


lister, of, out = sys.argv[1:4]
serial, issuer, _ = certificate(of)
algorithm = bytes.fromhex("300a06082a8648ce3d040302")  # ecdsa-with-SHA256
entries = b""
if "revoked" in sys.argv:
    names = extension(bytes.fromhex("0603551d1d"), wrap(0x30, wrap(0xA4, issuer)))
    entries = wrap(0x30, wrap(0x30, serial, moment(-1), wrap(0x30, names)))
point = extension(bytes.fromhex("0603551d1c"), wrap(0x30, b"\x84\x01\xff"))
tail = b"" if "plain" in sys.argv else wrap(0xA0, wrap(0x30, point))
body = wrap(0x30, b"\x02\x01\x01", algorithm, certificate(lister)[2], moment(0), moment(7), entries, tail)
value = run("openssl", "dgst", "-sha256", "-sign", lister + ".key", stdin=body)
with open(out, "wb") as file:
    file.write(wrap(0x30, body, algorithm, wrap(0x03, b"\x00", value)))
