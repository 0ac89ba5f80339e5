#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing side by side with what it could be: B-B with RSA-2048 from a PKCS#12 file, PDFs of one page and
200 KB, on one processor, beside `openssl speed` on the same one, in memory and on the disk. What is
counted is processor time, which other work on the machine does not change; the wall's is shown as well.

The peer is podofosign where there is one, otherwise openssl alone: `openssl cms -sign` for each file,
which writes no PDF."""
import argparse
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time

PAGE_BYTES = 200_000
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def write_pdf(path, size=PAGE_BYTES):
    """One page with an image of noise."""
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []

    def put(content):
        offsets.append(len(out))
        out.extend(b"%d 0 obj\n%s\nendobj\n" % (len(offsets), content))

    drawn = b"q 595 0 0 842 0 0 cm /I Do Q"
    put(b"<< /Type /Catalog /Pages 2 0 R >>")
    put(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    put(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >> >>")
    put(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    put(b"<< /Type /XObject /Subtype /Image /Width 400 /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream"
        % (size // 400, size, os.urandom(size)))
    table = len(out)
    out.extend(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets))
    out.extend(b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table)
    with open(path, "wb") as file:
        file.write(out)


def measure(*command):
    """Seconds of the wall, and of the processor with all descendants."""
    wall, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, **QUIET)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (time.monotonic() - wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def speed(*arguments):
    return subprocess.run(["openssl", "speed", "-mr", "-seconds", "2", *arguments], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def make_key(folder):
    key, certificate, box = (os.path.join(folder, name) for name in ("key.pem", "certificate.pem", "key.p12"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
                    "/C=VN/O=Bench/CN=Bench", "-addext", "keyUsage=critical,digitalSignature",
                    "-addext", "basicConstraints=critical,CA:FALSE",
                    "-keyout", key, "-out", certificate], check=True, **QUIET)
    subprocess.run(["openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout",
                    "pass:secret", "-out", box], check=True, **QUIET)
    return key, certificate, box


def show(name, count, cost, openssl):
    wall, cpu = cost
    print(f"{name:<34} {count / wall:8.0f} /s {count / cpu:8.0f} a core-second   {count / cpu / openssl:5.2f} × openssl speed")


def bench_peer(files, folder, key, certificate, openssl):
    files, out = files[:50], os.path.join(folder, "peer.out")
    podofo = shutil.which("podofosign")
    total = [0, 0]
    for file in files:
        command = [podofo, "-in", file, "-out", out, "-cert", certificate, "-pkey", key] if podofo else [
            "openssl", "cms", "-sign", "-binary", "-cades", "-in", file, "-signer", certificate, "-inkey", key,
            "-outform", "DER", "-out", out]
        total = [a + b for a, b in zip(total, measure(*command))]
    show("podofosign" if podofo else "openssl cms, a process a file", len(files), total, openssl)


def bench_digisign(program, name, folder, box, source, count, openssl):
    out = os.path.join(folder, "out")
    best = None
    for _ in range(3):
        shutil.rmtree(out, ignore_errors=True)
        cost = measure(program, "sign", "-q", "-r", "-j", "1", source, "--output-dir", out, "--key", box,
                       "--pin-env", "PIN")
        best = cost if best is None or cost[1] < best[1] else best
    made = sum(len(names) for _, _, names in os.walk(out)) - 1
    assert made == count, made
    show(name, count, best, openssl)


def bench(program, count, disk, memory):
    os.environ["PIN"] = "secret"
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    key, certificate, box = make_key(disk)
    openssl = float(re.search(r"^\+F2:\d+:2048:([\d.e-]+)", speed("rsa2048"), re.M)[1])
    hashed = float(re.search(r"^\+F:\d+:sha256:([\d.]+)", speed("-bytes", "16384", "-evp", "sha256"), re.I | re.M)[1])
    most = 1 / (1 / openssl + PAGE_BYTES / hashed)
    print(f"openssl speed rsa2048: {openssl:.0f} /s; sha256: {hashed / 1e6:.0f} MB/s")
    print(f"signing and hashing {PAGE_BYTES // 1000} KB cannot pass {most:.0f} /s, {most / openssl:.2f} × openssl speed")
    for name, folder in ("digisign, in memory", memory), ("digisign, on the disk, flushed", disk):
        source = os.path.join(folder, "in")
        os.mkdir(source)
        for i in range(count):
            write_pdf(os.path.join(source, f"{i:05}.pdf"))
        bench_digisign(program, name, folder, box, source, count, openssl)
    source = os.path.join(memory, "in")
    bench_peer([os.path.join(source, name) for name in sorted(os.listdir(source))], memory, key, certificate, openssl)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digisign", default="build/digisign")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--disk", default="build", help="a folder on the disk to be measured")
    arguments = parser.parse_args()
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=arguments.disk) as disk, tempfile.TemporaryDirectory(dir=memory) as shm:
        bench(arguments.digisign, arguments.count, disk, shm)


if __name__ == "__main__":
    main()
