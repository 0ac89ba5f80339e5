#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The counterpart of the tests that go online: a time-stamp authority, an OCSP responder and files,
on loopback, around openssl, with every fault that a server can have.

tests/pki-server.py FOLDER   says "http PORT" and "https PORT" on stdout, serves what
                             tests/pki-online.sh makes in FOLDER, and ends when stdin does

    POST /tsa[/FAULT[/N]]    a time-stamp; see `stamp`
    POST /ocsp/CA            an OCSP answer; GET /set/ocsp/FAULT: all that follow have that fault
    GET  /files/NAME         a file of FOLDER; GET /set/files/FAULT; as-X: X.crl for any list
    …/busy/N                 503 to the first N calls, then well
    …/delay/N                answers after N seconds
Every other request is a line of FOLDER/requests.log: method, path, how many of that path were under
way. Faults that any of them can have: `Handler.misbehave`.
"""
import base64
import http.server
import os
import re
import ssl
import sys
import threading
import time

from der import elements, inner, wrap
from openssl_files import openssl_in

FOLDER = os.path.realpath(sys.argv[1])
LOCK = threading.Lock()       # of the counters
TSA_LOCK = threading.Lock()   # of the authority's file of serial numbers
faults, calls, under_way = {}, {}, {}


def openssl(*arguments, stdin=b""):
    return openssl_in(FOLDER, *arguments, stdin=stdin)


def changed(der, at):
    return der[:at] + bytes([der[at] ^ 0x55]) + der[at + 1:]


# Time-stamps

def reply(query, name="tsa", chain=("-chain", "intermediate.pem")):
    with TSA_LOCK:
        return openssl("ts", "-reply", "-config", "online.cnf", "-section", "tsa1", "-queryfile", "{in}",
                       "-signer", name + ".pem", "-inkey", name + ".key", *chain,
                       "-out", "{out}", stdin=query)


def signed_by(name, answer, *arguments):
    """The TSTInfo of an answer, signed as a CMS by whomever."""
    _, _, begin, end = inner(answer, 0, 1, 1, 0, 2, 1, 0)
    content = answer[begin:end]
    cms = openssl("cms", "-sign", "-binary", "-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4",
                  "-signer", name + ".pem", "-inkey", name + ".key", "-outform", "DER", "-in", "{in}",
                  "-out", "{out}", "-md", "sha256", *arguments, stdin=content)
    return wrap(0x30, b"\x30\x03\x02\x01\x00" + cms)


def large(query, kilobytes):
    """With so many kilobytes of certificates that nobody needs."""
    name = "large%d.pem" % kilobytes
    with open(os.path.join(FOLDER, "intermediate.pem"), "rb") as file:
        chain = file.read()
    for number in range(kilobytes // 4):
        chain += openssl("req", "-x509", "-new", "-key", "tsa.key", "-subj", "/CN=Large %d" % number,
                         "-addext", "nsComment=" + "x" * 3500, "-out", "{out}")
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(chain)
    return reply(query, chain=("-chain", name))


def stamp(fault, query, number):
    if fault == "large":
        return large(query, int(number))
    if fault == "nonce":
        return reply(changed(query, list(elements(query, inner(query, 0)[2], inner(query, 0)[3]))[-2][3] - 1))
    if fault == "imprint":
        return reply(changed(query, inner(query, 0, 1, 1)[3] - 1))
    if fault in ("ended", "ending"):
        return reply(query, "tsa-" + fault)
    if fault == "policy":
        return reply(query.replace(b"\x06\x04\x2a\x03\x04\x01", b"\x06\x04\x2a\x03\x04\x05"))
    if fault == "alone":
        return reply(query, chain=[])
    if fault == "reject":
        text = "not today \x1b[31m, nor\nany day".encode()
        return wrap(0x30, wrap(0x30, b"\x02\x01\x02" + wrap(0x30, wrap(0x0C, text)) + b"\x03\x02\x05\x20"))
    if fault == "no-clock":
        return wrap(0x30, wrap(0x30, b"\x02\x01\x02" + b"\x03\x03\x01\x00\x02"))
    answer = reply(query)
    if fault == "eku":
        return signed_by("tsa-eku", answer, "-cades")
    if fault == "unbound":
        return signed_by("tsa", answer)
    if fault == "twin":
        return signed_by("tsa-twin", answer, "-cades", "-nocerts", "-certfile", "tsa.pem")
    if fault == "sha1":
        return signed_by("tsa", answer, "-cades", "-md", "sha1")
    if fault == "value":
        return changed(answer, len(answer) - 1)
    if fault == "behind":
        return answer + b"\x00"
    if fault == "empty":
        return answer[:0]
    return answer


# OCSP

def sign_again(answer, edit):
    """Changes the responseData of an answer, in its length, and signs it anew."""
    _, _, begin, end = inner(answer, 0, 1, 0, 1)
    basic = answer[begin:end]
    _, start, _, stop = inner(basic, 0, 0)
    data = edit(basic[start:stop])
    value = openssl("dgst", "-sha256", "-sign", "ocsp.key", "-out", "{out}", "{in}", stdin=data)
    _, _, at, after = inner(basic, 0, 2)
    assert len(value) == after - at - 1 and len(data) == stop - start
    new = basic[:start] + data + basic[stop:at + 1] + value + basic[after:]
    return answer[:begin] + new + answer[end:]


def dated(data, year):
    """The responseData with thisUpdate and nextUpdate in another year, producedAt as it was."""
    end = re.search(rb"20\d{12}Z", data).end()
    return data[:end] + re.sub(rb"20\d\d(\d{10}Z)", rb"%s\1" % year, data[end:])


def status(fault, ca, query):
    signer = {"checked": "ocsp-plain", "eku": "ocsp-eku", "other-ca": "ocsp-root",
              "issuer": ca}.get(fault, "ocsp-root" if ca == "root" else "ocsp")
    if fault == "later":
        return b"\x30\x03\x0a\x01\x03"
    if fault == "other":
        query = openssl("ocsp", "-issuer", ca + ".pem", "-cert", "bare.pem", "-no_nonce", "-reqout", "{out}")
    if fault == "nonce":
        query = openssl("ocsp", "-issuer", ca + ".pem", "-serial",
                        str(int.from_bytes(serial_of(query), "big")), "-reqout", "{out}")
    arguments = ["-resp_no_certs"] if fault == "no-certificate" else []
    index = "root" if fault == "unknown" else ca
    answer = openssl("ocsp", "-index", index + ".txt", "-CA", ca + ".pem", "-rsigner", signer + ".pem",
                     "-rkey", signer + ".key", "-reqin", "{in}", "-respout", "{out}", "-ndays", "2",
                     *arguments, stdin=query)
    if fault in ("stale", "future"):
        answer = sign_again(answer, lambda data: dated(data, b"2024" if fault == "stale" else b"2095"))
    if fault == "value":
        at = inner(answer, 0, 1, 0, 1)[2]
        answer = changed(answer, at + inner(answer[at:], 0, 2)[3] - 1)
    return answer


def serial_of(query):
    _, _, begin, end = inner(query, 0, 0, 0, 0, 0, 3)
    return query[begin:end]


# The server

class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def give(self, body, code=200, **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pour(self, piece, pause):
        """An answer without end."""
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(pause)

    def misbehave(self, fault, number):
        """Has a fault that has nothing to do with what was asked; False if there is none."""
        if fault == "garbage":
            self.give(b"<html>All is well.</html>")
        elif fault == "endless":
            self.pour(b"\x30" * 65536, 0)
        elif fault == "drip":
            self.pour(b"\x30", 0.3)
        elif fault == "headers":
            self.send_response(200)
            self.flush_headers()
            while True:
                self.wfile.write(b"X-More: " + b"a" * 8000 + b"\r\n")
        elif fault == "file":
            self.give(b"", 302, Location="file:///etc/passwd")
        elif fault == "plain":
            self.give(b"", 307, Location="http://127.0.0.1:%d/tsa" % PORTS["http"])
        elif fault == "around":
            self.give(b"", 302, Location=self.path)
        elif fault == "away":
            self.give(b"", 302, Location="/tsa/delay/%d" % number)
        elif fault == "missing":
            self.give(b"", 404)
        elif fault == "nothing":
            self.close_connection = True
        elif fault == "auth" and self.headers.get("Authorization") != \
                "Basic " + base64.b64encode("văn thư:mật khẩu".encode()).decode():
            self.give(b"", 401, WWW_Authenticate="Basic realm=test")
        elif fault == "busy" and calls[self.path] <= number:
            self.give(b"", 503)
        else:
            return False
        return True

    def answer(self):
        parts = self.path.strip("/").split("/")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if parts[0] == "set":
            faults[parts[1]] = parts[2].partition(":")[::2]
            return self.give(b"")
        fault, number = faults.get(parts[0], ("", "0"))
        if parts[0] == "tsa":
            fault, number = (parts[1:] + ["", "0"])[0], (parts[2:] + ["0"])[0]
        if fault == "delay":
            time.sleep(float(number))
        if self.misbehave(fault, int(float(number or 0))):
            return None
        if parts[0] == "tsa" and self.headers.get("Content-Type") == "application/timestamp-query":
            return self.give(stamp(fault, body, number), Content_Type="application/timestamp-reply")
        if parts[0] == "ocsp" and self.headers.get("Content-Type") == "application/ocsp-request":
            return self.give(status(fault, parts[1], body), Content_Type="application/ocsp-response")
        if parts[0] == "files":
            name = os.path.basename(parts[1])
            if fault.startswith("as-") and name.endswith(".crl"):
                name = fault[3:] + ".crl"
            if not os.path.exists(os.path.join(FOLDER, name)):
                return self.give(b"", 404)
            with open(os.path.join(FOLDER, name), "rb") as file:
                content = file.read()
            return self.give(changed(content, len(content) - 1) if fault == "forged" else content)
        return self.give(b"", 400)

    def handle_one(self):
        if not self.path.startswith("/set/"):
            with LOCK:
                calls[self.path] = calls.get(self.path, 0) + 1
                under_way[self.path] = under_way.get(self.path, 0) + 1
                with open(os.path.join(FOLDER, "requests.log"), "a", encoding="utf-8") as log:
                    log.write(f"{self.command} {self.path} {under_way[self.path]}\n")
        try:
            self.answer()
        except (BrokenPipeError, ConnectionError):
            self.close_connection = True
        finally:
            with LOCK:
                if self.path in under_way:
                    under_way[self.path] -= 1

    do_GET = do_POST = handle_one


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class SafeServer(Server):
    """Reads its certificate, which is made after the server, when the first call comes."""
    def get_request(self):
        connection, address = super().get_request()
        connection.settimeout(10)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(FOLDER, "https.pem"), os.path.join(FOLDER, "https.key"))
        return context.wrap_socket(connection, server_side=True), address


SERVERS = {"http": Server(("127.0.0.1", 0), Handler), "https": SafeServer(("127.0.0.1", 0), Handler)}
PORTS = {name: server.server_port for name, server in SERVERS.items()}
for name, server in SERVERS.items():
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(name, server.server_port, flush=True)
sys.stdin.read()
