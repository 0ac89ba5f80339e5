#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing side by side with what it could be: B-B with RSA-2048 from a PKCS#12 file, PDFs of one page and
200 KB, on one processor, beside `openssl speed` on the same one: in memory, on the disk with all flushing left
out (eatmydata), and on the disk as it is. What is counted is processor time, which other work on the machine does
not change; the wall's is shown as well.

The peers sign one file a process: podofosign, pdfsig (with an NSS database), mutool sign (SHA-1 is all it knows; the
PDF has a field for it), and openssl cms -sign, which writes no PDF. digisign is measured so, too."""
import argparse
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time

PAGE_BYTES = 200_000
PEER_FILES = 50
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def write_pdf(path, size=PAGE_BYTES, field=False):
    """One page with an image of noise, and, if asked for, an empty signature field."""
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []

    def put(content):
        offsets.append(len(out))
        out.extend(b"%d 0 obj\n%s\nendobj\n" % (len(offsets), content))

    drawn = b"q 595 0 0 842 0 0 cm /I Do Q"
    put(b"<< /Type /Catalog /Pages 2 0 R%s >>" % (b" /AcroForm << /Fields [6 0 R] /SigFlags 3 >>" if field else b""))
    put(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    put(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /I 5 0 R >> >>%s >>" % (b" /Annots [6 0 R]" if field else b""))
    put(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    put(b"<< /Type /XObject /Subtype /Image /Width 400 /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length %d >>\nstream\n%s\nendstream"
        % (size // 400, size, os.urandom(size)))
    if field:
        put(b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /Rect [9 9 99 29] /F 132 /P 3 0 R >>")
    table, count = len(out), len(offsets) + 1
    out.extend(b"xref\n0 %d\n0000000000 65535 f \n" % count + b"".join(b"%010d 00000 n \n" % o for o in offsets))
    out.extend(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, table))
    with open(path, "wb") as file:
        file.write(out)


def measure(*command, check=True):
    """Seconds of the wall, and of the processor with all descendants. Not all peers end well after they have signed."""
    wall, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=check, **QUIET)
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
    print(f"{name:<36} {count / wall:8.0f} /s {count / cpu:8.0f} a core-second   {count / cpu / openssl:5.2f} × openssl speed")


def make_database(folder, box):
    """Of NSS, which pdfsig takes keys from."""
    path = os.path.join(folder, "nss")
    os.mkdir(path)
    subprocess.run(["certutil", "-N", "-d", "sql:" + path, "--empty-password"], check=True, **QUIET)
    subprocess.run(["pk12util", "-i", box, "-d", "sql:" + path, "-W", "secret"], check=True, **QUIET)
    return path


def list_peers(program, folder, key, certificate, box):
    """Name, whether its PDF has a field, and the command but for input and output."""
    return (
        ("digisign sign, a process a file", False, lambda file, out: [
            program, "sign", "-q", "--force", "--profile", "none", "--key", box, "--pin-env", "PIN", "-o", out, file]),
        ("podofosign", False, lambda file, out: [
            "podofosign", "-in", file, "-out", out, "-cert", certificate, "-pkey", key, "-digest", "SHA256"]),
        ("pdfsig", False, lambda file, out: [
            "pdfsig", "-nssdir", folder + "/nss", "-nick", "Bench - Bench", "-add-signature", file, out]),
        ("mutool sign", True, lambda file, out: ["mutool", "sign", "-s", box, "-P", "secret", "-o", out, file, "6"]),
        ("openssl cms", False, lambda file, out: [
            "openssl", "cms", "-sign", "-binary", "-cades", "-in", file, "-signer", certificate, "-inkey", key,
            "-outform", "DER", "-out", out]))


def bench_peers(program, folder, keys, openssl):
    out, sources = os.path.join(folder, "peer.pdf"), {}
    for field in False, True:
        sources[field] = os.path.join(folder, f"field-{field}.pdf")
        write_pdf(sources[field], field=field)
    make_database(folder, keys[2])
    for name, field, command in list_peers(program, folder, *keys):
        if shutil.which(command("", "")[0]) is None:
            print(f"{name:<34} is not here")
            continue
        total = [0, 0]
        for _ in range(PEER_FILES):
            if os.path.exists(out):
                os.unlink(out)
            total = [a + b for a, b in zip(total, measure(*command(sources[field], out), check=name != "pdfsig"))]
            assert os.path.getsize(out) > 1000, name
        show(name, PEER_FILES, total, openssl)


def bench_digisign(program, name, folder, box, source, count, openssl, profile="none"):
    out = os.path.join(folder, "out")
    best = None
    for _ in range(3):
        shutil.rmtree(out, ignore_errors=True)
        cost = measure(*program, "sign", "-q", "-r", "-j", "1", source, "--output-dir", out, "--key", box,
                       "--pin-env", "PIN", "--profile", profile)
        best = cost if best is None or cost[1] < best[1] else best
    made = sum(len(names) for _, _, names in os.walk(out)) - 1
    assert made == count, made
    show(name, count, best, openssl)
    return best[0] / count


def bench(program, count, disk, memory):
    os.environ["PIN"] = "secret"
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    key, certificate, box = make_key(disk)
    openssl = float(re.search(r"^\+F2:\d+:2048:([\d.e-]+)", speed("rsa2048"), re.M)[1])
    hashed = float(re.search(r"^\+F:\d+:sha256:([\d.]+)", speed("-bytes", "16384", "-evp", "sha256"), re.I | re.M)[1])
    most = 1 / (1 / openssl + PAGE_BYTES / hashed)
    print(f"openssl speed rsa2048: {openssl:.0f} /s; sha256: {hashed / 1e6:.0f} MB/s")
    print(f"signing and hashing {PAGE_BYTES // 1000} KB cannot pass {most:.0f} /s, {most / openssl:.2f} × openssl speed")
    walls = {}
    for name, folder, command in (("in memory", memory, [program]),
                                  ("on the disk, unflushed", disk, ["eatmydata", program]),
                                  ("on the disk, flushed", disk, [program])):
        source = os.path.join(folder, "in")
        if not os.path.isdir(source):
            os.mkdir(source)
            for i in range(count):
                write_pdf(os.path.join(source, f"{i:05}.pdf"))
        if shutil.which(command[0]):
            walls[name] = bench_digisign(command, f"digisign -r, {name}", folder, box, source, count, openssl)
    if len(walls) == 3:
        waits = walls["on the disk, flushed"] - walls["on the disk, unflushed"]
        print(f"flushing makes a file wait {waits * 1000:.2f} ms for the disk")
    bench_digisign([program], "the same, with a block off the print", memory, box, os.path.join(memory, "in"),
                   count, openssl, "nd30-copy")
    bench_peers(program, memory, (key, certificate, box), openssl)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digisign", default="build/digisign")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--disk", default="build", help="a folder on the disk to be measured")
    arguments = parser.parse_args()
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=arguments.disk) as disk, tempfile.TemporaryDirectory(dir=memory) as shm:
        bench(arguments.digisign, arguments.count, disk, shm)


if __name__ == "__main__":
    main()
